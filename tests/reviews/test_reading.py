"""Any markup is read, nothing of it is lost, and written again it stays what it is."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reviews.markup.names import is_schema_org, plain
from reviews.markup.reading import read
from reviews.markup.things import (
    TYPES,
    Claim,
    ClaimReview,
    CorrectionComment,
    DataFeed,
    DataFeedItem,
    MediaReview,
    Party,
    Rating,
    Work,
    properties,
)
from reviews.markup.values import Moment, Number, moment
from reviews.markup.writing import as_bytes, document
from tests.gold import SHARED

WILD = SHARED / "data" / "claimreview" / "jsonld_wild.jsonl"

words = st.text(max_size=4) | st.sampled_from(["", "5", "٥", "4/5", "https://a.example/", "_:a"])
scalars = words | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none()
names = st.sampled_from(
    [
        *sorted({name for kind in TYPES.values() for name in properties(kind)}),
        *("@id", "@type", "@value", "@language", "schema:author", "http://schema.org/name", "foo"),
    ]
)
types = st.sampled_from([*TYPES, "schema:ClaimReview", "https://schema.org/Rating", "Thing", ""])
ids = st.builds(lambda name: {"@id": name}, st.sampled_from(["_:a", "#b", "c"]))
markup = st.recursive(
    scalars | types | ids,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=25,
)
nodes = st.dictionaries(names, markup, max_size=6)
reviews = nodes.map(lambda node: node | {"@type": "ClaimReview", "claimReviewed": "x"})


def leaves(value):
    """All that stands at the ends of a JSON value, as text; types and ids by their plain names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context" and is_schema_org(inner):
                continue
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield plain(value) if isinstance(value, str) else str(value)


def only(found):
    (one,) = found
    return one.thing


def again(thing):
    """What was read and written, read and written once more."""
    return document(read(document(thing))[0].thing)


@given(markup)
@example([[[[{"@type": "ClaimReview", "claimReviewed": {"@value": 1}}]]]])
@example({"@type": ["ClaimReview", None, {}], "@id": [], "@context": [{}, None, {"a": 1}]})
def test_no_value_is_too_odd(value):
    for found in read(value):
        document(found.thing)


@given(reviews | st.lists(reviews, max_size=3).map(lambda all_: {"@graph": all_}))
def test_nothing_of_a_review_is_lost(value):
    for found in read(value):
        written = Counter(leaves(document(found.thing)))
        for leaf in leaves(found.node):
            assert leaf in written


@given(reviews | st.lists(reviews, max_size=3).map(lambda all_: {"@graph": all_}))
def test_written_and_read_again_it_is_the_same(value):
    for found in read(value):
        assert again(found.thing) == document(found.thing)


def deep(levels):
    node = {"@type": "ClaimReview", "claimReviewed": "deepest"}
    for _ in range(levels):
        node = {"@type": "CreativeWork", "isBasedOn": node}
    return {"@type": "ClaimReview", "claimReviewed": "x", "citation": node}


@pytest.mark.parametrize("levels", [10, 39, 40, 41, 63, 64, 300, 5_000])
def test_however_deep_it_is_read(levels):
    found = read(deep(levels))
    assert found[0].thing.claim_reviewed == "x"
    assert len(found) == (2 if levels < 64 else 1)


def test_lists_in_lists_without_end():
    value: list = []
    for _ in range(100_000):
        value = [value]
    assert read(value) == []
    assert read({"@type": "ClaimReview", "claimReviewed": value})[0].thing.claim_reviewed == ""


def test_each_is_found_with_its_path():
    review = {"@type": "ClaimReview", "claimReviewed": "a"}
    page = [
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, review]},
        {"@type": "NewsArticle", "it's": {"review": [review, {"claimReviewed": "b"}]}},
        {"@type": "Movie", "claimReviewed": "of another type"},
    ]
    assert [found.path for found in read(page)] == [
        "$[0]['@graph'][1]",
        "$[1]['it\\'s'].review[0]",
        "$[1]['it\\'s'].review[1]",
    ]


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "http://schema.org/",
        "https://www.schema.org/",
        ["http://schema.org"],
        {"@vocab": "http://schema.org/"},
        None,
    ],
)
def test_contexts_of_schema_org_are_understood(context):
    thing = only(read({"@context": context, "@type": "ClaimReview", "claimReviewed": "x"}))
    assert document(thing)["@context"] == (
        "https://schema.org" if context else ["https://schema.org", None]
    )


def test_other_contexts_are_kept_and_their_prefixes_followed():
    context = ["https://schema.org", {"so": "http://schema.org/", "@language": "ar"}]
    node = {"@context": context, "@type": "so:ClaimReview", "so:claimReviewed": "x"}
    thing = only(read(node))
    assert (thing.types, thing.claim_reviewed) == (("ClaimReview",), "x")
    assert document(thing)["@context"] == context


def test_expanded_json_ld():
    node = {
        "@type": ["http://schema.org/ClaimReview"],
        "http://schema.org/claimReviewed": [{"@value": "x"}],
        "http://schema.org/url": [{"@id": "https://a.example/"}],
    }
    assert only(read([node])) == ClaimReview(claim_reviewed="x", url="https://a.example/")


def test_arrays_for_values_and_values_for_arrays():
    review = only(
        read(
            {
                "@type": ["Review", "ClaimReview"],
                "claimReviewed": ["first", "second"],
                "author": [{"name": "A"}, "B", "https://c.example/", 7, None],
                "reviewRating": [{"alternateName": "False"}],
                "itemReviewed": {
                    "appearance": "https://d.example/",
                    "author": {"name": ["E", "F"]},
                },
            }
        )
    )
    assert review.types == ("Review", "ClaimReview")
    assert (review.claim_reviewed, review.extra["claimReviewed"]) == ("first", ["second"])
    assert [party.name or party.url for party in review.author] == [
        "A",
        "B",
        "https://c.example/",
        "7",
    ]
    assert review.extra["author"] == [None]
    assert review.review_rating == Rating(types=(), alternate_name="False")
    claim = review.item_reviewed
    assert claim is not None
    assert claim.appearance == (Work(url="https://d.example/"),)
    assert claim.author == (Party(name="E", extra={"name": ["F"]}),)


def test_older_markup_whose_item_is_a_work():
    item = {"@type": "CreativeWork", "url": "https://a.example/", "author": {"name": "A"}}
    review = only(read({"claimReviewed": "x", "itemReviewed": item}))
    expected = Claim(types=("CreativeWork",), url="https://a.example/", author=(Party(name="A"),))
    assert review.item_reviewed == expected


@pytest.mark.parametrize("rating", ["False", {"alternateName": "False"}])
def test_rating_in_words(rating):
    review = only(read({"claimReviewed": "x", "reviewRating": rating}))
    assert review.review_rating == Rating(types=(), alternate_name="False")


def test_references_within_the_document_are_followed():
    graph = [
        {"@type": "ClaimReview", "claimReviewed": "x", "author": {"@id": "#us"}},
        {"@id": "#us", "@type": "Organization", "name": "We", "logo": {"@id": "#logo"}},
        {"@type": "ClaimReview", "claimReviewed": "y", "author": {"@id": "#them"}},
    ]
    ours, theirs = (found.thing for found in read({"@graph": graph}))
    us = Party(id="#us", types=("Organization",), name="We", logo="#logo")
    assert ours.author == (us,)
    assert theirs.author == (Party(id="#them"),)


def test_circles_of_references_end():
    graph = [
        {"@type": "ClaimReview", "claimReviewed": "x", "citation": {"@id": "#a"}},
        {"@id": "#a", "isBasedOn": {"@id": "#b"}},
        {"@id": "#b", "isBasedOn": [{"@id": "#a"}, {"@id": "#b"}]},
    ]
    thing = only(read({"@graph": graph}))
    assert again(thing) == document(thing)


def test_shared_nodes_stay_small():
    graph = [
        {"@id": f"_:{n}", "isBasedOn": [{"@id": f"_:{n + 1}"}, {"@id": f"_:{n + 1}"}]}
        for n in range(30)
    ]
    review = {"@type": "ClaimReview", "claimReviewed": "x", "citation": {"@id": "_:0"}}
    thing = only(read([review, *graph]))
    assert len(as_bytes(document(thing))) < 20_000
    assert again(thing) == document(thing)


def test_feed_with_its_entries_and_their_reviews():
    review = {"@type": "ClaimReview", "claimReviewed": "x"}
    media = {"@type": "MediaReview", "associatedClaimReview": review}
    feed = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dateModified": "2026-01-02T00:00:00Z",
        "dataFeedElement": [
            {"@type": "DataFeedItem", "url": "https://a.example/1", "item": None},
            {"dateCreated": "2026-01-01", "item": review},
            {"@type": "DataFeedItem", "item": [media, review, "text"]},
            {"@type": "DataFeedItem", "url": "https://a.example/2", "dateDeleted": "2026-01-03"},
            review,
            5,
        ],
    }
    found = read(feed)
    assert [type(each.thing) for each in found] == [
        DataFeed,
        DataFeedItem,
        ClaimReview,
        DataFeedItem,
        MediaReview,
        ClaimReview,
        ClaimReview,
        DataFeedItem,
        ClaimReview,
    ]
    whole = found[0].thing
    assert [len(element.item) for element in whole.data_feed_element[:4]] == [0, 1, 2, 0]
    assert whole.data_feed_element[3].date_deleted.day == date(2026, 1, 3)
    assert whole.extra["dataFeedElement"] == [5]
    assert found[4].path == "$.dataFeedElement[2].item[0]"
    assert again(whole) == document(whole)


def test_claim_of_the_fact_check_tools_api_is_read_as_its_reviews():
    claim = {
        "text": "x",
        "claimant": "A",
        "claimDate": "2019-06-20T12:12:40Z",
        "claimReview": [
            {
                "publisher": {"name": "B", "site": "b.example"},
                "url": "https://b.example/1",
                "title": "T",
                "reviewDate": "2019-06-21T00:00:00Z",
                "textualRating": "False",
                "languageCode": "ur",
            }
        ],
    }
    found = read({"claims": [claim]})
    assert [each.path for each in found] == ["$.claims[0].claimReview[0]"]
    review = only(found)
    assert review == ClaimReview(
        types=(),
        url="https://b.example/1",
        name="T",
        claim_reviewed="x",
        in_language="ur",
        date_published=Moment("2019-06-21T00:00:00Z"),
        author=(Party(name="B", extra={"site": "b.example"}),),
        review_rating=Rating(types=(), alternate_name="False"),
        item_reviewed=Claim(
            types=(), author=(Party(name="A"),), date_published=Moment("2019-06-20T12:12:40Z")
        ),
    )


def test_correction_in_words():
    review = only(read({"claimReviewed": "x", "correction": ["words", "https://a.example/c"]}))
    assert review.correction == (
        CorrectionComment(types=(), text="words"),
        CorrectionComment(types=(), url="https://a.example/c"),
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2022-06-28 21:14", datetime(2022, 6, 28, 21, 14, tzinfo=UTC)),
        ("2022-06-28T21:14:00Z", datetime(2022, 6, 28, 21, 14, tzinfo=UTC)),
        ("٢٠٢٢-٠٦-٢٨ ٢١:١٤", datetime(2022, 6, 28, 21, 14, tzinfo=UTC)),
        ("Tue, 28 Jun 2022 21:14:00 GMT", datetime(2022, 6, 28, 21, 14, tzinfo=UTC)),
        (
            "2020-03-27T10:46:13+0200",
            datetime(2020, 3, 27, 10, 46, 13, tzinfo=timezone(timedelta(hours=2))),
        ),
    ],
)
def test_moments(text, at):
    assert (Moment(text).at, Moment(text).day) == (at, at.date())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-06-28", date(2022, 6, 28)),
        (" 2015-06-7", date(2015, 6, 7)),
        ("6 August 2018", date(2018, 8, 6)),
        ("Aug 6, 2018", date(2018, 8, 6)),
        ("06/08/2018", None),
        ("2018", None),
        ("yesterday", None),
        ("2022-02-30", None),
        ("0000-00-00 00:00:00", None),
        ("\ud800", None),
    ],
)
def test_days(text, day):
    assert (Moment(text).at, Moment(text).day) == (None, day)


@given(st.text() | st.datetimes().map(str))
def test_no_date_is_too_odd(text):
    assert (Moment(text).at is None) or Moment(text).day == Moment(text).at.date()


@given(st.datetimes(), st.integers(-720, 720))
def test_moments_are_understood_as_they_were_meant(local, minutes):
    assume(2 <= local.year <= 9998)
    at = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert moment(at).at == at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("given", "value", "out_of"),
    [
        (3, 3, None),
        (3.5, 3.5, None),
        ("3", 3, None),
        (" -1 ", -1, None),
        ("٥", 5, None),
        ("4/5", 4, 5),
        ("٤ / ٥", 4, 5),
        ("3,5", 3.5, None),
        ("", None, None),
        ("four", None, None),
        ("1-5", None, None),
        ("50%", None, None),
        ("4/5/6", None, None),
        ("1e999", None, None),
        (float("inf"), None, None),
        ("9" * 400, None, None),
    ],
)
def test_numbers(given, value, out_of):
    assert (Number(given).value, Number(given).out_of) == (value, out_of)


def test_half_a_surrogate_pair_can_be_written():
    thing = only(read({"claimReviewed": "\ud800", "foo": "\udfff"}))
    assert json.loads(as_bytes(document(thing)))["foo"] == "\udfff"


needs_wild = pytest.mark.skipif(
    not WILD.exists(),
    reason="the private real markup (../shared/data/claimreview) is not on this machine",
)


@cache
def rows():
    with WILD.open(encoding="utf-8") as lines:
        return [json.loads(line)["obj"] for line in lines]


@needs_wild
def test_all_of_the_wild_are_read_and_each_is_one_review():
    assert len(rows()) == 66
    for row in rows():
        review = only(read(row))
        assert review.claim_reviewed
        assert review.url


@needs_wild
def test_nothing_of_the_wild_is_lost_and_all_is_stable():
    for row in rows():
        thing = only(read(row))
        assert again(thing) == document(thing)
        assert Counter(leaves(row)) <= Counter(leaves(document(thing)))


@needs_wild
def test_dates_of_the_wild_are_understood():
    dates = [only(read(row)).date_published for row in rows()]
    assert all(each.day for each in dates if each)
    assert sum(each is not None for each in dates) == 64


@needs_wild
def test_what_is_understood_of_the_wild():
    found = [only(read(row)) for row in rows()]
    for field in ("review_rating", "author", "item_reviewed"):
        assert all(getattr(review, field) for review in found)
    values = [review.review_rating.rating_value for review in found]
    assert sum(each is not None and each.value is not None for each in values) == 26
