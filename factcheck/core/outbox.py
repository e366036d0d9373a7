"""Records what happened and sees to it that every subscriber hears of it, whatever dies between.

A delivery row is written in the transaction of the event. After the commit it is sent to the
broker at once; where that fails, or the worker dies, the beat's sweep sends it again.
"""

import functools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app, shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from factcheck.core.logs import current_request_id
from factcheck.core.models import Delivery, Event

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
# A delivery that was sent and that no worker has begun by then is sent again.
PATIENCE = timedelta(minutes=1)
# What may be otherwise the next time: servers that do not answer, rows that others hold, time
# that ran out.
TRANSIENT = (DatabaseError, InterfaceError, OSError, OperationalError, SoftTimeLimitExceeded)
# A worker renews its lease while it works; a lease that runs out says that the worker is dead.
LEASE, RENEWAL = timedelta(seconds=30), timedelta(seconds=10)


def record(
    type_: str,
    *,
    stream: str,
    by: Any = None,
    newsroom_id: Any = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Write the event and what it owes to its subscribers, in the caller's transaction."""
    event = Event.objects.create(
        type=type_,
        stream=stream,
        newsroom_id=newsroom_id,
        actor=by,
        request_id=current_request_id(),
        before=dict(before or {}),
        after=dict(after or {}),
    )
    for subscriber in settings.OUTBOX_SUBSCRIBERS.get(type_, []):
        delivery = Delivery.objects.create(event=event, subscriber=subscriber)
        on_commit(send_due, only=delivery.pk)
    return event


def on_commit(call: Callable[..., Any], **arguments: Any) -> None:
    """Do something after the commit that a sweep makes good where it fails.

    Django names a callback that fails by its `__qualname__`, which a partial has not.
    """

    def nudge() -> None:
        call(**arguments)

    transaction.on_commit(nudge, robust=True)


def send_due(*, only: int | None = None, limit: int = 500) -> int:
    """Send deliveries that are due to the broker; return how many went out.

    A broker that is down ends the round: what did not go out is due again in two seconds.
    """
    claimed = _claim(only, limit)
    sent = 0
    try:
        for pk, task in claimed:
            current_app.send_task(task, kwargs={"delivery_id": pk}, retry=False)
            sent += 1
    except (OperationalError, OSError) as error:
        logger.warning("broker unreachable, %d deliveries wait: %s", len(claimed) - sent, error)
    _postpone([pk for pk, _ in claimed[:sent]], PATIENCE)
    _postpone([pk for pk, _ in claimed[sent:]], timedelta(seconds=2))
    return sent


def _claim(only: int | None, limit: int) -> list[tuple[int, str]]:
    """Take due rows out of others' reach for as long as sending them may take."""
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True).filter(
            state=Delivery.State.PENDING, due_at__lte=timezone.now()
        )
        if only is not None:
            due = due.filter(pk=only)
        claimed = list(due.order_by("pk").values_list("pk", "subscriber")[:limit])
        _postpone([pk for pk, _ in claimed], timedelta(seconds=30))
    return claimed


def _postpone(pks: list[int], pause: timedelta) -> None:
    if pks:
        Delivery.objects.filter(pk__in=pks, state=Delivery.State.PENDING).update(
            due_at=timezone.now() + pause
        )


def subscriber(
    *, retried: tuple[type[Exception], ...] = TRANSIENT, **options: Any
) -> Callable[[Callable[[Event], None]], Any]:
    """Make a function of an event a Celery task that runs until it has succeeded once.

    The function must be safe to run twice: a worker may die after its work and before the row
    says so. A failure is kept on the row. Those named in `retried` are tried again with growing
    pauses, at most MAX_ATTEMPTS times; then, and at once after any other, the delivery is `dead`
    and waits for a person.
    """

    def decorate(handle: Callable[[Event], None]) -> Any:
        @shared_task(name=f"{handle.__module__}.{handle.__name__}", **options)
        @functools.wraps(handle)
        def task(*, delivery_id: int) -> None:
            if not _lease(delivery_id, taken=False):
                return  # done, dead, or in another worker's hands
            delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
            try:
                with _renewing(delivery_id):
                    handle(delivery.event)
            except Exception as error:
                _fail(delivery, error, again=isinstance(error, retried))
                raise
            Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PENDING).update(
                state=Delivery.State.DONE,
                done_at=timezone.now(),
                leased_until=None,
                last_error="",
            )

        return task

    return decorate


def _lease(delivery_id: int, *, taken: bool) -> bool:
    """Take a delivery that is in nobody's hands, or renew the lease of one that is `taken`."""
    now = timezone.now()
    free = Q() if taken else Q(leased_until=None) | Q(leased_until__lt=now)
    held = Delivery.objects.filter(free, pk=delivery_id, state=Delivery.State.PENDING)
    return held.update(leased_until=now + LEASE, due_at=now + LEASE) == 1


@contextmanager
def _renewing(delivery_id: int) -> Iterator[None]:
    """Renew the lease beside the work, however long it takes."""
    finished = threading.Event()

    def renew() -> None:
        while not finished.wait(RENEWAL.total_seconds()):
            try:
                _lease(delivery_id, taken=True)
            except DatabaseError as error:
                logger.warning("lease of delivery %s not renewed: %s", delivery_id, error)
            finally:
                connection.close()

    beside = threading.Thread(target=renew, name=f"lease-{delivery_id}", daemon=True)
    beside.start()
    try:
        yield
    finally:
        finished.set()
        beside.join()


def _fail(delivery: Delivery, error: Exception, *, again: bool) -> None:
    last = not again or delivery.attempts + 1 >= MAX_ATTEMPTS
    Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.PENDING).update(
        attempts=F("attempts") + 1,
        leased_until=None,
        state=Delivery.State.DEAD if last else Delivery.State.PENDING,
        due_at=timezone.now() + timedelta(seconds=min(2**delivery.attempts, 3600)),
        last_error=f"{type(error).__name__}: {error}"[:2000].replace("\x00", "�"),
    )


def requeue(delivery_id: int) -> bool:
    """Give a dead delivery its attempts back, and say whether it was one; a sweep sends it."""
    dead = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.DEAD)
    return dead.update(state=Delivery.State.PENDING, attempts=0, due_at=timezone.now()) == 1
