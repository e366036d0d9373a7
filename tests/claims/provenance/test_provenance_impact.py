"""What falls when a source or a document falls."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse
from claims.provenance.falling import fall, retract
from claims.provenance.graph import Retracted
from claims.provenance.impact import impact
from claims.provenance.words import in_words
from tests.claims.provenance.provenance_holdings import DOCUMENTS, SOURCES, claim, claims
from tests.claims.provenance.provenance_oracles import Oracle

MOMENT = datetime(2026, 3, 5, 10, tzinfo=UTC)
fallen = st.lists(st.sampled_from(SOURCES), max_size=2)
gone = st.lists(st.sampled_from(DOCUMENTS), max_size=2)


@given(claims(), fallen, gone)
def test_against_striking_out_until_nothing_moves(held, sources, documents):
    oracle = Oracle(held)
    sources = {key for source in sources for key in oracle.identity[source]}
    documents = {*documents, *(d for d, outlet in oracle.publisher.items() if outlet in sources)}
    told = {t.appearance: (t.document, [list(level) for level in t.levels]) for t in held.tellings}
    for _ in range(len(held.tellings) + 1):
        for key, (document, levels) in list(told.items()):
            kept = [
                [h for h in level if h.source not in sources and h.cited_document not in documents]
                for level in levels
            ]
            told[key] = (document, kept)
            if document in documents or not all(kept):
                del told[key]
        documents |= oracle.told - {document for document, _ in told.values()}
    left, _ = fall(retract(held, sources=sources, documents=documents))
    found = {t.appearance: (t.document, [list(level) for level in t.levels]) for t in left.tellings}
    assert found == told


def change(*lines, sources=(), documents=(), **more):
    found = impact(claim(*lines, **more), sources=sources, documents=documents)
    before, after = found.before, found.after
    return (before.support, after.support), (before.origins_at_most, after.origins_at_most), found


def test_everything_hangs_on_the_relay():
    support, origins, found = change("d1: nbc > x?", "d2: nbc > x?", sources=["nbc"])
    assert (support, origins) == ((1, 0), (1, 0))
    assert found.falls
    assert found.fallen.documents == ("document:d1", "document:d2")
    assert found.fallen.appearances == ("a0", "a1")
    assert [c.citation for c in found.fallen.citations] == ["a0.0.nbc", "a1.0.nbc"]


def test_a_joint_source_stands_in():
    support, _, found = change("d1: nbc afp > x y", sources=["nbc", "x"])
    assert support == (1, 1)
    assert found.fallen.appearances == ()
    assert len(found.fallen.citations) == 2
    assert (found.before.origins_at_most, found.after.origins_at_most) == (2, 1)
    assert found.falls


def test_all_mentions_of_a_source_fall_together():
    support, _, _ = change("d1: nbc > x", "d2: enbisi > y", sources=["nbc"], same=["nbc enbisi"])
    assert support == (1, 0)


def test_a_source_takes_its_own_documents_along_and_those_that_cite_them():
    support, _, found = change(
        "d1: nbc@d2", "d2: x", "d3: d1outlet@d1", "d4: y", sources=["nbc"], published={"d2": "nbc"}
    )
    assert support == (2, 1)
    assert found.fallen.documents == ("document:d1", "document:d2", "document:d3")


def test_a_document_falls_and_the_source_it_cites_stands():
    support, origins, found = change("d1: x", "d2: x", documents=["d1"])
    assert (support, origins) == ((1, 1), (1, 1))
    assert not found.falls


def test_own_voice_falls_with_the_publisher():
    support, _, _ = change("d1:", sources=["rudaw"], published={"d1": "rudaw"})
    assert support == (1, 0)


def test_sources_vouched_for_at_once_stay_one_when_the_link_between_falls():
    support, origins, _ = change(
        "d1: nbc > x? y?", "d2: afp > y? z?", "d3: ap > x?", "d4: dpa > z?", sources=["y?"]
    )
    assert (support, origins) == ((1, 1), (1, 1))


def test_a_long_row_of_documents_falls_to_its_end():
    lines = [f"d{n}: s{n}@d{n + 1}" for n in range(2000)]
    _, _, found = change(*lines, "d2000: x", documents=["d2000"])
    assert len(found.fallen.documents) == 2001


def test_nothing_falls_with_what_the_claim_does_not_know():
    _, _, found = change("d1: x", sources=["stranger"], documents=["d9"])
    assert found.before == found.after
    assert not found.falls


@given(claims(), fallen, gone)
def test_what_fell_is_named_in_both_languages(held, sources, documents):
    found = analyse(retract(held, sources=sources, documents=documents))
    dated = tuple(replace(r, since=MOMENT, reason="x") for r in found.fallen.retractions)
    found = analyse(replace(held, retracted=dated))
    assert found.fallen.retractions == dated
    for language in ("ar", "en"):
        told = " ".join(in_words(found, language))
        assert told.count("2026") >= len(dated)
    known = {node.id for node in (*found.fallen.nodes, *found.nodes)}
    assert {node.id for node in analyse(held).nodes} <= known
    assert not {node.id for node in found.nodes} & {node.id for node in found.fallen.nodes}


def test_in_words():
    held = claim("d1: nbc > x?", "d2: nbc > x?", "d3: afp > army")
    since = replace(Retracted("source", "nbc"), since=MOMENT, reason="NBC withdrew it.")
    english = in_words(analyse(replace(held, retracted=(since,))), "en")
    assert english[0].startswith("One article, one origin")
    assert english[-2:] == (
        "Retracted since 5 March 2026: nbc (“NBC withdrew it.”).",
        "Counted no longer: two articles.",
    )
    held = claim("d1: nbc > x?")
    arabic = in_words(analyse(replace(held, retracted=(since,))), "ar")
    assert arabic[0] == "لم تبقَ لدينا مقالة قائمة تورد هذا الادعاء."
    assert arabic[-1] == "ما لم يعد محسوبًا: مقالة واحدة."
