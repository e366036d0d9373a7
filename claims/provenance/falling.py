"""What is left of the holdings of a claim when sources and documents no longer stand for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from claims.provenance.graph import (
    Holdings,
    Hop,
    Node,
    Proof,
    Retracted,
    Telling,
    build,
    document_id,
    source_nodes,
)
from claims.provenance.groups import Groups
from claims.provenance.origins import cited_jointly


@dataclass(frozen=True, slots=True)
class Fallen:
    """What retractions take out of a claim's provenance.

    `retractions` are those of what the claim's chains and documents name. `citations` no longer
    count; `appearances` have nobody left at some level of their chain, or stand in a document
    that fell; `documents` (node ids) have no appearance left. `nodes` are those that fell with
    them, and the sources that were retracted.
    """

    retractions: tuple[Retracted, ...] = ()
    documents: tuple[str, ...] = ()
    appearances: tuple[str, ...] = ()
    citations: tuple[Proof, ...] = ()
    nodes: tuple[Node, ...] = ()


def retract(
    holdings: Holdings, *, sources: Collection[str] = (), documents: Collection[str] = ()
) -> Holdings:
    """Return the same holdings with sources and documents (keys) retracted besides."""
    more = [Retracted("source", key) for key in sorted(sources)]
    more += [Retracted("document", key) for key in sorted(documents)]
    return replace(holdings, retracted=(*holdings.retracted, *more))


def fall(holdings: Holdings) -> tuple[Holdings, Fallen]:
    """Return what is left when all that is retracted falls, and what fell.

    A source falls as it is known: all mentions confirmed to be one, with the documents that it
    published. A citation falls with its source, or with the document that it names; joint sources
    stand in for each other. A chain falls when a level has nobody left, a document when nothing
    is left in it, and with it the citations that name it. That sources were vouched for at once
    stays established, or a fall could raise the figures.
    """
    if not holdings.retracted:
        return holdings, Fallen()
    whole, left = build(holdings), _Falling(holdings)
    told = {telling.document for telling in holdings.tellings}
    standing = replace(
        holdings,
        tellings=tuple(left.tellings.values()),
        retracted=(),
        together=(*holdings.together, *cited_jointly(whole)),
    )
    kept = build(standing)
    gone = {key: node for key, node in whole.nodes.items() if key not in kept.nodes}
    for node in source_nodes(whole, filter(left.fell, whole.sources)):
        gone[node.id] = replace(gone.get(node.id, node), members=node.members)
    return standing, Fallen(
        retractions=tuple(sorted(filter(left.concerns, set(holdings.retracted)), key=_order)),
        documents=tuple(document_id(key) for key in sorted(told & left.documents)),
        appearances=tuple(sorted({t.appearance for t in holdings.tellings} - set(left.tellings))),
        citations=tuple(sorted(left.citations)),
        nodes=tuple(gone[key] for key in sorted(gone)),
    )


def _order(retracted: Retracted) -> tuple[str, str, str, str]:
    return retracted.kind, retracted.key, str(retracted.since), retracted.reason


class _Falling:
    """What is left (`tellings`, by appearance), and what fell."""

    def __init__(self, holdings: Holdings) -> None:
        self.one = Groups((i.a, i.b) for i in holdings.identities if i.state == "confirmed")
        self.sources = {self.one.of(r.key) for r in holdings.retracted if r.kind == "source"}
        self.tellings = {telling.appearance: telling for telling in holdings.tellings}
        self.citations: set[Proof] = set()
        self.told: dict[str, set[str]] = {}
        self.cited_in: dict[str, set[str]] = {}
        publishers = {d.publisher for d in holdings.documents if d.publisher is not None}
        self.named = {self.one.of(publisher) for publisher in publishers}
        for telling in holdings.tellings:
            self.told.setdefault(telling.document, set()).add(telling.appearance)
            for hop in telling.hops():
                self.named.add(self.one.of(hop.source))
                if hop.cited_document is not None:
                    self.cited_in.setdefault(hop.cited_document, set()).add(telling.appearance)
        published = (d.key for d in holdings.documents if self.fell(d.publisher))
        retracted = (r.key for r in holdings.retracted if r.kind == "document")
        self.documents = {*retracted, *published}
        self._settle()

    def fell(self, source: str | None) -> bool:
        """Say whether a source was retracted, under whichever of its mentions."""
        return source is not None and self.one.of(source) in self.sources

    def concerns(self, retracted: Retracted) -> bool:
        """Say whether the claim knows what was retracted."""
        if retracted.kind == "source":
            return self.one.of(retracted.key) in self.named
        return retracted.key in self.told or retracted.key in self.cited_in

    def _stands(self, hop: Hop) -> bool:
        return not self.fell(hop.source) and hop.cited_document not in self.documents

    def _settle(self) -> None:
        """Look at every chain, then again at those that cite a document which fell meanwhile."""
        look: Iterable[str] = set(self.tellings)
        while look:
            gone = {telling.document for telling in map(self._cut, look) if telling is not None}
            empty = {key for key in gone if not self.told[key]} - self.documents
            self.documents |= empty
            cited_in = (self.cited_in.get(document, set()) for document in empty)
            look = set().union(*cited_in).intersection(self.tellings)

    def _cut(self, appearance: str) -> Telling | None:
        """Take out of a chain what fell; return the telling if it falls with that."""
        telling = self.tellings[appearance]
        self.citations.update(
            Proof(appearance, number, hop.citation)
            for number, level in enumerate(telling.levels)
            for hop in level
            if not self._stands(hop)
        )
        levels = tuple(tuple(filter(self._stands, level)) for level in telling.levels)
        if all(levels) and telling.document not in self.documents:
            self.tellings[appearance] = replace(telling, levels=levels)
            return None
        del self.tellings[appearance]
        self.told[telling.document].discard(appearance)
        return telling
