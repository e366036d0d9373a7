# Two commands: `make demo` and `make test`. Written for GNU make 3.81 and later; every path is
# relative, so the project may lie under a directory with spaces in its name.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

INSTALLED := .venv/installed.lock
RUN := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo serve test faults check lock FORCE

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) ## run everything with the sample data (PORT=8001: another port; ONCE=1: check, then end)
	@PORT='$(PORT)' $(RUN) -m factcheck.stack demo $(if $(ONCE),--once)

serve: $(INSTALLED) ## run everything without the sample data (PORT and ONCE as above)
	@PORT='$(PORT)' $(RUN) -m factcheck.stack serve $(if $(ONCE),--once)

test: $(INSTALLED) ## run the tests (ARGS=…: further arguments of pytest)
	$(RUN) -m pytest -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

faults: $(INSTALLED) ## kill every part of a running system, 50 times in 500 steps, and see what is lost
	FAULTS_STEPS=$${FAULTS_STEPS:-500} FAULTS_KILLS=$${FAULTS_KILLS:-50} \
	  $(RUN) -m pytest tests/faults -q --durations=0 $(ARGS)

check: $(INSTALLED) ## run the static checks
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) .venv/bin/lint-imports
	$(RUN) manage.py makemigrations --check --dry-run
	mkdir -p .factcheck
	$(RUN) manage.py spectacular --validate --fail-on-warn --file .factcheck/openapi.yaml
	diff -u docs/openapi.yaml .factcheck/openapi.yaml

lock: $(INSTALLED) ## renew requirements.lock from requirements.in (ARGS=--upgrade: newest versions)
	$(RUN) -m uv pip compile --universal --python-version 3.11 --no-build --generate-hashes \
		--no-annotate --no-header --quiet $(ARGS) requirements.in -o requirements.lock

# The copy of the lock that was installed says whether there is anything to do: its contents count,
# not its date, which a checkout changes. It is written last, so an interrupted run is taken up again.
$(INSTALLED): FORCE
	@cmp -s requirements.lock $@ && $(RUN) -c '' 2>/dev/null || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'Python 3.11 or later is needed; say which with PYTHON=python3.12'; exit 1; }; \
	  echo 'Installing requirements.lock into .venv (about a minute)'; \
	  $(PYTHON) -m venv .venv && \
	  $(RUN) -m pip install -qq --disable-pip-version-check --only-binary :all: \
	    --require-hashes -r requirements.lock && \
	  cp requirements.lock $@; }

FORCE:
