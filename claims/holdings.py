"""Reads what is held about a claim into the form that provenance is computed from."""

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from claims import models
from claims.interchange.records import Anchor
from claims.provenance.graph import (
    Affiliation,
    DocumentNode,
    Holdings,
    Hop,
    Identity,
    IdentityState,
    SourceNode,
    Telling,
)


def holdings(claim_id: UUID) -> Holdings:
    """Return all that is held about a claim, in a number of queries that its size does not change.

    The sources that identities and affiliations lead to from those of the claim come along.
    """
    made = list(models.Appearance.objects.filter(claim=claim_id).with_chains().order_by("pk"))
    ids = {hop.source_id for appearance in made for hop in appearance.citations.all()}
    ids |= {pk for appearance in made if (pk := appearance.document.publisher_id)}
    pairs = identities_around(ids)
    ids |= {pk for pair in pairs for pk in (pair.a_id, pair.b_id)}
    ties = _ties_above(ids)
    ids |= {tie.body_id for tie in ties}
    return Holdings(
        documents=tuple({_document(appearance.document): None for appearance in made}),
        sources=tuple(_source(row) for row in models.Source.objects.filter(pk__in=ids)),
        tellings=tuple(_telling(appearance) for appearance in made),
        identities=tuple(
            Identity(str(pair.a_id), str(pair.b_id), cast(IdentityState, pair.state), pair.reason)
            for pair in pairs
        ),
        affiliations=tuple(
            Affiliation(str(tie.source_id), str(tie.body_id), tie.type) for tie in ties
        ),
    )


def identities_around(ids: Iterable[UUID]) -> list[models.SourceIdentity]:
    """Return the identities of these sources, and of all that confirmed ones lead to."""
    found: dict[int, models.SourceIdentity] = {}
    seen: set[UUID] = set()
    fresh = set(ids)
    while fresh:
        seen |= fresh
        touching = models.SourceIdentity.objects.filter(a__in=fresh).union(
            models.SourceIdentity.objects.filter(b__in=fresh)
        )
        pairs = {pair.pk: pair for pair in touching}
        found |= pairs
        confirmed = (pair for pair in pairs.values() if pair.state == "confirmed")
        fresh = {pk for pair in confirmed for pk in (pair.a_id, pair.b_id)} - seen
    return [found[pk] for pk in sorted(found)]


def _ties_above(ids: set[UUID]) -> list[models.SourceAffiliation]:
    """Return the affiliations of these sources, of their bodies, and so on upwards."""
    found: list[models.SourceAffiliation] = []
    seen: set[UUID] = set()
    fresh = ids
    while fresh:
        seen |= fresh
        ties = list(models.SourceAffiliation.objects.filter(source__in=fresh).order_by("pk"))
        found += ties
        fresh = {tie.body_id for tie in ties} - seen
    return found


def _document(document: models.Document) -> DocumentNode:
    return DocumentNode(
        key=str(document.pk),
        publisher=_key(document.publisher_id),
        published_at=document.published_at,
        title=document.title,
        url=document.url,
        language=document.language,
    )


def _source(source: models.Source) -> SourceNode:
    return SourceNode(
        key=str(source.pk),
        kind=source.kind,
        anonymity=source.anonymity,
        label=source.label,
        descriptor=source.descriptor,
        count=source.count,
        vouched_by=_key(source.vouched_by_id),
        literal=source.descriptor_literal,
    )


def _telling(appearance: models.Appearance) -> Telling:
    hops = sorted(appearance.citations.all(), key=lambda hop: (hop.level, hop.pk))
    levels = sorted({hop.level for hop in hops})
    return Telling(
        appearance=str(appearance.pk),
        document=str(appearance.document_id),
        levels=tuple(tuple(_hop(hop) for hop in hops if hop.level == n) for n in levels),
        anchor=_anchor(appearance.anchor),
    )


def _hop(hop: models.Citation) -> Hop:
    return Hop(
        citation=str(hop.pk),
        source=str(hop.source_id),
        role=hop.role,
        cited_document=_key(hop.cited_document_id),
        on_condition_of_anonymity=hop.on_condition_of_anonymity,
        cue=_anchor(hop.cue),
        mention=_anchor(hop.mention),
    )


def _anchor(anchor: models.Anchor | None) -> Anchor | None:
    return None if anchor is None else Anchor(anchor.start, anchor.end, anchor.exact)


def _key(pk: UUID | None) -> str | None:
    return None if pk is None else str(pk)
