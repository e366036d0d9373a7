"""Reviews that did not go through this workflow: of outside newsrooms, and of described pages."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models import Claim, Source
from factcheck.accounts.models import Newsroom
from reviews.markup.verdicts import Verdict
from reviews.querysets import OutsideReviewQuerySet


class OutsideNewsroom(models.Model):
    """An organisation whose reviews were imported; nobody works in it here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    site = models.CharField(
        max_length=255, blank=True, help_text="Host without www, where it is known."
    )
    url = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="outside_newsroom_once"),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(site=""), name="outside_newsroom_has_name_or_site"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.site


class OutsideReview(models.Model):
    """A review that an outside newsroom published, as its markup says; `digest` is of that.

    `key` is of what makes it this review, whatever else is changed in its markup.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsroom = models.ForeignKey(OutsideNewsroom, on_delete=models.PROTECT, related_name="reviews")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="outside_reviews")
    claimant = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claim_text = models.TextField(help_text="The claim in this review's own words.")
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    rating_label = models.TextField(blank=True)
    rating_value = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    rating_best = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    rating_worst = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    verdict = models.CharField(
        max_length=20,
        blank=True,
        choices=[(verdict.value, verdict.replace("_", " ").title()) for verdict in Verdict],
        help_text="Normalised, only where the label itself says so.",
    )
    language = models.CharField(max_length=35, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    claim_date = models.DateTimeField(null=True, blank=True)
    appearances = models.JSONField(default=list, blank=True, help_text="Addresses, first first.")
    markup = models.JSONField(help_text="As it came.")
    digest = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=64, unique=True, editable=False)
    superseded = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        editable=False,
        help_text="Digests of what it said before: markup that is met again changes nothing.",
    )
    folded = models.TextField(editable=False, help_text="What is searched, folded.")
    imported_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OutsideReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=[verdict.value for verdict in Verdict]),
                name="outside_verdict_known",
            )
        ]
        indexes = [
            models.Index(fields=["-imported_at", "-id"], name="outside_newest"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="outside_folded"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class MarkupPage(models.Model):
    """A page of a newsroom's own site, described over the Fact Check Tools API.

    `content` is the resource ClaimReviewMarkupPage without `name` and `versionId`. A deleted one
    stays, so that a client that asks again is answered the same, and feeds can tell of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="markup_pages")
    page_url = models.TextField()
    canonical = models.TextField(
        editable=False, help_text="What addresses of the same page have in common."
    )
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["canonical"],
                condition=Q(deleted_at=None),
                name="markup_page_once",
                violation_error_message="The page has markup already.",
            ),
            models.CheckConstraint(condition=~Q(canonical=""), name="markup_page_has_address"),
            models.CheckConstraint(condition=Q(version__gte=1), name="markup_page_version_from_1"),
        ]
        indexes = [models.Index(fields=["newsroom", "-created_at"], name="markup_page_newsroom")]

    def __str__(self) -> str:
        return self.page_url
