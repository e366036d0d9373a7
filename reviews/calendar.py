"""Working time: when a desk is at work, and what a number of its working minutes leads to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from factcheck.core.errors import Flaw

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_DAY = timedelta(days=1)
# So many days without enough working time, and there is none: holidays end some time.
HORIZON = 3660

Span = tuple[datetime, datetime]


class NoWorkingTimeError(Exception):
    """Within ten years there are not so many working minutes."""


@dataclass(frozen=True)
class Calendar:
    """A desk's week: per weekday (0 is Monday) spans of minutes since midnight, rising.

    A moment is working time where the clock on the wall of `zone` stands in a span of its day,
    and the day is no holiday: an hour that the clock leaves out is none, one that it shows
    twice counts twice.
    """

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    holidays: frozenset[date] = frozenset()


def read_calendar(time_zone: str, hours: Mapping[str, Any], holidays: Any = ()) -> Calendar:
    """Return the calendar of values in which `flaws_of_zone` and `flaws_of_hours` find nothing."""
    week = tuple(
        tuple(sorted((_minutes(start), _minutes(end)) for start, end in hours.get(day, ())))
        for day in WEEKDAYS
    )
    return Calendar(ZoneInfo(time_zone), week, frozenset(holidays))


def flaws_of_zone(time_zone: Any) -> Iterator[Flaw]:
    """Yield what is wrong with the name of a time zone."""
    if not isinstance(time_zone, str) or time_zone not in available_timezones():
        remedy = "Use a name of the IANA database, such as Asia/Baghdad."
        yield Flaw("/time_zone", "There is no such time zone.", remedy)


def flaws_of_hours(hours: Any) -> Iterator[Flaw]:
    """Yield what is wrong with a week as it is stored: {"mon": [["09:00", "17:00"]]}."""
    if not isinstance(hours, dict):
        yield Flaw("/hours", "It is not an object.", 'Send {"mon": [["09:00", "17:00"]], …}.')
        return
    for day, spans in hours.items():
        if day not in WEEKDAYS:
            known = ", ".join(WEEKDAYS)
            yield Flaw("/hours", f"There is no day “{str(day)[:20]}”.", f"Use: {known}.")
        else:
            yield from _flaws_of_day(f"/hours/{day}", spans)
    if not any(hours.get(day) for day in WEEKDAYS):
        yield Flaw("/hours", "Nobody would ever be at work.", "Give one day a span at least.")


def _flaws_of_day(place: str, spans: Any) -> Iterator[Flaw]:
    if not isinstance(spans, list):
        yield Flaw(place, "It is not a list of spans.", 'Send [["09:00", "17:00"]].')
        return
    latest = 0
    for n, span in enumerate(spans):
        if not _is_span(span):
            remedy = 'Send ["09:00", "17:00"]; "24:00" is the end of the day.'
            yield Flaw(f"{place}/{n}", "It is no pair of times of the day.", remedy)
            return
        start, end = map(_minutes, span)
        if end <= start:
            remedy = 'For hours over midnight, end at "24:00" and begin the next day at "00:00".'
            yield Flaw(f"{place}/{n}", "It ends before it begins.", remedy)
        elif start < latest:
            yield Flaw(f"{place}/{n}", "It begins before the one before it ends.", "Order them.")
        latest = end


def _is_span(span: Any) -> bool:
    return (
        isinstance(span, list)
        and len(span) == 2
        and all(isinstance(at, str) and _CLOCK.fullmatch(at) for at in span)
    )


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def add_working_minutes(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """Return the moment (UTC) at which so many working minutes have passed since `start`.

    It is the earliest of them; with a negative number, the latest moment from which it is so
    many to `start`. Raises NoWorkingTimeError.
    """
    start = start.astimezone(UTC)
    left = timedelta(minutes=abs(minutes))
    if not left:
        return start
    for begins, ends in _ahead(start, calendar) if minutes > 0 else _back(start, calendar):
        if ends - begins >= left:
            return begins + left if minutes > 0 else ends - left
        left -= ends - begins
    raise NoWorkingTimeError


def local_day(moment: datetime, calendar: Calendar) -> date:
    """Return the day that it is at the desk."""
    return moment.astimezone(calendar.zone).date()


def _ahead(start: datetime, calendar: Calendar) -> Iterator[Span]:
    for n in range(HORIZON):
        yield from _between(start + n * _DAY, start + (n + 1) * _DAY, calendar)


def _back(start: datetime, calendar: Calendar) -> Iterator[Span]:
    for n in range(HORIZON):
        yield from reversed(_between(start - (n + 1) * _DAY, start - n * _DAY, calendar))


def _between(begins: datetime, ends: datetime, calendar: Calendar) -> list[Span]:
    """Return the working spans of at most a day, in UTC and rising."""
    turn = _turn(begins, ends, calendar.zone)
    if turn is None:
        return _even(begins, ends, calendar)
    return [*_even(begins, turn, calendar), *_even(turn, ends, calendar)]


def _turn(begins: datetime, ends: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment at which the clocks are changed, None where they are not."""
    before = _offset(begins, zone)
    if before == _offset(ends, zone):
        return None
    low, high = int(begins.timestamp()), int(ends.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _even(begins: datetime, ends: datetime, calendar: Calendar) -> list[Span]:
    """Return the working spans of a time in which the clocks run evenly."""
    offset = _offset(begins, calendar.zone)
    day, found = (begins + offset).date(), []
    while day <= (ends + offset).date():
        midnight = datetime.combine(day, time(), UTC) - offset
        spans = () if day in calendar.holidays else calendar.week[day.weekday()]
        for start, end in spans:
            first = max(begins, midnight + timedelta(minutes=start))
            last = min(ends, midnight + timedelta(minutes=end))
            if first < last:
                found.append((first, last))
        day += _DAY
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
