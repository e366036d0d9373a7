"""Owes events to endpoints, and sends them until they are taken or the last attempt is over.

A message is a row; a worker takes it by a lease, as the outbox's are taken. Who dies leaves a
lease that runs out, so that the message is sent again: at least once, always under one id.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from factcheck.core import outbox, outward
from factcheck.core.models import Event
from factcheck.notices import kinds, signing
from factcheck.notices.models import WebhookAttempt, WebhookEndpoint, WebhookMessage

logger = logging.getLogger(__name__)

TASK = "factcheck.notices.tasks.send_webhook"
TIMEOUT = 10.0  # seconds for all of an attempt but the resolver's part
LEASE = timedelta(seconds=60)
# A message that was handed to the broker and that no worker has begun by then is handed again.
PATIENCE = timedelta(minutes=1)
# After each failed attempt; after the last pause comes the last attempt, about a day on.
PAUSES = (
    *(timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=5), timedelta(hours=8), timedelta(hours=8)),
)
# An endpoint that has taken nothing for so long and at so many attempts is switched off.
GIVING_UP, FAILURES = timedelta(days=1), 10
ROUND = 200
_EXCERPT = 1000
_GONE = 410


@transaction.atomic
def fan_out(*, event: Event) -> None:
    """Owe an event to every endpoint that asks for it; twice is once.

    An event of a newsroom is for its own endpoints; one of none, such as those of claims, which
    all newsrooms share, is for those of all. Endpoints made since then are not owed it.
    """
    rows = WebhookEndpoint.objects.filter(disabled_at=None, created_at__lte=event.occurred_at)
    if event.newsroom_id is not None:
        rows = rows.filter(newsroom_id=event.newsroom_id)
    owe(event, [row for row in rows.order_by("pk") if kinds.takes(row.events, event.type)])


def owe(event: Event, endpoints: Iterable[WebhookEndpoint]) -> list[WebhookMessage]:
    """Make the messages of an event and have them sent after the caller's transaction."""
    made = [WebhookMessage(endpoint=endpoint, event=event) for endpoint in endpoints]
    WebhookMessage.objects.bulk_create(made, ignore_conflicts=True)
    for message in made:
        nudge(message)
    return made


def nudge(message: WebhookMessage) -> None:
    """Hand a message to the broker after the commit; where that fails, the sweep does it."""
    outbox.on_commit(send_due, only=message.pk)


def send_due(*, only: str | None = None, limit: int = ROUND) -> int:
    """Hand messages that are due to the broker; return how many went out."""
    pks = _queue(only, limit)
    sent = 0
    try:
        for pk in pks:
            current_app.send_task(TASK, kwargs={"message_id": pk}, retry=False)
            sent += 1
    except (OperationalError, OSError) as error:
        logger.warning("broker unreachable, %d messages wait: %s", len(pks) - sent, error)
        WebhookMessage.objects.filter(pk__in=pks[sent:]).update(queued_until=None)
    return sent


@transaction.atomic
def _queue(only: str | None, limit: int) -> list[str]:
    """Take due messages out of others' reach until a worker should have begun them."""
    now = timezone.now()
    due = WebhookMessage.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(queued_until=None) | Q(queued_until__lt=now),
        Q(leased_until=None) | Q(leased_until__lt=now),
        state=WebhookMessage.State.PENDING,
        due_at__lte=now,
        endpoint__disabled_at=None,
    )
    if only is not None:
        due = due.filter(pk=only)
    pks = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
    WebhookMessage.objects.filter(pk__in=pks).update(queued_until=now + PATIENCE)
    return pks


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one attempt."""

    status: int | None
    milliseconds: int | None = None
    error: str = ""
    response: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def said(self) -> str:
        return self.error or f"it answered {self.status}"


def deliver(*, message_id: str, at: datetime | None = None) -> None:
    """Make one attempt at a message that is due and in nobody's hands; otherwise do nothing.

    Call it outside of a transaction: the address is asked between two of them.
    """
    now = at or timezone.now()
    lease = now + LEASE
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    # No join: PostgreSQL looks again only at the row's own columns when it has waited for it.
    enabled = WebhookEndpoint.objects.filter(disabled_at=None)
    mine = WebhookMessage.objects.filter(
        free,
        pk=message_id,
        state=WebhookMessage.State.PENDING,
        due_at__lte=now,
        endpoint__in=enabled.values("pk"),
    )
    if not mine.update(leased_until=lease, attempts=F("attempts") + 1):
        return  # delivered, given up, not due, or in another worker's hands
    message = WebhookMessage.objects.with_log().get(pk=message_id)
    _settle(message, _attempt(message, now), lease, at=now)


def body_of(event: Event) -> bytes:
    """Return what is sent of an event: the same bytes at each attempt."""
    data = {
        "id": event.pk,
        "stream": event.stream,
        "newsroom": event.newsroom_id and str(event.newsroom_id),
        "actor": event.actor.username if event.actor else None,
        "request_id": event.request_id,
        "before": event.before,
        "after": event.after,
    }
    content = {"type": event.type, "timestamp": event.occurred_at.isoformat(), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _attempt(message: WebhookMessage, now: datetime) -> _Outcome:
    body, endpoint = body_of(message.event), message.endpoint
    headers = signing.headers(id_=message.pk, at=now, body=body, secrets_=endpoint.secrets_at(now))
    headers |= {"content-type": "application/json", "user-agent": "factcheck-webhooks/1"}
    asked: dict[str, Any] = {"method": "POST", "headers": headers, "body": body}
    try:
        answer = outward.fetch(endpoint.url, **asked, limit=_EXCERPT, timeout=TIMEOUT)
    except outward.Unreachable as error:
        return _Outcome(None, error=error.reason[:300])
    except SoftTimeLimitExceeded:  # the resolver has no limit of its own
        return _Outcome(None, error="It took too long.")
    excerpt = answer.body.decode("utf-8", "replace").replace("\x00", "�")
    return _Outcome(answer.status, answer.milliseconds, response=excerpt)


@transaction.atomic
def _settle(message: WebhookMessage, outcome: _Outcome, lease: datetime, *, at: datetime) -> None:
    """Keep what became of an attempt. The endpoint's row is locked first, as everywhere."""
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=message.endpoint_id).first()
    if endpoint is None:
        return  # removed in the meantime, and its log with it
    WebhookAttempt.objects.create(
        message=message,
        number=message.attempts,
        at=at,
        status_code=outcome.status,
        milliseconds=outcome.milliseconds,
        error=outcome.error,
        response=outcome.response,
    )
    if outcome.taken:
        _succeeded(message, endpoint, at)
    else:
        _failed(message, endpoint, outcome, lease, at)


def _succeeded(message: WebhookMessage, endpoint: WebhookEndpoint, at: datetime) -> None:
    """Say that it was taken, also where the lease had run out: it was."""
    WebhookMessage.objects.filter(pk=message.pk).update(
        state=WebhookMessage.State.DELIVERED,
        delivered_at=at,
        leased_until=None,
        queued_until=None,
    )
    endpoint.failing_since, endpoint.failures = None, 0
    endpoint.save(update_fields=["failing_since", "failures"])


def _failed(
    message: WebhookMessage,
    endpoint: WebhookEndpoint,
    outcome: _Outcome,
    lease: datetime,
    at: datetime,
) -> None:
    """Try later or give up; of a lease that another has taken since, leave all as it is."""
    made = message.attempts - message.attempts_before
    last = made > len(PAUSES)
    held = WebhookMessage.objects.filter(
        pk=message.pk, state=WebhookMessage.State.PENDING, leased_until=lease
    )
    held.update(
        state=WebhookMessage.State.FAILED if last else WebhookMessage.State.PENDING,
        due_at=at if last else at + PAUSES[made - 1],
        leased_until=None,
        queued_until=None,
    )
    endpoint.failing_since = endpoint.failing_since or at
    endpoint.failures += 1
    endpoint.save(update_fields=["failing_since", "failures"])
    if outcome.status == _GONE:
        _disable(endpoint, "It answered 410: it wants no more.", at)
    elif endpoint.failures >= FAILURES and at - endpoint.failing_since >= GIVING_UP:
        said = f"Nothing was taken at {endpoint.failures} attempts since "
        said += f"{endpoint.failing_since:%Y-%m-%d %H:%M} UTC; the last time: {outcome.said}"
        _disable(endpoint, said[:300], at)


def _disable(endpoint: WebhookEndpoint, because: str, at: datetime) -> None:
    """Switch an endpoint off; what is owed to it waits for a person."""
    if endpoint.disabled_at is not None:
        return
    endpoint.disabled_at, endpoint.disabled_because = at, because
    endpoint.save(update_fields=["disabled_at", "disabled_because"])
    owed = WebhookMessage.objects.filter(endpoint=endpoint, state=WebhookMessage.State.PENDING)
    owed.update(state=WebhookMessage.State.FAILED, queued_until=None, leased_until=None)
    outbox.record(
        "webhook.disabled",
        stream=f"webhook:{endpoint.pk}",
        newsroom_id=endpoint.newsroom_id,
        after={"host": urlsplit(endpoint.url).hostname, "because": because},
    )
