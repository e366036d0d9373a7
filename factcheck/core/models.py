"""The history: one row for every change, and what is still owed to those who must hear of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def visible_to(self, user: Any) -> Self:
        """Return what happened in a person's newsrooms, to what all share, and what they did.

        Accounts and imports are not shared.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.values("newsroom_id")
        private = Q(stream__startswith="user:") | Q(stream__startswith="import:")
        shared = Q(newsroom_id=None) & ~private
        return self.filter(shared | Q(newsroom_id__in=own) | Q(actor=user))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def visible_to(self, user: Any) -> Self:
        """Return those of the events that the person may see."""
        return self.filter(event__in=Event.objects.visible_to(user))


class Event(models.Model):
    """One thing that happened: audit row and outbox message in one.

    The database numbers the events of a stream, chains each to the one before it, and refuses
    every change and removal; see `history`.
    """

    type = models.CharField(max_length=60)
    stream = models.CharField(max_length=120, help_text="What it happened to, as `kind:id`.")
    newsroom_id = models.UUIDField(
        null=True, blank=True, help_text="Whose event it is; empty where it is everybody's."
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    request_id = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    number = models.PositiveIntegerField(
        default=0, editable=False, help_text="Within the stream, from 1."
    )
    previous = models.CharField(
        max_length=64, editable=False, help_text="Digest of the event before it in the stream."
    )
    digest = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the event and of `previous`."
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="event_once_per_number")
        ]
        indexes = [models.Index(fields=["stream", "id"]), models.Index(fields=["type", "id"])]

    def __str__(self) -> str:
        return f"{self.type} {self.stream}"


class Delivery(models.Model):
    """That one subscriber must hear of one event; it stays until the subscriber is done."""

    class State(models.TextChoices):
        """`dead` after the last attempt; only a person sets it to `pending` again."""

        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120, help_text="Name of the Celery task.")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(
        default=timezone.now,
        help_text="When to send it (again), if it is not done by then.",
    )
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when a worker has it in hand."
    )
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subscriber"], name="delivery_once_per_subscriber"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "done", "dead"]),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="delivery_done_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.event_id}"


class IdempotentAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, to be answered again the same.

    It is written in the transaction of the request's own work, so that neither is without the
    other; the fingerprint is of method, address and body.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key
