"""No address asks the database more often because there is more to show."""

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
from claims.operations.claims import relate
from claims.operations.imports import request_import
from claims.operations.retractions import Subject, retract
from factcheck.accounts.operations import create_newsroom
from reviews.operations.reviews import Content, perform, revise
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
    "retractions": 3,
    "impacts": 4,
    "stitches": 3,
    "dependences": 3,
    "events": 3,
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
    values = {"name": f"N{number}", "slug": f"n{number}", "language": "en", "rating_scale": SCALE}
    create_newsroom(by=None, values=values | {"url": "https://n.example"})
    fall(made, cast.users["reviewer"])
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
    for number in range(2, 21):
        told(cast, number, claim)
    many = {name: queries(cast.reader, url) for name, url in urls.items()}
    for name in EXPECTED:
        assert len(many[name][1]["results"]) >= len(few[name][1]["results"]) + 19
    assert {name: count for name, (count, _) in few.items()} == EXPECTED
    assert {name: count for name, (count, _) in many.items()} == EXPECTED


def test_a_claim(cast, claim):
    url = f"/api/v1/claims/{claim.pk}/"
    told(cast, 1, claim)
    few, _ = queries(cast.reader, url)
    for number in range(2, 21):
        told(cast, number, claim)
    many, body = queries(cast.reader, url)
    assert (len(body["appearances"]), len(body["relations"])) == (20, 40)
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
