"""Many hands on the same reviews at one moment: each transition happens once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections

from factcheck.core import history
from factcheck.core.errors import Conflict
from factcheck.core.models import Delivery, Event
from reviews.models import Publication, Review, Withdrawal
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories

REVIEWS, THREADS = 200, 8


@pytest.mark.django_db(transaction=True)
def test_publishing_and_withdrawing(cast):
    """Eight threads publish and withdraw 200 reviews, each all of them in an order of its own."""
    by = cast.users["editor"]
    reviews = [factories.review(cast.newsroom, cast.users["reviewer"]) for _ in range(REVIEWS)]
    for review in reviews:
        perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
        perform(review=review, verb=Verb.APPROVE, by=by)
    start = threading.Barrier(THREADS)

    def say(review, verb, done):
        try:
            perform(review=review, verb=verb, by=by, reason="because")
        except Conflict:
            return
        done[verb, review.pk] += 1

    def work(number):
        done = Counter()
        first = number * REVIEWS // THREADS // 2
        start.wait()
        try:
            for review in reviews[first:] + reviews[:first]:
                for verb in (Verb.PUBLISH, Verb.WITHDRAW)[:: 1 if number % 2 else -1]:
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
