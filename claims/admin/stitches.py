"""Which held documents citations mean, and which sources claims depend on: on the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import DecisionsAdmin, ProvenanceReadOnlyAdmin
from claims.models import Appearance, Dependence, Document, Source, SourceDependence, Stitch
from claims.models.vocabulary import IdentityState
from claims.operations.stitches import decide_stitch
from factcheck.core.admin.display import admin_url, isolated, link


@admin.register(Stitch)
class StitchAdmin(DecisionsAdmin):
    """Which held document a citation means: suggested by rule, decided by a reviewer."""

    stream = "stitch"
    list_display = ["id", "told_in", "cited", "means", "published_at", "state", "decided_by"]
    list_filter = ["state", "created_at"]
    list_select_related = ["decided_by"]
    search_fields = ["source__folded__contains", "document__title__icontains"]
    date_hierarchy = "created_at"
    actions = ["confirm", "reject", "undo"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch both ends along."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_sides()
        return found

    @admin.display(description=_("told in"))
    def told_in(self, stitch: Stitch) -> SafeString:
        """Return the article that cites, with a link to the telling."""
        document = stitch.appearance.document
        shown = isolated(str(document), document.language, cut=100)
        return link(admin_url(Appearance, stitch.appearance_id), shown)

    @admin.display(description=_("cites"))
    def cited(self, stitch: Stitch) -> SafeString:
        """Return the source that it cites."""
        return link(admin_url(Source, stitch.source_id), isolated(stitch.source.label, cut=80))

    @admin.display(description=_("which may mean"))
    def means(self, stitch: Stitch) -> SafeString:
        """Return the document that is held."""
        document = stitch.document
        shown = isolated(str(document), document.language, cut=100)
        return link(admin_url(Document, document.pk), shown)

    @admin.display(description=_("of"), ordering="document__published_at")
    def published_at(self, stitch: Stitch) -> Any:
        """Return when that was published."""
        return stitch.document.published_at

    @admin.action(description=_("Confirm: it means that document"), permissions=["decide"])
    def confirm(self, request: HttpRequest, rows: QuerySet[Stitch]) -> None:
        """Let each chain go on through the document's own."""
        self.decide_each(request, rows, IdentityState.CONFIRMED)

    @admin.action(description=_("Reject: it means another"), permissions=["decide"])
    def reject(self, request: HttpRequest, rows: QuerySet[Stitch]) -> None:
        """Find another to be meant."""
        self.decide_each(request, rows, IdentityState.REJECTED)

    @admin.action(description=_("Take the decision back"), permissions=["decide"])
    def undo(self, request: HttpRequest, rows: QuerySet[Stitch]) -> None:
        """Make each a suggestion again."""
        self.decide_each(request, rows, IdentityState.SUGGESTED)

    def decide(self, row: Stitch, state: IdentityState, by: Any) -> None:
        """Call the operation."""
        decide_stitch(stitch=row, state=state, by=by)

    def named(self, row: Stitch) -> str:
        """Return what it was about."""
        return str(row.source)


@admin.register(Dependence)
class DependenceAdmin(ProvenanceReadOnlyAdmin):
    """Which claim has it from which source."""

    list_display = ["claim", "source", "alone"]
    list_filter = ["alone"]
    list_select_related = ["claim", "source"]
    search_fields = ["claim__texts__folded__contains", "source__folded__contains"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims' texts along."""
        return super().get_queryset(request).prefetch_related("claim__texts")


@admin.register(SourceDependence)
class SourceDependenceAdmin(ProvenanceReadOnlyAdmin):
    """The sources that claims depend on, those first on which most of them hang."""

    list_display = ["shown", "kind", "claims", "hanging"]
    list_filter = ["source__kind", "source__anonymity"]
    list_select_related = ["source"]
    search_fields = ["source__folded__contains"]

    @admin.display(description=_("source"), ordering="source__name")
    def shown(self, row: SourceDependence) -> SafeString:
        """Link to the source."""
        label = isolated(row.source.label, row.source.language, cut=120)
        return link(admin_url(Source, row.source_id), label)

    @admin.display(description=_("kind"), ordering="source__kind")
    def kind(self, row: SourceDependence) -> str:
        """Return what kind of source it is."""
        return str(row.source.get_kind_display())
