"""The two official clients of the Fact Check Tools API, unchanged, against this server."""

import base64
import json
import subprocess
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from PIL import Image, ImageDraw

from claims.operations.images import attach_image
from factcheck.accounts.operations import issue_key, issue_token
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import Cast
from tests.reviews.factchecktools.listed import outside
from tests.reviews.structured_data import NODE_DIR, install
from tests.worker import work

ARABIC = "زعم منشور متداول أن لقاح كورونا يغير الحمض النووي للإنسان"
# 6 bytes a letter once it is encoded: beyond the 2,048 characters at which Python changes to POST.
LONG = " ".join([ARABIC] * 12)
PAGE = {
    "pageUrl": "https://desk.example/checks/1",
    "publishDate": "2026-03-01",
    "claimReviewAuthor": {"name": "The Desk", "imageUrl": "https://desk.example/logo.png"},
    "claimReviewMarkups": [
        {
            "url": "https://desk.example/checks/1#a",
            "claimReviewed": "القمر مصنوع من الجبن",
            "claimDate": "2026-02-27",
            "claimLocation": "Baghdad",
            "claimFirstAppearance": "https://posts.example/1",
            "claimAppearances": ["https://posts.example/2"],
            "claimAuthor": {"name": "A. Person", "sameAs": "https://people.example/a"},
            "rating": {
                "textualRating": "خطأ",
                "ratingValue": 1,
                "worstRating": 1,
                "bestRating": 5,
                "ratingExplanation": "It is rock.",
            },
        }
    ],
}


@pytest.fixture
def root(live_server: Any, cast: Cast) -> str:
    """A server that lists a review of its own and thirteen of others."""
    review = factories.review(cast.newsroom, cast.users["reviewer"], title="Moon checks")
    for verb, who in (
        (Verb.SUBMIT, "reviewer"),
        (Verb.APPROVE, "editor"),
        (Verb.PUBLISH, "editor"),
    ):
        perform(review=review, verb=verb, by=cast.users[who])
    work()
    for n in range(13):
        outside(f"{ARABIC} رقم {n}")
    return str(live_server.url)


def token_of(cast: Cast, name: str) -> str:
    return issue_token(user=cast.users[name], name="client", by=None)


def image_of(seed: int) -> bytes:
    image = Image.new("RGB", (160, 120), "white")
    drawing = ImageDraw.Draw(image)
    for n in range(12):
        x, y = (n * 37 * seed) % 150, (n * 53 * seed) % 110
        drawing.rectangle((x, y, x + 30, y + 20), fill=((n * 20 * seed) % 255, n * 9, 90))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def data_uri(content: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(content).decode()


class Python:
    """PyPI google-api-python-client."""

    def __init__(self, root: str, *, key: str = "", token: str = "") -> None:
        how: dict[str, Any] = {"developerKey": key} if key else {}
        if not key:
            how = {"credentials": Credentials(token=token) if token else AnonymousCredentials()}
        self.service: Any = build(
            "factchecktools",
            "v1alpha1",
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": root},
            **how,
        )

    def pages_of(self, resource: str, method: str, **params: Any) -> Iterator[dict[str, Any]]:
        methods = getattr(self.service, resource)()
        request = getattr(methods, method)(**params)
        while request is not None:
            answer = request.execute()
            yield answer
            request = getattr(methods, f"{method}_next")(request, answer)

    def call(self, name: str, /, **params: Any) -> dict[str, Any]:
        resource, method = name.split(".")
        return dict(getattr(getattr(self.service, resource)(), method)(**params).execute())


def node(root: str, *calls: dict[str, Any], key: str = "", token: str = "") -> list[Any]:
    """npm @googleapis/factchecktools: what each call came to."""
    install()
    sent = json.dumps({"root": root, "key": key, "token": token, "calls": calls})
    done = subprocess.run(
        ["node", "factchecktools.mjs"],
        cwd=NODE_DIR,
        input=sent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def texts(pages: Any) -> list[str]:
    return [claim["text"] for page in pages for claim in page.get("claims", [])]


def test_python_searches_and_pages_to_the_end(root: str) -> None:
    client = Python(root, key="any")
    pages = list(client.pages_of("claims", "search", query="لقاح كورونا", pageSize=4))
    found = texts(pages)
    assert [len(page["claims"]) for page in pages] == [4, 4, 4, 1]
    assert len(set(found)) == 13
    assert "nextPageToken" not in pages[-1]
    claim = pages[0]["claims"][0]
    assert set(claim) == {"text", "claimReview"}
    assert claim["claimReview"] == [
        {
            "publisher": {"name": "Check", "site": "check.example"},
            "url": claim["claimReview"][0]["url"],
            "reviewDate": "2026-01-05T12:00:00Z",
            "languageCode": "ar",
        }
    ]
    assert client.call("claims.search", query="unheard of") == {}
    assert (
        Python(root).call("claims.search", query="Moon")["claims"][0]["claimReview"][0]["title"]
        == "Moon checks"
    )
    some = Python(root).call(
        "claims.search",
        query="لقاح كورونا",
        pageSize=2,
        fields="claims(text,claimReview/publisher(site)),nextPageToken",
    )
    assert [set(claim) for claim in some["claims"]] == [{"text", "claimReview"}] * 2
    assert some["claims"][0]["claimReview"] == [{"publisher": {"site": "check.example"}}]
    assert some["nextPageToken"]
    outside(LONG)
    long = client.service.claims().search(query=LONG, languageCode="ar-IQ", pageSize=1)
    assert len(long.uri) > 2048
    pages = list(client.pages_of("claims", "search", query=LONG, languageCode="ar-IQ", pageSize=1))
    assert texts(pages)[0] == LONG
    assert len(set(texts(pages))) == len(pages)


def test_python_finds_by_image(root: str, cast: Cast) -> None:
    claim, content = factories.claim(), image_of(3)
    attach_image(claim=claim, content=content, by=cast.users["reviewer"])
    wanted = {outside(f"Image {n}", claim).url for n in range(3)}
    client = Python(root, key="any")
    pages = list(client.pages_of("claims", "imageSearch", imageUri=data_uri(content), pageSize=2))
    found = [one["claim"]["claimReview"][0]["url"] for page in pages for one in page["results"]]
    assert (len(pages), len(found), set(found)) == (2, 3, wanted)
    assert client.call("claims.imageSearch", imageUri=data_uri(image_of(8))) == {}
    with pytest.raises(HttpError) as caught:
        client.call("claims.imageSearch", imageUri="http://127.0.0.1/a.png")
    assert caught.value.status_code == 400
    assert caught.value.error_details[0]["fieldViolations"][0]["field"] == "imageUri"


def test_python_keeps_pages(root: str, cast: Cast) -> None:
    client = Python(root, token=token_of(cast, "editor"))
    made = client.call("pages.create", body=PAGE)
    name, version = made.pop("name"), made.pop("versionId")
    assert made == PAGE
    got = client.call("pages.get", name=name)
    assert got == PAGE | {"name": name, "versionId": version}
    changed = got | {"publishDate": "2026-03-02"}
    put = client.call("pages.update", name=name, body=changed)
    assert (put["publishDate"], put["versionId"] != version) == ("2026-03-02", True)
    assert client.call("pages.update", name=name, body=changed) == put
    with pytest.raises(HttpError) as stale:
        client.call("pages.update", name=name, body=got)
    assert (stale.value.status_code, "meanwhile" in stale.value.reason) == (409, True)
    assert texts([Python(root).call("claims.search", query="القمر الجبن")]) == [
        "القمر مصنوع من الجبن"
    ]
    assert client.call("pages.delete", name=name) == {}
    assert client.call("pages.delete", name=name) == {}
    with pytest.raises(HttpError) as gone:
        client.call("pages.get", name=name)
    assert gone.value.status_code == 404
    assert Python(root).call("claims.search", query="القمر الجبن") == {}


def test_python_lists_pages_to_the_end(root: str, cast: Cast) -> None:
    client = Python(root, token=token_of(cast, "editor"))
    made = {
        client.call("pages.create", body={"pageUrl": f"https://www.desk.example/{n}"})["name"]
        for n in range(5)
    }
    for params in ({}, {"organization": "desk.example"}):
        listed = [
            page
            for answer in client.pages_of("pages", "list", pageSize=2, **params)
            for page in answer["claimReviewMarkupPages"]
        ]
        assert len(listed) == 6
        assert made < {page["name"] for page in listed}
    ours = next(page for page in listed if page["name"] not in made)
    assert ours["claimReviewMarkups"][0]["rating"]["textualRating"] == "Misleading"
    for written in ("http://desk.example/3/?utm_source=x", "https://desk.example/3#part"):
        found = client.call("pages.list", url=written)["claimReviewMarkupPages"]
        assert [page["pageUrl"] for page in found] == ["https://www.desk.example/3"]
    assert client.call("pages.get", name=ours["name"]) == ours
    with pytest.raises(HttpError) as led:
        client.call("pages.delete", name=ours["name"])
    assert (led.value.status_code, "review here" in led.value.reason) == (400, True)


def test_python_hears_of_every_error(root: str, cast: Cast, settings: Any) -> None:
    editor, rival = (token_of(cast, name) for name in ("editor", "rival"))
    name = Python(root, token=editor).call("pages.create", body=PAGE)["name"]
    cases: list[tuple[Python, int, str, dict[str, Any]]] = [
        (Python(root, key="k"), 400, "claims.search", {}),
        (Python(root, key="k"), 400, "claims.search", {"query": "a", "pageToken": "x"}),
        (Python(root, key="k"), 400, "claims.search", {"query": "a", "fields": "nothing"}),
        (Python(root, key="k"), 400, "claims.search", {"query": "a", "callback": "f"}),
        (Python(root, key="k"), 400, "claims.imageSearch", {}),
        (Python(root, key="k"), 401, "pages.list", {}),
        (Python(root, token=token_of(cast, "nobody")), 403, "pages.get", {"name": name}),
        (Python(root, token=token_of(cast, "reader")), 403, "pages.create", {"body": PAGE}),
        (Python(root, token=rival), 403, "pages.delete", {"name": name}),
        (Python(root, token=rival), 400, "pages.create", {"body": PAGE}),
        (Python(root, token=editor), 404, "pages.get", {"name": "pages/abc"}),
        (Python(root, token=editor), 409, "pages.create", {"body": PAGE}),
        (Python(root, token=editor), 400, "pages.create", {"body": {"pageUrl": 1, "x": 2}}),
        (
            Python(root, token=editor),
            400,
            "pages.list",
            {"url": "https://a.b", "organization": "c"},
        ),
    ]
    for client, status, method, params in cases:
        assert refused(client, method, params) == status, (method, params)
    with pytest.raises(RefreshError):  # what the client makes of every 401 with a token
        Python(root, token="fct_wrong").call("pages.get", name=name)
    for version, has_errors in (("1", True), ("2", False)):
        with pytest.raises(HttpError) as caught:
            Python(root, key="k").call("claims.search", x__xgafv=version)
        error = json.loads(caught.value.content)["error"]
        assert ("errors" in error, error["status"]) == (has_errors, "INVALID_ARGUMENT")
    settings.API_KEYS_REQUIRED = True
    key = issue_key(name="K", by=None)
    assert Python(root, key=key).call("claims.search", query="لقاح كورونا", pageSize=1)["claims"]
    for client, status in ((Python(root, key="wrong"), 400), (Python(root), 403)):
        with pytest.raises(HttpError) as caught:
            client.call("claims.search", query="a")
        assert caught.value.status_code == status


def refused(client: Python, method: str, params: dict[str, Any]) -> int:
    with pytest.raises(HttpError) as caught:
        client.call(method, **params)
    assert caught.value.reason
    return int(caught.value.status_code)


def test_node_reads(root: str, cast: Cast) -> None:
    outside(LONG)
    claim, content = factories.claim(), image_of(3)
    attach_image(claim=claim, content=content, by=cast.users["reviewer"])
    outside("Image", claim)
    query = {"query": "لقاح كورونا", "languageCode": "ar"}
    first, long, image, some, empty, *refused = node(
        root,
        {"method": "claims.search", "params": query | {"pageSize": 10}},
        {"method": "claims.search", "params": {"query": LONG, "pageSize": 1}},
        {"method": "claims.imageSearch", "params": {"imageUri": data_uri(content)}},
        {"method": "claims.search", "params": query | {"fields": "claims/text"}},
        {"method": "claims.search", "params": {"query": "unheard of"}},
        {"method": "claims.search"},
        {"method": "claims.search", "params": {"query": "x", "$.xgafv": "1", "alt": "media"}},
        {"method": "claims.search", "params": {"query": "x", "pageToken": "wrong"}},
        {"method": "pages.list"},
        key="any",
    )
    assert len(long["url"]) > 2048
    assert long["data"]["claims"][0]["text"] == LONG
    assert image["data"]["results"][0]["claim"]["text"] == "Image"
    assert set(some["data"]["claims"][0]) == {"text"}
    assert (empty["status"], empty["data"]) == (200, {})
    assert [one["status"] for one in refused] == [400, 400, 400, 401]
    assert [one["message"] != "" for one in refused] == [True] * 4
    assert "errors" in refused[1]["data"]["error"]
    found, token = texts([first["data"]]), first["data"]["nextPageToken"]
    (rest,) = node(
        root,
        {"method": "claims.search", "params": query | {"pageSize": 10, "pageToken": token}},
    )
    found += texts([rest["data"]])
    assert (len(found), len(set(found)), "nextPageToken" in rest["data"]) == (14, 14, False)


def test_node_keeps_pages(root: str, cast: Cast) -> None:
    token = token_of(cast, "editor")
    made, taken = node(
        root,
        {"method": "pages.create", "params": {"requestBody": PAGE}},
        {"method": "pages.create", "params": {"requestBody": PAGE}},
        token=token,
    )
    name, version = made["data"]["name"], made["data"]["versionId"]
    assert made["data"] == PAGE | {"name": name, "versionId": version}
    assert (taken["status"], taken["data"]["error"]["status"]) == (409, "ALREADY_EXISTS")
    less = {"pageUrl": PAGE["pageUrl"], "versionId": version}
    got, put, again, stale, listed, deleted, twice, gone = node(
        root,
        {"method": "pages.get", "params": {"name": name}},
        {"method": "pages.update", "params": {"name": name, "requestBody": less}},
        {"method": "pages.update", "params": {"name": name, "requestBody": less}},
        {
            "method": "pages.update",
            "params": {"name": name, "requestBody": PAGE | {"versionId": version}},
        },
        {"method": "pages.list", "params": {"organization": "desk.example", "pageSize": 1}},
        {"method": "pages.delete", "params": {"name": name}},
        {"method": "pages.delete", "params": {"name": name}},
        {"method": "pages.get", "params": {"name": name}},
        token=token,
    )
    assert got["data"] == made["data"]
    assert "claimReviewMarkups" not in put["data"]
    assert again["data"] == put["data"]
    assert (stale["status"], stale["data"]["error"]["status"]) == (409, "ABORTED")
    assert listed["data"]["claimReviewMarkupPages"] == [put["data"]]
    assert listed["data"]["nextPageToken"]
    assert [(deleted["data"], twice["data"], gone["status"])] == [({}, {}, 404)]
    (rival,) = node(
        root, {"method": "pages.create", "params": {"requestBody": PAGE}}, token="fct_wrong"
    )
    assert rival["status"] == 401
