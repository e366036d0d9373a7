"""Hops to the origin, and the order of time."""

from dataclasses import replace

from hypothesis import given

from claims.provenance.analysis import analyse
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import Oracle, reach


def ways(oracle, document, seen=()):
    """Yield the length of every way to an origin that visits no document twice."""
    for t in oracle.held.tellings:
        if t.document == document:
            if not t.levels:
                yield 0
            if oracle.ends(t):
                yield len(t.levels)
            for n, level in enumerate(t.levels, start=1):
                for hop in level:
                    if oracle.stitched(hop) and hop.cited_document not in (*seen, document):
                        for rest in ways(oracle, hop.cited_document, (*seen, document)):
                            yield n + rest


@given(claims())
def test_against_all_ways(held):
    oracle, result = Oracle(held), analyse(held)
    onward = {
        (t.document, h.cited_document)
        for t in held.tellings
        for h in t.hops()
        if oracle.stitched(h)
    }
    for found in result.distance.by_document:
        document = found.document.removeprefix("document:")
        lengths = set(ways(oracle, document))
        assert found.shortest == min(lengths, default=None)
        in_reach = reach(onward, document) | {document}
        if any(v in reach(onward, v) for v in in_reach):
            assert found.longest in lengths or not lengths
        else:
            assert found.longest == max(lengths, default=None)
    assert len(result.distance.by_document) == len(oracle.told)


@given(claims())
def test_the_ways_shown_are_ways(held):
    result = analyse(held)
    hops = [r for r in result.distance.by_document if r.shortest is not None]
    assert result.distance.shortest == min((r.shortest for r in hops), default=None)
    assert result.distance.longest == max((r.longest for r in hops), default=None)
    tellings = {t.appearance: t for t in held.tellings}
    for length, way in (
        (result.distance.shortest, result.distance.shortest_way),
        (result.distance.longest, result.distance.longest_way),
    ):
        assert sum(proof.level >= 0 for proof in way) == (length or 0)
        before = None
        for proof in way:
            t = tellings[proof.appearance]
            cited = [h for h in t.hops() if h.citation == proof.citation]
            if proof.level > 0:
                assert before.appearance == proof.appearance
                assert before.level == proof.level - 1
                assert cited[0] in t.levels[proof.level]
            elif before is not None:
                last = next(
                    h for h in tellings[before.appearance].hops() if h.citation == before.citation
                )
                assert last.cited_document == t.document
            before = proof


def distance(*lines, **more):
    found = analyse(claim(*lines, **more)).distance
    return found.shortest, found.longest


def test_a_hop_is_a_citation():
    assert distance("d1: nbc > x?", "d2: x?") == (1, 2)
    assert distance("d1:") == (0, 0)
    assert distance("d1:", published={"d1": "rudaw"}) == (0, 0)
    assert distance() == (None, None)


def test_a_hop_that_names_a_document_goes_on_in_it():
    assert distance("d1: nbc@d2", "d2: a > b > x?") == (3, 4)


def test_the_longest_way_through_a_circle_leaves_it_once():
    found = analyse(claim("d1: a@d2", "d2: b@d3", "d3: c@d1", "d3: e > f > x", "d2: y")).distance
    assert [(r.shortest, r.longest) for r in found.by_document] == [(2, 5), (1, 4), (3, 3)]
    assert [p.citation for p in found.longest_way] == [
        "a0.0.a@d2",
        "a1.0.b@d3",
        "a3.0.e",
        "a3.1.f",
        "a3.2.x",
    ]


def test_timeline_tells_first_appearance_and_new_origins():
    found = analyse(claim("d3: nbc > x?", "d1: nbc > x?", "d2: y", "d2:")).timeline
    assert found.first == ("document:d3",)
    assert [(m.document, m.new_classes) for m in found.moments] == [
        ("document:d3", ("source:x?",)),
        ("document:d1", ()),
        ("document:d2", ("source:y",)),
    ]
    assert found.moments[2].appearances == ("a2", "a3")


def test_documents_without_a_time_come_last_and_are_never_first():
    held = claim("d1: x", "d2: x", "d3: x")
    first, second, third = held.documents
    unknown = replace(first, published_at=None)
    found = analyse(replace(held, documents=(third, unknown, second))).timeline
    assert [m.document for m in found.moments] == ["document:d2", "document:d3", "document:d1"]
    assert found.first == ("document:d2",)
    same = replace(third, published_at=second.published_at)
    found = analyse(replace(held, documents=(unknown, second, same))).timeline
    assert found.first == ("document:d2", "document:d3")
    alone = analyse(replace(claim("d1: x"), documents=(unknown,))).timeline
    assert alone.first == ()
