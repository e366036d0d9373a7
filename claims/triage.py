"""The life of a claim on the desk as a table: which verb leads from where to where, who says it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a claim stands."""

    NEW = "new"
    OUTSIDE = "outside"
    QUEUED = "queued"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    NOT_CHECKABLE = "not_checkable"
    MERGED = "merged"


class Verb(StrEnum):
    """What can be done to a claim."""

    QUEUE = "queue"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"


class Obstacle(StrEnum):
    """Why a verb is refused: the person, the state, or a word that is missing."""

    ROLE = "role"
    STATE = "state"
    REASON = "reason"


@dataclass(frozen=True)
class Transition:
    """One row: `role` is the lowest that may, in any newsroom; no `target`: where it stood."""

    source: frozenset[Status]
    target: Status | None
    role: str
    needs_reason: bool = True


TRANSITIONS: dict[Verb, Transition] = {
    # What came with an outside review alone is on nobody's desk until somebody queues it.
    Verb.QUEUE: Transition(
        frozenset({Status.NEW, Status.OUTSIDE}), Status.QUEUED, "reviewer", needs_reason=False
    ),
    Verb.DISMISS: Transition(
        frozenset({Status.NEW, Status.QUEUED}), Status.NOT_CHECKABLE, "reviewer"
    ),
    Verb.REOPEN: Transition(frozenset({Status.NOT_CHECKABLE}), Status.QUEUED, "reviewer"),
    Verb.MERGE: Transition(frozenset(set(Status) - {Status.MERGED}), Status.MERGED, "editor"),
    Verb.UNMERGE: Transition(frozenset({Status.MERGED}), None, "editor"),
}
# What reviews make of a claim, in words for readers of the table.
FOLLOWS = (
    ("a review of it is open, and none is published", "any but merged", Status.UNDER_REVIEW),
    ("a review of it is published", "any but merged", Status.REVIEWED),
    ("no review of it is open or published any more", "any but merged", Status.QUEUED),
)


def verbs_from(status: Status) -> tuple[Verb, ...]:
    """Return the verbs that the state allows, whoever asks."""
    return tuple(verb for verb, row in TRANSITIONS.items() if status in row.source)


def obstacle(verb: Verb, status: Status, *, roles: Collection[str], reason: str) -> Obstacle | None:
    """Return the first thing that stands against the verb, or None.

    `roles` are all roles that the person's highest role, in any newsroom, includes.
    """
    row = TRANSITIONS[verb]
    if row.role not in roles:
        return Obstacle.ROLE
    if status not in row.source:
        return Obstacle.STATE
    if row.needs_reason and not reason.strip():
        return Obstacle.REASON
    return None


def as_markdown() -> str:
    """Return the table and its diagram (Mermaid) for readers; docs/triage.md is this text."""
    return "\n".join([*_HEAD, *_diagram(), *_table(), "", *_following(), ""])


_HEAD = (
    "# The life of a claim on the desk",
    "",
    "Generated from `claims/triage.py` by `manage.py write_workflow`; a test compares them.",
    "",
)


def _diagram() -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", "  [*] --> new")
    yield "  [*] --> outside: import of outside reviews"
    for verb, row in TRANSITIONS.items():
        for source in sorted(row.source) if row.target else ():
            yield f"  {source} --> {row.target}: {verb}"
    yield from ("```", "")


def _table() -> Iterator[str]:
    yield "| verb | from | to | role, at least | reason |"
    yield "|---|---|---|---|---|"
    for verb, row in TRANSITIONS.items():
        reason = "needed" if row.needs_reason else ""
        target = row.target or "where it stood"
        cells = (verb, ", ".join(sorted(row.source)), target, row.role, reason)
        yield f"| {' | '.join(cells)} |"


def _following() -> Iterator[str]:
    yield from ("What reviews make of it:", "", "| when | from | to |", "|---|---|---|")
    for when, source, target in FOLLOWS:
        yield f"| {when} | {source} | {target} |"
