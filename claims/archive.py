"""Reads stored rows back as the records of the import format."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from claims import models
from claims.interchange.records import (
    AffiliationRecord,
    Anchor,
    AppearanceRecord,
    CitationRecord,
    ClaimRecord,
    DocumentRecord,
    IdentityRecord,
    Name,
    Record,
    RelationRecord,
    SourceRecord,
)


def source_record(source: models.Source) -> SourceRecord:
    """Return a source; fetch its names along for many."""
    return SourceRecord(
        id=source.pk,
        kind=source.kind,
        anonymity=source.anonymity,
        name=source.name,
        language=source.language,
        names=tuple(Name(name.type, name.language, name.text) for name in source.names.all()),
        descriptor=source.descriptor,
        descriptor_literal=source.descriptor_literal,
        count=source.count,
        vouched_by=source.vouched_by_id,
        same_as=tuple(source.same_as),
        canonical=source.canonical,
        note=source.note,
    )


def claim_record(claim: models.Claim) -> ClaimRecord:
    """Return a claim; fetch its texts along for many."""
    return ClaimRecord(
        id=claim.pk,
        language=claim.language,
        texts={text.language: text.text for text in claim.texts.all()},
        note=claim.note,
        topics=tuple(claim.topics),
    )


def document_record(
    document: models.Document, appearances: Iterable[models.Appearance] = ()
) -> DocumentRecord:
    """Return a document with those of its appearances that are given."""
    return DocumentRecord(
        id=document.pk,
        language=document.language,
        text=document.text,
        publisher=document.publisher_id,
        url=document.url,
        title=document.title,
        published_at=document.published_at,
        published_at_inferred=document.published_at_inferred,
        supersedes=document.supersedes_id,
        note=document.note,
        appearances=tuple(appearance_record(appearance) for appearance in appearances),
    )


def appearance_record(appearance: models.Appearance) -> AppearanceRecord:
    """Return an appearance with its chain; fetch the chain along (`with_chains`) for many."""
    anchor = _anchor(appearance.anchor)
    assert anchor is not None  # noqa: S101 (the column is not nullable)
    hops = sorted(appearance.citations.all(), key=lambda hop: (hop.level, hop.pk))
    return AppearanceRecord(
        id=appearance.pk,
        claim=appearance.claim_id,
        anchor=anchor,
        voice=appearance.voice,
        modality=appearance.modality,
        polarity=appearance.polarity,
        zone=appearance.zone,
        modality_cue=_anchor(appearance.modality_cue),
        content_type=appearance.content_type,
        checkworthy=appearance.checkworthy,
        checkworthy_reason=appearance.checkworthy_reason,
        about=tuple(appearance.about),
        gloss=dict(appearance.gloss),
        note=appearance.note,
        chain=tuple(_citation_record(hop) for hop in hops),
    )


def _citation_record(hop: models.Citation) -> CitationRecord:
    return CitationRecord(
        level=hop.level,
        source=hop.source_id,
        role=hop.role,
        mode=hop.mode,
        cue=_anchor(hop.cue),
        mention=_anchor(hop.mention),
        anaphora=hop.anaphora,
        scope=hop.scope,
        quoted=hop.quoted,
        on_condition_of_anonymity=hop.on_condition_of_anonymity,
        said_on=hop.said_on,
        said_on_basis=hop.said_on_basis,
        said_when=_anchor(hop.said_when),
        channel=_anchor(hop.channel),
        cited_document=hop.cited_document_id,
        note=hop.note,
    )


def _anchor(anchor: models.Anchor | None) -> Anchor | None:
    return None if anchor is None else Anchor(anchor.start, anchor.end, anchor.exact)


def stored_sources(ids: Iterable[UUID]) -> dict[UUID, SourceRecord]:
    """Return those of the sources that exist."""
    found = models.Source.objects.filter(pk__in=set(ids)).with_names()
    return {source.pk: source_record(source) for source in found}


def stored_claims(ids: Iterable[UUID]) -> dict[UUID, ClaimRecord]:
    """Return those of the claims that exist."""
    found = models.Claim.objects.filter(pk__in=set(ids)).with_texts()
    return {claim.pk: claim_record(claim) for claim in found}


def stored_documents(ids: Iterable[UUID]) -> dict[UUID, DocumentRecord]:
    """Return those of the documents that exist, without their appearances."""
    found = models.Document.objects.filter(pk__in=set(ids))
    return {document.pk: document_record(document) for document in found}


def stored_appearances(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, AppearanceRecord]]:
    """Return those of the appearances that exist, each with the document it is in."""
    found = models.Appearance.objects.filter(pk__in=set(ids)).with_chains()
    return {made.pk: (made.document_id, appearance_record(made)) for made in found}


def relation_record(relation: models.ClaimRelation) -> RelationRecord:
    """Return a relation, with the ids of claims or of appearances as its sides."""
    of_claims = relation.from_claim_id is not None
    sides = (
        (relation.from_claim_id, relation.to_claim_id)
        if of_claims
        else (relation.from_appearance_id, relation.to_appearance_id)
    )
    assert sides[0] is not None and sides[1] is not None  # noqa: S101, PT018 (a constraint)
    return RelationRecord(
        type=relation.type,
        from_=sides[0],
        to=sides[1],
        strength=relation.strength,
        dimensions=tuple(relation.dimensions),
        note=relation.note,
    )


def everything(documents: Iterable[UUID] | None = None) -> Iterator[Record]:
    """Yield all that is stored, or what belongs to some documents, kind by kind in a fixed order.

    Cited and superseded documents come along, so that what is written can be read alone. What
    rules suggest stays out: they suggest it anew wherever it is read. So does a claim that is
    merged: what was said of it is said of the other one.
    """
    chosen = None if documents is None else _with_cited(set(documents))
    yield from _sources(chosen)
    yield from _claims(chosen)
    yield from _documents(chosen)
    yield from _identities(chosen)
    yield from _affiliations(chosen)
    yield from _relations(chosen)


def _with_cited(documents: set[UUID]) -> set[UUID]:
    fresh = documents
    while fresh:
        cited = models.Citation.objects.filter(
            appearance__document__in=fresh, cited_document__isnull=False
        ).values_list("cited_document", flat=True)
        earlier = models.Document.objects.filter(pk__in=fresh, supersedes__isnull=False)
        found = set(cited) | set(earlier.values_list("supersedes", flat=True))
        fresh = found - documents
        documents = documents | fresh
    return documents


def _source_ids(chosen: set[UUID]) -> set[UUID]:
    cited = models.Citation.objects.filter(appearance__document__in=chosen)
    publishers = models.Document.objects.filter(pk__in=chosen, publisher__isnull=False)
    ids = set(cited.values_list("source", flat=True))
    ids |= set(publishers.values_list("publisher", flat=True))
    bodies = models.SourceAffiliation.objects.filter(source__in=ids)
    ids |= set(bodies.values_list("body", flat=True))
    fresh = ids
    while fresh:
        vouching = models.Source.objects.filter(pk__in=fresh, vouched_by__isnull=False)
        fresh = set(vouching.values_list("vouched_by", flat=True)) - ids
        ids |= fresh
    return ids


def _sources(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.Source.objects.order_by("pk").with_names()
    if chosen is not None:
        found = found.filter(pk__in=_source_ids(chosen))
    for source in found.iterator(chunk_size=500):
        yield source_record(source)


def _claims(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.Claim.objects.standing().order_by("pk").with_texts()
    if chosen is not None:
        made = models.Appearance.objects.filter(document__in=chosen)
        found = found.filter(pk__in=made.values("claim"))
    for claim in found.iterator(chunk_size=500):
        yield claim_record(claim)


def _documents(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.Document.objects.order_by("pk")
    if chosen is not None:
        found = found.filter(pk__in=chosen)
    for document in found.iterator(chunk_size=50):
        made = document.appearances.with_chains().order_by("anchor__start", "anchor__end", "pk")
        yield document_record(document, made)


def _identities(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.SourceIdentity.objects.stated().order_by("a", "b")
    if chosen is not None:
        ids = _source_ids(chosen)
        found = found.filter(a__in=ids, b__in=ids)
    for pair in found.iterator():
        yield IdentityRecord(pair.a_id, pair.b_id, pair.state, pair.reason)


def _affiliations(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.SourceAffiliation.objects.order_by("source", "body", "type")
    if chosen is not None:
        found = found.filter(source__in=_source_ids(chosen))
    for tie in found.iterator():
        yield AffiliationRecord(tie.source_id, tie.body_id, tie.type, tie.note)


def _relations(chosen: set[UUID] | None) -> Iterator[Record]:
    found = models.ClaimRelation.objects.all()
    if chosen is not None:
        claims = set(
            models.Appearance.objects.filter(document__in=chosen).values_list("claim", flat=True)
        )
        of_tellings = Q(from_appearance__document__in=chosen, to_appearance__document__in=chosen)
        found = found.filter(of_tellings | Q(from_claim__in=claims, to_claim__in=claims))
    records = (relation_record(relation) for relation in found)
    yield from sorted(records, key=lambda record: (record.from_, record.to, record.type))
