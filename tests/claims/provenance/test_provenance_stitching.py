"""Which held documents a citation may mean."""

from datetime import timedelta

from hypothesis import given

from claims.provenance.graph import build
from claims.provenance.stitching import candidates
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import Oracle


@given(claims())
def test_against_every_pair(held):
    oracle = Oracle(held)
    at = {d.key: d.published_at for d in held.documents}
    expected = {
        (t.appearance, n, hop.citation, d)
        for t in held.tellings
        for n, level in enumerate(t.levels)
        for hop in level
        for d in oracle.told
        if hop.cited_document is None
        and oracle.publisher[d] in oracle.identity[hop.source]
        and at[d] is not None
        and at[t.document] is not None
        and at[d] < at[t.document]
    }
    found = candidates(build(held), most=99)
    assert {(*stitch.citation, stitch.document) for stitch in found} == expected
    assert len(found) == len(expected)


def test_the_latest_come_first_and_not_without_end():
    lines = [f"d{n}: x" for n in range(5)]
    held = claim(*lines, "d9: nbc", published={f"d{n}": "nbc" for n in range(5)})
    found = candidates(build(held), most=2)
    assert [stitch.document for stitch in found] == ["d4", "d3"]
    assert found[0].published_at - found[1].published_at == timedelta(days=1)
