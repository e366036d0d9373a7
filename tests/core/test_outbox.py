"""What happened is heard of once it can be: broker down, worker dead, failures, two at once."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from factcheck.core import outbox
from factcheck.core.models import Delivery, Event

HEARD: list[int] = []


@outbox.subscriber()
def hears(event: Event) -> None:
    if event.after.get("fail"):
        raise ConnectionError("not today\x00")
    if event.after.get("break"):
        raise RuntimeError("a fault of ours")
    HEARD.append(event.pk)


NAME = f"{__name__}.hears"


@pytest.fixture(autouse=True)
def _subscribed(settings):
    settings.OUTBOX_SUBSCRIBERS = {"test.happened": [NAME]}
    HEARD.clear()


@pytest.fixture
def sent(monkeypatch):
    """Collect what would go to the broker."""
    found: list[int] = []

    def send_task(name, kwargs, retry):
        assert (name, retry) == (NAME, False)
        found.append(kwargs["delivery_id"])

    monkeypatch.setattr(outbox.current_app, "send_task", send_task)
    return found


def happen(**after):
    return outbox.record("test.happened", stream="test:1", after=after).deliveries.get()


@pytest.mark.django_db(transaction=True)
class TestSending:
    def test_a_commit_sends_and_a_rollback_does_not(self, sent):
        with transaction.atomic():
            delivery = happen()
            assert sent == []
        assert sent == [delivery.pk]
        with transaction.atomic():
            happen()
            transaction.set_rollback(True)
        assert Delivery.objects.count() == Event.objects.count() == len(sent) == 1

    def test_a_broker_that_is_down_fails_nobody_and_the_sweep_sends_it_later(
        self, monkeypatch, settings
    ):
        def refuse(*args, **kwargs):
            raise ConnectionRefusedError("broker down")

        monkeypatch.setattr(outbox.current_app, "send_task", refuse)
        delivery = happen()
        delivery.refresh_from_db()
        assert delivery.state == "pending"
        assert delivery.due_at <= timezone.now() + timedelta(seconds=3)
        Delivery.objects.update(due_at=timezone.now())
        found = []
        monkeypatch.setattr(outbox.current_app, "send_task", lambda *a, **k: found.append(k))
        assert outbox.send_due() == 1
        assert found[0]["kwargs"] == {"delivery_id": delivery.pk}

    def test_a_database_that_dies_just_after_the_commit_fails_nobody(self, monkeypatch):
        def die(*args):
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(outbox, "_claim", die)
        with transaction.atomic():
            happen()
        assert Delivery.objects.get().state == "pending"

    def test_what_was_sent_and_never_done_is_sent_again(self, sent):
        delivery = happen()
        assert outbox.send_due() == 0, "it is under way"
        Delivery.objects.update(due_at=timezone.now())
        assert outbox.send_due() == 1
        assert sent == [delivery.pk, delivery.pk]


@pytest.mark.django_db
class TestHearing:
    def test_once_done_it_is_not_done_again(self):
        delivery = happen()
        hears(delivery_id=delivery.pk)
        hears(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert [delivery.event_id] == HEARD
        assert (delivery.state, delivery.last_error) == ("done", "")
        assert delivery.done_at is not None

    def test_a_fault_of_ours_is_not_tried_again(self):
        delivery = happen(**{"break": True})
        with pytest.raises(RuntimeError):
            hears(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("dead", 1)
        assert delivery.last_error == "RuntimeError: a fault of ours"

    def test_a_failure_is_kept_and_tried_again_later_and_later_until_it_is_dead(self):
        delivery = happen(fail=True)
        pauses = []
        for _ in range(outbox.MAX_ATTEMPTS):
            with pytest.raises(ConnectionError):
                hears(delivery_id=delivery.pk)
            delivery.refresh_from_db()
            pauses.append(round((delivery.due_at - timezone.now()).total_seconds()))
        assert pauses == [2**n for n in range(outbox.MAX_ATTEMPTS)]
        assert delivery.state == "dead"
        assert delivery.last_error.startswith("ConnectionError: not today")
        Delivery.objects.update(due_at=timezone.now())
        assert outbox.send_due() == 0, "the dead wait for a person"
        outbox.requeue(delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("pending", 0)

    def test_what_one_worker_has_in_hand_no_other_takes_until_its_lease_runs_out(self):
        delivery = happen()
        Delivery.objects.update(leased_until=timezone.now() + timedelta(seconds=5))
        hears(delivery_id=delivery.pk)
        assert HEARD == []
        Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        hears(delivery_id=delivery.pk)
        assert [delivery.event_id] == HEARD

    def test_an_unknown_delivery_is_nothing(self):
        hears(delivery_id=0)
        assert HEARD == []


def test_every_subscriber_is_a_task(settings):
    from factcheck.celery import app
    from factcheck.settings import OUTBOX_SUBSCRIBERS

    app.loader.import_default_modules()
    known = set(app.tasks)
    assert {name for names in OUTBOX_SUBSCRIBERS.values() for name in names} <= known
    assert OUTBOX_SUBSCRIBERS


@pytest.mark.django_db(transaction=True)
def test_a_long_task_keeps_its_lease(monkeypatch):
    """A task three times as long as its lease is still in its worker's hands at the end."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr(outbox, "RENEWAL", timedelta(seconds=0.1))
    delivery = happen()
    seen = []

    def slow(event):
        time.sleep(1.8)
        seen.append(outbox._lease(delivery.pk, taken=False))

    outbox.subscriber()(slow)(delivery_id=delivery.pk)
    assert seen == [False], "another worker would have been turned away"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.leased_until) == ("done", None)
