"""Writes to sources."""

from django.db import transaction
from django.db.models import ProtectedError

from claims import archive, models
from claims.interchange.checks import source_flaws
from claims.interchange.records import SourceRecord
from claims.interchange.writer import as_json
from claims.operations import figures, rows
from claims.operations.references import missing, require
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw
from factcheck.core.validation import clean_model


@transaction.atomic
def create_source(*, record: SourceRecord, by: User) -> models.Source:
    """Create a source. Raises Invalid."""
    check_source(record)
    rows.insert_sources([record])
    source: models.Source = models.Source.objects.get(pk=record.id)
    outbox.record("source.created", stream=f"source:{source.pk}", by=by, after=as_json(record))
    return source


@transaction.atomic
def change_source(*, source: models.Source, record: SourceRecord, by: User) -> models.Source:
    """Make a source what the record says. Raises Invalid."""
    source = models.Source.objects.select_for_update().get(pk=source.pk)
    before = archive.source_record(source)
    if before == record:
        return source
    check_source(record)
    values = rows.source_values(record)
    del values["id"]
    rows.assign(source, values)
    if before.names != record.names:
        source.names.all().delete()
        rows.insert_names([record])
    figures.outdate_sources([source.pk])
    outbox.record(
        "source.changed",
        stream=f"source:{source.pk}",
        by=by,
        before=as_json(before),
        after=as_json(record),
    )
    return source


@transaction.atomic
def remove_source(*, source: models.Source, by: User) -> None:
    """Delete a source that nothing cites. Raises Conflict."""
    before = as_json(archive.source_record(source))
    try:
        source.delete()
    except ProtectedError as error:
        used = ", ".join(sorted({row._meta.verbose_name_raw for row in error.protected_objects}))
        raise Conflict(
            f"The source is in use ({used}).",
            Flaw("", "It cannot be deleted while it is named.", "Remove what names it first."),
        ) from error
    outbox.record(
        "source.removed", stream=f"source:{source.pk or before['id']}", by=by, before=before
    )


def check_source(record: SourceRecord) -> None:
    """Raise Invalid where a source could not be stored as it is."""
    require(source_flaws(record), "source")
    require(missing(models.Source, [("/vouched_by", record.vouched_by)]), "source")
    row = rows.source_row(record)
    row._state.adding = False  # constraints only: the key may well exist
    clean_model(row)
