"""Reviews and their revisions."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models import Claim
from factcheck.accounts.models import Newsroom, RatingScale
from factcheck.core.languages import LANGUAGE_TAG
from reviews.querysets import ReviewQuerySet, RevisionQuerySet
from reviews.workflow import OPEN, Status


@dataclass(frozen=True, slots=True)
class RatingPeriod:
    """A rating that readers were told, from `since` until `until` (None: it stands)."""

    revision: int
    rating_label: str
    rating_value: int | None
    since: datetime
    until: datetime | None


class Review(models.Model):
    """A newsroom's finding on a claim; what it says stands in its revisions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="reviews")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    language = models.CharField(max_length=35, validators=[LANGUAGE_TAG])
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value.capitalize()) for status in Status],
        default=Status.DRAFT.value,
        editable=False,
    )
    slug = models.CharField(max_length=100, unique=True, null=True, editable=False)
    live = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether readers see a publication of it now, also while it is corrected.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "newsroom"],
                condition=Q(status__in=[status.value for status in OPEN]),
                name="review_one_open_per_claim_and_newsroom",
                violation_error_message="This newsroom has an open review of this claim already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]),
                name="review_status_known",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(slug__isnull=False), name="review_live_has_slug"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in OPEN])
                | Q(status="published", live=True)
                | Q(status__in=["rejected", "withdrawn"], live=False),
                name="review_live_where_published",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="review_newest"),
            models.Index(fields=["newsroom", "status", "-created_at"], name="review_by_desk"),
            models.Index(fields=["claim"], condition=Q(live=True), name="review_live"),
        ]

    def __str__(self) -> str:
        return f"{self.latest.title if self.latest else self.pk} ({self.status})"

    @property
    def latest(self) -> "Revision | None":
        """Return the newest revision; with revisions fetched along, without a query."""
        return max(self.revisions.all(), key=lambda revision: revision.number, default=None)

    @property
    def ratings(self) -> list[RatingPeriod]:
        """Return what readers were told, in order; with revisions fetched along, without a query.

        What the next publication says again goes on; a withdrawal ends it.
        """
        told: list[RatingPeriod] = []
        for revision in sorted(self._published(), key=lambda each: each.publication.published_at):
            at = revision.publication.published_at
            withdrawal = getattr(revision.publication, "withdrawal", None)
            until = withdrawal.withdrawn_at if withdrawal else None
            last = told[-1] if told else None
            if last and last.until is None:
                if (last.rating_label, last.rating_value) == (
                    revision.rating_label,
                    revision.rating_value,
                ):
                    told[-1] = replace(last, until=until)
                    continue
                told[-1] = replace(last, until=at)
            told.append(
                RatingPeriod(
                    revision.number, revision.rating_label, revision.rating_value, at, until
                )
            )
        return told

    def _published(self) -> "list[Any]":
        return [each for each in self.revisions.all() if getattr(each, "publication", None)]


class Revision(models.Model):
    """An immutable version of a review; the database refuses every change to one."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    rating_value = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_best = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_worst = models.PositiveSmallIntegerField(null=True, blank=True)
    rating_label = models.CharField(max_length=100, blank=True)
    scale = models.ForeignKey(
        RatingScale, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["review_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(
                condition=Q(rating_value=None)
                | Q(
                    rating_worst__gte=1,
                    rating_value__gte=F("rating_worst"),
                    rating_value__lte=F("rating_best"),
                ),
                name="revision_rating_on_scale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.number})"
