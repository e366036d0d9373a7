"""No address asks the database more often because there is more to show."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.interchange.records import RelationRecord
from claims.models import (
    Dependence,
    RetractionImpact,
    SourceAffiliation,
    SourceIdentity,
    Stitch,
)
from claims.models.vocabulary import ImportKind
from claims.operations.claims import relate
from claims.operations.imports import request_import
from claims.operations.retractions import Subject, retract
from factcheck.accounts.models import User
from factcheck.accounts.operations import add_absence, create_newsroom, set_role
from factcheck.core import outbox
from factcheck.notices.models import WebhookAttempt
from factcheck.notices.operations import endpoints, notify
from reviews.models import Link, Snapshot
from reviews.operations.evidence import Said, add_file, add_link, add_quotation
from reviews.operations.reviews import perform, revise
from reviews.operations.revisions import Content
from reviews.workflow import Verb
from tests import factories
from tests.cast import SCALE

# Of them: who is it, which role.
EXPECTED = {
    "sources": 7,
    "documents": 3,
    "claims": 4,
    "appearances": 4,
    "relations": 3,
    "newsrooms": 3,
    "reviews": 5,
    "imports": 3,
    "outside/reviews": 4,
    "outside/imports": 3,
    "retractions": 3,
    "impacts": 4,
    "stitches": 3,
    "dependences": 3,
    "events": 3,
    "deliveries": 3,
    "assignments": 4,
    "notifications": 3,
    "memberships": 3,
    "absences": 3,
}
CLAIM = 7


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return len(captured), answer.json()


def told(cast, number, claim):
    """One more of everything, each with everything that hangs on it."""
    made = factories.told(claim)
    cited, other = factories.source(), factories.source(vouched_by=factories.source().pk)
    SourceAffiliation.objects.create(source=cited, body=other, type="part_of")
    a, b = sorted((cited.pk, other.pk))
    SourceIdentity.objects.create(a_id=a, b_id=b, state="suggested", reason="names")
    relate(record=RelationRecord("supports", claim.pk, factories.claim().pk), by=None)
    relate(record=RelationRecord("supports", made.pk, factories.told().pk), by=None)
    by = cast.users["reader"]
    request_import(content="{}", name="", dry_run=True, by=by)
    request_import(content="{}", name="", dry_run=True, by=by, kind=ImportKind.REVIEWS)
    factories.outside_review()
    values = {"name": f"N{number}", "slug": f"n{number}", "language": "en", "rating_scale": SCALE}
    create_newsroom(by=None, values=values | {"url": "https://n.example"})
    fall(made, cast.users["reviewer"])
    person = User.objects.create_user(f"member{number}")
    set_role(by=None, newsroom=cast.newsroom, user=person, role="reader")
    add_absence(user=person, by=person, first_on=date(2026, 1, 1), last_on=date(2026, 1, 2))
    event = outbox.record("test.happened", stream="t:1", newsroom_id=cast.newsroom.pk)
    notify(event=event, users=[cast.users["reader"]], kind="review.approved", data={})
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    revise(review=review, content=Content(f"T{number}", 1, "S"), by=cast.users["reviewer"])
    if number % 2:
        for verb, who in (
            (Verb.SUBMIT, "reviewer"),
            (Verb.APPROVE, "editor"),
            (Verb.PUBLISH, "editor"),
        ):
            perform(review=review, verb=verb, by=cast.users[who])
    return review


def fall(made, by):
    """One more thing that no longer stands, and one more to stitch."""
    source = made.citations.get(level=0).source
    held = factories.document()
    Stitch.objects.create(appearance=made, level=0, source=source, document=held)
    Dependence.objects.create(claim=made.claim, source=source, alone=True)
    since = timezone.now()
    retract(subject=Subject(document=made.document_id), since=since, reason="x", by=by)
    row = retract(subject=Subject(source=source.pk), since=since, reason="x", by=by)
    sides = {"before": {}, "after": {}, "fallen": {}}
    RetractionImpact.objects.create(retraction=row, claim=made.claim, falls=True, **sides)


@pytest.fixture
def claim(cast):
    return factories.claim()


def test_lists(cast, claim):
    urls = {name: f"/api/v1/{name}/?page_size=200" for name in EXPECTED}
    told(cast, 1, claim)
    few = {name: queries(cast.reader, url) for name, url in urls.items()}
    for number in range(2, 11):
        told(cast, number, claim)
    many = {name: queries(cast.reader, url) for name, url in urls.items()}
    for name in EXPECTED:
        assert len(many[name][1]["results"]) >= len(few[name][1]["results"]) + 9
    assert {name: count for name, (count, _) in few.items()} == EXPECTED
    assert {name: count for name, (count, _) in many.items()} == EXPECTED


def test_a_claim(cast, claim):
    url = f"/api/v1/claims/{claim.pk}/"
    told(cast, 1, claim)
    few, _ = queries(cast.reader, url)
    for number in range(2, 11):
        told(cast, number, claim)
    many, body = queries(cast.reader, url)
    assert (len(body["appearances"]), len(body["relations"])) == (10, 20)
    assert (few, many) == (CLAIM, CLAIM)


def test_a_review(cast, claim):
    review = told(cast, 2, claim)
    url = f"/api/v1/reviews/{review.pk}/"
    few, _ = queries(cast.reader, url)
    for number in range(20):
        revise(review=review, content=Content(f"X{number}"), by=cast.users["reviewer"])
    many, body = queries(cast.reader, url)
    assert len(body["revisions"]) == 22
    assert few == many == 9


def test_the_markup_of_a_review(cast, claim):
    review = factories.review(cast.newsroom, cast.users["reviewer"], claim)
    factories.told(claim)
    url = f"/api/v1/reviews/{review.pk}/lint/"
    few, _ = queries(cast.reader, url)
    for _number in range(10):
        factories.told(claim)
    many, body = queries(cast.reader, url)
    assert body["counts"]["error"] == 0
    assert few == many


def test_what_would_fall(cast):
    relay = factories.source("NBC")
    url = f"/api/v1/sources/{relay.pk}/impact/"

    def tell(number):
        for _ in range(number):
            hops = factories.chain(relay, factories.unnamed())
            claim = factories.claim()
            factories.appearance(claim, factories.document(), voice="attributed", chain=hops)

    tell(1)
    few, _ = queries(cast.reader, url)
    tell(19)
    many, body = queries(cast.reader, url)
    assert len(body["results"]) == 20
    assert few == many == 15


def test_the_evidence_of_a_review(cast):
    by, held = cast.users["reviewer"], factories.document()
    review = factories.review(cast.newsroom, by)
    url = f"/api/v1/reviews/{review.pk}/evidence/?page_size=200"

    def add(number):
        named = {"review": review, "said": Said(note=f"{number}"), "by": by}
        add_link(url=f"https://x.example/{number}", **named)
        add_quotation(document_id=held.pk, anchor=factories.anchor("NBC"), **named)
        add_file(content=f"text {number}".encode(), name="a.txt", **named)

    add(1)
    few, _ = queries(cast.reader, url)
    for number in range(2, 21):
        add(number)
    many, body = queries(cast.reader, url)
    assert len(body["results"]) == 60
    assert few == many == 4
    link = body["results"][0]
    for n in range(20):
        Snapshot.objects.create(
            link=Link.objects.get(url=link["link"]["url"]), place=f"{n}", sha256=f"{n}", size=1
        )
    kept, body = queries(cast.reader, f"/api/v1/evidence/{link['id']}/snapshots/")
    assert (len(body["results"]), kept) == (20, 4)


def test_webhooks_and_their_messages(cast):
    by = cast.users["admin"]
    urls = [f"/api/v1/{name}/?page_size=200" for name in ("webhooks", "messages")]

    def add(number):
        values = {"url": f"https://hooks.example.org/{number}"}
        hook = endpoints.create_endpoint(newsroom=cast.newsroom, values=values, by=by)
        message = endpoints.test_endpoint(endpoint=hook, by=by)
        WebhookAttempt.objects.create(message=message, number=1, status_code=500)
        return message

    message = add(1)
    few = [queries(cast.admin, url)[0] for url in urls]
    for number in range(2, 21):
        add(number)
    many = [queries(cast.admin, url) for url in urls]
    assert [len(body["results"]) for _, body in many] == [20, 20]
    assert [count for count, _ in many] == few == [3, 3]
    for number in range(2, 21):
        WebhookAttempt.objects.create(message=message, number=number, error="x")
    kept, body = queries(cast.admin, f"/api/v1/messages/{message.pk}/")
    assert (len(body["log"]), kept) == (20, 4)
