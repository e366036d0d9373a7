"""Who asks for changes since the moment that the last answer named misses none, whoever is slow."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.utils import timezone

from reviews.models import Listing
from reviews.public.feeds import selection
from tests.reviews.published import many, standing

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, CHANGES = 6, 12


def feed(**query):
    answer = Client().get(f"/feeds/datafeed.json?{urlencode(query)}")
    return json.loads(b"".join(answer.streaming_content))


def slugs(found):
    return [element["url"].split("/")[-2] for element in found["dataFeedElement"]]


def test_a_review_that_was_listed_before_and_is_committed_after_comes_with_the_next(cast):
    """One transaction lists, and lingers; another lists later, commits, and is read."""
    first_key = standing(cast)  # makes the key that all are signed with, which others wait for
    listed, go_on = threading.Event(), threading.Event()
    late = []

    def linger():
        try:
            with transaction.atomic():
                late.append(standing(cast))
                listed.set()
                assert go_on.wait(30)
        finally:
            close_old_connections()

    writer = threading.Thread(target=linger)
    writer.start()
    assert listed.wait(30)
    time.sleep(1.1)  # the lock says the second in which the transaction began
    quick = standing(cast)
    first = feed()
    assert slugs(first) == [first_key.slug, quick.slug]
    answer = Client().get("/feeds/datafeed.json")
    assert "Last-Modified" not in answer, "it may change while its newest stamp does not"
    go_on.set()
    writer.join()
    stamps = {each.review.slug: each.changed_at for each in Listing.objects.all()}
    assert stamps[late[0].slug] < stamps[quick.slug], "it would be missed by the newest stamp"
    assert datetime.fromisoformat(first["dateModified"]) <= stamps[late[0].slug]
    since = feed(since=first["dateModified"])
    assert slugs(since)[-2:] == [late[0].slug, quick.slug]
    assert datetime.fromisoformat(since["dateModified"]) == stamps[quick.slug]
    after = Client().get("/feeds/datafeed.json")
    assert after["ETag"] != answer["ETag"]


def test_a_consumer_of_increments_ends_with_what_stands(cast):
    """Six hands withdraw and take their time to commit, while one reads all along."""
    many(cast, WRITERS * CHANGES, b"{}")
    chance = random.Random(5)
    pauses = {pk: chance.random() / 30 for pk in Listing.objects.values_list("pk", flat=True)}
    kept = set(chance.sample(sorted(pauses), WRITERS))

    def change(numbers):
        try:
            for number in numbers:
                with transaction.atomic():
                    gone = None if number in kept else timezone.now()
                    Listing.objects.filter(pk=number).update(gone_at=gone)
                    time.sleep(pauses[number])
        finally:
            close_old_connections()

    known, since = {}, "2020-01-01"

    def follow():
        nonlocal since
        found = feed(since=since)
        for element in found["dataFeedElement"]:
            known[element["url"]] = "dateDeleted" not in element
        since = found["dateModified"]

    follow()
    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = list(pauses)
        writers = [pool.submit(change, numbers[hand::WRITERS]) for hand in range(WRITERS)]
        while not all(writer.done() for writer in writers):
            follow()
        for writer in writers:
            writer.result()
    follow()
    assert known == {each.url: each.gone_at is None for each in Listing.objects.all()}


def test_a_stamp_never_falls_behind_one_that_readers_know(cast):
    """As if the clock of the database had been set back by an hour."""
    review = standing(cast)
    ahead = timezone.now() + timedelta(hours=1)
    with connection.cursor() as cursor:
        guard = "ALTER TABLE reviews_listing {} TRIGGER reviews_listing_stamp".format
        cursor.execute(guard("DISABLE"))
        Listing.objects.update(changed_at=ahead)
        cursor.execute(guard("ENABLE"))
    other = standing(cast)
    assert Listing.objects.get(review=other).changed_at >= ahead
    assert slugs(feed(since=ahead.isoformat())) == [review.slug, other.slug]


def test_a_reader_does_not_wait_for_writers_nor_for_their_own_locks(cast):
    with transaction.atomic():
        began = timezone.now()
        standing(cast)
        assert selection.horizon() >= began, "its own changes it sees"
