"""Turns records into rows; the verbs beside it decide whether and say that it happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ManyToOneRel
from django.utils import timezone

from claims import models
from claims.interchange.records import (
    Anchor,
    AppearanceRecord,
    CitationRecord,
    ClaimRecord,
    DocumentRecord,
    SourceRecord,
)
from claims.models.vocabulary import ClaimStatus
from claims.priority import Counted, rank
from claims.spelling import fold

AnchorRows = dict[tuple[int, int], models.Anchor]


def insert_sources(records: Iterable[SourceRecord]) -> None:
    """Insert sources with their names; the references among them may go round."""
    records = list(records)
    models.Source.objects.bulk_create([source_row(record) for record in records])
    insert_names(records)


def source_row(record: SourceRecord) -> models.Source:
    """Return the unsaved row of a source."""
    return models.Source(**source_values(record))


def source_values(record: SourceRecord) -> dict[str, Any]:
    """Return a source's column values."""
    return _plain(record, without={"names", "vouched_by", "same_as"}) | {
        "vouched_by_id": record.vouched_by,
        "same_as": list(record.same_as),
        "folded": _folded(record),
    }


def _folded(record: SourceRecord) -> str:
    texts = [record.name, record.descriptor, *(name.text for name in record.names)]
    return "\n".join(fold(text) for text in texts if text)


def insert_names(records: Iterable[SourceRecord]) -> None:
    """Insert the further names of sources that are stored."""
    models.SourceName.objects.bulk_create(
        models.SourceName(
            source_id=record.id, type=name.type, language=name.language, text=name.text
        )
        for record in records
        for name in record.names
    )


def insert_claims(
    records: Iterable[ClaimRecord],
    *,
    status: str = ClaimStatus.NEW,
    seen: Mapping[UUID, datetime] | None = None,
) -> None:
    """Insert claims with their texts, and the rows that lists are ordered by.

    `seen` says when they were first seen, where that was not just now.
    """
    records, now, seen = list(records), timezone.now(), seen or {}
    models.Claim.objects.bulk_create(
        models.Claim(
            id=record.id, status=status, created_at=now, updated_at=now, **claim_values(record)
        )
        for record in records
    )
    models.ClaimPriority.objects.bulk_create(
        models.ClaimPriority(
            claim_id=record.id,
            first_seen_at=seen.get(record.id, now),
            rank=rank(Counted(), seen.get(record.id, now)),
            parts=Counted().as_json(),
            weighed_at=now,
        )
        for record in records
    )
    models.StoredProvenance.objects.bulk_create(
        models.StoredProvenance(claim_id=record.id) for record in records
    )
    insert_texts(records)


def claim_values(record: ClaimRecord) -> dict[str, Any]:
    """Return a claim's column values."""
    return _plain(record, without={"id", "texts", "topics"}) | {"topics": list(record.topics)}


def insert_texts(records: Iterable[ClaimRecord]) -> None:
    """Insert the texts of claims that are stored."""
    models.ClaimText.objects.bulk_create(
        models.ClaimText(claim_id=record.id, language=language, text=text, folded=fold(text))
        for record in records
        for language, text in record.texts.items()
    )


def insert_document(record: DocumentRecord) -> models.Document:
    """Insert a document without its appearances."""
    version = 1
    if record.supersedes:
        earlier = models.Document.objects.filter(pk=record.supersedes)
        version = earlier.values_list("version", flat=True).get() + 1
    return models.Document.objects.create(
        **_plain(record, without={"publisher", "supersedes", "appearances"}),
        publisher_id=record.publisher,
        supersedes_id=record.supersedes,
        sha256=models.Document.digest(record.text),
        version=version,
    )


def insert_appearances(document: models.Document, records: Sequence[AppearanceRecord]) -> None:
    """Insert appearances with their chains and the anchors that they need."""
    anchors = anchor_rows(document, [a for made in records for a in made.anchors().values()])
    models.Appearance.objects.bulk_create(
        models.Appearance(document=document, **appearance_values(record, anchors))
        for record in records
    )
    insert_citations(records, anchors)


def insert_citations(records: Iterable[AppearanceRecord], anchors: AnchorRows) -> None:
    """Insert the chains of appearances that are stored; the order within a level stays."""
    models.Citation.objects.bulk_create(
        models.Citation(appearance_id=record.id, **_citation_values(hop, anchors))
        for record in records
        for hop in record.chain
    )


def anchor_rows(document: models.Document, anchors: Iterable[Anchor]) -> AnchorRows:
    """Return the rows of anchors by start and end, making those that are missing."""
    wanted = {(anchor.start, anchor.end): anchor for anchor in anchors}
    models.Anchor.objects.bulk_create(
        [
            models.Anchor(document=document, start=start, end=end, exact=anchor.exact)
            for (start, end), anchor in wanted.items()
        ],
        ignore_conflicts=True,
    )
    starts = {start for start, _ in wanted}
    held = models.Anchor.objects.filter(document=document, start__in=starts)
    return {(row.start, row.end): row for row in held}


def drop_loose_anchors(document_id: UUID) -> None:
    """Delete the document's anchors that nothing uses any more, so that its text is free again."""
    used: set[int] = set()
    for field in _anchor_fields():
        rows = field.model._default_manager.filter(**{f"{field.name}__document": document_id})
        used |= set(rows.values_list(field.attname, flat=True))
    models.Anchor.objects.filter(document_id=document_id).exclude(pk__in=used).delete()


def _anchor_fields() -> list[Any]:
    """Return every column that names an anchor, those of other applications included."""
    related = models.Anchor._meta.get_fields(include_hidden=True)
    return [found.field for found in related if isinstance(found, ManyToOneRel)]


def appearance_values(record: AppearanceRecord, anchors: AnchorRows) -> dict[str, Any]:
    """Return an appearance's column values."""
    return _plain(
        record, without={"claim", "anchor", "modality_cue", "about", "gloss", "chain"}
    ) | {
        "claim_id": record.claim,
        "anchor": _row(record.anchor, anchors),
        "modality_cue": _row(record.modality_cue, anchors),
        "about": list(record.about),
        "gloss": dict(record.gloss),
    }


def _citation_values(hop: CitationRecord, anchors: AnchorRows) -> dict[str, Any]:
    anchored = {"cue", "mention", "said_when", "channel"}
    return (
        _plain(hop, without={"source", "cited_document", *anchored})
        | {name: _row(getattr(hop, name), anchors) for name in anchored}
        | {"source_id": hop.source, "cited_document_id": hop.cited_document}
    )


def _row(anchor: Anchor | None, anchors: AnchorRows) -> models.Anchor | None:
    return None if anchor is None else anchors[anchor.start, anchor.end]


def _plain(record: Any, *, without: set[str]) -> dict[str, Any]:
    """Return the fields of a record that are columns of the same name."""
    return {f.name: getattr(record, f.name) for f in fields(record) if f.name not in without}


def assign(row: Any, values: dict[str, Any]) -> None:
    """Save changed values on a row that has `updated_at`."""
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = timezone.now()
    row.save(update_fields=[*values, "updated_at"])
