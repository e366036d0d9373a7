"""The figures of provenance as last computed, for lists and for whoever only reads."""

from django.db import models
from django.db.models import Q

from claims.models.claims import Claim


class StoredProvenance(models.Model):
    """The figures of a claim as last computed; `stale_since` says that something changed since.

    `changes` counts those changes, so that a computation knows whether it has seen the last one.
    `data` is the whole result, with the nodes, citations and anchors that prove each figure; the
    columns beside it are for filters and orders.
    """

    claim = models.OneToOneField(
        Claim, on_delete=models.CASCADE, primary_key=True, related_name="provenance"
    )
    computed_at = models.DateTimeField(null=True, blank=True)
    stale_since = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    origins_at_least = models.PositiveIntegerField(default=0)
    origins_at_most = models.PositiveIntegerField(default=0)
    support = models.PositiveIntegerField(default=0)
    all_unnamed = models.BooleanField(default=False)
    words = models.JSONField(
        default=dict, blank=True, help_text="The figures in sentences, per language tag."
    )
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["claim_id"]
        verbose_name_plural = "stored provenance"
        indexes = [
            models.Index(fields=["origins_at_most"], name="provenance_origins"),
            models.Index(fields=["support", "documents"], name="provenance_support"),
            models.Index(
                fields=["stale_since"],
                condition=Q(stale_since__isnull=False),
                name="provenance_stale",
            ),
        ]

    def __str__(self) -> str:
        return f"provenance of {self.claim_id}"
