"""The whole system as `make demo` starts it: real servers, worker, beat and web, over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PROJECT = Path(__file__).resolve().parents[2]


class Answer:
    """What a server answered: status, headers, body."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def json(self) -> Any:
        return json.loads(self.body)


class Live:
    """A running system with a home of its own."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.environment = environment
        self.port = _free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> subprocess.Popen[bytes]:
        """Start `make demo`'s command; servers of the machine are out of its sight."""
        env = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
        env |= {"FACTCHECK_HOME": str(self.home), "PORT": str(self.port), "PATH": "/usr/bin:/bin"}
        env |= self.environment
        return subprocess.Popen(
            [sys.executable, "-m", "factcheck.stack", "demo", *more],
            cwd=PROJECT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def start(self) -> None:
        """Start it and wait until it says what to open."""
        self.process = self.command()
        assert self.process.stdout is not None
        said = b""
        while b"Ctrl-C" not in said:
            line = self.process.stdout.readline()
            assert line, said.decode()
            said += line

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    @property
    def notes(self) -> dict[str, Any]:
        return json.loads((self.home / "demo.json").read_text())

    def ask(
        self,
        path: str,
        *,
        role: str | None = "reader",
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request; a refusal is an answer too."""
        url = path if path.startswith("http") else f"{self.base}{path}"
        sent = dict(headers or {})
        if role:
            sent["Authorization"] = f"Bearer {self.notes['tokens'][role]}"
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            sent["Content-Type"] = "application/json"
        try:
            with urlopen(Request(url, data, sent, method=method), timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as refusal:
            return Answer(refusal.code, refusal.headers, refusal.read())

    def pids(self, *words: str) -> list[int]:
        """Return the processes of this system whose command line holds all words."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environ = (path.parent / "environ").read_bytes()
            except OSError:
                continue
            own = f"FACTCHECK_HOME={self.home}".encode() in environ or str(self.home) in line
            if own and all(word in line for word in words):
                found.append(int(path.parent.name))
        return found

    def kill(self, *words: str) -> None:
        """kill -9 all processes whose command line holds the words."""
        pids = self.pids(*words)
        assert pids, f"no process with {words}"
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def eventually(probe: Callable[[], Any], seconds: float = 60) -> Any:
    """Return the first true result of the probe; a refused connection is not one yet."""
    deadline = time.monotonic() + seconds
    last: Any = None
    while time.monotonic() < deadline:
        try:
            last = probe()
        except (URLError, ConnectionError, TimeoutError) as error:
            last = error
        else:
            if last:
                return last
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {last!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_foreign(name: str) -> bool:
    return name.startswith(("PG", "FACTCHECK_", "DJANGO_")) or name in (
        "DATABASE_URL",
        "CELERY_BROKER_URL",
        "PUBLIC_BASE_URL",
    )
