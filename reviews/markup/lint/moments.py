"""Dates of ISO 8601, each as the span of time that it may mean."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_FORM = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.ASCII,
)
# A day is somewhere already, or still, a day elsewhere.
_EAST, _WEST = timedelta(hours=14), timedelta(hours=12)
_FIRST = datetime(1, 1, 3, tzinfo=UTC)
_LAST = datetime(9999, 12, 29, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last moment that a date may mean."""

    first: datetime
    last: datetime

    def is_after(self, other: "Span") -> bool:
        """Say whether it is later than the other whatever both may mean."""
        return self.first > other.last


def moment(at: datetime) -> Span:
    """Return the span of one moment."""
    return Span(at, at)


def span(text: str) -> Span | None:
    """Return the span of a year, month, day or time; None for what is no date."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    try:
        return _timed(found) if found["hour"] else _dated(found)
    except ValueError:
        return None


def _timed(found: re.Match[str]) -> Span:
    day = [int(found[name]) for name in ("year", "month", "day", "hour", "minute")]
    at = datetime(*day, int(found["second"] or 0), tzinfo=UTC)  # type: ignore[arg-type, misc]
    if found["offset"] is None:
        return _somewhere(at, at)
    offset = timedelta() if found["offset"] == "Z" else _offset(found["offset"])
    near = min(max(at, _FIRST), _LAST) - offset
    return Span(near, near)


def _offset(text: str) -> timedelta:
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if hours > 23 or minutes > 59:
        raise ValueError(text)
    whole = timedelta(hours=hours, minutes=minutes)
    return -whole if text[0] == "-" else whole


def _dated(found: re.Match[str]) -> Span:
    year, month, day = int(found["year"]), found["month"], found["day"]
    first = datetime(year, int(month or 1), int(day or 1), tzinfo=UTC)
    last_month = int(month or 12)
    last_day = int(day or monthrange(year, last_month)[1])
    last = datetime(year, last_month, last_day, 23, 59, 59, tzinfo=UTC)
    return _somewhere(first, last)


def _somewhere(first: datetime, last: datetime) -> Span:
    """Return the span of local times, wherever they are."""
    first, last = (min(max(each, _FIRST), _LAST) for each in (first, last))
    return Span(first - _EAST, last + _WEST)
