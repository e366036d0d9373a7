"""Reviews of outside newsrooms, and the list of what the public finds: for reading."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceReadOnlyAdmin, counted
from claims.models import Claim
from factcheck.core.admin import ReadOnlyAdmin
from factcheck.core.admin.display import admin_url, isolated, link
from reviews.models import Listing, OutsideNewsroom, OutsideReview


class GoneFilter(admin.SimpleListFilter):
    """By whether it is still to be found."""

    title = _("state")
    parameter_name = "gone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("no", _("to be found")), ("yes", _("taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(gone_at__isnull=self.value() == "no")


@admin.register(OutsideNewsroom)
class OutsideNewsroomAdmin(ReadOnlyAdmin):
    """Organisations whose reviews were imported."""

    list_display = ["shown", "site", "reviews"]
    list_filter = ["reviews__verdict"]
    search_fields = ["name", "site"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the reviews."""
        n_reviews = counted(OutsideReview.objects.all(), "newsroom")
        found: QuerySet[Any] = super().get_queryset(request).annotate(n_reviews=n_reviews)
        return found

    @admin.display(description=_("name"), ordering="name")
    def shown(self, row: OutsideNewsroom) -> SafeString:
        """Return the name, or the site of one whose name is not known."""
        return isolated(str(row))

    @admin.display(description=_("reviews"), ordering="n_reviews")
    def reviews(self, row: Any) -> int:
        """Return how many reviews of it are held."""
        return int(row.n_reviews)


@admin.register(OutsideReview)
class OutsideReviewAdmin(ProvenanceReadOnlyAdmin):
    """What outside newsrooms have found, as their markup says."""

    list_display = ["shown", "whose", "said", "verdict", "reviewed_at", "claim_link"]
    list_filter = ["verdict", "language", "reviewed_at"]
    list_select_related = ["newsroom"]
    search_fields = ["folded__contains"]
    date_hierarchy = "reviewed_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims' texts along."""
        return super().get_queryset(request).prefetch_related("claim__texts")

    @admin.display(description=_("title"), ordering="title")
    def shown(self, row: OutsideReview) -> SafeString:
        """Return the title, or the claim of one that has none."""
        return isolated(row.title or row.claim_text, row.language, cut=200)

    @admin.display(description=_("newsroom"), ordering="newsroom__name")
    def whose(self, row: OutsideReview) -> SafeString:
        """Link to the newsroom."""
        return link(admin_url(OutsideNewsroom, row.newsroom_id), isolated(str(row.newsroom)))

    @admin.display(description=_("rating"), ordering="rating_label")
    def said(self, row: OutsideReview) -> SafeString:
        """Return the rating in the newsroom's own words."""
        return isolated(row.rating_label, row.language, cut=80)

    @admin.display(description=_("claim"))
    def claim_link(self, row: OutsideReview) -> SafeString:
        """Link to the claim."""
        said = isolated(str(row.claim), row.claim.language, cut=80)
        return link(admin_url(Claim, row.claim_id), said)


@admin.register(Listing)
class ListingAdmin(ProvenanceReadOnlyAdmin):
    """What lists and searches of the public show."""

    list_display = ["shown", "publisher_site", "rated", "reviewed_at", "changed_at", "gone_at"]
    list_filter = [GoneFilter, "language", "changed_at"]
    search_fields = ["folded__contains"]
    date_hierarchy = "changed_at"

    @admin.display(description=_("title"), ordering="title")
    def shown(self, row: Listing) -> SafeString:
        """Return what it is called."""
        return isolated(str(row), row.language, cut=200)

    @admin.display(description=_("rating"), ordering="rating_label")
    def rated(self, row: Listing) -> SafeString:
        """Return the rating."""
        return isolated(row.rating_label, row.language, cut=80)
