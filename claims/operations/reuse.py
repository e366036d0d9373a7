"""Keeps which passages documents share: a new text is compared with those that are held."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from claims import models
from claims.copies import likest, versions_of
from claims.operations import figures
from claims.provenance.reuse import Passage, fingerprints, shared
from factcheck.core import outbox

# Comparisons take turns: two at once would each miss the other's new text.
_TURN = 0x0FAC7C8F

_COLUMNS = (
    *("earlier_id", "later_id", "earlier_start", "earlier_end", "earlier_exact"),
    *("later_start", "later_end", "later_exact", "words", "quoted"),
)
_LAST = datetime.max.replace(tzinfo=UTC)


@transaction.atomic
def find_reuse(*, document_id: UUID) -> None:
    """Keep the passages that a document shares with those most like it; twice is once.

    They replace what was found before. Documents with which it shared some are looked at again,
    however many are more like it now; its own versions never are. A document that has been
    removed shares nothing.
    """
    _take_turn()
    document = models.Document.objects.filter(pk=document_id).first()
    if document is None:
        return
    found = likest(document, _prints(document))
    held = {_values(row): row for row in models.SharedPassage.objects.of_document(document.pk)}
    partners = {pk for row in held.values() for pk in (row.earlier_id, row.later_id)}
    others = models.Document.objects.filter(pk__in=partners.union(found.documents))
    wanted = {
        _values(row): row
        for other in others.exclude(pk__in=versions_of(document))
        for row in _shared(document, other, found.common)
    }
    gone = [row for values, row in held.items() if values not in wanted]
    fresh = [row for values, row in wanted.items() if values not in held]
    if gone or fresh:
        _replace(document, gone, fresh, before=len(held), after=len(wanted))


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _prints(document: models.Document) -> list[int]:
    """Return the document's fingerprints, kept anew where they are of another text."""
    row = models.TextPrint.objects.filter(document=document, sha256=document.sha256).first()
    if row is None:
        row, _ = models.TextPrint.objects.update_or_create(
            document=document,
            defaults={"sha256": document.sha256, "prints": list(fingerprints(document.text))},
        )
    return row.prints


def _shared(
    document: models.Document, other: models.Document, common: set[int]
) -> Iterator[models.SharedPassage]:
    """Yield the passages of two documents but those of which most fingerprints are common."""
    earlier, later = sorted((document, other), key=_age)
    for passage in shared(earlier.text, later.text):
        row = _row(earlier, later, passage)
        known = [print_ in common for print_ in fingerprints(row.later_exact)] if common else []
        if 2 * sum(known) <= len(known):
            yield row


def _age(document: models.Document) -> tuple[datetime, datetime, UUID]:
    return document.published_at or _LAST, document.created_at, document.pk


def _row(
    earlier: models.Document, later: models.Document, passage: Passage
) -> models.SharedPassage:
    return models.SharedPassage(
        earlier=earlier,
        later=later,
        earlier_start=passage.a_start,
        earlier_end=passage.a_end,
        earlier_exact=earlier.text[passage.a_start : passage.a_end],
        later_start=passage.b_start,
        later_end=passage.b_end,
        later_exact=later.text[passage.b_start : passage.b_end],
        words=passage.words,
        quoted=passage.quoted,
    )


def _values(row: models.SharedPassage) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _COLUMNS)


def _replace(
    document: models.Document,
    gone: Collection[models.SharedPassage],
    fresh: Collection[models.SharedPassage],
    *,
    before: int,
    after: int,
) -> None:
    """Store what was found, and mark the claims that appear on both sides of what has changed."""
    models.SharedPassage.objects.filter(pk__in=[row.pk for row in gone]).delete()
    models.SharedPassage.objects.bulk_create(fresh)
    others = {pk for row in (*gone, *fresh) for pk in (row.earlier_id, row.later_id)}
    others.discard(document.pk)
    own = models.Appearance.objects.filter(document=document).order_by().values("claim")
    made = models.Appearance.objects.filter(document__in=others, claim__in=own)
    figures.outdate(made.values_list("claim_id", flat=True))
    outbox.record(
        "document.compared",
        stream=f"document:{document.pk}",
        before={"passages": before},
        after={"passages": after, "documents": sorted(map(str, others))},
    )
