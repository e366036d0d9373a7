"""The life of a review as a table: which verb leads from where to where, and who may say it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a review stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a review."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    REJECT = "reject"
    PUBLISH = "publish"
    STAND_BY = "stand_by"
    CORRECT = "correct"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Obstacle(StrEnum):
    """Why a verb is refused: the state, the person, the authorship, or a word that is missing."""

    STATE = "state"
    ROLE = "role"
    FOUR_EYES = "four_eyes"
    REASON = "reason"


@dataclass(frozen=True)
class Transition:
    """One row: `role` is the lowest that may; `four_eyes` bars everyone who wrote a revision.

    `flagged`: only where something under the review fell, and nobody has looked at it since.
    `live`: only where readers see a publication of it now (True), or see none (False).
    `linted`: an error of its markup refuses it, and a warning asks for a reason.
    """

    source: frozenset[Status]
    target: Status
    role: str
    four_eyes: bool = False
    needs_reason: bool = False
    flagged: bool = False
    live: bool | None = None
    linted: bool = False


# One claim has at most one review of a newsroom in these.
OPEN = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)

TRANSITIONS: dict[Verb, Transition] = {
    Verb.SUBMIT: Transition(frozenset({Status.DRAFT}), Status.SUBMITTED, "reviewer"),
    Verb.REQUEST_CHANGES: Transition(
        frozenset({Status.SUBMITTED, Status.APPROVED}), Status.DRAFT, "editor", needs_reason=True
    ),
    Verb.APPROVE: Transition(
        frozenset({Status.SUBMITTED}), Status.APPROVED, "editor", four_eyes=True
    ),
    Verb.REJECT: Transition(
        frozenset({Status.SUBMITTED, Status.APPROVED}),
        Status.REJECTED,
        "editor",
        needs_reason=True,
        live=False,
    ),
    Verb.PUBLISH: Transition(frozenset({Status.APPROVED}), Status.PUBLISHED, "editor", linted=True),
    Verb.STAND_BY: Transition(
        frozenset({Status.PUBLISHED}), Status.PUBLISHED, "editor", needs_reason=True, flagged=True
    ),
    # What readers see stays as it is until the correction is published or dropped.
    Verb.CORRECT: Transition(
        frozenset({Status.PUBLISHED}), Status.DRAFT, "reviewer", needs_reason=True
    ),
    Verb.KEEP: Transition(
        frozenset(OPEN), Status.PUBLISHED, "editor", needs_reason=True, live=True
    ),
    Verb.WITHDRAW: Transition(
        frozenset({Status.PUBLISHED, *OPEN}),
        Status.WITHDRAWN,
        "editor",
        needs_reason=True,
        live=True,
    ),
    Verb.REOPEN: Transition(
        frozenset({Status.REJECTED, Status.WITHDRAWN}), Status.DRAFT, "editor", needs_reason=True
    ),
}


def as_markdown() -> str:
    """Return the table and its diagram (Mermaid) for readers; docs/workflow.md is this text."""
    return "\n".join([*_HEAD, *_diagram(), *_table(), ""])


_HEAD = (
    "# The life of a review",
    "",
    "Generated from `reviews/workflow.py` by `manage.py write_workflow`; a test compares them.",
    "",
)


def _diagram() -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", "  [*] --> draft")
    for verb, row in TRANSITIONS.items():
        for source in sorted(row.source):
            yield f"  {source} --> {row.target}: {verb}"
    yield from ("```", "")


def _table() -> Iterator[str]:
    yield "| verb | from | to | role, at least | reason | besides |"
    yield "|---|---|---|---|---|---|"
    for verb, row in TRANSITIONS.items():
        besides = [
            *["who wrote no revision of it"] * row.four_eyes,
            *["something under it fell, and nobody has looked since"] * row.flagged,
            *["readers see a publication of it"] * (row.live is True),
            *["readers see no publication of it"] * (row.live is False),
            *["its markup has no error"] * row.linted,
        ]
        reason = "needed" if row.needs_reason else "needed for warnings" if row.linted else ""
        sources = ", ".join(sorted(row.source))
        cells = (verb, sources, row.target, row.role, reason, "; ".join(besides))
        yield f"| {' | '.join(cells)} |"


def verbs_from(status: Status, *, flagged: bool = False, live: bool = False) -> tuple[Verb, ...]:
    """Return the verbs that the state allows, whoever asks."""
    return tuple(verb for verb, row in TRANSITIONS.items() if _fits(row, status, flagged, live))


def _fits(row: Transition, status: Status, flagged: bool, live: bool) -> bool:
    fits = status in row.source and (flagged or not row.flagged)
    return fits and row.live in (None, live)


def obstacle(
    verb: Verb,
    status: Status,
    *,
    roles: Collection[str],
    is_author: bool,
    reason: str,
    flagged: bool = False,
    live: bool = False,
) -> Obstacle | None:
    """Return the first thing that stands against the verb, or None.

    `roles` are all roles that the person's own role includes; `is_author` says whether the
    person wrote any revision. The person comes before the state, so that nobody without
    the role learns the state from the answer.
    """
    row = TRANSITIONS[verb]
    if row.role not in roles:
        return Obstacle.ROLE
    if not _fits(row, status, flagged, live):
        return Obstacle.STATE
    if row.four_eyes and is_author:
        return Obstacle.FOUR_EYES
    if row.needs_reason and not reason.strip():
        return Obstacle.REASON
    return None
