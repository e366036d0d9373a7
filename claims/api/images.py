"""The resource of the images in which claims go round."""

from collections.abc import Mapping
from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from claims import models
from claims.api.desk import Moves
from claims.operations import images
from claims.pictures import FORMATS
from factcheck.core.errors import Flaw
from factcheck.core.fields import Id, StrictModelSerializer, StrictSerializer, WebAddress
from factcheck.core.pagination import PARAMETERS
from factcheck.core.parsing import BytesParser
from factcheck.core.problems import Refusal
from factcheck.core.rendering import FileRenderer
from factcheck.core.resources import Removes, first

# As a file of strangers': to be kept, never to be run.
_HEADERS = {
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ClaimImageSerializer(StrictModelSerializer):
    """An image of a claim; `GET /images/{id}/file/` hands it out."""

    claim = Id(read_only=True)
    content_type = serializers.ChoiceField(list(FORMATS.values()), read_only=True)
    phash = serializers.SerializerMethodField(
        help_text="The perceptual hash: 64 bits in hexadecimal digits."
    )
    added_by = serializers.CharField(source="added_by.username", read_only=True)

    class Meta:
        model = models.ClaimImage
        fields = [
            *("id", "claim", "content_type", "size", "sha256", "phash", "width", "height"),
            *("source_url", "added_by", "added_at"),
        ]
        read_only_fields = fields

    def get_phash(self, image: models.ClaimImage) -> str:
        """Return the bits as a number without a sign."""
        return f"{image.phash & 0xFFFF_FFFF_FFFF_FFFF:016x}"


class FoundAtSerializer(StrictSerializer):
    """Where it was found."""

    source_url = WebAddress(required=False, max_length=2000, default="")


class _ImageResource(Moves):
    """Images of claims; reviewers attach them, editors detach them."""

    queryset = models.ClaimImage.objects.all()
    serializer_class = ClaimImageSerializer

    def listed(self, rows: Any) -> Any:
        """Leave the bytes out."""
        return rows.listed()

    detailed = listed


class ClaimImagesViewSet(_ImageResource):
    """The images of one claim, newest first."""

    ordering = ("-added_at", "-id")
    query_parameters: Mapping[str, tuple[str, ...]] = {
        "images": PARAMETERS,
        "attach_image": ("source_url",),
    }
    parser_classes = [BytesParser]

    def claim(self, key: str) -> models.Claim:
        """Return the claim. Raises Http404."""
        found: models.Claim = first(models.Claim.objects.visible_to(self.person), key)
        self.lead_on(found)
        return found

    @extend_schema(responses=ClaimImageSerializer(many=True))
    def images(self, request: Request, **key: str) -> Response:
        """List the images of a claim."""
        rows: Any = self.visible()
        page = self.paginate_queryset(self.listed(rows.filter(claim=self.claim(key["id"]))))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        parameters=[OpenApiParameter("source_url", str, description="Where it was found.")],
        request=dict.fromkeys(FORMATS.values(), OpenApiTypes.BINARY),
        responses={201: ClaimImageSerializer},
    )
    def attach_image(self, request: Request, **key: str) -> Response:
        """Attach an image to a claim: the body is the file itself.

        Its content says what it is; a Content-Type that says something else is refused.
        """
        claim = self.claim(key["id"])
        how = FoundAtSerializer(data=request.query_params.dict())
        if not how.is_valid():
            flaw = Flaw("source_url", "It is no address of the web.", "Send one, or none.")
            raise Refusal("parameters", "A query parameter is not acceptable.", flaw)
        made = images.attach_image(
            claim=claim,
            content=request.data if isinstance(request.data, bytes) else b"",
            by=self.person,
            source_url=how.validated_data["source_url"],
            declared=request.content_type or "",
        )
        return Response(
            self.representation(self.find(made.pk)),
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("image-detail", args=[made.pk], request=request)},
        )


class ClaimImageViewSet(_ImageResource, Removes):
    """One image of a claim."""

    def perform_remove(self, found: models.ClaimImage) -> None:
        """Detach it."""
        images.detach_image(image=found, by=self.person)

    @extend_schema(responses={(200, type_): OpenApiTypes.BINARY for type_ in FORMATS.values()})
    def file(self, request: Request, **key: str) -> Response:
        """Read the image, as an attachment and exactly as it was handed in."""
        found: models.ClaimImage = first(self.visible(), key["id"])
        return Response(bytes(found.content), headers=_HEADERS, content_type=found.content_type)


def _one(methods: dict[str, Any], **options: Any) -> Any:
    return ClaimImageViewSet.as_view(methods, detail=True, basename="image", **options)


urlpatterns = [
    path(
        "claims/<str:id>/images/",
        ClaimImagesViewSet.as_view({"get": "images", "post": "attach_image"}),
    ),
    path("images/<str:id>/", _one({"get": "retrieve", "delete": "destroy"}), name="image-detail"),
    path("images/<str:id>/file/", _one({"get": "file"}, renderer_classes=[FileRenderer])),
]
