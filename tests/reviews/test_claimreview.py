"""The markup: exact for a written example, and true to its rules for any dossier."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.markup.claimreview import claim_review, render, script_safe
from reviews.markup.dossier import (
    DocumentRef,
    Hop,
    Retelling,
    SourceRef,
    Verdict,
    from_json,
    to_json,
)
from tests.reviews.dossiers import (
    ARABIC,
    ENGLISH,
    NBC,
    OFFICIALS,
    OUTLET,
    REUTERS,
    SPOKESMAN,
    TWO_OFFICIALS,
    dossiers,
)

URL = "https://tahaqquq.example/r/militias/"
GOLDEN = Path(__file__).parent.parent / "golden" / "militias.claimreview.json"
ARMY = SourceRef(
    key="army", kind="government_body", anonymity="named", language="en", name="The army"
)
DAY = datetime(2021, 11, 7, tzinfo=UTC)


def claim_of(*retellings):
    return claim_review(replace(ENGLISH, retellings=retellings), url=URL)["itemReviewed"]


def told(*levels, modality="asserted", **document):
    """A retelling whose levels are given as sources."""
    hops = tuple(
        tuple(
            Hop(source, "origin" if level is levels[-1] else "relay", "indirect")
            for source in level
        )
        for level in levels
    )
    known = {"key": "doc", "language": "en", "publisher": OUTLET, **document}
    return Retelling(
        DocumentRef(**known), "words", "attributed", "body", modality, "positive", hops
    )


def nodes(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


def sources_of(dossier):
    for retelling in dossier.retellings:
        if retelling.document.publisher:
            yield retelling.document.publisher
        yield from (hop.source for level in retelling.levels for hop in level)


def works_of(claim):
    first = [claim["firstAppearance"]] if "firstAppearance" in claim else []
    return first + claim.get("appearance", [])


def test_exact_markup_of_an_arabic_review():
    assert render(ARABIC, url=URL) == GOLDEN.read_bytes()


@given(dossiers)
def test_bytes_survive_storage(dossier):
    stored = from_json(json.loads(json.dumps(to_json(dossier))))
    assert render(stored, url=URL) == render(dossier, url=URL)


@given(dossiers)
def test_bytes_are_the_markup_and_nothing_in_it_is_empty(dossier):
    markup = claim_review(dossier, url=URL)
    assert json.loads(render(dossier, url=URL)) == markup
    required = {"claimReviewed", "alternateName"}  # an empty one is the author's fault to see
    for node in nodes(markup):
        assert all(value not in (None, "", []) or key in required for key, value in node.items())


@given(dossiers)
def test_only_named_sources_have_names(dossier):
    named = {source.name for source in sources_of(dossier) if source.is_named}
    markup = claim_review(dossier, url=URL)
    names = {node["name"] for node in nodes(markup["itemReviewed"]) if "name" in node}
    assert names <= named


@given(dossiers)
def test_persons_are_named_persons(dossier):
    persons = {s.name for s in sources_of(dossier) if s.is_named and s.kind == "person"}
    for node in nodes(claim_review(dossier, url=URL)):
        if node.get("@type") == "Person":
            assert node["name"] in persons


@given(dossiers)
def test_unnamed_origins_are_credited_in_their_own_words(dossier):
    credits = {
        node.get("creditText") for node in nodes(claim_review(dossier, url=URL)["itemReviewed"])
    }
    for retelling in dossier.retellings:
        for hop in (hop for level in retelling.levels for hop in level):
            source = hop.source
            if not source.is_named and source.descriptor and source.descriptor_literal:
                assert source.descriptor in credits


@given(dossiers)
def test_claimant_is_the_single_named_origin(dossier):
    claim = claim_review(dossier, url=URL).get("itemReviewed", {})
    told_as_true = [each for each in dossier.retellings if each.modality != "denied"]
    origins = [origin for each in told_as_true for origin in each.origins]
    if "author" in claim:
        assert len({origin.key for origin in origins}) == 1
        assert all(origin is not None and origin.is_named for origin in origins)
        assert claim["author"]["name"] == origins[0].name


@given(dossiers)
def test_no_work_appears_twice(dossier):
    works = works_of(claim_review(dossier, url=URL)["itemReviewed"])
    addresses = [work["url"] for work in works if "url" in work]
    assert len(addresses) == len(set(addresses))
    keys = {each.document.key for each in dossier.retellings}
    assert len(works) <= len(keys) + len(addresses)


@pytest.mark.parametrize(
    ("chain", "author"),
    [
        (
            [[SPOKESMAN]],
            {"@type": "Person", "name": "Yahya Rasool", "sameAs": list(SPOKESMAN.same_as)},
        ),
        ([[NBC], [ARMY]], {"@type": "Organization", "name": "The army"}),
        ([], {"@type": "Organization", "name": OUTLET.name}),
        ([[NBC], [OFFICIALS]], None),
        ([[SPOKESMAN, ARMY]], None),
        ([[SPOKESMAN, OFFICIALS]], None),
        ([[replace(ARMY, kind="document", name="A leaked memo")]], None),
        ([[replace(ARMY, name="")]], None),
    ],
)
def test_claimant(chain, author):
    assert claim_of(told(*chain)).get("author") == author


def test_one_named_origin_told_by_two_outlets_is_one_claimant():
    other = told([REUTERS], [SPOKESMAN], key="doc-2")
    assert claim_of(told([NBC], [SPOKESMAN]), other)["author"]["name"] == "Yahya Rasool"


def test_two_origins_in_two_retellings_leave_no_claimant():
    assert "author" not in claim_of(told([SPOKESMAN]), told([ARMY], key="doc-2"))


def test_confirmed_identity_does_not_name_whom_an_outlet_kept_unnamed():
    unnamed = replace(OFFICIALS, key=SPOKESMAN.key)
    assert "author" not in claim_of(told([SPOKESMAN]), told([unnamed], key="doc-2"))


def test_own_voice_of_an_unknown_publisher_leaves_no_claimant():
    assert "author" not in claim_of(told([SPOKESMAN]), told(key="doc-2", publisher=None))


def test_who_denies_the_claim_does_not_make_it():
    assert "author" not in claim_of(told([SPOKESMAN], modality="denied"))
    denial = told([SPOKESMAN], modality="denied", key="doc-2")
    assert claim_of(told([ARMY]), denial)["author"]["name"] == "The army"


def test_first_appearance_is_the_earliest_and_the_rest_follow_in_order():
    late = told([NBC], key="a", url="https://a.example/", published_at=DAY.replace(day=9))
    early = told([NBC], key="b", url="https://b.example/", published_at=DAY)
    undated = told([NBC], key="c", url="https://c.example/")
    claim = claim_of(late, early, undated)
    assert [work["url"][8] for work in works_of(claim)] == ["b", "a", "c"]
    assert "firstAppearance" in claim


@pytest.mark.parametrize(
    "earliest",
    [{"url": "https://b.example/", "published_at_inferred": True}, {"url": ""}],
    ids=["inferred", "no address"],
)
def test_no_first_appearance_where_the_earliest_is_doubtful(earliest):
    late = told([NBC], key="a", url="https://a.example/", published_at=DAY.replace(day=9))
    early = told([NBC], key="b", published_at=DAY, **earliest)
    claim = claim_of(late, early)
    assert "firstAppearance" not in claim
    assert len(claim["appearance"]) == 2


def test_equal_dates_are_decided_by_the_order_given():
    pair = [told([NBC], key=k, url=f"https://{k}.example/", published_at=DAY) for k in "ab"]
    assert claim_of(*pair)["firstAppearance"]["url"] == "https://a.example/"
    assert claim_of(*reversed(pair))["firstAppearance"]["url"] == "https://b.example/"


def test_inferred_date_is_not_published_as_the_documents_own():
    told_once = told([NBC], published_at=DAY, published_at_inferred=True)
    assert "datePublished" not in claim_of(told_once)["appearance"][0]


def test_one_document_is_one_work_based_on_each_chain_once():
    (work,) = claim_of(
        told([NBC], [OFFICIALS]),
        told([NBC], [OFFICIALS]),
        told([REUTERS], [TWO_OFFICIALS]),
        told(),
    )["appearance"]
    assert [report["publisher"]["name"] for report in work["isBasedOn"]] == [NBC.name, REUTERS.name]


def test_versions_of_one_page_are_one_work():
    pair = [told([NBC], key=key, url="https://a.example/") for key in ("v1", "v2")]
    assert len(claim_of(*pair)["appearance"]) == 1


def test_joint_origins_are_a_list():
    (work,) = claim_of(told([NBC], [OFFICIALS, TWO_OFFICIALS]))["appearance"]
    credits = [origin["creditText"] for origin in work["isBasedOn"]["isBasedOn"]]
    assert credits == [OFFICIALS.descriptor, TWO_OFFICIALS.descriptor]


def test_joint_relays_rest_on_the_same_reports():
    (work,) = claim_of(told([NBC, REUTERS], [OFFICIALS]))["appearance"]
    first, second = work["isBasedOn"]
    assert first["isBasedOn"]["creditText"] == OFFICIALS.descriptor
    assert second["isBasedOn"] == {"@id": first["isBasedOn"]["@id"]}


def test_long_chains_of_joint_relays_stay_small():
    levels = [
        [replace(NBC, key=f"{n}{side}", name=f"Outlet {n}{side}") for side in "ab"]
        for n in range(20)
    ]
    assert len(json.dumps(claim_of(told(*levels)))) < 20_000


def test_named_source_needs_no_description():
    described = replace(SPOKESMAN, descriptor="the army's spokesman")
    (work,) = claim_of(told([described]))["appearance"]
    assert set(work["isBasedOn"]) == {"@type", "author"}


def test_words_of_an_annotator_are_no_credit():
    suppressed = replace(OFFICIALS, descriptor="whoever blamed them", descriptor_literal=False)
    (work,) = claim_of(told([suppressed]))["appearance"]
    assert work["isBasedOn"] == {"@type": "CreativeWork", "description": "whoever blamed them"}


def test_cited_document_is_a_work_by_name():
    memo = replace(ARMY, kind="document", name="A leaked memo", same_as=("https://m.example/",))
    (work,) = claim_of(told([memo]))["appearance"]
    assert work["isBasedOn"] == {
        "@type": "CreativeWork",
        "name": "A leaked memo",
        "sameAs": "https://m.example/",
    }


@pytest.mark.parametrize("verdict", [(3, 5, 1), (1, 5, 1), (5, 5, 1), (2, 3, 2)])
def test_numbers_of_an_ordered_scale_are_published(verdict):
    rating = claim_review(replace(ENGLISH, rating=Verdict("x", *verdict)), url=URL)["reviewRating"]
    assert (rating["ratingValue"], rating["bestRating"], rating["worstRating"]) == verdict


@pytest.mark.parametrize(
    "verdict",
    [
        (None, 5, 1),
        (3, None, 1),
        (3, 5, None),
        (3, 5, 0),
        (1, 1, 1),
        (3, 1, 5),
        (6, 5, 1),
        (0, 5, 1),
    ],
)
def test_other_numbers_are_not(verdict):
    rating = claim_review(replace(ENGLISH, rating=Verdict("x", *verdict)), url=URL)["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "x"}


def test_modified_only_where_it_differs():
    assert "dateModified" not in claim_review(ENGLISH, url=URL)
    assert claim_review(ARABIC, url=URL)["dateModified"] == "2021-11-17T12:30:00Z"


@given(dossiers)
def test_addresses_in_the_claim_are_of_the_web(dossier):
    for node in nodes(claim_review(dossier, url=URL)):
        assert "javascript:" not in node.get("url", "") + str(node.get("sameAs", ""))


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.just("</script><!--<script>&\u2028"))
def test_script_safe_means_the_same_and_cannot_end_the_element(text):
    markup = json.dumps({"claimReviewed": text}, ensure_ascii=False).encode()
    safe = script_safe(markup)
    assert not set(safe) & set("<>&\u2028\u2029")
    assert json.loads(safe) == json.loads(markup)
