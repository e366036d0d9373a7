"""Stitches: that a citation means a document that is held."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.appearances import Appearance
from claims.models.documents import Document
from claims.models.sources import Source
from claims.models.vocabulary import IdentityState
from claims.querysets import StitchQuerySet


class Stitch(models.Model):
    """That the citation of a source, at a level of an appearance's chain, means a held document.

    It names the citation by its place, which stays when the chain is written anew. Confirming it
    sets the citation's `cited_document`.
    """

    appearance = models.ForeignKey(Appearance, on_delete=models.CASCADE, related_name="stitches")
    level = models.PositiveSmallIntegerField(help_text="0 is nearest the document.")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="stitches")
    state = models.CharField(
        max_length=10, choices=IdentityState, default=IdentityState.SUGGESTED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StitchQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "stitches"
        constraints = [
            models.UniqueConstraint(
                fields=["appearance", "level", "source", "document"], name="stitch_once"
            ),
            models.UniqueConstraint(
                fields=["appearance", "level", "source"],
                condition=Q(state="confirmed"),
                name="stitch_one_confirmed_per_citation",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IdentityState.values), name="stitch_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_at=None)
                | (~Q(state="suggested") & Q(decided_at__isnull=False)),
                name="stitch_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} -> {self.document} ({self.state})"
