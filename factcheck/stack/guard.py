"""The guard: a small process that ends what a killed supervisor has left behind.

It reads from a pipe which groups there are. The supervisor alone has the other end, so the kernel
says when it has gone, however it went.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from factcheck.core import embedded
from factcheck.stack import groups
from factcheck.stack.console import StackError

PREDECESSOR_SECONDS = 40.0


class Guard:
    """The supervisor's side; a guard that died is replaced by one that knows the same groups."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._groups: set[int] = set()
        self._start()

    def watch(self, group: int) -> None:
        """Have this group ended if the supervisor dies."""
        self._groups.add(group)
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """The group has ended; its number may go to somebody else."""
        self._groups.discard(group)
        self._tell(f"-{group}")

    def revive(self) -> bool:
        """Start another one if it has died; whether it had."""
        if self._process.poll() is None:
            return False
        self._pipe.close()
        self._start()
        return True

    def close(self) -> None:
        """Let it go, and wait until it has."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=groups.GRACE_SECONDS)

    def _start(self) -> None:
        lock = _lock_after_predecessor(self._home / "guard.lock")
        wanted = [name for name, stands_in in embedded.unconfigured().items() if stands_in]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "factcheck.stack.guard", str(self._home), *wanted],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).resolve().parents[2],
            pass_fds=[lock],
            start_new_session=True,
        )
        os.close(lock)  # the guard alone has it from here on
        assert self._process.stdin is not None  # noqa: S101 (for the type checker)
        self._pipe: IO[bytes] = self._process.stdin
        for group in self._groups:
            self._tell(f"+{group}")

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # the next revive() tells it all again
            self._pipe.write(f"{line}\n".encode())
            self._pipe.flush()


def _lock_after_predecessor(path: Path) -> int:
    """The lock of the guard, once the one of an earlier, killed supervisor has done its work."""
    lock = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    deadline = time.monotonic() + PREDECESSOR_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(groups.POLL_SECONDS)
        else:
            return lock
    os.close(lock)
    raise StackError("The processes of the run before this one do not end; see `ps`.")


def read_groups(lines: Iterable[str]) -> set[int]:
    """Follow what the supervisor tells until it has gone; the groups that it leaves."""
    left: set[int] = set()
    for line in lines:
        (left.add if line.startswith("+") else left.discard)(int(line[1:]))
    return left


def main(home: str, *wanted: str) -> None:
    """Wait for the supervisor's end, then tidy up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups.end(read_groups(sys.stdin), groups.orphan_runs)
    embedded.stop_unused(Path(home), postgres="postgres" in wanted, valkey="valkey" in wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
