"""How published bytes are served: few queries, headers for caches, compression, no sessions."""

import gzip
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews.models import Rendition
from reviews.operations.rendering import lacking, render, render_anew
from reviews.public import kept as keeping
from reviews.public.forms import FORMS
from reviews.public.kept import Answer, Kept
from tests.reviews.published import publish, standing, taken_back, withdraw

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def review(cast):
    return standing(cast)


@pytest.fixture
def base(review):
    return f"/r/{review.slug}/"


def addresses(base):
    for kind in FORMS.values():
        yield f"{base}{kind.suffix}"
        if kind.versioned:
            yield f"{base}v1/{kind.suffix}"


def test_each_form_costs_one_query_and_no_session(base, subtests):
    client = Client()
    client.cookies["sessionid"] = "somebody"
    for address in addresses(base):
        with subtests.test(address), CaptureQueriesContext(connection) as asked:
            answer = client.get(address, headers={"Accept-Language": "ar"})
            assert answer.status_code == 200
            assert len(asked) == 1, [query["sql"][:200] for query in asked]
            assert not answer.cookies
            assert "Cookie" not in answer["Vary"]
            assert answer.headers.get("Content-Language") is None


def test_the_query_uses_the_unique_index(base):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Rendition.objects.filter(slug="x", version=0, form="page").order_by()
        plan = rows.values_list("etag").explain()
    assert "rendition_once_per_form" in plan


def test_what_the_middleware_gives_elsewhere_is_there(client, base):
    answer = client.get(f"{base}claimreview.json")
    for name in ("X-Request-ID", "X-Content-Type-Options", "Referrer-Policy"):
        assert answer[name]
    assert answer["X-Frame-Options"] == "DENY"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert client.get(base, headers={"X-Request-ID": "mine"})["X-Request-ID"] == "mine"
    assert client.get(base, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(base[:-1]).headers["Location"] == base
    assert client.post(base).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        *("/sitemap.xml", "/feeds/atom.xml", "/robots.txt", "/embed.js", "/verify/", "/r/none/"),
        *("/.well-known/jwks.json", "/.well-known/claimreview"),
    ],
)
def test_other_public_addresses_pay_for_no_session_either(client, review, address):
    client.cookies["sessionid"] = "somebody"
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert not any("django_session" in query["sql"] for query in asked)
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.streaming or int(answer["Content-Length"]) == len(answer.content)


def test_both_encodings_have_their_own_etag_and_their_own_304(client, base, subtests):
    for address in addresses(base):
        with subtests.test(address):
            plain = client.get(address)
            small = client.get(address, headers=GZIP)
            assert plain["Vary"] == small["Vary"] == "Accept-Encoding"
            if "Content-Encoding" not in small.headers:
                assert address.endswith(".jws"), "too short to gain"
                continue
            assert gzip.decompress(small.content) == plain.content
            assert len(small.content) < len(plain.content)
            assert plain["ETag"] != small["ETag"]
            for answer, headers in ((plain, {}), (small, GZIP)):
                for etag in (answer["ETag"], f"W/{answer['ETag']}", f'"x", {answer["ETag"]}', "*"):
                    known = client.get(address, headers={"If-None-Match": etag} | headers)
                    assert (known.status_code, known.content) == (304, b"")
                    assert known["ETag"] == answer["ETag"]
                    assert known["Cache-Control"] == plain["Cache-Control"]
                    assert known["Vary"] == "Accept-Encoding"
            crossed = client.get(address, headers={"If-None-Match": small["ETag"]})
            assert crossed.status_code == 200
            since = client.get(address, headers={"If-Modified-Since": plain["Last-Modified"]})
            assert since.status_code == 304


def test_who_takes_gzip(client, base):
    def encoding(accepted):
        answer = client.get(base, headers={"Accept-Encoding": accepted})
        return answer.headers.get("Content-Encoding")

    for accepted in ("gzip", "GZIP", "br, gzip", "gzip;q=0.5, br", "br;q=1,gzip ; q=1.0", "x-gzip"):
        assert encoding(accepted) == "gzip", accepted
    for accepted in (
        "",
        "br",
        "identity",
        "gzip;q=0",
        "gzip;q=0.0,br",
        "gzip ; q=0.000",
        "gzipped",
    ):
        assert encoding(accepted) is None, accepted


def test_head_says_the_same_and_sends_nothing(client, base):
    for headers in ({}, GZIP):
        got, head = client.get(base, headers=headers), client.head(base, headers=headers)
        assert head.content == b""
        drop = ("X-Request-ID",)
        assert {n: v for n, v in head.items() if n not in drop} == {
            n: v for n, v in got.items() if n not in drop
        }


def test_caches_keep_a_day_only_where_they_can_be_told(client, base, settings):
    def control(address):
        return client.get(address)["Cache-Control"]

    stale = "stale-while-revalidate=30, stale-if-error=86400"
    assert control(base) == f"public, max-age=60, {stale}"
    assert control(f"{base}v1/") == f"public, max-age=600, {stale}"
    settings.PURGE_URL = "https://purge.example/"
    assert control(base) == f"public, max-age=60, s-maxage=86400, {stale}"
    assert control(f"{base}v1/claimreview.json") == f"public, max-age=600, s-maxage=86400, {stale}"
    unknown = client.get("/r/nothing-12345678/")
    assert (unknown.status_code, unknown["Cache-Control"]) == (404, f"public, max-age=30, {stale}")


def test_tags_name_the_review_and_its_newsroom(client, base, review):
    answer = client.get(f"{base}claimreview.json")
    tags = [f"review-{review.pk}", f"newsroom-{review.newsroom_id}"]
    assert answer["Cache-Tag"].split(",") == answer["Surrogate-Key"].split() == tags
    assert answer["Link"].startswith("<claimreview.jws>;")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get(base).headers


def test_what_is_gone_may_be_kept_shortly_and_is_never_unmodified(cast, client, base, review):
    etag = client.get(base)["ETag"]
    taken_back(cast, review)
    for address in addresses(base):
        for headers in ({"If-None-Match": etag}, {"If-None-Match": "*"}, GZIP):
            gone = client.get(address, headers=headers)
            assert gone.status_code == 410
            assert gone["Cache-Control"].startswith("public, max-age=60, stale")
            assert gone["Cache-Tag"]


def test_rendering_again_changes_nothing_that_is_the_same(review, client, base):
    before = list(Rendition.objects.order_by("pk").values_list("pk", "etag", "rendered_at"))
    render_anew(publication=Rendition.objects.first().publication)
    assert list(Rendition.objects.order_by("pk").values_list("pk", "etag", "rendered_at")) == before


def test_the_command_fills_in_what_an_older_release_did_not_have(
    cast, client, base, review, capsys
):
    other = standing(cast)
    rows = Rendition.objects.filter(slug=review.slug)
    body = bytes(rows.get(form="claimreview", version=1).body)
    rows.filter(form="signature").delete()
    rows.update(tags="", body_gzip=None)
    stands = [Rendition.objects.filter(slug=each.slug)[0].publication for each in (review, other)]
    assert lacking(stands) == stands[:1]
    call_command("render_published", missing=True)
    assert "1 publications rendered" in capsys.readouterr().out
    assert lacking(stands) == []
    assert bytes(rows.get(form="claimreview", version=1).body) == body
    assert all(rows.exclude(form="signature").values_list("body_gzip", flat=True))
    assert client.get(f"{base}v1/claimreview.jws").status_code == 200
    call_command("render_published", after=stands[0].pk)
    assert "1 publications rendered" in capsys.readouterr().out


def test_a_run_that_is_cut_short_says_where_to_go_on(review, monkeypatch, capsys):
    publication = Rendition.objects.first().publication

    def fails(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr("reviews.management.commands.render_published.render_anew", fails)
    with pytest.raises(KeyboardInterrupt):
        call_command("render_published")
    assert f"--after {publication.pk - 1}" in capsys.readouterr().err


def answer_of(size=100):
    return Answer(200, b"x" * size, None, '"e"', 0, {})


def heard(limit=1_000_000):
    made = Kept(limit=limit)
    made.heard_at = keeping.time.monotonic()
    return made


def test_memory_lets_the_least_asked_for_go_and_never_grows():
    made = heard(limit=3 * answer_of().size)
    for name in "abc":
        made.put(f"/{name}", name, answer_of(), read_at=0)
    assert made.get("/a")
    made.put("/d", "d", answer_of(), read_at=0)
    assert [bool(made.get(f"/{name}")) for name in "abcd"] == [True, False, True, True]
    made.put("/e", "e", answer_of(10_000_000), read_at=0)
    assert made.get("/e") is None
    for _ in range(9):
        made.put("/a", "a", answer_of(), read_at=0)
    assert made._size == 3 * answer_of().size
    for name in "abcd":
        made.forget(name)
    assert (made._size, dict(made._paths)) == (0, {})


def test_memory_takes_nothing_that_was_read_before_a_change():
    made = heard()
    read_at = made.changes()
    made.forget("a")
    made.put("/a", "a", answer_of(), read_at=read_at)
    assert made.get("/a") is None


def test_memory_is_not_believed_where_nothing_was_heard_for_a_while(monkeypatch):
    made = heard()
    made.put("/a", "a", answer_of(), read_at=0)
    made.heard_at -= keeping.TRUSTED
    assert made.get("/a") is None
    made.put("/b", "b", answer_of(), read_at=0)
    made.heard_at += keeping.TRUSTED
    assert made.get("/b") is None


def wait_for(condition, seconds=20.0):
    deadline = keeping.time.monotonic() + seconds
    while not condition():
        assert keeping.time.monotonic() < deadline
        keeping.time.sleep(0.01)


@pytest.fixture
def memory(monkeypatch):
    """A web process that keeps answers, with its listener."""
    made = Kept(limit=1_000_000)
    listener = keeping.Listener(made)
    monkeypatch.setattr(keeping, "KEPT", made)
    monkeypatch.setattr(keeping, "_listener", listener)
    listener.start()
    wait_for(lambda: made.trusted)
    yield made
    listener.stop()


@pytest.mark.django_db(transaction=True)
def test_from_memory_it_costs_no_query_and_a_change_is_seen_at_once(cast, client, memory):
    review = publish(cast)
    base = f"/r/{review.slug}/"
    wait_for(lambda: memory.changes() > 0)
    for address in (base, f"{base}claimreview.json", f"{base}v1/"):
        first = client.get(address)
        with CaptureQueriesContext(connection) as asked:
            again = client.get(address)
        assert not asked.captured_queries
        assert again.content == first.content
        drop = "X-Request-ID"
        assert {n: v for n, v in again.items() if n != drop} == {
            n: v for n, v in first.items() if n != drop
        }
        known = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert known.status_code == 304
        assert client.get(address, headers=GZIP)["Content-Encoding"] == "gzip"
    before = memory.changes()
    withdraw(cast, review)
    wait_for(lambda: memory.changes() > before)
    assert {client.get(address).status_code for address in addresses(base)} == {410}
    # A deletion that no operation made is heard of as well.
    before = memory.changes()
    Rendition.objects.filter(slug=review.slug).delete()
    wait_for(lambda: memory.changes() > before)
    assert client.get(base).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_where_the_connection_breaks_nothing_is_believed_until_it_is_back(cast, client, memory):
    review = publish(cast)
    base = f"/r/{review.slug}/"
    wait_for(lambda: memory.changes() > 0)
    client.get(base)
    assert memory.get(base)
    told = memory.heard_at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            "current_database() AND pid <> pg_backend_pid() AND query LIKE '%pg_notify%'"
        )
    wait_for(lambda: memory.heard_at != told)
    assert memory.get(base) is None
    wait_for(lambda: memory.trusted)
    assert client.get(base).status_code == 200
    assert memory.get(base)


def test_a_changed_page_is_compressed_anew(cast, client, base, review, settings):
    settings.PUBLIC_BASE_URL = "https://elsewhere.example"
    before = client.get(base, headers=GZIP)
    render(publication=Rendition.objects.first().publication)
    after = client.get(base, headers=GZIP)
    assert after["ETag"] != before["ETag"]
    assert re.search(rb"https://elsewhere\.example/r/", gzip.decompress(after.content))
