"""Reviews of outside newsrooms over the API: those that are held, and imports of more."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.serializers import (
    ClaimSummary,
    ImportListSerializer,
    ImportRecordSerializer,
    SourceSummary,
)
from claims.api.views import ImportViewSet
from claims.models import ImportJob
from claims.models.vocabulary import ImportKind, Outcome
from factcheck.accounts.models import Role
from factcheck.core.errors import Flaw
from factcheck.core.fields import StrictModelSerializer
from factcheck.core.pagination import PARAMETERS
from factcheck.core.parsing import ImportParser
from factcheck.core.problems import Refusal
from factcheck.core.resources import Resource, first
from reviews.api import filters
from reviews.markup.wild.formats import REPACK, text_of
from reviews.models import OutsideNewsroom, OutsideReview


class OutsideNewsroomSummary(StrictModelSerializer):
    """Whose review it is."""

    class Meta:
        model = OutsideNewsroom
        fields = ["id", "name", "site", "url"]
        read_only_fields = fields


class OutsideRatingSerializer(serializers.Serializer[Any]):
    """A rating as its newsroom gives it: what is no number there is null here."""

    label = serializers.CharField(  # type: ignore[assignment]
        source="rating_label", read_only=True
    )
    value = serializers.FloatField(source="rating_value", read_only=True, allow_null=True)
    best = serializers.FloatField(source="rating_best", read_only=True, allow_null=True)
    worst = serializers.FloatField(source="rating_worst", read_only=True, allow_null=True)


class OutsideReviewListSerializer(StrictModelSerializer):
    """A review of an outside newsroom, as its markup says."""

    newsroom = OutsideNewsroomSummary(read_only=True)
    claim = ClaimSummary(read_only=True, help_text="The claim that it is of, here.")
    claimant = SourceSummary(read_only=True, allow_null=True)
    rating = OutsideRatingSerializer(source="*", read_only=True)
    appearances = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = OutsideReview
        fields = [
            *("id", "newsroom", "claim", "claim_text", "claimant", "claim_date", "url", "title"),
            *("rating", "verdict", "language", "reviewed_at", "appearances", "imported_at"),
            "changed_at",
        ]
        read_only_fields = fields


class OutsideReviewSerializer(OutsideReviewListSerializer):
    """A review of an outside newsroom with its markup."""

    markup = serializers.DictField(read_only=True, help_text="As it came.")

    class Meta(OutsideReviewListSerializer.Meta):
        fields = [*OutsideReviewListSerializer.Meta.fields, "markup", "digest"]
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(operation_id="outside_reviews_list"),
    retrieve=extend_schema(operation_id="outside_reviews_retrieve"),
)
class OutsideReviewViewSet(Resource):
    """Reviews that outside newsrooms have published, as they were imported."""

    queryset = OutsideReview.objects.all()
    serializer_class = OutsideReviewSerializer
    list_serializer_class = OutsideReviewListSerializer
    filterset_class = filters.OutsideReviewFilter
    ordering = ("-imported_at", "-id")

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_parts().defer("markup")

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        return rows.with_parts()


class OutsideImportSerializer(ImportListSerializer):
    """An import, how far it is, and how many of its records came to which end."""

    outcomes = serializers.SerializerMethodField(help_text="Numbers of records by outcome.")

    class Meta(ImportListSerializer.Meta):
        fields = [*ImportListSerializer.Meta.fields, "outcomes"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_outcomes(self, job: ImportJob) -> dict[str, int]:
        """Return the numbers, of each outcome that there is."""
        counted = job.records.order_by("outcome").values_list("outcome")
        return dict(counted.annotate(Count("pk")))


class OutcomeSerializer(serializers.Serializer[Any]):
    """Which records are asked for."""

    outcome = serializers.ChoiceField(Outcome.choices, required=False)


_DOCUMENT = {"type": "string", "format": "binary", "description": "A document of reviews."}


@extend_schema_view(
    list=extend_schema(operation_id="outside_imports_list"),
    retrieve=extend_schema(operation_id="outside_imports_retrieve"),
)
class OutsideImportViewSet(ImportViewSet):
    """Imports of outside reviews that the person has asked for."""

    kind = ImportKind.REVIEWS
    write_role = Role.EDITOR
    serializer_class = OutsideImportSerializer
    query_parameters: Mapping[str, tuple[str, ...]] = {
        **ImportViewSet.query_parameters,
        "records": ("outcome", *PARAMETERS),
    }

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        return self.listed(rows)

    @extend_schema(
        operation_id="outside_imports_create",
        parameters=[
            OpenApiParameter("name", str, description="What to call it, such as the file's name."),
            OpenApiParameter("dry_run", bool, description="Say what would happen; store nothing."),
        ],
        request={"*/*": _DOCUMENT},
        responses={202: ImportListSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for the import of a document of reviews; follow Location to see how far it is.

        JSON, JSON Lines, JSON-LD, HTML with JSON-LD in it, a DataFeed, answers of the Fact Check
        Tools API or a file of columns; also packed by gzip.
        """
        return self.asked(request)

    @extend_schema(
        operation_id="outside_imports_records",
        parameters=[OutcomeSerializer],
        responses=ImportRecordSerializer(many=True),
    )
    @action(detail=True, ordering=("id",))
    def records(self, request: Request, **key: str) -> Response:
        """List what became of the records so far; `outcome=rejected`: those that are not in."""
        wanted = OutcomeSerializer(data=request.query_params.dict())
        if not wanted.is_valid():
            raise _no_outcome()
        job = first(self.visible().only("pk"), key["id"])
        rows = job.records.filter(**wanted.validated_data)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(ImportRecordSerializer(page, many=True).data)

    def content(self, request: Request) -> str:
        """Return the document as a text that can be kept."""
        data: Any = request.data
        try:
            text = text_of(data or b"", at_most=settings.IMPORT_MAX_BYTES)
        except ValueError as error:
            flaw = Flaw("", str(error), REPACK)
            raise Refusal("malformed", "The document cannot be read.", flaw) from error
        if not text.strip():
            raise Refusal(
                "malformed", "There is no body.", Flaw("", "It is empty.", "Send a document.")
            )
        # No database keeps it, and no JSON has it but as an escape.
        return text.replace("\x00", "\ufffd")

    def get_parsers(self) -> list[Any]:
        """Take the document as it is: its reader names what is wrong in it, record by record."""
        return [ImportParser()]


def _no_outcome() -> Refusal:
    flaw = Flaw("outcome", "It is none.", f"Use one of: {', '.join(Outcome.values)}.")
    return Refusal("parameters", "A query parameter is not acceptable.", flaw)
