"""The history over the API: what a person may see of it, and how a program follows it."""

import pytest

from factcheck.core import outbox
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/events/"


def listed(client, query=""):
    url, seen = f"{URL}?{query}", []
    while url:
        page = client.get(url).json()
        seen += page["results"]
        url = page["next"]
    return seen


def test_the_life_of_a_review_is_its_own_newsrooms(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    query = f"stream=review:{review.pk}"
    submitted, opened = listed(cast.reader, query)
    assert (opened["type"], opened["number"]) == ("review.opened", 1)
    assert (submitted["type"], submitted["actor"]) == ("review.submitted", "reviewer")
    assert submitted["before"] == {"status": "draft"}
    assert submitted["previous"] == opened["digest"]
    assert listed(cast.rival, query) == []
    assert cast.rival.get(f"{URL}{opened['id']}/").status_code == 404
    claims = listed(cast.rival, "type=claim.created")
    assert [event["stream"] for event in claims] == [f"claim:{review.claim_id}"]


def test_a_program_follows_it_in_order_and_misses_nothing(cast):
    ids = [outbox.record("test.happened", stream=f"test:{n}").pk for n in range(5)]
    query = "type=test.happened&ordering=id&page_size=2"
    assert [event["id"] for event in listed(cast.reader, query)] == ids
    assert [event["id"] for event in listed(cast.reader, "type=test.happened")] == ids[::-1]
    assert listed(cast.reader, "since=3000-01-01") == []
    assert len(listed(cast.reader, "type=test.happened&since=2020-01-01")) == 5


@pytest.mark.parametrize("query", ["since=yesterday", "ordering=type", "newsroom=x", "kind=x"])
def test_what_is_asked_wrongly_is_named(cast, query):
    answer = cast.reader.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_it(cast, method):
    event = outbox.record("test.happened", stream="test:1")
    assert getattr(cast.superuser, method)(f"{URL}{event.pk}/", {}).status_code == 405
