"""Times the full analysis of one synthetic claim against a bare max-flow on the same graph.

    python -m benchmarks.provenance [documents ...]

The bare max-flow is networkx (`shortest_augmenting_path`, the fastest of its algorithms here) on
the split graph of Menger's theorem; the columns stay empty where networkx is not installed.
`analyse s` is what a caller waits; the other times are taken, as timeit does, while the garbage
collector is off, whose passes over all that a process holds are not the analysis's own growth.
Memory is the peak that Python allocates, the claim itself not counted, in a run of its own.
"""

import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from claims.provenance.analysis import Provenance, analyse
from claims.provenance.graph import (
    DocumentNode,
    Graph,
    Holdings,
    Hop,
    Identity,
    SourceNode,
    Telling,
    build,
)
from claims.provenance.origins import Origins, origins
from claims.provenance.support import support

try:
    import networkx
    from networkx.algorithms.flow import shortest_augmenting_path
except ModuleNotFoundError:
    networkx = None

START = datetime(2021, 11, 7, tzinfo=UTC)
SIZES = (10, 100, 1_000, 10_000)
COLUMNS = (
    ("documents", "9d"),
    ("nodes", "7d"),
    ("edges", "7d"),
    ("citations", "9d"),
    ("origins", ">9"),
    ("support", "7d"),
    ("circular", "8d"),
    ("analyse s", "9.4f"),
    ("no gc s", "7.4f"),
    ("of it flow s", "12.4f"),
    ("rest ms/doc", "11.4f"),
    ("MB", "7.1f"),
    ("networkx flow s", "15.4f"),
    ("networkx MB", "11.1f"),
)


def claim(size: int, seed: int = 1) -> Holdings:
    """Return a claim with `size` documents: chains of 1 to 4 hops, 30 % of them with joint sources.

    There is a relay for ten documents and an origin for five, half of them unnamed, each chosen
    at random, so that relays cite each other in cycles. Every twentieth chain names a document
    that is held; of a hundred documents three cite each other in a ring and nobody else. A tenth
    of the origins have a suggested identity.
    """
    rng = random.Random(seed)
    relays = [f"r{n}" for n in range(max(4, size // 10))]
    people = [f"o{n}" for n in range(max(4, size // 5))]
    sources = [SourceNode(key, "news_outlet", "named", key) for key in relays]
    sources += [SourceNode(f"g{n}", "news_outlet", "named") for n in range(size) if n % 100 < 3]
    sources += [_origin(n, key) for n, key in enumerate(people)]
    documents = (
        DocumentNode(f"d{n}", rng.choice(relays), START + timedelta(minutes=n), f"Document {n}")
        for n in range(size)
    )
    tellings = (
        _ring(n) if n % 100 < 3 <= size - n else _telling(rng, n, size, relays, people)
        for n in range(size)
    )
    suggested = (rng.sample(people, 2) for _ in range(len(people) // 10))
    return Holdings(
        documents=tuple(documents),
        sources=tuple(sources),
        tellings=tuple(tellings),
        identities=tuple(Identity(a, b, "suggested", "the same words") for a, b in suggested),
    )


def _origin(n: int, key: str) -> SourceNode:
    """Return two named ones, then two that are not and may be cited jointly."""
    if n % 4 < 2:
        return SourceNode(key, "person", "named", key)
    return SourceNode(key, "unnamed", "described", key)


def _ring(n: int) -> Telling:
    onward = n + 1 if n % 100 < 2 else n - 2
    hop = Hop(f"c{n}", f"g{onward}", "origin", cited_document=f"d{onward}")
    return Telling(f"a{n}", f"d{n}", ((hop,),))


def _telling(
    rng: random.Random, n: int, size: int, relays: list[str], people: list[str]
) -> Telling:
    length = rng.randint(1, 4)
    joint = rng.randrange(length) if rng.random() < 0.3 else -1
    named = f"d{rng.randrange(size)}" if rng.random() < 0.05 else None
    levels = []
    for level in range(length):
        pool = people if level == length - 1 else relays
        place = rng.randrange(len(pool))
        cited = [pool[place], pool[place ^ 1]] if level == joint else [pool[place]]
        levels.append(
            tuple(
                Hop(f"c{n}.{level}.{key}", key, cited_document=named if not level else None)
                for key in cited
            )
        )
    return Telling(f"a{n}", f"d{n}", tuple(levels))


def split(graph: Graph, found: Origins) -> list[tuple[Any, Any]]:
    """Return the arcs of the split graph, each of capacity 1."""
    class_of = {node: c.key for c in found.classes for node in c.nodes}
    arcs = {(("in", v), ("out", v)) for n in graph.nodes for v in [class_of.get(n, n)]}
    arcs |= {("source", ("in", n.id)) for n in graph.nodes.values() if n.kind == "document"}
    arcs |= {(("out", c.key), "sink") for c in found.classes}
    for tail, head in graph.edges:
        a, b = class_of.get(tail, tail), class_of.get(head, head)
        if a != b:
            arcs.add((("out", a), ("in", b)))
    return sorted(arcs, key=str)


def bare_flow(arcs: list[tuple[Any, Any]]) -> int:
    """Return the support as networkx has it."""
    network = networkx.DiGraph()
    network.add_edges_from(arcs, capacity=1)
    residual = shortest_augmenting_path(network, "source", "sink", two_phase=True)
    return int(residual.graph["flow_value"])


def seconds(work: Callable[[], Any], *, collect: bool = False) -> float:
    """Return the best of as many runs as fit in about two seconds, of five at most."""
    best = spent = 0.0
    for _ in range(5):
        gc.collect()
        (gc.enable if collect else gc.disable)()
        start = time.perf_counter()
        work()
        taken = time.perf_counter() - start
        gc.enable()
        best = min(best or taken, taken)
        spent += taken
        if spent > 2:
            break
    return best


def megabytes(work: Callable[[], Any]) -> float:
    """Return the most that a run allocates at once."""
    gc.collect()
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def row(size: int) -> list[Any]:
    """Return one line of the table."""
    held = claim(size)
    result: Provenance = analyse(held)
    graph = build(held)
    found = origins(graph)
    whole = seconds(lambda: analyse(held))
    flow = seconds(lambda: support(graph, found))
    line = [
        size,
        len(result.nodes),
        len(result.edges),
        sum(len(tuple(telling.hops())) for telling in held.tellings),
        f"{found.at_least}..{found.at_most}",
        result.support.value,
        result.figures.circular,
        seconds(lambda: analyse(held), collect=True),
        whole,
        flow,
        (whole - flow) / size * 1000,
        megabytes(lambda: analyse(held)),
    ]
    if networkx is None:
        return line
    arcs = split(graph, found)
    if bare_flow(arcs) != result.support.value:
        raise SystemExit(f"networkx finds another support for {size} documents")
    return [*line, seconds(lambda: bare_flow(arcs)), megabytes(lambda: bare_flow(arcs))]


def main(sizes: list[int]) -> None:
    """Print the table."""
    heads = (
        f"{name:>{max(len(name), int(kind.strip('>df').split('.')[0]))}}" for name, kind in COLUMNS
    )
    print("  ".join(heads))
    for size in sizes:
        cells = zip(row(size), COLUMNS, strict=False)
        print("  ".join(f"{value:{kind}}" for value, (_, kind) in cells), flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or list(SIZES))
