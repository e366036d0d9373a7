"""Documents and sources that have a claim from each other."""

from dataclasses import dataclass

from claims.interchange.units import units
from claims.provenance.graph import Graph


@dataclass(frozen=True, slots=True)
class Cycle:
    """A strongly connected component with a cycle, of 1 node or more: they have it from each other.

    `edges` are the (tail, head) pairs among the nodes, which the graph's edges prove. `grounded`:
    an origin is reachable from it; otherwise the reporting is circular and comes from nowhere.
    """

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    grounded: bool


def cycles(graph: Graph) -> tuple[Cycle, ...]:
    """Return all cycles; those not grounded are the circular groups.

    A node that has it from itself is a cycle of 1.
    """
    found = []
    grounded: set[str] = set()
    for nodes in units({node: graph.heads.get(node, ()) for node in graph.nodes}):
        group = set(nodes)
        edges = [
            (n, head) for n in sorted(group) for head in graph.heads.get(n, ()) if head in group
        ]
        if any(
            graph.nodes[n].origin or not grounded.isdisjoint(graph.heads.get(n, ())) for n in group
        ):
            grounded |= group
        if edges:
            found.append(Cycle(tuple(sorted(group)), tuple(edges), group <= grounded))
    return tuple(sorted(found, key=lambda cycle: cycle.nodes))
