"""One embedded server: started once however many ask, its life told by a lock that it holds."""

import contextlib
import fcntl
import os
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path

from factcheck.core.embedded.errors import EmbeddedError
from factcheck.core.embedded.files import own_directory, private_directory, rotate, tail
from factcheck.core.embedded.location import Location

START_SECONDS = 90
STOP_SECONDS = 60
LAUNCHES = 3
POLL_SECONDS = 0.02
LOG_BYTES = 5_000_000

# A server inherits the descriptor of a locked file. The kernel drops that lock when the last of its
# processes has ended, so neither a stale nor a reused process id can mislead us, and nobody starts
# a second server while a child of a killed one still has the data in its hands.
# `sh … &` makes it nobody's child: it leaves no zombie with whoever happened to start it.
_DETACH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 &'


class Server(ABC):
    """A launcher; every method but `is_ready` expects its caller to hold `mutex`."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.base = location.base
        self.log = location.base / "server.log"

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it answers on its socket."""

    @abstractmethod
    def prepare(self) -> None:
        """Make what the server needs before it can be launched; nothing of it runs."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """The server's argument list."""

    @abstractmethod
    def request_stop(self) -> None:
        """Ask the running server to end."""

    @contextlib.contextmanager
    def mutex(self) -> Iterator[None]:
        """Keep every other starter and stopper of this server waiting, in all processes."""
        with open_lock(self.location.home / f".{self.location.name.lower()}.lock") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    def start(self) -> None:
        """Return when the server answers; launch it unless one of its processes still lives."""
        self._make_directories()
        if self.is_ready():
            return
        self.prepare()
        launches = 0
        for _ in _until(START_SECONDS):
            if self.is_ready():
                return
            with self._life() as life:
                if not life:
                    continue
                if launches == LAUNCHES:
                    break
                launches += 1
                self._launch(life)
        raise EmbeddedError(
            f"{self.location.name} did not start in {self.base}. Its last words:\n{tail(self.log)}"
        )

    def stop(self) -> None:
        """End the server if one of its processes lives; return when the last of them is gone."""
        if not self._lives():
            return
        self.request_stop()
        for _ in _until(STOP_SECONDS):
            if not self._lives():
                self._forget_socket()
                return
        raise EmbeddedError(f"{self.location.name} in {self.base} did not stop")

    def _make_directories(self) -> None:
        """Before anything is asked on a socket in them: they may lie where others can write."""
        if self.base.parent == self.location.spare:
            own_directory(self.location.spare)
        private_directory(self.base, self.location.runs_as)
        private_directory(self.location.socket_directory, self.location.runs_as)

    def _launch(self, life: int) -> None:
        rotate(self.log, LOG_BYTES)
        self.run("/bin/sh", "-c", _DETACH, "sh", self.log, *self.command(), keep=[life])

    def _lives(self) -> bool:
        with self._life() as life:
            return life is None

    @contextlib.contextmanager
    def _life(self) -> Iterator[int | None]:
        """The descriptor of the lock on the server's life, or None while a server holds it."""
        if not self.base.exists():
            yield -1
            return
        with open_lock(self.base / "life.lock") as descriptor:
            yield descriptor if lock_at_once(descriptor) else None

    def _forget_socket(self) -> None:
        if self.location.socket_directory.parent != self.base:
            with contextlib.suppress(OSError):
                self.location.socket_directory.rmdir()

    def run(self, *command: str | Path, text: str = "", keep: Sequence[int] = ()) -> str:
        """Run a program as the server's account to its end; its output, or EmbeddedError."""
        # A file, not a pipe: a server that is left behind must not hold its starter's pipe open.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as source:
            source.write(text.encode())
            source.seek(0)
            done = subprocess.run(
                command,
                stdin=source,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",  # the caller's directory may be closed to the server's account
                env=plain_environment(),
                umask=0o077,
                pass_fds=keep,
                start_new_session=True,  # a Ctrl-C at the terminal is not for the server
                check=False,
                **self.location.runs_as.process_options(),
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if done.returncode:
            raise EmbeddedError(f"{command[0]} failed ({done.returncode}):\n{said[-2000:]}")
        return said


@contextlib.contextmanager
def open_lock(path: Path) -> Iterator[int]:
    """A descriptor to lock: for reading, so that root's file serves an ordinary user too."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def lock_at_once(descriptor: int) -> bool:
    """Take the exclusive lock if nobody has any."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until(seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(POLL_SECONDS)


def plain_environment() -> dict[str, str]:
    """The environment less what would steer a program of the wheel elsewhere."""
    foreign = ("PG", "LD_", "DYLD_", "LC_", "LANG")
    return {k: v for k, v in os.environ.items() if not k.startswith(foreign)} | {"LC_ALL": "C"}
