"""Revisions, publications and what was rendered of them: for reading alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import ReadOnlyAdmin
from factcheck.core.admin.display import admin_url, isolated, link
from factcheck.core.admin.history import as_json
from reviews.models import Publication, Rendition, Review, Revision
from reviews.public.forms import FORMS


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """What reviews have said, version by version."""

    list_display = ["shown", "number", "review_link", "author", "rated", "created_at"]
    list_filter = ["rating_value", "created_at"]
    list_select_related = ["author", "review__newsroom"]
    search_fields = ["title", "summary", "=author__username"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = [
        *("review_link", "number", "author", "title", "rated", "rating_value", "rating_worst"),
        *("rating_best", "summary", "explanation", "created_at"),
    ]

    @admin.display(description=_("title"), ordering="title")
    def shown(self, revision: Revision) -> SafeString:
        """Return the title."""
        return isolated(revision.title, revision.review.language, cut=120)

    @admin.display(description=_("review"))
    def review_link(self, revision: Revision) -> SafeString:
        """Link to the review."""
        said = isolated(revision.review.newsroom.name)
        return link(admin_url(Review, revision.review_id), said)

    @admin.display(description=_("rating"))
    def rated(self, revision: Revision) -> SafeString:
        """Return the rating's label."""
        return isolated(revision.rating_label, revision.review.language)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """What was published, with the facts of that moment."""

    list_display = ["shown", "number", "newsroom", "published_at"]
    list_filter = ["published_at"]
    list_select_related = ["revision__review__newsroom"]
    search_fields = ["revision__title", "revision__review__slug"]
    date_hierarchy = "published_at"
    fields = ["shown", "number", "newsroom", "published_at", "facts"]

    @admin.display(description=_("title"), ordering="revision__title")
    def shown(self, publication: Publication) -> SafeString:
        """Return the title."""
        review = publication.revision.review
        return isolated(publication.revision.title, review.language, cut=120)

    @admin.display(description=_("revision"))
    def number(self, publication: Publication) -> int:
        """Return the number of the revision."""
        return publication.revision.number

    @admin.display(description=_("newsroom"))
    def newsroom(self, publication: Publication) -> SafeString:
        """Return whose it is."""
        return isolated(publication.revision.review.newsroom.name)

    @admin.display(description=_("facts"))
    def facts(self, publication: Publication) -> SafeString:
        """Return the dossier."""
        return as_json(publication.dossier)


@admin.register(Rendition)
class RenditionAdmin(ReadOnlyAdmin):
    """The bytes that the public gets."""

    list_display = ["slug", "form", "size", "address", "rendered_at"]
    list_filter = ["form", "rendered_at"]
    search_fields = ["slug"]
    date_hierarchy = "rendered_at"
    fields = ["slug", "version", "form", "address", "content_type", "size", "etag", "rendered_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the bytes out."""
        rows = super().get_queryset(request).defer("body", "body_gzip")
        found: QuerySet[Any] = rows.annotate(n_bytes=Length("body"))
        return found

    @admin.display(description=_("bytes"), ordering="n_bytes")
    def size(self, rendition: Any) -> int:
        """Return how many bytes there are."""
        return int(rendition.n_bytes)

    @admin.display(description=_("address"))
    def address(self, rendition: Rendition) -> SafeString:
        """Link to what the public gets."""
        url = f"{rendition.url}{FORMS[rendition.form].suffix}"
        return format_html('<a href="{}" dir="ltr">{}</a>', url, url)
