"""Copied surroundings: dependence that no citation admits."""

from dataclasses import replace

from claims.interchange.records import Anchor
from claims.provenance.analysis import analyse
from claims.provenance.copying import NEAR
from claims.provenance.picture import svg
from claims.provenance.reuse import Copy
from claims.provenance.words import in_words
from tests.claims.provenance.provenance_holdings import claim


def copy(earlier, later, start=100, **more):
    places = {"earlier_start": start, "earlier_end": start + 90}
    places |= {"later_start": start + 5, "later_end": start + 95}
    words = {"words": 20, "earlier_exact": "the one", "later_exact": "the other"}
    return Copy(earlier, later, **places | words | more)


def held(*lines, copies=(), at=120, **more):
    found = claim(*lines, **more)
    anchor = Anchor(at, at + 10, "x" * 10)
    tellings = tuple(replace(telling, anchor=anchor) for telling in found.tellings)
    return replace(found, tellings=tellings, copies=tuple(copies))


def test_a_passage_around_both_tellings_is_a_dependence():
    found = analyse(held("d1: x", "d2: y", "d3: z", copies=[copy("d1", "d2"), copy("d1", "d9")]))
    (only,) = found.copies
    assert (only.earlier, only.later, only.hidden) == ("document:d1", "document:d2", True)
    assert (only.earlier_passage.exact, only.later_passage.exact) == ("the one", "the other")
    assert only.appearances == ("a0", "a1")
    assert found.figures.copied == 1
    assert any("copied from an earlier article" in s for s in in_words(found, "en"))
    assert any("منقولة عن مقالة أسبق" in s for s in in_words(found, "ar"))
    assert svg(found, "en").count('class="copied"') == 1
    assert "copied" not in svg(analyse(held("d1: x", "d2: y")), "en").partition("</style>")[2]


def test_a_passage_far_from_the_telling_says_nothing_of_the_claim():
    edge = 190 + NEAR
    near, far = [copy("d1", "d2")], [copy("d1", "d2", start=500)]
    assert analyse(held("d1: x", "d2: y", copies=near, at=edge - 1)).copies
    assert not analyse(held("d1: x", "d2: y", copies=near, at=edge + 5)).copies
    assert not analyse(held("d1: x", "d2: y", copies=far)).copies


def test_what_a_citation_admits_or_both_quote_is_shown_and_not_counted():
    published = {"d1": "nbc"}
    cited = analyse(held("d1: x", "d2: nbc > x", published=published, copies=[copy("d1", "d2")]))
    named = analyse(held("d1: x", "d2: y@d1", copies=[copy("d1", "d2")]))
    quoted = analyse(held("d1: x", "d2: y", copies=[copy("d1", "d2", quoted=True)]))
    for found in (cited, named, quoted):
        assert len(found.copies) == 1
        assert found.figures.copied == 0
        assert not found.copies[0].hidden
    twin = analyse(
        held(
            "d1: x",
            "d2: enbisi > x",
            published=published,
            same=["nbc enbisi"],
            copies=[copy("d1", "d2")],
        )
    )
    assert twin.copies[0].admitted


def test_order_and_repetition_change_nothing():
    copies = [copy("d1", "d2"), copy("d2", "d3", words=30), copy("d1", "d3")]
    lines = ("d1: x", "d2: y", "d3: z")
    found = analyse(held(*lines, copies=copies)).copies
    assert [c.words for c in found] == [30, 20, 20]
    assert analyse(held(*lines, copies=[*copies[::-1], *copies])).copies == found
    assert analyse(held(*lines, copies=copies)).figures.copied == 2
