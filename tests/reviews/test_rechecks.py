"""Published reviews come back to the desk when something under them falls; none is edited."""

import threading

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from claims.operations.retractions import Subject, retract, revoke
from factcheck.accounts.models import User
from factcheck.core.models import Delivery, Event
from reviews.models import Publication, Recheck, Rendition, Review, Revision
from reviews.operations.reviews import perform
from reviews.tasks import ask_for_rechecks
from reviews.workflow import Verb
from tests import factories
from tests.claims.test_retractions import told_by
from tests.worker import work

URL = "/api/v1/reviews/"


def published(newsroom, users, of):
    review = factories.review(newsroom, users["reviewer"], of)
    for verb, by in (("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")):
        review = perform(review=review, verb=Verb(verb), by=users[by])
    return review


@pytest.fixture
def nbc(db):
    return factories.source("NBC")


def withdraw(source, by):
    reason = "NBC withdrew it."
    return retract(subject=Subject(source=source.pk), since=timezone.now(), reason=reason, by=by)


def flagged(client):
    return [row["id"] for row in client.get(f"{URL}?needs_recheck=true").json()["results"]]


def test_a_published_review_needs_a_recheck_once_and_stays_as_it_was(cast, nbc):
    telling, beside = told_by(nbc), told_by(factories.source("Reuters"))
    review = published(cast.newsroom, cast.users, telling.claim)
    other = published(cast.newsroom, cast.users, beside.claim)
    draft = factories.review(cast.rival_newsroom, cast.users["rival"], telling.claim)
    work()
    kept = [list(m.objects.order_by("pk").values()) for m in (Revision, Publication, Rendition)]
    assert flagged(cast.reviewer) == []
    withdraw(nbc, cast.users["reviewer"])
    work()
    assert flagged(cast.reader) == [str(review.pk)]
    assert flagged(cast.rival) == [], "it is no business of another desk"
    assert {draft.pk, other.pk}.isdisjoint(Recheck.objects.values_list("review", flat=True))
    for delivery in Delivery.objects.filter(subscriber="reviews.tasks.ask_for_rechecks"):
        delivery.state, delivery.done_at = Delivery.State.PENDING, None
        delivery.save()
        ask_for_rechecks(delivery_id=delivery.pk)
    (event,) = Event.objects.filter(type="review.needs_recheck")
    assert (event.stream, event.newsroom_id) == (f"review:{review.pk}", cast.newsroom.pk)
    shown = cast.editor.get(f"{URL}{review.pk}/").json()
    assert (shown["status"], shown["needs_recheck"]) == ("published", True)
    (why,) = shown["rechecks"]
    assert (why["before"]["support"], why["after"]["support"]) == (1, 0)
    assert cast.rival.get(f"{URL}{review.pk}/").json()["rechecks"] == []
    now = [list(m.objects.order_by("pk").values()) for m in (Revision, Publication, Rendition)]
    assert now == kept


def test_an_editor_stands_by_it_with_a_reason(cast, nbc):
    review = published(cast.newsroom, cast.users, told_by(nbc).claim)
    url = f"{URL}{review.pk}/stand_by/"
    nothing = cast.editor.post(url, {"reason": "x"})
    assert nothing.status_code == 409
    assert nothing.json()["detail"].startswith("Nothing has fallen")
    work()
    withdraw(nbc, cast.users["reviewer"])
    work()
    verbs = cast.editor.get(f"{URL}{review.pk}/").json()["verbs"]
    assert verbs == ["stand_by", "correct", "withdraw"]
    assert cast.reviewer.post(url, {"reason": "x"}).status_code == 403
    assert cast.rival.post(url, {"reason": "x"}).status_code == 403
    empty = cast.editor.post(url, {"reason": " "})
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/reason")
    done = cast.editor.post(url, {"reason": "It rests on the army's own statement."})
    assert (done.status_code, done.json()["needs_recheck"]) == (200, False)
    (why,) = done.json()["rechecks"]
    assert (why["settled_by"], why["settled_because"][:8]) == ("editor", "It rests")
    assert flagged(cast.editor) == []
    assert cast.editor.post(url, {"reason": "x"}).status_code == 409
    event = Event.objects.get(type="review.stood_by")
    assert event.after["retractions"] == [why["retraction"]]


def test_a_revoked_retraction_asks_for_nothing_any_more(cast, nbc):
    review = published(cast.newsroom, cast.users, told_by(nbc).claim)
    work()
    made = withdraw(nbc, cast.users["reviewer"])
    work()
    assert flagged(cast.editor) == [str(review.pk)]
    revoke(retraction=made, reason="It was another report.", by=cast.users["editor"])
    work()
    assert flagged(cast.editor) == []
    (row,) = Recheck.objects.all()
    assert "another report" in row.settled_because
    withdraw(nbc, cast.users["reviewer"])
    work()
    assert flagged(cast.editor) == [str(review.pk)], "another retraction asks anew"


def test_what_is_published_after_the_retraction_has_counted_it(cast, nbc):
    telling = told_by(nbc)
    review = factories.review(cast.newsroom, cast.users["reviewer"], telling.claim)
    for verb, by in (("submit", "reviewer"), ("approve", "editor")):
        perform(review=review, verb=Verb(verb), by=cast.users[by])
    withdraw(nbc, cast.users["reviewer"])
    perform(review=review, verb=Verb.PUBLISH, by=cast.users["editor"])
    work()
    assert Event.objects.filter(type="claim.fell").count() == 1
    assert not Recheck.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_retraction_waits_for_a_publication_that_has_not_counted_it(cast):
    """Who publishes holds the claim's figures: a retraction comes before it or after it."""
    nbc = factories.source("NBC")
    telling = told_by(nbc)
    review = factories.review(cast.newsroom, cast.users["reviewer"], telling.claim)
    for verb, by in (("submit", "reviewer"), ("approve", "editor")):
        perform(review=review, verb=Verb(verb), by=cast.users[by])
    user = User.objects.get(username="reviewer")
    began, done = threading.Event(), threading.Event()

    def go():
        began.set()
        withdraw(nbc, user)
        done.set()
        close_old_connections()

    with transaction.atomic():
        perform(review=review, verb=Verb.PUBLISH, by=cast.users["editor"])
        thread = threading.Thread(target=go)
        thread.start()
        began.wait()
        assert not done.wait(1)
    thread.join()
    connection.close()
    work("weigh_retraction", "ask_for_rechecks")
    assert [row.review_id for row in Recheck.objects.all()] == [review.pk]
    assert Review.objects.get().status == "published"
