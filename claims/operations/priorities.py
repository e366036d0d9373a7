"""Keeps the stored priorities of claims: what is counted, and the rank that orders the queue."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from claims import models
from claims.holdings import identities_around
from claims.models.vocabulary import IdentityState
from claims.priority import Counted, rank
from claims.provenance.groups import Groups


@transaction.atomic
def weigh(claim_ids: Iterable[UUID]) -> None:
    """Count what makes claims urgent and store their ranks; twice is once.

    The rows are held in the order of their ids before anything is counted, so that who counts
    last has seen everything. Nobody is told: a priority follows from what was told already.
    """
    rows = models.ClaimPriority.objects.filter(pk__in=set(claim_ids)).order_by("pk")
    for row in rows.select_for_update(of=("self",)).select_related("claim"):
        _weigh(row)


def _weigh(row: models.ClaimPriority) -> None:
    made = models.Appearance.objects.filter(claim=row.claim_id)
    first = made.aggregate(first=Min("document__published_at"))["first"]
    found = Counted(
        reach=_reach(made),
        appearances=made.count(),
        anonymity=_anonymity(row.claim_id),
        requests=models.ClaimRequest.objects.filter(claim=row.claim_id).count(),
    )
    row.first_seen_at = min(first or row.claim.created_at, row.claim.created_at)
    row.rank = rank(found, row.first_seen_at)
    row.parts, row.weighed_at = found.as_json(), timezone.now()
    row.save()


def _reach(made: Any) -> int:
    """Count the publishers of documents; those that are confirmed to be one count once."""
    told = made.filter(document__publisher__isnull=False).order_by()
    publishers = set(told.values_list("document__publisher", flat=True))
    pairs = identities_around(publishers) if len(publishers) > 1 else []
    one = Groups((str(p.a_id), str(p.b_id)) for p in pairs if p.state == IdentityState.CONFIRMED)
    return len({one.of(str(pk)) for pk in publishers})


def _anonymity(claim_id: UUID) -> str:
    """Return what the figures, as last computed, say of who has no name."""
    found = models.StoredProvenance.objects.filter(pk=claim_id).values_list("data__anonymity")
    names = (found.first() or (None,))[0] or {}
    if names.get("all_unnamed"):
        return "all_unnamed"
    named = names.get("named", [])
    reached = set(named) - set(names.get("named_through_unnamed", []))
    return "through_unnamed" if named and not reached else ""
