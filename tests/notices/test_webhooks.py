"""Newsrooms' programs hear of what happens: signed, again and again until they have taken it."""

import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from factcheck.accounts.models import Newsroom, User
from factcheck.core import outbox
from factcheck.core.models import Event
from factcheck.notices.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from factcheck.notices.operations import endpoints, sending
from factcheck.notices.tasks import send_webhook, sweep_webhooks
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.desk import desk, errors_of, said, url
from tests.receivers import receive
from tests.worker import work

__all__ = ["receive"]

URL = "/api/v1/webhooks/"
MESSAGES = "/api/v1/messages/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private(settings):
    settings.PRIVATE_ADDRESSES = True


@pytest.fixture
def hook(cast, receive):
    """Make an endpoint of the desk at a receiver that answers in turn; return both."""

    def make(*answers, events=(), newsroom=cast.newsroom, by="superuser"):
        receiver = receive(*answers)
        values = {"url": f"{receiver.url}/in", "events": list(events)}
        found = endpoints.create_endpoint(newsroom=newsroom, values=values, by=cast.users[by])
        return found, receiver

    return make


def happen(newsroom, type_="review.opened", **after):
    newsroom_id = newsroom and newsroom.pk
    event = outbox.record(type_, stream="review:1", newsroom_id=newsroom_id, after=after)
    work("fan_out")
    return event


def send(at=None):
    """Make one attempt at whatever is due."""
    for pk in WebhookMessage.objects.filter(state="pending").values_list("pk", flat=True):
        sending.deliver(message_id=pk, at=at)


def verified(request, secret):
    return Webhook(secret).verify(request.body, request.headers)


class TestSending:
    def test_what_happened_arrives_signed_and_as_described(self, cast, hook):
        endpoint, receiver = hook(events=["review.submitted"])
        by = cast.users["reviewer"]
        review = factories.review(cast.newsroom, by)
        perform(review=review, verb=Verb.SUBMIT, by=by)
        work("fan_out")
        send()
        (request,) = receiver.got
        event = Event.objects.get(type="review.submitted")
        assert verified(request, endpoint.secret) == {
            "type": "review.submitted",
            "timestamp": event.occurred_at.isoformat(),
            "data": {
                "id": event.pk,
                "stream": f"review:{review.pk}",
                "newsroom": str(cast.newsroom.pk),
                "actor": "reviewer",
                "request_id": event.request_id,
                "before": event.before,
                "after": event.after,
            },
        }
        message = WebhookMessage.objects.get()
        assert (message.state, message.attempts) == ("delivered", 1)
        assert request.headers["webhook-id"] == message.pk
        assert request.headers["content-type"] == "application/json"
        with pytest.raises(WebhookVerificationError):
            verified(request, endpoints.new_secret())

    @pytest.mark.parametrize(
        "text",
        [
            "نفذت فصائل الهجوم",
            "\u202egnp.exe\u2066 \u200f",
            "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301",
            "\x01\x7f\ufeff\u2028\\\"'</script>",
            "x" * 300_000,
        ],
    )
    def test_texts_of_all_kinds_arrive_intact(self, cast, hook, text):
        endpoint, receiver = hook()
        happen(cast.newsroom, title=text)
        send()
        assert verified(receiver.got[0], endpoint.secret)["data"]["after"] == {"title": text}

    def test_a_failure_is_tried_again_under_the_same_id_with_a_new_timestamp(self, cast, hook):
        endpoint, receiver = hook(500, (503, {}, b"busy \x00\xff"), 204)
        happen(cast.newsroom)
        now = timezone.now()
        send(now)
        send(now)
        assert len(receiver.got) == 1, "not before the pause is over"
        send(now + timedelta(seconds=5))
        send(now + timedelta(seconds=70))
        ids = {request.headers["webhook-id"] for request in receiver.got}
        stamps = [int(request.headers["webhook-timestamp"]) for request in receiver.got]
        assert len(ids) == 1
        assert [stamp - stamps[0] for stamp in stamps] == [0, 5, 70]
        assert len({request.body for request in receiver.got}) == 1
        log = WebhookAttempt.objects.values_list("number", "status_code", "response")
        assert list(log) == [(1, 500, ""), (2, 503, "busy \ufffd\ufffd"), (3, 204, "")]
        assert WebhookMessage.objects.get().state == "delivered"
        endpoint.refresh_from_db()
        assert (endpoint.failing_since, endpoint.failures) == (None, 0)

    def test_after_about_a_day_it_is_given_up(self, cast, hook):
        _, receiver = hook(500)
        happen(cast.newsroom)
        began = now = timezone.now()
        pauses = []
        while (message := WebhookMessage.objects.get()).state == "pending":
            send(now)
            due = WebhookMessage.objects.get().due_at
            pauses.append(round((due - now).total_seconds()))
            now = max(due, now)
        assert pauses == [5, 60, 300, 1800, 7200, 18000, 28800, 28800, 0]
        assert (message.state, len(receiver.got)) == ("failed", 9)
        assert timedelta(hours=23) < now - began < timedelta(hours=25)

    def test_a_redirect_is_a_failure_and_is_not_followed(self, cast, hook, receive):
        other = receive()
        _, receiver = hook((307, {"Location": f"{other.url}/"}, b""))
        happen(cast.newsroom)
        send()
        assert (len(receiver.got), other.got) == (1, [])
        assert WebhookMessage.objects.get().state == "pending"
        assert WebhookAttempt.objects.get().status_code == 307

    def test_nobody_answers(self, cast, hook, monkeypatch):
        monkeypatch.setattr(sending, "TIMEOUT", 0.3)
        endpoint, _ = hook(lambda handler: time.sleep(1))
        happen(cast.newsroom)
        send()
        attempt = WebhookAttempt.objects.get()
        assert (attempt.status_code, attempt.error) == (None, "It took too long.")
        endpoint.refresh_from_db()
        assert endpoint.failures == 1

    def test_no_private_address_is_asked_whatever_was_allowed_before(self, cast, hook, settings):
        _, receiver = hook()
        happen(cast.newsroom)
        settings.PRIVATE_ADDRESSES = False
        send()
        assert receiver.got == []
        assert "not public" in WebhookAttempt.objects.get().error

    def test_both_secrets_sign_for_a_day_after_a_rotation(self, cast, hook):
        endpoint, receiver = hook()
        now = timezone.now()
        old, by = endpoint.secret, cast.users["admin"]
        new = endpoints.rotate_secret(endpoint=endpoint, by=by, at=now).secret
        happen(cast.newsroom)
        send()
        request = receiver.got[0]
        assert verified(request, old) == verified(request, new)
        endpoints.rotate_secret(endpoint=endpoint, by=by, at=now - timedelta(hours=24))
        happen(cast.newsroom)
        send()
        with pytest.raises(WebhookVerificationError):
            verified(receiver.got[1], new)

    def test_410_switches_it_off(self, cast, hook):
        endpoint, _ = hook(410)
        happen(cast.newsroom)
        happen(cast.newsroom)
        send()
        endpoint.refresh_from_db()
        assert "410" in endpoint.disabled_because
        assert set(WebhookMessage.objects.values_list("state", flat=True)) == {"failed"}
        assert WebhookAttempt.objects.count() == 1
        happen(cast.newsroom)
        assert WebhookMessage.objects.count() == 2, "it is owed nothing more"

    def test_a_day_without_a_success_switches_it_off_and_admins_are_told(self, cast, hook):
        endpoint, _ = hook(500)
        now = timezone.now()
        for hours in (0.1, 1, 2, 3, 4, 5, 6, 7, 23, 23.9):
            happen(cast.newsroom)
            fresh = WebhookMessage.objects.first()
            sending.deliver(message_id=fresh.pk, at=now + timedelta(hours=hours))
            endpoint.refresh_from_db()
            assert endpoint.disabled_at is None
        happen(cast.newsroom)
        late = now + timedelta(hours=24.1)
        sending.deliver(message_id=WebhookMessage.objects.first().pk, at=late)
        endpoint.refresh_from_db()
        assert endpoint.disabled_at == late
        assert "11 attempts" in endpoint.disabled_because
        work("tell")
        told = cast.admin.get("/api/v1/notifications/").json()["results"]
        assert [one["kind"] for one in told] == ["webhook.disabled"]
        assert "127.0.0.1" in told[0]["text"]
        assert cast.editor.get("/api/v1/notifications/").json()["results"] == []

    def test_a_day_with_few_attempts_does_not(self, cast, hook):
        endpoint, _ = hook(500)
        now = timezone.now()
        for day in range(1, 10):
            happen(cast.newsroom)
            fresh = WebhookMessage.objects.first()
            sending.deliver(message_id=fresh.pk, at=now + timedelta(days=day))
        endpoint.refresh_from_db()
        assert (endpoint.disabled_at, endpoint.failures) == (None, 9)

    def test_an_endpoint_removed_meanwhile_is_no_error(self, cast, hook):
        def remove(handler):
            handler.send_response(500)
            handler.end_headers()

        endpoint, _ = hook(remove)
        happen(cast.newsroom)
        message = WebhookMessage.objects.with_log().get()
        endpoints.remove_endpoint(endpoint=endpoint, by=cast.users["admin"])
        sending._settle(message, sending._Outcome(500), timezone.now(), at=timezone.now())
        assert not WebhookAttempt.objects.exists()


class TestWhoHears:
    def test_a_rival_hears_nothing_and_sees_nothing(self, cast, hook):
        ours, mine = hook()
        theirs, rivals = hook(newsroom=cast.rival_newsroom)
        happen(cast.newsroom)
        send()
        assert (len(mine.got), rivals.got) == (1, [])
        assert [row["id"] for row in cast.rival_admin.get(URL).json()["results"]] == [
            str(theirs.pk)
        ]
        assert cast.rival_admin.get(f"{URL}{ours.pk}/").status_code == 404
        assert cast.rival_admin.get(MESSAGES).json()["results"] == []
        pk = WebhookMessage.objects.get().pk
        assert cast.rival_admin.post(f"{MESSAGES}{pk}/redeliver/").status_code == 404

    def test_what_happens_to_claims_is_heard_by_all_who_ask(self, cast, hook):
        _, every = hook()
        _, rivals = hook(newsroom=cast.rival_newsroom, events=["claim.*"])
        _, others = hook(newsroom=cast.rival_newsroom, events=["review.*"])
        happen(None, "claim.fell")
        send()
        assert (len(every.got), len(rivals.got), others.got) == (1, 1, [])

    def test_what_happened_before_there_was_an_endpoint_is_not_sent(self, cast, hook):
        outbox.record("review.opened", stream="review:1", newsroom_id=cast.newsroom.pk)
        hook()
        work("fan_out")
        assert not WebhookMessage.objects.exists()

    def test_twice_fanned_out_is_once(self, cast, hook):
        hook()
        event = happen(cast.newsroom)
        sending.fan_out(event=event)
        assert WebhookMessage.objects.count() == 1


class TestWorkers:
    def test_a_killed_worker_loses_nothing_and_the_id_stays(self, cast, hook, monkeypatch):
        _, receiver = hook()
        happen(cast.newsroom)
        pk, now = WebhookMessage.objects.get().pk, timezone.now()

        def die(*args, **options):
            raise KeyboardInterrupt

        monkeypatch.setattr(sending, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            sending.deliver(message_id=pk, at=now)
        monkeypatch.undo()
        sending.deliver(message_id=pk, at=now + timedelta(seconds=59))
        assert len(receiver.got) == 1, "its lease runs"
        sending.deliver(message_id=pk, at=now + timedelta(seconds=61))
        assert {request.headers["webhook-id"] for request in receiver.got} == {pk}
        assert len(receiver.got) == 2
        assert list(WebhookAttempt.objects.values_list("number", flat=True)) == [2]

    def test_a_sweep_hands_over_what_is_due_once(self, cast, hook, monkeypatch):
        hook()
        happen(cast.newsroom)
        found = []
        monkeypatch.setattr(sending.current_app, "send_task", lambda *a, **k: found.append(k))
        sweep_webhooks()
        sweep_webhooks()
        (sent,) = found
        send_webhook(**sent["kwargs"])
        assert WebhookMessage.objects.get().state == "delivered"

    def test_a_broker_that_is_down_is_asked_again_by_the_next_sweep(self, cast, hook, monkeypatch):
        hook()
        happen(cast.newsroom)

        def refuse(*args, **options):
            raise ConnectionRefusedError("broker down")

        monkeypatch.setattr(sending.current_app, "send_task", refuse)
        assert sending.send_due() == 0
        found = []
        monkeypatch.setattr(sending.current_app, "send_task", lambda *a, **k: found.append(k))
        assert (sending.send_due(), len(found)) == (1, 1)

    def test_what_another_has_in_hand_is_not_handed_over(self, cast, hook):
        hook()
        happen(cast.newsroom)
        WebhookMessage.objects.update(leased_until=timezone.now() + timedelta(seconds=9))
        assert sending.send_due() == 0

    def test_a_failure_after_the_lease_leaves_the_next_owner_alone(self, cast, hook):
        hook()
        happen(cast.newsroom)
        now = timezone.now()
        WebhookMessage.objects.update(attempts=2, leased_until=now + timedelta(seconds=60))
        late = WebhookMessage.objects.with_log().get()
        late.attempts = 1
        sending._settle(late, sending._Outcome(None, error="x"), now, at=now)
        assert WebhookMessage.objects.get().leased_until == now + timedelta(seconds=60)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_once(receive, settings):
    settings.OUTBOX_SUBSCRIBERS = {}
    newsroom = Newsroom.objects.create(name="N", slug="n", url="https://n.example", language="en")
    by = User.objects.create_superuser("root")
    receiver = receive(lambda handler: (time.sleep(0.2), handler.send_error(200)))
    values = {"url": receiver.url}
    endpoint = endpoints.create_endpoint(newsroom=newsroom, values=values, by=by)
    event = outbox.record("review.opened", stream="review:1", newsroom_id=newsroom.pk)
    (message,) = sending.owe(event, [endpoint])
    barrier = threading.Barrier(4)

    def one():
        barrier.wait()
        try:
            sending.deliver(message_id=message.pk)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receiver.got) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("delivered", 1)


class TestApi:
    def new(self, cast, **values):
        body = {"newsroom": str(cast.newsroom.pk), "url": "https://hooks.example.org/x"} | values
        return cast.admin.post(URL, body)

    def test_a_secret_is_shown_at_creation_and_at_rotation_and_nowhere_else(self, cast):
        made = self.new(cast, description="Robot", events=["review.*", "claim.fell", "review.*"])
        assert made.status_code == 201
        body = made.json()
        secret, at = body["secret"], f"{URL}{body['id']}/"
        assert secret.startswith("whsec_")
        assert body["events"] == ["review.*", "claim.fell"]
        assert made.headers["Location"].endswith(at)
        turned = cast.admin.post(f"{at}rotate/").json()
        assert turned["secret"] not in ("", secret)
        assert turned["previous_until"]
        shown = [cast.admin.get(at), cast.admin.get(URL), cast.admin.get("/api/v1/events/")]
        shown.append(cast.admin.changes("patch", at, {"description": "Other"}))
        for answer in shown:
            assert answer.status_code == 200
            assert secret not in answer.content.decode()
            assert turned["secret"] not in answer.content.decode()
        stored = json.dumps(list(Event.objects.values("before", "after")))
        assert secret not in stored
        assert turned["secret"] not in stored

    def test_the_path_of_an_address_is_not_told_to_the_newsroom(self, cast):
        made = self.new(cast, url="https://hooks.example.org/services/TOPSECRET").json()
        at = f"{URL}{made['id']}/"
        cast.admin.changes("patch", at, {"url": "https://other.example.org/TOPSECRET"})
        events = cast.reader.get(f"/api/v1/events/?stream=webhook:{made['id']}").json()["results"]
        assert [event["type"] for event in events] == ["webhook.changed", "webhook.created"]
        assert events[0]["after"] == {"host": "other.example.org"}
        assert "TOPSECRET" not in json.dumps(events)

    @pytest.mark.parametrize(
        "address",
        [
            *("http://127.0.0.1/", "http://localhost:8000/", "http://10.0.0.1/", "http://[::1]/"),
            *("http://2130706433/", "http://169.254.169.254/latest/", "http://db.internal/"),
            *("https://user:pass@hooks.example.org/", "ftp://hooks.example.org/"),
        ],
    )
    def test_an_address_that_is_private_is_refused(self, cast, settings, address):
        settings.PRIVATE_ADDRESSES = False
        refused = self.new(cast, url=address)
        assert refused.status_code == 422, refused.content
        assert refused.json()["errors"][0]["pointer"] == "/url"
        made = self.new(cast).json()
        changed = cast.admin.changes("patch", f"{URL}{made['id']}/", {"url": address})
        assert changed.status_code == 422

    def test_a_filter_that_takes_nothing_is_refused_by_its_place(self, cast):
        refused = self.new(cast, events=["review.*", "reviews.*"])
        assert refused.json()["errors"][0]["pointer"] == "/events/1"
        assert "review.published" in refused.json()["errors"][0]["remedy"]

    def test_it_is_changed_and_removed_by_its_admins_alone(self, cast):
        at = f"{URL}{self.new(cast).json()['id']}/"
        for name in ("reader", "reviewer", "editor", "rival", "rival_admin"):
            client = cast.clients[name]
            assert client.get(at).status_code == 404
            assert client.get(URL).json()["results"] == []
            assert client.changes("patch", at, {"description": "x"}).status_code in (403, 404)
            assert client.changes("delete", at).status_code in (403, 404)
            for verb in ("rotate", "enable", "test"):
                assert client.post(f"{at}{verb}/").status_code in (403, 404)
        mine = {"newsroom": str(cast.newsroom.pk), "url": "https://a.example.org/"}
        assert cast.rival_admin.post(URL, mine).status_code == 403
        assert cast.editor.post(URL, mine).status_code == 403
        assert cast.admin.delete(at).status_code == 428
        assert cast.admin.changes("delete", at).status_code == 204
        assert not WebhookEndpoint.objects.exists()

    def test_it_is_tried_out_and_its_log_is_read_and_sent_again(self, cast, hook):
        endpoint, receiver = hook(500, 200, events=["claim.*"])
        at = f"{URL}{endpoint.pk}/"
        made = cast.admin.post(f"{at}test/").json()
        assert (made["type"], made["state"]) == ("webhook.tested", "pending")
        send()
        listed = cast.admin.get(f"{MESSAGES}?webhook={endpoint.pk}&state=pending").json()
        assert [row["id"] for row in listed["results"]] == [made["id"]]
        shown = cast.admin.get(f"{MESSAGES}{made['id']}/").json()
        assert [one["status_code"] for one in shown["log"]] == [500]
        again = cast.admin.post(f"{MESSAGES}{made['id']}/redeliver/").json()
        assert again["state"] == "pending"
        send()
        shown = cast.admin.get(f"{MESSAGES}{made['id']}/").json()
        assert (shown["state"], len(shown["log"])) == ("delivered", 2)
        assert verified(receiver.got[1], endpoint.secret)["type"] == "webhook.tested"
        assert cast.editor.get(f"{MESSAGES}{made['id']}/").status_code == 404
        assert cast.editor.post(f"{MESSAGES}{made['id']}/redeliver/").status_code == 403
        assert cast.admin.get(f"{MESSAGES}?event=x").json()["results"] == []

    def test_a_message_sent_again_has_all_its_attempts(self, cast, hook):
        hook(500)
        happen(cast.newsroom)
        WebhookMessage.objects.update(state="failed", attempts=9)
        message = WebhookMessage.objects.get()
        endpoints.redeliver(message=message, by=cast.users["admin"])
        send()
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("pending", 10)
        assert timedelta(0) < message.due_at - timezone.now() < timedelta(seconds=6)

    def test_what_is_just_being_sent_is_not_sent_again(self, cast, hook):
        hook()
        happen(cast.newsroom)
        WebhookMessage.objects.update(leased_until=timezone.now() + timedelta(seconds=9))
        at = f"{MESSAGES}{WebhookMessage.objects.get().pk}/redeliver/"
        assert cast.admin.post(at).status_code == 409

    def test_what_was_switched_off_is_switched_on_by_a_person(self, cast, hook):
        endpoint, _ = hook(410, 200)
        happen(cast.newsroom)
        send()
        at = f"{URL}{endpoint.pk}/"
        pk = WebhookMessage.objects.get().pk
        assert cast.admin.post(f"{at}test/").status_code == 409
        refused = cast.admin.post(f"{MESSAGES}{pk}/redeliver/")
        assert (refused.status_code, refused.json()["allowed"]) == (409, ["enable"])
        assert cast.admin.get(at).json()["disabled_because"]
        assert cast.admin.post(f"{at}enable/").json()["disabled_at"] is None
        assert cast.admin.post(f"{at}enable/").status_code == 409
        assert cast.admin.post(f"{MESSAGES}{pk}/redeliver/").status_code == 200
        send()
        assert WebhookMessage.objects.get().state == "delivered"


class TestDesk:
    def test_an_admin_makes_turns_tries_and_ends_one(self, cast, receive):
        client, receiver = desk(cast, "admin"), receive(410, 200)
        data = {"newsroom": str(cast.newsroom.pk), "url": receiver.url, "events": "review.*"}
        page = client.post(url("notices_webhookendpoint", "add"), data)
        endpoint = WebhookEndpoint.objects.get()
        assert endpoint.secret in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        shown = client.text("notices_webhookendpoint", "change", endpoint.pk)
        assert endpoint.secret not in shown
        turned = client.act("notices_webhookendpoint", "rotate", endpoint.pk).content.decode()
        endpoint.refresh_from_db()
        assert endpoint.secret in turned
        assert endpoint.previous_secret not in turned
        client.act("notices_webhookendpoint", "try_out", endpoint.pk)
        send()
        pk = WebhookMessage.objects.get().pk
        assert "410" in client.text("notices_webhookmessage", "change", pk)
        refused = client.act("notices_webhookmessage", "redeliver", pk)
        assert "switched off" in said(refused)[-1]
        client.act("notices_webhookendpoint", "enable", endpoint.pk)
        assert "done" in said(client.act("notices_webhookmessage", "redeliver", pk))[-1]
        send()
        assert WebhookMessage.objects.get().state == "delivered"
        client.post(url("notices_webhookendpoint", "delete", endpoint.pk), {"post": "yes"})
        assert not WebhookEndpoint.objects.exists()

    def test_a_private_address_stands_at_its_field(self, cast, settings):
        settings.PRIVATE_ADDRESSES = False
        data = {"newsroom": str(cast.newsroom.pk), "url": "http://127.0.0.1/"}
        refused = desk(cast, "admin").post(url("notices_webhookendpoint", "add"), data)
        assert "not public" in str(errors_of(refused)["url"])

    def test_others_see_none(self, cast, hook):
        endpoint, _ = hook()
        happen(cast.newsroom)
        pk = WebhookMessage.objects.get().pk
        for name in ("editor", "rival_admin"):
            client = desk(cast, name)
            assert str(endpoint.pk) not in client.text("notices_webhookendpoint")
            assert pk not in client.text("notices_webhookmessage")
            assert client.page("notices_webhookmessage", "change", pk).status_code == 302
        assert "notices/webhook" not in desk(cast, "editor").get("/admin/").content.decode()
