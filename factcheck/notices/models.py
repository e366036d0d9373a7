"""What people are told of, and what newsrooms' programs are sent."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from factcheck.accounts.models import Newsroom, Role
from factcheck.core.models import Event
from factcheck.notices.signing import new_secret


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications."""

    def visible_to(self, user: Any) -> Self:
        """Return the person's own; nobody reads another's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Return those that nobody has read."""
        return self.filter(read_at=None)


class _OfAdmins(models.QuerySet[Any]):
    """Rows that the admins of a newsroom alone may see; `path` leads there."""

    path = "newsroom"

    def visible_to(self, user: Any) -> Self:
        """Return those of the newsrooms of which the person is an admin."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.filter(role=Role.ADMIN).values("newsroom_id")
        return self.filter(**{f"{self.path}__in": own})


class EndpointQuerySet(_OfAdmins):
    """Endpoints."""


class MessageQuerySet(_OfAdmins):
    """Messages."""

    path = "endpoint__newsroom"

    def with_log(self) -> Self:
        """Fetch along what a message is about and what became of it."""
        return self.select_related("event__actor", "endpoint").prefetch_related("log")


class AttemptQuerySet(_OfAdmins):
    """Attempts."""

    path = "message__endpoint__newsroom"


class Notification(models.Model):
    """That one person is told of one event; its words are made from `kind` and `data`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "kind"], name="notification_once")
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notification_newest"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"


class WebhookEndpoint(models.Model):
    """An address of a newsroom's program that hears of events; without `events` of all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    description = models.CharField(max_length=200, blank=True)
    events = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Such as review.published or review.*; none for all.",
    )
    secret = models.CharField(max_length=100, default=new_secret, editable=False)
    previous_secret = models.CharField(max_length=100, blank=True, editable=False)
    previous_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Until when the earlier secret signs too."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Attempts that failed since the last success."
    )
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    disabled_because = models.CharField(max_length=300, blank=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "url"], name="webhook_url_once"),
            models.CheckConstraint(condition=~Q(secret=""), name="webhook_has_secret"),
            models.CheckConstraint(
                condition=Q(previous_secret="", previous_until=None)
                | (~Q(previous_secret="") & Q(previous_until__isnull=False)),
                name="webhook_previous_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(failing_since=None, failures=0)
                | Q(failing_since__isnull=False, failures__gt=0),
                name="webhook_failing_has_time",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_because="")
                | (Q(disabled_at__isnull=False) & ~Q(disabled_because="")),
                name="webhook_disabled_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url

    def secrets_at(self, at: Any) -> list[str]:
        """Return the secrets that sign at a moment, the present one first."""
        earlier = self.previous_until is not None and at < self.previous_until
        return [self.secret, *([self.previous_secret] if earlier else [])]


def new_message_id() -> str:
    """Return an id that stays the same however often the message is sent."""
    return f"msg_{uuid.uuid4().hex}"


class WebhookMessage(models.Model):
    """That one endpoint is owed one event, until it has taken it or the last attempt is over."""

    class State(models.TextChoices):
        """`failed` after the last attempt; only a person has it sent again."""

        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=40, default=new_message_id, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(
        default=0, help_text="Those before somebody had it sent again."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    due_at = models.DateTimeField(default=timezone.now, help_text="Not before then.")
    queued_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when a worker is expected to take it."
    )
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when a worker has it in hand."
    )
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_message_once"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "delivered", "failed"]),
                name="webhook_message_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None)),
                name="webhook_message_delivered_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="pending"), name="webhook_message_due"
            ),
            models.Index(fields=["-created_at", "-id"], name="webhook_message_newest"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WebhookAttempt(models.Model):
    """One attempt at sending a message; a worker that died has left none of its own."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, help_text="Why there was no answer.")
    response = models.TextField(blank=True, help_text="How the answer's body begins.")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["message_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="webhook_attempt_once"),
            models.CheckConstraint(
                condition=(Q(status_code=None) & ~Q(error=""))
                | Q(status_code__isnull=False, error=""),
                name="webhook_attempt_answer_or_error",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}, {self.number}"
