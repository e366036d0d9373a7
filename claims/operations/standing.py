"""Which claims stand: of one that is merged nothing is written any more, and it names its target.

Who adds to a claim holds its row or that of its figures first, as a merge does: so a claim is
never merged between the look and the write.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from claims import models
from factcheck.core.errors import Conflict, Flaw

# Imports take turns by document, so that two of one file at one moment do not race for its ids;
# merges with them, so that none begins while a document is on its way to a claim.
_TURN = 0x0FAC7C8E


def take_turn() -> None:
    """Wait for imports and merges that are under way; to be called before anything is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def locked(claim_id: UUID) -> models.Claim:
    """Return a claim, held until the end of the transaction; what names it need not wait."""
    claim: models.Claim = models.Claim.objects.select_for_update(no_key=True).get(pk=claim_id)
    return claim


def hold_standing(claim_ids: Iterable[UUID]) -> None:
    """Keep claims from being merged, in the order of their ids. Raises Conflict."""
    ids = sorted(set(claim_ids))
    rows = models.Claim.objects.filter(pk__in=ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    require_standing(ids)


def require_standing(claim_ids: Iterable[UUID]) -> None:
    """Raise Conflict, naming the target, where one of the claims is merged."""
    found = models.Claim.objects.filter(pk__in=set(claim_ids), merged_into__isnull=False)
    merged = found.order_by("pk").values_list("pk", "merged_into").first()
    if merged is not None:
        raise refusal(*merged)


def refusal(claim_id: UUID, target: UUID) -> Conflict:
    """Return what is said to who would write to a merged claim."""
    return Conflict(
        f"The claim {claim_id} is merged into {target}.",
        Flaw("", "Nothing is written to it any more.", f"Write to {target}, or unmerge it first."),
        allowed=("unmerge",),
    )


def standing(claim_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return of those claims that are merged, however often, the one that stands for each."""
    found: dict[UUID, UUID] = {}
    fresh = {pk: pk for pk in claim_ids}
    while fresh:
        rows = models.Claim.objects.filter(pk__in=fresh.values(), merged_into__isnull=False)
        into = dict(rows.values_list("pk", "merged_into"))
        fresh = {pk: into[last] for pk, last in fresh.items() if last in into}
        found |= fresh
    return found
