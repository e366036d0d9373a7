"""The oEmbed provider: what oembed.com says, and what WordPress makes of the answer."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from lxml import etree

from reviews.operations.reviews import perform
from reviews.public.oembed import _path, frame
from reviews.workflow import Verb
from tests.reviews import wordpress
from tests.reviews.embeds import ARABIC, ENGLISH, show
from tests.reviews.test_page import HOSTILE, Page, spoil
from tests.worker import work

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def review(cast):
    return show(cast, ARABIC)


@pytest.fixture
def url(review):
    return f"{BASE}/r/{review.slug}/"


def ask(client, url, **more):
    return client.get("/oembed", {"url": url, **more})


def test_the_answer_is_a_rich_one_with_everything_that_the_specification_names(client, url):
    answer = ask(client, url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    found = answer.json()
    html = found.pop("html")
    assert found == {
        "type": "rich",
        "version": "1.0",
        "title": ARABIC.title,
        "author_name": ARABIC.newsroom.name,
        "author_url": ARABIC.newsroom.url,
        "provider_name": "127.0.0.1",
        "provider_url": f"{BASE}/",
        "cache_age": 3600,
        "width": 600,
        "height": 320,
    }
    (shown,) = Page(html.encode()).find("iframe")
    assert shown["src"] == f"{url}embed/"
    assert (shown["width"], shown["height"]) == ("600", "320")
    assert shown["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert client.get(shown["src"]).status_code == 200


def test_xml_says_the_same(client, url):
    answer = ask(client, url, format="xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == "oembed"
    given = {name: str(value) for name, value in ask(client, url).json().items()}
    assert {child.tag: child.text for child in root} == given


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_any_site_may_read_it_and_any_cache_keep_it(client, url, format_):
    answer = ask(client, url, format=format_)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    again = client.get(
        "/oembed", {"url": url, "format": format_}, headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


SIZES = [
    ({}, (600, 320)),
    ({"maxwidth": 5000, "maxheight": 5000}, (600, 320)),
    ({"maxwidth": 500, "maxheight": 750}, (500, 320)),
    ({"maxwidth": 320}, (320, 440)),
    ({"maxwidth": 320, "maxheight": 100}, (320, 100)),
    ({"maxwidth": 1, "maxheight": 1}, (1, 1)),
]


def test_it_is_never_larger_than_was_asked(client, url):
    for asked, size in SIZES:
        found = ask(client, url, **asked).json()
        assert (found["width"], found["height"]) == size
        assert f'width="{size[0]}" height="{size[1]}"' in found["html"]


def test_a_size_that_is_none_is_refused(client, url):
    for value in ("", "0", "-1", "4.5", "400px", "٤٠٠", "²", "9" * 5000, "1\0"):
        for name in ("maxwidth", "maxheight"):
            refused = ask(client, url, **{name: value})
            assert refused.status_code == 400, value
            assert name in refused.content.decode()


def test_other_formats_are_not_implemented(client, url):
    for format_ in ("", "yaml", "JSON", "jsonp", "../json"):
        refused = ask(client, url, format=format_)
        assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (501, "*")


def test_without_an_address_there_is_nothing_to_answer(client, db):
    for refused in (client.get("/oembed"), ask(client, "")):
        assert refused.status_code == 400
        assert "url" in refused.content.decode()


KNOWN = [
    "{base}/r/{slug}",
    "{base}/r/{slug}/",
    "{https}/r/{slug}/",
    "{base}/r/{slug}/v1/",
    "{base}/r/{slug}/v1",
    "{base}/r/{slug}/v1/claimreview.json",
    "{base}/r/{slug}/claimreview.json",
    "{base}/r/{slug}/card/",
    "{base}/r/{slug}/embed",
    "{base}/r/{slug}/card.json",
    "{base}/r/{slug}/badge.svg",
    "{base}/r/{slug}/?utm_source=x&y=%2F",
    "{base}/r/{slug}/#finding",
    "{base}/r/{encoded}/",
    "HTTP://127.0.0.1:8000/r/{slug}/",
    "  {base}/r/{slug}/\n",
]


def test_every_address_of_a_review_is_known(client, review, url):
    https = BASE.replace("http:", "https:")
    encoded = "".join(f"%{ord(character):02x}" for character in review.slug)
    for form in KNOWN:
        address = form.format(base=BASE, https=https, slug=review.slug, encoded=encoded)
        answer = ask(client, address)
        assert answer.status_code == 200, address
        assert f'href="{url}"' in answer.json()["html"]


UNKNOWN = [
    "{base}/r/other/",
    "{base}/r/{slug}/v2/",
    "{base}/r/{slug}/v0/",
    "{base}/r/{slug}/v99999999999999999999/",
    "{base}/r/{slug}/nothing/",
    "{base}/r/{slug}%00/",
    "{base}/x/r/{slug}/",
    "{base}/admin/",
    "{base}",
    "/r/{slug}/",
    "http://127.0.0.1/r/{slug}/",
    "http://127.0.0.1:8001/r/{slug}/",
    "http://127.0.0.1:x/r/{slug}/",
    "http://[/r/{slug}/",
    "http://evil.example/r/{slug}/",
    "http://127.0.0.1:8000@evil.example/r/{slug}/",
    "ftp://127.0.0.1:8000/r/{slug}/",
    "javascript:alert(1)",
    "{slug}",
    "\ud83d",
]


def test_other_addresses_are_not_found(client, review):
    for form in UNKNOWN:
        address = form.format(base=BASE, slug=review.slug)
        query = f"url={quote(address, safe='', errors='surrogatepass')}"
        assert client.get(f"/oembed?{query}").status_code == 404, address


def test_links_to_a_site_below_a_path_and_at_the_standard_port_are_known(settings):
    settings.PUBLIC_BASE_URL = "https://desk.example/facts"
    for address in (
        "https://desk.example/facts/r/a/",
        "http://desk.example/facts/r/a/",
        "https://DESK.example:443/facts/r/a/",
        "http://desk.example:80/facts/r/a/",
    ):
        assert _path(address) == "/r/a/"
    assert _path("https://desk.example/r/a/") == ""
    assert _path("https://desk.example:8443/facts/r/a/") == ""


def test_a_withdrawn_review_is_not_found(cast, client, review, url):
    assert ask(client, url).status_code == 200
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="It fell.")
    work()
    assert ask(client, url).status_code == 404
    assert ask(client, f"{url}v1/").status_code == 404


def test_one_query_answers(client, review, url, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask(client, url)
    with django_assert_num_queries(1):
        ask(client, f"{url}v1/")


def test_only_reading_is_allowed(url):
    assert Client().post("/oembed", {"url": url}).status_code == 405


def test_wordpress_takes_the_frame_and_the_link_in_the_form_that_it_expects(client, url):
    given = wordpress.parse(client.get(wordpress.asked(f"{BASE}/oembed", url)).content, "json")
    shown = Page(wordpress.embed(given).encode())
    (quote_,), (link,), (framed,) = map(shown.find, ("blockquote", "a", "iframe"))
    assert quote_["class"] == "wp-embedded-content"
    assert "hidden" not in quote_
    assert (link["href"], link["text"], link["parents"]) == (url, ARABIC.title, ["blockquote"])
    assert framed["src"] == f"{url}embed/#?secret={framed['data-secret']}"
    assert framed["data-secret"] == quote_["data-secret"]
    assert (framed["sandbox"], framed["title"]) == ("allow-scripts", ARABIC.title)
    assert (int(framed["width"]), int(framed["height"])) == (500, 320)


def test_wordpress_reads_xml_too(client, url):
    answer = ask(client, url, format="xml")
    assert wordpress.embed(wordpress.parse(answer.content, "xml")) == wordpress.embed(
        ask(client, url).json()
    )


def test_wordpress_drops_what_is_not_in_that_form():
    assert wordpress.embed({"type": "rich", "html": "<p>no frame</p>"}) is None
    assert wordpress.embed({"type": "link", "html": "<iframe src='https://x'></iframe>"}) is None
    kept = wordpress.embed(
        {"type": "rich", "html": "<iframe onload=x src=javascript:x></iframe><script>y</script>"}
    )
    assert "onload" not in kept
    assert "javascript" not in kept
    assert "<script" not in kept


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH], ids=["arabic", "english"])
def test_hostile_words_stay_words(cast, client, dossier):
    review = show(cast, replace(spoil(dossier), language=dossier.language))
    url = f"{BASE}/r/{review.slug}/"
    found = ask(client, url).json()
    assert found["title"] == HOSTILE.strip() + "\u2069"
    assert "author_url" not in found
    shown = Page(found["html"].encode())
    assert [each["tag"] for each in shown.elements] == ["blockquote", "a", "iframe"]
    assert shown.find("a")[0]["text"] == found["title"]
    assert etree.fromstring(ask(client, url, format="xml").content).findtext("html")
    assert len(Page(wordpress.embed(found).encode()).elements) == 3


def test_very_long_words_are_cut(cast, client):
    review = show(cast, replace(ENGLISH, title="", claim_text="كلمة " * 25_000))
    answer = ask(client, f"{BASE}/r/{review.slug}/")
    assert len(answer.content) < 4000
    assert answer.json()["title"].endswith("…")


@hypothesis(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_title_comes_back_out_of_the_frame(title):
    shown = Page(frame("https://x.example/r/x/", title, width=1, height=1).encode())
    assert [each["tag"] for each in shown.elements] == ["blockquote", "a", "iframe"]
    assert shown.find("iframe")[0]["title"] == title
