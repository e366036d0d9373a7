"""What the desk knows of claims: who asks for a check, how urgent it is, what is one claim."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.claims import Claim
from claims.querysets import ClaimMergeQuerySet, ClaimRequestQuerySet
from factcheck.accounts.models import Newsroom


class ClaimRequest(models.Model):
    """That somebody asks for a claim to be checked."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claim_requests"
    )
    newsroom = models.ForeignKey(
        Newsroom,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="For which the person asks.",
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "user"], name="claim_request_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.claim_id}"


class ClaimPriority(models.Model):
    """How urgent a claim is: `rank` orders the queue for ever, `parts` are what was counted.

    Without `weighed_at` nothing was counted yet, and the rank is that of its creation.
    """

    claim = models.OneToOneField(
        Claim, on_delete=models.CASCADE, primary_key=True, related_name="priority"
    )
    rank = models.BigIntegerField()
    first_seen_at = models.DateTimeField()
    parts = models.JSONField(default=dict, blank=True)
    weighed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-rank", "claim_id"]
        verbose_name_plural = "claim priorities"
        indexes = [models.Index(fields=["rank", "claim"], name="claim_priority_rank")]

    def __str__(self) -> str:
        return f"priority of {self.claim_id}"


class ClaimMerge(models.Model):
    """That a claim was found to be another one; `moved` says what went there, to be undone."""

    source = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="merges_here")
    reason = models.TextField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_because = models.TextField(blank=True)
    moved = models.JSONField(default=dict, blank=True, help_text="Ids, per kind of row.")

    objects = ClaimMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="claim_merge_of_two_claims"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="claim_merge_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_because="")
                | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
                name="claim_merge_undone_because",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(undone_at=None),
                name="claim_merge_in_force_once",
            ),
        ]
        indexes = [models.Index(fields=["-merged_at", "-id"], name="claim_merge_newest")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
