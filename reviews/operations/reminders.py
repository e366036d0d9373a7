"""Says what is due: before it, when it is, and to the editors after; each once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from factcheck.core import outbox
from reviews.calendar import Calendar, NoWorkingTimeError, add_working_minutes
from reviews.models import Assignment, Reminder
from reviews.operations.desks import calendar_of, desk_for

_MOST_AT_ONCE = 1000


def plan(assignment: Assignment) -> None:
    """Replace what waits to be said by what the due time and the assignee ask for now.

    What was said of the same moment is not said again.
    """
    assignment.reminders.waiting().delete()
    said = set(assignment.reminders.values_list("kind", "at"))
    Reminder.objects.bulk_create(
        Reminder(assignment=assignment, kind=kind, at=at)
        for kind, at in _moments(assignment).items()
        if (kind, at) not in said
    )


def _moments(assignment: Assignment) -> dict[str, datetime]:
    """Return when to say what; nobody is reminded of what is nobody's, editors are told."""
    due = assignment.due_at
    if due is None or assignment.ended_at is not None:
        return {}
    desk = desk_for(assignment.newsroom_id)
    calendar = calendar_of(desk)
    found = {Reminder.Kind.ESCALATION: _counted(due, desk.escalate_after, calendar)}
    if assignment.assignee_id is not None:
        found[Reminder.Kind.DUE] = due
        before = _counted(due, -desk.remind_before, calendar)
        if timezone.now() < before < due:
            found[Reminder.Kind.BEFORE] = before
    return {kind.value: at for kind, at in found.items()}


def _counted(due: datetime, minutes: int, calendar: Calendar) -> datetime:
    try:
        return add_working_minutes(due, minutes, calendar)
    except NoWorkingTimeError:
        return due


def remind(*, at: datetime | None = None) -> int:
    """Say what is due now, or was at a moment; return how much was said.

    The database's clock decides. Each is marked in the transaction of its event, so that it is
    said once, whoever else is at it and whatever dies; what somebody changes just now waits.
    """
    said = 0
    while said < _MOST_AT_ONCE and _say_next(at or Now()):
        said += 1
    return said


@transaction.atomic
def _say_next(moment: Any) -> bool:
    due = Reminder.objects.waiting().filter(at__lte=moment, assignment__ended_at=None)
    held = due.select_for_update(skip_locked=True, of=("self", "assignment"))
    reminder = held.select_related("assignment").order_by("at", "pk").first()
    if reminder is None:
        return False
    if Reminder.objects.waiting().filter(pk=reminder.pk).update(sent_at=Now()):
        record("assignment.reminded", reminder.assignment, None, kind=reminder.kind)
    return True


def record(
    type_: str,
    assignment: Assignment,
    by: Any,
    *,
    before: dict[str, Any] | None = None,
    **more: Any,
) -> None:
    """Record what happened to an assignment, with all that it is now."""
    due, assignee = assignment.due_at, assignment.assignee
    now = {
        "task": assignment.task,
        "claim": str(assignment.claim_id),
        "review": str(assignment.review_id) if assignment.review_id else None,
        "assignee": assignee.username if assignee else None,
        "due_at": due.isoformat() if due else None,
    }
    outbox.record(
        type_,
        stream=f"assignment:{assignment.pk}",
        newsroom_id=assignment.newsroom_id,
        by=by,
        before=before,
        after=now | more,
    )
