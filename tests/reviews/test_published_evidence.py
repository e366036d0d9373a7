"""What a finding rests on goes with what is published of it, the desk's own notes excepted."""

from datetime import UTC, datetime

import pytest

from reviews.markup.dossier import from_json
from reviews.models import Evidence, Publication, Review, Snapshot
from reviews.operations import evidence as operations
from reviews.operations.evidence import Said
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.desk import desk, url
from tests.worker import work

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30


@pytest.fixture
def review(cast):
    return factories.review(cast.newsroom, cast.users["reviewer"], factories.told().claim)


def publish(cast, review):
    for verb in (Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH):
        who = cast.users["reviewer" if verb is Verb.SUBMIT else "editor"]
        perform(verb=verb, review=review, by=who)
    work("render_publication")
    review.refresh_from_db()
    return Publication.objects.latest("published_at")


def add(cast, review, kind, *, said=None, **parts):
    write = getattr(operations, f"add_{kind}")
    return write(review=review, said=said or Said(), by=cast.users["reviewer"], **parts)


def test_every_kind_in_the_desks_order(cast, client, review):
    held = factories.document()
    add(cast, review, "note", said=Said(note="Ring Ahmad again."))
    add(cast, review, "document", document_id=held.pk)
    said = Said("refutes", "The statement", "It names nobody.")
    first = add(cast, review, "link", url="https://army.example/1", said=said)
    words = factories.anchor("two former officials")
    add(cast, review, "quotation", document_id=held.pk, anchor=words, said=Said("supports"))
    add(cast, review, "file", content=PNG, name="site.png", said=Said(public=True))
    add(cast, review, "file", content=PNG, name="Ahmad.png")
    add(cast, review, "link", url="https://desk.example/Ahmad", said=Said(public=False))
    add(cast, review, "note", said=Said(note="Two of us were there.", public=True))
    operations.move(evidence=first, position=1, by=cast.users["reviewer"])
    for day in (3, 9):
        Snapshot.objects.create(
            link=first.link, archiver="x", place=str(day), sha256=f"{day}" * 64,
            size=1, taken_at=datetime(2026, 1, day, tzinfo=UTC),
        )  # fmt: skip
    dossier = publish(cast, review).dossier
    link, document, quotation, file, note = from_json(dossier).evidence
    assert (link.kind, link.stance, link.url) == ("link", "refutes", "https://army.example/1")
    assert (link.title, link.note) == ("The statement", "It names nobody.")
    assert link.archived_at == datetime(2026, 1, 9, tzinfo=UTC)
    assert (document.document.title, document.document.publisher.name) == (
        held.title,
        held.publisher.name,
    )
    assert (quotation.stance, quotation.quotation) == ("supports", "two former officials")
    assert (file.file.name, file.file.content_type, file.file.size) == (
        "site.png",
        "image/png",
        len(PNG),
    )
    assert (note.kind, note.note) == ("note", "Two of us were there.")
    assert "Ahmad" not in str(dossier)
    shown = client.get(f"/r/{Review.objects.get(pk=review.pk).slug}/").text
    assert "Two of us were there." in shown
    assert "Ahmad" not in shown


def test_evidence_is_of_the_moment_of_publication(cast, review):
    row = add(cast, review, "link", url="https://army.example/1", said=Said(title="Before"))
    made = publish(cast, review)
    perform(verb=Verb.CORRECT, review=review, by=cast.users["reviewer"], reason="Wrong.")
    operations.change(evidence=row, said=Said(title="After"), by=cast.users["reviewer"])
    made.refresh_from_db()
    assert from_json(made.dossier).evidence[0].title == "Before"


def test_the_desk_says_what_readers_see(cast, review):
    place = f"/api/v1/reviews/{review.pk}/evidence/"
    for sent, public in (
        ({"kind": "link", "url": "https://a.example/"}, True),
        ({"kind": "link", "url": "https://b.example/", "public": False}, False),
        ({"kind": "note", "note": "x"}, False),
        ({"kind": "note", "note": "x", "public": True}, True),
    ):
        made = cast.reviewer.post(place, sent)
        assert (made.status_code, made.json()["public"]) == (201, public)
        where = made.headers["Location"]
        changed = cast.reviewer.changes("patch", where, {"public": not public, "title": "T"})
        assert changed.json()["public"] is not public
        changed = cast.reviewer.changes("patch", where, {"title": "Another"})
        assert changed.json()["public"] is not public
        assert cast.reviewer.changes("patch", where, {"public": "yes"}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "answer", "public"),
    [
        ("link", "unknown", True),
        ("link", "false", False),
        ("note", "unknown", False),
        ("note", "true", True),
    ],
)
def test_the_desk_says_it_in_the_admin(cast, review, kind, answer, public):
    client = desk(cast, "reviewer")
    more = {"url": "https://a.example/"} if kind == "link" else {}
    sent = {"review": review.pk, "kind": kind, "stance": "context", "note": "x", "public": answer}
    assert client.post(url("reviews_evidence", "add"), sent | more).status_code == 302
    row = Evidence.objects.get()
    assert row.public is public
    assert client.save("reviews_evidence", row.pk, public=str(not public)).status_code == 302
    row.refresh_from_db()
    assert row.public is not public
