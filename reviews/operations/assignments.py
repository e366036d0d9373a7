"""Writes to assignments: who does what until when, each decided under the row's own lock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.models import Claim
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model
from reviews.balancing import ROLES, Bar, bar_of
from reviews.calendar import NoWorkingTimeError, add_working_minutes
from reviews.models import Assignment, Review, Revision, Task
from reviews.operations.desks import calendar_of, desk_for
from reviews.operations.reminders import plan, record

DONE, CANCELLED = "done", "cancelled"
_FARTHEST = timedelta(days=5 * 366)
_FOUR_EYES = "Nobody decides on a review of which they wrote a revision."


@transaction.atomic
def open_assignment(
    *,
    newsroom: Newsroom,
    claim: Claim,
    task: str,
    by: User,
    review: Review | None = None,
    assignee: User | None = None,
    due_at: datetime | None = None,
    note: str = "",
) -> Assignment:
    """Open a piece of work, for a person or for whoever takes it.

    Without `due_at` it is due after as many working minutes as the desk allows. Raises
    NotPermitted for who is no editor, Conflict where the same is open already, Invalid.
    """
    if not is_editor(by, newsroom.pk):
        raise NotPermitted("This takes the role editor or higher in the newsroom.")
    row = Assignment(newsroom=newsroom, claim=claim, review=review, task=task, note=note)
    _require_subject(row)
    if assignee is not None:
        _require_fit(row, assignee)
    _require_possible(due_at)
    row.due_at = due_at or _due(row)
    if row.due_at is None:
        flaw = Flaw("/due_at", "The desk has no working time to count.", "Say when it is due.")
        raise Invalid("The assignment is not acceptable.", flaw)
    clean_model(row, constraints=False)
    hold(row)
    same = Assignment.objects.open().filter(newsroom=newsroom, claim=claim, task=task).first()
    if same is not None:
        flaw = Flaw("/task", f"It is {same.pk}.", "Hand that one over, or end it first.")
        raise Conflict("There is such an assignment already.", flaw)
    return begin(row, assignee, by=by)


def hold(row: Assignment) -> None:
    """Lock what the work is about, in the order in which the workflow does."""
    if row.review_id:
        list(Review.objects.select_for_update(no_key=True).filter(pk=row.review_id).values("pk"))
    list(Claim.objects.select_for_update(no_key=True).filter(pk=row.claim_id).values("pk"))


def begin(row: Assignment, assignee: User | None, *, by: User | None) -> Assignment:
    """Store a new piece of work, in the transaction of a caller who holds its claim."""
    row.assignee, row.assigned_at = assignee, timezone.now() if assignee else None
    row.due_at = row.due_at or _due(row)
    row.save(force_insert=True)
    plan(row)
    record("assignment.opened", row, by)
    if assignee is not None and assignee != by:
        record("assignment.assigned", row, by, before={"assignee": None})
    return row


@transaction.atomic
def take(*, assignment: Assignment, by: User) -> Assignment:
    """Take what waits in the pool; what is one's own already stays so.

    Raises NotPermitted for who may not do it, Conflict where somebody has it or it has ended.
    """
    row = _locked(assignment)
    _require_may_do(row, by)
    _require_open(row, by)
    if row.assignee_id == by.pk:
        return row
    if row.assignee is not None:
        raise Conflict(f"{row.assignee.username} has it.", allowed=tuple(actions_for(row, by)))
    return give(row, by, by=by, type_="assignment.taken")


@transaction.atomic
def hand_over(
    *, assignment: Assignment, assignee: User, by: User, note: str | None = None
) -> Assignment:
    """Give work to a person, or tell its assignee more: an editor any, the assignee her own.

    Raises NotPermitted for others, Conflict where it has ended, Invalid where the person may
    not do it.
    """
    row = _locked(assignment)
    _require_own_or_editor(row, by)
    _require_open(row, by)
    if row.assignee_id == assignee.pk and note in (None, row.note):
        return row
    _require_fit(row, assignee)
    row.note = row.note if note is None else note
    return give(row, assignee, by=by, type_="assignment.assigned")


@transaction.atomic
def release(*, assignment: Assignment, by: User) -> Assignment:
    """Put work back into the pool: the assignee her own, an editor any.

    Raises NotPermitted for others, Conflict where nobody has it or it has ended.
    """
    row = _locked(assignment)
    _require_own_or_editor(row, by)
    _require_open(row, by)
    if row.assignee_id is None:
        raise Conflict("Nobody has it.", allowed=tuple(actions_for(row, by)))
    return give(row, None, by=by, type_="assignment.released")


def give(row: Assignment, to: User | None, *, by: User | None, type_: str) -> Assignment:
    """Let a locked, open piece of work be somebody's, or nobody's."""
    before = {"assignee": row.assignee.username if row.assignee else None}
    row.assignee, row.assigned_at = to, timezone.now() if to else None
    row.save(update_fields=["assignee", "assigned_at", "note"])
    plan(row)
    record(type_, row, by, before=before)
    return row


@transaction.atomic
def reschedule(*, assignment: Assignment, due_at: datetime | None, by: User) -> Assignment:
    """Set another due time, or none.

    Raises NotPermitted for who is no editor, Conflict where it has ended, Invalid.
    """
    row = _locked(assignment)
    _require_editor_of(row, by)
    _require_open(row, by)
    if row.due_at == due_at:
        return row
    _require_possible(due_at)
    before = {"due_at": row.due_at.isoformat() if row.due_at else None}
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    plan(row)
    record("assignment.rescheduled", row, by, before=before)
    return row


@transaction.atomic
def end(*, assignment: Assignment, by: User, outcome: str = DONE) -> Assignment:
    """End work by hand: an editor as done or cancelled, the assignee her own as done.

    Raises NotPermitted for others, Conflict where it has ended.
    """
    row = _locked(assignment)
    _require_own_or_editor(row, by)
    if outcome != DONE:
        _require_editor_of(row, by)
    _require_open(row, by)
    finish([row], outcome, by=by)
    return row


def finish(rows: Iterable[Assignment], outcome: str, *, by: User | None) -> None:
    """End locked, open pieces of work; what waited to be said of them is not."""
    for row in rows:
        row.ended_at, row.outcome = timezone.now(), outcome
        row.save(update_fields=["ended_at", "outcome"])
        plan(row)
        record("assignment.ended", row, by, outcome=outcome)


def actions_for(row: Assignment, user: User) -> list[str]:
    """Return what the person could do with it now."""
    if row.ended_at is not None:
        return []
    editor, own = is_editor(user, row.newsroom_id), row.assignee_id == user.pk
    may = {
        "take": row.assignee_id is None and bar_for(row, user) is None,
        "release": row.assignee_id is not None and (editor or own),
        "hand_over": editor or own,
        "reschedule": editor,
        "end": editor or own,
    }
    return [name for name, possible in may.items() if possible]


def bar_for(row: Assignment, user: User) -> Bar | None:
    """Return what bars a person from the work: their role, or that they wrote what is judged."""
    held = user.memberships.filter(newsroom=row.newsroom_id).values_list("role", flat=True)
    roles = [Role.ADMIN.value] if user.is_superuser else list(held)
    written = Revision.objects.filter(review=row.review_id, author=user)
    is_author = row.review_id is not None and written.exists()
    return bar_of(row.task, roles=roles if user.is_active else [], is_author=is_author)


def is_editor(user: User, newsroom_id: UUID) -> bool:
    """Say whether the person hands out the newsroom's work."""
    return user.has_role(Role.EDITOR, newsroom_id)


def _locked(assignment: Assignment) -> Assignment:
    found: Assignment = Assignment.objects.filter(pk=assignment.pk).held().get()
    return found


def _due(row: Assignment) -> datetime | None:
    """Return when the desk wants it done; None where it never works so long."""
    desk = desk_for(row.newsroom_id)
    try:
        return add_working_minutes(timezone.now(), desk.allowances[row.task], calendar_of(desk))
    except NoWorkingTimeError:
        return None


def _require_subject(row: Assignment) -> None:
    """Raise Invalid where the review is missing, or is about something else."""
    if row.review is None and row.task != Task.WRITE:
        flaw = Flaw("/review", "It is missing.", "Name the review.")
        raise Invalid("There is nothing to judge.", flaw)
    subject = (row.newsroom_id, row.claim_id)
    if row.review is not None and (row.review.newsroom_id, row.review.claim_id) != subject:
        flaw = Flaw("/review", "It is another's.", "Name a review of the claim and newsroom.")
        raise Invalid("The assignment is not acceptable.", flaw)


def _require_possible(due_at: datetime | None) -> None:
    now = timezone.now()
    if due_at is not None and not now < due_at < now + _FARTHEST:
        flaw = Flaw("/due_at", "It is past, or years away.", "Send a moment to come.")
        raise Invalid("The due time is not acceptable.", flaw)


def _require_fit(row: Assignment, user: User) -> None:
    against = bar_for(row, user)
    if against is not None:
        said = _FOUR_EYES if against is Bar.FOUR_EYES else _role_needed(row)
        flaw = Flaw("/assignee", said, "Choose somebody else.")
        raise Invalid(f"{user.username} cannot do it.", flaw)


def _require_may_do(row: Assignment, user: User) -> None:
    against = bar_for(row, user)
    if against is not None:
        raise NotPermitted(_FOUR_EYES if against is Bar.FOUR_EYES else _role_needed(row))


def _role_needed(row: Assignment) -> str:
    return f"To {row.task} takes the role {ROLES[row.task]} or higher."


def _require_own_or_editor(row: Assignment, by: User) -> None:
    if row.assignee_id != by.pk and not is_editor(by, row.newsroom_id):
        raise NotPermitted("Only who has it, or an editor of the newsroom, may do so.")


def _require_editor_of(row: Assignment, by: User) -> None:
    if not is_editor(by, row.newsroom_id):
        raise NotPermitted("Only an editor of the newsroom may do so.")


def _require_open(row: Assignment, by: User) -> None:
    if row.ended_at is not None:
        raise Conflict(f"It has ended: {row.outcome}.", allowed=tuple(actions_for(row, by)))
