"""How many ways from documents to origins share nothing, and where they all narrow."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.provenance.flow import disjoint_paths
from claims.provenance.graph import Graph
from claims.provenance.origins import Origins, vouched_at_once


@dataclass(frozen=True, slots=True)
class Path:
    """One way from a document to an origin: node ids, and the class in which it ends."""

    nodes: tuple[str, ...]
    origin_class: str


@dataclass(frozen=True, slots=True)
class Support:
    """The greatest number of vertex-disjoint paths from documents to origin classes (Menger).

    Documents, relays and classes are each used once. `paths` are that many such paths.
    `bottlenecks` are a minimum vertex cut, as many as paths: without them no document reaches an
    origin; where there is a choice, relays stand before classes, and classes before documents.
    `hangs_on` are all vertices each of which is a cut alone: none unless support is 1.
    A vertex is a node id, or the key of a class. Unsigned documents end no path.
    """

    value: int
    paths: tuple[Path, ...]
    bottlenecks: tuple[str, ...]
    hangs_on: tuple[str, ...]


def support(graph: Graph, origins: Origins) -> Support:
    """Return the support of a claim by its graph and the classes of its origins.

    Sources of which one report vouches for at once are one vertex wherever they stand, also
    where one of them relays.
    """
    classes = [found.key for found in origins.classes]
    onward = _onward(graph, _vertices(graph, origins), set(classes))
    documents = [node.id for node in graph.nodes.values() if node.kind == "document"]
    found = disjoint_paths(documents, classes, {tail: [*near] for tail, near in onward.items()})
    return Support(
        value=len(found.paths),
        paths=tuple(_path(onward, vertices) for vertices in sorted(found.paths)),
        bottlenecks=tuple(sorted(found.cut)),
        hangs_on=tuple(sorted(found.alone)),
    )


def _vertices(graph: Graph, origins: Origins) -> dict[str, str]:
    """Return the vertex of every source node: the key of its class, or a node id."""
    class_of = {node: found.key for found in origins.classes for node in found.nodes}
    sources = [node.id for node in graph.nodes.values() if node.kind == "source"]
    found = {}
    for same in vouched_at_once(graph).sets(sources).values():
        vertex = next((class_of[node] for node in same if node in class_of), same[0])
        found.update(dict.fromkeys(same, vertex))
    return found


def _onward(
    graph: Graph, vertex_of: Mapping[str, str], classes: Container[str]
) -> dict[str, dict[str, str]]:
    """Return the vertices that each vertex leads to, each with the node that it leads to there.

    A way that passes a class could have ended there, and one that passes a second document could
    have begun there: neither leads further, which changes no greatest number and no least cut.
    """
    found: dict[str, dict[str, str]] = {}
    for tail, near in graph.heads.items():
        vertex = vertex_of.get(tail, tail)
        if vertex not in classes:
            for head in near:
                if vertex_of.get(head, vertex) != vertex:
                    found.setdefault(vertex, {}).setdefault(vertex_of[head], head)
    return found


def _path(onward: Mapping[str, Mapping[str, str]], vertices: Sequence[str]) -> Path:
    """Return a path with the sources themselves in the places of their vertices."""
    nodes = (onward[tail][head] for tail, head in pairwise(vertices))
    return Path((vertices[0], *nodes), vertices[-1])
