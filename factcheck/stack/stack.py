"""The order in which the system comes up: servers, tables, processes, sample, checks."""

import contextlib
import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from factcheck.core import embedded
from factcheck.stack import addresses
from factcheck.stack.addresses import Check
from factcheck.stack.console import Interrupted, Interrupts, StackError, report, say
from factcheck.stack.guard import Guard
from factcheck.stack.supervisor import Program, Supervisor

HOST = "127.0.0.1"
EXIT_ALREADY_RUNNING, EXIT_PORT_TAKEN, EXIT_INTERRUPTED = 3, 4, 130
WEB_SECONDS = 90.0
WEB_DEATHS = 3
POLL_SECONDS = 0.2
SERVERS_EVERY_SECONDS = 2.0
QUEUES = "celery,publishing,provenance,intake,notifications"
SERVER_NAMES = {"postgres": "PostgreSQL", "valkey": "Valkey"}


@dataclass(frozen=True)
class Options:
    """What the person asked for."""

    home: Path
    port: int
    sample: bool
    once: bool

    @property
    def url(self) -> str:
        """Where the system answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def demo(self) -> Path:
        """Where the sample's loader writes what it made."""
        return self.home / "demo.json"


def run(options: Options, interrupts: Interrupts) -> int:
    """Bring everything up, keep it up until asked to end, end it; the exit status.

    Raises StackError if something cannot be brought up.
    """
    with _alone(options), contextlib.closing(Guard(options.home)) as guard:
        _refuse_taken_port(options.port)
        try:
            return _Stack(options, guard, interrupts).run()
        except Interrupted:
            return EXIT_INTERRUPTED
        finally:
            say(f"Everything that was started has ended; the data stay in {options.home}")


class _Stack:
    def __init__(self, options: Options, guard: Guard, interrupts: Interrupts) -> None:
        self._options = options
        self._stands_in = embedded.unconfigured()
        self._asked_at = time.monotonic()
        logs, environment = options.home / "logs", _environment(options)
        self._supervisor = Supervisor(guard, interrupts, logs, environment)

    def run(self) -> int:
        with self._servers():
            try:
                return self._run_programs()
            finally:
                say("\nStopping")
                self._supervisor.stop()

    def _run_programs(self) -> int:
        self._complete("migrate", "--no-input")
        for program in programs(self._options.port):
            self._supervisor.start(program)
        self._await_web()
        if self._options.sample:
            url, file = self._options.url, str(self._options.demo)
            self._complete("load_sample", "--base-url", url, "--write", file)
        return self._check() if self._options.once else self._stay()

    @contextlib.contextmanager
    def _servers(self) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            for kind, stands_in in self._stands_in.items():
                if not stands_in:
                    report(SERVER_NAMES[kind], "as the environment says")
                    continue
                with _reported(SERVER_NAMES[kind]):
                    only = {name: name == kind for name in self._stands_in}
                    held.enter_context(embedded.hold(self._options.home, **only))
            yield

    def _complete(self, command: str, *arguments: str) -> None:
        line = [sys.executable, "manage.py", command, *arguments]
        with _reported(command):
            self._supervisor.complete(Program(command, line))

    def _await_web(self) -> None:
        health = Check(f"{self._options.url}/healthz")
        deadline = time.monotonic() + WEB_SECONDS
        with _reported("web server"):
            while not addresses.fetch(health).meets(health):
                if self._supervisor.deaths("web") >= WEB_DEATHS or time.monotonic() > deadline:
                    words = self._supervisor.last_words("web")
                    raise StackError(f"The web server does not answer:\n{words}")
                self._pause()

    def _check(self) -> int:
        if self._options.sample:
            demo = addresses.read_demo(self._options.demo)
            addresses.show(demo)
            checks = addresses.read_checks(demo)
        else:
            checks = [Check(f"{self._options.url}/{path}") for path in ("healthz", "readyz")]
        say("\nRequesting each address")
        failed = addresses.failures(checks, self._pause)
        say(f"\n{len(checks) - failed} of {len(checks)} addresses answer as they should")
        return 1 if failed or not checks else 0

    def _stay(self) -> int:
        if self._options.sample:
            addresses.show(addresses.read_demo(self._options.demo))
        say(f"\nRunning on {self._options.url}; logs in {self._options.home / 'logs'}")
        say("Ctrl-C ends it and keeps the data.")
        with contextlib.suppress(Interrupted):
            while True:
                self._pause()
        return 0

    def _pause(self) -> None:
        """Wait a moment, in which whatever has died is started again."""
        self._supervisor.tend()
        if time.monotonic() - self._asked_at > SERVERS_EVERY_SECONDS:
            self._ensure_servers()
        time.sleep(POLL_SECONDS)

    def _ensure_servers(self) -> None:
        try:
            for name in embedded.ensure(self._options.home, **self._stands_in):
                report(name, "had died; started again")
        except embedded.EmbeddedError as error:  # perhaps the next time
            say(str(error))
        self._asked_at = time.monotonic()


def _environment(options: Options) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "FACTCHECK_HOME": str(options.home),
        "PUBLIC_BASE_URL": options.url,
        "PYTHONUNBUFFERED": "1",
        # Celery's soft shutdown: a task that does not end in time goes back to its queue at once;
        # otherwise it would wait there, unseen, until the broker's visibility timeout.
        "REMAP_SIGTERM": "SIGQUIT",
    }


def programs(port: int) -> list[Program]:
    """The processes of the system beside its servers."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "factcheck"]
    worker = ["worker", "-Q", QUEUES, "--concurrency", "2", "--without-mingle", "--without-gossip"]
    beat = ["beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler", "--pidfile="]
    return [
        Program("web", [*python, *granian(port)]),
        Program("worker", [*celery, *worker, "--loglevel", "INFO"]),
        Program("beat", [*celery, *beat, "--loglevel", "INFO"]),
    ]


def granian(port: int) -> list[str]:
    """The web server's arguments: two processes of four threads, as measured best."""
    threads = ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers"]
    address = ["--host", HOST, "--port", str(port)]
    ending = ["--workers-kill-timeout", "5"]
    target = "factcheck.wsgi:application"
    return ["granian", "--interface", "wsgi", *threads, *address, *ending, target]


@contextlib.contextmanager
def _alone(options: Options) -> Iterator[None]:
    """Hold the home's lock, or say who has it."""
    descriptor = os.open(options.home / "stack.lock", os.O_RDWR | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(_who_runs(file.read()), EXIT_ALREADY_RUNNING) from None
        file.truncate(0)
        json.dump({"pid": os.getpid(), "url": options.url}, file)
        file.flush()
        yield


def _who_runs(written: str) -> str:
    try:
        who = json.loads(written)
        return f"Already running: process {who['pid']}, {who['url']}. Ctrl-C there ends it."
    except (ValueError, KeyError):  # it is just starting
        return "Already running: another start of it is under way."


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            message = f"Port {port} is not free ({error.strerror}). Choose another: PORT=8001"
            raise StackError(message, EXIT_PORT_TAKEN) from None


@contextlib.contextmanager
def _reported(name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    report(name, f"ready ({time.monotonic() - started:.1f} s)")
