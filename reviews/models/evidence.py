"""What a finding rests on: links, documents, quotations, notes and files, and how links fare."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models import Anchor, Document
from factcheck.accounts.models import Newsroom
from reviews.models.reviews import Review
from reviews.querysets import EvidenceQuerySet, LinkReportQuerySet


class Stance(models.TextChoices):
    """What the evidence says to the claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class StoredFile(models.Model):
    """A file as it was handed in, once a digest."""

    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-stored_at", "-id"]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.content_type})"


class Link(models.Model):
    """An address that evidence names: how it answered last, and when it is asked again."""

    url = models.URLField(max_length=2000, unique=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(default=timezone.now)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    final_url = models.URLField(max_length=2000, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="How many checks in a row have failed."
    )
    broken_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_check_at"], name="link_next_check"),
            models.Index(
                fields=["broken_since"],
                condition=Q(broken_since__isnull=False),
                name="link_broken",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Snapshot(models.Model):
    """What an address answered, kept by an archiver under `place`; `sha256` is of the body."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="snapshots")
    archiver = models.CharField(max_length=200)
    place = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    truncated = models.BooleanField(default=False, help_text="There was more than is kept.")
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["link", "sha256"], name="snapshot_once_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.link_id}, {self.taken_at:%Y-%m-%d}"


class Evidence(models.Model):
    """One thing that a review rests on; `position` orders the items of a review from 1."""

    class Kind(models.TextChoices):
        """What it is; each kind has its own column filled."""

        LINK = "link"
        DOCUMENT = "document"
        QUOTATION = "quotation"
        NOTE = "note"
        FILE = "file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    stance = models.CharField(max_length=10, choices=Stance, default=Stance.CONTEXT)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    public = models.BooleanField(
        default=True, help_text="Readers see it once the review is published."
    )
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    anchor = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["review_id", "position"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="link", link__isnull=False, document=None, anchor=None, file=None)
                | Q(kind="document", document__isnull=False, link=None, anchor=None, file=None)
                | Q(
                    kind="quotation",
                    document__isnull=False,
                    anchor__isnull=False,
                    link=None,
                    file=None,
                )
                | (Q(kind="note", document=None, link=None, anchor=None, file=None) & ~Q(note=""))
                | Q(kind="file", file__isnull=False, document=None, link=None, anchor=None),
                name="evidence_is_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="evidence_stance_known"
            ),
            models.UniqueConstraint(
                fields=["review", "position"],
                name="evidence_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position} of {self.review_id}"


class LinkReport(models.Model):
    """That a newsroom was told of its broken links in a week; `week_on` is its Monday."""

    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="link_reports")
    week_on = models.DateField()
    links = models.PositiveIntegerField()
    told_at = models.DateTimeField(default=timezone.now)

    objects = LinkReportQuerySet.as_manager()

    class Meta:
        ordering = ["-week_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "week_on"], name="link_report_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.newsroom_id}, {self.week_on}"
