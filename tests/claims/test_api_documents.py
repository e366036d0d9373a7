"""Documents over the API."""

import hashlib
from datetime import UTC, datetime

import pytest

from tests import factories
from tests.problems import problem

URL = "/api/v1/documents/"
NOBODY = "0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11"  # an id that nothing has
WHOLE = {
    "url": "https://outlet.example/a?b=ج",
    "title": "عنوان",
    "language": "ar",
    "published_at": "2021-11-07T10:00:00Z",
    "published_at_inferred": True,
    "note": "a note",
    "text": "سطر\r\n\tآخر  e\u0301 \u202bx\u202c\n",
}


def titles(answer):
    assert answer.status_code == 200, answer.content
    return sorted(row["title"] for row in answer.json()["results"])


def test_what_is_sent_is_what_is_read(cast):
    publisher = factories.source("BBC")
    made = cast.reviewer.post(URL, WHOLE | {"publisher": str(publisher.pk)}).json()
    read = cast.reader.get(f"{URL}{made['id']}/").json()
    assert {name: read[name] for name in WHOLE} == WHOLE
    assert read["publisher"]["label"] == "BBC"
    assert read["sha256"] == hashlib.sha256(WHOLE["text"].encode()).hexdigest()
    assert (read["version"], read["supersedes"]) == (1, None)


def test_a_list_leaves_the_text_out(cast):
    factories.document()
    row = cast.reader.get(URL).json()["results"][0]
    assert "text" not in row
    assert row["sha256"]


def test_ten_megabytes_are_taken_and_one_character_more_is_not(cast):
    text = "ا" * 10_000_000
    assert cast.reviewer.post(URL, {"language": "ar", "text": text}).status_code == 201
    answer = cast.reviewer.post(URL, {"language": "ar", "text": text + "ا"})
    problem(answer, "invalid", "/text")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published_at", "2021-11-07"),
        ("published_at", "2021-11-07T10:00:00"),
        ("published_at", "2021-13-07T10:00:00Z"),
        ("published_at", "2021-11-07 10:00:00Z"),
        ("published_at", 5),
        ("text", ""),
        ("url", "not an address"),
        ("url", "javascript:alert(1)"),
        ("language", ""),
        ("publisher", NOBODY),
        ("publisher", "x"),
        ("supersedes", NOBODY),
        ("sha256", "0" * 64),
        ("version", 2),
    ],
)
def test_what_makes_no_document(cast, field, value):
    problem(cast.reviewer.post(URL, WHOLE | {field: value}), "invalid", f"/{field}")


def test_an_address_is_held_once(cast):
    assert cast.reviewer.post(URL, WHOLE).status_code == 201
    problem(cast.reviewer.post(URL, WHOLE), "conflict", "/url")


def test_a_text_stays_once_something_is_anchored_in_it(cast):
    url = f"{URL}{factories.document().pk}/"
    assert cast.reviewer.changes("patch", url, {"text": "new"}).json()["text"] == "new"
    url = f"{URL}{factories.told().document_id}/"
    problem(cast.reviewer.changes("patch", url, {"text": "new"}), "conflict", "/text")
    assert cast.reviewer.changes("patch", url, {"title": "new"}).json()["title"] == "new"
    problem(cast.editor.changes("delete", url), "conflict")


def test_a_new_fetch_is_a_new_version(cast):
    first = cast.reviewer.post(URL, WHOLE).json()
    versions = f"{URL}{first['id']}/versions/"
    same = cast.reviewer.post(versions, WHOLE)
    assert (same.status_code, same.json()["id"]) == (200, first["id"])
    second = cast.reviewer.post(versions, WHOLE | {"text": "changed"})
    assert second.status_code == 201
    made = second.json()
    assert (made["version"], made["supersedes"], made["text"]) == (2, first["id"], "changed")
    assert second.headers["Location"].endswith(f"{URL}{made['id']}/")
    problem(cast.reviewer.post(versions, WHOLE | {"text": "again"}), "conflict")
    problem(cast.reviewer.post(versions, {"text": "x"}), "invalid", "/language")


def test_filters(cast):
    publisher = factories.source("BBC")
    day = datetime(2021, 11, 7, 10, tzinfo=UTC)
    factories.document(
        title="One", publisher=publisher.pk, published_at=day, url="https://a.example/?x=1&y=2"
    )
    factories.document(title="Two", language="ar", published_at=day.replace(hour=12))
    factories.document(title="Three", text="other")
    assert titles(cast.reader.get(URL, {"language": "AR"})) == ["Two"]
    assert titles(cast.reader.get(URL, {"publisher": str(publisher.pk)})) == ["One"]
    assert titles(cast.reader.get(URL, {"publisher": NOBODY})) == []
    assert titles(cast.reader.get(URL, {"url": "https://a.example/?x=1&y=2"})) == ["One"]
    digest = hashlib.sha256(b"other").hexdigest()
    assert titles(cast.reader.get(URL, {"sha256": digest})) == ["Three"]
    assert titles(cast.reader.get(URL, {"q": "t"})) == ["Three", "Two"]
    assert titles(cast.reader.get(URL, {"published_after": "2021-11-07"})) == ["One", "Two"]
    after = "2021-11-07T14:00:00+03:00"
    assert titles(cast.reader.get(URL, {"published_after": after})) == ["Two"]
    assert titles(cast.reader.get(URL, {"published_before": "2021-11-07T10:00:00Z"})) == []
    assert titles(cast.reader.get(URL, {"published_before": "2021-11-07T10:00:01Z"})) == ["One"]


@pytest.mark.parametrize(
    "moment", ["yesterday", "2021-11-07T10:00:00", "2021-02-30", "2021-11-07T25:00:00Z"]
)
@pytest.mark.parametrize("name", ["published_after", "published_before"])
def test_a_moment_that_is_none_names_the_parameter(cast, name, moment):
    problem(cast.reader.get(URL, {name: moment}), "parameters", name, place="parameter")


@pytest.mark.parametrize("name", ["publisher"])
def test_an_id_that_is_none_names_the_parameter(cast, name):
    problem(cast.reader.get(URL, {name: "x"}), "parameters", name, place="parameter")
