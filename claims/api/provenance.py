"""Provenance over the API: who has a claim from whom, in figures, in words and as pictures."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer

from claims import models
from claims.operations import figures
from claims.provenance.analysis import Provenance, analyse
from claims.provenance.drift_report import AT_MOST, Finding
from claims.provenance.graph import Holdings
from factcheck.core.fields import LanguageTag, StrictSerializer
from factcheck.core.shapes import shape

_SENTENCES = {"type": "array", "items": {"type": "string"}}


class ProvenanceSummary(serializers.ModelSerializer[models.StoredProvenance]):
    """The figures of a claim, as last computed."""

    stale_since = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Something changed then, and the figures do not count it yet.",
    )

    class Meta:
        model = models.StoredProvenance
        fields = [
            *("documents", "origins_at_least", "origins_at_most", "support", "all_unnamed"),
            *("computed_at", "stale_since"),
        ]
        read_only_fields = fields


class ProvenanceSerializer(serializers.Serializer[Any]):
    """The whole result: the graph, every figure, and the citations and anchors that prove it."""

    claim = serializers.UUIDField(read_only=True, source="claim_id")
    computed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    stale_since = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="Something changed then, and this result does not count it yet.",
    )
    words = serializers.SerializerMethodField(help_text="The figures in sentences.")
    provenance = serializers.SerializerMethodField()
    drift = serializers.SerializerMethodField(
        help_text="In what retellings differ that share an origin class, `a` being the earlier "
        f"one; those that change most first, at most {AT_MOST}."
    )

    @extend_schema_field(
        {
            "type": "object",
            "required": ["ar", "en"],
            "properties": {"ar": _SENTENCES, "en": _SENTENCES},
        }
    )
    def get_words(self, row: models.StoredProvenance) -> Any:
        """Return the sentences as stored."""
        return row.words

    @extend_schema_field(shape(Provenance))
    def get_provenance(self, row: models.StoredProvenance) -> Any:
        """Return the result as stored."""
        return row.data

    @extend_schema_field({"type": "array", "items": shape(Finding)})
    def get_drift(self, row: models.StoredProvenance) -> Any:
        """Return the findings as stored."""
        return row.drift


class SvgRenderer(BaseRenderer):
    """A picture."""

    media_type = "image/svg+xml"
    format = "svg"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """Return what was drawn; nothing where the answer leads elsewhere."""
        return "" if data is None else data


class MermaidRenderer(SvgRenderer):
    """A diagram in Mermaid's language."""

    media_type = "text/vnd.mermaid"
    format = "mmd"


class ProvJsonRenderer(SvgRenderer):
    """PROV-JSON (W3C Member Submission)."""

    media_type = "application/provenance+json"
    format = "prov"


class DrawingSerializer(StrictSerializer):
    """How a picture is to be drawn."""

    language = LanguageTag(required=False, default="en", help_text="Of the words in it.")


def stored(claim_id: UUID) -> models.StoredProvenance:
    """Return the stored result of a claim; of one that nothing was computed for yet, nothing."""
    found = models.StoredProvenance.objects.get(claim=claim_id)
    if found.computed_at is None:
        for name, value in figures.columns(NOTHING).items():
            setattr(found, name, value)
    return found


NOTHING = analyse(Holdings())
