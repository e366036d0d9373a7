"""Reads what is held about a claim into the form that provenance is computed from."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Q

from claims import models
from claims.copies import copies_of
from claims.interchange.records import Anchor
from claims.provenance.graph import (
    Affiliation,
    DocumentNode,
    Holdings,
    Hop,
    Identity,
    IdentityState,
    Retracted,
    SourceNode,
    Telling,
)
from claims.provenance.reuse import Copy


def holdings(claim_id: UUID) -> Holdings:
    """Return all that is held about a claim, in a number of queries that its size does not change.

    The sources that identities and affiliations lead to from those of the claim come along.
    """
    return holdings_of([claim_id])[claim_id]


def holdings_of(claim_ids: Collection[UUID]) -> dict[UUID, Holdings]:
    """Return what is held about each of several claims, in as many queries as about one."""
    rows = models.Appearance.objects.filter(claim__in=claim_ids).with_chains().order_by("pk")
    made: dict[UUID, list[models.Appearance]] = {pk: [] for pk in claim_ids}
    for appearance in rows:
        made[appearance.claim_id].append(appearance)
    ids = set[UUID]().union(*map(_named_in, made.values()))
    pairs = identities_around(ids)
    ids |= {pk for pair in pairs for pk in (pair.a_id, pair.b_id)}
    ties = _ties_above(ids)
    ids |= {tie.body_id for tie in ties}
    beside = _Beside(
        sources={
            row.pk: row for row in models.Source.objects.filter(pk__in=ids).with_translations()
        },
        pairs=pairs,
        ties=ties,
        retractions=_retractions(ids, [found for told in made.values() for found in told]),
        copies=copies_of({found.document_id for told in made.values() for found in told}),
    )
    return {pk: beside.holdings(pk, told) for pk, told in made.items()}


def _named_in(made: Iterable[models.Appearance]) -> set[UUID]:
    """Return the sources that appearances cite, and the publishers of their documents."""
    ids = {hop.source_id for appearance in made for hop in appearance.citations.all()}
    return ids | {pk for appearance in made if (pk := appearance.document.publisher_id)}


@dataclass
class _Beside:
    """What was read besides the appearances of several claims, to be handed out to each."""

    sources: dict[UUID, models.Source]
    pairs: list[models.SourceIdentity]
    ties: list[models.SourceAffiliation]
    retractions: list[models.Retraction]
    copies: list[Copy]

    def __post_init__(self) -> None:
        self.pairs_of: dict[UUID, list[models.SourceIdentity]] = {}
        for pair in self.pairs:
            for pk in (pair.a_id, pair.b_id):
                self.pairs_of.setdefault(pk, []).append(pair)
        self.ties_of: dict[UUID, list[models.SourceAffiliation]] = {}
        for tie in self.ties:
            self.ties_of.setdefault(tie.source_id, []).append(tie)

    def holdings(self, claim_id: UUID, made: list[models.Appearance]) -> Holdings:
        """Return what is held about one claim."""
        documents = {str(appearance.document_id) for appearance in made}
        ids = _named_in(made)
        pairs = _around(ids, lambda fresh: _touching(fresh, self.pairs_of))
        ids |= {pk for pair in pairs for pk in (pair.a_id, pair.b_id)}
        ties = _above(ids, lambda fresh: _touching(fresh, self.ties_of))
        ids |= {tie.body_id for tie in ties}
        return Holdings(
            documents=tuple({_document(appearance.document): None for appearance in made}),
            sources=tuple(_source(self.sources[pk]) for pk in sorted(ids)),
            tellings=tuple(_telling(appearance) for appearance in made),
            identities=tuple(
                Identity(
                    str(pair.a_id), str(pair.b_id), cast(IdentityState, pair.state), pair.reason
                )
                for pair in pairs
            ),
            affiliations=tuple(
                Affiliation(str(tie.source_id), str(tie.body_id), tie.type) for tie in ties
            ),
            retracted=tuple(
                _retracted(row) for row in self.retractions if row.claim_id in (None, claim_id)
            ),
            copies=tuple(copy for copy in self.copies if {copy.earlier, copy.later} <= documents),
        )


def one_with(ids: Iterable[UUID]) -> set[UUID]:
    """Return these sources and all that confirmed identities make one with them."""
    found = set(ids)
    return found | _led_to(identities_around(found))


def identities_around(ids: Iterable[UUID]) -> list[models.SourceIdentity]:
    """Return the identities of these sources, and of all that confirmed ones lead to."""
    rows = models.SourceIdentity.objects
    return _around(ids, lambda fresh: rows.filter(a__in=fresh).union(rows.filter(b__in=fresh)))


def _around(
    ids: Iterable[UUID], touching: Callable[[set[UUID]], Iterable[models.SourceIdentity]]
) -> list[models.SourceIdentity]:
    """Follow confirmed identities from sources by what touches each new set of them."""
    found: dict[int, models.SourceIdentity] = {}
    seen: set[UUID] = set()
    fresh = set(ids)
    while fresh:
        seen |= fresh
        pairs = {pair.pk: pair for pair in touching(fresh)}
        found |= pairs
        fresh = _led_to(pairs.values()) - seen
    return [found[pk] for pk in sorted(found)]


def _led_to(pairs: Iterable[models.SourceIdentity]) -> set[UUID]:
    """Return both ends of those pairs that are confirmed."""
    confirmed = (pair for pair in pairs if pair.state == "confirmed")
    return {pk for pair in confirmed for pk in (pair.a_id, pair.b_id)}


def _retractions(sources: set[UUID], made: Iterable[models.Appearance]) -> list[models.Retraction]:
    """Return the retractions in force of these sources, and of documents told or cited."""
    documents = {appearance.document_id for appearance in made} | {
        pk
        for appearance in made
        for hop in appearance.citations.all()
        if (pk := hop.cited_document_id)
    }
    subjects = Q(source__in=sources) | Q(document__in=documents)
    return list(models.Retraction.objects.in_force().filter(subjects).order_by("pk"))


def _retracted(row: models.Retraction) -> Retracted:
    if row.source_id:
        return Retracted("source", str(row.source_id), row.since, row.reason)
    return Retracted("document", str(row.document_id), row.since, row.reason)


def _ties_above(ids: set[UUID]) -> list[models.SourceAffiliation]:
    """Return the affiliations of these sources, of their bodies, and so on upwards."""
    return _above(ids, lambda fresh: models.SourceAffiliation.objects.filter(source__in=fresh))


def _above(
    ids: set[UUID], ties_of: Callable[[set[UUID]], Iterable[models.SourceAffiliation]]
) -> list[models.SourceAffiliation]:
    """Follow affiliations upwards by those of each new set of sources."""
    found: list[models.SourceAffiliation] = []
    seen: set[UUID] = set()
    fresh = set(ids)
    while fresh:
        seen |= fresh
        ties = list(ties_of(fresh))
        found += ties
        fresh = {tie.body_id for tie in ties} - seen
    return sorted(found, key=lambda tie: tie.pk)


Row = TypeVar("Row")


def _touching(fresh: Iterable[UUID], rows_of: Mapping[UUID, list[Row]]) -> list[Row]:
    """Return the rows of several sources, out of those that were read."""
    return [row for pk in fresh for row in rows_of.get(pk, ())]


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
        language=source.language,
        translations=tuple((name.language, name.text) for name in source.names.all()),
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
