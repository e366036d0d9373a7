"""Embeds as they are really answered, over a socket: from the database and then from memory."""

import gzip
import http.client

import pytest

from reviews.public.script import SCRIPT
from tests.reviews.embeds import ENGLISH, show
from tests.reviews.test_serving import memory, wait_for

__all__ = ["memory"]
FRAMED = ("card/", "embed/")
READABLE = ("card.json", "snippet.html", "badge.svg", "claimreview.json")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ask(live_server):
    """Ask our site as a signed-in stranger's browser would; answer status, headers, body."""

    def asked(path, method="GET", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
        line.request(method, path, headers={"Cookie": "sessionid=x; csrftoken=y", **sent})
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        body = answer.read()
        line.close()
        return answer.status, found, body

    return asked


def assert_protected(headers, *, framed, readable):
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("frame-ancestors *" if framed else "frame-ancestors 'none'")
    assert headers.get("x-frame-options") == (None if framed else "DENY")
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers.get("access-control-allow-origin") == ("*" if readable else None)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def assert_nobodys(headers):
    assert "set-cookie" not in headers
    assert "cookie" not in headers.get("vary", "").lower()
    assert headers["cache-control"].startswith("public")
    assert not [name for name in headers if name.startswith("access-control-allow-cred")]


def test_every_way_to_ask_says_the_same_from_the_database_and_from_memory(
    cast, ask, memory, subtests
):
    slug = show(cast, ENGLISH).slug
    wait_for(lambda: memory.changes() > 0)
    for form in (*FRAMED, *READABLE):
        path, framed = f"/r/{slug}/{form}", form in FRAMED
        for kept in (False, True):
            with subtests.test(path, kept=kept):
                wait_for(lambda: memory.trusted)
                assert bool(memory.get(path)) == kept
                # Last of the first round is what is asked first in memory.
                first = ask(path)
                assert first[0] == 200
                assert_protected(first[1], framed=framed, readable=not framed)
                assert_every_method(ask, path, first, framed)


def assert_every_method(ask, path, first, framed):
    _, headers, body = first
    assert_nobodys(headers)
    status, of_head, nothing = ask(path, "HEAD")
    assert (status, nothing, of_head["content-length"]) == (200, b"", str(len(body)))
    drop = {"date", "x-request-id"}
    assert {n: v for n, v in of_head.items() if n not in drop} == {
        n: v for n, v in headers.items() if n not in drop
    }
    status, small, packed = ask(path, Accept_Encoding="gzip")
    assert (status, small["content-encoding"], small["vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == body
    assert_protected(small, framed=framed, readable=not framed)
    for method in ("GET", "HEAD"):
        status, known, nothing = ask(path, method, If_None_Match=headers["etag"])
        assert (status, nothing, known["etag"]) == (304, b"", headers["etag"])
        assert_nobodys(known)
        # A browser puts the headers of a 304 in the place of those that it has.
        for name in ("x-frame-options", "content-security-policy"):
            assert known.get(name, headers.get(name)) == headers.get(name)
        for name in ("access-control-allow-origin", "cross-origin-resource-policy"):
            assert known.get(name) == headers.get(name)


def test_the_script_and_the_provider_are_answered_alike(cast, ask):
    slug = show(cast, ENGLISH).slug
    provider = f"/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fr%2F{slug}%2F"
    for path in ("/embed.js", provider, f"{provider}&format=xml"):
        status, headers, body = ask(path)
        assert (status, headers["content-length"]) == (200, str(len(body)))
        assert_protected(headers, framed=False, readable=True)
        assert_nobodys(headers)
        status, of_head, nothing = ask(path, "HEAD")
        assert (status, nothing, of_head["etag"]) == (200, b"", headers["etag"])
        status, known, nothing = ask(path, If_None_Match=headers["etag"])
        assert (status, nothing) == (304, b"")
        assert_nobodys(known)
        assert known["access-control-allow-origin"] == "*"
        assert known["cross-origin-resource-policy"] == "cross-origin"
    for refused in ("/oembed", f"{provider}&format=yaml", f"{provider}x%2Fy"):
        status, headers, _ = ask(refused)
        assert status in (400, 404, 501)
        assert_protected(headers, framed=False, readable=True)
        assert_nobodys(headers)


def test_the_script_travels_in_less_than_ten_kilobytes(ask):
    _, headers, packed = ask("/embed.js", Accept_Encoding="br, gzip")
    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == SCRIPT
    assert len(packed) < 10_000
