"""The feeds, over HTTP: what they hold, in which order, and that hostile texts break none."""

import gzip
import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from lxml import etree

from factcheck.core import fallbacks
from reviews.factchecktools.urls import _NOTHING as NOTHING
from reviews.markup.dossier import from_json
from reviews.markup.profiles import render_profile
from reviews.models import Listing, Publication, Rendition, Review
from reviews.operations.rendering import render
from reviews.public.caching import LIST_ADDRESSES
from reviews.public.feeds import discovery, selection, views
from tests import factories
from tests.reviews.published import HOSTILE, publish, standing, taken_back, withdraw
from tests.reviews.test_public_versions import rewrite_and_publish

pytestmark = pytest.mark.django_db
FEED, ATOM, RSS, JSON = (
    f"/feeds/{name}" for name in ("datafeed.json", "atom.xml", "rss.xml", "feed.json")
)
NEWS, INDEX, PART = "/sitemap-news.xml", "/sitemap.xml", "/sitemaps/reviews-1.xml"
FEEDS = (FEED, ATOM, RSS, JSON, NEWS, INDEX, PART)
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "m": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def get(client, url, **query):
    answer = client.get(f"{url}?{urlencode(query)}" if query else url)
    assert answer.status_code == 200, answer.content
    return body(answer)


def feed(client, **query):
    return json.loads(get(client, FEED, **query))


def urls(found):
    return [element["url"] for element in found["dataFeedElement"]]


def xml(client, url, **query):
    return etree.fromstring(get(client, url, **query))


def url_of(review):
    return f"{settings.PUBLIC_BASE_URL}/r/{review.slug}/"


def of(parent, path):
    return parent.xpath(path, namespaces=NS)


# What the DataFeed holds


def test_the_datafeed_has_the_shape_of_data_commons_and_the_stored_markup(cast, client):
    review = standing(cast, title=HOSTILE)
    found = feed(client)
    (element,) = found.pop("dataFeedElement")
    assert set(found) == {"@context", "@type", "dateModified"}
    assert (found["@context"], found["@type"]) == ("https://schema.org", "DataFeed")
    assert MOMENT.fullmatch(found["dateModified"])
    markup = client.get(f"/r/{review.slug}/claimreview.json").json()
    assert element.pop("item") == [markup]
    assert markup["name"] == HOSTILE
    assert (element.pop("@context"), element.pop("@type")) == (
        "https://schema.org",
        "DataFeedItem",
    )
    assert element.pop("url") == url_of(review) == markup["url"]
    assert set(element) == {"dateCreated", "dateModified"}
    assert all(MOMENT.fullmatch(value) for value in element.values())


def test_an_element_is_what_the_profile_of_the_dossier_is(cast, client):
    review = publish(cast, title="ماذا نعرف")
    (element,) = feed(client)["dataFeedElement"]
    dossier = from_json(Publication.objects.get().dossier)
    assert element == json.loads(render_profile(dossier, url=url_of(review), profile="datafeed"))


def test_each_element_of_the_datafeed_is_one_line(cast, client):
    standing(cast, title="A\u2028B\nC"), standing(cast)
    lines = get(client, FEED).split(b"\n")
    assert [line[:1] for line in lines] == [b"{", b"{", b"{", b"]", b""]
    assert [json.loads(line.rstrip(b","))["@type"] for line in lines[1:3]] == ["DataFeedItem"] * 2


def test_the_whole_feed_holds_what_stands_and_an_increment_says_what_is_gone(cast, client):
    kept, gone = publish(cast), publish(cast)
    before = feed(client)
    assert urls(before) == [url_of(kept), url_of(gone)]
    withdraw(cast, gone)
    assert urls(feed(client)) == [url_of(kept)]
    since = feed(client, since=before["dateModified"])
    tombstone = since["dataFeedElement"][-1]
    assert (tombstone["url"], tombstone["item"]) == (url_of(gone), [])
    assert tombstone["dateDeleted"] == tombstone["dateModified"] >= tombstone["dateCreated"]
    assert since["dateModified"] > before["dateModified"]
    later = feed(client, since=since["dateModified"])
    assert urls(later) == [url_of(gone)], "the newest is told again, and nothing older"


def test_an_increment_of_a_day_and_of_the_future(cast, client):
    review = standing(cast)
    assert urls(feed(client, since=f"{timezone.now():%Y-%m-%d}")) == [url_of(review)]
    assert urls(feed(client, since="2026-01-01T02:00:00+02:00")) == [url_of(review)]
    assert urls(feed(client, since="9999-12-31")) == []


def test_a_correction_comes_with_the_next_increment(cast, client):
    review, other = publish(cast), standing(cast)
    until = feed(client)["dateModified"]
    rewrite_and_publish(cast, review, "Two reports.")
    render(publication=other.revisions.get().publication)  # nothing of it has changed
    found = feed(client, since=until)
    assert urls(found) == [url_of(other), url_of(review)]
    assert found["dataFeedElement"][1]["item"][0]["reviewBody"] == "Two reports."


def test_feeds_of_a_newsroom_and_of_a_language(cast, client):
    english, arabic = standing(cast), standing(cast, language="ar")
    regional, rival = standing(cast, language="ar-IQ"), standing(cast, rival=True)
    for query, expected in (
        ({"newsroom": "desk"}, {english, arabic, regional}),
        ({"newsroom": "rival"}, {rival}),
        ({"language": "ar"}, {arabic, regional}),
        ({"language": "AR-iq"}, {regional}),
        ({"language": "fr"}, set()),
        ({"newsroom": "rival", "language": "ar"}, set()),
    ):
        wanted = {url_of(review) for review in expected}
        assert set(urls(feed(client, **query))) == wanted, query
        assert set(of(xml(client, ATOM, **query), "a:entry/a:id/text()")) == wanted, query
        assert set(of(xml(client, RSS, **query), "channel/item/link/text()")) == wanted, query
        assert {i["id"] for i in json.loads(get(client, JSON, **query))["items"]} == wanted
        assert set(of(xml(client, NEWS, **query), "s:url/s:loc/text()")) == wanted


@pytest.mark.parametrize(
    ("url", "query", "parameter"),
    [
        (FEED, "newsroom=nobody", "newsroom"),
        (FEED, "newsroom=%00", "newsroom"),
        (FEED, "since=yesterday", "since"),
        (FEED, "since=2026-11-28T10:00:00", "since"),
        (FEED, "since=2026-11-28T10:00:00+02:00", "since"),  # the plus is a space
        (FEED, "since=0001-01-01T00:00:00%2B14:00", "since"),
        (FEED, "since=", "since"),
        (FEED, "since=2026-11-28&since=2026-11-27", "since"),
        (FEED, "page=1.1", "page"),
        (ATOM, "page=2", "page"),
        (ATOM, "page=99999999999999999999999999.1", "page"),
        (ATOM, "page=1.99999999999999999999", "page"),
        (ATOM, "page=%D9%A1.%D9%A1", "page"),
        (ATOM, "since=2026-11-28", "since"),
        (JSON, "language=arabic%20please", "language"),
        (RSS, "limit=5", "limit"),
        (NEWS, "page=1.1", "page"),
        (INDEX, "newsroom=desk", "newsroom"),
        ("/robots.txt", "a=b", "a"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named_with_its_remedy(client, url, query, parameter):
    answer = client.get(f"{url}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    (error,) = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert error["detail"]
    assert error["remedy"]


# Readers' feeds


def test_the_atom_feed_is_whole_page_by_page(cast, client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    reviews = [standing(cast) for _ in range(5)]
    taken_back(cast, reviews.pop(1))
    seen, url, ids = [], f"{settings.PUBLIC_BASE_URL}{ATOM}", set()
    while url:
        page = xml(client, url.removeprefix(settings.PUBLIC_BASE_URL))
        seen += of(page, "a:entry/a:id/text()")
        ids |= set(of(page, "a:id/text()"))
        assert of(page, "a:link[@rel='self']/@href") == [url]
        (url,) = of(page, "a:link[@rel='next']/@href") or [None]
    assert seen == [url_of(review) for review in reversed(reviews)]
    assert ids == {f"{settings.PUBLIC_BASE_URL}{ATOM}"}


def test_all_readers_feeds_are_paged_alike(cast, client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 1)
    first, second = standing(cast), standing(cast)
    page = json.loads(get(client, JSON, newsroom="desk"))
    assert [item["id"] for item in page["items"]] == [url_of(second)]
    following = json.loads(get(client, page["next_url"].removeprefix(settings.PUBLIC_BASE_URL)))
    assert [item["id"] for item in following["items"]] == [url_of(first)]
    assert "next_url" not in following
    (href,) = of(xml(client, RSS), "channel/a:link[@rel='next']/@href")
    rest = xml(client, href.removeprefix(settings.PUBLIC_BASE_URL))
    assert of(rest, "channel/item/link/text()") == [url_of(first)]


def test_what_changes_while_a_reader_pages_shifts_no_page(cast, client, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    reviews = [standing(cast) for _ in range(4)]
    following = json.loads(get(client, JSON))["next_url"]
    standing(cast)
    taken_back(cast, reviews[3])
    page = json.loads(get(client, following.removeprefix(settings.PUBLIC_BASE_URL)))
    assert [item["id"] for item in page["items"]] == [url_of(r) for r in (reviews[1], reviews[0])]


def test_the_atom_feed_keeps_rfc_4287(cast, client):
    cast.newsroom.logo_url = "https://desk.example/logo.png"
    cast.newsroom.save()
    standing(cast, language="ar", title=HOSTILE, summary=f"خلاصة {HOSTILE}")
    root = xml(client, ATOM, newsroom="desk")
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for parent in (root, *of(root, "a:entry")):
        for name in ("id", "title", "updated"):
            assert len(of(parent, f"a:{name}")) == 1, (parent.tag, name)
        assert MOMENT.fullmatch(of(parent, "a:updated")[0].text)
    (entry,) = of(root, "a:entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert of(entry, "a:author/a:name/text()") == ["The Desk"]
    assert MOMENT.fullmatch(of(entry, "a:published")[0].text)
    types = of(entry, "a:link[@rel='alternate']/@type")
    assert types == ["text/html", "application/ld+json"]
    title = of(entry, "a:title")[0].text
    assert title == re.sub("[\x01\x0b\x1f\ufffe]", "\ufffd", HOSTILE)
    assert of(entry, "a:summary")[0].text.startswith("الادعاء: ")
    assert not of(root, "//*[namespace-uri() != 'http://www.w3.org/2005/Atom']")


def test_the_rss_feed_keeps_its_rules_and_shows_the_newsrooms_logo(cast, client):
    cast.newsroom.logo_url = "https://desk.example/logo.png?a=1&b=2"
    cast.newsroom.save()
    review = standing(cast, title=HOSTILE)
    root = xml(client, RSS, newsroom="desk")
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert [len(of(channel, name)) for name in ("title", "link", "description")] == [1, 1, 1]
    assert of(channel, "language/text()") == ["en"]
    (item,) = of(channel, "item")
    assert of(item, "guid[@isPermaLink='true']/text()") == [url_of(review)]
    published = parsedate_to_datetime(of(item, "pubDate")[0].text)
    assert abs(published - timezone.now()) < timedelta(hours=1)
    assert of(item, "dc:language/text()") == ["en"]
    pictures = [cast.newsroom.logo_url, f"{url_of(review)}badge.svg"]
    assert of(item, "m:content[@medium='image']/@url") == pictures
    assert of(item, "m:thumbnail/@url") == [cast.newsroom.logo_url]


def test_the_json_feed_keeps_version_1_1(cast, client):
    review = standing(cast, title=HOSTILE)
    found = json.loads(get(client, JSON, newsroom="desk"))
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"].endswith("/feeds/feed.json?newsroom=desk")
    assert found["authors"] == [{"name": "The Desk", "url": "https://desk.example"}]
    assert found["language"] == "en"
    (item,) = found["items"]
    assert (item["id"], item["url"], item["title"]) == (url_of(review), url_of(review), HOSTILE)
    assert item["content_text"]
    datetime.fromisoformat(item["date_published"])
    told = item["_claimreview"]
    assert told["rating"] == {"label": "Misleading", "value": 2, "best": 3, "worst": 1}
    assert client.get(told["markup"].removeprefix(settings.PUBLIC_BASE_URL)).status_code == 200


# Sitemaps and discovery


def test_the_news_sitemap_holds_the_last_48_hours(cast, client):
    old, new = standing(cast), standing(cast, language="ar-IQ", title=HOSTILE)
    long_ago = timezone.now() - timedelta(hours=49)
    Listing.objects.filter(review=old).update(reviewed_at=long_ago)
    (found,) = of(xml(client, NEWS), "s:url")
    assert of(found, "s:loc/text()") == [url_of(new)]
    (news,) = of(found, "n:news")
    assert of(news, "n:publication/n:name/text()") == ["The Desk"]
    assert of(news, "n:publication/n:language/text()") == ["ar"]
    assert MOMENT.fullmatch(of(news, "n:publication_date")[0].text)
    assert of(news, "n:title")[0].text.startswith("</title>]]>")


def test_sitemaps_hold_every_address_once_and_never_too_many(cast, client, monkeypatch):
    monkeypatch.setattr("reviews.public.feeds.sitemaps.URLS", 2)
    reviews = [standing(cast) for _ in range(5)]
    taken_back(cast, reviews.pop())
    seen = []
    for part in of(xml(client, INDEX), "s:sitemap"):
        assert MOMENT.fullmatch(of(part, "s:lastmod")[0].text)
        address = of(part, "s:loc")[0].text.removeprefix(settings.PUBLIC_BASE_URL)
        held = of(xml(client, address), "s:url/s:loc/text()")
        assert 1 <= len(held) <= 2
        seen += held
    assert seen == [url_of(review) for review in reviews]


def test_a_sitemap_that_was_never_named_is_not_found(cast, client):
    standing(cast)
    for number in ("0", "7777", "99999999999999999999"):
        assert client.get(f"/sitemaps/reviews-{number}.xml").status_code == 404


def test_robots_may_read_what_is_published_and_find_the_sitemaps(client):
    lines = get(client, "/robots.txt").decode().splitlines()
    assert {"User-agent: *", "Allow: /r/", "Disallow: /admin/", "Disallow: /api/"} <= set(lines)
    base = settings.PUBLIC_BASE_URL
    assert {f"Sitemap: {base}{INDEX}", f"Sitemap: {base}{NEWS}"} <= set(lines)


def test_what_the_list_names_is_there_and_of_the_type_that_it_names(client):
    for door in (*discovery.FEEDS, *discovery.SITEMAPS):
        answer = client.get(door.path)
        assert answer.status_code == 200, door
        assert answer["Content-Type"].split(";")[0] == door.media_type


def test_the_services_that_the_list_names_are_there():
    for door in discovery.SERVICES:
        if door.path != "/api/v1/":  # where a client's addresses begin
            assert resolve(door.path).func not in (fallbacks.nothing_here, NOTHING), door


def test_the_list_and_the_catalog_name_the_same_feeds(client):
    listed = json.loads(get(client, "/.well-known/claimreview"))
    answer = client.get("/.well-known/api-catalog")
    assert answer["Content-Type"].startswith("application/linkset+json")
    assert 'rel="api-catalog"' in client.head("/.well-known/api-catalog")["Link"]
    whole, *others = answer.json()["linkset"]
    anchors = [each["anchor"] for each in others]
    assert [item["href"] for item in whole["item"]] == anchors
    assert {door["url"] for door in listed["feeds"].values()} <= set(anchors)


# Conditional requests, compression


def test_who_has_it_is_told_so_without_rendering_it(cast, client):
    standing(cast)
    for url in (*FEEDS, "/robots.txt", "/.well-known/claimreview"):
        answer = client.get(url)
        assert answer["ETag"].startswith('W/"')
        assert "public, max-age=" in answer["Cache-Control"]
        assert answer["Vary"] == "Accept-Encoding"
        assert "Content-Language" not in answer
        assert answer["Cache-Tag"] == "lists"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies
        with CaptureQueriesContext(connection) as queries:
            known = client.get(url, headers={"If-None-Match": answer["ETag"]})
        assert (known.status_code, known.content) == (304, b""), url
        assert known["ETag"] == answer["ETag"]
        told = ("Vary", "Cache-Control", "Access-Control-Allow-Origin")
        assert [known[name] for name in told] == [answer[name] for name in told]
        assert len(queries) <= 2


def test_what_changed_is_told_anew(cast, client):
    review = standing(cast)
    standing(cast)
    etags = [{url: client.get(url)["ETag"] for url in FEEDS}]
    taken_back(cast, review)
    etags.append({url: client.get(url)["ETag"] for url in FEEDS})
    standing(cast)
    etags.append({url: client.get(url)["ETag"] for url in FEEDS})
    for url in FEEDS:
        assert len({each[url] for each in etags}) == 3, url


def test_what_is_asked_is_part_of_the_etag(cast, client):
    standing(cast)
    queries = ("", "?newsroom=desk", "?language=en", "?since=2026-01-01", "?since=2026-01-02")
    assert len({client.get(f"{FEED}{query}")["ETag"] for query in queries}) == len(queries)


def test_last_modified_comes_once_nothing_more_can_change_in_its_second(cast, client, monkeypatch):
    standing(cast)
    newest = Listing.objects.get().changed_at
    monkeypatch.setattr(selection, "horizon", lambda: newest + timedelta(microseconds=1))
    if newest.microsecond < 999_999:
        assert "Last-Modified" not in client.get(FEED)
    monkeypatch.setattr(selection, "horizon", lambda: newest + timedelta(seconds=1))
    answer = client.get(FEED)
    assert parsedate_to_datetime(answer["Last-Modified"]) == newest.replace(microsecond=0)
    ask = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get(FEED, headers=ask).status_code == 304
    earlier = newest - timedelta(seconds=5)
    ask = {"If-Modified-Since": f"{earlier:%a, %d %b %Y %H:%M:%S GMT}"}
    assert client.get(FEED, headers=ask).status_code == 200


def test_a_cache_that_is_purged_keeps_what_it_can_be_told_of(client, settings):
    settings.PURGE_URL = "https://cdn.example/purge"
    kept = {url for url in (*FEEDS[:-1], "/robots.txt") if _keeps(client, url)}
    assert kept == {f"/{address}" for address in LIST_ADDRESSES}
    assert not _keeps(client, f"{FEED}?since=2026-01-01"), "it has no address to be purged by"


def _keeps(client, url):
    return "s-maxage" in client.get(url)["Cache-Control"]


def test_it_is_compressed_for_who_takes_that_and_the_same(cast, client):
    for _ in range(3):
        standing(cast)
    for url in (*set(FEEDS) - {INDEX}, "/.well-known/claimreview"):  # it is too small
        plain = client.get(url)
        packed = client.get(url, headers={"Accept-Encoding": "br, gzip"})
        assert packed["Content-Encoding"] == "gzip", url
        assert packed["ETag"] == plain["ETag"]
        squeezed, whole = body(packed), body(plain)
        assert gzip.decompress(squeezed) == whole
        assert len(squeezed) < len(whole)


def test_head_answers_with_the_headers_alone(cast, client):
    standing(cast)
    for url in FEEDS:
        full, head = client.get(url), client.head(url)
        assert body(head) == b""
        assert head.status_code == 200
        for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
            assert head[name] == full[name], url
        assert client.post(url).status_code == 405


def test_a_page_costs_the_same_queries_however_many_reviews(cast, client):
    counts = []
    for _ in range(2):
        standing(cast), standing(cast)
        counts.append({})
        for url in FEEDS:
            with CaptureQueriesContext(connection) as queries:
                body(client.get(url))
            counts[-1][url] = len(queries)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 4


def test_nothing_is_told_of_what_is_not_published(cast, client):
    factories.review(cast.newsroom, cast.users["reviewer"])
    assert urls(feed(client)) == []
    assert of(xml(client, ATOM), "a:entry") == []
    assert of(xml(client, INDEX), "s:sitemap") == []
    assert Review.objects.count() == 1
    assert not Rendition.objects.exists()
