"""What would fall with a source or a document: claims and published reviews; nothing is written."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.retractions import FALLEN
from claims.api.serializers import ClaimSummary
from claims.holdings import holdings_of, one_with
from claims.models import Claim, Document, Source
from claims.operations.retractions import Subject, fallen, suppose
from claims.provenance.analysis import Figures, to_json
from factcheck.core.fields import StrictModelSerializer
from factcheck.core.resources import Resource, first
from factcheck.core.shapes import shape
from reviews.api.serializers import NewsroomSummary
from reviews.models import Review
from reviews.operations import rendering


class PublishedReviewSerializer(StrictModelSerializer):
    """A published review of a claim."""

    newsroom = NewsroomSummary(read_only=True)
    public_url = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ["id", "newsroom", "language", "public_url"]
        read_only_fields = fields

    def get_public_url(self, review: Review) -> str:
        """Return the address of its page."""
        return rendering.public_url(review)


class ImpactSerializer(serializers.Serializer[Any]):
    """What would become of one claim, and which published reviews rest on it."""

    claim = ClaimSummary(source="*", read_only=True)
    falls = serializers.BooleanField(
        source="supposed.falls",
        read_only=True,
        help_text="Whether support or independent origins get less.",
    )
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()
    fallen = serializers.SerializerMethodField(help_text="Ids of what would no longer count.")
    reviews = PublishedReviewSerializer(source="published", many=True, read_only=True)

    @extend_schema_field(shape(Figures))
    def get_before(self, claim: Any) -> Any:
        """Return the figures as they are."""
        return to_json(claim.supposed.before)

    @extend_schema_field(shape(Figures))
    def get_after(self, claim: Any) -> Any:
        """Return the figures as they would be."""
        return to_json(claim.supposed.after)

    @extend_schema_field(FALLEN)
    def get_fallen(self, claim: Any) -> Any:
        """Return the ids of what would fall."""
        return fallen(claim.supposed)


class ImpactFilter(FilterSet):  # type: ignore[misc]
    """Filters of what would fall."""

    claim = UUIDFilter(field_name="id", label="For this claim alone.")


class _ImpactViewSet(Resource):
    """The claims under which something would fall, page by page."""

    queryset = Claim.objects.all()
    serializer_class = ImpactSerializer
    filterset_class = ImpactFilter

    def list(self, request: Request, **key: str) -> Response:
        """Read what would fall."""
        subject = self.subject(key["id"])
        rows = self.filter_queryset(self.listed(self.resting_on(subject)))
        page: Any = self.paginate_queryset(rows)
        held = holdings_of([claim.pk for claim in page])
        for claim in page:
            claim.supposed = suppose(held[claim.pk], subject)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def listed(self, rows: Any) -> Any:
        """Fetch texts and published reviews along."""
        published = Review.objects.filter(live=True).select_related("newsroom")
        prefetch = Prefetch("reviews", published.order_by("pk"), to_attr="published")
        return rows.with_texts().prefetch_related(prefetch)

    def subject(self, key: str) -> Subject:
        """Return what is supposed to be retracted. Raises Http404."""
        raise NotImplementedError

    def resting_on(self, subject: Subject) -> QuerySet[Any]:
        """Return the claims that it concerns."""
        raise NotImplementedError


class SourceImpactViewSet(_ImpactViewSet):
    """What would fall with a source."""

    @extend_schema(operation_id="sources_impact")
    def list(self, request: Request, **key: str) -> Response:
        """Read what would fall if the source were retracted now; nothing is written."""
        return super().list(request, **key)

    def subject(self, key: str) -> Subject:
        """Return the source. Raises Http404."""
        rows = Source.objects.visible_to(self.request.user).only("pk")
        return Subject(source=first(rows, key).pk)

    def resting_on(self, subject: Subject) -> QuerySet[Any]:
        """Return the claims in whose provenance it occurs, under whichever of its mentions."""
        rows: Any = self.visible()
        found: QuerySet[Any] = rows.resting_on(one_with([subject.source]))  # type: ignore[list-item]
        return found


class DocumentImpactViewSet(_ImpactViewSet):
    """What would fall with a document."""

    @extend_schema(operation_id="documents_impact")
    def list(self, request: Request, **key: str) -> Response:
        """Read what would fall if the document were retracted now; nothing is written."""
        return super().list(request, **key)

    def subject(self, key: str) -> Subject:
        """Return the document. Raises Http404."""
        rows = Document.objects.visible_to(self.request.user).only("pk")
        return Subject(document=first(rows, key).pk)

    def resting_on(self, subject: Subject) -> QuerySet[Any]:
        """Return the claims that appear in it, or are told from it."""
        rows: Any = self.visible()
        found: QuerySet[Any] = rows.resting_on_document(subject.document)
        return found
