"""Leads claims along the table of triage, and keeps who asks for a check."""

from uuid import UUID

from django.db import transaction

from claims import models
from claims.operations import priorities, rows
from claims.operations.standing import locked, refusal
from claims.triage import TRANSITIONS, Obstacle, Status, Verb, obstacle, verbs_from
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted

_PAST = {
    Verb.QUEUE: "claim.queued",
    Verb.DISMISS: "claim.dismissed",
    Verb.REOPEN: "claim.reopened",
}
_REMEDIES = {
    Verb.DISMISS: "Say why it cannot be checked.",
    Verb.REOPEN: "Say why it can be checked after all.",
    Verb.MERGE: "Say why both are one claim.",
    Verb.UNMERGE: "Say why they are two claims after all.",
}


@transaction.atomic
def lead(*, claim: models.Claim, verb: Verb, by: User, reason: str = "") -> models.Claim:
    """Queue, dismiss or reopen a claim.

    Raises NotPermitted for the wrong person, Conflict for the wrong state, Invalid where a
    reason is missing.
    """
    claim = locked(claim.pk)
    require_verb(claim, verb, by, reason)
    before, target = claim.status, TRANSITIONS[verb].target
    assert target is not None  # noqa: S101 (merges are led elsewhere: they concern reviews)
    rows.assign(claim, {"status": target.value, "status_reason": reason.strip()})
    outbox.record(
        _PAST[verb],
        stream=f"claim:{claim.pk}",
        by=by,
        before={"status": before},
        after={"status": claim.status, "reason": claim.status_reason},
    )
    return claim


def require_verb(claim: models.Claim, verb: Verb, by: User, reason: str) -> None:
    """Raise what stands against a verb, if anything does; the claim is held by the caller."""
    against = obstacle(verb, Status(claim.status), roles=_roles(by), reason=reason)
    if against is Obstacle.ROLE:
        raise NotPermitted(f"To {verb} a claim takes the role {TRANSITIONS[verb].role} or higher.")
    if against is Obstacle.STATE and claim.merged_into_id is not None:
        raise refusal(claim.pk, claim.merged_into_id)
    if against is Obstacle.STATE:
        allowed = tuple(verbs_from(Status(claim.status)))
        raise Conflict(f"One cannot {verb} a claim that is {claim.status}.", allowed=allowed)
    if against is Obstacle.REASON:
        flaw = Flaw("/reason", "It is empty.", _REMEDIES[verb])
        raise Invalid("A reason is missing.", flaw)


def verbs_for(claim: models.Claim, user: User) -> list[Verb]:
    """Return the verbs that the person could say now."""
    roles = _roles(user)
    return [verb for verb in verbs_from(Status(claim.status)) if TRANSITIONS[verb].role in roles]


def _roles(user: User) -> set[str]:
    """Return what the person's roles include, in whichever newsroom: claims are shared."""
    if user.is_superuser:
        return set(Role.values)
    held = user.memberships.values_list("role", flat=True)
    return {included for role in held for included in Role(role).includes}


@transaction.atomic
def request_check(
    *, claim: models.Claim, by: User, newsroom_id: UUID | None = None, note: str = ""
) -> tuple[models.ClaimRequest, bool]:
    """Ask that a claim be checked; again, with what is said now. Return also whether it is new.

    Raises Invalid for a newsroom of which the person is no member, Conflict for a merged claim.
    """
    claim = locked(claim.pk)
    if claim.merged_into_id is not None:
        raise refusal(claim.pk, claim.merged_into_id)
    _require_member(by, newsroom_id)
    row = models.ClaimRequest.objects.filter(claim=claim, user=by).first()
    if row is not None and (row.newsroom_id, row.note) == (newsroom_id, note):
        return row, False
    before = _facts(row) if row else {}
    found, made = models.ClaimRequest.objects.update_or_create(
        claim=claim, user=by, defaults={"newsroom_id": newsroom_id, "note": note}
    )
    priorities.weigh([claim.pk])
    outbox.record(
        "claim.requested", stream=f"claim:{claim.pk}", by=by, before=before, after=_facts(found)
    )
    return found, made


@transaction.atomic
def withdraw_request(*, claim: models.Claim, by: User) -> None:
    """Take one's own request back. Raises Conflict where there is none, or the claim is merged."""
    claim = locked(claim.pk)
    if claim.merged_into_id is not None:
        raise refusal(claim.pk, claim.merged_into_id)
    row = models.ClaimRequest.objects.filter(claim=claim, user=by).first()
    if row is None:
        raise Conflict("You have not asked for it.", Flaw("", "There is no request.", "Leave it."))
    before = _facts(row)
    row.delete()
    priorities.weigh([claim.pk])
    outbox.record("claim.request_withdrawn", stream=f"claim:{claim.pk}", by=by, before=before)


def _facts(row: models.ClaimRequest) -> dict[str, str | None]:
    newsroom = str(row.newsroom_id) if row.newsroom_id else None
    return {"user": row.user.username, "newsroom": newsroom, "note": row.note}


def _require_member(user: User, newsroom_id: UUID | None) -> None:
    if newsroom_id is None:
        return
    if not user.has_role(Role.READER, newsroom_id) or not _exists(newsroom_id):
        remedy = "Name a newsroom of which you are a member, or none."
        flaw = Flaw("/newsroom", "You are no member of it.", remedy)
        raise Invalid("The request is not acceptable.", flaw)


def _exists(newsroom_id: UUID) -> bool:
    return Newsroom.objects.filter(pk=newsroom_id).exists()
