"""Groups documents that can only be stored together, and puts the groups in order."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def units(needs: Mapping[Node, Sequence[Node]]) -> list[list[Node]]:
    """Return the strongly connected groups of a graph, each after all that it needs.

    `needs` maps every node to the nodes it names; names outside of the mapping are left out.
    Tarjan's algorithm without recursion: a chain of citations may be as long as it likes.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    place: dict[Node, int] = {}
    groups: list[list[Node]] = []

    def enter(node: Node) -> tuple[Node, Iterator[Node]]:
        index[node] = low[node] = len(index)
        place[node] = len(stack)
        stack.append(node)
        return node, iter([other for other in needs[node] if other in needs])

    for root in needs:
        work = [] if root in index else [enter(root)]
        while work:
            node, rest = work[-1]
            for other in rest:
                if other not in index:
                    work.append(enter(other))
                    break
                if other in place:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    group = stack[place[node] :]
                    del stack[place[node] :]
                    for member in group:
                        del place[member]
                    groups.append(group)
    return groups
