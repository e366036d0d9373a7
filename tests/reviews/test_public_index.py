"""The list of published reviews for people: newest first, a page at a time, in few queries."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from reviews.models import Listing, Review
from reviews.public import index
from tests import factories
from tests.reviews.test_page import STRUCTURE, Page

HOSTILE = "</h2><script>alert(1)</script>\u202e"


def listed(cast, number, **values):
    """Listings of reviews, each a day older than the one before."""
    made, claim = [], factories.claim()
    for n in range(number):
        slug = f"slug-{Listing.objects.count()}"
        review = Review.objects.create(
            newsroom=cast.newsroom,
            claim=claim,
            language="en",
            slug=slug,
            status="published",
            live=True,
        )
        at = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=n)
        told = {"title": f"T{n}", "claim_text": f"C{n}", "language": "en", "rating_label": "False"}
        told |= {"url": f"https://x.example/r/{slug}/", "publisher_name": "The Desk"}
        told |= {"reviewed_at": at, "newest_at": at}
        made.append(Listing.objects.create(review=review, **told | values))
    return made


def claims(answer):
    return [h2["text"] for h2 in Page(answer.content).find("h2")]


def test_it_is_paged_from_the_newest_on(cast, client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(index, "PAGE_SIZE", 3)
    listed(cast, 7)
    path, seen = "/r/", []
    while path:
        with django_assert_num_queries(1):
            answer = client.get(path)
        assert answer.status_code == 200
        seen.append(claims(answer))
        older = Page(answer.content).find("a", rel="next")
        path = f"/r/{older[0]['href']}" if older else ""
        assert ("noindex" in answer.text) is (len(seen) > 1)
    assert seen == [["C0", "C1", "C2"], ["C3", "C4", "C5"], ["C6"]]


def test_what_is_of_one_moment_is_neither_lost_nor_doubled(cast, client, monkeypatch):
    monkeypatch.setattr(index, "PAGE_SIZE", 2)
    listed(cast, 5)
    Listing.objects.update(newest_at=timezone.now())
    path, seen = "/r/", []
    while path:
        answer = client.get(path)
        seen += claims(answer)
        older = Page(answer.content).find("a", rel="next")
        path = f"/r/{older[0]['href']}" if older else ""
    assert sorted(seen) == ["C0", "C1", "C2", "C3", "C4"]


def test_a_language_alone(cast, client):
    listed(cast, 1, claim_text="English")
    listed(cast, 1, claim_text="عربي", language="ar-IQ")
    listed(cast, 1, claim_text="Aragonese", language="arg")
    arabic = client.get("/r/?language=ar")
    assert claims(arabic) == ["عربي"]
    (html,) = Page(arabic.content).find("html")
    assert (html["lang"], html["dir"], arabic["Content-Language"]) == ("ar", "rtl", "ar")
    (bdi,) = [each for each in Page(arabic.content).find("bdi") if each["text"] == "عربي"]
    assert (bdi["lang"], bdi["dir"]) == ("ar-IQ", "rtl")
    spoken = client.get("/r/", headers={"accept-language": "ar"})
    assert "المراجعات المنشورة" in spoken.text
    assert len(claims(spoken)) == 3
    assert "Accept-Language" in spoken["Vary"]


def test_what_is_gone_or_not_ours_is_not_there(cast, client):
    (gone, _) = listed(cast, 2)
    Listing.objects.filter(pk=gone.pk).update(gone_at=timezone.now())
    assert claims(client.get("/r/")) == ["C1"]
    Listing.objects.all().delete()
    assert "Nothing has been published yet." in client.get("/r/").text


def test_hostile_words_stay_words(cast, client):
    listed(cast, 1, **dict.fromkeys(("title", "claim_text", "rating_label"), HOSTILE))
    answer = client.get("/r/")
    page = Page(answer.content)
    assert {element["tag"] for element in page.elements} <= STRUCTURE | {"nav"}
    assert not page.find("script")
    assert claims(answer) == [HOSTILE]
    assert "script" not in answer["Content-Security-Policy"]


def test_who_has_it_is_told_so(cast, client):
    listed(cast, 1)
    answer = client.get("/r/")
    again = client.get("/r/", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert re.search(r"max-age=\d", answer["Cache-Control"])
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    "path",
    [
        *("?after=x", "?after=2026-01-01", "?after=2026-01-01-x", "?after=9999-99-99-1"),
        *("?after=2026-01-01T00:00:00-" + "9" * 30, "?after=%00-1", "?after=2026-01-01-٣"),
        *("?language=fr", "?language=%00", "?language=ar-IQ"),
        *("slug/v99999999999999999999/", "%00/", "%00/v1/", "a%00/claimreview.json"),
    ],
)
@pytest.mark.django_db
def test_what_is_no_page_is_not_found(client, path):
    assert client.get(f"/r/{path}").status_code == 404


@pytest.mark.django_db
def test_nothing_is_written_here(client):
    assert client.post("/r/").status_code == 405
