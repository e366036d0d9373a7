"""That a published review has to be looked at again, because something under it fell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models import Retraction
from reviews.models.reviews import Review
from reviews.querysets import RecheckQuerySet


class Recheck(models.Model):
    """A retraction under a published review: the figures before and after, and who settled it.

    It is open until an editor says that the review stands, or the retraction is revoked.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="rechecks")
    retraction = models.ForeignKey(Retraction, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    raised_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_because = models.TextField(blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "retraction"], name="recheck_once_per_retraction"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_because="")
                | (Q(settled_at__isnull=False) & ~Q(settled_because="")),
                name="recheck_settled_because",
            ),
        ]
        indexes = [
            models.Index(fields=["review"], condition=Q(settled_at=None), name="recheck_open")
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.retraction}"
