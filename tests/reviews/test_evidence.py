"""Evidence through the API: what is taken, in which order it stands, who sees it."""

import threading
from uuid import uuid4

import pytest
import yaml
from django.db import connection

from claims.models import Anchor
from factcheck.core.models import Event
from reviews.models import Evidence, Review, StoredFile
from reviews.operations import evidence as operations
from reviews.operations.evidence import Said
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.architecture.test_openapi import check, content
from tests.conftest import PROJECT

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
ARABIC = "وقال مسؤولان إن الهجوم نفذته فصائل"


@pytest.fixture
def review(cast):
    return factories.review(cast.newsroom, cast.users["reviewer"])


def url_of(review, end=""):
    return f"/api/v1/reviews/{review.pk}/evidence/{end}"


def note(client, review, text="N", **more):
    return client.post(url_of(review), {"kind": "note", "note": text} | more)


def upload(client, review, content, type_="", name="", stance=""):
    query = "&".join(f"{k}={v}" for k, v in (("name", name), ("stance", stance)) if v)
    url = url_of(review, f"files/?{query}" if query else "files/")
    return client.generic("POST", url, content, content_type=type_)


def order(client, review):
    rows = client.get(url_of(review)).json()["results"]
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["note"] for row in rows]


def pointers(answer):
    return [error.get("pointer", error.get("parameter")) for error in answer.json()["errors"]]


def test_a_link(cast, review):
    url = "https://ar.example/مقال?q=ب"
    sent = {"kind": "link", "url": url, "stance": "refutes", "title": "تقرير", "note": "x"}
    answer = cast.reviewer.post(url_of(review), sent)
    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["kind"], body["stance"], body["title"], body["position"]) == (
        *("link", "refutes", "تقرير"),
        1,
    )
    assert body["link"]["url"] == url
    assert (body["document"], body["anchor"], body["file"]) == (None, None, None)
    assert cast.reader.get(answer.headers["Location"]).json() == body
    event = Event.objects.get(type="evidence.added")
    assert (event.stream, event.newsroom_id) == (f"review:{review.pk}", cast.newsroom.pk)
    assert (event.after["evidence"], event.after["url"]) == (body["id"], url)
    again = cast.colleague.post(url_of(review), {"kind": "link", "url": url})
    assert again.json()["position"] == 2
    assert Evidence.objects.values("link").distinct().count() == 1


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://x.example/", "javascript:alert(1)", "//x.example/", "https://", ""),
        *("https://u:p@x.example/", "https://x.example/" + "ا" * 1000),
    ],
)
def test_what_is_no_address_is_refused(cast, review, url):
    answer = cast.reviewer.post(url_of(review), {"kind": "link", "url": url})
    assert answer.status_code == 422
    assert pointers(answer) == ["/url"]


def test_a_document_and_a_quotation(cast, review):
    held = factories.document()
    whole = cast.reviewer.post(url_of(review), {"kind": "document", "document": str(held.pk)})
    assert whole.json()["document"]["id"] == str(held.pk)
    sent = {"kind": "quotation", "document": str(held.pk), "anchor": factories.place(ARABIC)}
    made = cast.reviewer.post(url_of(review), sent).json()
    assert made["anchor"]["exact"] == ARABIC
    assert made["anchor"]["prefix"].endswith("attack. ")
    assert (made["document"]["id"], made["position"]) == (str(held.pk), 2)


def test_words_that_do_not_stand_there_are_refused(cast, review):
    held = factories.document()
    place = factories.place("NBC")
    sent = {"kind": "quotation", "document": str(held.pk)}
    for anchor, at in (
        (place | {"exact": "CBN"}, "/anchor/exact"),
        (place | {"end": 5000, "exact": "x"}, "/anchor/end"),
        (place | {"end": place["start"], "exact": "x"}, "/anchor/end"),
    ):
        answer = cast.reviewer.post(url_of(review), sent | {"anchor": anchor})
        assert (answer.status_code, pointers(answer)) == (422, [at])
    gone = cast.reviewer.post(url_of(review), sent | {"document": str(uuid4()), "anchor": place})
    assert (gone.status_code, pointers(gone)) == (422, ["/document"])
    assert Evidence.objects.count() == 0


def test_an_anchor_stays_while_evidence_has_it_and_goes_with_it(cast, review):
    telling = factories.told()
    held = telling.document
    sent = {"kind": "quotation", "document": str(held.pk), "anchor": factories.place(ARABIC)}
    made = cast.reviewer.post(url_of(review), sent).json()
    anchors = Anchor.objects.filter(document=held)
    assert cast.editor.changes("delete", f"/api/v1/appearances/{telling.pk}/").status_code == 204
    assert [row.exact for row in anchors] == [ARABIC]
    in_use = cast.editor.changes("delete", f"/api/v1/documents/{held.pk}/")
    assert in_use.status_code == 409
    removed = cast.reviewer.changes("delete", f"/api/v1/evidence/{made['id']}/")
    assert removed.status_code == 204
    assert not anchors.all().exists()


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({}, ["/kind"]),
        ({"kind": "file"}, ["/kind"]),
        ({"kind": "link"}, ["/url"]),
        ({"kind": "note"}, ["/note"]),
        ({"kind": "note", "note": " \n"}, ["/note"]),
        ({"kind": "note", "note": "x", "stance": "maybe"}, ["/stance"]),
        ({"kind": "note", "note": "x", "url": "https://x.example/"}, ["/url"]),
        ({"kind": "quotation"}, ["/anchor", "/document"]),
        ({"kind": "note", "note": "x", "position": 1}, ["/position"]),
        ({"kind": "note", "note": "x", "title": "t" * 301}, ["/title"]),
    ],
)
def test_what_the_kind_does_not_take_is_refused(cast, review, sent, at):
    answer = cast.reviewer.post(url_of(review), sent)
    assert answer.status_code == 422
    assert sorted(pointers(answer)) == at


def test_a_change_is_an_event_with_both_sides(cast, review):
    made = note(cast.reviewer, review, "first").json()
    url = f"/api/v1/evidence/{made['id']}/"
    sent = {"stance": "supports", "title": "ع"}
    changed = cast.colleague.changes("patch", url, sent).json()
    assert (changed["stance"], changed["title"], changed["note"]) == ("supports", "ع", "first")
    event = Event.objects.get(type="evidence.changed")
    assert (event.before["stance"], event.after["stance"]) == ("context", "supports")
    assert event.actor == cast.users["colleague"]
    cast.colleague.changes("patch", url, sent)
    assert Event.objects.filter(type="evidence.changed").count() == 1
    assert cast.colleague.changes("patch", url, {"note": ""}).status_code == 422
    assert cast.colleague.patch(url, {}).status_code == 428
    stale = cast.colleague.patch(url, {"title": "x"}, headers={"If-Match": '"old"'})
    assert stale.status_code == 412


def test_moving_and_removing_keep_one_to_n(cast, review):
    ids = [note(cast.reviewer, review, text).json()["id"] for text in "abcde"]

    def move(which, position):
        return cast.reviewer.post(f"/api/v1/evidence/{ids[which]}/move/", {"position": position})

    assert move(0, 3).json()["position"] == 3
    assert order(cast.reader, review) == list("bcade")
    move(4, 1)
    assert order(cast.reader, review) == list("ebcad")
    event = Event.objects.filter(type="evidence.moved").latest("id")
    assert (event.before["position"], event.after["position"]) == (5, 1)
    for position in (0, 6, "1", None):
        answer = move(1, position)
        assert (answer.status_code, pointers(answer)) == (422, ["/position"])
    cast.reviewer.changes("delete", f"/api/v1/evidence/{ids[2]}/")
    assert order(cast.reader, review) == list("ebad")
    removed = Event.objects.get(type="evidence.removed")
    assert (removed.before["evidence"], removed.before["note"]) == (ids[2], "c")
    assert cast.reader.get(f"/api/v1/evidence/{ids[2]}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_order_holds_when_many_write_at_once(cast, review):
    by = cast.users["reviewer"]
    for text in "abcdef":
        operations.add_note(review=review, said=Said(note=text), by=by)
    client, failures = cast.reviewer, []

    def shuffle(number):
        try:
            for step in range(6):
                rows = Evidence.objects.filter(review=review).order_by("id")
                row = rows[(number + step) % rows.count()]
                url = f"/api/v1/evidence/{row.pk}/"
                if step == 3:
                    client.changes("patch", url, {"title": f"{number}"})
                answer = client.post(f"{url}move/", {"position": (number * 5 + step) % 6 + 1})
                if answer.status_code != 200:
                    failures.append(answer.content)
            note(client, review, f"new {number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=shuffle, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(order(client, review)) == sorted([*"abcdef", *(f"new {n}" for n in range(6))])


def test_a_review_that_is_not_a_draft_keeps_its_evidence(cast, review):
    made = note(cast.reviewer, review).json()
    url = f"/api/v1/evidence/{made['id']}/"
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    answers = [
        note(cast.reviewer, review),
        upload(cast.reviewer, review, PNG),
        cast.reviewer.changes("patch", url, {"note": "x"}),
        cast.reviewer.changes("delete", url),
        cast.reviewer.post(f"{url}move/", {"position": 1}),
    ]
    assert [answer.status_code for answer in answers] == [409] * 5
    assert "request_changes" in answers[0].json()["allowed"]
    assert cast.reader.get(url).json() == made
    perform(
        review=review, verb=Verb.REQUEST_CHANGES, by=cast.users["editor"], reason="More evidence."
    )
    assert note(cast.reviewer, review).status_code == 201


def test_a_draft_of_a_correction_takes_evidence(cast, review):
    for verb, who in (
        (Verb.SUBMIT, "reviewer"),
        (Verb.APPROVE, "editor"),
        (Verb.PUBLISH, "editor"),
    ):
        perform(review=review, verb=verb, by=cast.users[who])
    assert note(cast.reviewer, review).status_code == 409
    perform(review=review, verb=Verb.CORRECT, by=cast.users["reviewer"], reason="It was wrong.")
    assert Review.objects.get(pk=review.pk).live
    assert note(cast.reviewer, review).status_code == 201


def test_only_its_own_newsroom_sees_it_also_once_it_is_published(cast, review):
    made = note(cast.reviewer, review).json()
    filed = upload(cast.reviewer, review, PNG).json()
    for verb, who in (
        (Verb.SUBMIT, "reviewer"),
        (Verb.APPROVE, "editor"),
        (Verb.PUBLISH, "editor"),
    ):
        perform(review=review, verb=verb, by=cast.users[who])
    url = f"/api/v1/evidence/{made['id']}/"
    paths = [url_of(review), url, f"{url}snapshots/", f"/api/v1/evidence/{filed['id']}/file/"]
    assert cast.rival.get(f"/api/v1/reviews/{review.pk}/").status_code == 200
    assert [cast.rival.get(path).status_code for path in paths] == [404] * 4
    assert [cast.reader.get(path).status_code for path in paths] == [200] * 4
    assert [cast.superuser.get(path).status_code for path in paths] == [200] * 4
    assert note(cast.rival, review).status_code == 404
    assert upload(cast.rival, review, PNG).status_code == 404
    assert cast.rival.post(f"{url}move/", {"position": 1}).status_code == 404
    assert cast.rival.post(f"{url}check/").status_code == 404
    assert cast.rival.delete(url, headers={"If-Match": "*"}).status_code == 404
    assert cast.reader.post(f"{url}check/").status_code == 403


def test_a_file_is_kept_once_and_handed_out_as_an_attachment(cast, review):
    name = "../تقر\u202eير.png"
    first = upload(cast.reviewer, review, PNG, "image/png", name, "supports")
    body = first.json()
    assert first.status_code == 201, body
    assert body["file"]["name"] == "تقرير.png"
    assert (body["file"]["content_type"], body["file"]["size"]) == ("image/png", len(PNG))
    assert body["stance"] == "supports"
    second = upload(cast.reviewer, review, PNG).json()
    assert second["file"] == body["file"] | {"name": "file.png"}
    assert StoredFile.objects.count() == 1
    served = cast.reader.get(
        f"/api/v1/evidence/{body['id']}/file/", headers={"Accept": "text/html"}
    )
    assert (served.content, served.headers["Content-Type"]) == (PNG, "image/png")
    assert served.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.png"
    )
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    same = {"If-None-Match": served.headers["ETag"]}
    assert cast.reader.get(served.request["PATH_INFO"], headers=same).status_code == 304
    cast.reviewer.changes("delete", f"/api/v1/evidence/{body['id']}/")
    assert StoredFile.objects.count() == 1
    cast.reviewer.changes("delete", f"/api/v1/evidence/{second['id']}/")
    assert StoredFile.objects.count() == 0


def test_what_is_no_file_has_none(cast, review):
    made = note(cast.reviewer, review).json()
    answer = cast.reader.get(f"/api/v1/evidence/{made['id']}/file/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        *(409, "application/problem+json"),
    )
    assert answer.json()["type"] == "/problems/conflict"
    assert cast.reviewer.post(f"/api/v1/evidence/{made['id']}/check/").status_code == 409


@pytest.mark.parametrize(
    ("content", "type_", "name"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "image/png", "a.png"),
        (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "", "a.txt"),
        (b"<?xml version='1.0'?><svg/>", "text/plain", "a.txt"),
        (b"<ScRiPt >alert(1)</script>", "text/plain", "a.txt"),
        (PDF, "image/png", "a.png"),
        (PNG, "application/pdf", "a.pdf"),
        (PNG, "multipart/form-data; boundary=x", "a.png"),
        (b"--x\r\ncontent-disposition: form-data\r\n\r\n\x89PNG\r\n--x--", "", "a.png"),
        (b"MZ\x90\x00\x03" + b"\x00" * 60, "application/octet-stream", "a.exe"),
        (b"PK\x03\x04" + b"\x00" * 40, "", "a.docx"),
        ("نص".encode("utf-16"), "text/plain", "a.txt"),
        ("نص".encode("windows-1256"), "text/plain", "a.txt"),
        (b"text with a NUL\x00", "text/plain", "a.txt"),
        (b"", "image/png", "a.png"),
    ],
)
def test_what_a_file_is_not_it_is_not_taken_for(cast, review, content, type_, name):
    answer = upload(cast.reviewer, review, content, type_, name)
    assert (answer.status_code, pointers(answer)) == (422, ["/file"]), answer.content
    assert StoredFile.objects.count() == 0


def test_the_refusal_says_what_it_is(cast, review):
    error = upload(cast.reviewer, review, PDF, "image/png").json()["errors"][0]
    assert error["detail"] == "It came as image/png; by its content it is application/pdf."
    error = upload(cast.reviewer, review, b"<html><body>", "image/png").json()["errors"][0]
    assert "markup" in error["detail"]


def test_two_things_at_once_are_handed_out_as_one_attachment(cast, review):
    """A picture that is an archive too, and one that begins as a script would."""
    both = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;PK\x03\x04<script>alert(1)</script>"
    made = upload(cast.reviewer, review, both, "image/gif", "x.html").json()
    assert made["file"]["name"] == "x.html.gif"
    served = cast.reader.get(f"/api/v1/evidence/{made['id']}/file/")
    assert served.headers["Content-Type"] == "image/gif"
    assert served.headers["Content-Disposition"].startswith("attachment")
    scripted = upload(cast.reviewer, review, b"GIF89a/*alert*/=1;").json()
    assert scripted["file"]["content_type"] == "text/plain"


def test_the_largest_file_and_one_byte_more(cast, review, settings):
    settings.EVIDENCE_MAX_BYTES = len(PNG)
    assert upload(cast.reviewer, review, PNG).status_code == 201
    assert upload(cast.reviewer, review, PNG + b"\x00").status_code == 413


def test_the_same_key_adds_a_file_once(cast, review):
    url, headers = url_of(review, "files/?name=a.png"), {"Idempotency-Key": "k1"}
    for _ in range(2):
        answer = cast.reviewer.generic("POST", url, PNG, content_type="image/png", headers=headers)
        assert answer.status_code == 201
    assert Evidence.objects.count() == 1


def test_unknown_parameters_are_refused(cast, review):
    assert cast.reader.get(url_of(review, "?stance=supports")).status_code == 400
    assert upload(cast.reviewer, review, PNG, stance="maybe").status_code == 400


def test_what_is_answered_is_what_is_described(cast, review):
    described = yaml.safe_load((PROJECT / "docs" / "openapi.yaml").read_text())
    held = factories.document()
    cast.reviewer.post(url_of(review), {"kind": "link", "url": "https://x.example/"})
    quotation = {"kind": "quotation", "document": str(held.pk), "anchor": factories.place("NBC")}
    cast.reviewer.post(url_of(review), quotation)
    note(cast.reviewer, review)
    upload(cast.reviewer, review, PNG)
    snapshot = {"place": "p", "sha256": "s", "size": 1, "content_type": "text/html"}
    link = Evidence.objects.get(kind="link").link
    link.snapshots.create(**snapshot)

    def check_path(path, key):
        schema = content(described["paths"][path]["get"]["responses"]["200"])
        body = cast.reader.get(path.replace("{id}", str(key))).json()
        check(described, schema, body)
        return body

    rows = check_path("/api/v1/reviews/{id}/evidence/", review.pk)["results"]
    assert [row["kind"] for row in rows] == ["link", "quotation", "note", "file"]
    for row in rows:
        check_path("/api/v1/evidence/{id}/", row["id"])
    assert check_path("/api/v1/evidence/{id}/snapshots/", rows[0]["id"])["results"]
