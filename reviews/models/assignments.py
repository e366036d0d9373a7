"""Who does what until when: a desk's calendar, its assignments, and their reminders."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models import Claim
from factcheck.accounts.models import Newsroom
from reviews.models.reviews import Review
from reviews.querysets import AssignmentQuerySet, DeskQuerySet, ReminderQuerySet


class Task(models.TextChoices):
    """write: find and set down; decide: approve and publish, or not; recheck: look again."""

    WRITE = "write"
    DECIDE = "decide"
    RECHECK = "recheck"


def _office_hours() -> dict[str, list[list[str]]]:
    return {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def _allowances() -> dict[str, int]:
    return {Task.WRITE.value: 960, Task.DECIDE.value: 480, Task.RECHECK.value: 240}


class Desk(models.Model):
    """How a newsroom works: its hours, how long a task may take, and who hands out work."""

    newsroom = models.OneToOneField(
        Newsroom, on_delete=models.CASCADE, primary_key=True, related_name="desk"
    )
    time_zone = models.CharField(max_length=60, default="UTC", help_text="An IANA name.")
    hours = models.JSONField(
        default=_office_hours,
        help_text='Per day of the week, spans of its own time: {"mon": [["09:00", "17:00"]]}.',
    )
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    allowances = models.JSONField(
        default=_allowances, help_text="Working minutes that each kind of task may take."
    )
    remind_before = models.PositiveIntegerField(
        default=120, help_text="Working minutes before it is due; 0 for none."
    )
    escalate_after = models.PositiveIntegerField(
        default=240, help_text="Working minutes after it was due; then editors are told."
    )
    balances = models.BooleanField(
        default=False, help_text="Whether open work is handed out by the system."
    )

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["newsroom_id"]

    def __str__(self) -> str:
        return f"desk of {self.newsroom_id}"


class Assignment(models.Model):
    """A task on a claim in a newsroom; without an assignee it waits for somebody to take it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="assignments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="assignments")
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    task = models.CharField(max_length=10, choices=Task)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(
        max_length=10, choices=[("done", "Done"), ("cancelled", "Cancelled")], blank=True
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(task__in=Task.values), name="assignment_task_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__isnull=False, outcome__in=["done", "cancelled"]),
                name="assignment_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(assignee=None) | Q(assigned_at__isnull=False),
                name="assignment_assigned_has_time",
            ),
            models.UniqueConstraint(
                fields=["newsroom", "claim", "task"],
                condition=Q(ended_at=None),
                name="assignment_one_open_per_task",
            ),
        ]
        indexes = [
            models.Index(
                fields=["newsroom", "assignee"],
                condition=Q(ended_at=None),
                name="assignment_open",
            ),
            models.Index(fields=["-created_at", "-id"], name="assignment_newest"),
            models.Index(fields=["due_at"], condition=Q(ended_at=None), name="assignment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.pk})"


class Reminder(models.Model):
    """A word about an assignment, due at a moment and said once: when `sent_at` is set."""

    class Kind(models.TextChoices):
        """Before it is due and when it is, to who has it; after that, to the editors."""

        BEFORE = "before"
        DUE = "due"
        ESCALATION = "escalation"

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["before", "due", "escalation"]), name="reminder_kind_known"
            ),
            models.UniqueConstraint(
                fields=["assignment", "kind"],
                condition=Q(sent_at=None),
                name="reminder_one_waiting_per_kind",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(sent_at=None), name="reminder_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.assignment_id}"
