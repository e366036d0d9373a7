"""What the life of a review does to its assignments, in the transaction of the verb.

Nothing here stands in a verb's way: what is open already is used again.
"""

from collections.abc import Collection

from django.db.models import Q

from factcheck.accounts.models import User
from reviews.models import Assignment, Recheck, Review, Task
from reviews.operations.assignments import (
    CANCELLED,
    DONE,
    bar_for,
    begin,
    finish,
    give,
    hold,
)
from reviews.workflow import Verb

_ENDS: dict[Verb, tuple[Collection[str], str]] = {
    Verb.SUBMIT: ([Task.WRITE], DONE),
    Verb.REQUEST_CHANGES: ([Task.DECIDE], DONE),
    Verb.REJECT: ([Task.DECIDE], DONE),
    Verb.PUBLISH: ([Task.DECIDE], DONE),
    Verb.KEEP: ([Task.WRITE, Task.DECIDE], CANCELLED),
    Verb.WITHDRAW: (Task.values, CANCELLED),
}


def after_opening(review: Review, *, by: User) -> None:
    """Let its author write it; where the claim was somebody's to write on, it stays theirs."""
    _open(review, Task.WRITE, by, by=by)


def after_verb(review: Review, verb: Verb, *, by: User) -> None:
    """End what the verb has done, and open what it asks for."""
    if verb in _ENDS:
        tasks, outcome = _ENDS[verb]
        finish(_open_rows(review, tasks), outcome, by=by)
    if verb is Verb.SUBMIT:
        _open(review, Task.DECIDE, None, by=by)
    if verb is Verb.REQUEST_CHANGES and review.latest is not None:
        _open(review, Task.WRITE, review.latest.author, by=by)
    if verb in (Verb.REOPEN, Verb.CORRECT):
        _open(review, Task.WRITE, by, by=by)


def after_recheck_asked(review: Review) -> None:
    """Put another look at it into the pool."""
    _open(review, Task.RECHECK, None, by=None)


def after_rechecks_settled(review: Review, *, by: User | None, outcome: str = DONE) -> None:
    """End the look at it, once nothing asks for one."""
    if not Recheck.objects.filter(review=review, settled_at=None).exists():
        finish(_open_rows(review, [Task.RECHECK]), outcome, by=by)


def _open_rows(review: Review, tasks: Collection[str]) -> list[Assignment]:
    """Return what is open on a review, or on its claim alone, held."""
    of_claim = Q(review=None, newsroom=review.newsroom_id, claim=review.claim_id)
    rows = Assignment.objects.open().filter(Q(review=review) | of_claim, task__in=tasks)
    return list(rows.order_by("pk").held())


def _open(review: Review, task: Task, assignee: User | None, *, by: User | None) -> None:
    """Open a piece of work for a person who may do it, else for whoever takes it."""
    wanted = Assignment(
        newsroom_id=review.newsroom_id, claim_id=review.claim_id, review=review, task=task
    )
    hold(wanted)
    rows = Assignment.objects.open().filter(
        newsroom=review.newsroom_id, claim=review.claim_id, task=task
    )
    row = rows.held().first()
    fits = assignee is not None and bar_for(wanted, assignee) is None
    if row is None:
        begin(wanted, assignee if fits else None, by=by)
    else:
        _use_again(row, review, assignee if fits else None, by=by)


def _use_again(row: Assignment, review: Review, assignee: User | None, *, by: User | None) -> None:
    """Tie an open piece of work to the review; it stays with who has it, unless barred now."""
    if row.review_id is None or row.task != Task.RECHECK:
        row.review = review
        row.save(update_fields=["review"])
    if row.assignee is not None and bar_for(row, row.assignee) is not None:
        give(row, None, by=by, type_="assignment.released")
    if row.assignee is None and assignee is not None:
        type_ = "assignment.taken" if assignee == by else "assignment.assigned"
        give(row, assignee, by=by, type_=type_)
