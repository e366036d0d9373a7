"""`claims:search`: which reviews are found, in which order, page by page, by an index."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.spelling import fold, signed
from reviews.factchecktools import search
from reviews.models import Listing, OutsideReview
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import Cast
from tests.reviews.factchecktools.listed import outside
from tests.worker import work

pytestmark = pytest.mark.django_db
URL = "/v1alpha1/claims:search"


def ask(client: Client, **params: Any) -> dict[str, Any]:
    answer = client.get(URL, params)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def texts(answer: dict[str, Any]) -> list[str]:
    return [claim["text"] for claim in answer.get("claims", [])]


def whole(client: Client, **params: Any) -> list[str]:
    """Everything that is found, page by page; the last page has no token."""
    found, token = [], ""
    for _ in range(100):
        answer = ask(client, **params, **({"pageToken": token} if token else {}))
        found += texts(answer)
        token = answer.get("nextPageToken", "")
        if not token:
            return found
    raise AssertionError("no end")


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("لُقاحُ كورونا يُغيِّر الحِمض النووي", "لقاح كورونا"),
        ("إعلان الحكومة عن الأزمة", "اعلان الحكومه"),
        ("إعلان الحكومة عن الأزمة", "الازمة اعلان"),
        ("لقاح كورونا يغير الحمض النووي", "لقاحات كورونا تغير الحمض النووي"),
        ("في عام ٢٠٢١ مات ١٠٠", "2021 مات 100"),
        ("Crime has doubled in two years", "crime  DOUBLED"),
        ("Crime has doubled in two years", "crime doubled two year"),
        ("Вакцина меняет геном", "вакцина"),
        ("疫苗改变基因", "疫苗"),
        ("Smile 🙂 it is true", "🙂"),
        ("a\u202eb\u202c vaccine kills", "vaccine\u200f kills?"),
        ("50% of all_that", "50%"),
    ],
)
def test_words_are_found_however_they_are_spelled(client: Client, said: str, query: str) -> None:
    outside(said)
    outside("The moon is made of cheese")
    assert texts(ask(client, query=query)) == [said]


@pytest.mark.parametrize("query", ["moon landing was staged", "الفضاء", "%", "_", "\u202e", "'"])
def test_other_words_are_not_found(client: Client, query: str) -> None:
    outside("لقاح كورونا يغير الحمض النووي", title="Vaccines")
    assert ask(client, query=query) == {}


def test_all_words_come_before_likeness_and_the_newest_first(client: Client) -> None:
    moments = [datetime(2026, 1, n, tzinfo=UTC) for n in (1, 2, 3)]
    outside("vaccine kills people", reviewed_at=moments[1])
    outside("people whom a vaccine kills", reviewed_at=moments[0])
    outside("undated: vaccine kills people", reviewed_at=None)
    outside("vaccines kill people", reviewed_at=moments[2])
    assert texts(ask(client, query="vaccine kills people")) == [
        "vaccine kills people",
        "people whom a vaccine kills",
        "undated: vaccine kills people",
        "vaccines kill people",
    ]


def test_what_is_told_of_a_review(client: Client, cast: Cast) -> None:
    outside(
        "Claim",
        title="Title",
        claimant="A. Person",
        claim_date=datetime(2025, 12, 31, 23, 30, 1, 5, tzinfo=UTC),
        rating_label="خطأ",
        language="ar-IQ",
        url="https://www.check.example/a?b=c",
    )
    assert ask(client, query="claim") == {
        "claims": [
            {
                "text": "Claim",
                "claimant": "A. Person",
                "claimDate": "2025-12-31T23:30:01Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Check", "site": "check.example"},
                        "url": "https://www.check.example/a?b=c",
                        "title": "Title",
                        "reviewDate": "2026-01-05T12:00:00Z",
                        "textualRating": "خطأ",
                        "languageCode": "ar-IQ",
                    }
                ],
            }
        ]
    }


def test_our_own_are_found_until_they_are_withdrawn(client: Client, cast: Cast) -> None:
    review = factories.review(cast.newsroom, cast.users["reviewer"], title="Ours")
    steps = ((Verb.SUBMIT, "reviewer"), (Verb.APPROVE, "editor"), (Verb.PUBLISH, "editor"))
    for verb, who in steps:
        perform(review=review, verb=verb, by=cast.users[who])
    work()
    (claim,) = ask(client, query="ours")["claims"]
    assert claim["claimReview"][0]["textualRating"] == "Misleading"
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="Wrong.")
    work()
    assert ask(client, query="ours") == {}


def test_filters(client: Client) -> None:
    old = timezone.now() - timedelta(days=400)
    outside("vaccine one", language="ar-IQ")
    outside("vaccine two", language="sr-Latn-RS", url="https://m.nyt.example/2")
    outside("vaccine three", language="en", url="https://www.nyt.example/3", reviewed_at=old)
    fresh = timezone.now() - timedelta(days=2)
    outside("vaccine four", language="", reviewed_at=old, claim_date=fresh)
    outside("vaccine five", language="sr", reviewed_at=None)

    def found(**params: Any) -> set[str]:
        return {text.removeprefix("vaccine ") for text in whole(client, **params)}

    both = {"query": "vaccine"}
    assert found(**both) == {"one", "two", "three", "four", "five"}
    for code in ("ar", "AR-eg", "ar_SA"):
        assert found(**both, languageCode=code) == {"one"}
    assert found(**both, languageCode="sr") == {"two", "five"}
    assert found(**both, languageCode="sr-Latn") == {"two"}
    assert found(**both, languageCode="arz") == set()
    for site in ("nyt.example", "www.nyt.example", "https://www.NYT.example/path"):
        assert found(reviewPublisherSiteFilter=site) == {"three"}
    assert found(query="unheard", reviewPublisherSiteFilter="nyt.example") == set()
    assert found(**both, maxAgeDays=3) == {"four"}
    assert found(**both, maxAgeDays=0) == found(**both)
    assert found(**both, maxAgeDays=2**31 - 1) == {"one", "two", "three", "four"} | {"five"}


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_paging_to_the_end_gives_each_once(client: Client, size: int) -> None:
    same = datetime(2026, 1, 1, tzinfo=UTC)
    for n in range(6):
        outside(f"vaccine kills people {n}", reviewed_at=same)
        outside(f"vaccines kill people {n}", reviewed_at=None if n % 2 else same)
    query = "vaccine kills people"
    everything = whole(client, query=query, pageSize=100)
    assert len(set(everything)) == len(everything) == 12
    assert whole(client, query=query, pageSize=size) == everything
    assert whole(client, reviewPublisherSiteFilter="check.example", pageSize=size)
    by_offset = [
        text
        for offset in range(0, 13, size)
        for text in texts(ask(client, query=query, pageSize=size, offset=offset))
    ]
    assert by_offset == everything


def test_rows_that_come_meanwhile_shift_nothing(client: Client) -> None:
    for n in range(4):
        outside(f"vaccine {n}")
    first = ask(client, query="vaccine", pageSize=2)
    outside("vaccine new", reviewed_at=timezone.now())
    Listing.objects.filter(claim_text="vaccine 3").update(gone_at=timezone.now())
    more = {"pageToken": first["nextPageToken"], "pageSize": 1, "offset": 7}
    assert texts(ask(client, query="vaccine", **more)) == ["vaccine 1"]


def test_where_many_hold_every_word_what_is_alike_is_left_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        outside(f"vaccine kills people {n}")
        outside(f"vaccines kill people {n}")
    query = {"query": "vaccine kills people", "pageSize": 3}
    first = ask(client, **query)
    monkeypatch.setattr(search, "ENOUGH", 4)
    assert len(whole(client, **query)) == 4
    # What has begun otherwise goes on as it began.
    assert len(texts(ask(client, **query | {"pageToken": first["nextPageToken"]}))) == 3


def test_a_search_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    outside("vaccine")
    monkeypatch.setattr(search, "_MILLISECONDS", 1)
    slow = search.is_scarce

    def sleep(wanted: search.Wanted) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(1)")
        return slow(wanted)

    monkeypatch.setattr(search, "is_scarce", sleep)
    answer = client.get(URL, {"query": "vaccine"})
    assert (answer.status_code, answer.json()["error"]["status"]) == (504, "DEADLINE_EXCEEDED")


def test_sizes_of_pages(client: Client) -> None:
    for n in range(102):
        outside(f"vaccine {n}")
    for sent, expected in (("", 10), ("0", 10), ("1", 1), ("100", 100), ("5000", 100)):
        assert len(texts(ask(client, query="vaccine", pageSize=sent))) == expected
    assert ask(client, query="vaccine", offset=2**31 - 1) == {}


def test_a_token_is_for_the_same_request_alone(client: Client) -> None:
    for n in range(3):
        outside(f"vaccine {n}")
    asked = {"query": "vaccine", "languageCode": "ar", "pageSize": 1}
    token = ask(client, **asked)["nextPageToken"]
    assert len(texts(ask(client, **asked | {"pageSize": 2, "pageToken": token}))) == 2
    others = [{"query": "vaccines"}, {"languageCode": "en"}, {"maxAgeDays": 3}]
    for changed in [*others, {"reviewPublisherSiteFilter": "x.example"}]:
        answer = client.get(URL, asked | {"pageToken": token} | changed)
        assert answer.status_code == 400
        assert named(answer) == ["pageToken"]
    for wrong in ("x", token[:-1], "é", token + "A", "\ud800".encode("utf-8", "replace").decode()):
        assert client.get(URL, asked | {"pageToken": wrong}).status_code == 400


def named(answer: Any) -> list[str]:
    details = answer.json()["error"]["details"]
    return [one["field"] for one in details[0]["fieldViolations"]]


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        ({}, ["query", "reviewPublisherSiteFilter"]),
        ({"query": "  "}, ["query", "reviewPublisherSiteFilter"]),
        ({"languageCode": "ar"}, ["query", "reviewPublisherSiteFilter"]),
        ({"query": "x", "pageSize": "ten"}, ["pageSize"]),
        ({"query": "x", "pageSize": "-1"}, ["pageSize"]),
        ({"query": "x", "pageSize": "1.5"}, ["pageSize"]),
        ({"query": "x", "pageSize": "٣"}, ["pageSize"]),
        ({"query": "x", "offset": str(2**31)}, ["offset"]),
        ({"query": "x", "offset": "9" * 5000}, ["offset"]),
        ({"query": "x", "maxAgeDays": "1e3"}, ["maxAgeDays"]),
        ({"query": "x", "languageCode": "!!"}, ["languageCode"]),
        ({"query": "a\x00b"}, ["query"]),
        ({"query": "x", "pageToken": "a\x00"}, ["pageToken"]),
    ],
)
def test_what_is_refused(client: Client, params: dict[str, str], fields: list[str]) -> None:
    answer = client.get(URL, params)
    assert (answer.status_code, named(answer)) == (400, fields)
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    "query",
    [
        *("x" * 65_536, "لقاح " * 13_000, "\u202e" * 3000, "%" * 3000, "\\", "'; drop table x; --"),
        *("a b c " * 400, "\ufffe\U0010ffff", "ﷺ" * 5000, "🙂" * 4000),
    ],
)
def test_any_query_is_answered(client: Client, query: str) -> None:
    outside("لقاح كورونا")
    for answer in (
        client.get(URL, {"query": query}),
        client.post(URL, {"query": query}, headers={"X-HTTP-Method-Override": "GET"}),
    ):
        assert answer.status_code == 200, answer.content
        json.loads(answer.content)


def test_the_signs_of_the_database_are_ours() -> None:
    row = outside("ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ Ёжик ΩΑ שלום ABC 疫苗 ٢٠٢١")
    row.refresh_from_db()
    assert row.signed == signed(fold(row.claim_text + " "))
    assert row.signed.isascii() is False  # what no trigram is made of stays as it is


def test_an_index_finds_the_words() -> None:
    claim = factories.claim()
    first = outside("لقاح كورونا يغير الحمض النووي", claim)
    words = ["الحكومة", "أعلنت", "وزارة", "الصحة", "مدينة", "خبر", "صورة", "قديمة", "اليوم"]
    shared = {"newsroom": first.outside.newsroom, "claim": claim, "markup": {}}
    made = OutsideReview.objects.bulk_create(
        OutsideReview(url="https://x.example/", digest=f"d{n}", key=f"d{n}", **shared)
        for n in range(4000)
    )
    draw = random.Random(1)
    Listing.objects.bulk_create(
        Listing(outside=row, claim_text="t", folded=fold(" ".join(draw.choices(words, k=12))))
        for row in made
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze reviews_listing")
        # A table this small is read whole at less cost; what matters is that it need not be.
        cursor.execute("set local enable_seqscan = off")
    rows = search.reviews(search.Wanted(query="لقاحات كورونا"))
    plan = rows.explain()
    assert "listing_signed" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert [row.pk for row in rows] == [first.pk]
