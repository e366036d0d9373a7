"""Keeps the stored figures of provenance up to date: what changes marks, a task computes."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import models
from claims.holdings import holdings, one_with
from claims.operations import priorities
from claims.provenance.analysis import Provenance, analyse, to_json
from claims.provenance.dependences import dependences
from claims.provenance.drift_report import as_json
from claims.provenance.words import LANGUAGES, in_words
from claims.retold import findings
from factcheck.core import outbox

# Claims whose figures one task computes.
_BATCH = 200


def outdate(claim_ids: Iterable[UUID | None]) -> list[UUID]:
    """Mark the figures of claims as out of date and ask for new ones, in the caller's transaction.

    Rows are locked in the order of their ids, so that two writers never wait for each other.
    Return the ids in that order.
    """
    ids = sorted({pk for pk in claim_ids if pk})
    rows = models.StoredProvenance.objects.filter(pk__in=ids)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    rows.update(changes=F("changes") + 1, stale_since=timezone.now())
    for batch in in_batches(ids):
        outbox.record("provenance.outdated", stream=f"figures:{uuid4()}", after={"claims": batch})
    return ids


def in_batches(claim_ids: list[UUID]) -> Iterator[list[str]]:
    """Yield as many claims as one task is given."""
    for start in range(0, len(claim_ids), _BATCH):
        yield [str(pk) for pk in claim_ids[start : start + _BATCH]]


def outdate_sources(source_ids: Iterable[UUID | None]) -> list[UUID]:
    """Mark the claims in whose provenance these sources, or what they are one with, occur."""
    known = one_with(pk for pk in source_ids if pk)
    return outdate(models.Claim.objects.resting_on(known).values_list("pk", flat=True))


def outdate_document(document_id: UUID) -> list[UUID]:
    """Mark the claims that appear in a document, or of which a telling cites it."""
    found = models.Claim.objects.resting_on_document(document_id)
    return outdate(found.values_list("pk", flat=True))


def hold(claim_id: UUID) -> None:
    """Keep what the figures rest on from being retracted until the transaction ends."""
    models.StoredProvenance.objects.select_for_update().get(pk=claim_id)


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
        held = holdings(claim_id)
        found, drift = analyse(held), as_json(findings(claim_id, held))
    with transaction.atomic():
        current = models.StoredProvenance.objects.filter(pk=claim_id, changes=seen["changes"])
        values = columns(found) | {"computed_at": timezone.now(), "stale_since": None}
        values["drift"] = drift
        if current.update(**values) == 1:
            _keep_dependences(claim_id, found)
            priorities.weigh([claim_id])


def _keep_dependences(claim_id: UUID, found: Provenance) -> None:
    """Make the rows of what the claim depends on say what was found."""
    wanted = {UUID(source): alone for source, alone in dependences(found).items()}
    rows = models.Dependence.objects.filter(claim=claim_id)
    held = dict(rows.values_list("source", "alone"))
    changed = {key for key in held if held[key] != wanted.get(key)}
    if changed:
        rows.filter(source__in=changed).delete()
    models.Dependence.objects.bulk_create(
        models.Dependence(claim_id=claim_id, source_id=source, alone=alone)
        for source, alone in wanted.items()
        if source in changed or source not in held
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
