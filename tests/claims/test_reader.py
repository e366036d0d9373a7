"""The import format is read exactly, and every flaw is named by its place."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange import records, writer
from claims.interchange.checks import chain_flaws, self_citations
from claims.interchange.reader import Ids, read
from factcheck.core.errors import Invalid

TEXT = "قالت Reuters إن «المصادر» أكدت ذلك 🙂 نهاية"


def file(**sections):
    return {"format": "factcheck-claims", "version": 1, "dataset": "t", **sections}


def dump(value):
    return json.dumps(value).encode()


def source(name="s1", **more):
    return {"id": name, "kind": "person", "anonymity": "named", "name": "Omar"} | more


def anchor(exact, text=TEXT):
    start = text.index(exact)
    return {"start": start, "end": start + len(exact), "exact": exact}


def hop(level=0, role="origin", name="s1", **more):
    return {"level": level, "source": name, "role": role, "mode": "indirect"} | more


def document(chain=(), exact="المصادر", **more):
    appearance = {
        "id": "a1",
        "claim": "c1",
        "anchor": anchor(exact),
        "voice": "attributed",
        "modality": "asserted",
        "polarity": "positive",
        "chain": list(chain),
    }
    return {"id": "d1", "language": "ar", "text": TEXT, "appearances": [appearance]} | more


CLAIM = {"id": "c1", "language": "ar", "texts": {"ar": "نص"}}


def flaws(**sections):
    found = read(dump(file(**sections)))
    return {flaw.path: flaw for entry in found.entries for flaw in entry.flaws}


def test_a_whole_file_is_read():
    chain = [hop(1, "origin", "s2", said_on="2021-11-07"), hop(0, "relay", cue=anchor("أكدت"))]
    data = file(sources=[source()], claims=[CLAIM], documents=[document(chain)])
    entries = {entry.id: entry.record for entry in read(dump(data)).entries}
    made = entries["d1"].appearances[0]
    ids = Ids("t")
    assert made.claim == entries["c1"].id == ids("c1")
    assert [h.level for h in made.chain] == [0, 1], "hops stand in order of level"
    assert made.chain[0].cue.exact == "أكدت"
    assert made.chain[1].said_on == date(2021, 11, 7)
    assert made.chain[1].source == ids("s2") != ids("s1")


def test_an_id_that_is_a_uuid_is_kept_and_others_belong_to_their_dataset():
    uuid = "6f1f7d5c-0a57-4c0c-9a0e-0a5b7f9a3f11"
    assert Ids("a")(uuid) == Ids("b")(uuid) == UUID(uuid)
    assert Ids("a")("s1") == Ids("a")("s1") != Ids("b")("s1")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "Line 1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[1, 2", "Line 1"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 200_000, "deep"),
        (b'{"format": "factcheck-claims", "version": 2, "dataset": "t"}', "1"),
        (b'{"format": "factcheck-claims", "version": 1}', "dataset"),
        (b'{"format": "factcheck-claims", "version": 1, "dataset": "t", "x": 1}', "x"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(data, word):
    with pytest.raises(Invalid) as refused:
        read(data)
    said = " ".join(f"{flaw.path} {flaw.reason} {flaw.remedy}" for flaw in refused.value.flaws)
    assert word in said


@pytest.mark.parametrize(
    ("sections", "path", "words"),
    [
        ({"sources": [source(kind="ghost")]}, "$.sources[0].kind", "news_outlet"),
        ({"sources": [source(), source()]}, "$.sources[1].id", "/sources/0"),
        ({"sources": [source()], "claims": [CLAIM | {"id": "s1"}]}, "$.claims[0].id", "taken"),
        ({"sources": [source(name="s1", count="two")]}, "$.sources[0].count", "integer"),
        ({"sources": [source(extra=1)]}, "$.sources[0]", "extra"),
        ({"sources": [source(note="a\x00b")]}, "$.sources[0].note", "NUL"),
        ({"sources": [source(note="a\ud800b")]}, "$.sources[0].note", "surrogate"),
        (
            {"sources": [{"id": "s", "kind": "unnamed", "anonymity": "described"}]},
            "$.sources[0].descriptor",
            "descriptor_literal",
        ),
        ({"sources": [source(vouched_by="s1")]}, "$.sources[0].vouched_by", "itself"),
        ({"claims": [CLAIM | {"language": "en"}]}, "$.claims[0].language", "no text"),
        ({"documents": [document(sha256="0" * 64)]}, "$.documents[0].sha256", "UTF-8"),
        (
            {"documents": [document(published_at="yesterday")]},
            "$.documents[0].published_at",
            "RFC 3339",
        ),
        (
            {"documents": [document([hop(0, "relay")])]},
            "$.documents[0].appearances[0].chain[0].role",
            "origin",
        ),
        (
            {"documents": [document([hop(1, "origin")])]},
            "$.documents[0].appearances[0].chain",
            "level 0",
        ),
        (
            {"documents": [document([hop(), hop()])]},
            "$.documents[0].appearances[0].chain[1].source",
            "already",
        ),
        (
            {"documents": [document([hop(cue={"start": 0, "end": 99, "exact": "x"})])]},
            "$.documents[0].appearances[0].chain[0].cue.end",
            f"ends at {len(TEXT)}",
        ),
        (
            {"documents": [document([hop(cue={"start": 3, "end": 3, "exact": "x"})])]},
            "$.documents[0].appearances[0].chain[0].cue.end",
            "before",
        ),
        (
            {"documents": [document([hop(cue={"start": 0, "end": 4, "exact": "أكدت"})])]},
            "$.documents[0].appearances[0].chain[0].cue.exact",
            f"{TEXT.index('أكدت')}",
        ),
        (
            {"documents": [document([hop(cue={"start": 0, "end": 4, "exact": "كذبت"})])]},
            "$.documents[0].appearances[0].chain[0].cue.exact",
            "not in the text",
        ),
    ],
)
def test_every_flaw_is_named_with_place_and_remedy(sections, path, words):
    found = flaws(**sections)
    assert path in found, found
    assert words in found[path].reason + found[path].remedy
    assert found[path].remedy


def test_a_twin_in_another_unicode_form_is_told_apart_and_explained():
    text = "Cafe\u0301 said so"
    made = document()["appearances"][0] | {"anchor": {"start": 0, "end": 5, "exact": "Café"}}
    found = flaws(documents=[document(text=text, appearances=[made])])
    flaw = found["$.documents[0].appearances[0].anchor.exact"]
    assert "without normalising" in flaw.remedy


def test_anchors_may_nest_and_overlap_and_hold_anything():
    text = "«قال \u202eمصدر\u202c» 🙂 e\u0301"
    made = [
        document()["appearances"][0]
        | {"id": f"a{n}", "anchor": {"start": s, "end": e, "exact": text[s:e]}}
        for n, (s, e) in enumerate(
            [(0, len(text)), (1, 5), (3, 9), (4, 9), (len(text) - 1, len(text))]
        )
    ]
    assert flaws(documents=[document(text=text, appearances=made)]) == {}


def test_a_wrong_record_leaves_the_others_readable():
    found = read(dump(file(sources=[source(kind="ghost"), source("s2")], claims=[CLAIM])))
    assert [entry.record is None for entry in found.entries] == [True, False, False]


levels = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["relay", "origin"]), st.integers(0, 3)),
    max_size=6,
)


@given(levels)
def test_a_chain_is_whole_exactly_when_it_reads_so(hops):
    chain = [
        records.CitationRecord(level, UUID(int=s), role, "indirect") for level, role, s in hops
    ]
    deepest = max((level for level, _, _ in hops), default=-1)
    whole = (
        {level for level, _, _ in hops} == set(range(deepest + 1))
        and all((role == "origin") == (level == deepest) for level, role, _ in hops)
        and len({(level, s) for level, _, s in hops}) == len(hops)
    )
    assert (list(chain_flaws(chain)) == []) is whole


def test_who_cites_itself_is_found():
    a, b = UUID(int=1), UUID(int=2)
    hops = [(0, a), (1, a), (1, b), (2, b), (3, a)]
    chain = [records.CitationRecord(level, s, "relay", "indirect") for level, s in hops]
    assert self_citations(chain) == [0, 1]


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1)
uuids = st.uuids()
moments = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 (Hypothesis adds the zone)
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3))]),
)


@given(
    st.builds(
        records.SourceRecord,
        id=uuids,
        kind=st.just("unnamed"),
        anonymity=st.sampled_from(["described", "anonymous"]),
        descriptor=texts.map(lambda t: t[:500]),
        count=st.none() | st.integers(1, 99),
        note=texts,
    ),
    st.builds(
        records.DocumentRecord,
        id=uuids,
        language=st.just("ar"),
        text=texts,
        published_at=st.none() | moments,
        note=texts,
    ),
)
def test_what_is_written_is_read_back_the_same(one, other):
    written = "".join(writer.write("t", [one, other]))
    found = read(written.encode())
    assert [entry.record for entry in found.entries] == [one, other], [
        e.flaws for e in found.entries
    ]
    assert "".join(writer.write("t", [entry.record for entry in found.entries])) == written
