"""Documents of others, of any form: every record is read, or it is said why not; nothing raises."""

import csv
import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.markup.wild.claimants import claimant
from reviews.markup.wild.formats import entries
from reviews.markup.wild.identity import claimant_id, digest, key

CLAIM = "ادّعى منشور أن \u202bالجسر\u202c انهار 🌉"
REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.checks.example/bridge",
    "claimReviewed": CLAIM,
    "datePublished": "2025-04-28",
    "inLanguage": "ar",
    "name": "الجسر قائم",
    "author": {"@type": "Organization", "name": "تحقّق", "url": "https://checks.example"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "سعاد", "sameAs": "https://x.com/suad"},
        "datePublished": "2025-04-27T10:00:00Z",
        "firstAppearance": {"@type": "CreativeWork", "url": "https://x.com/suad/1"},
        "appearance": [{"url": "https://x.com/suad/2"}, {"url": "https://x.com/suad/1"}],
    },
    "reviewRating": {"alternateName": "خطأ", "ratingValue": "1", "bestRating": 5, "worstRating": 1},
}
API = {
    "text": CLAIM,
    "claimant": "سعاد",
    "claimDate": "2025-04-27T10:00:00Z",
    "claimReview": [
        {
            "publisher": {"name": "تحقّق", "site": "checks.example"},
            "url": "https://www.checks.example/bridge",
            "title": "الجسر قائم",
            "reviewDate": "2025-04-28T00:00:00Z",
            "textualRating": "خطأ",
            "languageCode": "ar",
        }
    ],
}
CLAIMSKG = {
    "claimReview_url": "https://www.checks.example/bridge",
    "claimReview_claimReviewed": f'"{CLAIM}"',
    "claimReview_author_name": "checks",
    "claimReview_source": "checks",
    "claimReview_datePublished": "2025-4-28",
    "creativeWork_author_name": "The Reporter",
    "extra_title": "الجسر قائم",
    "rating_alternateName": "خطأ",
}
SNOPES = {
    "id": "vclaim-sno-bridge",
    "claim": CLAIM,
    "title": "Did the Bridge Fall?",
    "subtitle": "It stands.",
    "url": None,
    "author": "A. Reporter",
    "date": "6 August 2018",
}


def dumped(value):
    return json.dumps(value, ensure_ascii=False).encode()


def page(*scripts):
    tags = "".join(f'<script type="application/ld+json">{one}</script>' for one in scripts)
    return f"<!doctype html><html><head>{tags}</head><body>x</body></html>".encode()


def columns(row):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode("utf-8-sig")


DUKE = {
    "id": "7",
    "claimReviewed": CLAIM,
    "datePublished": "2025-04-28",
    "url": "https://www.checks.example/bridge",
    "author.@type": "Organization",
    "author.name": "تحقّق",
    "itemReviewed.author.name": "سعاد",
    "itemReviewed.author.@type": "Person",
    "itemReviewed.firstAppearance.url": "https://x.com/suad/1",
    "reviewRating.alternateName": "خطأ",
    "reviewRating.ratingValue": "1",
    "itemReviewed.appearance.1.url": "https://x.com/suad/1",
    "itemReviewed.appearance.1.@type": "CreativeWork",
    "itemReviewed.appearance.2.url": "https://x.com/suad/2",
}
FEED = {
    "@context": "https://schema.org",
    "@type": "DataFeed",
    "dataFeedElement": [
        {"@type": "DataFeedItem", "dateCreated": "2025-05-01", "item": [REVIEW]},
    ],
}
FORMS = {
    "object": dumped(REVIEW),
    "array": dumped([REVIEW]),
    "graph": dumped({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, REVIEW]}),
    "lines": dumped(REVIEW) + b"\n\n" + dumped(SNOPES | {"claim": "Another."}) + b"\n",
    "page": page("{broken", json.dumps({"@type": "WebSite", "name": "x"}), json.dumps(REVIEW)),
    "feed": dumped(FEED),
    "answer": dumped({"claims": [API], "nextPageToken": "x"}),
    "images": dumped({"results": [{"claim": API}]}),
    "bare": dumped(API),
    "wrapped": dumped({"src": "a/b.json", "kind": "jsonld", "obj": REVIEW}),
    "claimskg": columns(CLAIMSKG),
    "duke": columns(DUKE),
    "packed": gzip.compress(dumped(REVIEW)),
    "utf-16": dumped(REVIEW).decode().encode("utf-16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_review(form):
    found = next(each.review for each in entries(FORMS[form]) if each.review)
    assert (found.claim_text, found.url) == (CLAIM, REVIEW["url"])
    assert found.publisher.site == "checks.example"
    assert found.rating.label == "خطأ"
    assert found.reviewed_at.date().isoformat() == "2025-04-28"
    assert digest(found.markup)


def test_lines_end_only_where_json_lines_do():
    """Python's own lines also end at characters that stand within strings of sound JSON."""
    said = [f"up to {end} and on" for end in ("\u2028", "\u2029", "\x85")]
    lines = [json.dumps(REVIEW | {"claimReviewed": each}, ensure_ascii=False) for each in said]
    found = list(entries("\r\n".join(lines).encode()))
    assert [each.review and each.review.claim_text for each in found] == said


def test_all_members_of_a_packed_file_are_read():
    members = [gzip.compress(dumped(SNOPES | {"claim": f"Claim {n}"}) + b"\n") for n in range(3)]
    found = list(entries(b"".join(members) + b"\0" * 16))
    assert [each.review.claim_text for each in found] == ["Claim 0", "Claim 1", "Claim 2"]


def test_what_one_form_says_of_a_review_is_the_same_review_in_another():
    keys = {key(next(e.review for e in entries(data) if e.review)) for data in FORMS.values()}
    assert len(keys) == 1


def test_all_of_a_review_is_read():
    ((found),) = entries(FORMS["object"])
    assert found.warnings == ()
    review = found.review
    assert (review.title, review.language) == ("الجسر قائم", "ar")
    assert (review.claimant.words, review.claimant.kind) == ("سعاد", "person")
    assert review.claimant.same_as == ("https://x.com/suad",)
    assert review.claimed_at.isoformat() == "2025-04-27T10:00:00+00:00"
    assert [review.rating.value, review.rating.best, review.rating.worst] == [1, 5, 1]
    assert review.appearances == ("https://x.com/suad/1", "https://x.com/suad/2")
    assert review.markup == REVIEW


def test_columns_of_fact_check_insights_keep_appearances_and_claimant():
    (found,) = entries(FORMS["duke"])
    assert found.review.appearances == ("https://x.com/suad/1", "https://x.com/suad/2")
    assert found.review.claimant.words == "سعاد"


def test_the_byline_of_a_claimskg_row_is_no_claimant():
    (found,) = entries(FORMS["claimskg"])
    assert found.review.claimant is None
    (trusted,) = entries(dumped(CLAIMSKG | {"claimReview_source": "Vishvanews"}))
    assert trusted.review.claimant.words == "The Reporter"


def test_a_snopes_record_has_no_address_and_is_known_by_its_publisher():
    (found,) = entries(dumped(SNOPES))
    assert (found.review.url, found.review.publisher.site) == ("", "snopes.com")
    assert found.review.reviewed_at.date().isoformat() == "2018-08-06"


def test_each_review_of_a_claim_of_the_api_is_a_record():
    second = API["claimReview"][0] | {"url": "https://other.example/x"}
    claim = API | {"claimReview": [API["claimReview"][0], second]}
    found = list(entries(dumped({"claims": [claim, {"text": "x"}]})))
    assert [each.pointer for each in found] == [
        "/claims/0/claimReview/0",
        "/claims/0/claimReview/1",
        "/claims/1",
    ]
    assert [bool(each.review) for each in found] == [True, True, False]
    assert found[1].review.markup["claimReview"] == [second]


def without(left, /, **changed):
    return {name: value for name, value in REVIEW.items() if name != left} | changed


@pytest.mark.parametrize(
    ("document", "path", "reason"),
    [
        (b"", "$", "It is empty."),
        (b"\xff\xfe\x00", "$", "neither JSON nor HTML"),
        (b"plain words", "$", "neither JSON nor HTML"),
        (b'{"a": 1', "$", "Line 1"),
        (b"[" * 100_000, "$", "too deep"),
        (b"[]", "$", "It is empty."),
        (b"{}", "$", "no ClaimReview"),
        (b"[1, null]", "$[0]", "no ClaimReview"),
        (b"1" * 5000, "$", "neither JSON"),
        (b"[" + b"1" * 5000 + b"]", "$", "too many digits"),
        (page("{}"), "$", "no ClaimReview in the page"),
        (page("{broken"), "$[0]", "is no JSON"),
        (gzip.compress(b"{}")[:-4], "$", "broken"),
        (b"\x1f\x8bnothing", "$", "broken"),
        (dumped(without("claimReviewed")), "$.claimReviewed", "does not say what"),
        (dumped(without("url", claimReviewed=" \u200f ")), "$.claimReviewed", "does not say what"),
        (dumped(without("url", author=[])), "$", "names no publisher"),
        (dumped(without("", claimReviewed="x" * 5001)), "$.claimReviewed", "5001 characters"),
        (dumped(without("", name="\x00")), "$.name", "NUL"),
        (json.dumps(without("", name="\ud800")).encode(), "$.name", "surrogate"),
        (dumped({"@type": "MediaReview", "url": "https://x.example"}), "$", "MediaReview"),
        (
            dumped(
                FEED | {"dataFeedElement": [{"@type": "DataFeedItem", "dateDeleted": "2025-01-01"}]}
            ),
            "$.dataFeedElement[0]",
            "deleted",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_in_is_explained(document, path, reason):
    found = list(entries(document))
    assert [each.review for each in found if each.review] == []
    flaw = found[0].flaws[0]
    assert flaw.path == path
    assert reason in flaw.reason
    assert flaw.remedy


def test_what_is_left_out_is_told():
    poor = REVIEW | {
        "url": "/bridge",
        "datePublished": "01/02/2020",
        "inLanguage": "العربية",
        "reviewRating": {"alternateName": "خطأ", "ratingValue": "five", "bestRating": ""},
    }
    (found,) = entries(dumped(poor))
    assert found.review.url == ""
    assert found.review.reviewed_at is None
    assert found.review.language == ""
    assert found.review.rating.value is None
    assert sorted(warning.path for warning in found.warnings) == [
        "$.datePublished",
        "$.inLanguage",
        "$.reviewRating.ratingValue",
        "$.url",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "social media users",
        "Multiple Sources",
        "Facebook user Somebody",
        "مستخدمو فيسبوك",
        "منشورات على مواقع التواصل الاجتماعي",
        "مصادر عدّة",
        "أطراف عدة",
        "x.com",
        "www.facebook.com",
        "Facebook, WhatsApp",
        "فيسبوك",
        "Réseaux sociaux",
        "…",
        "two senior officials",
        "مسؤول أمني",
        "غير معروف",
        "N/A",
        "A viral post",
        "Online posts",
        "Internet users",
    ],
)
def test_words_for_a_crowd_name_nobody(words):
    found = claimant(words, type_="Person")
    assert (found.anonymity, found.kind, found.words) == ("described", "unnamed", words)


@pytest.mark.parametrize(
    "words",
    [
        *("سعاد العلي", "Jair Bolsonaro", "PSOE", "قناة فبراير", "كوستاس", "The Washington Post"),
        *("New York Post", "People Magazine", "Internet Archive", "Manyika", "Dirk Postma"),
    ],
)
def test_names_are_names(words):
    assert claimant(words).anonymity == "named"
    assert claimant(words).note
    assert claimant(words, type_="Organization").kind == "organization"


def test_mentions_are_one_source_within_one_publisher():
    one = claimant("سعاد")
    assert claimant_id(one, "a.example") == claimant_id(claimant("سعاد"), "a.example")
    assert claimant_id(one, "a.example") != claimant_id(one, "b.example")


names = st.sampled_from(
    [*REVIEW, *API, *CLAIMSKG, *SNOPES, *DUKE, "@graph", "@id", "obj", "src", "claims", "item"]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=[])),
    st.sampled_from(["ClaimReview", "https://schema.org", "\u202e\x00", "\ud800", "2020-01-01"]),
)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=25,
)


def explained(document):
    found = list(entries(document))
    assert found
    for each in found:
        assert each.review or each.flaws
        for flaw in (*each.flaws, *each.warnings):
            assert flaw.reason
            assert flaw.remedy
            assert flaw.path.startswith("$")
            assert flaw.pointer.startswith(each.pointer)
    return found


@settings(max_examples=200, deadline=None)
@given(trees)
def test_any_json_is_read_or_explained(tree):
    explained(json.dumps(tree).encode())
    explained(json.dumps(REVIEW | tree if isinstance(tree, dict) else [REVIEW, tree]).encode())


@settings(max_examples=60, deadline=None)
@given(trees, st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_page_is_read_or_explained(tree, noise):
    explained(
        f"<{noise}{page(json.dumps(tree), noise, json.dumps(REVIEW)).decode()}{noise}".encode()
    )
    explained(page(json.dumps(REVIEW) + noise))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"{", b"[", b"<", b"claimReviewed,a.b\n"]))
def test_any_bytes_are_read_or_explained(data, start):
    explained(start + data)


def test_what_is_huge_or_deep_is_read_or_explained():
    deep = REVIEW
    for _ in range(400):
        deep = {"isPartOf": deep}
    assert explained(json.dumps(deep).encode())[0].flaws
    for depth in (65, 500, 900):
        assert explained(b"[" * depth + b"]" * depth)[0].flaws
    wide = REVIEW | {"keywords": ["x"] * 200_000, "reviewBody": "ا" * 1_000_000}
    assert explained(dumped(wide))[0].review
    label = REVIEW | {"reviewRating": {"alternateName": "قرر" * 300_000}}
    assert explained(dumped(label))[0].review
