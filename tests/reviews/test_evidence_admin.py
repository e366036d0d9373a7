"""Evidence on the desk: the panel of a review, the form, the lists beside it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factcheck.core.models import Event
from reviews.models import Evidence, Link, LinkReport, Snapshot
from reviews.operations import evidence
from reviews.operations.evidence import Said
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.desk import desks, errors_of, said, url, words

__all__ = ["desks"]

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30
MODEL = "reviews_evidence"


@pytest.fixture
def review(cast):
    return factories.review(cast.newsroom, cast.users["reviewer"])


def send(client, review, kind, **more):
    data = {"review": review.pk, "kind": kind, "stance": "context"} | more
    return client.post(url(MODEL, "add"), data)


def add_link(review, cast, address="https://x.example/a"):
    by = cast.users["reviewer"]
    return evidence.add_link(review=review, url=address, said=Said(title="T"), by=by)


def test_every_kind_is_added_by_one_form(cast, desks, review):
    client, held = desks["reviewer"], factories.document()
    page = client.page("reviews_review", "change", review.pk).content.decode()
    assert f"?review={review.pk}" in page
    assert client.page(MODEL, "add", review=review.pk).status_code == 200
    sent = [
        ("link", {"url": "https://x.example/مقال"}),
        ("document", {"document": held.pk}),
        ("quotation", {"document": held.pk, "exact": "two former officials"}),
        ("note", {"note": "ملاحظة\r\nثانية"}),
        ("file", {"upload": SimpleUploadedFile("\u202eصورة.png", PNG, "text/html")}),
    ]
    for kind, more in sent:
        response = send(client, review, kind, **more)
        assert response.status_code == 302, errors_of(response)
        assert said(response)[-1] == "The evidence is added."
    assert [row.kind for row in Evidence.objects.all()] == [kind for kind, _ in sent]
    rows = {row.kind: row for row in Evidence.objects.all()}
    assert rows["quotation"].anchor.exact == "two former officials"
    assert rows["note"].note == "ملاحظة\nثانية"
    assert rows["file"].file_name == "صورة.png"
    text = words(client.text("reviews_review", "change", review.pk))
    for shown in ("https://x.example/مقال", "“two former officials”", "صورة.png", "ملاحظة"):
        assert shown in text
    file = client.get(url(MODEL, "file", rows["file"].pk))
    assert (file.content, file["Content-Type"]) == (PNG, "image/png")
    assert file["Content-Disposition"].startswith("attachment")
    assert desks["rival"].get(url(MODEL, "file", rows["file"].pk)).status_code == 404
    assert client.get(url(MODEL, "file", rows["note"].pk)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("link", {}, "url"),
        ("link", {"url": "ftp://x.example/"}, "url"),
        ("document", {}, "document"),
        ("quotation", {"exact": "these are not the words"}, "exact"),
        ("note", {"note": ""}, "note"),
        ("file", {}, "upload"),
        ("file", {"upload": SimpleUploadedFile("a.png", b"<html><script>")}, "upload"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(desks, review, kind, more, field):
    if kind == "quotation":
        more |= {"document": factories.document().pk}
    response = send(desks["reviewer"], review, kind, **more)
    assert field in errors_of(response)
    assert not Evidence.objects.exists()


def test_it_is_changed_moved_and_removed(cast, desks, review):
    one, two = add_link(review, cast), add_link(review, cast, "https://x.example/b")
    client = desks["colleague"]
    assert client.save(MODEL, two.pk, stance="refutes", place="1").status_code == 302
    rows = [(row.pk, row.stance, row.position) for row in Evidence.objects.all()]
    assert rows == [(two.pk, "refutes", 1), (one.pk, "context", 2)]
    assert "evidence.moved" in client.text(MODEL, "history", two.pk)
    assert "evidence.moved" not in client.text(MODEL, "history", one.pk)
    response = client.save(MODEL, two.pk, place="9")
    assert "Use one from 1 to 2." in str(errors_of(response))
    gone = client.post(url(MODEL, "delete", two.pk), {"post": "yes"})
    assert gone.status_code == 302
    assert [row.position for row in Evidence.objects.all()] == [1]
    assert Event.objects.filter(type="evidence.removed").count() == 1


def test_once_submitted_it_stays(cast, desks, review):
    made = add_link(review, cast)
    client = desks["reviewer"]
    filled = client.fill(MODEL, made.pk, title="late")
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    page = client.text("reviews_review", "change", review.pk)
    assert "Add evidence" not in page
    assert "https://x.example/a" in page
    response = client.post(url(MODEL, "change", made.pk), filled)
    assert "while a review is a draft" in response.content.decode()
    response = client.post(url(MODEL, "delete", made.pk), {"post": "yes"})
    assert "while a review is a draft" in said(response)[-1]
    assert Evidence.objects.get().title == "T"


def test_rivals_see_nothing_of_it(cast, desks, review):
    made = add_link(review, cast)
    Evidence.objects.update(title="")
    for verb, who in (
        (Verb.SUBMIT, "reviewer"),
        (Verb.APPROVE, "editor"),
        (Verb.PUBLISH, "editor"),
    ):
        perform(review=review, verb=verb, by=cast.users[who])
    Snapshot.objects.create(
        link=made.link, archiver="x", place="p", sha256="s" * 64, content_type="", size=1
    )
    LinkReport.objects.create(newsroom=cast.newsroom, week_on="2026-03-02", links=1)
    secret = "https://x.example/a"
    for model in ("reviews_evidence", "reviews_link", "reviews_snapshot"):
        assert secret in desks["reader"].text(model), model
        assert secret not in desks["rival"].text(model), model
    assert "The Desk" in words(desks["reader"].text("reviews_linkreport"))
    assert "The Desk" not in words(desks["rival"].text("reviews_linkreport"))
    assert secret not in desks["rival"].text("reviews_review", "change", review.pk)
    assert send(desks["rival"], review, "note", note="x").status_code == 200
    assert Evidence.objects.count() == 1


def test_links_are_asked_by_an_action(cast, desks, review):
    made = add_link(review, cast)
    Link.objects.update(next_check_at="2099-01-01T00:00:00Z")
    response = desks["reviewer"].act("reviews_link", "check_now", made.link_id)
    assert said(response) == ["1 link is asked now."]
    assert Link.objects.get().next_check_at.year < 2099
    assert Event.objects.filter(type="evidence.check_asked").count() == 1
    response = desks["reader"].act("reviews_link", "check_now", made.link_id)
    assert "role reviewer" in said(response)[-1]
