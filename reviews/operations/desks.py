"""Writes to a newsroom's desk: its hours, and how long work may take."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model
from reviews.calendar import (
    Calendar,
    NoWorkingTimeError,
    add_working_minutes,
    flaws_of_hours,
    flaws_of_zone,
    read_calendar,
)
from reviews.models import Desk, Task

FIELDS = (
    *("time_zone", "hours", "holidays", "allowances", "remind_before", "escalate_after"),
    "balances",
)
MOST_MINUTES = 100_000
MOST_HOLIDAYS = 1000


def desk_of(newsroom: Newsroom) -> Desk:
    """Return a newsroom's desk, made as models say where there was none."""
    desk, _made = Desk.objects.get_or_create(newsroom=newsroom)
    return desk


def desk_for(newsroom_id: Any) -> Desk:
    """Return the same for reading; what is not stored stays so."""
    return Desk.objects.filter(pk=newsroom_id).first() or Desk(newsroom_id=newsroom_id)


def calendar_of(desk: Desk) -> Calendar:
    """Return the desk's working calendar."""
    return read_calendar(desk.time_zone, desk.hours, desk.holidays)


@transaction.atomic
def change_desk(*, newsroom: Newsroom, by: User, values: Mapping[str, Any]) -> Desk:
    """Change how a newsroom works; what is due already stays due then.

    Raises NotPermitted for who is no admin of it, Invalid.
    """
    if not by.has_role(Role.ADMIN, newsroom.pk):
        raise NotPermitted("Only an admin of the newsroom changes its desk.")
    desk: Desk = Desk.objects.select_for_update().get(pk=desk_of(newsroom).pk)
    before = {name: getattr(desk, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        setattr(desk, name, value)
    _check(desk)
    if changed:
        desk.save(update_fields=list(changed))
        earlier = _as_json({name: before[name] for name in changed})
        _record("desk.changed", newsroom, by, before=earlier, after=_as_json(changed))
    return desk


def _check(desk: Desk) -> None:
    flaws = [*flaws_of_zone(desk.time_zone), *flaws_of_hours(desk.hours), *_flaws(desk)]
    if not flaws:
        flaws = list(_flaws_of_time(desk))
    if flaws:
        raise Invalid("The desk is not usable so.", *flaws)
    clean_model(desk, constraints=False)


def _flaws(desk: Desk) -> Iterator[Flaw]:
    remedy = f"Use a whole number of minutes from 0 to {MOST_MINUTES}."
    for name in ("remind_before", "escalate_after"):
        if not _is_minutes(getattr(desk, name), least=0):
            yield Flaw(f"/{name}", "It is no number of minutes.", remedy)
    if len(desk.holidays) > MOST_HOLIDAYS:
        yield Flaw("/holidays", f"There are more than {MOST_HOLIDAYS}.", "Leave past ones out.")
    given = desk.allowances
    if not isinstance(given, dict) or set(given) != set(Task.values):
        names = ", ".join(Task.values)
        yield Flaw("/allowances", "Not each kind of task has one.", f"Give minutes for: {names}.")
        return
    for name, minutes in given.items():
        if not _is_minutes(minutes, least=1):
            yield Flaw(f"/allowances/{name}", "It is no number of minutes.", remedy)


def _is_minutes(value: Any, *, least: int) -> bool:
    return type(value) is int and least <= value <= MOST_MINUTES


def _flaws_of_time(desk: Desk) -> Iterator[Flaw]:
    """Say where the hours do not suffice for what is asked in them."""
    minutes = max(*desk.allowances.values(), desk.remind_before, desk.escalate_after)
    try:
        add_working_minutes(timezone.now(), minutes, calendar_of(desk))
    except NoWorkingTimeError:
        reason = f"In ten years there are not {minutes} working minutes."
        yield Flaw("/hours", reason, "Give more hours, or fewer holidays or minutes.")


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(values)
    if "holidays" in shown:
        shown["holidays"] = [day.isoformat() for day in shown["holidays"]]
    return shown


def _record(type_: str, newsroom: Newsroom, by: User, **sides: Any) -> None:
    outbox.record(type_, stream=f"newsroom:{newsroom.pk}", newsroom_id=newsroom.pk, by=by, **sides)
