"""Support and bottlenecks, by trying out all paths and all cuts."""

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse
from claims.provenance.flow import disjoint_paths
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import (
    Oracle,
    least_cuts,
    most_disjoint,
    simple_paths,
)


def whole_graph(held, result):
    """Return the domain's graph with every class one vertex: starts, ends, edges."""
    oracle = Oracle(held)
    node_of = {key: n.id for n in result.nodes if n.kind == "source" for key in n.members}
    class_of = {node: c.key for c in result.origins.classes for node in c.nodes}

    def vertex(end):
        if isinstance(end, str):
            return f"document:{end}"
        node = next(node_of[key] for key in sorted(end) if key in node_of)
        return class_of.get(node, node)

    edges = {(vertex(tail), vertex(head)) for tail, head in oracle.edges()}
    return {f"document:{d}" for d in oracle.told}, set(class_of.values()), edges


@given(claims())
def test_support_against_all_sets_of_paths(held):
    result = analyse(held)
    starts, ends, edges = whole_graph(held, result)
    shortest = minimal(simple_paths(starts, ends, edges))
    assert result.support.value == most_disjoint(shortest) == result.figures.support


def minimal(paths):
    """Leave out paths that hold all vertices of another one: they are never needed."""
    sets = {frozenset(path) for path in paths}
    return [path for path in sets if not any(other < path for other in sets)]


@given(claims())
def test_paths_are_paths_and_share_nothing(held):
    result = analyse(held)
    edges = {(e.tail, e.head) for e in result.edges}
    used = [n for path in result.support.paths for n in (*path.nodes[:-1], path.origin_class)]
    assert len(used) == len(set(used))
    assert len(result.support.paths) == result.support.value
    for path in result.support.paths:
        assert path.nodes[0].startswith("document:")
        assert set(pairwise(path.nodes)) <= edges
        ends = {c.key: c.nodes for c in result.origins.classes}
        assert path.nodes[-1] in ends[path.origin_class]


@given(claims())
def test_bottlenecks_against_all_cuts(held):
    result = analyse(held)
    starts, ends, edges = whole_graph(held, result)
    paths = minimal(simple_paths(starts, ends, edges))
    vertices = starts | ends | {v for edge in edges for v in edge}
    cuts = least_cuts(vertices, paths)
    assert set(result.support.bottlenecks) in cuts
    assert len(result.support.bottlenecks) == result.support.value

    def preference(cut):
        return len(cut & starts), len(cut & ends)

    assert preference(set(result.support.bottlenecks)) == min(map(preference, cuts))
    alone = set().union(*cuts) if result.support.value == 1 else set()
    assert set(result.support.hangs_on) == alone


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 200), st.randoms())
def test_as_many_paths_as_the_cut_has_vertices(size, relays, arcs, rng):
    """A cut as small as the paths are many proves both, however large the graph."""
    starts = [f"d{n}" for n in range(size)]
    middle = [f"r{n}" for n in range(relays)]
    ends = [f"o{n}" for n in range(1 + size // 3)]
    heads = {}
    for _ in range(arcs):
        tail, head = rng.choice(starts + middle), rng.choice(middle + ends)
        if head not in heads.setdefault(tail, []):
            heads[tail].append(head)
    found = disjoint_paths(starts, ends, heads)
    used = [v for path in found.paths for v in path]
    assert len(used) == len(set(used))
    for path in found.paths:
        assert all(b in heads[a] for a, b in pairwise(path))
    assert len(found.cut) == len(found.paths)
    assert not list(simple_reach(set(starts) - set(found.cut), heads, set(found.cut)) & set(ends))


def simple_reach(starts, heads, closed):
    reached, fresh = set(starts), list(starts)
    while fresh:
        near = [h for h in heads.get(fresh.pop(), ()) if h not in reached and h not in closed]
        reached.update(near)
        fresh += near
    return reached


def support(*lines, **more):
    return analyse(claim(*lines, **more)).support


def test_ten_articles_on_one_report_are_one_support():
    found = support(*(f"d{n}: nbc > x{n}" for n in range(10)))
    assert found.value == 1
    assert found.bottlenecks == found.hangs_on == ("source:nbc",)


def test_everything_that_a_support_of_one_hangs_on():
    found = support("d1: afp > nbc > x", "d2: afp > nbc > x")
    assert found.hangs_on == ("source:afp", "source:nbc", "source:x")
    assert found.bottlenecks == ("source:afp",)
    assert support("d1: afp > x").hangs_on == ("document:d1", "source:afp", "source:x")
    assert support("d1: afp dpa > x", "d2: dpa > x").hangs_on == ("source:x",)


def test_one_document_is_one_support_whatever_it_cites():
    found = support("d1: x", "d1: y", "d1: z")
    assert (found.value, found.bottlenecks) == (1, ("document:d1",))


def test_two_ways():
    found = support("d1: nbc > x", "d2: afp > y", "d3: afp > x")
    assert found.value == 2
    assert found.bottlenecks == ("source:afp", "source:nbc")
    assert {p.nodes[-1] for p in found.paths} == {"source:x", "source:y"}


def test_an_augmenting_path_takes_a_vertex_back():
    found = support("d1: a > x", "d1: b > y", "d2: a > x")
    assert found.value == 2


def test_an_origin_that_has_it_from_another_is_a_vertex_like_a_relay():
    assert support("d1: x", "d2: x > y").value == 1


def test_unsigned_documents_support_nothing():
    assert support("d1:", "d2:").value == 0
    assert support("d1:", published={"d1": "rudaw"}).value == 1


def test_a_large_flow_with_long_detours():
    rng = random.Random(3)
    lines = [f"d{n}: r{rng.randrange(90)} > s{rng.randrange(90)} > o{n % 80}" for n in range(300)]
    found = support(*lines)
    assert len(found.bottlenecks) == found.value > 40
