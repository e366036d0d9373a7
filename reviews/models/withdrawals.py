"""That what was published no longer stands; its address says so for ever."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.publications import Publication


class Withdrawal(models.Model):
    """A publication that its newsroom took back, when, and the reason that readers are told."""

    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, related_name="withdrawal"
    )
    withdrawn_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(help_text="Readers see it.")

    class Meta:
        ordering = ["-withdrawn_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.withdrawn_at:%Y-%m-%d}"
