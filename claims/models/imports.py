"""Imports asked for over the API: what was sent, how far they are, what became of each record."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.vocabulary import ImportKind, ImportState, Outcome
from claims.querysets import ImportJobQuerySet


class ImportJob(models.Model):
    """One file on its way in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=7, choices=ImportKind, default=ImportKind.CLAIMS)
    name = models.CharField(max_length=200, blank=True)
    dry_run = models.BooleanField(default=False)
    content = models.TextField(help_text="The file as it came.")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.QUEUED)
    total = models.PositiveIntegerField(default=0, help_text="Records in the file.")
    problem = models.TextField(blank=True, help_text="Why it failed as a whole.")
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="import_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.pk} ({self.state})"


class ImportRecord(models.Model):
    """The outcome of one record, written in the transaction that stored it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="records")
    pointer = models.CharField(max_length=60, help_text="JSON pointer into the file.")
    given_id = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    flaws = models.JSONField(default=list, blank=True, help_text="[{path, reason, remedy}, …]")
    warnings = models.JSONField(default=list, blank=True, help_text="[{path, reason, remedy}, …]")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "pointer"], name="import_record_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="import_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pointer}: {self.outcome}"
