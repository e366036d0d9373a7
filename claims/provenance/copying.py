"""Dependence that no citation admits: tellings whose surroundings are copied from another text."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.interchange.records import Anchor
from claims.provenance.graph import Graph, Telling, document_id
from claims.provenance.reuse import Copy

NEAR = 200
"""Characters between a telling and a passage that still surrounds it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """That `later` (a node id) tells the claim within or beside a passage that `earlier` has too.

    `appearances` are the tellings there, in both. `admitted`: a citation of the claim in `later`
    names the earlier document or its publisher; what is `quoted` both may have from whom they
    quote.
    """

    earlier: str
    later: str
    appearances: tuple[str, ...]
    words: int
    quoted: bool
    admitted: bool
    earlier_passage: Anchor
    later_passage: Anchor

    @property
    def hidden(self) -> bool:
        """Say whether it shows a dependence that the chains do not."""
        return not (self.admitted or self.quoted)


def copied(graph: Graph, copies: Iterable[Copy]) -> tuple[Copied, ...]:
    """Return the copies around the tellings of both documents, the longest first."""
    told: dict[str, list[Telling]] = {}
    for telling in graph.tellings:
        told.setdefault(telling.document, []).append(telling)
    found = []
    for copy in copies:
        earlier = Anchor(copy.earlier_start, copy.earlier_end, copy.earlier_exact)
        later = Anchor(copy.later_start, copy.later_end, copy.later_exact)
        here = _beside(told.get(copy.later, ()), later)
        there = _beside(told.get(copy.earlier, ()), earlier)
        if here and there:
            appearances = tuple(sorted({*here, *there}))
            admitted = _admits(graph, told[copy.later], copy.earlier)
            ends = document_id(copy.earlier), document_id(copy.later)
            found.append(
                Copied(*ends, appearances, copy.words, copy.quoted, admitted, earlier, later)
            )
    return tuple(sorted(set(found), key=_order))


def _order(found: Copied) -> tuple[int, str, str, int, int]:
    places = found.earlier_passage.start, found.later_passage.start
    return -found.words, found.earlier, found.later, *places


def _beside(tellings: Iterable[Telling], passage: Anchor) -> list[str]:
    return [
        telling.appearance
        for telling in tellings
        if telling.anchor is not None
        and telling.anchor.start < passage.end + NEAR
        and telling.anchor.end > passage.start - NEAR
    ]


def _admits(graph: Graph, tellings: Iterable[Telling], earlier: str) -> bool:
    publisher = graph.documents[earlier].publisher
    node = None if publisher is None else graph.node_of(publisher)
    return any(
        hop.cited_document == earlier or graph.node_of(hop.source) == node
        for telling in tellings
        for hop in telling.hops()
    )
