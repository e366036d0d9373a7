"""Which held document a citation means: suggested by rule, decided by a reviewer, reversible."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import models
from claims.holdings import holdings
from claims.models.vocabulary import IdentityState
from claims.operations import figures
from claims.provenance.falling import fall
from claims.provenance.graph import build
from claims.provenance.stitching import candidates
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw

_PAST = {
    IdentityState.CONFIRMED: "stitch.confirmed",
    IdentityState.REJECTED: "stitch.rejected",
    IdentityState.SUGGESTED: "stitch.undone",
}
# An appearance, a level of its chain, a source there, a document.
_Place = tuple[UUID, int, UUID, UUID]


@transaction.atomic
def suggest_stitches(*, claim_id: UUID) -> None:
    """Keep the candidates of a claim as suggestions; those that are none any more go.

    What was decided stays as it is, and is not suggested again. Twice is once.
    """
    wanted = _candidates(claim_id)
    rows = models.Stitch.objects.filter(appearance__claim=claim_id)
    held = {_place(row): row for row in rows}
    fresh = [place for place in wanted if place not in held]
    gone = [
        row.pk
        for place, row in held.items()
        if row.state == IdentityState.SUGGESTED and place not in wanted
    ]
    if fresh or gone:
        models.Stitch.objects.filter(pk__in=gone, state=IdentityState.SUGGESTED).delete()
        models.Stitch.objects.bulk_create(map(_row, fresh), ignore_conflicts=True)
        outbox.record(
            "stitches.suggested",
            stream=f"claim:{claim_id}",
            before={"gone": gone},
            after={"stitches": [[str(part) for part in place] for place in fresh]},
        )


def _candidates(claim_id: UUID) -> set[_Place]:
    standing, _ = fall(holdings(claim_id))
    graph = build(standing)
    hops = {hop.citation: hop.source for telling in graph.tellings for hop in telling.hops()}
    return {
        (
            UUID(found.citation.appearance),
            found.citation.level,
            UUID(hops[found.citation.citation]),
            UUID(found.document),
        )
        for found in candidates(graph)
    }


def _place(row: models.Stitch) -> _Place:
    return row.appearance_id, row.level, row.source_id, row.document_id


def _row(place: _Place) -> models.Stitch:
    appearance, level, source, document = place
    return models.Stitch(
        appearance_id=appearance, level=level, source_id=source, document_id=document
    )


@transaction.atomic
def decide_stitch(*, stitch: models.Stitch, state: IdentityState, by: User) -> models.Stitch:
    """Confirm or reject that a citation means a document, or (SUGGESTED) take that back.

    Confirming sets the citation's document, taking it back clears it. Raises Conflict where that
    is decided already, the chain has no such citation any more, or it names another document.
    """
    stitch = models.Stitch.objects.select_for_update().get(pk=stitch.pk)
    before = stitch.state
    if before == state:
        raise Conflict(
            f"The stitch is {state} already.",
            Flaw("", "There is nothing to decide.", "Undo it first, or leave it."),
            allowed=tuple(sorted(set(_PAST) - {IdentityState(state)})),
        )
    citation = models.Citation.objects.select_for_update().filter(
        appearance=stitch.appearance_id, level=stitch.level, source=stitch.source_id
    )
    if state == IdentityState.CONFIRMED:
        _set_document(citation, stitch)
    elif before == IdentityState.CONFIRMED:
        citation.filter(cited_document=stitch.document_id).update(cited_document=None)
    decided = state != IdentityState.SUGGESTED
    stitch.state = state
    stitch.decided_by = by if decided else None
    stitch.decided_at = timezone.now() if decided else None
    stitch.save(update_fields=["state", "decided_by", "decided_at"])
    if IdentityState.CONFIRMED in (state, before):
        figures.outdate([stitch.appearance.claim_id])
    _record(stitch, before, by)
    return stitch


def _set_document(citation: Any, stitch: models.Stitch) -> None:
    found = citation.first()
    if found is None:
        raise Conflict(
            "The chain has no such citation any more.",
            Flaw("", "It was changed after this was suggested.", "Look at the chain as it is."),
        )
    if found.cited_document_id not in (None, stitch.document_id):
        raise Conflict(
            "The citation means another document.",
            Flaw("", f"It names {found.cited_document_id}.", "Take that back first."),
        )
    place = {"appearance": stitch.appearance_id, "level": stitch.level, "source": stitch.source_id}
    other = models.Stitch.objects.filter(**place, state=IdentityState.CONFIRMED).first()
    if other is not None:
        raise Conflict(
            "Another document is confirmed for this citation.",
            Flaw("", f"That is stitch {other.pk}.", "Undo it first."),
        )
    citation.update(cited_document=stitch.document_id)


def _record(stitch: models.Stitch, before: str, by: User) -> None:
    outbox.record(
        _PAST[IdentityState(stitch.state)],
        stream=f"stitch:{stitch.pk}",
        by=by,
        before={"state": before},
        after={
            "state": stitch.state,
            "appearance": str(stitch.appearance_id),
            "level": stitch.level,
            "source": str(stitch.source_id),
            "document": str(stitch.document_id),
        },
    )
