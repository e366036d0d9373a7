"""Many hands on the same reviews at one moment: each transition happens once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections

from factcheck.core import history
from factcheck.core.errors import Conflict
from factcheck.core.models import Delivery, Event
from reviews.models import Publication, Review, Revision, Withdrawal
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories

REVIEWS, THREADS = 200, 8


def approved(cast):
    """A review on the brink of publication, stored as the verbs before would leave it."""
    review = Review.objects.create(
        newsroom=cast.newsroom, claim=factories.claim(), language="en", status="approved"
    )
    says = {"title": "T", "summary": "S", "rating_value": 1, "rating_label": "False"}
    scale = {"rating_best": 3, "rating_worst": 1, "scale": cast.newsroom.scales.get()}
    author = cast.users["reviewer"]
    Revision.objects.create(review=review, number=1, author=author, **says, **scale)
    return review


@pytest.mark.django_db(transaction=True)
def test_publishing_and_withdrawing(cast):
    """Of eight threads half publish 200 reviews and half withdraw them, each in its own order."""
    by = cast.users["editor"]
    reviews = [approved(cast) for _ in range(REVIEWS)]
    start = threading.Barrier(THREADS)

    def say(review, verb, done):
        try:
            perform(review=review, verb=verb, by=by, reason="because")
        except Conflict:
            return
        done[verb, review.pk] += 1

    def work(number):
        done = Counter()
        verb = Verb.WITHDRAW if number % 2 else Verb.PUBLISH
        first = number // 2 * 10
        start.wait()
        try:
            for review in reviews[first:] + reviews[:first]:
                say(review, verb, done)
        finally:
            close_old_connections()
        return done

    with ThreadPoolExecutor(THREADS) as pool:
        done = sum(pool.map(work, range(THREADS)), Counter())
    for verb, type_, task in (
        (Verb.PUBLISH, "review.published", "render_publication"),
        (Verb.WITHDRAW, "review.withdrawn", "render_withdrawal"),
    ):
        assert {count for (said, _), count in done.items() if said is verb} == {1}
        events = Event.objects.filter(type=type_)
        assert events.count() == sum(count for (said, _), count in done.items() if said is verb)
        assert events.values("stream").distinct().count() == events.count()
        assert Delivery.objects.filter(subscriber=f"reviews.tasks.{task}").count() == events.count()
    assert Publication.objects.count() == REVIEWS
    withdrawn = Review.objects.filter(status="withdrawn", live=False).count()
    assert withdrawn == Withdrawal.objects.count() > 0
    assert Review.objects.filter(status="published", live=True).count() == REVIEWS - withdrawn
    assert list(history.breaks()) == []
