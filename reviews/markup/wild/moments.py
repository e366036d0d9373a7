"""Reads dates as they are written in the wild, only where there is but one way to read them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from claims.spelling import fold

AMBIGUOUS = "It can be read in two ways."
UNKNOWN = "It is no date that can be read."
EARLIEST = 1000

_ENGLISH = "january february march april may june july august september october november december"
# The months' names of the Levant and Iraq, of Egypt and the Gulf, of the Maghreb.
_ARABIC = (
    ("كانون الثاني", "يناير", "جانفي"),
    ("شباط", "فبراير", "فيفري"),
    ("آذار", "مارس", "مارس"),
    ("نيسان", "أبريل", "إبريل", "أفريل"),
    ("أيار", "مايو", "ماي"),
    ("حزيران", "يونيو", "يونيه", "جوان"),
    ("تموز", "يوليو", "يوليه", "جويلية", "يوليوز"),
    ("آب", "أغسطس", "أوت", "غشت"),
    ("أيلول", "سبتمبر", "شتنبر"),
    ("تشرين الأول", "أكتوبر"),
    ("تشرين الثاني", "نوفمبر", "نونبر"),
    ("كانون الأول", "ديسمبر", "دجنبر"),
)


def _months() -> Iterator[tuple[str, int]]:
    for number, name in enumerate(_ENGLISH.split(), 1):
        yield from ((name, number), (name[:3], number))
    yield "sept", 9
    for number, names in enumerate(_ARABIC, 1):
        yield from ((fold(name), number) for name in names)


_MONTHS = dict(_months())
_NAMED = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_MONTH = rf"(?P<month>(?:{_NAMED})\.?(?:\s*/\s*(?:{_NAMED}))?)"
_WEEKDAY = r"(?:[^\W\d]+\s*[,،]\s*)?"
_TIME = (
    r"(?:[t ,،]*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d\d:?(?:\d\d)?)?)?"
)
_SHAPES = [
    re.compile(rf"(?P<year>\d{{4}})-(?P<number>\d{{1,2}})-(?P<day>\d{{1,2}}){_TIME}"),
    re.compile(rf"(?P<year>\d{{4}})/(?P<number>\d{{1,2}})/(?P<day>\d{{1,2}}){_TIME}"),
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}[ ,،]+(?P<year>\d{{4}}){_TIME}"
    ),
    re.compile(
        rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ,،]+(?P<year>\d{{4}}){_TIME}"
    ),
    re.compile(rf"(?P<one>\d{{1,2}})[/.-](?P<two>\d{{1,2}})[/.-](?P<year>\d{{4}}){_TIME}"),
]
_LONGEST = 100


def moment(given: Any) -> tuple[datetime | None, str]:
    """Return the moment that a value says, or None and why not; nothing said is None and "".

    A day is its midnight in UTC, and so is a time of day in UTC where no zone is given.
    """
    if given is None or given == "":
        return None, ""
    if not isinstance(given, str) or len(given) > _LONGEST:
        return None, UNKNOWN
    text = fold(given)
    if not text:
        return None, ""
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            return _read(found.groupdict())
    return None, UNKNOWN


def _read(parts: dict[str, str | None]) -> tuple[datetime | None, str]:
    month, day = _month_and_day(parts)
    if month is None or day is None:
        return None, AMBIGUOUS
    try:
        found = datetime(int(parts["year"] or 0), month, day, *_clock(parts), tzinfo=_zone(parts))
        return (found.astimezone(UTC), "") if found.year >= EARLIEST else (None, UNKNOWN)
    except (ValueError, OverflowError):
        return None, UNKNOWN


def _month_and_day(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if parts.get("month"):
        named = {_MONTHS[name.strip(" .")] for name in str(parts["month"]).split("/")}
        return (named.pop() if len(named) == 1 else None), int(parts["day"] or 0)
    if parts.get("number"):
        return int(parts["number"] or 0), int(parts["day"] or 0)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    if one > 12 or one == two:
        return two, one
    return (one, two) if two > 12 else (None, None)


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int]:
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def _zone(parts: dict[str, str | None]) -> timezone:
    given = parts["zone"] or "z"
    if given[0] not in "+-":
        return UTC
    digits = given[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if given[0] == "-" else away)
