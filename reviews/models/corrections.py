"""That what was published was wrong: in what, since when, and what set it right."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.publications import Publication
from reviews.models.reviews import Review
from reviews.querysets import CorrectionQuerySet


class Correction(models.Model):
    """A correction of a published review: asked for, then published or dropped.

    Readers see the note of a published one for ever, with the rating before it.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="corrections")
    corrects = models.ForeignKey(
        Publication,
        on_delete=models.PROTECT,
        related_name="corrections",
        help_text="What is wrong.",
    )
    note = models.TextField(help_text="What was wrong; readers see it.")
    wrong_since = models.DateTimeField(
        help_text="From when on it was wrong, if not from its publication.", null=True, blank=True
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    publication = models.OneToOneField(
        Publication,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="correction",
        help_text="What set it right.",
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="correction_has_note"),
            models.CheckConstraint(
                condition=Q(publication=None) | Q(dropped_at=None),
                name="correction_published_or_dropped",
            ),
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(publication=None, dropped_at=None),
                name="correction_one_open_per_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.corrects}, {self.asked_at:%Y-%m-%d}"
