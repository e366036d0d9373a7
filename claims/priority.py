"""How urgent a claim is, in parts that can be read: reach, appearances, anonymity, requests, age.

All parts but age are whole points that stay until something is counted anew. A claim loses
POINTS_A_DAY by the day since it was first seen, for ever and evenly, so that of two claims the
one that comes first now comes first at every other moment too: a stored `rank` orders them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LANGUAGES = ("ar", "en")
POINTS_A_DAY = 1
POINTS_AN_OUTLET, REACH_AT_MOST = 4, 40
POINTS_AN_APPEARANCE, APPEARANCES_AT_MOST = 1, 20
POINTS_A_REQUEST, REQUESTS_AT_MOST = 5, 50
# What nobody with a name says, and what reaches us through nobody with a name.
POINTS_OF_ANONYMITY = {"": 0, "through_unnamed": 6, "all_unnamed": 10}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_A_POINT = timedelta(days=1) // POINTS_A_DAY // _MICROSECOND


@dataclass(frozen=True)
class Counted:
    """What is counted of a claim; `anonymity` is a key of POINTS_OF_ANONYMITY."""

    reach: int = 0
    appearances: int = 0
    anonymity: str = ""
    requests: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return dict(vars(self))


@dataclass(frozen=True)
class Part:
    """One part of a priority: what was counted, and how many points that makes."""

    name: str
    value: int | str
    points: int

    def words(self, language: str) -> str:
        """Return it in a sentence; English for a language that is not among LANGUAGES."""
        said = _WORDS.get(language, _WORDS["en"])[self.name]
        if isinstance(said, Mapping):
            return str(said[str(self.value)])
        return str(said).format(self.value)


def counted(stored: Mapping[str, Any]) -> Counted:
    """Return what `Counted.as_json` has made; what is missing counts nothing."""
    return Counted(**{name: stored[name] for name in vars(Counted()) if name in stored})


def rank(found: Counted, first_seen_at: datetime) -> int:
    """Return the number that orders claims at every moment: the greater, the more urgent.

    It is a moment in microseconds: as if it were first seen so much later as its points last.
    """
    seen = (first_seen_at - _EPOCH) // _MICROSECOND
    return seen + _A_POINT * sum(part.points for part in _lasting(found))


def parts(found: Counted, first_seen_at: datetime, now: datetime) -> tuple[Part, ...]:
    """Return the parts at a moment; the sum of their points is the priority."""
    age = (now - first_seen_at) // _MICROSECOND
    days = age // (timedelta(days=1) // _MICROSECOND)
    return (*_lasting(found), Part("age", days, -(age // _A_POINT)))


def total(found: tuple[Part, ...]) -> int:
    """Return the priority that parts make."""
    return sum(part.points for part in found)


def _lasting(found: Counted) -> Iterator[Part]:
    reach = min(found.reach * POINTS_AN_OUTLET, REACH_AT_MOST)
    yield Part("reach", found.reach, reach)
    appearances = min(found.appearances * POINTS_AN_APPEARANCE, APPEARANCES_AT_MOST)
    yield Part("appearances", found.appearances, appearances)
    yield Part("anonymity", found.anonymity, POINTS_OF_ANONYMITY[found.anonymity])
    yield Part("requests", found.requests, min(found.requests * POINTS_A_REQUEST, REQUESTS_AT_MOST))


_WORDS: Mapping[str, Mapping[str, Any]] = {
    "en": {
        "reach": "Outlets that carry it: {}",
        "appearances": "Places where it is made: {}",
        "anonymity": {
            "": "Somebody with a name says it, or it is not known who does",
            "through_unnamed": "Who has a name is reached only through somebody without one",
            "all_unnamed": "Nobody with a name is known to have said it",
        },
        "requests": "People who ask for a check: {}",
        "age": "Days since it was first seen: {}",
    },
    "ar": {
        "reach": "عدد الجهات الناشرة التي نقلته: {}",
        "appearances": "عدد مواضع ظهوره: {}",
        "anonymity": {
            "": "قاله مصدر مسمّى، أو لا يُعرف قائله",
            "through_unnamed": "لا يُوصَل إلى المصدر المسمّى إلا عبر مصدر غير مسمّى",
            "all_unnamed": "لا يُعرف أن مصدرًا مسمّى قاله",
        },
        "requests": "عدد من طلبوا التحقق منه: {}",
        "age": "عدد الأيام منذ رُصد أول مرة: {}",
    },
}
