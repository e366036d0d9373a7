"""Decides whether two sources are one; every decision is logged and can be taken back."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import models
from claims.models.vocabulary import IdentityState
from claims.operations import figures
from claims.operations.references import missing, require
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid

_PAST = {
    IdentityState.CONFIRMED: "identity.confirmed",
    IdentityState.REJECTED: "identity.rejected",
    IdentityState.SUGGESTED: "identity.undone",
}


@transaction.atomic
def suggest_identity(*, a: UUID, b: UUID, reason: str, by: User) -> models.SourceIdentity:
    """Say that two sources may be one. Raises Invalid; Conflict where the pair is stored."""
    if a == b:
        flaw = Flaw("/b", "It is the same source.", "Name two sources.")
        raise Invalid("A source is not identified with itself.", flaw)
    require(missing(models.Source, [("/a", a), ("/b", b)]), "identity")
    low, high = sorted((a, b))
    identity, made = models.SourceIdentity.objects.get_or_create(
        a_id=low, b_id=high, defaults={"state": IdentityState.SUGGESTED, "reason": reason}
    )
    if not made:
        raise Conflict(
            f"The pair is {identity.state} already.",
            Flaw("", f"It is identity {identity.pk}.", "Confirm it, reject it or undo that."),
        )
    figures.outdate_sources([low, high])
    _record("identity.suggested", identity, by, before="")
    return identity


@transaction.atomic
def decide_identity(
    *, identity: models.SourceIdentity, state: IdentityState, by: User
) -> models.SourceIdentity:
    """Confirm or reject that two sources are one, or (SUGGESTED) take a decision back.

    Raises Conflict where that is decided already. What is one by way of others stays one: only
    this pair's own decision changes.
    """
    identity = models.SourceIdentity.objects.select_for_update().get(pk=identity.pk)
    before = identity.state
    if before == state:
        raise Conflict(
            f"The pair is {state} already.",
            Flaw("", "There is nothing to decide.", "Undo it first, or leave it."),
            allowed=tuple(sorted(set(_PAST) - {IdentityState(state)})),
        )
    pair = [identity.a_id, identity.b_id]
    if before == IdentityState.CONFIRMED:  # afterwards, one side no longer leads to the other
        figures.outdate_sources(pair)
    decided = state != IdentityState.SUGGESTED
    identity.state = state
    identity.decided_by = by if decided else None
    identity.decided_at = timezone.now() if decided else None
    identity.save(update_fields=["state", "decided_by", "decided_at"])
    if before != IdentityState.CONFIRMED:
        figures.outdate_sources(pair)
    _record(_PAST[state], identity, by, before=before)
    return identity


@transaction.atomic
def state_identity(*, row: models.SourceIdentity) -> models.SourceIdentity | None:
    """Store what a file states of a pair, unless somebody has said something of it: return that.

    A suggestion by rule gives way, also one that is made at the same moment.
    """
    names = ("state", "reason", "rule", "details", "decided_by", "decided_at")
    values = {name: getattr(row, name) for name in names}
    held: models.SourceIdentity
    held, made = models.SourceIdentity.objects.select_for_update().get_or_create(
        a_id=row.a_id, b_id=row.b_id, defaults=values
    )
    if not made and (not held.rule or held.state != IdentityState.SUGGESTED):
        return held
    models.SourceIdentity.objects.filter(pk=held.pk).update(**values)
    return None


def _record(type_: str, identity: models.SourceIdentity, by: User, *, before: str) -> None:
    outbox.record(
        type_,
        stream=f"identity:{identity.pk}",
        by=by,
        before={"state": before},
        after={
            "state": identity.state,
            "a": str(identity.a_id),
            "b": str(identity.b_id),
            "reason": identity.reason,
        },
    )
