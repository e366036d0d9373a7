"""The resource of evidence: what a review rests on, to the members of its newsroom alone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims.api.serializers import AnchorSerializer, DocumentSummary
from factcheck.accounts.models import Role
from factcheck.core.errors import Conflict, Flaw
from factcheck.core.fields import (
    Choice,
    Flag,
    Id,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    WebAddress,
    Whole,
)
from factcheck.core.pagination import PARAMETERS
from factcheck.core.parsing import BytesParser
from factcheck.core.problems import Refusal
from factcheck.core.rendering import FileRenderer
from factcheck.core.resources import Changes, Removes, Resource, first
from reviews import downloads
from reviews.models import Evidence, Link, Review, Snapshot, Stance
from reviews.operations import evidence as operations
from reviews.operations.evidence import URL_BYTES, Kind, Said
from reviews.uploads import ENDINGS

NOTE_CHARACTERS = 20_000
# What each kind takes besides stance, title and note.
PARTS: Mapping[str, tuple[str, ...]] = {
    Kind.LINK: ("url",),
    Kind.DOCUMENT: ("document",),
    Kind.QUOTATION: ("document", "anchor"),
    Kind.NOTE: (),
}


class LinkSerializer(StrictModelSerializer):
    """An address, and how it answered when it was asked last."""

    class Meta:
        model = Link
        fields = [
            *("url", "checked_at", "next_check_at", "status_code", "final_url", "problem"),
            "broken_since",
        ]
        read_only_fields = fields


class FileSerializer(serializers.Serializer[Any]):
    """A file; `GET /evidence/{id}/file/` hands it out."""

    name = serializers.CharField(source="file_name", read_only=True)
    content_type = serializers.ChoiceField(
        list(ENDINGS), source="file.content_type", read_only=True
    )
    size = serializers.IntegerField(source="file.size", read_only=True, help_text="In bytes.")
    sha256 = serializers.CharField(source="file.sha256", read_only=True)


class EvidenceSerializer(StrictModelSerializer):
    """One thing that a review rests on; of `link` to `file`, those of its kind are not null."""

    review = Id(read_only=True)
    link = LinkSerializer(read_only=True, allow_null=True)
    document = DocumentSummary(read_only=True, allow_null=True)
    anchor = AnchorSerializer(read_only=True, allow_null=True)
    file = serializers.SerializerMethodField()
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = Evidence
        fields = [
            *("id", "review", "kind", "stance", "position", "title", "note", "public", "link"),
            *("document", "anchor", "file", "added_by", "added_at", "updated_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(FileSerializer(allow_null=True))
    def get_file(self, evidence: Evidence) -> Any:
        """Return what the file is."""
        return FileSerializer(evidence).data if evidence.file_id else None


class SaidSerializer(StrictSerializer):
    """What the desk says about it."""

    stance = Choice(Stance.choices, required=False, help_text="What it says to the claim.")
    title = Text(max_length=300, required=False, allow_blank=True)
    note = Text(max_length=NOTE_CHARACTERS, required=False, allow_blank=True)
    public = Flag(
        required=False,
        help_text="Whether readers see it once the review is published. Links, documents and "
        "quotations are seen unless this is false, notes and files only where it is true.",
    )


class NewEvidenceSerializer(SaidSerializer):
    """Evidence to be added: `url` for a link, `document` for a document, both `document` and
    `anchor` for a quotation, a `note` for a note; files have an address of their own."""

    kind = Choice([(kind, kind) for kind in PARTS])
    url = WebAddress(required=False, max_length=URL_BYTES)
    document = Id(required=False)
    anchor = AnchorSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take what belongs to the kind, all of it and no more."""
        wanted = PARTS[attrs["kind"]]
        errors: dict[str, Any] = {name: [_MISSING] for name in wanted if name not in attrs}
        for name in ("url", "document", "anchor"):
            if name in attrs and name not in wanted:
                errors[name] = [f"It does not belong to a {attrs['kind']}."]
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


_MISSING = serializers.ErrorDetail("It is needed for this kind.", "required")


class PositionSerializer(StrictSerializer):
    """Where it is to stand."""

    position = Whole(min_value=1, max_value=1_000_000, help_text="Counted from 1.")


class NamedFileSerializer(StrictSerializer):
    """How a file is to be called, and what it says to the claim."""

    name = Text(max_length=1000, required=False, allow_blank=True, default="")
    stance = Choice(Stance.choices, required=False, default=Stance.CONTEXT.value)


class SnapshotSerializer(StrictModelSerializer):
    """What the address answered at a moment; `sha256` is of the body that is kept."""

    class Meta:
        model = Snapshot
        fields = ["id", "taken_at", "sha256", "content_type", "size", "truncated"]
        read_only_fields = fields


class _EvidenceResource(Resource):
    """Evidence of the person's own newsrooms; reviewers write it and take it away."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    delete_role = Role.REVIEWER

    def listed(self, rows: Any) -> Any:
        """Fetch what is shown of each."""
        return rows.with_parts()

    detailed = listed

    def added(self, evidence: Evidence) -> Response:
        """Answer 201."""
        return Response(
            self.representation(self.find(evidence.pk)),
            status=status.HTTP_201_CREATED,
            headers={
                "Location": reverse("evidence-detail", args=[evidence.pk], request=self.request)
            },
        )

    def review(self, key: str) -> Review:
        """Return the review, to members of its newsroom. Raises Http404."""
        rows = Review.objects.of_desks(self.person).select_related("newsroom")
        found: Review = first(rows, key)
        return found


class ReviewEvidenceViewSet(_EvidenceResource):
    """What a review rests on, in its order."""

    ordering = ("position", "id")
    query_parameters: Mapping[str, tuple[str, ...]] = {"evidence": PARAMETERS}
    inputs = {"add_evidence": NewEvidenceSerializer}

    @extend_schema(responses=EvidenceSerializer(many=True))
    def evidence(self, request: Request, **key: str) -> Response:
        """List what the review rests on, in its order; to its own newsroom."""
        rows: Any = self.visible()
        page = self.paginate_queryset(self.listed(rows.filter(review=self.review(key["id"]))))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses={201: EvidenceSerializer})
    def add_evidence(self, request: Request, **key: str) -> Response:
        """Add a link, a document, a quotation or a note at the end, while it is a draft."""
        review = self.review(key["id"])
        values = dict(self.body())
        kind = values.pop("kind")
        parts = {name: values.pop(name) for name in PARTS[kind]}
        if "document" in parts:
            parts["document_id"] = parts.pop("document")
        add = _ADD[kind]
        return self.added(add(review=review, said=Said(**values), by=self.person, **parts))


class ReviewFileViewSet(_EvidenceResource):
    """Files as evidence."""

    query_parameters: Mapping[str, tuple[str, ...]] = {"add_evidence_file": ("name", "stance")}
    parser_classes = [BytesParser]

    @extend_schema(
        parameters=[
            OpenApiParameter("name", str, description="The file's name."),
            OpenApiParameter("stance", str, enum=Stance.values),
        ],
        request=dict.fromkeys(ENDINGS, OpenApiTypes.BINARY),
        responses={201: EvidenceSerializer},
    )
    def add_evidence_file(self, request: Request, **key: str) -> Response:
        """Add a file at the end, while it is a draft: the body is the file itself.

        Its content says what it is; a Content-Type that says something else is refused.
        """
        review = self.review(key["id"])
        how = NamedFileSerializer(data=request.query_params.dict())
        if not how.is_valid():
            raise _refused(how.errors)
        content = request.data if isinstance(request.data, bytes) else b""
        return self.added(
            operations.add_file(
                review=review,
                content=content,
                name=how.validated_data["name"],
                said=Said(stance=how.validated_data["stance"]),
                by=self.person,
                declared=request.content_type or "",
            )
        )


class EvidenceViewSet(_EvidenceResource, Changes, Removes):
    """One thing that a review rests on."""

    ordering = ("-taken_at", "-id")
    query_parameters: Mapping[str, tuple[str, ...]] = {"snapshots": PARAMETERS}
    may_match = ("move",)
    inputs = {"partial_update": SaidSerializer, "move": PositionSerializer}

    def lock(self, key: Any, *, required: bool = True) -> Any:
        """Hold the review before the evidence, in the order of the operations."""
        rows: Any = self.visible()
        review_id = first(rows, key).review_id
        Review.objects.select_for_update(of=("self",)).filter(pk=review_id).first()
        return super().lock(key, required=required)

    def perform_change(self, found: Evidence, values: Mapping[str, Any]) -> Evidence:
        """Say something else about it."""
        before = {name: getattr(found, name) for name in ("stance", "title", "note", "public")}
        return operations.change(evidence=found, said=Said(**before | dict(values)), by=self.person)

    def perform_remove(self, found: Evidence) -> None:
        """Take it off the review."""
        operations.remove(evidence=found, by=self.person)

    @extend_schema(responses=EvidenceSerializer)
    def move(self, request: Request, **key: str) -> Response:
        """Put it at a position; the others move up or down by one."""
        with transaction.atomic():
            found = self.lock(key["id"], required=False)
            position = self.body()["position"]
            operations.move(evidence=found, position=position, by=self.person)
            return Response(self.representation(self.find(found.pk)))

    @extend_schema(request=None, responses={202: EvidenceSerializer})
    def check(self, request: Request, **key: str) -> Response:
        """Have its link asked now; `checked_at` says when that was done."""
        asked = operations.ask_for_check(evidence=self.find(key["id"]), by=self.person)
        return Response(self.representation(asked), status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=SnapshotSerializer(many=True))
    def snapshots(self, request: Request, **key: str) -> Response:
        """List what was kept of its link, newest first."""
        rows = Snapshot.objects.filter(link=self.find(key["id"]).link_id)
        page: Any = self.paginate_queryset(rows)
        return self.get_paginated_response(SnapshotSerializer(page, many=True).data)

    @extend_schema(responses={(200, type_): OpenApiTypes.BINARY for type_ in ENDINGS})
    def file(self, request: Request, **key: str) -> Response:
        """Read its file, as an attachment and exactly as it was handed in."""
        rows: Any = self.visible()
        found = first(rows.select_related("file"), key["id"])
        if found.file is None:
            flaw = Flaw("", f"It is a {found.kind}.", "Ask for the file of a file.")
            raise Conflict("It has no file.", flaw)
        return Response(
            bytes(found.file.content),
            headers=downloads.headers(found),
            content_type=downloads.content_type(found),
        )


_ADD: Mapping[str, Any] = {
    Kind.LINK: operations.add_link,
    Kind.DOCUMENT: operations.add_document,
    Kind.QUOTATION: operations.add_quotation,
    Kind.NOTE: operations.add_note,
}


def _refused(errors: Mapping[str, Any]) -> Refusal:
    flaws = [
        Flaw(name, " ".join(map(str, found)), "Correct the value.")
        for name, found in errors.items()
    ]
    return Refusal("parameters", "A query parameter is not acceptable.", *flaws)


def _one(methods: dict[str, Any], **options: Any) -> Any:
    return EvidenceViewSet.as_view(methods, detail=True, basename="evidence", **options)


urlpatterns = [
    path(
        "reviews/<str:id>/evidence/",
        ReviewEvidenceViewSet.as_view({"get": "evidence", "post": "add_evidence"}),
    ),
    path(
        "reviews/<str:id>/evidence/files/",
        ReviewFileViewSet.as_view({"post": "add_evidence_file"}),
    ),
    path(
        "evidence/<str:id>/",
        _one({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="evidence-detail",
    ),
    path("evidence/<str:id>/move/", _one({"post": "move"})),
    path("evidence/<str:id>/check/", _one({"post": "check"})),
    path("evidence/<str:id>/snapshots/", _one({"get": "snapshots"})),
    path("evidence/<str:id>/file/", _one({"get": "file"}, renderer_classes=[FileRenderer])),
]
