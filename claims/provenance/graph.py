"""What is held about one claim, and the graph it makes: an edge says "has it from".

Nodes are the documents in which the claim appears and the sources in their chains; sources that
are confirmed to be one are one node. Keys of sources, documents, appearances and citations are
strings of the caller's choosing. A node's id is its kind and a key (`document:7`, `source:12`),
so that a document and a source may share a key.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar

from claims.interchange.records import Anchor
from claims.provenance.groups import Groups
from claims.provenance.reuse import Copy

IdentityState = Literal["suggested", "confirmed", "rejected"]
NodeKind = Literal["document", "source"]


@dataclass(frozen=True, slots=True)
class SourceNode:
    """A source as one collection mentions it; `label` is its name or the words that stand for it.

    `kind` and `anonymity` are those of the model; `vouched_by` is the key of the relay that
    spoke to an unnamed source. `literal` is False where the descriptor is the annotator's.
    `language` is that of the label, `translations` are names in others, as (language, name).
    """

    key: str
    kind: str
    anonymity: str
    label: str = ""
    descriptor: str = ""
    count: int | None = None
    vouched_by: str | None = None
    literal: bool = True
    language: str = ""
    translations: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> bool:
        """Say whether a reader learns its name."""
        return self.anonymity == "named"


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """A document that is held; `published_at` knows its time zone."""

    key: str
    publisher: str | None = None
    published_at: datetime | None = None
    title: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """One citation: a source at one level of a telling, and the words that cite it."""

    citation: str
    source: str
    role: str = "relay"
    cited_document: str | None = None
    on_condition_of_anonymity: bool = False
    cue: Anchor | None = None
    mention: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One appearance of the claim; `levels[0]` is nearest the document, the last is the origin.

    Without levels the document tells it in its own voice. Every level has a hop; hops of one
    level are joint sources.
    """

    appearance: str
    document: str
    levels: tuple[tuple[Hop, ...], ...] = ()
    anchor: Anchor | None = None

    @property
    def own_voice(self) -> bool:
        """Say whether nobody is cited."""
        return not self.levels

    def hops(self) -> Iterator[Hop]:
        """Yield all hops, nearest the document first."""
        for level in self.levels:
            yield from level


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """That the sources `a` and `b` are one: suggested, confirmed or rejected, with the reason."""

    a: str
    b: str
    state: IdentityState
    reason: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Affiliation:
    """That `source` is a member, a part or a spokesperson of `body`."""

    source: str
    body: str
    type: str


@dataclass(frozen=True, slots=True)
class Retracted:
    """That a source or a document (its key) no longer stands for the claim, since when and why.

    `since` is None where that is only supposed.
    """

    kind: NodeKind
    key: str
    since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that is held about one claim.

    Identities and affiliations may name sources that the claim does not: two mentions can be one
    source by way of a third. Order and repetition mean nothing. `retracted` no longer counts.
    `together` are unnamed sources that chains which no longer count cited jointly: what is
    established stays so. `copies` are passages that the documents share.
    """

    documents: tuple[DocumentNode, ...] = ()
    sources: tuple[SourceNode, ...] = ()
    tellings: tuple[Telling, ...] = ()
    identities: tuple[Identity, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    retracted: tuple[Retracted, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Called:
    """What a source is called in one language: a name, or the words that stand for one."""

    language: str
    words: str
    literal: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """A document, or all mentions of one source; `members` are the keys behind it.

    `named` and `anonymity` are those of the best known mention, whose label and words it shows.
    `called` is what those that are known as well call it, the first of each language.
    A document is named. `relay` and `origin` say what stands behind and before it: an origin ends
    a chain, a relay has the claim from somebody, a source may be both.
    """

    id: str
    kind: NodeKind
    members: tuple[str, ...]
    label: str
    source_kind: str = ""
    anonymity: str = "named"
    descriptor: str = ""
    count: int | None = None
    literal: bool = True
    called: tuple[Called, ...] = ()
    relay: bool = False
    origin: bool = False

    @property
    def named(self) -> bool:
        """Say whether a reader learns the name."""
        return self.anonymity == "named"


class Proof(NamedTuple):
    """What shows an edge: a citation of an appearance, or (level -1, own voice) the appearance.

    The telling of that appearance has the anchors: of the claim, of the cue, of the mention.
    """

    appearance: str
    level: int = -1
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """That `tail` has the claim from `head`.

    `stitched`: `head` is the held document that a citation of `tail` names.
    """

    tail: str
    head: str
    proofs: tuple[Proof, ...]
    stitched: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """The sources behind one document, level by level, and the appearances that give them so."""

    document: str
    levels: tuple[tuple[str, ...], ...]
    appearances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The provenance graph of one claim; everything in it is in a fixed order.

    `nodes` by id, `edges` by (tail, head), `heads` the ids that a node has the claim from.
    `tellings` are in order of appearance. `one` holds which source keys are confirmed to be one.
    """

    identities: tuple[Identity, ...]
    affiliations: tuple[Affiliation, ...]
    together: tuple[tuple[str, ...], ...]
    tellings: tuple[Telling, ...]
    documents: Mapping[str, DocumentNode]
    sources: Mapping[str, SourceNode]
    one: Groups
    unsigned: frozenset[str]
    nodes: Mapping[str, Node]
    edges: Mapping[tuple[str, str], Edge]
    heads: Mapping[str, Sequence[str]]

    def node_of(self, source: str) -> str:
        """Return the id of the node that a source key is part of."""
        return source_id(self.one.of(source))

    def goes_on(self, hop: Hop) -> bool:
        """Say whether the hop names a held document in which the claim appears (stitching)."""
        return hop.cited_document in self.documents

    def ends(self, telling: Telling) -> list[Hop]:
        """Return the hops with which the telling's chain ends: its origins.

        A hop that goes on has its origin in the chain of the document that it names. Where that
        document speaks in its own voice and nobody knows whose, the hop does: it is the origin.
        """
        last = telling.levels[-1] if telling.levels else ()
        return [h for h in last if not self.goes_on(h) or h.cited_document in self.unsigned]

    def last_hops(self) -> Iterator[tuple[Telling, Hop]]:
        """Yield every citation of an origin, with the telling whose chain it ends."""
        for telling in self.tellings:
            for hop in self.ends(telling):
                yield telling, hop

    def levels(self, telling: Telling) -> tuple[tuple[str, ...], ...]:
        """Return the node ids of a telling's levels, each once a level and in order."""
        return tuple(
            tuple(sorted({self.node_of(hop.source) for hop in level})) for level in telling.levels
        )


def document_id(key: str) -> str:
    """Return the node id of a document."""
    return f"document:{key}"


def source_id(key: str) -> str:
    """Return the node id of a source whose smallest mention is `key`."""
    return f"source:{key}"


def build(holdings: Holdings) -> Graph:
    """Return the graph of what is held.

    ValueError: one key stands for two different records, a telling names a document or a source
    that is not among the holdings, or a level has no hop.
    """
    tellings = tuple(_by_key(map(_in_order, holdings.tellings), "appearance").values())
    documents = _by_key(holdings.documents, "key")
    sources = _by_key(holdings.sources, "key")
    _check(tellings, documents, sources)
    told = {t.document: documents[t.document] for t in tellings}
    own = {t.document for t in tellings if t.own_voice}
    graph = Graph(
        identities=tuple(sorted(set(holdings.identities))),
        affiliations=tuple(sorted(set(holdings.affiliations))),
        together=holdings.together,
        tellings=tellings,
        documents=dict(sorted(told.items())),
        sources=sources,
        one=Groups((i.a, i.b) for i in holdings.identities if i.state == "confirmed"),
        unsigned=frozenset(key for key in own if told[key].publisher is None),
        nodes={},
        edges={},
        heads={},
    )
    edges = _edges(graph)
    heads: dict[str, list[str]] = {}
    for tail, head in edges:
        heads.setdefault(tail, []).append(head)
    return replace(graph, edges=edges, heads=heads, nodes=_nodes(graph, heads))


Record = TypeVar("Record")


def _by_key(records: Iterable[Record], field: str) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record in records:
        key = getattr(record, field)
        if found.setdefault(key, record) != record:
            raise ValueError(f"Two different records have the {field} {key!r}.")
    return dict(sorted(found.items()))


def _in_order(telling: Telling) -> Telling:
    """Return a telling with the joint sources of each level in a fixed order."""
    levels = (sorted(level, key=lambda hop: (hop.citation, hop.source)) for level in telling.levels)
    return replace(telling, levels=tuple(map(tuple, levels)))


def _check(
    tellings: Sequence[Telling],
    documents: Mapping[str, DocumentNode],
    sources: Mapping[str, SourceNode],
) -> None:
    for telling in tellings:
        if telling.document not in documents:
            raise ValueError(f"The document {telling.document!r} is not among the holdings.")
        if not all(telling.levels):
            raise ValueError(f"A level of the appearance {telling.appearance!r} has no hop.")
        cited = [hop.source for hop in telling.hops()]
        publisher = documents[telling.document].publisher
        for key in [*cited, publisher] if publisher is not None else cited:
            if key not in sources:
                raise ValueError(f"The source {key!r} is not among the holdings.")


def _edges(graph: Graph) -> dict[tuple[str, str], Edge]:
    proofs: dict[tuple[str, str], set[Proof]] = {}
    stitched = set()
    for telling in graph.tellings:
        tails = [document_id(telling.document)]
        for number, level in enumerate(telling.levels):
            for hop in level:
                head = graph.node_of(hop.source)
                proof = Proof(telling.appearance, number, hop.citation)
                for tail in tails:
                    proofs.setdefault((tail, head), set()).add(proof)
                if hop.cited_document is not None and graph.goes_on(hop):
                    stitch = (head, document_id(hop.cited_document))
                    stitched.add(stitch)
                    proofs.setdefault(stitch, set()).add(proof)
            tails = list(dict.fromkeys(graph.node_of(hop.source) for hop in level))
        publisher = graph.documents[telling.document].publisher
        if telling.own_voice and publisher is not None:
            proofs.setdefault((tails[0], graph.node_of(publisher)), set()).add(
                Proof(telling.appearance)
            )
    return {
        pair: Edge(*pair, proofs=tuple(sorted(found)), stitched=pair in stitched)
        for pair, found in sorted(proofs.items())
    }


def _nodes(graph: Graph, heads: Container[str]) -> dict[str, Node]:
    origins = {graph.node_of(hop.source) for _, hop in graph.last_hops()}
    origins.update(graph.node_of(publisher) for publisher in publishers(graph))
    cited = {hop.source for telling in graph.tellings for hop in telling.hops()}
    nodes = source_nodes(graph, cited.union(publishers(graph)))
    sources = [replace(node, relay=node.id in heads, origin=node.id in origins) for node in nodes]
    return {node.id: node for node in [*_document_nodes(graph), *sources]}


def _document_nodes(graph: Graph) -> Iterator[Node]:
    for key, document in graph.documents.items():
        label = document.title or document.url
        yield Node(document_id(key), "document", (key,), label, origin=key in graph.unsigned)


def source_nodes(graph: Graph, keys: Iterable[str]) -> list[Node]:
    """Return the nodes that the source keys make, in order of id; keys not held are left out."""
    held = sorted(key for key in keys if key in graph.sources)
    nodes = (
        _source(source_id(root), [graph.sources[key] for key in mentions])
        for root, mentions in graph.one.sets(held).items()
    )
    return sorted(nodes, key=lambda node: node.id)


def publishers(graph: Graph) -> list[str]:
    """Return the publishers (source keys) of the documents that tell the claim in own voice."""
    told = (graph.documents[t.document].publisher for t in graph.tellings if t.own_voice)
    return [publisher for publisher in told if publisher is not None]


BEST_KNOWN = ("named", "described", "anonymous")


def _source(node: str, mentions: Sequence[SourceNode]) -> Node:
    best = min(mentions, key=lambda m: (BEST_KNOWN.index(m.anonymity), m.key))
    return Node(
        id=node,
        kind="source",
        members=tuple(mention.key for mention in mentions),
        label=best.label,
        source_kind=best.kind,
        anonymity=best.anonymity,
        descriptor=best.descriptor,
        count=best.count,
        literal=best.literal,
        called=_called([m for m in mentions if m.anonymity == best.anonymity]),
    )


def _called(mentions: Sequence[SourceNode]) -> tuple[Called, ...]:
    """Return one name or description in each language; a name of its own before translations."""
    found: dict[str, Called] = {}
    for mention in sorted(mentions, key=lambda mention: mention.key):
        words = mention.label if mention.named else mention.descriptor or mention.label
        found.setdefault(mention.language, Called(mention.language, words, mention.literal))
    for mention in sorted(mentions, key=lambda mention: mention.key):
        for language, name in mention.translations:
            found.setdefault(language, Called(language, name))
    return tuple(found[language] for language in sorted(found) if language)


def chains(graph: Graph) -> tuple[Chain, ...]:
    """Return the stored chains: one a document and sequence of levels, each level a set of sources.

    An article that tells a claim twice from the same sources, level by level, holds one chain;
    another article with the same sources holds a chain of its own. Own voice is no chain.
    Sources are compared as they are known today: a confirmed identity may make two chains one.
    """
    found: dict[tuple[str, tuple[tuple[str, ...], ...]], list[str]] = {}
    for telling in graph.tellings:
        if not telling.own_voice:
            key = (document_id(telling.document), graph.levels(telling))
            found.setdefault(key, []).append(telling.appearance)
    return tuple(Chain(*key, appearances=tuple(told)) for key, told in sorted(found.items()))
