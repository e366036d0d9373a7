"""What fell under published reviews, what was corrected and withdrawn: for reading."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import ReadOnlyAdmin
from factcheck.core.admin.display import admin_url, isolated, link
from reviews.models import Correction, Recheck, Review, Withdrawal


class OpenFilter(admin.SimpleListFilter):
    """By whether somebody has looked at it."""

    title = _("state")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("to be looked at")), ("no", _("settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "yes")


class _OfReviews(ReadOnlyAdmin):
    """Rows of a review, which is linked to by its newest title."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the titles along."""
        return super().get_queryset(request).prefetch_related("review__revisions")

    @admin.display(description=_("review"))
    def shown(self, row: Recheck | Correction) -> SafeString:
        """Link to the review."""
        said = row.review.latest.title if row.review.latest else str(row.review_id)
        return link(admin_url(Review, row.review_id), isolated(said, row.review.language))


@admin.register(Recheck)
class RecheckAdmin(_OfReviews):
    """Published reviews that have to be looked at again, of the person's newsrooms."""

    list_display = ["shown", "retraction", "support", "raised_at", "settled_at", "settled_by"]
    list_filter = [OpenFilter, "raised_at"]
    list_select_related = ["review", "retraction__source", "retraction__document", "settled_by"]
    search_fields = ["review__revisions__title", "retraction__source__folded__contains"]
    date_hierarchy = "raised_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the documents' texts out."""
        return super().get_queryset(request).defer("retraction__document__text")

    @admin.display(description=_("support"))
    def support(self, row: Recheck) -> str:
        """Return from what to what."""
        return f"{row.before['support']} → {row.after['support']}"


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    """What newsrooms took back; readers are told at its address."""

    list_display = ["shown", "reason", "withdrawn_by", "withdrawn_at"]
    list_filter = ["withdrawn_at"]
    list_select_related = ["publication__revision__review", "withdrawn_by"]
    search_fields = ["reason", "publication__revision__title"]
    date_hierarchy = "withdrawn_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the dossiers out."""
        return super().get_queryset(request).defer("publication__dossier")

    @admin.display(description=_("review"))
    def shown(self, row: Withdrawal) -> SafeString:
        """Link to the review."""
        revision = row.publication.revision
        said = isolated(revision.title, revision.review.language)
        return link(admin_url(Review, revision.review_id), said)


@admin.register(Correction)
class CorrectionAdmin(_OfReviews):
    """What was wrong in publications, and whether it was set right."""

    list_display = [
        "shown",
        "said",
        "wrong_since",
        "asked_by",
        "asked_at",
        "set_right",
        "dropped_at",
    ]
    list_filter = ["asked_at"]
    list_select_related = ["review", "publication", "asked_by"]
    search_fields = ["note", "review__revisions__title"]
    date_hierarchy = "asked_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the dossiers out."""
        return super().get_queryset(request).defer("publication__dossier")

    @admin.display(description=_("what was wrong"))
    def said(self, row: Correction) -> SafeString:
        """Return what readers are told."""
        return isolated(row.note, row.review.language, cut=200)

    @admin.display(description=_("set right"))
    def set_right(self, row: Correction) -> Any:
        """Return when it was published."""
        return row.publication and row.publication.published_at
