"""Reads the sources round a claim into the form that identities are suggested from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from claims import models
from claims.holdings import identities_around
from claims.models.vocabulary import IdentityState, NameType
from claims.provenance.mentions import Mention, Place
from claims.provenance.proposals import Pair

# How many sources of one name are looked at beyond a claim's documents, the earliest first. All
# the others of that name are joined to the same few from the claims that they belong to.
_NAMESAKES = 4

Places = dict[UUID, list[Place]]


class Around(NamedTuple):
    """Mentions, and what has been said of pairs of them so far.

    `near` are the keys of those that the claim's documents cite, and of their publishers.
    """

    mentions: list[Mention]
    identities: list[models.SourceIdentity]
    near: frozenset[str]


def mentions_around(claim_id: UUID) -> Around:
    """Return all sources of the documents in which a claim appears, with what may be one with them.

    Those are the sources of every claim of these documents and their publishers, with the places
    that cite them; and, without places, who vouches for them, the bodies that they belong to, the
    earliest named sources that share a name with one of them, and all that confirmed identities
    lead to. The number of queries does not depend on how much there is.
    """
    documents = _documents(claim_id)
    places = _places(documents)
    near = {*places, *(held.publisher for held in documents.values() if held.publisher)}
    wider = near | _above(near)
    known = wider | _namesakes(wider)
    identities = identities_around(known)
    confirmed = (pair for pair in identities if pair.state == IdentityState.CONFIRMED)
    known |= {pk for pair in confirmed for pk in (pair.a_id, pair.b_id)}
    return Around(list(_mentions(known, places)), identities, frozenset(map(str, near)))


def cited_together(pairs: Iterable[Pair]) -> set[Pair]:
    """Return those of the pairs (keys) that an appearance anywhere cites both of."""
    wanted = set(pairs)
    found = models.Citation.objects.filter(
        source__in=_these(UUID(a) for a, _ in wanted),
        appearance__citations__source__in=_these(UUID(b) for _, b in wanted),
    ).values_list("source", "appearance__citations__source")
    return wanted & {(str(a), str(b)) for a, b in found.distinct()}


class _Held(NamedTuple):
    publisher: UUID | None
    language: str
    published_on: date | None


def _documents(claim_id: UUID) -> dict[UUID, _Held]:
    told = models.Appearance.objects.filter(claim=claim_id).values("document")
    rows = models.Document.objects.filter(pk__in=told).values_list(
        "pk", "publisher", "language", "published_at"
    )
    return {pk: _Held(publisher, language, _day(at)) for pk, publisher, language, at in rows}


def _day(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at else None


class _Hop(NamedTuple):
    appearance: UUID
    level: int
    source: UUID
    role: str
    claim: UUID
    document: UUID
    start: int
    clause: str


def _places(documents: Mapping[UUID, _Held]) -> Places:
    """Return where the documents cite each source; a mention stands where its words begin."""
    rows = (
        models.Citation.objects.filter(appearance__document__in=_these(documents))
        .annotate(start=Coalesce("mention__start", "cue__start", "appearance__anchor__start"))
        .order_by("appearance", "level", "pk")
        .values_list(
            *("appearance", "level", "source", "role", "appearance__claim"),
            *("appearance__document", "start", "appearance__anchor__exact"),
        )
    )
    found: Places = {}
    for _, chain in groupby(map(_Hop._make, rows), key=lambda hop: hop.appearance):
        for source, place in _in_chain(list(chain), documents):
            found.setdefault(source, []).append(place)
    return found


def _in_chain(chain: list[_Hop], documents: Mapping[UUID, _Held]) -> Iterator[tuple[UUID, Place]]:
    held = documents[chain[0].document]
    for hop in chain:
        yield (
            hop.source,
            Place(
                document=str(hop.document),
                appearance=str(hop.appearance),
                claim=str(hop.claim),
                start=hop.start,
                role=hop.role,
                relays=tuple(str(before.source) for before in chain if before.level < hop.level),
                publisher=str(held.publisher) if held.publisher else "",
                clause=hop.clause,
                language=held.language,
                published_on=held.published_on,
            ),
        )


def _above(sources: Collection[UUID]) -> set[UUID]:
    """Return who vouches for the sources, and the bodies that they belong to."""
    vouching = models.Source.objects.filter(pk__in=_these(sources), vouched_by__isnull=False)
    bodies = models.SourceAffiliation.objects.filter(source__in=_these(sources))
    ids = vouching.order_by().values_list("vouched_by").union(bodies.values_list("body"))
    return {pk for (pk,) in ids}


def _these(ids: Iterable[UUID]) -> RawSQL:
    """Return ids as one parameter: tens of thousands of them would take seconds to be listed."""
    return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])


def _namesakes(sources: Iterable[UUID]) -> set[UUID]:
    """Return the earliest named sources of each name of the named ones among these."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES_SQL, {"ids": list(sources), "most": _NAMESAKES})
        return {pk for (pk,) in cursor.fetchall()}


# Every line of `folded` is a name. An expression that is bound to the ends of lines is looked up
# in the trigram index, however short the name; OFFSET 0 keeps the planner from walking through
# all sources in the order of time instead.
_NAMESAKES_SQL = r"""
SELECT DISTINCT namesake.id
FROM (
    SELECT DISTINCT regexp_replace(line, '[][(){}.*+?^$|\\]', '\\\&', 'g') AS pattern
    FROM claims_source, unnest(string_to_array(folded, E'\n')) AS line
    WHERE id = ANY(%(ids)s) AND anonymity = 'named'
) AS name
CROSS JOIN LATERAL (
    SELECT id FROM (
        SELECT id, created_at FROM claims_source
        WHERE anonymity = 'named' AND folded ~ ('(^|\n)' || name.pattern || '($|\n)')
        OFFSET 0
    ) AS called
    ORDER BY created_at, id
    LIMIT %(most)s
) AS namesake
"""


def _mentions(sources: Collection[UUID], places: Places) -> Iterator[Mention]:
    """Yield the sources with their names and bodies."""
    names = _by_source(models.SourceName, sources, "type", "language", "text")
    ties = _by_source(models.SourceAffiliation, sources, "body", "type")
    for row in models.Source.objects.filter(pk__in=_these(sources)).order_by("pk"):
        glosses = {tag: text for type_, tag, text in names[row.pk] if type_ == NameType.GLOSS}
        called = (text for type_, _, text in names[row.pk] if type_ != NameType.GLOSS)
        yield Mention(
            key=str(row.pk),
            kind=row.kind,
            anonymity=row.anonymity,
            names=(*filter(None, [row.name]), *called),
            language=row.language,
            descriptor=row.descriptor,
            glosses=glosses,
            count=row.count,
            vouched_by=str(row.vouched_by_id or ""),
            same_as=tuple(row.same_as),
            affiliations=tuple((str(body), type_) for body, type_ in ties[row.pk]),
            places=tuple(places.get(row.pk, ())),
        )


def _by_source(
    model: type[Model], sources: Collection[UUID], *columns: str
) -> dict[UUID, list[tuple[Any, ...]]]:
    rows = model._default_manager.filter(source__in=_these(sources)).order_by("pk")
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for source, *values in rows.values_list("source", *columns):
        found[source].append(tuple(values))
    return found
