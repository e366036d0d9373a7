"""Documents that are held, and the places in their texts."""

import hashlib
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.sources import Source
from claims.querysets import DocumentQuerySet
from factcheck.core.languages import LANGUAGE_TAG


class Document(models.Model):
    """An article, post, broadcast or report; its text stays once something is anchored in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publisher = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="published"
    )
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=35, validators=[LANGUAGE_TAG])
    published_at = models.DateTimeField(null=True, blank=True)
    published_at_inferred = models.BooleanField(
        default=False, help_text="Worked out, not printed on the document."
    )
    text = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False, help_text="Of the text as UTF-8.")
    version = models.PositiveIntegerField(default=1, editable=False)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="document_has_text"),
            models.CheckConstraint(
                condition=Q(supersedes=None, version=1)
                | Q(supersedes__isnull=False, version__gt=1),
                name="document_version_follows",
            ),
            models.UniqueConstraint(
                fields=["url", "version"],
                condition=~Q(url=""),
                name="document_url_once_per_version",
                violation_error_message=(
                    "A document with this address is held already; another text is a version of it."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="document_newest"),
            models.Index(fields=["sha256"], name="document_sha256"),
            models.Index(fields=["published_at"], name="document_published"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.pk)

    @staticmethod
    def digest(text: str) -> str:
        """Return the SHA-256 of a text as UTF-8, in hexadecimal; the database writes the same."""
        return hashlib.sha256(text.encode()).hexdigest()


class Anchor(models.Model):
    """A place in a document's text (W3C TextPositionSelector and TextQuoteSelector in one).

    Offsets count Unicode code points from 0, end exclusive. The database refuses a row whose
    `exact` is not what the text says there, and every later change.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="anchors")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.TextField(
        editable=False, blank=True, help_text="Up to 32 characters before; the database fills it."
    )
    suffix = models.TextField(
        editable=False, blank=True, help_text="Up to 32 characters after; the database fills it."
    )

    class Meta:
        ordering = ["document_id", "start", "end"]
        constraints = [
            models.UniqueConstraint(fields=["document", "start", "end"], name="anchor_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="anchor_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end} “{self.exact[:80]}”"
