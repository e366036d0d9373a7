"""Who gets a piece of work: what bars a person from it, and who of the others comes first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

# The lowest role that may do a task.
ROLES = {"write": "reviewer", "decide": "editor", "recheck": "editor"}
_ABOVE = {"reviewer": ("reviewer", "editor", "admin"), "editor": ("editor", "admin")}
_NEVER = datetime.min.replace(tzinfo=UTC)


class Bar(StrEnum):
    """Why a person does not get a piece of work."""

    ROLE = "role"
    FOUR_EYES = "four_eyes"
    LANGUAGE = "language"
    ABSENT = "absent"
    RELEASED = "released"


@dataclass(frozen=True)
class Work:
    """A piece of work; `authors` wrote a revision, `released` gave it back before."""

    task: str
    language: str
    topics: frozenset[str] = frozenset()
    authors: frozenset[int] = frozenset()
    released: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Person:
    """A member of the newsroom; without languages or topics, one for all of them.

    `absences` are first and last days; `load` is how much work the person has open.
    """

    id: int
    role: str
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    absences: tuple[tuple[date, date], ...] = ()
    load: int = 0
    assigned_at: datetime | None = None


def choose(work: Work, people: Iterable[Person], *, today: date) -> Person | None:
    """Return who gets it, or None where everybody is barred.

    First come those who know the topic, then those with the least open work, then those who
    have waited longest for new work, then the lowest id.
    """
    free = [person for person in people if bar(work, person, today=today) is None]
    return min(free, key=lambda person: _rank(work, person), default=None)


def bar(work: Work, person: Person, *, today: date) -> Bar | None:
    """Return the first thing that bars the person, or None."""
    against = bar_of(work.task, roles=[person.role], is_author=person.id in work.authors)
    if against is not None:
        return against
    if person.languages and not any(_speaks(own, work.language) for own in person.languages):
        return Bar.LANGUAGE
    if any(first <= today <= last for first, last in person.absences):
        return Bar.ABSENT
    return Bar.RELEASED if person.id in work.released else None


def bar_of(task: str, *, roles: Collection[str], is_author: bool) -> Bar | None:
    """Return what bars a person even where somebody chooses them, or None."""
    if not any(role in _ABOVE[ROLES[task]] for role in roles):
        return Bar.ROLE
    return Bar.FOUR_EYES if task == "decide" and is_author else None


def _rank(work: Work, person: Person) -> tuple[int, int, datetime, int]:
    return _distance(work, person), person.load, person.assigned_at or _NEVER, person.id


def _distance(work: Work, person: Person) -> int:
    """Return 0 for who names a topic of the work, 2 for who names only others, 1 between."""
    if person.topics & work.topics:
        return 0
    return 2 if person.topics and work.topics else 1


def _speaks(own: str, wanted: str) -> bool:
    """Say whether a language is the wanted one or includes it: ar includes ar-IQ (RFC 4647)."""
    return f"{wanted.lower()}-".startswith(f"{own.lower()}-")
