"""Images in which claims are made or that go round with them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claims import Claim
from claims.pictures import FORMATS
from claims.querysets import ClaimImageQuerySet


class ClaimImage(models.Model):
    """An image of a claim, as it was handed in; `phash` is of how it looks (claims.pictures)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="images")
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64, help_text="Of the bytes, in hexadecimal digits.")
    phash = models.BigIntegerField(help_text="The perceptual hash, 64 bits.")
    width = models.PositiveIntegerField(help_text="In pixels.")
    height = models.PositiveIntegerField(help_text="In pixels.")
    source_url = models.CharField(
        max_length=2000, blank=True, help_text="Where it was found, as far as is known."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimImageQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "sha256"],
                name="claim_image_once",
                violation_error_message="The claim has this very image already.",
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=list(FORMATS.values())), name="claim_image_type_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="claim_image_sha256_whole"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0, size__gt=0), name="claim_image_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="claim_image_sha256")]

    def __str__(self) -> str:
        return f"{self.content_type}, {self.width} × {self.height}"
