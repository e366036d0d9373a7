"""Nodes, edges and stored chains, and the citations that prove them."""

from hypothesis import given

from claims.provenance.analysis import analyse
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import Oracle


@given(claims())
def test_edges_are_those_of_the_domain(held):
    oracle, result = Oracle(held), analyse(held)
    by_id = {node.id: node for node in result.nodes}

    def end(node):
        key = by_id[node].members[0]
        return key if by_id[node].kind == "document" else oracle.identity[key]

    assert {(end(edge.tail), end(edge.head)) for edge in result.edges} == oracle.edges()
    assert len(result.edges) == len(oracle.edges())


@given(claims())
def test_an_edge_is_proved_by_the_citation_of_its_head(held):
    oracle, result = Oracle(held), analyse(held)
    by_id = {node.id: node for node in result.nodes}
    tellings = {t.appearance: t for t in result.tellings}
    for edge in result.edges:
        assert edge.proofs
        tail, head = by_id[edge.tail].members, by_id[edge.head].members
        for proof in edge.proofs:
            t = tellings[proof.appearance]
            cited = next((h for h in t.hops() if h.citation == proof.citation), None)
            if edge.stitched:
                assert cited.source in tail
                assert cited.cited_document in head
            elif cited is None:
                assert (t.levels, proof.level, tail) == ((), -1, (t.document,))
                assert oracle.publisher[t.document] in head
            else:
                before = (
                    [h.source for h in t.levels[proof.level - 1]] if proof.level else [t.document]
                )
                assert cited in t.levels[proof.level]
                assert cited.source in head
                assert set(before) & set(tail)


@given(claims())
def test_nodes_are_the_documents_and_the_sources_of_the_chains(held):
    oracle, result = Oracle(held), analyse(held)
    cited = {h.source for t in held.tellings for h in t.hops()} | oracle.origins()
    sources = [node for node in result.nodes if node.kind == "source"]
    assert sorted(key for node in sources for key in node.members) == sorted(cited)
    assert len(sources) == len({oracle.identity[key] for key in cited})
    documents = [node for node in result.nodes if node.kind == "document"]
    assert {node.members for node in documents} == {(key,) for key in oracle.told}
    assert {n.members[0] for n in documents if n.origin} == oracle.unsigned()
    tails = {edge.tail for edge in result.edges}
    for node in sources:
        assert node.origin == bool(set(node.members) & oracle.origins())
        assert node.relay == (node.id in tails)


@given(claims())
def test_chains_are_distinct_by_document_and_known_sources(held):
    oracle, result = Oracle(held), analyse(held)
    expected = {
        (
            t.document,
            tuple(frozenset(oracle.identity[h.source] for h in level) for level in t.levels),
        )
        for t in held.tellings
        if t.levels
    }
    assert result.figures.chains == len(result.chains) == len(expected)
    told = [appearance for chain in result.chains for appearance in chain.appearances]
    assert sorted(told) == sorted(t.appearance for t in held.tellings if t.levels)


def test_one_article_that_says_it_twice_holds_one_chain():
    assert analyse(claim("d1: nbc > x? y?", "d1: nbc > y? x?")).figures.chains == 1
    assert analyse(claim("d1: nbc > x?", "d2: nbc > x?")).figures.chains == 2
    assert analyse(claim("d1: nbc > x?", "d1: x?", "d1:")).figures.chains == 2
    twice = ("d1: a b", "d1: c b")
    assert analyse(claim(*twice)).figures.chains == 2
    assert analyse(claim(*twice, same=["a c"])).figures.chains == 1


def test_a_node_shows_its_best_known_mention():
    (node,) = [
        n for n in analyse(claim("d1: a?", "d2: z", same=["a? z"])).nodes if n.kind == "source"
    ]
    assert (node.id, node.label, node.named, node.members) == ("source:a?", "z", True, ("a?", "z"))


def test_nodes_outside_of_the_graph_that_a_doubt_names():
    result = analyse(
        claim("d1: x?", "d2: nbc > y?", published={"d1": "enbisi"}, same=["nbc enbisi"])
    )
    assert result.others == ()
    result = analyse(claim("d1: x", "d2: y", belongs=["x state", "y state"], also=["state", "z"]))
    assert [node.id for node in result.others] == ["source:state"]
