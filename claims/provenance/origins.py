"""Where a claim comes from, and how many of its origins can be independent of each other.

Topology never proves independence. What is known to be one source is one class; what may be one
is listed, so that the number of independent origins is a range.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claims.provenance.doubts import PossibleMerge, possible_merges
from claims.provenance.graph import Graph, Identity, Proof, document_id
from claims.provenance.groups import Groups

EstablishedReason = Literal["confirmed", "cited_jointly"]


@dataclass(frozen=True, slots=True)
class Merge:
    """Why sources of one class are one origin, beyond doubt.

    confirmed: (a) one confirmed identity; `identities` are the reviewers' decisions.
    cited_jointly: (b) unnamed and cited at one level of one chain, so that one report vouches for
    them at once; `proofs` are those citations, none where they no longer count.
    """

    reason: EstablishedReason
    sources: tuple[str, ...]
    identities: tuple[Identity, ...] = ()
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class OriginClass:
    """Origins that are one under the established merges; `key` is the smallest node id in it.

    `named`: a name is known for one of them. `told_by`: the last citations of the chains that end
    here, and the appearances in the publisher's own voice.
    """

    key: str
    nodes: tuple[str, ...]
    named: bool
    told_by: tuple[Proof, ...]
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of a claim, and the range of how many are independent.

    `at_most`: classes under the established merges alone; `at_least`: classes when all possible
    merges hold too. Documents that speak in their own voice and whose publisher nobody knows are
    `unsigned` (node ids): each is an origin of its own kind, named beside the count and not in it,
    for nobody is known who would stand behind it.
    """

    classes: tuple[OriginClass, ...]
    unsigned: tuple[str, ...]
    possible: tuple[PossibleMerge, ...]
    at_least: int
    at_most: int


def origins(graph: Graph) -> Origins:
    """Return the origins, their classes and the range of independent ones."""
    told_by = _told_by(graph)
    classes = _classes(graph, told_by)
    class_of = {node: found.key for found in classes for node in found.nodes}
    possible = possible_merges(graph, class_of)
    together = Groups()
    for merge in possible:
        together.join_all(merge.classes)
    return Origins(
        classes=classes,
        unsigned=tuple(document_id(key) for key in sorted(graph.unsigned)),
        possible=possible,
        at_least=len(together.sets(found.key for found in classes)),
        at_most=len(classes),
    )


def _told_by(graph: Graph) -> dict[str, list[Proof]]:
    """Return the proofs that a node is an origin, by node id."""
    found: dict[str, list[Proof]] = {}
    for telling, hop in graph.last_hops():
        proof = Proof(telling.appearance, len(telling.levels) - 1, hop.citation)
        found.setdefault(graph.node_of(hop.source), []).append(proof)
    for telling in graph.tellings:
        publisher = graph.documents[telling.document].publisher
        if telling.own_voice and publisher is not None:
            found.setdefault(graph.node_of(publisher), []).append(Proof(telling.appearance))
    return found


def cited_jointly(graph: Graph) -> dict[tuple[str, ...], list[Proof]]:
    """Return which unnamed sources (keys) are cited at one last level, with the citations."""
    found: dict[tuple[str, ...], list[Proof]] = {
        tuple(sorted(set(sources))): [] for sources in graph.together
    }
    for telling in graph.tellings:
        hops = [hop for hop in graph.ends(telling) if not graph.sources[hop.source].named]
        sources = tuple(sorted({hop.source for hop in hops}))
        if len(sources) > 1:
            last = len(telling.levels) - 1
            proofs = (Proof(telling.appearance, last, hop.citation) for hop in hops)
            found.setdefault(sources, []).extend(proofs)
    return found


def vouched_at_once(graph: Graph) -> Groups:
    """Return the node ids of which one report vouches for several at once, as sets."""
    together = Groups()
    for sources in cited_jointly(graph):
        together.join_all(graph.node_of(source) for source in sources)
    return together


def _classes(graph: Graph, told_by: Mapping[str, Sequence[Proof]]) -> tuple[OriginClass, ...]:
    together = vouched_at_once(graph)
    merges: dict[str, list[Merge]] = {}
    for merge in [*_confirmed(graph, told_by), *_jointly(cited_jointly(graph))]:
        merges.setdefault(together.of(graph.node_of(merge.sources[0])), []).append(merge)
    same = together.sets(sorted(told_by))
    classes = (
        OriginClass(
            key=nodes[0],
            nodes=tuple(nodes),
            named=any(graph.nodes[node].named for node in nodes),
            told_by=tuple(sorted(proof for node in nodes for proof in told_by[node])),
            merges=tuple(merges.get(top, ())),
        )
        for top, nodes in same.items()
    )
    return tuple(sorted(classes, key=lambda found: found.key))


def _confirmed(graph: Graph, told_by: Iterable[str]) -> Iterator[Merge]:
    """Yield the decisions that make one node of several mentions, in order of node."""
    decided: dict[str, set[Identity]] = {}
    for identity in graph.identities:
        if identity.state == "confirmed":
            decided.setdefault(graph.node_of(identity.a), set()).add(identity)
    for node in sorted(told_by):
        members = graph.nodes[node].members
        if len(members) > 1:
            yield Merge("confirmed", members, identities=tuple(sorted(decided[node])))


def _jointly(joint: Mapping[tuple[str, ...], Sequence[Proof]]) -> Iterator[Merge]:
    for sources, proofs in sorted(joint.items()):
        yield Merge("cited_jointly", sources, proofs=tuple(sorted(set(proofs))))
