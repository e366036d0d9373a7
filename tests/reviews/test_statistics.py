"""The figures of the desk against a naive count of the same rows."""

import random
from datetime import timedelta
from statistics import median, quantiles

import pytest
from django.utils import timezone

from claims.models import Claim
from factcheck.accounts.operations import set_role
from reviews.models import Assignment, Correction, Publication, Review, Revision, Withdrawal
from reviews.statistics import AGES
from tests import factories
from tests.problems import problem

URL = "/api/v1/desk/stats/"
NOW = timezone.now()


def ago(days):
    return NOW - timedelta(days=days)


def published(cast, claim, *days, room=None, by="reviewer"):
    """A review of the claim, published that many days ago, each time again after the first."""
    room = room or cast.newsroom
    review = Review.objects.create(
        newsroom=room, claim=claim, language="en", status="published", live=True, slug=claim.pk.hex
    )
    made = []
    for number, day in enumerate(days, start=1):
        revision = Revision.objects.create(
            review=review, number=number, author=cast.users[by], title="T"
        )
        made.append(
            Publication.objects.create(revision=revision, published_at=ago(day), dossier={})
        )
    return review, made


def arrived(days):
    claim = factories.claim()
    Claim.objects.filter(pk=claim.pk).update(created_at=ago(days))
    return claim


def test_speed_is_of_first_publications_in_the_period(cast):
    rng, hours = random.Random(7), []
    for _ in range(40):
        out = rng.uniform(0, 60)
        came = out + rng.uniform(0, 20)
        published(cast, arrived(came), out, out / 2)
        if out < 30:
            hours.append((came - out) * 24)
    published(cast, arrived(50), 40, 3)
    published(cast, arrived(9), 3, room=cast.rival_newsroom)
    since = ago(30).isoformat().replace("+00:00", "Z")
    found = cast.reader.get(URL, {"since": since}).json()["speed"]
    assert found["publications"] == len(hours)
    assert found["median_hours"] == pytest.approx(median(hours), abs=0.01)
    p90 = quantiles(hours, n=10, method="inclusive")[-1]
    assert found["p90_hours"] == pytest.approx(p90, abs=0.01)


def test_the_backlog_by_state_and_age(cast):
    ages = {0.5: 0, 1.5: 1, 4: 2, 10: 3, 29: 3, 31: 4}
    for status in ("draft", "submitted", "approved"):
        for days in ages:
            Review.objects.create(
                newsroom=cast.newsroom,
                claim=factories.claim(),
                language="en",
                status=status,
                created_at=ago(days),
            )
    published(cast, arrived(3), 2)
    found = cast.reader.get(URL).json()["backlog"]
    counts = [list(ages.values()).count(place) for place in range(len(AGES))]
    assert [(row["status"], row["by_age"]) for row in found] == [
        (status, counts) for status in ("draft", "submitted", "approved")
    ]
    assert [row["count"] for row in found] == [6, 6, 6]


def test_load_and_what_is_overdue(cast):
    for name, due in (
        ("reviewer", 1),
        ("reviewer", -1),
        ("colleague", -2),
        (None, 3),
        (None, None),
    ):
        person = cast.users[name] if name else None
        Assignment.objects.create(
            newsroom=cast.newsroom,
            claim=factories.claim(),
            task="write",
            assignee=person,
            assigned_at=person and NOW,
            due_at=due and ago(due),
        )
    ended = {"ended_at": NOW, "outcome": "done", "due_at": ago(5)}
    claim = factories.claim()
    Assignment.objects.create(newsroom=cast.newsroom, claim=claim, task="write", **ended)
    found = cast.reader.get(URL).json()
    rows = {row["person"]: (row["open"], row["overdue"]) for row in found["load"]}
    assert rows == {"reviewer": (2, 1), "colleague": (1, 0), None: (2, 1)}
    assert found["overdue"] == 2


def test_corrections_and_withdrawals_by_week(cast):
    review, (first, second) = published(cast, arrived(20), 15, 5)
    by = cast.users["editor"]
    Correction.objects.create(
        review=review, corrects=first, note="x", asked_by=by, publication=second
    )
    Correction.objects.create(review=review, corrects=second, note="y", asked_by=by)
    _, (gone,) = published(cast, arrived(20), 15)
    Withdrawal.objects.create(
        publication=gone, withdrawn_at=ago(1), withdrawn_by=by, reason="Wrong."
    )
    found = cast.reader.get(URL).json()
    assert (found["published"], found["corrected"], found["withdrawn"]) == (2, 1, 1)
    assert len(found["weeks"]) in (13, 14)
    weeks = {week["week_on"]: week for week in found["weeks"]}
    monday = (ago(15) - timedelta(days=ago(15).weekday())).date().isoformat()
    assert weeks[monday]["published"] == 2


def test_each_desk_sees_its_own(cast):
    published(cast, arrived(5), 1)
    assert cast.rival.get(URL).json()["published"] == 0
    problem(cast.rival.get(URL, {"newsroom": str(cast.newsroom.pk)}), "not-found")
    set_role(by=None, newsroom=cast.newsroom, user=cast.users["rival"], role="reader")
    assert cast.rival.get(URL).json()["published"] == 1
    own = cast.rival.get(URL, {"newsroom": str(cast.rival_newsroom.pk)}).json()
    assert own["published"] == 0
    problem(cast.nobody.get(URL), "forbidden")
    problem(cast.anonymous.get(URL), "unauthenticated")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2030-01-01"}, "since"),
        ({"since": "1900-01-01"}, "since"),
        ({"until": "0001-01-01"}, "since"),
        ({"newsroom": "x"}, "newsroom"),
        ({"x": "1"}, "x"),
        ({"since": ""}, "since"),
    ],
)
def test_what_is_no_period(cast, query, name):
    problem(cast.reader.get(URL, query), "parameters", name, place="parameter")


def test_the_number_of_queries_is_fixed(cast, django_assert_num_queries):
    for days in range(5):
        published(cast, arrived(days + 2), days)
    reader = cast.reader
    with django_assert_num_queries(8):
        assert reader.get(URL).status_code == 200
