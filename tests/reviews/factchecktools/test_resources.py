"""Pages as JSON: what is kept of them, in one form, and what is refused by its place."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.factchecktools.addresses import canonical, flaw_of, is_on, site_of
from reviews.factchecktools.resources import (
    PAGE,
    day_or_moment,
    field_of,
    known,
    page,
    read_page,
)

URL = "https://desk.example/a"
RATING = {"ratingValue": 2, "worstRating": 1, "bestRating": 5}

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
names = st.sampled_from(["pageUrl", "page_url", "claimReviewMarkups", "rating", "url", "name", "x"])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
texts = st.text(min_size=1, max_size=20)
addresses = st.sampled_from(["https://a.example/1", "http://عربي.example/مقال?q=1"])


def sent_of(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Sound resources, any field of which may be missing."""
    return st.fixed_dictionaries({}, optional={name: _of(name, sub) for name, sub in shape.items()})


def _of(name: str, sub: Any) -> st.SearchStrategy[Any]:
    if name == "claimReviewMarkups":
        return st.lists(sent_of(sub), max_size=3)
    if name == "url":
        return st.sampled_from([URL, f"{URL}#x"])
    if name == "claimAppearances":
        return st.lists(addresses, max_size=3)
    if name in ("imageUrl", "sameAs", "claimFirstAppearance"):
        return addresses
    if name in RATING:
        return st.just(RATING[name])
    return texts if sub is None else sent_of(sub)


def flaws(body: Any) -> list[str]:
    return [flaw.pointer for flaw in read_page(body)[1]]


@given(sent_of({name: sub for name, sub in PAGE.items() if name != "pageUrl"}))
def test_what_is_read_is_written_and_read_again(body: dict[str, Any]) -> None:
    sent, wrong = read_page(body | {"pageUrl": URL})
    assert wrong == []
    written = page("n", "7", sent.content)
    again, wrong = read_page(written)
    assert (again.content, again.name, again.version_id, wrong) == (
        sent.content,
        "pages/n",
        "7",
        [],
    )
    assert next(iter(sent.content)) == "pageUrl"
    for markup, given_ in zip(
        sent.content.get("claimReviewMarkups", []),
        body.get("claimReviewMarkups", []),
        strict=True,
    ):
        assert markup == known(given_)


@given(anything)
def test_whatever_is_sent_is_read_or_refused(body: Any) -> None:
    sent, wrong = read_page(body)
    assert wrong or sent.page_url


def test_json_of_proto3_is_lenient() -> None:
    body = {
        "page_url": URL,
        "publishDate": None,
        "claimReviewAuthor": {},
        "claim_review_markups": [{"claim_reviewed": "x", "rating": {"rating_value": "3"}}],
    }
    sent, wrong = read_page(body)
    assert wrong == []
    assert sent.content == {
        "pageUrl": URL,
        "claimReviewMarkups": [{"claimReviewed": "x", "rating": {"ratingValue": 3}}],
    }


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], ""),
        ({}, "/pageUrl"),
        ({"pageUrl": "ftp://x.example"}, "/pageUrl"),
        ({"pageUrl": "https://u@x.example"}, "/pageUrl"),
        ({"pageUrl": "https://x.example/\u202ea"}, "/pageUrl"),
        ({"pageUrl": "https://x.example/" + "é" * 2000}, "/pageUrl"),
        ({"pageUrl": URL, "more": 1}, "/more"),
        ({"pageUrl": URL, "publishDate": 5}, "/publishDate"),
        ({"pageUrl": URL, "claimReviewMarkups": {}}, "/claimReviewMarkups"),
        ({"pageUrl": URL, "claimReviewMarkups": [{}] * 101}, "/claimReviewMarkups"),
    ],
)
def test_a_flaw_of_the_page(body: Any, place: str) -> None:
    assert flaws(body) == [place]


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        ({"url": "https://desk.example/b"}, "/url"),
        ({"url": f"{URL}?x#a"}, "/url"),
        ({"claimReviewed": "x" * 5001}, "/claimReviewed"),
        ({"claimAppearances": ["https://x.example", "javascript:alert(1)"]}, "/claimAppearances/1"),
        ({"claimAuthor": {"sameAs": "data:text/html,x"}}, "/claimAuthor/sameAs"),
        ({"rating": {"ratingValue": 1.5}}, "/rating/ratingValue"),
        ({"rating": {"ratingValue": True}}, "/rating/ratingValue"),
        ({"rating": {"bestRating": 2**31}}, "/rating/bestRating"),
        ({"rating": RATING | {"worstRating": 9}}, "/rating/worstRating"),
        ({"rating": RATING | {"ratingValue": 9}}, "/rating/ratingValue"),
    ],
)
def test_a_flaw_of_a_markup(markup: Any, place: str) -> None:
    body = {"pageUrl": URL, "claimReviewMarkups": [{"claimReviewed": "y"}, markup]}
    assert flaws(body) == [f"/claimReviewMarkups/1{place}"]


def test_fields_are_named_as_google_names_them() -> None:
    assert field_of("/claimReviewMarkups/1/rating/ratingValue") == (
        "claimReviewMarkups[1].rating.ratingValue"
    )
    assert field_of("") == ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T10:00:00+03:00", datetime(2026, 3, 1, 7, tzinfo=UTC)),
        ("2026-03-01T10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        *(
            (text, None)
            for text in ("", "March 2026", "2026-13-01", "٢٠٢٦-٠٣-٠١", "0001-01-01T00:00:00+14:00")
        ),
    ],
)
def test_free_dates(text: str, moment: datetime | None) -> None:
    assert day_or_moment(text) == moment


def test_one_page_has_one_canonical_address() -> None:
    same = [
        *("https://www.desk.example/a", "http://desk.example/a/", "HTTPS://DESK.example:443/a#x"),
        *("https://desk.example/a?utm_source=x&fbclid=1", "http://desk.example:80/a"),
    ]
    assert {canonical(url) for url in same} == {"desk.example/a"}
    other = ["https://desk.example/A", "https://desk.example/a?id=1", "https://desk.example:8443/a"]
    assert len({canonical(url) for url in [*same, *other]}) == 4
    assert canonical("https://مثال.example/ا") == canonical("https://xn--mgbh0fb.example/ا")


@given(st.text(max_size=40) | st.text(max_size=20).map(lambda text: f"https://{text}"))
def test_any_address_is_taken_or_refused(url: str) -> None:
    assert (canonical(url) == "") == (flaw_of(url) != "")
    site_of(url)
    is_on(url, URL)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://desk.example/x", True),
        ("https://ar.desk.example", True),
        ("https://www.desk.example", True),
        ("https://mydesk.example", False),
        ("https://desk.example.evil.example", False),
        ("https://example", False),
    ],
)
def test_a_page_is_on_a_domain_or_below(url: str, expected: bool) -> None:
    assert is_on(url, "https://www.desk.example/news") is expected
