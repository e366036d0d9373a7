"""What every address of the Fact Check Tools API has in common: parameters, errors, methods."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from factcheck.accounts.models import ApiKey
from factcheck.accounts.operations import issue_key, revoke_key
from reviews.factchecktools import claims
from tests.cast import Cast
from tests.reviews.factchecktools.listed import outside

pytestmark = pytest.mark.django_db
URL = "/v1alpha1/claims:search"
OVERRIDE = {"X-HTTP-Method-Override": "GET"}


def test_it_is_pretty_unless_asked_otherwise(client: Client) -> None:
    outside("لقاح <b>")
    pretty = client.get(URL, {"query": "لقاح"})
    assert pretty["Content-Type"] == "application/json; charset=UTF-8"
    assert "لقاح <b>".encode() in pretty.content
    assert pretty.content.startswith(b'{\n  "claims": [')
    plain = client.get(URL, {"query": "لقاح", "prettyPrint": "false"})
    assert plain.content.startswith(b'{"claims":[')
    assert plain.json() == pretty.json()
    assert pretty["X-Content-Type-Options"] == "nosniff"


def test_unknown_parameters_and_snake_case_are_taken(client: Client) -> None:
    outside("vaccine one")
    outside("vaccine two")
    more = {"quotaUser": "q" * 100, "unheard": "x", "uploadType": "y", "alt": "json", "key": "k"}
    answer = client.get(URL, {"query": "vaccine", "page_size": "1"} | more)
    assert len(answer.json()["claims"]) == 1


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"alt": "proto"}, "alt"),
        ({"alt": "media"}, "alt"),
        ({"callback": "alert"}, "callback"),
        ({"fields": "claims(text"}, "fields"),
        ({"fields": "items"}, "fields"),
        ({"fields": "(" * 4000}, "fields"),
    ],
)
def test_parameters_of_all_methods(client: Client, params: dict[str, str], field: str) -> None:
    answer = client.get(URL, {"query": "x"} | params)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    (detail,) = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert detail["fieldViolations"][0]["field"] == field
    assert field in error["message"]


def test_both_formats_of_errors(client: Client) -> None:
    second = client.get(URL).json()["error"]
    assert list(second) == ["code", "message", "status", "details"]
    assert client.get(URL, {"$.xgafv": "2"}).json()["error"] == second
    first = client.get(URL, {"$.xgafv": "1"}).json()["error"]
    assert first.pop("errors") == [
        {"message": second["message"], "domain": "global", "reason": "badRequest"}
    ]
    assert first == second


def test_keys_where_they_are_needed(client: Client, cast: Cast, settings: Any) -> None:
    settings.API_KEYS_REQUIRED = True
    secret = issue_key(name="Reader", newsroom=cast.newsroom, by=cast.users["admin"])
    asked = {"query": "x"}
    assert client.get(URL, asked | {"key": secret}).json() == {}
    assert client.get(URL, asked, headers={"X-Goog-Api-Key": secret}).status_code == 200
    missing = client.get(URL, asked)
    assert (missing.status_code, missing.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    revoke_key(key=ApiKey.objects.get(), by=cast.users["admin"])
    for wrong in (secret, "AIza", "\ufffd"):
        refused = client.get(URL, asked | {"key": wrong})
        assert refused.status_code == 400
        assert refused.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert cast.reader.get(URL, asked).status_code == 200
    bad = client.get(URL, asked | {"access_token": "fct_no"})
    assert (bad.status_code, bad.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_methods(client: Client) -> None:
    outside("vaccine")
    head = client.head(URL, {"query": "vaccine"})
    assert (head.status_code, head.content) == (200, b"")
    preflight = client.options(URL, headers={"Origin": "https://a.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "PUT" not in preflight["Access-Control-Allow-Methods"]
    for method in ("post", "put", "patch", "delete", "trace"):
        answer = getattr(client, method)(URL)
        assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")
        assert answer["Allow"] == "HEAD, GET, OPTIONS"
    for url in (
        "/v1alpha1",
        "/v1alpha1/",
        "/v1alpha1/claims",
        f"{URL}/",
        "/batch",
        "/v1alpha1/a/b",
    ):
        answer = client.post(url)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, 404), url


def test_a_form_stands_for_a_long_address(client: Client) -> None:
    outside("vaccine one")
    posted = client.post(
        f"{URL}?pageSize=1",
        "query=vaccine&fields=claims%2Ftext",
        content_type="application/x-www-form-urlencoded",
        headers=OVERRIDE,
    )
    assert posted.json() == {"claims": [{"text": "vaccine one"}]}
    refused = client.post(URL, {"query": "x"}, headers={"X-HTTP-Method-Override": "DELETE"})
    assert refused.status_code == 400
    checked = Client(enforce_csrf_checks=True)
    assert checked.post(URL, {"query": "x"}, headers=OVERRIDE).status_code == 200


def test_no_session_and_no_cookie(client: Client, cast: Cast) -> None:
    client.force_login(cast.users["superuser"])
    answer = client.get("/v1alpha1/pages")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    answer = Client().get(URL, {"query": "x"})
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        (b"query=" + b"%ED%A0%80" * 10, "application/x-www-form-urlencoded"),
        (b"query=\xff\xfe", "application/x-www-form-urlencoded"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"query=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"query=x", "application/x-www-form-urlencoded; charset=hex"),
        (b"query=x", "multipart/form-data; boundary=" + "x" * 300),
        (b"x" * 1_048_577, "application/x-www-form-urlencoded"),
    ],
)
def test_any_form_is_answered(client: Client, body: bytes, type_: str) -> None:
    answer = client.generic("POST", URL, body, content_type=type_, headers=OVERRIDE)
    assert answer.status_code in (200, 400), answer.content
    json.loads(answer.content)


def test_faults_are_told_as_google_tells_them(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for raised, status in ((OperationalError("down"), 503), (KeyError("secret"), 500)):

        def fail(call: Any, raised: Exception = raised) -> None:
            raise raised

        monkeypatch.setattr(claims, "require_key", fail)
        answer = client.get(URL, {"query": "x"})
        assert answer.status_code == status
        assert b"secret" not in answer.content
    assert "KeyError" in caplog.text
