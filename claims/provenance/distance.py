"""How many hops lie between a document and an origin."""

import heapq
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from claims.interchange.units import units
from claims.provenance.graph import Graph, Hop, Proof, Telling, document_id


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a document is from its origins, in hops; None where it reaches none."""

    document: str
    shortest: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class Distance:
    """Hops (citations) between documents and origins, as the tellings themselves go.

    A chain of n levels is n hops, own voice is none. Where a hop names a held document, the way
    goes on through that document's chains. Through documents that cite each other in a cycle
    there may be endlessly long ways: the longest one goes straight to the document of the cycle
    whose own way out is the longest. `shortest_way` and `longest_way` are the citations of one
    such way over all documents, of joint sources the first.
    """

    shortest: int | None
    longest: int | None
    shortest_way: tuple[Proof, ...]
    longest_way: tuple[Proof, ...]
    by_document: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A way through one telling: to its end, or (`onward`) to a document that it names."""

    document: str
    telling: Telling
    hops: int
    onward: str | None
    last: Hop | None

    def proofs(self) -> list[Proof]:
        cited = [level[0] for level in self.telling.levels[: self.hops]]
        cited[-1:] = [self.last] if self.last is not None else []
        appearance = self.telling.appearance
        own_voice = [Proof(appearance)]
        return [Proof(appearance, n, hop.citation) for n, hop in enumerate(cited)] or own_voice


Ways = dict[str, tuple[int, _Step]]


def distance(graph: Graph) -> Distance:
    """Return how far the documents are from their origins."""
    steps = {key: list[_Step]() for key in graph.documents}
    for telling in graph.tellings:
        steps[telling.document].extend(_steps(graph, telling))
    back: dict[str, list[_Step]] = {}
    for step in (step for found in steps.values() for step in found):
        if step.onward is not None:
            back.setdefault(step.onward, []).append(step)
    near, far = _nearest(_ends(steps), back, steps), _farthest(steps, back)
    first = min(((hops, key) for key, (hops, _) in near.items()), default=None)
    last = min(((-hops, key) for key, (hops, _) in far.items()), default=None)
    return Distance(
        shortest=None if first is None else first[0],
        longest=None if last is None else -last[0],
        shortest_way=() if first is None else tuple(_way(near, first[1])),
        longest_way=() if last is None else tuple(_way(far, last[1])),
        by_document=tuple(
            Reach(
                document_id(key), *(ways[key][0] if key in ways else None for ways in (near, far))
            )
            for key in steps
        ),
    )


def _steps(graph: Graph, telling: Telling) -> Iterator[_Step]:
    for end in graph.ends(telling)[:1]:
        yield _Step(telling.document, telling, len(telling.levels), None, end)
    if telling.own_voice:
        yield _Step(telling.document, telling, 0, None, None)
    for number, level in enumerate(telling.levels, start=1):
        for hop in level:
            if graph.goes_on(hop):
                yield _Step(telling.document, telling, number, hop.cited_document, hop)


def _ends(steps: Mapping[str, Iterable[_Step]]) -> Ways:
    """Return the shortest way out of each document that does not lead to another one."""
    found: Ways = {}
    for key, own in steps.items():
        for step in own:
            if step.onward is None and (key not in found or step.hops < found[key][0]):
                found[key] = step.hops, step
    return found


def _nearest(ends: Ways, back: Mapping[str, Iterable[_Step]], within: Container[str]) -> Ways:
    """Return the shortest way from every document `within` to one of the `ends` (Dijkstra)."""
    found: Ways = {}
    heap = [(hops, key, n) for n, (key, (hops, _)) in enumerate(ends.items())]
    steps = [step for _, step in ends.values()]
    heapq.heapify(heap)
    while heap:
        hops, key, n = heapq.heappop(heap)
        if key in found:
            continue
        found[key] = hops, steps[n]
        for step in back.get(key, ()):
            if step.document in within and step.document not in found:
                heapq.heappush(heap, (hops + step.hops, step.document, len(steps)))
                steps.append(step)
    return found


def _farthest(steps: Mapping[str, Iterable[_Step]], back: Mapping[str, Iterable[_Step]]) -> Ways:
    """Return the longest way from every document, cycle by cycle, those nearest the end first."""
    found: Ways = {}
    onward = {key: [s.onward for s in own if s.onward is not None] for key, own in steps.items()}
    for group in units(onward):
        exits = [
            (-step.hops - further, key, n, step)
            for key in group
            for n, step in enumerate(steps[key])
            if (further := _further(found, step)) is not None
        ]
        if exits:
            hops, key, _, step = min(exits, key=lambda way: way[:3])
            found.update(_nearest({key: (-hops, step)}, back, set(group)))
    return found


def _further(ways: Ways, step: _Step) -> int | None:
    if step.onward is None:
        return 0
    return ways[step.onward][0] if step.onward in ways else None


def _way(ways: Ways, document: str) -> Iterator[Proof]:
    here: str | None = document
    while here is not None:
        _, step = ways[here]
        yield from step.proofs()
        here = step.onward
