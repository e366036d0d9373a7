"""The figures of provenance as last computed, for lists and for whoever only reads."""

from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from claims.models.sources import Source
from claims.querysets import SourceDependenceQuerySet


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
    drift = models.JSONField(
        default=list, blank=True, help_text="In what its retellings differ, both sides of each."
    )

    class Meta:
        ordering = ["claim_id"]
        verbose_name_plural = "stored provenance"
        indexes = [
            models.Index(fields=["origins_at_most", "claim"], name="provenance_origins"),
            models.Index(fields=["support", "claim"], name="provenance_support"),
            models.Index(fields=["documents", "claim"], name="provenance_documents"),
            models.Index(
                fields=["stale_since"],
                condition=Q(stale_since__isnull=False),
                name="provenance_stale",
            ),
        ]

    def __str__(self) -> str:
        return f"provenance of {self.claim_id}"


class Dependence(models.Model):
    """That a claim has it from a source; `alone`: everything that is held of it hangs on it.

    Sources that are confirmed to be one have one row, of the one with the smallest id.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="dependences")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="dependences")
    alone = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "source"], name="dependence_once_per_claim")
        ]
        indexes = [
            models.Index(fields=["source"], condition=Q(alone=True), name="dependence_alone")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} of {self.source_id}"


class SourceDependence(models.Model):
    """How many claims have it from a source, and how many hang on it alone: a database view."""

    source = models.OneToOneField(
        Source, on_delete=models.DO_NOTHING, primary_key=True, related_name="dependence"
    )
    claims = models.PositiveIntegerField()
    hanging = models.PositiveIntegerField()

    objects = SourceDependenceQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "claims_sourcedependence"
        ordering = ["-hanging", "-claims", "source_id"]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.claims}, {self.hanging}"
