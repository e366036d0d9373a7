"""When a link counts as broken, and when it is asked again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

WEEK = timedelta(weeks=1)
# After the first, second and third failure in a row; after more, as after a success.
PAUSES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
# It says itself that it is gone for good, or that nobody knows it.
_GONE = frozenset({404, 410})
# It is there, and not for a program to read.
_WITHHELD = frozenset({401, 402, 403, 407, 429, 451})


class Finding(Enum):
    """What one check has found."""

    FINE = "fine"
    WITHHELD = "withheld"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True)
class Health:
    """How a link stands after a check; `failures` are those in a row."""

    failures: int
    checked_at: datetime | None
    broken_since: datetime | None
    next_check_at: datetime


def finding(status: int | None) -> Finding:
    """Return what an answer's status says; None stands for no answer."""
    if status in _GONE:
        return Finding.GONE
    if status in _WITHHELD:
        return Finding.WITHHELD
    return Finding.FINE if status is not None and status < 400 else Finding.FAILED


def after(before: Health, found: Finding, *, at: datetime) -> Health:
    """Return how a link stands after a check at a moment.

    It is broken at once where it is gone, and with the second failure in a row otherwise, from
    the first of them on.
    """
    if found in (Finding.FINE, Finding.WITHHELD):
        return Health(0, at, None, at + WEEK)
    failures = before.failures + 1
    since = before.broken_since
    if since is None and failures > 1:
        since = before.checked_at
    if since is None and found is Finding.GONE:
        since = at
    pause = PAUSES[failures - 1] if failures <= len(PAUSES) else WEEK
    return Health(failures, at, since, at + pause)
