"""Vertex-disjoint paths and minimum vertex cuts of a directed graph (Menger), by Dinic.

Every vertex is split into an entry and an exit with one arc of capacity 1 between them; a unit
of flow is a path. On such a graph Dinic's algorithm takes at most the square root of the number
of vertices in phases, each linear.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disjoint:
    """As many vertex-disjoint paths as there can be, and a least cut: as many vertices.

    `alone`: the vertices each of which is a cut; there are none unless there is one path.
    """

    paths: list[tuple[str, ...]]
    cut: list[str]
    alone: list[str]


def disjoint_paths(
    starts: Sequence[str], ends: Collection[str], heads: Mapping[str, Sequence[str]]
) -> Disjoint:
    """Return paths from `starts` to `ends` along `heads`, which share no vertex, and a least cut.

    Nothing leads to a start and nothing leads on from an end. Of the least cuts it is the one
    with the fewest starts, then with the fewest ends, then the one nearest the starts.
    """
    network = _Network(starts, ends, heads)
    while network.augment():
        pass
    paths = network.paths()
    alone = network.alone(paths[0]) if len(paths) == 1 else []
    return Disjoint(paths, network.cut(), alone)


class _Network:
    """The split graph with its flow: arc n runs against arc n ^ 1, `room` is what it still takes.

    Vertex n has its entry at 2n + 2 and its exit at 2n + 3, and between them arc 2n. The other
    arcs take more than can come, so that a least cut is one of vertices.
    """

    SOURCE, SINK = 0, 1

    def __init__(
        self, starts: Sequence[str], ends: Collection[str], heads: Mapping[str, Sequence[str]]
    ) -> None:
        tails = heads.items()
        names = [*starts, *ends, *heads, *(head for _, near in tails for head in near)]
        self.names = list(dict.fromkeys(names))
        entry = {name: 2 * n + 2 for n, name in enumerate(self.names)}
        self.entries = [entry[start] for start in starts]
        self.arcs: list[list[int]] = [[] for _ in range(2 * len(self.names) + 2)]
        self.to: list[int] = []
        self.room: list[int] = []
        for place in entry.values():
            self._connect(place, place + 1, 1)
        for start in self.entries:
            self._connect(self.SOURCE, start)
        for end in ends:
            self._connect(entry[end] + 1, self.SINK)
        for tail, near in tails:
            for head in near:
                self._connect(entry[tail] + 1, entry[head])

    def _connect(self, tail: int, head: int, most: int = 2) -> None:
        for place, other, room in ((tail, head, most), (head, tail, 0)):
            self.arcs[place].append(len(self.to))
            self.to.append(other)
            self.room.append(room)

    def augment(self) -> bool:
        """Add the paths of one phase; say whether there was one."""
        level = self._levels()
        fresh = [iter(arcs) for arcs in self.arcs]
        found = False
        while way := self._way(level, fresh):
            found = True
            for arc in way:
                self.room[arc] -= 1
                self.room[arc ^ 1] += 1
        return found

    def _levels(self) -> list[int]:
        """Return the distance of every place from the source, -1 where flow cannot get."""
        level = [-1] * len(self.arcs)
        level[self.SOURCE] = 0
        reached = [self.SOURCE]
        for place in reached:
            for arc in self.arcs[place]:
                if self.room[arc] and level[self.to[arc]] < 0:
                    level[self.to[arc]] = level[place] + 1
                    reached.append(self.to[arc])
        return level

    def _way(self, level: list[int], fresh: list[Iterator[int]]) -> list[int]:
        """Return the arcs of a way to the sink, level by level; none where there is none left.

        `fresh` holds the arcs of each place that this phase has not tried.
        """
        place, way = self.SOURCE, list[int]()
        while place != self.SINK:
            for arc in fresh[place]:
                if self.room[arc] and level[self.to[arc]] == level[place] + 1:
                    way.append(arc)
                    break
            else:
                if not way:
                    return []
                place = self.to[way.pop() ^ 1]
                continue
            place = self.to[way[-1]]
        return way

    def paths(self) -> list[tuple[str, ...]]:
        """Return the paths that carry flow."""
        return [tuple(self._follow(n)) for n in self.entries if not self.room[n - 2]]

    def _follow(self, entry: int) -> Iterator[str]:
        while entry != self.SINK:
            yield self.names[entry // 2 - 1]
            entry = next(
                self.to[arc] for arc in self.arcs[entry + 1] if not arc & 1 and self.room[arc ^ 1]
            )

    def _spread(self, known: set[int], places: Iterable[int], *, back: bool = False) -> None:
        """Add to `known` where further flow gets from `places`, or (back) from where to them."""
        reached = [place for place in places if place not in known]
        known.update(reached)
        for place in reached:
            for arc in self.arcs[place]:
                if self.room[arc ^ back] and self.to[arc] not in known:
                    known.add(self.to[arc])
                    reached.append(self.to[arc])

    def cut(self) -> list[str]:
        """Return the vertices that flow enters and does not leave.

        A start is behind the cut where it can be: where its exit does not lead to the sink.
        """
        leads_on: set[int] = set()
        self._spread(leads_on, [self.SINK], back=True)
        known: set[int] = set()
        behind = (entry + 1 for entry in self.entries if entry + 1 not in leads_on)
        self._spread(known, [self.SOURCE, *behind])
        return [
            name
            for entry, name in enumerate(self.names, start=1)
            if 2 * entry in known and 2 * entry + 1 not in known
        ]

    def alone(self, path: Sequence[str]) -> list[str]:
        """Return the vertices of the only path that no way round avoids."""
        entry = {name: 2 * n for n, name in enumerate(self.names, start=1)}
        known: set[int] = set()
        self._spread(known, [self.SOURCE])
        found = []
        for name in path:
            if self.SINK in known:
                break
            if entry[name] + 1 not in known:
                found.append(name)
                self._spread(known, [entry[name] + 1])
        return found
