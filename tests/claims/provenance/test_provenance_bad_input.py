"""What cannot be, and what can be though it is large or strange."""

import pytest

from claims.provenance.analysis import analyse
from claims.provenance.graph import DocumentNode, Holdings, Hop, SourceNode, Telling
from tests.claims.provenance.provenance_holdings import claim, source


def test_nothing_is_held():
    figures = analyse(Holdings()).figures
    assert (figures.documents, figures.support, figures.origins_at_most) == (0, 0, 0)
    assert not figures.all_unnamed


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (Holdings(tellings=(Telling("a1", "d1"),)), "document 'd1'"),
        (
            Holdings(
                documents=(DocumentNode("d1"),),
                tellings=(Telling("a1", "d1", ((Hop("c", "x"),),)),),
            ),
            "source 'x'",
        ),
        (
            Holdings(documents=(DocumentNode("d1", "p"),), tellings=(Telling("a1", "d1"),)),
            "source 'p'",
        ),
        (
            Holdings(documents=(DocumentNode("d1"),), tellings=(Telling("a1", "d1", ((),)),)),
            "'a1' has no hop",
        ),
        (Holdings(documents=(DocumentNode("d1"), DocumentNode("d1", "p"))), "key 'd1'"),
        (Holdings(sources=(source("x"), SourceNode("x", "person", "named"))), "key 'x'"),
    ],
)
def test_what_is_named_must_be_held_once(held, message):
    with pytest.raises(ValueError, match=message):
        analyse(held)


def test_a_document_that_does_not_tell_the_claim_is_no_node():
    held = claim("d1: nbc@d2", "d2: x")
    silent = Holdings(held.documents, held.sources, held.tellings[:1])
    result = analyse(silent)
    assert [n.id for n in result.nodes] == ["document:d1", "source:nbc"]


def test_a_source_and_a_document_may_share_a_key():
    assert [n.id for n in analyse(claim("x: x")).nodes] == ["document:x", "source:x"]


def test_a_chain_of_a_thousand_hops():
    result = analyse(claim("d1: " + " > ".join(f"s{n}" for n in range(1000))))
    assert result.figures.longest == 1000
    assert len(result.support.hangs_on) == 1001
    assert len(result.distance.longest_way) == 1000


def test_a_thousand_documents_each_citing_the_next():
    result = analyse(claim(*(f"d{n}: s{n}@d{n + 1}" for n in range(1000)), "d1000: x"))
    assert (result.figures.shortest, result.figures.longest) == (1, 1001)
    assert result.figures.support == 1
    assert len(result.distance.longest_way) == 1001


def test_ten_thousand_documents_on_one_relay():
    result = analyse(claim(*(f"d{n}: nbc > x{n}?" for n in range(10_000))))
    assert result.support.bottlenecks == ("source:nbc",)
    assert (result.figures.origins_at_least, result.figures.origins_at_most) == (1, 10_000)
    assert len(result.origins.possible) == 1


def test_the_same_source_twice_at_one_level():
    assert analyse(claim("d1: nbc enbisi > x", same=["nbc enbisi"])).figures.support == 1


def test_anonymity_of_origins_and_of_relays():
    found = analyse(
        claim("d1: media? > qaani", "d2: leak? > qaani", "d3: nbc u? > biden")
    ).anonymity
    assert found.named_through_unnamed == ("source:qaani",)
    assert not found.all_unnamed
    open_too = analyse(claim("d1: media? > qaani", "d2: qaani")).anonymity
    assert open_too.named_through_unnamed == ()
    assert analyse(claim("d1: nbc > x?", "d2: y?")).anonymity.all_unnamed
    assert not analyse(claim("d1: nbc > x?", "d2:")).anonymity.all_unnamed
    named = analyse(claim("d1: x?", "d2: kadhimi", same=["x? kadhimi"])).anonymity
    assert (named.named, named.unnamed) == (("source:kadhimi",), ())


def test_a_condition_of_anonymity_is_kept():
    hop = Hop("c", "x?", "origin", on_condition_of_anonymity=True)
    held = Holdings(
        (DocumentNode("d1"),),
        (source("x?"),),
        (Telling("a1", "d1", ((hop,),)), Telling("a2", "d1")),
    )
    assert analyse(held).anonymity.on_condition == ("a1",)
