"""Which held documents a citation may mean: candidates for a reviewer to confirm."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from claims.provenance.graph import Graph, Hop, Proof, Telling


@dataclass(frozen=True, slots=True)
class Stitch:
    """That a citation may mean `document` (a key).

    The outlet cited is its publisher, the claim appears in it, and it was published before the
    document that cites.
    """

    citation: Proof
    document: str
    published_at: datetime


def candidates(graph: Graph, *, most: int = 3) -> tuple[Stitch, ...]:
    """Return at most `most` documents for each citation that names none, the latest first."""
    published: dict[str, list[tuple[datetime, str]]] = {}
    for document in graph.documents.values():
        if document.publisher is not None and document.published_at is not None:
            held = published.setdefault(graph.node_of(document.publisher), [])
            held.append((document.published_at, document.key))
    for held in published.values():
        held.sort()
    return tuple(
        Stitch(Proof(telling.appearance, number, hop.citation), key, at)
        for telling, number, hop, before in _open(graph)
        for at, key in _latest(published.get(graph.node_of(hop.source), []), before, most)
    )


def _open(graph: Graph) -> Iterator[tuple[Telling, int, Hop, datetime]]:
    """Yield the citations that name no document, with the time before which it must be."""
    for telling in graph.tellings:
        before = graph.documents[telling.document].published_at
        if before is not None:
            for number, level in enumerate(telling.levels):
                for hop in level:
                    if hop.cited_document is None:
                        yield telling, number, hop, before


def _latest(
    held: list[tuple[datetime, str]], before: datetime, most: int
) -> list[tuple[datetime, str]]:
    earlier = bisect_left(held, before, key=lambda published: published[0])
    return held[max(0, earlier - most) : earlier][::-1]
