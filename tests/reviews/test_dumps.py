"""The dumps: what is in them, how they are replaced and served, and cells that do no harm."""

import csv
import gzip
import hashlib
import io
import json
import os
import threading
import time
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import close_old_connections
from hypothesis import given
from hypothesis import strategies as st

from reviews.markup.dossier import Verdict
from reviews.markup.flat import COLUMNS, cells, row
from reviews.operations import dumps
from reviews.tasks import write_dumps
from tests.reviews.dossiers import ARABIC, ENGLISH, dossiers
from tests.reviews.published import HOSTILE, standing, taken_back

LINES, TABLE, INDEX = "/dumps/reviews.jsonl.gz", "/dumps/reviews.csv.gz", "/dumps/index.json"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DUMPS = tmp_path / "made" / "when needed"
    return settings.DUMPS


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def table(client):
    text = gzip.decompress(body(client.get(TABLE))).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.django_db
def test_dumps_hold_what_stands_line_by_line_and_row_by_row(cast, client, capsys):
    plain, gone = standing(cast), standing(cast)
    hostile = standing(cast, title=HOSTILE, summary='=HYPERLINK("https://evil.example")\n\'x')
    taken_back(cast, gone)
    call_command("write_dumps")
    assert "reviews.jsonl.gz: 2 reviews" in capsys.readouterr().out
    lines = gzip.decompress(body(client.get(LINES))).split(b"\n")
    assert lines.pop() == b""
    markup = [client.get(f"/r/{r.slug}/claimreview.json").json() for r in (plain, hostile)]
    assert [json.loads(line) for line in lines] == markup
    first, second = table(client)
    assert tuple(first) == COLUMNS
    assert first["url"] == markup[0]["url"]
    told = ("Misleading", "2", "3", "1", "The Desk", "en")
    names = ("rating_label", "rating_value", "rating_best", "rating_worst", "publisher_name")
    assert tuple(first[name] for name in (*names, "language")) == told
    assert second["title"] == HOSTILE
    assert second["summary"].startswith("'=HYPERLINK")
    found = client.get(INDEX).json()["dumps"]
    assert [(each["name"], each["rows"]) for each in found] == [
        ("reviews.jsonl.gz", 2),
        ("reviews.csv.gz", 2),
    ]
    for each in found:
        bytes_ = body(client.get(f"/dumps/{each['name']}"))
        assert (len(bytes_), hashlib.sha256(bytes_).hexdigest()) == (each["bytes"], each["sha256"])


@pytest.mark.django_db
def test_the_same_reviews_give_the_same_bytes_and_leave_nothing_aside(cast, folder):
    standing(cast)
    write_dumps()
    before = {path.name: path.read_bytes() for path in folder.glob("*.gz")}
    write_dumps()
    assert {path.name: path.read_bytes() for path in folder.glob("*.gz")} == before
    assert sorted(path.suffix for path in folder.iterdir()) == [".gz", ".gz", ".json"]


@pytest.mark.django_db
def test_old_dumps_stay_for_who_reads_them_and_go_after_an_hour(cast, folder):
    standing(cast)
    write_dumps()
    old = {path.name for path in folder.glob("*.gz")}
    standing(cast)
    write_dumps()
    assert len(list(folder.glob("*.gz"))) == 4
    for path in folder.glob("*.gz"):
        os.utime(path, (time.time() - 4000,) * 2)
    write_dumps()
    left = {path.name for path in folder.glob("*.gz")}
    assert len(left) == 2
    assert left.isdisjoint(old)


@pytest.mark.django_db
def test_a_dump_of_yesterday_stays_for_an_hour_more_and_what_was_cut_off_goes(cast, folder):
    standing(cast)
    write_dumps()
    yesterday = (time.time() - 86_400,) * 2
    old = set(folder.glob("*.gz"))
    cut_off, begun = folder / "killed.part", folder / "begun.part"
    for path in (cut_off, begun):
        path.touch()
    for path in (*old, cut_off):
        os.utime(path, yesterday)
    standing(cast)
    write_dumps()
    assert old < set(folder.glob("*.gz"))
    assert (cut_off.exists(), begun.exists()) == (False, True)


@pytest.mark.django_db
def test_a_dump_that_fails_leaves_the_one_before(cast, client, folder, monkeypatch):
    standing(cast)
    write_dumps()
    before = client.get(INDEX).json(), body(client.get(LINES))
    standing(cast)
    monkeypatch.setattr(dumps, "cells", lambda found: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_dumps()
    assert (client.get(INDEX).json(), body(client.get(LINES))) == before
    assert not list(folder.glob("*.part"))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_second_leaves_it_to_the_first(cast, monkeypatch):
    standing(cast)
    held, go_on = threading.Event(), threading.Event()
    plain = dumps._published

    def slow():
        held.set()
        assert go_on.wait(30)
        return plain()

    def first():
        try:
            write_dumps()
        finally:
            close_old_connections()

    monkeypatch.setattr(dumps, "_published", slow)
    writer = threading.Thread(target=first)
    writer.start()
    assert held.wait(30)
    assert dumps.write_dumps() == []
    go_on.set()
    writer.join()
    assert [dump.rows for dump in dumps.dumps()] == [1, 1]


@pytest.mark.django_db
def test_who_has_a_dump_is_told_so(cast, client):
    standing(cast)
    write_dumps()
    for url in (LINES, TABLE, INDEX):
        answer = client.get(url)
        whole = body(answer)
        for header, value in (
            ("If-None-Match", answer["ETag"]),
            ("If-Modified-Since", answer["Last-Modified"]),
        ):
            known = client.get(url, headers={header: value})
            assert (known.status_code, known["ETag"]) == (304, answer["ETag"])
            assert known["Access-Control-Allow-Origin"] == "*"
        head = client.head(url)
        assert (head.status_code, head["ETag"], body(head)) == (200, answer["ETag"], b"")
        if url != INDEX:
            assert int(head["Content-Length"]) == int(answer["Content-Length"]) == len(whole)
            assert answer["Content-Type"] == "application/gzip"
            assert "Content-Encoding" not in answer
        assert not answer.cookies
    standing(cast)
    write_dumps()
    assert client.get(LINES, headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_without_a_dump_there_is_none(client):
    for url in (LINES, TABLE, INDEX):
        assert client.get(url).status_code == 404
    assert client.get("/dumps/../index.json").status_code == 404


# The row, purely


def test_the_row_of_an_arabic_review():
    found = row(ARABIC, url="https://t.example/r/x/", site="t.example")
    assert (found.claim, found.claimant, found.claim_date) == (
        ARABIC.claim_text,
        "",
        "2021-11-09T00:00:00Z",
    )
    assert (found.origins_named, found.origins_unnamed, found.appearances) == (0, 3, 2)
    urls = found.appearance_urls.split(" ")
    assert urls == sorted(told.document.url for told in ARABIC.retellings)
    assert row(ENGLISH, url="u", site="s").claimant == "Yahya Rasool"


@given(
    dossiers, st.sampled_from([*"=+-@＝＋－＠\t\r\n'", ""]), st.text(st.characters(codec="utf-8"))
)
def test_no_cell_is_a_formula_and_each_can_be_had_back(dossier, first, rest):
    found = row(
        replace(dossier, title=first + rest, claim_text=rest),
        url="https://t.example/r/x/",
        site="t.example",
    )
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells(found))
    (read,) = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    for cell, name in zip(read, COLUMNS, strict=True):
        value = getattr(found, name)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        assert cell.removeprefix("'") == ("" if value is None else str(value))


@given(dossiers)
def test_the_counts_of_a_row_agree_with_the_retellings(dossier):
    found = row(dossier, url="u", site="s")
    origins = {o.key for told in dossier.retellings for o in told.origins if o}
    assert found.origins_named + found.origins_unnamed == len(origins)
    assert len(found.appearance_urls.split()) <= found.appearances <= len(dossier.retellings)


def test_a_formula_in_the_label_of_a_rating():
    found = row(replace(ENGLISH, rating=Verdict("@SUM(1)")), url="u", site="s")
    assert cells(found)[COLUMNS.index("rating_label")] == "'@SUM(1)"
    assert cells(found)[COLUMNS.index("rating_value")] == ""
