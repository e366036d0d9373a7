"""Reads which documents share passages, and what the citations in them say of it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F

from claims import models
from claims.provenance.copying import NEAR
from claims.provenance.reuse import Copy

# What more documents have is boilerplate: it is neither looked for nor found. A publisher's own
# is known as such sooner: its notes and footers stand under all that it publishes.
_COMMON, _COMMON_AT_ONE_PUBLISHER = 500, 5
_BEST = 50


class Likest(NamedTuple):
    """The documents that have most in common with one, and which of its fingerprints say little."""

    documents: list[UUID]
    common: set[int]


class Made(NamedTuple):
    """A claim made beside a passage."""

    appearance: UUID
    claim: UUID


def copies_of(document_ids: Iterable[UUID]) -> list[Copy]:
    """Return the passages that documents of a set share with each other, in one query."""
    rows = models.SharedPassage.objects.among(document_ids)
    return [
        Copy(
            earlier=str(row.earlier_id),
            later=str(row.later_id),
            earlier_start=row.earlier_start,
            earlier_end=row.earlier_end,
            later_start=row.later_start,
            later_end=row.later_end,
            words=row.words,
            earlier_exact=row.earlier_exact,
            later_exact=row.later_exact,
            quoted=row.quoted,
        )
        for row in rows.order_by("earlier", "later", "earlier_start", "later_start")
    ]


def likest(document: models.Document, prints: Sequence[int]) -> Likest:
    """Return the documents that share most fingerprints with one, rare ones counting for more.

    Of documents that have as much in common the first published come first. Versions of the
    document are left out.
    """
    values = {
        "prints": list(prints),
        "publisher": document.publisher_id,
        "versions": list(versions_of(document)),
        "common": _COMMON,
        "own": _COMMON_AT_ONE_PUBLISHER,
        "best": _BEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIKEST_SQL, values)
        common, documents = cursor.fetchone()
    return Likest(documents, set(common))


def versions_of(document: models.Document) -> set[UUID]:
    """Return the document with its earlier and later versions, and what has the same address."""
    same = models.Document.objects.filter(url=document.url).exclude(url="")
    found = fresh = {document.pk, *same.values_list("pk", flat=True)}
    while fresh:
        later = models.Document.objects.filter(supersedes__in=fresh).values_list("pk")
        earlier = models.Document.objects.filter(superseded_by__in=fresh).values_list("pk")
        fresh = {pk for (pk,) in later.union(earlier)} - found
        found = found | fresh
    return found


def beside(passages: Iterable[models.SharedPassage]) -> dict[tuple[int, UUID], list[Made]]:
    """Return what is claimed in or beside passages, by passage and document, as the text goes."""
    keys = [passage.pk for passage in passages]
    found: dict[tuple[int, UUID], list[Made]] = {}
    for side in ("earlier", "later"):
        made, anchor = f"{side}__appearances", f"{side}__appearances__anchor"
        near = {
            f"{anchor}__start__lt": F(f"{side}_end") + NEAR,
            f"{anchor}__end__gt": F(f"{side}_start") - NEAR,
        }
        rows = models.SharedPassage.objects.filter(pk__in=keys, **near)
        places = rows.order_by("pk", f"{anchor}__start", f"{anchor}__end", made)
        for pk, document, *row in places.values_list("pk", side, made, f"{made}__claim"):
            found.setdefault((pk, document), []).append(Made(*row))
    return found


def admitted(passages: Iterable[models.SharedPassage]) -> set[tuple[UUID, UUID]]:
    """Return the pairs of documents, earlier and later, of which the later one admits it.

    It does where a citation in it names the earlier document, or its publisher, or a source that
    is confirmed to be one with the publisher.
    """
    pairs = {(passage.earlier_id, passage.later_id) for passage in passages}
    values = {"earlier": [one for one, _ in pairs], "later": [other for _, other in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(_ADMITTED_SQL, values)
        return set(cursor.fetchall())


# One look into the index for each fingerprint, and no more rows of a common one than say that it
# is common: rows that share any would be nearly all of them, each with all its fingerprints to be
# compared. LIMIT 1 keeps the planner from reading the whole table of documents.
_LIKEST_SQL = """
WITH hit AS MATERIALIZED (
    SELECT given.print, held.document_id, document.*
    FROM unnest(%(prints)s::bigint[]) AS given (print)
    CROSS JOIN LATERAL (
        SELECT document_id FROM claims_textprint
        WHERE prints @> ARRAY[given.print] LIMIT %(common)s + 1
    ) AS held
    CROSS JOIN LATERAL (
        SELECT publisher_id, published_at, created_at FROM claims_document
        WHERE id = held.document_id LIMIT 1
    ) AS document
), known AS MATERIALIZED (
    SELECT print, count(*) AS documents, count(*) > %(common)s
        OR count(*) FILTER (WHERE publisher_id = %(publisher)s) > %(own)s AS common
    FROM hit GROUP BY print
)
SELECT ARRAY(SELECT print FROM known WHERE common), ARRAY(
    SELECT document_id FROM hit JOIN known USING (print)
    WHERE NOT common AND document_id <> ALL(%(versions)s)
    GROUP BY document_id, published_at, created_at
    ORDER BY sum(1000 / documents) DESC, published_at NULLS LAST, created_at, document_id
    LIMIT %(best)s
)
"""

_ADMITTED_SQL = """
WITH RECURSIVE pair AS (
    SELECT * FROM unnest(%(earlier)s::uuid[], %(later)s::uuid[]) AS pair (earlier, later)
), one_with (publisher, source) AS (
    SELECT publisher_id, publisher_id FROM claims_document
    WHERE id = ANY(%(earlier)s) AND publisher_id IS NOT NULL
    UNION
    SELECT one_with.publisher, side.source FROM one_with
    CROSS JOIN LATERAL (
        SELECT b_id AS source FROM claims_sourceidentity
        WHERE a_id = one_with.source AND state = 'confirmed'
        UNION ALL
        SELECT a_id FROM claims_sourceidentity
        WHERE b_id = one_with.source AND state = 'confirmed'
    ) AS side
)
SELECT DISTINCT pair.earlier, pair.later
FROM pair
JOIN claims_document document ON document.id = pair.earlier
JOIN claims_appearance made ON made.document_id = pair.later
JOIN claims_citation citation ON citation.appearance_id = made.id
WHERE citation.cited_document_id = pair.earlier
    OR (document.publisher_id, citation.source_id) IN (SELECT publisher, source FROM one_with)
"""
