"""Claims: propositions that can be reviewed, in the words of several languages."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.interchange.topics import TOPICS_AT_MOST
from claims.models.vocabulary import ClaimStatus, RelationType, Strength
from claims.querysets import ClaimQuerySet, RelationQuerySet
from factcheck.core.languages import LANGUAGE_TAG


class Claim(models.Model):
    """A proposition (schema.org Claim); it belongs to no document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(
        max_length=35, validators=[LANGUAGE_TAG], help_text="The language of its first text."
    )
    status = models.CharField(
        max_length=14, choices=ClaimStatus, default=ClaimStatus.NEW, editable=False
    )
    status_reason = models.TextField(
        blank=True, editable=False, help_text="What was said when it was led there."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_here",
        help_text="The claim that it was found to be.",
    )
    topics = ArrayField(
        models.CharField(max_length=60),
        size=TOPICS_AT_MOST,
        default=list,
        blank=True,
        help_text="Case and blanks make no difference.",
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ClaimStatus.values), name="claim_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into=None)),
                name="claim_merged_has_target",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="claim_merged_into_another"
            ),
            models.CheckConstraint(
                condition=~Q(status="not_checkable") | ~Q(status_reason=""),
                name="claim_not_checkable_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(topics__len__lte=TOPICS_AT_MOST), name="claim_topics_not_too_many"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            models.Index(fields=["status", "-created_at"], name="claim_by_status"),
            GinIndex(fields=["topics"], name="claim_topics"),
        ]

    def __str__(self) -> str:
        return self.text_in(self.language)[:200] or str(self.pk)

    def text_in(self, language: str) -> str:
        """Return the text in that language, else in the claim's own, else an empty string."""
        texts = {text.language: text.text for text in self.texts.all()}
        return texts.get(language) or texts.get(self.language, "")


class ClaimText(models.Model):
    """What a claim says in one language, exactly as given."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35, validators=[LANGUAGE_TAG])
    text = models.TextField(max_length=5000)
    folded = models.TextField(editable=False, help_text="The text, folded for search.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "language"], name="claim_text_per_language"),
            models.CheckConstraint(condition=~Q(text=""), name="claim_text_not_empty"),
        ]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="claim_text_folded"),
            HashIndex(fields=["folded"], name="claim_text_same"),
        ]

    def __str__(self) -> str:
        return self.text[:200]


class ClaimRelation(models.Model):
    """How one claim stands to another, or one telling of it to another telling.

    Each side is a claim or an appearance, both sides alike; an appearance stands for its claim.
    """

    type = models.CharField(max_length=14, choices=RelationType)
    from_claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="relations_from"
    )
    to_claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="relations_to"
    )
    from_appearance = models.ForeignKey(
        "claims.Appearance",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relations_from",
    )
    to_appearance = models.ForeignKey(
        "claims.Appearance",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relations_to",
    )
    strength = models.CharField(max_length=8, choices=Strength, default=Strength.FULL)
    dimensions = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    from_claim__isnull=False,
                    to_claim__isnull=False,
                    from_appearance=None,
                    to_appearance=None,
                )
                | Q(
                    from_claim=None,
                    to_claim=None,
                    from_appearance__isnull=False,
                    to_appearance__isnull=False,
                ),
                name="relation_sides_alike",
            ),
            models.CheckConstraint(
                condition=~Q(from_claim=F("to_claim")), name="relation_claims_differ"
            ),
            models.CheckConstraint(
                condition=~Q(from_appearance=F("to_appearance")), name="relation_tellings_differ"
            ),
            models.CheckConstraint(
                condition=~Q(type="same_claim") | Q(from_appearance__isnull=False),
                name="relation_same_claim_is_of_tellings",
            ),
            models.CheckConstraint(
                condition=Q(type__in=RelationType.values), name="relation_type_known"
            ),
            models.CheckConstraint(
                condition=Q(strength__in=Strength.values), name="relation_strength_known"
            ),
            models.UniqueConstraint(
                fields=["type", "from_claim", "to_claim", "from_appearance", "to_appearance"],
                nulls_distinct=False,
                name="relation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} ({self.pk})"
