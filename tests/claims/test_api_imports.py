"""Imports over the API: asked for, done by a task, followed."""

import json
from uuid import UUID

import pytest

from claims.models import ImportJob
from claims.operations.imports import run_import
from factcheck.core.models import Delivery
from tests.problems import problem

URL = "/api/v1/imports/"
FILE = {
    "format": "factcheck-claims",
    "version": 1,
    "dataset": "d",
    "sources": [
        {"id": "s", "kind": "person", "anonymity": "named", "name": "A"},
        {"id": "t", "kind": "person", "anonymity": "named"},
    ],
    "claims": [{"id": "c", "language": "en", "texts": {"en": "T"}}],
}


def ask(client, file=FILE, query=""):
    return client.post(f"{URL}{query}", file)


def test_an_import_is_taken_on_and_can_be_followed(cast):
    asked = ask(cast.reviewer, query="?name=my%20file.json")
    assert asked.status_code == 202, asked.content
    assert asked.json()["state"] == "queued"
    where = asked.headers["Location"]
    assert cast.reviewer.get(where).json()["records"] == []
    delivery = Delivery.objects.get(subscriber="claims.tasks.run_import")
    assert delivery.event.after["job"] == asked.json()["id"]
    run_import(job_id=UUID(asked.json()["id"]))
    done = cast.reviewer.get(where).json()
    assert (done["state"], done["total"], done["done"]) == ("done", 3, 3)
    assert (done["name"], done["dry_run"]) == ("my file.json", False)
    outcomes = {row["pointer"]: row["outcome"] for row in done["records"]}
    assert outcomes == {
        "/sources/0": "created",
        "/sources/1": "rejected",
        "/claims/0": "created",
    }
    flaw = next(row for row in done["records"] if row["pointer"] == "/sources/1")["flaws"][0]
    assert flaw["path"] == "$.sources[1].name"
    assert flaw["reason"]
    assert flaw["remedy"]
    assert len(cast.reader.get("/api/v1/claims/").json()["results"]) == 1


def test_a_dry_run_stores_nothing(cast):
    asked = ask(cast.reviewer, query="?dry_run=true").json()
    run_import(job_id=UUID(asked["id"]))
    done = cast.reviewer.get(f"{URL}{asked['id']}/").json()
    assert (done["state"], done["dry_run"], done["done"]) == ("done", True, 3)
    assert cast.reader.get("/api/v1/claims/").json()["results"] == []


def test_a_file_of_another_format_fails_and_says_why(cast):
    asked = ask(cast.reviewer, {"format": "x"}).json()
    run_import(job_id=UUID(asked["id"]))
    done = cast.reviewer.get(f"{URL}{asked['id']}/").json()
    assert done["state"] == "failed"
    assert "$.format" in done["problem"]


def test_the_file_is_kept_as_it_came(cast):
    text = json.dumps(FILE | {"dataset": "تجربة"}, ensure_ascii=False, indent=3)
    asked = cast.reviewer.generic("POST", URL, text.encode(), content_type="application/json")
    assert ImportJob.objects.get(pk=asked.json()["id"]).content == text


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": 1, "a": 2}', b"\xff", b'{"a": NaN}'])
def test_what_is_no_json_is_refused_at_once(cast, body):
    asked = cast.reviewer.generic("POST", URL, body, content_type="application/json")
    problem(asked, "malformed", *(["/a"] if b"NaN" in body else [""]))
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dry_run=1", "dry_run"),
        ("dry_run=", "dry_run"),
        (f"name={'x' * 201}", "name"),
        ("name=%00", "name"),
        ("mode=dry", "mode"),
        ("dry_run=true&dry_run=false", "dry_run"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named(cast, query, name):
    problem(ask(cast.reviewer, query=f"?{query}"), "parameters", name, place="parameter")
    assert not ImportJob.objects.exists()


def test_everybody_sees_their_own_alone(cast):
    asked = ask(cast.reviewer)
    assert [row["id"] for row in cast.reviewer.get(URL).json()["results"]] == [asked.json()["id"]]
    assert cast.admin.get(URL).json()["results"] == []
    problem(cast.admin.get(asked.headers["Location"]), "not-found")
    assert cast.superuser.get(asked.headers["Location"]).status_code == 200
