"""Caches are told what to ask for anew: after the bytes changed, again until the hook took it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from factcheck.core import outbox
from factcheck.core.models import Delivery, Event
from factcheck.core.outward import Unreachable
from reviews.models import Withdrawal
from reviews.operations.purging import NotPurged
from reviews.operations.rendering import render_withdrawal
from reviews.public.forms import FORMS
from tests.receivers import receive
from tests.reviews.published import publish, standing, taken_back
from tests.worker import work

__all__ = ["receive"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(receive, settings):
    receiver = receive(204)
    settings.PURGE_URL = f"{receiver.url}/purge?site=desk"
    settings.PURGE_TOKEN = "s3cret"
    return receiver


def asked(receiver):
    return [json.loads(request.body) for request in receiver.got]


def test_without_a_hook_nothing_is_owed(cast):
    publish(cast)
    assert not Event.objects.filter(type="rendition.changed").exists()
    assert not Delivery.objects.filter(subscriber="reviews.tasks.purge").exists()


def test_what_shows_a_review_is_purged_when_it_is_published(cast, hook, settings):
    review = publish(cast)
    assert not hook.got, "nothing is sent within the rendering"
    work("purge")
    [request] = hook.got
    assert (request.method, request.path) == ("POST", "/purge?site=desk")
    assert request.headers["authorization"] == "Bearer s3cret"
    assert request.headers["content-type"] == "application/json"
    [told] = asked(hook)
    base = f"{settings.PUBLIC_BASE_URL}/r/{review.slug}/"
    wanted = {f"{base}{kind.suffix}" for kind in FORMS.values()}
    wanted |= {f"{base}v1/{kind.suffix}" for kind in FORMS.values() if kind.versioned}
    assert wanted <= set(told["urls"])
    assert f"{settings.PUBLIC_BASE_URL}/sitemap.xml" in told["urls"]
    assert told["tags"] == [f"review-{review.pk}", f"newsroom-{review.newsroom_id}", "lists"]


def test_a_withdrawal_is_purged_and_what_stays_the_same_is_not(cast, hook, client):
    review = standing(cast)
    work("purge")
    taken_back(cast, review)
    work("purge")
    assert len(hook.got) == 2
    assert client.get(f"/r/{review.slug}/").status_code == 410
    render_withdrawal(withdrawal=Withdrawal.objects.get())
    work("purge")
    assert len(hook.got) == 2


def test_what_the_hook_does_not_take_is_sent_again(cast, hook):
    hook.answers[:] = [503, 204]
    standing(cast)
    with pytest.raises(NotPurged, match="503"):
        work("purge")
    delivery = Delivery.objects.get(subscriber="reviews.tasks.purge")
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.due_at > timezone.now() - timedelta(seconds=5)
    work("purge")
    delivery.refresh_from_db()
    assert delivery.state == "done"
    first, second = asked(hook)
    assert first == second


def test_a_hook_that_is_down_is_tried_until_a_person_has_to_look(cast, settings):
    settings.PURGE_URL = "http://127.0.0.1:9/"
    standing(cast)
    for _ in range(outbox.MAX_ATTEMPTS):
        with pytest.raises(Unreachable):
            work("purge")
    delivery = Delivery.objects.get(subscriber="reviews.tasks.purge")
    assert (delivery.state, delivery.attempts) == ("dead", outbox.MAX_ATTEMPTS)
    assert "Unreachable" in delivery.last_error


def test_a_redirect_of_the_hook_is_not_followed(cast, hook):
    hook.answers[:] = [(302, {"Location": f"{hook.url}/elsewhere"}, b""), 204]
    standing(cast)
    with pytest.raises(NotPurged, match="302"):
        work("purge")
    assert len(hook.got) == 1


def test_a_hook_that_was_taken_away_since_is_owed_nothing(cast, hook, settings):
    standing(cast)
    settings.PURGE_URL = ""
    work("purge")
    assert not hook.got
