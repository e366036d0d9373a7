"""The supervisor and its guard, with small programs in place of the system's own."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from factcheck.core.embedded import location
from factcheck.stack import addresses
from factcheck.stack.addresses import Check
from factcheck.stack.guard import read_groups
from tests.core.embedded_programs import PROJECT

# A supervisor as the stack has it: the guard, a server held, and programs that have children.
SUPERVISE = """
import contextlib, signal, sys, time
from pathlib import Path
from factcheck.core import embedded
from factcheck.stack.console import Interrupted, Interrupts
from factcheck.stack.guard import Guard
from factcheck.stack.supervisor import Program, Supervisor
home, script = Path(sys.argv[1]), sys.argv[2]
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also where nohup runs the tests
interrupts = Interrupts()
with contextlib.closing(Guard(home)) as guard, embedded.hold(home, postgres=False):
    supervisor = Supervisor(guard, interrupts, home / "logs", {"PATH": "/usr/bin:/bin"})
    try:
        supervisor.start(Program("one", ["/bin/sh", "-c", script]))
        print("up", flush=True)
        with contextlib.suppress(Interrupted):
            while True:
                supervisor.tend()
                time.sleep(0.02)
    finally:
        supervisor.stop()
"""
FAMILY = "echo $$ >> pids; sleep 300 & echo $! >> pids; wait"
DEAF = "trap '' TERM; echo $$ >> pids; while :; do sleep 0.1; done"


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fc") as directory:
        yield Path(directory) / "a home"


def environment(home: Path, **more: str) -> dict[str, str]:
    return os.environ | {"FACTCHECK_HOME": str(home), "PYTHONPATH": str(PROJECT)} | more


def supervise(home: Path, script: str) -> subprocess.Popen[str]:
    home.mkdir(exist_ok=True)
    script = script.replace("pids", f"'{home}/pids'")
    started = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(home), script],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(home) | {"CELERY_BROKER_URL": "", "DATABASE_URL": "elsewhere"},
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "up\n"
    return started


def eventually(what: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def pids(home: Path) -> list[int]:
    with contextlib.suppress(FileNotFoundError):
        return [int(line) for line in (home / "pids").read_text().split()]
    return []


def runs(pid: int) -> bool:
    """A process that only waits to be reaped does not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def broker_runs(home: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(location.valkey(home).socket)) == 0


def guard_runs(home: Path) -> bool:
    with (home / "guard.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_programs_children_guard_and_server(
    home: Path, number: signal.Signals
) -> None:
    supervisor = supervise(home, FAMILY)
    eventually(lambda: len(pids(home)) == 2)
    assert all(map(runs, pids(home)))
    assert broker_runs(home)
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=20) == 0
    assert not any(map(runs, pids(home)))
    assert not guard_runs(home)
    assert not broker_runs(home)


def test_a_second_interrupt_does_not_wait_for_the_deaf(home: Path) -> None:
    supervisor = supervise(home, DEAF)
    eventually(lambda: pids(home))
    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert supervisor.poll() is None
    supervisor.send_signal(signal.SIGINT)
    asked = time.monotonic()
    supervisor.wait(timeout=20)
    assert time.monotonic() - asked < 5
    assert not any(map(runs, pids(home)))


def test_a_killed_program_starts_again_and_what_it_left_is_ended(home: Path) -> None:
    supervisor = supervise(home, FAMILY)
    eventually(lambda: len(pids(home)) == 2)
    leader, child = pids(home)
    os.kill(leader, signal.SIGKILL)
    eventually(lambda: len(pids(home)) == 4)
    assert not runs(child)
    assert all(map(runs, pids(home)[2:]))
    supervisor.terminate()
    supervisor.wait(timeout=20)


def test_a_program_that_keeps_dying_is_tried_ever_more_rarely(home: Path) -> None:
    supervisor = supervise(home, "echo $$ >> pids; exit 1")
    time.sleep(2)
    assert len(pids(home)) <= 3  # at 0, 0.5, 1.5 and 3.5 seconds at the earliest
    eventually(lambda: len(pids(home)) > 3)
    supervisor.terminate()
    supervisor.wait(timeout=20)


def test_the_guard_ends_what_a_killed_supervisor_leaves_and_the_next_one_starts_at_once(
    home: Path,
) -> None:
    supervisor = supervise(home, FAMILY)
    eventually(lambda: len(pids(home)) == 2)
    supervisor.kill()
    supervisor.wait()
    left = pids(home)
    following = supervise(home, FAMILY)
    assert not any(map(runs, left))
    eventually(lambda: len(pids(home)) == 4)
    assert broker_runs(home)
    following.kill()
    following.wait()
    eventually(lambda: not guard_runs(home), 20)
    assert not any(map(runs, pids(home)))
    assert not broker_runs(home)


def test_a_killed_guard_is_replaced_by_one_that_knows_as_much(home: Path) -> None:
    supervisor = supervise(home, FAMILY)
    eventually(lambda: len(pids(home)) == 2)
    guard = _child_of(supervisor.pid, "factcheck.stack.guard")
    os.kill(guard, signal.SIGKILL)
    eventually(lambda: _child_of(supervisor.pid, "factcheck.stack.guard") not in {0, guard})
    supervisor.kill()
    supervisor.wait()
    eventually(lambda: not any(map(runs, pids(home))), 20)
    eventually(lambda: not broker_runs(home))


def test_what_the_guard_is_told() -> None:
    assert read_groups(["+10\n", "+11\n", "-10\n", "-9\n"]) == {11}


def demo(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "factcheck.stack", "demo"],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_start_says_who_runs_and_touches_nothing(home: Path) -> None:
    home.mkdir()
    lock = home / "stack.lock"
    lock.write_text(json.dumps({"pid": 4711, "url": "http://127.0.0.1:8000"}))
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = demo(home)
    assert second.returncode == 3
    assert "process 4711, http://127.0.0.1:8000" in second.stderr
    assert [path.name for path in home.iterdir()] == ["stack.lock"]


def test_a_taken_port_is_said_before_anything_starts(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = demo(home, PORT=str(port))
    assert refused.returncode == 4
    assert f"Port {port} is not free" in refused.stderr
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(home: Path, port: str) -> None:
    refused = demo(home, PORT=port)
    assert refused.returncode == 2
    assert f"PORT={port}" in refused.stderr


class Page(BaseHTTPRequestHandler):
    """Answers 200 to /ok with a header, 302 to /moved, 404 else; /late from its third request."""

    asked = 0

    def do_GET(self) -> None:
        Page.asked += self.path == "/late"
        found = self.path == "/ok" or (self.path == "/late" and Page.asked > 2)
        self.send_response(302 if self.path == "/moved" else 200 if found else 404)
        self.send_header("Location", "/ok")
        self.end_headers()
        self.wfile.write(f"page for {self.headers['X-Who']}".encode())

    def log_message(self, format: str, *args: object) -> None:
        """The test's output is not a log."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_each_address_is_requested_and_the_failures_are_told(
    site: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(addresses, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    entries = [
        {"url": f"{site}/ok", "status": 200, "contains": "for me", "headers": {"X-Who": "me"}},
        {"url": f"{site}/moved", "status": 302, "contains": None, "headers": {}},
        {"url": f"{site}/none", "status": 200, "contains": None, "headers": {}},
        {"url": "http://127.0.0.1:9/", "status": 200, "contains": None, "headers": {}},
    ]
    checks = addresses.read_checks({"check": entries})
    assert addresses.failures(checks, lambda: time.sleep(0.05)) == 2
    said = capsys.readouterr().out
    assert f"200  {site}/ok" in said
    assert f"302  {site}/moved" in said
    assert f"FAILED {site}/none\n  wanted 200, got 404: page for None" in said
    assert "FAILED http://127.0.0.1:9/\n  wanted 200, got 0" in said


def test_what_is_published_late_is_waited_for(site: str) -> None:
    assert addresses.failures([Check(f"{site}/late")], lambda: None) == 0


@pytest.fixture
def compose() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        with contextlib.suppress(FileNotFoundError):
            if (
                subprocess.run([*command, "version"], capture_output=True, check=False).returncode
                == 0
            ):
                return [*command, "-f", str(PROJECT / "docker/compose.yaml"), "config"]
    pytest.skip("docker compose is not installed")


def required() -> dict[str, str]:
    lines = (PROJECT / "docker/.env.example").read_text().splitlines()
    names = [line.split("=")[0] for line in lines if line and not line.startswith("#")]
    return {name: "x1" for name in names if name != "PORT"}


def test_docker_compose_accepts_the_file(compose: list[str]) -> None:
    done = subprocess.run(
        compose, env=os.environ | required(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for service in ("web", "worker", "beat", "migrate", "postgres", "broker"):
        assert f"  {service}:" in done.stdout


@pytest.mark.parametrize("name", required())
def test_docker_compose_refuses_to_go_without_a_secret(compose: list[str], name: str) -> None:
    lacking = {k: v for k, v in (os.environ | required()).items() if k != name}
    done = subprocess.run(compose, env=lacking, capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_the_container_s_entrypoint_names_the_roles_that_there_are() -> None:
    entrypoint = str(PROJECT / "docker/entrypoint")
    assert shutil.which(entrypoint)
    for arguments in ([], ["nonsense"]):
        done = subprocess.run([entrypoint, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 64
        assert "web, worker, beat or migrate" in done.stderr


def _child_of(parent: int, module: str) -> int:
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == parent and module in (path / "cmdline").read_text():
                return int(path.name)
    return 0
