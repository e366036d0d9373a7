"""Appearances and their chains on the desk: to be looked at; imports and the API write them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceReadOnlyAdmin
from claims.admin.chains import MODES, document_label, draw, in_a_line, plain_label
from claims.models import Appearance, Citation, Claim
from claims.models.vocabulary import CitationMode
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link, panel


def chain_panel(request: HttpRequest, appearance: Appearance) -> SafeString:
    """Return the chain."""
    return panel(_("Chain"), draw([appearance]))


@admin.register(Appearance)
class AppearanceAdmin(ProvenanceReadOnlyAdmin):
    """Places in documents where claims are made."""

    stream = "appearance"
    panels: ClassVar[tuple[Panel, ...]] = (chain_panel,)
    list_display = ["words", "claim_text", "document_title", "chain", "modality", "zone"]
    list_filter = ["voice", "zone", "modality", "polarity", "content_type", "document__language"]
    search_fields = ["claim__texts__folded__contains"]
    date_hierarchy = "created_at"
    fields = [
        *("claim_text", "document_title", "words", "voice", "zone", "modality", "modality_cue"),
        *("polarity", "content_type", "checkworthy", "checkworthy_reason", "about", "gloss"),
        *("note", "created_at", "updated_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch claims and chains along."""
        rows: Any = super().get_queryset(request)
        found = rows.with_chains().prefetch_related("claim__texts")
        return found.select_related("claim", "document__publisher", "anchor", "modality_cue")  # type: ignore[no-any-return]

    @admin.display(description=_("words"))
    def words(self, made: Appearance) -> SafeString:
        """Return the quoted words."""
        return isolated(made.anchor.exact, made.document.language, cut=140)

    @admin.display(description=_("claim"))
    def claim_text(self, made: Appearance) -> SafeString:
        """Link to the claim."""
        said = isolated(str(made.claim), made.claim.language, cut=140)
        return link(admin_url(Claim, made.claim_id), said)

    @admin.display(description=_("document"), ordering="document__title")
    def document_title(self, made: Appearance) -> SafeString:
        """Link to the document."""
        return document_label(made.document, cut=80)

    @admin.display(description=_("chain"))
    def chain(self, made: Appearance) -> SafeString:
        """Return the chain in one line."""
        return in_a_line(made)


@admin.register(Citation)
class CitationAdmin(ProvenanceReadOnlyAdmin):
    """Single hops of chains."""

    list_display = ["source_label", "role", "level", "mode_label", "anonymous", "within"]
    list_filter = [
        *("role", "mode", "on_condition_of_anonymity", "level"),
        *("source__kind", "source__anonymity"),
    ]
    search_fields = ["source__folded__contains"]
    ordering = ["-appearance__created_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch source and document along."""
        rows = super().get_queryset(request)
        return rows.select_related("source", "appearance__document").defer(
            "appearance__document__text"
        )

    @admin.display(description=_("source"), ordering="source__name")
    def source_label(self, hop: Citation) -> SafeString:
        """Return the source."""
        return plain_label(hop.source)

    @admin.display(description=_("mode"), ordering="mode")
    def mode_label(self, hop: Citation) -> Any:
        """Return how the words are passed on."""
        return MODES[CitationMode(hop.mode)]

    @admin.display(description=_("on condition"), boolean=True)
    def anonymous(self, hop: Citation) -> bool:
        """Say whether the source spoke on condition of anonymity."""
        return hop.on_condition_of_anonymity

    @admin.display(description=_("in"))
    def within(self, hop: Citation) -> SafeString:
        """Link to the appearance, by the document's title."""
        document = hop.appearance.document
        title = isolated(document.title or str(document.pk), document.language, cut=80)
        return link(admin_url(Appearance, hop.appearance_id), title)
