"""Retractions: what no longer stands, what falls with it, and taking that back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import models
from claims.holdings import holdings
from claims.operations import figures
from claims.operations.references import missing, require
from claims.operations.standing import require_standing
from claims.provenance.analysis import to_json
from claims.provenance.graph import Holdings
from claims.provenance.impact import Impact, impact
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid


@dataclass(frozen=True)
class Subject:
    """What a retraction is of (one of `source` and `document`), and for which claim; None: all."""

    source: UUID | None = None
    document: UUID | None = None
    claim: UUID | None = None


@transaction.atomic
def retract(*, subject: Subject, since: datetime, reason: str, by: User) -> models.Retraction:
    """Say that a source or a document no longer stands, since when and why.

    What falls with it is weighed by tasks, claim by claim. Raises Invalid; Conflict where it is
    retracted already, or the claim is merged into another.
    """
    _check(subject, since, reason)
    _lock(subject)
    _refuse_twice(subject)
    affected = _outdate(subject)
    require_standing([subject.claim] if subject.claim else [])
    # After the locks: whoever publishes a claim's figures meanwhile has done so before this moment.
    retraction = models.Retraction.objects.create(
        source_id=subject.source,
        document_id=subject.document,
        claim_id=subject.claim,
        since=since,
        reason=reason,
        made_by=by,
        made_at=timezone.now(),
    )
    _record("retraction.made", retraction, by, after=_facts(retraction))
    for batch in figures.in_batches(affected):
        after = {"retraction": str(retraction.pk), "claims": batch}
        _record("retraction.spread", retraction, by, after=after)
    return retraction


@transaction.atomic
def revoke(*, retraction: models.Retraction, reason: str, by: User) -> models.Retraction:
    """Take a retraction back: what it made fall stands again. Raises Invalid, Conflict."""
    retraction = models.Retraction.objects.select_for_update().get(pk=retraction.pk)
    if not reason.strip():
        raise Invalid("A reason is missing.", Flaw("/reason", "It is empty.", "Say why."))
    if retraction.revoked_at is not None:
        raise Conflict(
            "The retraction is revoked already.",
            Flaw("", f"That was at {retraction.revoked_at.isoformat()}.", "Leave it."),
        )
    retraction.revoked_at, retraction.revoked_by = timezone.now(), by
    retraction.revoked_because = reason
    retraction.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    _outdate(subject_of(retraction))
    _record("retraction.revoked", retraction, by, after={"reason": reason})
    return retraction


def weigh(*, retraction_id: UUID, claim_ids: Iterable[UUID]) -> None:
    """Keep what a retraction does to each claim, and say so once of each that falls.

    Twice is once; of a retraction that was revoked meanwhile nothing is said.
    """
    done = models.RetractionImpact.objects.filter(retraction=retraction_id)
    known = set(done.values_list("claim_id", flat=True))
    for claim_id in claim_ids:
        if claim_id not in known:
            _weigh_one(retraction_id, claim_id)


@transaction.atomic
def _weigh_one(retraction_id: UUID, claim_id: UUID) -> None:
    retraction = models.Retraction.objects.select_for_update().get(pk=retraction_id)
    claim = models.Claim.objects.filter(pk=claim_id).first()
    if retraction.revoked_at is not None or claim is None:
        return
    found = suppose(_before(holdings(claim_id), retraction), subject_of(retraction))
    before, after = to_json(found.before), to_json(found.after)
    _, made = models.RetractionImpact.objects.get_or_create(
        retraction=retraction,
        claim=claim,
        defaults={
            "falls": found.falls,
            "before": before,
            "after": after,
            "fallen": fallen(found),
        },
    )
    if made and found.falls:
        outbox.record(
            "claim.fell",
            stream=f"claim:{claim_id}",
            before=before,
            after={"retraction": str(retraction_id), **after},
        )


def _before(held: Holdings, retraction: models.Retraction) -> Holdings:
    """Return what was held before a retraction."""
    key = str(retraction.source_id or retraction.document_id)
    left = (r for r in held.retracted if (r.key, r.since) != (key, retraction.since))
    return replace(held, retracted=tuple(left))


def suppose(held: Holdings, subject: Subject) -> Impact:
    """Return what a retraction would do to a claim, whatever claim the subject names."""
    return impact(
        held,
        sources=[str(subject.source)] if subject.source else (),
        documents=[str(subject.document)] if subject.document else (),
    )


def fallen(found: Impact) -> dict[str, list[Any]]:
    """Return the ids of what fell."""
    return {
        "documents": [node.partition(":")[2] for node in found.fallen.documents],
        "appearances": list(found.fallen.appearances),
        "citations": [int(proof.citation) for proof in found.fallen.citations],
    }


def subject_of(retraction: models.Retraction) -> Subject:
    """Return what a retraction is of."""
    return Subject(retraction.source_id, retraction.document_id, retraction.claim_id)


def _check(subject: Subject, since: datetime, reason: str) -> None:
    if (subject.source is None) == (subject.document is None):
        flaw = Flaw("/source", "It is of a source or of a document.", "Name one of the two.")
        raise Invalid("The retraction is not acceptable.", flaw)
    if since > timezone.now():
        flaw = Flaw("/since", "It lies in the future.", "Send a moment that has come.")
        raise Invalid("The retraction is not acceptable.", flaw)
    if not reason.strip():
        flaw = Flaw("/reason", "It is empty.", "Say who took it back, and where.")
        raise Invalid("The retraction is not acceptable.", flaw)
    require(missing(models.Source, [("/source", subject.source)]), "retraction")
    require(missing(models.Document, [("/document", subject.document)]), "retraction")
    require(missing(models.Claim, [("/claim", subject.claim)]), "retraction")


def _lock(subject: Subject) -> None:
    """Let two retractions of one subject follow each other."""
    model: Any = models.Source if subject.source else models.Document
    model.objects.select_for_update().only("pk").get(pk=subject.source or subject.document)


def _refuse_twice(subject: Subject) -> None:
    held = models.Retraction.objects.in_force().filter(
        source=subject.source, document=subject.document
    )
    held = held.filter(claim=None) if subject.claim is None else held.on_claim(subject.claim)
    other = held.first()
    if other is not None:
        what = "for all claims" if other.claim_id is None else "for this claim"
        raise Conflict(
            f"It is retracted {what} already.",
            Flaw("", f"That is retraction {other.pk}.", "Revoke it first, or leave it."),
        )


def _outdate(subject: Subject) -> list[UUID]:
    if subject.claim is not None:
        return figures.outdate([subject.claim])
    if subject.source is not None:
        return figures.outdate_sources([subject.source])
    return figures.outdate_document(subject.document) if subject.document else []


def _facts(retraction: models.Retraction) -> dict[str, Any]:
    named = {name: getattr(retraction, f"{name}_id") for name in ("source", "document", "claim")}
    return {name: str(pk) if pk else None for name, pk in named.items()} | {
        "since": retraction.since.isoformat(),
        "reason": retraction.reason,
    }


def _record(type_: str, retraction: models.Retraction, by: User, *, after: dict[str, Any]) -> None:
    outbox.record(type_, stream=f"retraction:{retraction.pk}", by=by, after=after)
