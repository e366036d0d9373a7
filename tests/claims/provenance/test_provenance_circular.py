"""Reporting in circles, against plain reachability."""

from hypothesis import given

from claims.provenance.analysis import analyse
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import Oracle, reach


@given(claims())
def test_against_reachability(held):
    oracle, result = Oracle(held), analyse(held)
    edges = oracle.edges()
    ends = {oracle.identity[key] for key in oracle.origins()} | oracle.unsigned()
    vertices = {v for edge in edges for v in edge} | oracle.told
    reached = {v: reach(edges, v) for v in vertices}
    groups = {
        frozenset(w for w in reached[v] if v in reached[w]): bool((reached[v] | {v}) & ends)
        for v in vertices
        if v in reached[v]
    }
    keys = {n.id: n for n in result.nodes}

    def names(cycle):
        return frozenset(
            keys[n].members[0]
            if keys[n].kind == "document"
            else next(v for v in vertices if not isinstance(v, str) and keys[n].members[0] in v)
            for n in cycle.nodes
        )

    assert {names(cycle): cycle.grounded for cycle in result.cycles} == groups
    proven = {(e.tail, e.head) for e in result.edges}
    for cycle in result.cycles:
        inside = {(a, b) for a, b in proven if {a, b} <= set(cycle.nodes)}
        assert set(cycle.edges) == inside
    assert result.figures.circular == sum(not grounded for grounded in groups.values())


def circles(*lines, **more):
    return [(c.nodes, c.grounded) for c in analyse(claim(*lines, **more)).cycles]


def test_a_document_that_cites_itself():
    assert circles("d1: rudaw@d1") == [(("document:d1", "source:rudaw"), False)]


def test_a_source_that_has_it_from_itself():
    assert circles("d1: x > x") == [(("source:x",), True)]


def test_two_documents_that_cite_each_other():
    nodes = ("document:d1", "document:d2", "source:afp", "source:nbc")
    assert circles("d1: nbc@d2", "d2: afp@d1") == [(nodes, False)]
    assert circles("d1: nbc@d2", "d2: afp@d1", "d2: x?") == [(nodes, True)]
    assert circles("d1: nbc@d2", "d2: afp@d1", "d1:") == [(nodes, True)]


def test_relays_that_cite_each_other_have_origins_all_the_same():
    assert circles("d1: a > b > x", "d2: b > a > y") == [(("source:a", "source:b"), True)]


def test_a_document_outside_the_circle_has_no_origin_and_is_not_in_it():
    result = analyse(claim("d1: nbc@d2", "d2: afp@d1", "d3: nbc@d2"))
    assert "document:d3" not in result.cycles[0].nodes
    assert result.figures.origins_at_most == result.figures.support == 0
    assert result.figures.shortest is None


def test_a_ring_of_many():
    lines = [f"d{n}: s{n}@d{(n + 1) % 3000}" for n in range(3000)]
    (cycle,) = analyse(claim(*lines)).cycles
    assert len(cycle.nodes) == 6000
    assert not cycle.grounded
