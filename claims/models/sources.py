"""Sources: anyone or anything that can be cited, and which of them are found to be one."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.vocabulary import (
    AffiliationType,
    Anonymity,
    IdentityState,
    NameType,
    SourceKind,
)
from claims.querysets import IdentityQuerySet, SourceQuerySet
from factcheck.core.languages import LANGUAGE_TAG

NAMED = Q(anonymity="named")


class Source(models.Model):
    """One source as one collection mentions it; an unnamed one keeps the words for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=SourceKind)
    anonymity = models.CharField(max_length=10, choices=Anonymity)
    name = models.CharField(max_length=500, blank=True)
    language = models.CharField(
        max_length=35,
        blank=True,
        validators=[LANGUAGE_TAG],
        help_text="Of the name, or of the descriptor where there is no name.",
    )
    descriptor = models.CharField(
        max_length=500,
        blank=True,
        help_text="The exact words that stand for a source without a name.",
    )
    descriptor_literal = models.BooleanField(
        default=True,
        help_text="Off where no words of the text name it and the descriptor is the annotator's.",
    )
    count = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many persons, where the text says so."
    )
    vouched_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="vouches_for",
        help_text="The named relay that spoke to an unnamed source.",
    )
    same_as = ArrayField(
        models.URLField(max_length=2000),
        default=list,
        blank=True,
        help_text="Addresses that identify the source, such as its Wikidata entity.",
    )
    canonical = models.CharField(
        max_length=200,
        blank=True,
        help_text="An annotator's key of the real source; a label, it merges nothing.",
    )
    note = models.TextField(blank=True)
    folded = models.TextField(
        blank=True, editable=False, help_text="Name, descriptor and names, folded for search."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="source_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(anonymity__in=Anonymity.values), name="source_anonymity_known"
            ),
            models.CheckConstraint(
                condition=(NAMED & ~Q(name="")) | (~NAMED & Q(name="")),
                name="source_named_has_name_others_none",
                violation_error_message=(
                    "A named source has a name; a described or anonymous one has none."
                ),
            ),
            models.CheckConstraint(
                condition=NAMED | ~Q(descriptor=""),
                name="source_unnamed_has_descriptor",
                violation_error_message="A source without a name needs the words that describe it.",
            ),
            models.CheckConstraint(
                condition=~(NAMED & Q(kind="unnamed")),
                name="source_unnamed_kind_is_not_named",
                violation_error_message="A source of kind `unnamed` cannot have anonymity `named`.",
            ),
            models.CheckConstraint(
                condition=Q(count=None) | Q(count__gte=1), name="source_count_positive"
            ),
            models.CheckConstraint(
                condition=Q(vouched_by=None) | ~Q(vouched_by=F("id")),
                name="source_not_vouched_by_itself",
                violation_error_message="A source cannot vouch for itself.",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="source_newest"),
            models.Index(fields=["canonical"], condition=~Q(canonical=""), name="source_canonical"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="source_folded"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name, or the words that stand for it; never an invented name."""
        return self.name or self.descriptor


class SourceName(models.Model):
    """A further name of a source; a gloss describes and is never shown as a name."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="names")
    type = models.CharField(max_length=12, choices=NameType)
    language = models.CharField(max_length=35, validators=[LANGUAGE_TAG])
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "type", "language", "text"], name="source_name_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=NameType.values), name="source_name_type_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="source_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text


class SourceIdentity(models.Model):
    """That two sources are one (owl:sameAs): suggested, confirmed or rejected, with the reason."""

    a = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="identities_as_a")
    b = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="identities_as_b")
    state = models.CharField(max_length=10, choices=IdentityState)
    reason = models.TextField()
    rule = models.CharField(
        max_length=20, blank=True, help_text="What suggested it; empty where a person did."
    )
    details = models.JSONField(default=dict, blank=True, help_text="What the rule found.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "source identities"
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="identity_once_per_pair"),
            models.CheckConstraint(
                condition=Q(a__lt=F("b")),
                name="identity_pair_is_ordered",
                violation_error_message="An identity joins two different sources.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IdentityState.values), name="identity_state_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="identity_has_reason"),
            models.CheckConstraint(
                condition=Q(state="suggested", decided_at=None)
                | (~Q(state="suggested") & Q(decided_at__isnull=False)),
                name="identity_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a} = {self.b} ({self.state})"


class SourceAffiliation(models.Model):
    """That a source belongs to, is part of or speaks for another."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="affiliations")
    body = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="affiliated")
    type = models.CharField(max_length=16, choices=AffiliationType)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "body", "type"], name="affiliation_once"),
            models.CheckConstraint(
                condition=~Q(source=F("body")),
                name="affiliation_not_with_itself",
                violation_error_message="A source cannot be affiliated with itself.",
            ),
            models.CheckConstraint(
                condition=Q(type__in=AffiliationType.values), name="affiliation_type_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.type} {self.body}"
