"""Appearances of claims in documents, and the chains of citations that stand behind them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.models.claims import Claim
from claims.models.documents import Anchor, Document
from claims.models.sources import Source
from claims.models.vocabulary import (
    Anaphora,
    CitationMode,
    CitationRole,
    ContentType,
    CueScope,
    DateBasis,
    Modality,
    Polarity,
    Quoted,
    Voice,
    Zone,
)
from claims.querysets import AppearanceQuerySet


class Appearance(models.Model):
    """One place in one document where a claim is made (schema.org Claim.appearance)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="appearances")
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="appearances")
    voice = models.CharField(max_length=10, choices=Voice)
    zone = models.CharField(max_length=5, choices=Zone, default=Zone.BODY)
    modality = models.CharField(max_length=14, choices=Modality)
    modality_cue = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    polarity = models.CharField(max_length=8, choices=Polarity)
    content_type = models.CharField(max_length=10, choices=ContentType, default=ContentType.FACTUAL)
    checkworthy = models.BooleanField(null=True, blank=True)
    checkworthy_reason = models.TextField(blank=True)
    about = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    gloss = models.JSONField(
        default=dict, blank=True, help_text="What these words say, per language tag."
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="voice_known"),
            models.CheckConstraint(condition=Q(zone__in=Zone.values), name="zone_known"),
            models.CheckConstraint(
                condition=Q(modality__in=Modality.values), name="modality_known"
            ),
            models.CheckConstraint(
                condition=Q(polarity__in=Polarity.values), name="polarity_known"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=ContentType.values), name="content_type_known"
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="appearance_newest")]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.pk}"


class Citation(models.Model):
    """One hop of an appearance's chain: who is cited at this level, and by which words.

    The database holds that levels have no gap, that the last one alone has origins, and that
    every anchor lies in the appearance's own document.
    """

    appearance = models.ForeignKey(Appearance, on_delete=models.CASCADE, related_name="citations")
    level = models.PositiveSmallIntegerField(help_text="0 is nearest the document.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    role = models.CharField(max_length=6, choices=CitationRole)
    mode = models.CharField(max_length=16, choices=CitationMode)
    cue = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mention = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    anaphora = models.CharField(max_length=18, choices=Anaphora, blank=True)
    scope = models.CharField(max_length=9, choices=CueScope, default=CueScope.LOCAL)
    quoted = models.CharField(max_length=7, choices=Quoted, blank=True)
    on_condition_of_anonymity = models.BooleanField(default=False)
    said_on = models.DateField(null=True, blank=True)
    said_on_basis = models.CharField(max_length=8, choices=DateBasis, blank=True)
    said_when = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.ForeignKey(
        Anchor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cited_document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="cited_in"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["appearance_id", "level", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["appearance", "level", "source"], name="citation_source_once_per_level"
            ),
            models.CheckConstraint(condition=Q(role__in=CitationRole.values), name="role_known"),
            models.CheckConstraint(condition=Q(mode__in=CitationMode.values), name="mode_known"),
            models.CheckConstraint(
                condition=Q(anaphora__in=Anaphora.values), name="anaphora_known"
            ),
            models.CheckConstraint(condition=Q(scope__in=CueScope.values), name="scope_known"),
            models.CheckConstraint(condition=Q(quoted__in=Quoted.values), name="quoted_known"),
            models.CheckConstraint(
                condition=Q(said_on_basis__in=DateBasis.values), name="said_on_basis_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}: {self.role} {self.source_id}"
