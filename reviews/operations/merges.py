"""Merges a claim into the one that it was found to be, and takes that back exactly.

Everything that is held waits in one order: imports and merges, then reviews and appearances,
then the rows of figures, then claims, each in the order of ids. Who publishes or writes an
appearance goes through the same doors in the same order.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import (
    Appearance,
    Claim,
    ClaimMerge,
    ClaimRelation,
    ClaimRequest,
    Retraction,
)
from claims.models.vocabulary import ClaimStatus
from claims.operations import figures, priorities, rows
from claims.operations.claims import set_status
from claims.operations.desk import require_verb
from claims.operations.standing import refusal, take_turn
from claims.triage import Verb
from factcheck.accounts.models import Newsroom, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw
from reviews.models import Assignment, Listing, OutsideReview, Review
from reviews.operations.reviews import status_of_claim
from reviews.workflow import OPEN

# How often a merge begins anew where somebody was faster.
_ATTEMPTS = 10
# What reviews make of a claim; other statuses are what somebody said.
_FOLLOWING = (ClaimStatus.UNDER_REVIEW, ClaimStatus.REVIEWED)
_MOVING: dict[str, Any] = {
    "appearances": Appearance,
    "requests": ClaimRequest,
    "retractions": Retraction,
    "reviews": Review,
    "assignments": Assignment,
    "outside_reviews": OutsideReview,
    "listings": Listing,
}


@transaction.atomic
def merge(*, claim: Claim, into: Claim, reason: str, by: User) -> ClaimMerge:
    """Find that a claim is another one: what hangs on it goes there, with its reviews.

    What was published stays as it is. A relation that would say nothing then is kept aside, and
    so are requests and retractions that the target has already. Raises NotPermitted, Invalid
    without a reason; Conflict where one of the two is merged already, both are one, a newsroom
    works on both, or a review is in a language that the target has no text in.
    """
    take_turn()
    _require_two(claim, into)
    source, target = _hold(claim.pk, into.pk)
    require_verb(source, Verb.MERGE, by, reason)
    if target.merged_into_id is not None:
        raise refusal(target.pk, target.merged_into_id)
    _refuse_clashes(source, target)
    moved = _stood(source, target) | _move(source, target) | _move_relations(source, target)
    found: ClaimMerge = ClaimMerge.objects.create(
        source=source, target=target, reason=reason, merged_by=by, moved=moved
    )
    merged = {"status": ClaimStatus.MERGED, "merged_into": target, "status_reason": reason}
    rows.assign(source, merged)
    followed = status_of_claim(target.pk)
    if followed in _FOLLOWING:
        set_status(claim_id=target.pk, status=followed, by=by)
    priorities.weigh([source.pk, target.pk])
    after = {"status": source.status, "into": str(target.pk), "reason": reason, "moved": moved}
    _record("claim.merged", source, by, before={"status": moved["status"]}, after=after)
    return found


@transaction.atomic
def unmerge(*, claim: Claim, reason: str, by: User) -> ClaimMerge:
    """Take a merge back: what moved and is still there returns; what came since stays there.

    Raises NotPermitted, Invalid without a reason; Conflict where the claim is not merged, or
    where it was merged into is merged by now.
    """
    take_turn()
    held: ClaimMerge | None = ClaimMerge.objects.in_force().filter(source=claim.pk).first()
    source, target = _hold(claim.pk, held.target_id if held else claim.pk)
    require_verb(source, Verb.UNMERGE, by, reason)
    assert held is not None  # noqa: S101 (the status says so, see the constraints)
    if target.merged_into_id is not None:
        remedy = "Undo that merge first; this claim's part is there."
        flaw = Flaw("", f"{target.pk} is merged into {target.merged_into_id}.", remedy)
        raise Conflict("What it was merged into is merged by now.", flaw, allowed=())
    _move_back(held)
    _correct_later(held)
    _stand_again(held, source, target, by)
    held.undone_by, held.undone_at, held.undone_because = by, timezone.now(), reason
    held.save(update_fields=["undone_by", "undone_at", "undone_because"])
    _move_relations_back(held)
    priorities.weigh([source.pk, target.pk])
    after = {"status": source.status, "from": str(target.pk), "reason": reason}
    _record("claim.unmerged", source, by, before={"status": "merged"}, after=after)
    return held


def _require_two(claim: Claim, into: Claim) -> None:
    if claim.pk == into.pk:
        flaw = Flaw("/into", "It is the claim itself.", "Name another one.")
        raise Conflict("A claim is not merged into itself.", flaw)


class _Outrun(Exception):
    """Somebody has written to a claim while this waited for the last writer."""


def _hold(source: UUID, target: UUID) -> tuple[Claim, Claim]:
    """Return both claims as they are now; until the end nobody writes to them.

    Raises Conflict where others are faster, time and again.
    """
    for _ in range(_ATTEMPTS):
        with suppress(_Outrun), transaction.atomic():
            return _held(source, target)
    flaw = Flaw("", "Reviews or appearances of them come and go just now.", "Try again.")
    raise Conflict("Somebody else was faster.", flaw)


def _held(source: UUID, target: UUID) -> tuple[Claim, Claim]:
    """Hold everything in its order; raise _Outrun, so that all is let go, where that came late.

    To wait then for what is new could be for ever: who holds it may wait for this.
    """
    ids = sorted({source, target})
    seen = [_keys(model, ids, lock=True) for model in (Review, Appearance)]
    figures.outdate(ids)
    claims = Claim.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    found = {claim.pk: claim for claim in claims}
    if seen != [_keys(model, ids) for model in (Review, Appearance)]:
        raise _Outrun
    return found[source], found[target]


def _keys(model: Any, claim_ids: list[UUID], *, lock: bool = False) -> list[UUID]:
    found = model.objects.filter(claim__in=claim_ids).order_by("pk")
    return list((found.select_for_update() if lock else found).values_list("pk", flat=True))


def _refuse_clashes(source: Claim, target: Claim) -> None:
    """Raise Conflict where the reviews of both cannot stand side by side."""
    newsroom = _on_both(Review.objects.filter(status__in=OPEN), source, target)
    if newsroom is not None:
        remedy = "Lead one of its reviews to an end first."
        flaw = Flaw("/into", f"{newsroom.name} has an open review of both.", remedy)
        raise Conflict("A newsroom is reviewing both claims.", flaw)
    open_tasks = Assignment.objects.filter(ended_at=None)
    for task in open_tasks.filter(claim=source).values_list("task", flat=True).distinct():
        newsroom = _on_both(open_tasks.filter(task=task), source, target)
        if newsroom is not None:
            remedy = "End one of them first."
            flaw = Flaw("/into", f"{newsroom.name} has it to {task} on both.", remedy)
            raise Conflict("A newsroom has one assignment on each of the claims.", flaw)
    texts = target.texts.values("language")
    foreign = Review.objects.filter(claim=source).exclude(language__in=texts).order_by("pk").first()
    if foreign is not None:
        said = f"A review of it is written in {foreign.language!r}; the target has no such text."
        raise Conflict(
            "A review would be left without the words that it is about.",
            Flaw("/into", said, "Add the text to the target first."),
        )


def _on_both(held: Any, source: Claim, target: Claim) -> Newsroom | None:
    """Return a newsroom that has such a row on each of the claims."""
    one = held.filter(claim=source).values("newsroom")
    both = held.filter(claim=target, newsroom__in=one).values("newsroom")
    return Newsroom.objects.filter(pk__in=both).order_by("pk").first()


def _stood(source: Claim, target: Claim) -> dict[str, Any]:
    """Return how both stood."""
    return {
        "status": source.status,
        "status_reason": source.status_reason,
        "target_status": target.status,
        "target_status_reason": target.status_reason,
    }


def _move(source: Claim, target: Claim) -> dict[str, Any]:
    """Give everything of the one to the other, and return the ids per kind."""
    held = {name: model.objects.filter(claim=source) for name, model in _MOVING.items()}
    asking = ClaimRequest.objects.filter(claim=target).values("user")
    held["requests"] = held["requests"].exclude(user__in=asking)
    told = Retraction.objects.in_force().filter(claim=target)
    held["retractions"] = held["retractions"].exclude(
        Q(revoked_at=None)
        & (
            Q(source__isnull=False, source__in=told.values("source"))
            | Q(document__isnull=False, document__in=told.values("document"))
        )
    )
    moved = {}
    for name, found in held.items():
        keys = list(found.order_by("pk").values_list("pk", flat=True))
        _MOVING[name].objects.filter(pk__in=keys).update(claim=target)
        moved[name] = [str(key) for key in keys]
    return moved


def _move_back(held: ClaimMerge) -> None:
    """Return what moved, as far as it is where it went."""
    for name, model in _MOVING.items():
        # Merges of before there was one of these kinds know nothing of it.
        found = model.objects.filter(pk__in=held.moved.get(name, []), claim=held.target_id)
        found.update(claim=held.source_id)


def _move_relations(source: Claim, target: Claim) -> dict[str, Any]:
    """Relate the target in place of the source; what would say nothing is taken out and kept."""
    moved: dict[str, Any] = {"relations_from": [], "relations_to": [], "aside": []}
    touching = ClaimRelation.objects.filter(Q(from_claim=source) | Q(to_claim=source))
    for row in touching.order_by("pk").select_for_update():
        before = _facts(row)
        side = "from" if row.from_claim_id == source.pk else "to"
        setattr(row, f"{side}_claim_id", target.pk)
        if _says_nothing(row):
            ClaimRelation.objects.filter(pk=row.pk).delete()
            moved["aside"].append(before)
        else:
            row.save(update_fields=[f"{side}_claim"])
            moved[f"relations_{side}"].append(row.pk)
    return moved


def _says_nothing(row: ClaimRelation) -> bool:
    same = ClaimRelation.objects.filter(
        type=row.type, from_claim=row.from_claim_id, to_claim=row.to_claim_id
    )
    return row.from_claim_id == row.to_claim_id or same.exclude(pk=row.pk).exists()


def _facts(row: ClaimRelation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "type": row.type,
        "from_claim": str(row.from_claim_id),
        "to_claim": str(row.to_claim_id),
        "strength": row.strength,
        "dimensions": row.dimensions,
        "note": row.note,
        "created_at": row.created_at.isoformat(),
    }


def _move_relations_back(held: ClaimMerge) -> None:
    for side in ("from", "to"):
        moved, column = held.moved[f"relations_{side}"], f"{side}_claim"
        rows_ = ClaimRelation.objects.filter(pk__in=moved, **{column: held.target_id})
        rows_.update(**{column: held.source_id})
    for facts in held.moved["aside"]:
        _restore(facts)


def _correct_later(held: ClaimMerge) -> None:
    """Let later merges remember what they found as if this one had never been.

    A relation that they have taken out returns to the source; and the target stood as before.
    """
    for other in ClaimMerge.objects.in_force().filter(pk__gt=held.pk).order_by("pk"):
        for side in ("from", "to"):
            for facts in other.moved["aside"]:
                if facts["id"] in held.moved[f"relations_{side}"]:
                    facts[f"{side}_claim"] = str(held.source_id)
        if other.target_id == held.target_id and other.moved["target_status"] in _FOLLOWING:
            for name in ("target_status", "target_status_reason"):
                other.moved[name] = held.moved[name]
        other.save(update_fields=["moved"])


def _restore(facts: dict[str, Any]) -> None:
    """Put a relation back; where a side is merged by now, as that merge would have moved it."""
    sides = [facts["from_claim"], facts["to_claim"]]
    other = ClaimMerge.objects.in_force().filter(source__in=sides).order_by("pk").first()
    if other is None:
        if Claim.objects.filter(pk__in=sides).count() == 2 and not _says_nothing(_row(facts)):
            _row(facts).save(force_insert=True)
        return
    side = "from" if str(other.source_id) == facts["from_claim"] else "to"
    there = facts | {f"{side}_claim": str(other.target_id)}
    if _says_nothing(_row(there)):
        other.moved["aside"].append(facts)
    else:
        other.moved[f"relations_{side}"].append(facts["id"])
    other.save(update_fields=["moved"])
    if facts not in other.moved["aside"]:
        _restore(there)


def _row(facts: dict[str, Any]) -> ClaimRelation:
    return ClaimRelation(
        pk=facts["id"],
        type=facts["type"],
        from_claim_id=UUID(facts["from_claim"]),
        to_claim_id=UUID(facts["to_claim"]),
        strength=facts["strength"],
        dimensions=facts["dimensions"],
        note=facts["note"],
        created_at=datetime.fromisoformat(facts["created_at"]),
    )


def _stand_again(held: ClaimMerge, source: Claim, target: Claim, by: User) -> None:
    """Let both stand as they did, or as their reviews have made them since."""
    stood = held.moved
    status, reason = _standing_of(source.pk, stood["status"], stood["status_reason"])
    rows.assign(source, {"status": status, "status_reason": reason, "merged_into": None})
    if target.status in _FOLLOWING:
        before = stood["target_status"], stood["target_status_reason"]
        status, reason = _standing_of(target.pk, *before)
        set_status(claim_id=target.pk, status=status, by=by, reason=reason)


def _standing_of(claim_id: UUID, before: str, reason: str) -> tuple[str, str]:
    """Return what its reviews make of a claim; where they make nothing, how it stood before."""
    followed = status_of_claim(claim_id)
    if followed in _FOLLOWING:
        return followed, ""
    return (ClaimStatus.QUEUED, "") if before in _FOLLOWING else (before, reason)


def _record(type_: str, claim: Claim, by: User, **sides: dict[str, Any]) -> None:
    outbox.record(type_, stream=f"claim:{claim.pk}", by=by, **sides)
