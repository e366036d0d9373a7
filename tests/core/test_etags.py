"""Nobody overwrites what they have not seen, and nobody fetches twice what they have."""

import threading

import pytest
from django.db import connection

from claims.models import Source
from factcheck.core.etags import matches_strongly, matches_weakly
from tests import factories
from tests.problems import problem


@pytest.fixture
def url(cast):
    return f"/api/v1/sources/{factories.source('A').pk}/"


def test_an_etag_stands_for_the_bytes(cast, url):
    first, second = cast.reader.get(url), cast.rival.get(url)
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    indented = cast.reader.get(url, headers={"Accept": "application/json; indent=4"})
    assert indented.content == first.content


@pytest.mark.parametrize("where", ["detail", "list"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_unchanged_read_is_304_without_a_body(cast, url, where, form):
    url = url if where == "detail" else "/api/v1/sources/"
    first = cast.reader.get(url)
    header = {"If-None-Match": form.format(first.headers["ETag"])}
    again = cast.reader.get(url, headers=header)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    Source.objects.update(note="changed")
    if form != "*":
        assert cast.reader.get(url, headers=header).status_code == 200


def test_a_write_without_if_match_is_428(cast, url):
    for answer in (cast.editor.patch(url, {"note": "x"}), cast.editor.delete(url)):
        problem(answer, "precondition-required", "If-Match", place="header")
    assert Source.objects.get(name="A").note == ""


@pytest.mark.parametrize("form", ['"other"', "W/{}", "unquoted", '""', ""])
def test_a_write_with_another_etag_is_412_and_names_the_present_one(cast, url, form):
    etag = cast.reader.get(url).headers["ETag"]
    header = {"If-Match": form.format(etag)}
    for answer in (
        cast.editor.patch(url, {"note": "x"}, headers=header),
        cast.editor.delete(url, headers=header),
    ):
        problem(answer, "stale", "If-Match", place="header")
        assert answer.headers["ETag"] == etag
    assert Source.objects.get(name="A").note == ""


@pytest.mark.parametrize("form", ["{}", '"other", {}', "*"])
def test_a_write_with_the_present_etag_answers_with_the_next(cast, url, form):
    header = {"If-Match": form.format(cast.reader.get(url).headers["ETag"])}
    answer = cast.reviewer.patch(url, {"note": "x"}, headers=header)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == cast.reader.get(url).headers["ETag"]
    assert answer.json()["note"] == "x"
    if form != "*":
        problem(cast.reviewer.patch(url, {"note": "y"}, headers=header), "stale")


def test_a_new_object_comes_with_address_and_etag(cast):
    sent = {"kind": "person", "anonymity": "named", "name": "B"}
    answer = cast.reviewer.post("/api/v1/sources/", sent)
    assert answer.status_code == 201
    read = cast.reader.get(answer.headers["Location"])
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert read.json() == answer.json()


def test_head_answers_as_get_without_the_body(cast, url):
    get, head = cast.reader.get(url), cast.reader.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]


def test_of_weak_and_strong():
    assert matches_strongly('"a"', '"a"')
    assert not matches_strongly('W/"a"', '"a"')
    assert matches_weakly('W/"a"', '"a"')
    assert not matches_weakly("", '"a"')


@pytest.mark.django_db(transaction=True)
def test_of_many_writers_at_one_moment_one_wins(cast, url):
    etag = cast.reader.get(url).headers["ETag"]
    start = threading.Barrier(6)
    found = []

    def write(number):
        start.wait()
        answer = cast.reviewer.patch(url, {"note": str(number)}, headers={"If-Match": etag})
        found.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, *[412] * 5]
