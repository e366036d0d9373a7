"""Keeps the stored figures of provenance up to date: what changes marks, a task computes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims import models
from claims.holdings import holdings, identities_around
from claims.provenance.analysis import Provenance, analyse, to_json
from claims.provenance.words import LANGUAGES, in_words
from factcheck.core import outbox

# Claims whose figures one task computes.
_BATCH = 200


def outdate(claim_ids: Iterable[UUID | None]) -> None:
    """Mark the figures of claims as out of date and ask for new ones, in the caller's transaction.

    Rows are locked in the order of their ids, so that two writers never wait for each other.
    """
    found = models.Claim.objects.filter(pk__in={pk for pk in claim_ids if pk})
    ids = sorted(found.values_list("pk", flat=True))
    now = timezone.now()
    models.StoredProvenance.objects.bulk_create(
        [models.StoredProvenance(claim_id=pk, stale_since=now) for pk in ids],
        ignore_conflicts=True,
    )
    rows = models.StoredProvenance.objects.filter(pk__in=ids)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    rows.update(changes=F("changes") + 1, stale_since=now)
    for start in range(0, len(ids), _BATCH):
        batch = [str(pk) for pk in ids[start : start + _BATCH]]
        outbox.record("provenance.outdated", stream="provenance", after={"claims": batch})


def outdate_sources(source_ids: Iterable[UUID | None]) -> None:
    """Mark the claims in whose provenance these sources, or what they are one with, occur."""
    ids = {pk for pk in source_ids if pk}
    pairs = (pair for pair in identities_around(ids) if pair.state == "confirmed")
    ids |= {pk for pair in pairs for pk in (pair.a_id, pair.b_id)}
    made = models.Appearance.objects.filter(
        Q(citations__source__in=ids) | Q(document__publisher__in=ids)
    )
    outdate(made.values_list("claim_id", flat=True))


def outdate_document(document_id: UUID) -> None:
    """Mark the claims that appear in a document, or of which a telling cites it."""
    made = models.Appearance.objects.filter(
        Q(document=document_id) | Q(citations__cited_document=document_id)
    )
    outdate(made.values_list("claim_id", flat=True))


def recompute(*, claim_id: UUID) -> None:
    """Compute the figures of a claim and store them; twice is once.

    What changes while they are computed leaves them marked as out of date: that change has asked
    for its own computation.
    """
    row = models.StoredProvenance.objects.filter(pk=claim_id).values("changes", "stale_since")
    seen = row.first()
    if seen is None or seen["stale_since"] is None:
        return
    with transaction.atomic():
        found = analyse(holdings(claim_id))
    models.StoredProvenance.objects.filter(pk=claim_id, changes=seen["changes"]).update(
        computed_at=timezone.now(), stale_since=None, **columns(found)
    )


def columns(found: Provenance) -> dict[str, Any]:
    """Return what is stored of a result."""
    figures = found.figures
    return {
        "documents": figures.documents,
        "origins_at_least": figures.origins_at_least,
        "origins_at_most": figures.origins_at_most,
        "support": figures.support,
        "all_unnamed": figures.all_unnamed,
        "words": {language: list(in_words(found, language)) for language in LANGUAGES},
        "data": to_json(found),
    }
