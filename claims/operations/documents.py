"""Writes to documents."""

from dataclasses import replace

from django.db import transaction
from django.db.models import ProtectedError

from claims import archive, models
from claims.interchange.checks import document_flaws
from claims.interchange.records import DocumentRecord
from claims.interchange.writer import as_json
from claims.operations import figures, rows
from claims.operations.references import missing, require
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw
from factcheck.core.validation import clean_model

_CHANGEABLE = ("language", "url", "title", "published_at", "published_at_inferred", "note", "text")


@transaction.atomic
def create_document(*, record: DocumentRecord, by: User) -> models.Document:
    """Hold a document, without appearances. Raises Invalid; Conflict where its URL is held."""
    check_document(record)
    _require_free_url(record, version=1)
    document = rows.insert_document(replace(record, supersedes=None))
    _record("document.created", document, by, after=_facts(record))
    return document


@transaction.atomic
def change_document(
    *, document: models.Document, record: DocumentRecord, by: User
) -> models.Document:
    """Make a document what the record says.

    Raises Invalid; Conflict where the text is to change and something is anchored in it.
    """
    document = models.Document.objects.select_for_update().get(pk=document.pk)
    before = archive.document_record(document)
    record = replace(record, supersedes=before.supersedes, appearances=())
    if before == record:
        return document
    check_document(record)
    if record.text != before.text and document.anchors.exists():
        raise Conflict(
            "The text of a document stays as it is once something is anchored in it.",
            Flaw("/text", "It has anchors.", "Add the new text as a version of the document."),
        )
    if record.url != before.url:
        _require_free_url(record, version=document.version)
    values = {name: getattr(record, name) for name in _CHANGEABLE}
    values |= {"publisher_id": record.publisher, "sha256": models.Document.digest(record.text)}
    rows.assign(document, values)
    figures.outdate_document(document.pk)
    _record("document.changed", document, by, before=_facts(before), after=_facts(record))
    return document


@transaction.atomic
def add_version(*, document: models.Document, record: DocumentRecord, by: User) -> models.Document:
    """Hold a new fetch of a document as its next version; the same text is no new version.

    Raises Invalid; Conflict where the document has been superseded.
    """
    document = models.Document.objects.select_for_update().get(pk=document.pk)
    later = models.Document.objects.filter(supersedes=document).first()
    if later is not None:
        raise Conflict(
            f"Version {document.version} has been superseded.",
            Flaw("", f"The next version is {later.pk}.", "Add the version to the newest one."),
        )
    if record.text == document.text:
        return document
    record = replace(record, supersedes=document.pk)
    check_document(record)
    added = rows.insert_document(record)
    _record("document.version_added", added, by, after=_facts(record))
    return added


@transaction.atomic
def remove_document(*, document: models.Document, by: User) -> None:
    """Delete a document that nothing was found in. Raises Conflict."""
    before, pk = _facts(archive.document_record(document)), document.pk
    try:
        document.delete()
    except ProtectedError as error:
        raise Conflict(
            "The document is in use.",
            Flaw("", "Claims appear in it, or it is cited.", "Remove those appearances first."),
        ) from error
    outbox.record("document.removed", stream=f"document:{pk}", by=by, before=before)


def check_document(record: DocumentRecord) -> None:
    """Raise Invalid where a document could not be stored as it is."""
    require(document_flaws(record), "document")
    require(missing(models.Source, [("/publisher", record.publisher)]), "document")
    row = models.Document(
        **{name: getattr(record, name) for name in ("id", *_CHANGEABLE)},
        sha256=models.Document.digest(record.text),
    )
    # Whether the address is free depends on the version, which the callers know.
    clean_model(row, constraints=False)


def _require_free_url(record: DocumentRecord, *, version: int) -> None:
    held = models.Document.objects.exclude(pk=record.id).filter(url=record.url, version=version)
    other = held.values_list("pk", flat=True).first() if record.url else None
    if other:
        raise Conflict(
            "A document with this address is held already.",
            Flaw("/url", f"It is the address of {other}.", "Add a version to that document."),
        )


def _facts(record: DocumentRecord) -> dict[str, object]:
    """Return what the history keeps of a document: its text by hash alone."""
    facts: dict[str, object] = as_json(replace(record, text="", appearances=()))
    return facts | {"text": None, "sha256": models.Document.digest(record.text)}


def _record(type_: str, document: models.Document, by: User, **sides: dict[str, object]) -> None:
    outbox.record(type_, stream=f"document:{document.pk}", by=by, **sides)
