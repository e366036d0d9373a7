"""Decides who of a newsroom is told of what happened, and with which facts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse

from claims.models import Claim
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core.models import Event
from factcheck.notices.operations import notify
from reviews.models import Assignment, Desk, Review, Revision, Task

_KIND_OF_REMINDER = {
    "before": "assignment.due_soon",
    "due": "assignment.due",
    "escalation": "assignment.overdue",
}


@dataclass(frozen=True)
class Telling:
    """Who is told, under which kind, with which facts beside the actor's name."""

    users: Iterable[User]
    kind: str
    data: Mapping[str, Any]


def tell(*, event: Event) -> None:
    """Tell those whom an event concerns, never its actor; twice is once.

    Call it outside of a transaction: mails follow.
    """
    telling = RULES[event.type](event)
    users = [user for user in telling.users if user.pk != event.actor_id]
    notify(event=event, users=users, kind=telling.kind, data=telling.data)


def _members(event: Event, role: Role = Role.READER) -> Any:
    """Return the newsroom's people of a role or a higher one, who can still sign in."""
    held = {"memberships__newsroom": event.newsroom_id, "memberships__role__in": role.or_higher}
    return User.objects.filter(is_active=True, **held).order_by("pk")


def _to_who_decides(event: Event) -> Telling:
    """Tell who has it to decide; where nobody has, the editors who wrote none of it."""
    review_id = _id(event)
    given = Assignment.objects.filter(review=review_id, task=Task.DECIDE, ended_at=None)
    deciders = _members(event).filter(pk__in=given.values("assignee"))
    if not deciders:
        deciders = _members(event, Role.EDITOR).exclude(pk__in=_authors(review_id))
    return Telling(deciders, event.type, _of_review(event))


def _to_authors(event: Event) -> Telling:
    authors = _members(event).filter(pk__in=_authors(_id(event)))
    return Telling(authors, event.type, _of_review(event))


def _review_to_editors(event: Event) -> Telling:
    return Telling(_members(event, Role.EDITOR), event.type, _of_review(event))


def _to_assignee(event: Event) -> Telling:
    name = event.after.get("assignee")
    return Telling(_members(event).filter(username=name), event.type, _of_assignment(event))


def _assignment_to_editors(event: Event) -> Telling:
    return Telling(_members(event, Role.EDITOR), event.type, _of_assignment(event))


def _reminded(event: Event) -> Telling:
    """Tell who has it; what is overdue, the editors."""
    reminder = event.after["kind"]
    rule = _assignment_to_editors if reminder == "escalation" else _to_assignee
    found = rule(event)
    return Telling(found.users, _KIND_OF_REMINDER[reminder], found.data)


def _of_broken_links(event: Event) -> Telling:
    return Telling(_members(event, Role.EDITOR), event.type, {"count": event.after["total"]})


def _of_webhook(event: Event) -> Telling:
    """Tell the admins: nobody else sees webhooks."""
    page = _page("notices_webhookendpoint", _id(event))
    data = {"host": event.after["host"], "reason": event.after["because"], "link": page}
    return Telling(_members(event, Role.ADMIN), event.type, data)


# Each type of `factcheck.notices.kinds.TOLD`.
RULES: Mapping[str, Callable[[Event], Telling]] = {
    "review.submitted": _to_who_decides,
    "review.changes_requested": _to_authors,
    "review.approved": _to_authors,
    "review.published": _to_authors,
    "review.corrected": _to_authors,
    "review.rejected": _to_authors,
    "review.withdrawn": _to_authors,
    "review.reopened": _to_authors,
    "review.correction_asked": _to_authors,
    "review.correction_dropped": _to_authors,
    "review.needs_recheck": _review_to_editors,
    "assignment.assigned": _to_assignee,
    "assignment.rescheduled": _to_assignee,
    "assignment.ended": _to_assignee,
    "assignment.released": _assignment_to_editors,
    "assignment.reminded": _reminded,
    "evidence.links_broken": _of_broken_links,
    "webhook.disabled": _of_webhook,
}


def _id(event: Event) -> UUID:
    return UUID(event.stream.partition(":")[2])


def _authors(review_id: UUID) -> Any:
    return Revision.objects.filter(review=review_id).values("author")


def _of_review(event: Event) -> dict[str, Any]:
    review = Review.objects.select_related("newsroom").get(pk=_id(event))
    revisions = Revision.objects.filter(review=review).order_by("-number")
    title = revisions.values_list("title", flat=True).first() or ""
    return {
        "review": str(review.pk),
        "title": title or _claim_in(review.claim_id, review.newsroom),
        "reason": event.after.get("reason") or event.after.get("note") or "",
        "link": _page("reviews_review", review.pk),
    }


def _of_assignment(event: Event) -> dict[str, Any]:
    newsroom = Newsroom.objects.get(pk=str(event.newsroom_id))
    after = event.after
    return {
        "assignment": str(_id(event)),
        "task": after["task"],
        "claim": _claim_in(after["claim"], newsroom),
        "assignee": after.get("assignee") or "",
        "due": _local(after.get("due_at"), newsroom),
        "link": _page("reviews_assignment", _id(event)),
    }


def _claim_in(claim_id: Any, newsroom: Newsroom) -> str:
    """Return a claim in the newsroom's language, or else in its own."""
    claim = Claim.objects.get(pk=claim_id)
    said: str = claim.text_in(newsroom.language)
    return said


def _local(due_at: str | None, newsroom: Newsroom) -> str:
    """Return a due time by the newsroom's clock, with the clock's name."""
    if not due_at:
        return ""
    zones = Desk.objects.filter(newsroom=newsroom).values_list("time_zone", flat=True)
    zone = zones.first() or "UTC"
    return f"{datetime.fromisoformat(due_at).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _page(model: str, pk: Any) -> str:
    """Return the address of a page of the desk, without the host."""
    try:
        return reverse(f"admin:{model}_change", args=[pk])
    except NoReverseMatch:
        return ""
