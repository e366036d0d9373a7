"""A request that is sent again is answered again, and its work done once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Claim
from factcheck.core import idempotency
from factcheck.core.models import Event, IdempotentAnswer
from tests import factories
from tests.problems import problem

URL = "/api/v1/claims/"
BODY = {"language": "ar", "texts": {"ar": "سقط الجسر"}}


def post(client, body=BODY, key="one", url=URL):
    return client.post(url, body, headers={"Idempotency-Key": key})


def same(first, second):
    """The same answer but for the word that it is a second one."""
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.content == first.content
    assert second.status_code == first.status_code
    told = ("Location", "ETag", "Content-Type")
    assert [second.headers.get(n) for n in told] == [first.headers.get(n) for n in told]


def test_the_same_key_and_body_give_the_same_answer(cast):
    first = post(cast.reviewer)
    assert first.status_code == 201
    assert "Idempotency-Replayed" not in first.headers
    same(first, post(cast.reviewer))
    assert Claim.objects.count() == Event.objects.filter(type="claim.created").count() == 1
    assert post(cast.reviewer, key="two").status_code == 201
    assert Claim.objects.count() == 2


def test_another_body_or_address_is_refused(cast):
    post(cast.reviewer)
    other = post(cast.reviewer, BODY | {"note": "x"})
    assert other.status_code == 422
    problem(other, "key-reused", "Idempotency-Key", place="header")
    elsewhere = post(cast.reviewer, {"a": 1}, url="/api/v1/identities/")
    problem(elsewhere, "key-reused", "Idempotency-Key", place="header")
    assert Claim.objects.count() == 1


def test_a_key_is_one_persons(cast):
    first = post(cast.reviewer)
    theirs = post(cast.rival)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != first.json()["id"]


def test_a_refusal_is_answered_again_though_the_state_has_changed(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    url = f"/api/v1/reviews/{review.pk}/approve/"
    first = post(cast.editor, {}, url=url)
    problem(first, "conflict")
    assert cast.reviewer.post(f"/api/v1/reviews/{review.pk}/submit/").status_code == 200
    same(first, post(cast.editor, {}, url=url))
    assert post(cast.editor, {}, key="later", url=url).status_code == 200


def test_a_verb_is_said_once(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    url = f"/api/v1/reviews/{review.pk}/submit/"
    first = post(cast.reviewer, {}, url=url)
    assert first.status_code == 200
    same(first, post(cast.reviewer, {}, url=url))
    assert Event.objects.filter(type="review.submitted").count() == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ك"])
def test_what_is_no_key(cast, key):
    problem(post(cast.reviewer, key=key), "header", "Idempotency-Key", place="header")
    assert not Claim.objects.exists()


def test_a_fault_of_ours_is_not_kept(cast, monkeypatch):
    def fail(**values):
        Claim.objects.create(language="en")
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("claims.operations.claims.create_claim", fail)
        assert post(cast.reviewer).status_code == 500
    assert not Claim.objects.exists()
    assert post(cast.reviewer).status_code == 201


def test_strangers_leave_no_key(cast):
    assert post(cast.anonymous).status_code == 401
    assert post(cast.reader).status_code == 403
    assert not IdempotentAnswer.objects.exists()


def test_after_a_day_it_is_forgotten(cast):
    post(cast.reviewer)
    assert idempotency.forget() == 0
    assert idempotency.forget(at=timezone.now() + timedelta(days=1, seconds=1)) == 1
    post(cast.reviewer)
    assert Claim.objects.count() == 2


def test_what_tells_a_secret_is_not_kept(cast):
    body = {"newsroom": str(cast.newsroom.pk), "url": "https://hooks.example/x"}
    made = post(cast.admin, body, url="/api/v1/webhooks/")
    assert made.json()["secret"]
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_one_moment_one_does_the_work(cast):
    start, found = threading.Barrier(6), []

    def send():
        start.wait()
        answer = post(cast.reviewer)
        found.append(
            (answer.status_code, answer.content, answer.headers.get("Idempotency-Replayed"))
        )
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(status, body) for status, body, _ in found} == {(201, found[0][1])}
    assert sorted(str(word) for _, _, word in found) == ["None", *["true"] * 5]
    assert Claim.objects.count() == 1
