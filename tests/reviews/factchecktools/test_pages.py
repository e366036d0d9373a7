"""`pages`: who may describe which pages, what a version locks, what is listed of them."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from factcheck.core.models import Event
from reviews.models import Listing, MarkupPage
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import Cast
from tests.worker import work

URL = "/v1alpha1/pages"
PAGE = "https://desk.example/1"
MARKUPS = [
    {
        "claimReviewed": "القمر من الجبن",
        "claimDate": "2026-01-09",
        "rating": {"textualRating": "خطأ"},
    },
    {"claimReviewed": "The sun is cold", "url": f"{PAGE}#sun", "claimAuthor": {"name": "A"}},
]
BODY = {"pageUrl": PAGE, "publishDate": "2026-01-10", "claimReviewMarkups": MARKUPS}
pytestmark = pytest.mark.django_db


def create(client: Any, **values: Any) -> Any:
    return client.post(URL, BODY | values, format="json")


def address(answer: Any) -> str:
    return f"/v1alpha1/{answer.json()['name']}"


def error(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["status"]


def fields(answer: Any) -> list[str]:
    return [one["field"] for one in answer.json()["error"]["details"][0]["fieldViolations"]]


def published(cast: Cast) -> Any:
    review = factories.review(cast.newsroom, cast.users["reviewer"], title="Ours")
    steps = ((Verb.SUBMIT, "reviewer"), (Verb.APPROVE, "editor"), (Verb.PUBLISH, "editor"))
    for verb, who in steps:
        perform(review=review, verb=verb, by=cast.users[who])
    work()
    review.refresh_from_db()
    return review


def test_who_may_do_what(cast: Cast) -> None:
    rows = {
        "anonymous": (401, 401, 401, 401),
        "nobody": (403, 403, 403, 403),
        "reader": (200, 403, 403, 403),
        "reviewer": (200, 403, 403, 403),
        "editor": (200, 200, 200, 200),
        "admin": (200, 200, 200, 200),
        "rival": (200, 400, 403, 403),
        "superuser": (200, 200, 200, 200),
    }
    for n, (name, expected) in enumerate(rows.items()):
        client = cast.clients[name]
        page_url = f"{PAGE}/{n}"
        held = address(create(cast.editor, pageUrl=f"{page_url}/held", claimReviewMarkups=[]))
        body = {"pageUrl": f"{page_url}/held", "publishDate": name}
        answers = (
            client.get(held),
            create(client, pageUrl=page_url, claimReviewMarkups=[]),
            client.put(held, body, format="json"),
            client.delete(held),
        )
        assert tuple(answer.status_code for answer in answers) == expected, name


@pytest.mark.parametrize(
    "url",
    [
        *("https://rival.example/1", "https://example/1", "https://desk.example.evil.example/1"),
        *("https://notdesk.example/1", "ftp://desk.example/1", "//desk.example/1", "desk", ""),
    ],
)
def test_a_page_is_on_the_newsrooms_own_domain(cast: Cast, url: str) -> None:
    answer = create(cast.editor, pageUrl=url, claimReviewMarkups=[])
    assert (error(answer), fields(answer)) == ((400, "INVALID_ARGUMENT"), ["pageUrl"])


def test_it_belongs_to_the_newsroom_of_the_longest_domain(cast: Cast) -> None:
    cast.rival_newsroom.url = "https://ar.desk.example"
    cast.rival_newsroom.save()
    create(cast.superuser, pageUrl="https://ar.desk.example/1", claimReviewMarkups=[])
    create(cast.superuser, pageUrl="https://www.desk.example/1", claimReviewMarkups=[])
    held = MarkupPage.objects.order_by("created_at").values_list("newsroom__slug", flat=True)
    assert list(held) == ["rival", "desk"]


def test_each_markup_is_listed_until_it_is_gone(cast: Cast, client: Client) -> None:
    made = create(cast.editor)
    first, second = Listing.objects.order_by("part")
    assert (first.url, second.url) == (PAGE, f"{PAGE}#sun")
    assert (first.publisher_name, first.publisher_site) == ("The Desk", "desk.example")
    assert (second.claimant, first.rating_label, first.language) == ("A", "خطأ", "en")
    assert first.newest_at.date().isoformat() == "2026-01-10"
    only = [{"rating": {"textualRating": "x"}}, MARKUPS[1] | {"claimReviewed": "It is hot"}]
    cast.editor.put(address(made), BODY | {"claimReviewMarkups": only}, format="json")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.gone_at  # it says no claim any more
    assert (second.claim_text, second.gone_at) == ("It is hot", None)
    cast.editor.delete(address(made))
    second.refresh_from_db()
    assert second.gone_at == MarkupPage.objects.get().deleted_at
    again = create(cast.editor)
    assert again.json()["name"] != made.json()["name"]
    assert Listing.objects.filter(gone_at=None).count() == 2
    types = Event.objects.filter(type__startswith="markup_page.").order_by("id")
    assert [each.type.removeprefix("markup_page.") for each in types] == [
        *("created", "changed", "deleted", "created"),
    ]


def test_a_version_locks(cast: Cast) -> None:
    made = create(cast.editor)
    url, version = address(made), made.json()["versionId"]
    changed = BODY | {"publishDate": "2026-02-02"}
    stale = cast.editor.put(url, changed | {"versionId": "0"}, format="json")
    assert (error(stale), fields(stale)) == ((409, "ABORTED"), ["versionId"])
    put = cast.editor.put(url, changed | {"versionId": version}, format="json").json()
    assert put["versionId"] != version
    # Sent again because the answer was lost: the same is answered, and nothing is done.
    assert cast.editor.put(url, changed | {"versionId": version}, format="json").json() == put
    assert Event.objects.filter(type="markup_page.changed").count() == 1
    assert error(cast.editor.put(url, BODY | {"versionId": version}, format="json"))[0] == 409
    last = cast.editor.put(url, {"pageUrl": PAGE}, format="json").json()
    assert set(last) == {"name", "pageUrl", "versionId"}  # without a version the last one wins


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_that_it_is_stale(cast: Cast) -> None:
    made = create(cast.editor)
    clients, found = [cast.editor, cast.admin], []

    def put(n: int) -> None:
        body = BODY | {"publishDate": f"day {n}", "versionId": made.json()["versionId"]}
        found.append(clients[n].put(address(made), body, format="json").status_code)
        connection.close()

    threads = [threading.Thread(target=put, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 409]


def test_what_is_taken_unknown_or_wrong(cast: Cast) -> None:
    made = create(cast.editor)
    taken = create(
        cast.editor, pageUrl="http://www.desk.example/1/?utm_source=a#b", claimReviewMarkups=[]
    )
    assert (error(taken), made.json()["name"] in str(taken.json())) == (
        (409, "ALREADY_EXISTS"),
        True,
    )
    other = create(cast.editor, pageUrl=f"{PAGE}/other", claimReviewMarkups=[])
    moved = cast.editor.put(address(other), {"pageUrl": PAGE}, format="json")
    assert error(moved) == (409, "ALREADY_EXISTS")
    off = cast.editor.put(address(other), {"pageUrl": "https://rival.example"}, format="json")
    assert (error(off), fields(off)) == ((400, "INVALID_ARGUMENT"), ["pageUrl"])
    named = cast.editor.put(address(other), {"pageUrl": PAGE, "name": "pages/x"}, format="json")
    assert fields(named) == ["name"]
    key = made.json()["name"].removeprefix("pages/")
    for name in ("abc", key[:-1], key.upper(), f"{{{key}}}", "0" * 32, "a b", "\u202e", "%00"):
        for method in ("get", "delete"):
            answer = getattr(cast.editor, method)(f"{URL}/{name}")
            assert error(answer) == (404, "NOT_FOUND"), name
        assert error(cast.editor.put(f"{URL}/{name}", BODY, format="json")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", None),
        (b"{", ""),
        (b"[]", ""),
        (b'{"pageUrl": "\\ud800"}', "pageUrl"),
        (b'{"pageUrl": "https://desk.example/\\u0000"}', "pageUrl"),
        (b'{"pageUrl": "https://desk.example/", "x": 1}', "x"),
        (
            b'{"pageUrl": "https://desk.example/", "claimReviewMarkups": [{"rating": 1}]}',
            "claimReviewMarkups[0].rating",
        ),
        (b"[" * 100_000, ""),
        (b'{"pageUrl": ' + b"9" * 5000 + b"}", "pageUrl"),
        (b" " * 1_048_577, None),
    ],
)
def test_a_body_that_is_none(cast: Cast, body: bytes, field: str | None) -> None:
    answer = cast.editor.generic("POST", URL, body, content_type="application/json")
    assert error(answer) == (400, "INVALID_ARGUMENT")
    if field is not None:
        assert fields(answer) == [field]


def test_reviews_of_ours_are_pages_that_the_workflow_leads(cast: Cast, settings: Any) -> None:
    review = published(cast)
    name = f"pages/{review.pk.hex}"
    got = cast.rival.get(f"/v1alpha1/{name}").json()
    assert (got["name"], got["versionId"]) == (name, "1")
    assert got["pageUrl"] == f"{settings.PUBLIC_BASE_URL}/r/{review.slug}/"
    (markup,) = got["claimReviewMarkups"]
    assert markup["rating"] == {
        **{"textualRating": "Misleading", "ratingValue": 2, "worstRating": 1, "bestRating": 3},
    }
    assert markup["claimReviewed"] == review.claim.text_in("en")
    for answer in (
        cast.editor.put(f"/v1alpha1/{name}", BODY, format="json"),
        cast.editor.delete(f"/v1alpha1/{name}"),
        create(cast.superuser, pageUrl=f"{got['pageUrl']}v1/", claimReviewMarkups=[]),
    ):
        assert error(answer) in ((400, "FAILED_PRECONDITION"), (400, "INVALID_ARGUMENT"))
    for url in (got["pageUrl"], got["pageUrl"].rstrip("/"), f"{got['pageUrl']}v1/"):
        assert cast.reader.get(URL, {"url": url}).json() == {"claimReviewMarkupPages": [got]}
    draft = factories.review(cast.newsroom, cast.users["reviewer"])
    assert cast.editor.get(f"{URL}/{draft.pk.hex}").status_code == 404
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="Wrong.")
    work()
    assert cast.editor.get(f"/v1alpha1/{name}").status_code == 404
    assert cast.reader.get(URL, {"url": got["pageUrl"]}).json() == {}


def test_a_page_where_reviews_are_published_is_theirs(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_BASE_URL = "https://desk.example"
    answer = create(cast.editor, pageUrl="https://desk.example/r/x/", claimReviewMarkups=[])
    assert error(answer) == (400, "FAILED_PRECONDITION")
    assert (
        create(cast.editor, pageUrl="https://desk.example/rx", claimReviewMarkups=[]).status_code
        == 200
    )


def test_lists(cast: Cast) -> None:
    published(cast)
    for n in range(4):
        create(cast.editor, pageUrl=f"https://desk.example/{n}", claimReviewMarkups=[])
    create(cast.rival, pageUrl="https://rival.example/1", claimReviewMarkups=[])

    def listed(client: Any, **params: Any) -> list[str]:
        answer, found = client.get(URL, params).json(), []
        while True:
            found += [page["pageUrl"] for page in answer.get("claimReviewMarkupPages", [])]
            if "nextPageToken" not in answer:
                return found
            more = params | {"pageToken": answer["nextPageToken"]}
            answer = client.get(URL, more).json()

    own = listed(cast.reader)
    assert own[:4] == [f"https://desk.example/{n}" for n in (3, 2, 1, 0)]
    assert len(own) == 5
    for size in (1, 2, 5):
        assert listed(cast.reader, pageSize=size) == own
        assert listed(cast.rival, organization="desk.example", pageSize=size) == own
    assert listed(cast.reader, offset=3) == own[3:]
    assert listed(cast.rival) == ["https://rival.example/1"]
    assert listed(cast.reader, organization="nobody.example") == []
    token = cast.reader.get(URL, {"pageSize": 1}).json()["nextPageToken"]
    assert fields(cast.rival.get(URL, {"pageSize": 1, "pageToken": token})) == ["pageToken"]
    both = cast.reader.get(URL, {"url": PAGE, "organization": "desk.example"})
    assert (error(both), fields(both)) == ((400, "INVALID_ARGUMENT"), ["url", "organization"])
    assert fields(cast.reader.get(URL, {"url": "not an address"})) == ["url"]
    assert cast.reader.get(URL, {"url": "https://desk.example/9"}).json() == {}


def test_tokens_in_the_address(cast: Cast, client: Client) -> None:
    header = cast.editor._credentials["HTTP_AUTHORIZATION"]
    secret = header.removeprefix("Bearer ")
    for name in ("access_token", "oauth_token"):
        assert client.get(URL, {name: secret}).status_code == 200
    wrong = client.get(URL, {"access_token": secret + "x"})
    assert error(wrong) == (401, "UNAUTHENTICATED")
    partial = cast.editor.get(URL, {"fields": "nextPageToken"})
    assert partial.json() == {}
