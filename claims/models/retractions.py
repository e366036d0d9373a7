"""Retractions: that a source or a document no longer stands for what was told from it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.claims import Claim
from claims.models.documents import Document
from claims.models.sources import Source
from claims.querysets import RetractionImpactQuerySet, RetractionQuerySet


class Retraction(models.Model):
    """That a source or a document takes a claim back, or all it said, or is discredited for it.

    Without `claim` it is for all. It is in force until it is revoked; a revoked one stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="retractions"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="retractions"
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="retractions"
    )
    since = models.DateTimeField(help_text="From when on it was taken back.")
    reason = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_because = models.TextField(blank=True)

    objects = RetractionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source=None, document__isnull=False)
                | Q(source__isnull=False, document=None),
                name="retraction_of_source_or_document",
                violation_error_message="A retraction is of a source or of a document.",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("made_at")), name="retraction_not_of_the_future"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="retraction_has_reason"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="retraction_revoked_because",
            ),
            models.UniqueConstraint(
                fields=["source", "claim"],
                condition=Q(revoked_at=None, source__isnull=False),
                nulls_distinct=False,
                name="retraction_in_force_once_per_source",
            ),
            models.UniqueConstraint(
                fields=["document", "claim"],
                condition=Q(revoked_at=None, document__isnull=False),
                nulls_distinct=False,
                name="retraction_in_force_once_per_document",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="retraction_newest")]

    def __str__(self) -> str:
        return f"{self.source or self.document}, {self.since:%Y-%m-%d}"


class RetractionImpact(models.Model):
    """What a retraction did to one claim: its figures before and after, and what fell.

    Written once, when the retraction was weighed; later changes are no part of it.
    """

    retraction = models.ForeignKey(Retraction, on_delete=models.CASCADE, related_name="impacts")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    falls = models.BooleanField(help_text="Less support, or fewer independent origins.")
    before = models.JSONField()
    after = models.JSONField()
    fallen = models.JSONField(help_text="Documents, appearances and citations that fell.")
    weighed_at = models.DateTimeField(default=timezone.now)

    objects = RetractionImpactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["retraction", "claim"], name="impact_once_per_claim")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {'falls' if self.falls else 'stands'}"
