"""Hands out what waits in the pool of a desk."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Prefetch, Q
from django.utils import timezone

from claims.interchange.topics import topics
from factcheck.accounts.models import Absence, Membership, Newsroom
from factcheck.core.models import Event
from reviews.balancing import Person, Work, choose
from reviews.calendar import local_day
from reviews.models import Assignment, Desk, Revision
from reviews.operations.assignments import give
from reviews.operations.desks import calendar_of

_MOST_AT_ONCE = 200
_URGENCY = (F("due_at").asc(nulls_last=True), "created_at", "pk")


@transaction.atomic
def balance(*, newsroom: Newsroom, at: datetime | None = None) -> int:
    """Hand the pool's work to those who come first for it; return how much was handed out.

    Nothing is done where the desk does not ask for it, or where somebody else is at it.
    """
    desks = Desk.objects.select_for_update(skip_locked=True)
    desk = desks.filter(pk=newsroom.pk, balances=True).first()
    if desk is None:
        return 0
    today = local_day(at or timezone.now(), calendar_of(desk))
    rows = _pool(newsroom)
    members = {member.user_id: member for member in _members(newsroom, today)}
    people = {pk: _person(member) for pk, member in members.items()}
    handed = 0
    for row, work in _as_work(rows, {m.user.username: pk for pk, m in members.items()}):
        chosen = choose(work, people.values(), today=today)
        if chosen is not None:
            give(row, members[chosen.id].user, by=None, type_="assignment.assigned")
            people[chosen.id] = replace(chosen, load=chosen.load + 1, assigned_at=row.assigned_at)
            handed += 1
    return handed


def _pool(newsroom: Newsroom) -> list[Assignment]:
    """Return what nobody has and nobody is at, held, the most urgent first."""
    rows = Assignment.objects.pooled().filter(newsroom=newsroom).order_by(*_URGENCY)
    return list(rows[:_MOST_AT_ONCE].held(skip_locked=True).order_by(*_URGENCY))


def _members(newsroom: Newsroom, today: Any) -> list[Any]:
    own = Q(user__assignments__newsroom=newsroom)
    away = Absence.objects.filter(first_on__lte=today, last_on__gte=today)
    members = Membership.objects.filter(newsroom=newsroom, user__is_active=True)
    members = members.select_related("user").prefetch_related(Prefetch("user__absences", away))
    return list(
        members.annotate(
            load=Count("user__assignments", filter=own & Q(user__assignments__ended_at=None)),
            last=Max("user__assignments__assigned_at", filter=own),
        )
    )


def _person(member: Any) -> Person:
    return Person(
        id=member.user_id,
        role=member.role,
        languages=frozenset(member.languages),
        topics=frozenset(topics(member.topics)),
        absences=tuple((row.first_on, row.last_on) for row in member.user.absences.all()),
        load=member.load,
        assigned_at=member.last,
    )


def _as_work(rows: list[Assignment], ids: dict[str, int]) -> list[tuple[Assignment, Work]]:
    """Return each with what decides on who gets it."""
    authors, released = defaultdict(set), defaultdict(set)
    written = Revision.objects.filter(review__in={row.review_id for row in rows if row.review_id})
    for review, author in written.values_list("review_id", "author_id"):
        authors[review].add(author)
    streams = [f"assignment:{row.pk}" for row in rows]
    given_back = Event.objects.filter(type="assignment.released", stream__in=streams)
    for stream, before in given_back.values_list("stream", "before"):
        released[stream].add(ids.get(before["assignee"], 0))  # no longer a member: nobody
    return [
        (
            row,
            Work(
                task=row.task,
                language=row.review.language if row.review else row.claim.language,
                topics=frozenset(row.claim.topics),
                authors=frozenset(authors[row.review_id]),
                released=frozenset(released[f"assignment:{row.pk}"]),
            ),
        )
        for row in rows
    ]
