"""The feeds through a real server, and the memory that long ones take."""

import gzip
import http.client
import json
import tracemalloc
from urllib.parse import urlsplit

import pytest

from reviews.operations.dumps import write_dumps
from reviews.public.feeds import selection
from tests.reviews.published import many, standing

BODY = json.dumps({"@type": "ClaimReview", "reviewBody": "ك" * 5_000}).encode()


def ask(server, method, url, **headers):
    wire = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    wire.request(method, url, headers=headers)
    answer = wire.getresponse()
    return answer, answer.read()


@pytest.mark.django_db(transaction=True)
def test_compressed_conditional_and_head_on_the_wire(cast, live_server):
    for _ in range(3):
        standing(cast)
    for url in ("/feeds/datafeed.json", "/feeds/atom.xml", "/sitemaps/reviews-1.xml"):
        plain, whole = ask(live_server, "GET", url)
        packed, squeezed = ask(live_server, "GET", url, **{"Accept-Encoding": "gzip"})
        assert (plain.status, packed.status) == (200, 200)
        assert plain.headers["Content-Encoding"] is None
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(squeezed) == whole != b""
        assert "Set-Cookie" not in plain.headers
        head, nothing = ask(live_server, "HEAD", url)
        assert (head.status, nothing) == (200, b"")
        assert head.headers["ETag"] == plain.headers["ETag"]
        known, nothing = ask(live_server, "GET", url, **{"If-None-Match": head.headers["ETag"]})
        assert (known.status, nothing) == (304, b"")


def peak(action):
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_ten_times_the_reviews_take_no_more_memory(cast, client, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(selection, "BATCH", 5)
    monkeypatch.setattr(selection, "NUMBERS", 10)
    settings.DUMPS = tmp_path

    def stream(url, expected, mark):
        chunks = client.get(url).streaming_content
        assert sum(chunk.count(mark) for chunk in chunks) == expected

    def actions(number):
        return {
            "feed": lambda: stream("/feeds/datafeed.json", number, b"ClaimReview"),
            "sitemap": lambda: stream("/sitemaps/reviews-1.xml", number, b"<loc>"),
            "dumps": write_dumps,
        }

    many(cast, 30, BODY)
    for action in actions(30).values():
        action()  # what is made once
    few = {name: peak(action) for name, action in actions(30).items()}
    many(cast, 270, BODY)
    lots = {name: peak(action) for name, action in actions(300).items()}
    for name, held in lots.items():
        assert held < 1.5 * few[name], (name, few, lots)
    assert lots["feed"] < 300 * len(BODY) / 5
