"""All figures of one claim's provenance, each with what proves it."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from claims.provenance.anonymity import Anonymity, anonymity
from claims.provenance.circular import Cycle, cycles
from claims.provenance.copying import Copied, copied
from claims.provenance.distance import Distance, distance
from claims.provenance.falling import Fallen, fall
from claims.provenance.graph import (
    Chain,
    Edge,
    Graph,
    Holdings,
    Identity,
    Node,
    Proof,
    Telling,
    build,
    chains,
    document_id,
    source_nodes,
)
from claims.provenance.origins import Origins, origins
from claims.provenance.support import Support, support
from claims.provenance.timeline import Timeline, timeline


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers alone, for lists and comparisons.

    `own_voice`: documents that tell the claim in their own voice, whatever else they cite.
    `unsigned`: those of them whose publisher nobody knows. `circular`: groups that have the claim
    from each other and from no origin. `shortest`, `longest`: hops to an origin, None without one.
    `copied`: documents that tell it in words copied from an earlier one and do not say so.
    """

    documents: int
    appearances: int
    chains: int
    own_voice: int
    unsigned: int
    origins_at_least: int
    origins_at_most: int
    support: int
    all_unnamed: bool
    circular: int
    shortest: int | None
    longest: int | None
    copied: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who has the claim from whom; ids in the results are those of `nodes`.

    `others` are nodes that only a possible merge names (a publisher, a body, a source between).
    `edges` carry the citations that prove the graph, `tellings` their anchors. `own_voice` are
    documents (node ids).
    `contradictions` are rejected identities of sources that confirmed ones make one all the same:
    the confirmed ones count until somebody puts it right. What was retracted is in `fallen` and
    nowhere else.
    """

    figures: Figures
    nodes: tuple[Node, ...]
    others: tuple[Node, ...]
    edges: tuple[Edge, ...]
    tellings: tuple[Telling, ...]
    chains: tuple[Chain, ...]
    own_voice: tuple[str, ...]
    origins: Origins
    support: Support
    cycles: tuple[Cycle, ...]
    anonymity: Anonymity
    distance: Distance
    timeline: Timeline
    contradictions: tuple[Identity, ...]
    fallen: Fallen
    copies: tuple[Copied, ...]


def analyse(holdings: Holdings) -> Provenance:
    """Return all figures; the order of what is held changes nothing.

    ValueError: the holdings contradict themselves, see `graph.build`.
    """
    standing, fallen = fall(holdings)
    graph = build(standing)
    found = origins(graph)
    groups, hops = cycles(graph), distance(graph)
    held, narrow, names = chains(graph), support(graph, found), anonymity(graph, found)
    copies = copied(graph, holdings.copies)
    own_voice = sorted({document_id(t.document) for t in graph.tellings if t.own_voice})
    return Provenance(
        figures=Figures(
            documents=len(graph.documents),
            appearances=len(graph.tellings),
            chains=len(held),
            own_voice=len(own_voice),
            unsigned=len(found.unsigned),
            origins_at_least=found.at_least,
            origins_at_most=found.at_most,
            support=narrow.value,
            all_unnamed=names.all_unnamed,
            circular=sum(not cycle.grounded for cycle in groups),
            shortest=hops.shortest,
            longest=hops.longest,
            copied=len({copy.later for copy in copies if copy.hidden}),
        ),
        nodes=tuple(graph.nodes.values()),
        others=_others(graph, found),
        edges=tuple(graph.edges.values()),
        tellings=graph.tellings,
        chains=held,
        own_voice=tuple(own_voice),
        origins=found,
        support=narrow,
        cycles=groups,
        anonymity=names,
        distance=hops,
        timeline=timeline(graph, found),
        contradictions=_contradictions(graph),
        fallen=fallen,
        copies=copies,
    )


def _others(graph: Graph, found: Origins) -> tuple[Node, ...]:
    named = {node for merge in found.possible for node in merge.through}.difference(graph.nodes)
    return tuple(source_nodes(graph, (key for key in graph.sources if graph.node_of(key) in named)))


def _contradictions(graph: Graph) -> tuple[Identity, ...]:
    return tuple(
        identity
        for identity in graph.identities
        if identity.state == "rejected"
        and identity.a != identity.b
        and graph.node_of(identity.a) == graph.node_of(identity.b)
    )


def to_json(value: Any) -> Any:
    """Return results as JSON has them: dataclasses as objects, times in ISO 8601."""
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Proof):
        return value._asdict()
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
