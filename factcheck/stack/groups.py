"""Ending process groups: asked first, forced after a while."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

GRACE_SECONDS = 12.0
FORCED_SECONDS = 1.0
POLL_SECONDS = 0.05


def end(
    groups: Iterable[int],
    leader_runs: Callable[[int], bool],
    hurried: Callable[[], bool] = lambda: False,
) -> None:
    """TERM to each group's leader, time to finish, then KILL to all that is left of the groups.

    The leader alone is asked: a Celery worker ends its children when they have done their tasks.
    """
    groups = list(groups)
    for group in groups:
        _send(os.kill, group, signal.SIGTERM)
    _wait(GRACE_SECONDS, lambda: hurried() or not any(map(leader_runs, groups)))
    for group in groups:
        kill(group)
    _wait(
        FORCED_SECONDS, lambda: not any(map(leader_runs, groups)) and not any(map(_exists, groups))
    )


def kill(group: int) -> None:
    """End whatever of a group still lives."""
    _send(os.killpg, group, signal.SIGKILL)


def orphan_runs(pid: int) -> bool:
    """Whether somebody else's process runs; one that only waits to be reaped does not."""
    if not _send(os.kill, pid, 0):
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:  # no such file system here: what cannot be told is taken to run
        return True


def _exists(group: int) -> bool:
    return _send(os.killpg, group, 0)


def _send(send: Callable[[int, int], None], target: int, number: int) -> bool:
    try:
        send(target, number)
    except (ProcessLookupError, PermissionError):  # gone, and its number given to somebody else
        return False
    return True


def _wait(seconds: float, done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
