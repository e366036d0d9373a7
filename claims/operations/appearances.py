"""Writes to appearances and their chains."""

from django.db import transaction

from claims import archive, models
from claims.interchange.checks import appearance_flaws
from claims.interchange.records import AppearanceRecord
from claims.interchange.writer import as_json
from claims.operations import figures, rows
from claims.operations.references import appearance_references, require
from claims.operations.standing import require_standing
from factcheck.accounts.models import User
from factcheck.core import outbox


@transaction.atomic
def create_appearance(
    *, document: models.Document, record: AppearanceRecord, by: User
) -> models.Appearance:
    """Say that a claim is made in a document, and by which chain.

    Raises Invalid; Conflict where the claim is merged into another.
    """
    _check(record, document)
    figures.outdate([record.claim])
    require_standing([record.claim])
    rows.insert_appearances(document, [record])
    _record("appearance.created", record, by, after=record)
    return _read(record)


@transaction.atomic
def change_appearance(
    *, appearance: models.Appearance, record: AppearanceRecord, by: User
) -> models.Appearance:
    """Make an appearance and its whole chain what the record says.

    Raises Invalid; Conflict where the claim is merged into another.
    """
    models.Appearance.objects.select_for_update(of=("self",)).get(pk=appearance.pk)
    before = archive.appearance_record(_read(record))
    if before == record:
        return _read(record)
    document = models.Document.objects.get(pk=appearance.document_id)
    _check(record, document)
    figures.outdate([before.claim, record.claim])
    require_standing([record.claim])
    anchors = rows.anchor_rows(document, record.anchors().values())
    values = rows.appearance_values(record, anchors)
    del values["id"]
    rows.assign(appearance, values)
    appearance.citations.all().delete()
    rows.insert_citations([record], anchors)
    rows.drop_loose_anchors(document.pk)
    _record("appearance.changed", record, by, before=before, after=record)
    return _read(record)


@transaction.atomic
def remove_appearance(*, appearance: models.Appearance, by: User) -> None:
    """Take back that a claim is made here."""
    before = archive.appearance_record(appearance)
    document_id = appearance.document_id
    appearance.delete()
    rows.drop_loose_anchors(document_id)
    figures.outdate([before.claim])
    _record("appearance.removed", before, by, before=before)


def _check(record: AppearanceRecord, document: models.Document) -> None:
    require(appearance_flaws(record, document.text), "appearance")
    require(appearance_references(record), "appearance")


def _read(record: AppearanceRecord) -> models.Appearance:
    found: models.Appearance = models.Appearance.objects.with_chains().get(pk=record.id)
    return found


def _record(
    type_: str,
    record: AppearanceRecord,
    by: User,
    *,
    before: AppearanceRecord | None = None,
    after: AppearanceRecord | None = None,
) -> None:
    outbox.record(
        type_,
        stream=f"appearance:{record.id}",
        by=by,
        before=as_json(before) if before else {},
        after=as_json(after) if after else {},
    )
