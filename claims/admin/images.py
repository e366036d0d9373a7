"""Images of claims on the desk: what they are, and where they were found."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceReadOnlyAdmin
from claims.models import Claim, ClaimImage
from factcheck.core.admin.display import admin_url, isolated, link, panel, table

SHOWN = 100


def images_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return the images in which the claim goes round, newest first."""
    rows = [
        (link(admin_url(ClaimImage, image.pk), str(image)), isolated(image.source_url, cut=100))
        for image in claim.images.defer("content")[:SHOWN]
    ]
    return panel(_("Images"), table([_("image"), _("found at")], rows)) if rows else ""


@admin.register(ClaimImage)
class ClaimImageAdmin(ProvenanceReadOnlyAdmin):
    """Images of claims; they are attached and detached over the API."""

    list_display = ["shown", "claim_link", "size", "source", "added_by", "added_at"]
    list_filter = ["content_type", "added_at"]
    list_select_related = ["claim", "added_by"]
    search_fields = ["claim__texts__folded__contains", "sha256"]
    date_hierarchy = "added_at"
    fields = [
        *("claim_link", "content_type", "width", "height", "size", "sha256", "bits", "source"),
        *("added_by", "added_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the bytes out, fetch the claims' texts along."""
        rows: QuerySet[Any] = super().get_queryset(request).defer("content")
        return rows.prefetch_related("claim__texts")

    @admin.display(description=_("image"), ordering="content_type")
    def shown(self, image: ClaimImage) -> str:
        """Return what it is."""
        return str(image)

    @admin.display(description=_("claim"))
    def claim_link(self, image: ClaimImage) -> SafeString:
        """Link to the claim."""
        claim = image.claim
        return link(admin_url(Claim, claim.pk), isolated(str(claim), claim.language, cut=120))

    @admin.display(description=_("perceptual hash"))
    def bits(self, image: ClaimImage) -> str:
        """Return the 64 bits in hexadecimal digits."""
        return f"{image.phash & 0xFFFF_FFFF_FFFF_FFFF:016x}"

    @admin.display(description=_("found at"))
    def source(self, image: ClaimImage) -> SafeString:
        """Return the address as a text: what is there is a stranger's."""
        return format_html('<span dir="ltr">{}</span>', image.source_url)
