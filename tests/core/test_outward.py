"""Requests go to public addresses alone, to the very one that was checked, and end in time."""

import gzip
import ipaddress
import socket
import ssl
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.core import outward
from factcheck.core.outward import Unreachable, fetch, is_public
from tests.receivers import receive

__all__ = ["receive"]

LIMIT = 10_000


@pytest.fixture
def private(settings):
    settings.PRIVATE_ADDRESSES = True


def refusal(url, **options):
    with pytest.raises(Unreachable) as caught:
        fetch(url, **{"limit": LIMIT, "timeout": 3} | options)
    return caught.value.reason


@pytest.fixture
def names(monkeypatch):
    """Answer for names of ours, each time with the next answer; keep which were asked for."""
    known, asked, plain = {}, [], socket.getaddrinfo

    def getaddrinfo(host, port, *args, **options):
        if host not in known:
            return plain(host, port, *args, **options)
        asked.append(host)
        answers = known[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [entry for one in found for entry in plain(one, port, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    known["asked"] = asked
    return known


PRIVATE = [
    *("127.0.0.1", "127.1", "0177.0.0.1", "0x7f.1", "2130706433", "0x7f000001", "localhost"),
    *("0.0.0.0", "0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.0.8", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[fec0::1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"),
    *("[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]"),
    *("[2001:db8::1]", "LOCALHOST", "①②⑦.0.0.1", "127。0。0。1"),
]


@pytest.mark.parametrize("host", PRIVATE)
def test_no_form_of_a_private_address_is_asked(host, receive):
    server = receive()
    port = server.url.rpartition(":")[2]
    assert "not public" in refusal(f"http://{host}:{port}/")
    assert server.got == []


@pytest.mark.parametrize("host", [*PRIVATE, "localhost.", "db", "redis.internal", "a.local"])
def test_they_are_seen_as_private_without_asking_anybody(host, monkeypatch, settings):
    plain = socket.getaddrinfo

    def numbers_alone(*args, flags=0, **options):
        assert flags & socket.AI_NUMERICHOST
        return plain(*args, flags=flags, **options)

    monkeypatch.setattr(socket, "getaddrinfo", numbers_alone)
    with pytest.raises(Unreachable):
        outward.check(f"http://{host}/")
    outward.check("https://hooks.example.org/x")
    outward.check("https://93.184.215.14/")
    settings.PRIVATE_ADDRESSES = True
    outward.check(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "/x", "//127.0.0.1/", "ftp://example.org/", "file:///etc/passwd", "http://"),
        *("gopher://127.0.0.1/", "http://user:secret@example.org/", "http://a..b/", "http://[/"),
        *("http://x:99999/", "http://x:y/", f"http://{'a' * 70}.example/", "http://\ud800/"),
        *("http://[::1", "http://exa mple/", "javascript:alert(1)", "http:///x"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    assert refusal(url)


@given(st.ip_addresses(v=4))
def test_other_forms_of_an_address_are_judged_like_the_address(ip):
    nat64 = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(ip))
    forms = [f"::ffff:{ip}", str(nat64), str(ipaddress.IPv6Address(0x2002 << 112 | int(ip) << 80))]
    assert {is_public(form) for form in forms} == {is_public(str(ip))}
    if ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_link_local:
        assert not is_public(str(ip))


@pytest.mark.parametrize("ip", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses(ip):
    assert is_public(ip)


class TestNames:
    def test_a_name_that_leads_to_a_private_address(self, names, receive):
        names["inner.example"] = [["10.0.0.1"]]
        names["both.example"] = [["93.184.215.14", "127.0.0.1"]]
        assert "not public" in refusal("http://inner.example/")
        assert "not public" in refusal("http://both.example/"), "every address counts"

    def test_it_is_resolved_once_and_the_connection_goes_where_that_led(
        self, names, private, receive
    ):
        ours = receive((200, {}, b"ours"))
        port = int(ours.url.rpartition(":")[2])
        names["turns.example"] = [["127.0.0.1"], ["127.0.0.2"]]
        answer = fetch(f"http://turns.example:{port}/", limit=LIMIT)
        assert answer.body == b"ours"
        assert names["asked"] == ["turns.example"]
        assert ours.got[0].headers["host"] == f"turns.example:{port}"

    def test_the_next_address_is_tried_where_the_first_does_not_answer(
        self, names, private, receive
    ):
        port = receive().url.rpartition(":")[2]
        names["two.example"] = [["127.0.0.9", "127.0.0.1"]]
        assert fetch(f"http://two.example:{port}/", limit=LIMIT).status == 200

    def test_an_unknown_name(self, names):
        assert "not known" in refusal("http://nowhere.invalid/")

    def test_a_name_in_arabic(self, names, private, receive):
        ours = receive()
        port = ours.url.rpartition(":")[2]
        host = "موقع.example".encode("idna").decode()
        names[host] = [["127.0.0.1"]]
        fetch(f"http://موقع.example:{port}/تقرير 1?س=ش#x", limit=LIMIT)
        assert ours.got[0].headers["host"] == f"{host}:{port}"
        assert ours.got[0].path == ("/%D8%AA%D9%82%D8%B1%D9%8A%D8%B1%201?%D8%B3=%D8%B4")

    def test_the_secure_connection_is_with_the_name(self, names, private):
        asked = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = lambda held, name, _: asked.append(name)
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def serve():
                held, _ = listener.accept()
                with held, pytest.raises(OSError):  # noqa: PT011
                    context.wrap_socket(held, server_side=True)

            thread = threading.Thread(target=serve)
            thread.start()
            names["safe.example"] = [["127.0.0.1"]]
            assert refusal(f"https://safe.example:{listener.getsockname()[1]}/")
            thread.join()
        assert asked == ["safe.example"]


class TestRedirects:
    def test_none_is_followed_unless_asked_for(self, private, receive):
        server = receive((302, {"Location": "/b"}, b""))
        answer = fetch(server.url, limit=LIMIT)
        assert (answer.status, answer.headers["location"], len(server.got)) == (302, "/b", 1)

    def test_some_are_followed_and_no_more(self, private, receive):
        server = receive((302, {"Location": "/b"}, b""), (301, {"Location": "c?d"}, b""), 200)
        answer = fetch(f"{server.url}/a", limit=LIMIT, redirects=2)
        assert (answer.status, answer.url) == (200, f"{server.url}/c?d")
        endless = receive((302, {"Location": "/"}, b""))
        assert "more than 3" in refusal(endless.url, redirects=3)
        assert len(endless.got) == 4

    def test_a_post_is_not_sent_on(self, private, receive):
        server = receive((307, {"Location": "/b"}, b""))
        answer = fetch(server.url, method="POST", body=b"x", limit=LIMIT, redirects=5)
        assert (answer.status, len(server.got)) == (307, 1)

    @pytest.mark.parametrize("to", ["http://127.0.0.1:1/", "//[::1]/", "http://2130706433/"])
    def test_each_is_checked_like_the_first(self, monkeypatch, receive, to):
        server = receive((302, {"Location": to}, b""))
        ours = server.url.removeprefix("http://").partition(":")[0]
        seen = []

        def judged(ip):
            seen.append(ip)
            return len(seen) == 1  # the first alone counts as public

        monkeypatch.setattr(outward, "is_public", judged)
        assert "not public" in refusal(server.url, redirects=5)
        assert seen[0] == ours

    def test_one_to_another_scheme(self, private, receive):
        server = receive((302, {"Location": "file:///etc/passwd"}, b""))
        assert "http" in refusal(server.url, redirects=5)

    def test_credentials_stay_with_their_origin(self, private, receive):
        other = receive()
        server = receive((302, {"Location": f"{other.url}/x"}, b""))
        headers = {"Authorization": "Bearer x", "User-Agent": "desk"}
        fetch(server.url, headers=headers, limit=LIMIT, redirects=1)
        assert "authorization" in server.got[0].headers
        assert "authorization" not in other.got[0].headers
        assert other.got[0].headers["user-agent"] == "desk"


def drip(handler):
    """A body that never ends, slower than any timeout of a single read."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        return


def drip_headers(handler):
    try:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.05)
    except OSError:
        return


class TestBounds:
    @pytest.mark.parametrize("slow", [drip, drip_headers, lambda handler: time.sleep(1.5)])
    def test_it_ends_in_time_however_the_other_side_lingers(self, private, receive, slow):
        server, began = receive(slow), time.monotonic()
        assert "too long" in refusal(server.url, timeout=0.5)
        assert time.monotonic() - began < 1.2

    @pytest.mark.parametrize("size", [0, 99, 100, 101, 100_000])
    def test_a_body_is_read_up_to_the_limit(self, private, receive, size):
        answer = fetch(receive((200, {}, b"x" * size)).url, limit=100)
        assert (len(answer.body), answer.truncated) == (min(size, 100), size > 100)

    def test_a_bomb_is_unpacked_up_to_the_limit(self, private, receive):
        packed = gzip.compress(b"0" * 50_000_000)
        answer = fetch(receive((200, {"Content-Encoding": "gzip"}, packed)).url, limit=LIMIT)
        assert (answer.body, answer.truncated) == (b"0" * LIMIT, True)
        assert not {"content-encoding", "content-length"} & answer.headers.keys()

    @pytest.mark.parametrize(
        "broken",
        [
            lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"),
            lambda handler: handler.wfile.write(b""),
            (200, {"Content-Length": "9"}, b"short"),
            (200, {"Content-Encoding": "gzip"}, b"no gzip"),
        ],
    )
    def test_a_broken_answer_is_none(self, private, receive, broken):
        assert refusal(receive(broken).url)

    def test_nobody_listens(self, private):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        assert refusal(f"http://127.0.0.1:{port}/") == "It refused the connection."

    def test_headers_that_would_split_the_request(self, private, receive):
        server = receive()
        assert refusal(server.url, headers={"X": "a\r\nHost: b"})
        assert server.got == []

    def test_what_is_sent_arrives(self, private, receive):
        server = receive((201, {"X-Y": "z"}, "تم".encode()))
        answer = fetch(
            f"{server.url}/p", method="POST", headers={"X-A": "b"}, body=b"\x00\xff", limit=LIMIT
        )
        got = server.got[0]
        assert (got.method, got.path, got.body, got.headers["x-a"]) == (
            *("POST", "/p", b"\x00\xff", "b"),
        )
        assert (answer.status, answer.body.decode(), answer.headers["x-y"]) == (201, "تم", "z")
        assert answer.milliseconds >= 0
