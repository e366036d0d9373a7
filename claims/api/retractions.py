"""Retractions, stitches, and which sources claims depend on: over the API."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django_filters import BooleanFilter, ChoiceFilter, FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import models
from claims.api.decisions import Decisions
from claims.api.serializers import ClaimSummary, DocumentSummary, SourceSummary
from claims.models.vocabulary import Anonymity, IdentityState, SourceKind
from claims.operations import retractions, stitches
from claims.provenance.analysis import Figures
from factcheck.core.fields import (
    Id,
    StrictModelSerializer,
    StrictSerializer,
    Text,
)
from factcheck.core.resources import Creates, Resource
from factcheck.core.shapes import shape

REASON_CHARACTERS = 5000
_IDS = {"type": "array", "items": {"type": "string", "format": "uuid"}}
_NUMBERS = {"type": "array", "items": {"type": "integer"}}
FALLEN = {
    "type": "object",
    "required": ["documents", "appearances", "citations"],
    "properties": {"documents": _IDS, "appearances": _IDS, "citations": _NUMBERS},
    "additionalProperties": False,
}


class RetractionSerializer(StrictModelSerializer):
    """That a source or a document no longer stands for a claim, or for all."""

    source = SourceSummary(read_only=True, allow_null=True)  # type: ignore[assignment]
    document = DocumentSummary(read_only=True, allow_null=True)
    made_by = serializers.CharField(
        source="made_by.username", read_only=True, allow_null=True, default=None
    )
    revoked_by = serializers.CharField(
        source="revoked_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = models.Retraction
        fields = [
            *("id", "source", "document", "claim", "since", "reason", "made_by", "made_at"),
            *("revoked_by", "revoked_at", "revoked_because"),
        ]
        read_only_fields = fields


class NewRetractionSerializer(StrictSerializer):
    """What is to be retracted: one of `source` and `document`; without `claim` for all claims."""

    source = Id(required=False)  # type: ignore[assignment]
    document = Id(required=False)
    claim = Id(required=False)
    since = serializers.DateTimeField(help_text="From when on it was taken back; not the future.")
    reason = Text(max_length=REASON_CHARACTERS)


class RevocationSerializer(StrictSerializer):
    """Why a retraction is taken back."""

    reason = Text(max_length=REASON_CHARACTERS)


class RetractionImpactSerializer(StrictModelSerializer):
    """What a retraction did to one claim when it was weighed."""

    claim = ClaimSummary(read_only=True)
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()
    fallen = serializers.SerializerMethodField(help_text="Ids of what no longer counts.")

    class Meta:
        model = models.RetractionImpact
        fields = [
            *("id", "retraction", "claim", "falls", "before", "after", "fallen", "weighed_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(shape(Figures))
    def get_before(self, row: models.RetractionImpact) -> Any:
        """Return the figures as stored."""
        return row.before

    @extend_schema_field(shape(Figures))
    def get_after(self, row: models.RetractionImpact) -> Any:
        """Return the figures as stored."""
        return row.after

    @extend_schema_field(FALLEN)
    def get_fallen(self, row: models.RetractionImpact) -> Any:
        """Return the ids as stored."""
        return row.fallen


class RetractionFilter(FilterSet):  # type: ignore[misc]
    """Filters of retractions."""

    source = UUIDFilter()
    document = UUIDFilter()
    claim = UUIDFilter(label="Retracted for this claim alone.")
    in_force = BooleanFilter(field_name="revoked_at", lookup_expr="isnull")


class RetractionImpactFilter(FilterSet):  # type: ignore[misc]
    """Filters of what retractions did."""

    retraction = UUIDFilter()
    claim = UUIDFilter()
    falls = BooleanFilter(label="Whether support or independent origins got less.")


class RetractionViewSet(Creates):
    """Retractions: sources and documents that no longer stand for what was told from them."""

    queryset = models.Retraction.objects.all()
    serializer_class = RetractionSerializer
    filterset_class = RetractionFilter
    ordering = ("-made_at", "-id")
    may_match = ("revoke",)
    inputs = {"create": NewRetractionSerializer, "revoke": RevocationSerializer}

    def listed(self, rows: Any) -> Any:
        """Fetch along what was retracted."""
        return rows.with_subjects()

    detailed = listed

    def perform_create(self, values: Mapping[str, Any]) -> models.Retraction:
        """Retract; what falls is found by tasks, see the impacts."""
        rest = dict(values)
        since, reason = rest.pop("since"), rest.pop("reason")
        subject = retractions.Subject(**rest)
        return retractions.retract(subject=subject, since=since, reason=reason, by=self.person)

    @extend_schema(request=RevocationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, **key: str) -> Response:
        """Take it back: what it made fall stands again."""
        with transaction.atomic():
            found = self.lock(key["id"], required=False)
            reason = self.body()["reason"]
            retractions.revoke(retraction=found, reason=reason, by=self.person)
            return Response(self.representation(self.find(found.pk)))


class RetractionImpactViewSet(Resource):
    """What retractions did to claims, each as it was weighed: figures before and after."""

    queryset = models.RetractionImpact.objects.all()
    serializer_class = RetractionImpactSerializer
    filterset_class = RetractionImpactFilter
    ordering = ("id",)

    def listed(self, rows: Any) -> Any:
        """Fetch the claims along."""
        return rows.with_claims()

    detailed = listed


class StitchSerializer(StrictModelSerializer):
    """That the citation of `source`, at `level` of an appearance's chain, means `document`."""

    claim = serializers.UUIDField(source="appearance.claim_id", read_only=True)
    cited_in = DocumentSummary(source="appearance.document", read_only=True)
    source = SourceSummary(read_only=True)  # type: ignore[assignment]
    document = DocumentSummary(read_only=True)

    class Meta:
        model = models.Stitch
        fields = [
            *("id", "claim", "appearance", "cited_in", "level", "source", "document"),
            *("state", "decided_at", "created_at"),
        ]
        read_only_fields = fields


class StitchFilter(FilterSet):  # type: ignore[misc]
    """Filters of stitches."""

    state = ChoiceFilter(choices=IdentityState.choices)
    claim = UUIDFilter(field_name="appearance__claim")
    appearance = UUIDFilter()
    document = UUIDFilter(label="The document that may be meant.")


class StitchViewSet(Decisions):
    """Which held documents citations mean: suggested by rule, decided by a reviewer."""

    queryset = models.Stitch.objects.all()
    serializer_class = StitchSerializer
    filterset_class = StitchFilter
    ordering = ("-id",)

    def listed(self, rows: Any) -> Any:
        """Fetch both ends along."""
        return rows.with_sides()

    detailed = listed

    def decide(self, found: models.Stitch, state: IdentityState) -> None:
        """Decide whether it is meant; the chain goes on through what is confirmed."""
        stitches.decide_stitch(stitch=found, state=state, by=self.person)


class SourceDependenceSerializer(StrictModelSerializer):
    """How many claims have it from a source, as it is known today."""

    source = SourceSummary(read_only=True)  # type: ignore[assignment]
    claims = serializers.IntegerField(read_only=True, help_text="Claims in whose chains it is.")
    hanging = serializers.IntegerField(
        read_only=True, help_text="Those of which everything that is held hangs on it."
    )

    class Meta:
        model = models.SourceDependence
        fields = ["source", "claims", "hanging"]
        read_only_fields = fields


class SourceDependenceFilter(FilterSet):  # type: ignore[misc]
    """Filters of the sources that claims depend on."""

    kind = ChoiceFilter(field_name="source__kind", choices=SourceKind.choices)
    anonymity = ChoiceFilter(field_name="source__anonymity", choices=Anonymity.choices)


class SourceDependenceViewSet(Resource):
    """The sources that claims depend on, those first on which most of them hang.

    Sources that are confirmed to be one have one entry.
    """

    queryset = models.SourceDependence.objects.all()
    serializer_class = SourceDependenceSerializer
    filterset_class = SourceDependenceFilter
    ordering = ("-hanging", "-claims", "source_id")
    orderings = {
        "hanging": ("hanging", "claims", "source_id"),
        "claims": ("claims", "hanging", "source_id"),
    }

    def listed(self, rows: Any) -> Any:
        """Fetch the sources along."""
        return rows.with_sources()

    detailed = listed
