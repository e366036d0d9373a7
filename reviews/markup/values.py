"""Dates and numbers as markup writes them: kept as given, and understood where they can be."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
_PLAIN = re.compile(r"([+-]?\d{1,15}(?:[.,]\d{1,15})?)(?:\s*/\s*(\d{1,15}))?")
_ARABIC_SIGNS = str.maketrans({"٫": ".", "⁄": "/", "∕": "/"})
# English months, as in C's locale; and ISO 8601 without its zeros.
_DAYS = ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3}, ?)?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}.{0,40}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a date and time; equal texts are equal moments."""

    text: str

    @property
    def at(self) -> datetime | None:
        """The moment, aware: as UTC where no zone is stated, None where no time of day is."""
        found = _parsed(self.text)
        return found if isinstance(found, datetime) else None

    @property
    def day(self) -> date | None:
        """The day as it is written, in the zone of the text; None where it is not understood."""
        found = _parsed(self.text)
        return found.date() if isinstance(found, datetime) else found


def moment(at: date) -> Moment:
    """Return a date as it is, and an aware datetime in UTC to the second."""
    if not isinstance(at, datetime):
        return Moment(at.isoformat())
    text = at.astimezone(UTC).isoformat(timespec="seconds")
    return Moment(text.replace("+00:00", "Z"))


def _parsed(text: str) -> date | None:
    plain = _digits(text.strip())
    try:
        if _DAY_ONLY.fullmatch(plain):
            return date.fromisoformat(plain)
        return _aware(datetime.fromisoformat(plain))
    except ValueError:
        return _worded(plain)


def _worded(text: str) -> date | None:
    for pattern in _DAYS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    try:
        return _aware(parsedate_to_datetime(text)) if _RFC_2822.fullmatch(text) else None
    except (ValueError, TypeError, OverflowError):
        return None


def _aware(found: datetime) -> datetime:
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _digits(text: str) -> str:
    """Write the digits of any script as ASCII's."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the text that stands for one."""

    given: int | float | str

    @property
    def value(self) -> int | float | None:
        """The number; None where the text is not plainly one. Of "4/5" it is 4."""
        return _number(self._plain()[0])

    @property
    def out_of(self) -> int | float | None:
        """The second number of "4/5"; None elsewhere."""
        return _number(self._plain()[1])

    def _plain(self) -> tuple[str, str]:
        text = str(self.given).translate(_ARABIC_SIGNS).strip()
        found = _PLAIN.fullmatch(text)
        return (found[1], found[2] or "") if found else ("", "")


def _number(text: str) -> int | float | None:
    if not text:
        return None
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value
