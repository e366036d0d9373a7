"""Sources on the desk."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin, counted
from claims.admin.chains import MODES, document_label, plain_label, source_label
from claims.admin.identities import identities_panel
from claims.interchange.records import Name, SourceRecord
from claims.models import (
    Appearance,
    Citation,
    Document,
    Source,
    SourceAffiliation,
    SourceName,
)
from claims.models.vocabulary import CitationMode
from claims.operations import sources
from factcheck.core.admin import DeskForm, DeskInline, person
from factcheck.core.admin.base import Panel, rows_of
from factcheck.core.admin.display import admin_url, link, note, panel, table

SHOWN = 50
_PLAIN = (
    *("kind", "anonymity", "name", "language", "descriptor", "descriptor_literal", "count"),
    *("canonical", "note"),
)


class Lines(forms.CharField):
    """Several values, one a line."""

    widget = AdminTextareaWidget(attrs={"rows": 3, "dir": "ltr"})

    def prepare_value(self, value: Any) -> Any:
        """Write a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read lines as a list."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class SourceForm(DeskForm):
    """A source; its further names stand in rows of their own."""

    same_as = Lines(
        label=_("Same as"),
        required=False,
        help_text=_("Addresses that identify it, such as its Wikidata entity, one a line."),
    )


class NamesInline(DeskInline):
    """Further names."""

    model = SourceName
    fields = ["type", "language", "text"]
    verbose_name = _("further name")
    verbose_name_plural = _("further names")


def cited_panel(request: HttpRequest, source: Source) -> SafeString:
    """Return where the source is cited, newest first."""
    found = (
        Citation.objects.filter(source=source)
        .select_related("appearance__document", "appearance__claim")
        .defer("appearance__document__text")
        .prefetch_related("appearance__claim__texts")
        .order_by("-appearance__created_at", "-pk")
    )
    rows = [
        (
            link(admin_url(Appearance, hop.appearance_id), str(hop.appearance.claim)),
            document_label(hop.appearance.document, cut=80),
            hop.get_role_display(),
            MODES[CitationMode(hop.mode)],
        )
        for hop in found[:SHOWN]
    ]
    if not rows:
        return panel(_("Cited in"), note(_("Nothing cites it.")))
    return panel(_("Cited in"), table([_("claim"), _("document"), _("role"), _("mode")], rows))


def ties_panel(request: HttpRequest, source: Source) -> SafeString | str:
    """Return to whom it belongs, and who belongs to it."""
    rows = [
        *(_affiliation(tie, tie.body) for tie in source.affiliations.select_related("body")),
        *(_affiliation(tie, tie.source) for tie in source.affiliated.select_related("source")),
    ]
    if not rows:
        return ""
    return panel(_("Ties to other sources"), table([_("tie"), _("source"), _("why")], rows))


def _affiliation(tie: SourceAffiliation, other: Source) -> tuple[Any, ...]:
    said = link(admin_url(SourceAffiliation, tie.pk), tie.get_type_display())
    return said, source_label(other), tie.note


@admin.register(Source)
class SourceAdmin(ProvenanceAdmin):
    """Anyone or anything that can be cited."""

    form = SourceForm
    stream = "source"
    panels: ClassVar[tuple[Panel, ...]] = (cited_panel, identities_panel, ties_panel)
    inlines = [NamesInline]
    list_display = ["shown", "kind", "anonymity", "language", "voucher", "cited", "published"]
    list_filter = ["kind", "anonymity", "language"]
    list_select_related = ["vouched_by"]
    search_fields = ["folded__contains"]
    autocomplete_fields = ["vouched_by"]
    fieldsets = [
        (None, {"fields": ["kind", "anonymity", "name", "language"]}),
        (
            _("Without a name"),
            {"fields": ["descriptor", "descriptor_literal", "count", "vouched_by"]},
        ),
        (_("More"), {"fields": ["same_as", "canonical", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count where it is cited and what it published."""
        rows = super().get_queryset(request)
        found: QuerySet[Any] = rows.annotate(
            n_cited=counted(Citation.objects.all(), "source"),
            n_published=counted(Document.objects.all(), "publisher"),
        )
        return found

    @admin.display(description=_("source"), ordering="name")
    def shown(self, source: Source) -> SafeString:
        """Return its name, or the exact words for it."""
        return plain_label(source)

    @admin.display(description=_("vouched for by"))
    def voucher(self, source: Source) -> SafeString | str:
        """Return the relay that spoke to it."""
        return source_label(source.vouched_by) if source.vouched_by else ""

    @admin.display(description=_("cited"), ordering="n_cited")
    def cited(self, source: Any) -> int:
        """Return in how many chains it stands."""
        return int(source.n_cited)

    @admin.display(description=_("documents"), ordering="n_published")
    def published(self, source: Any) -> int:
        """Return how many documents of it are held."""
        return int(source.n_published)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Source:
        """Create or change it."""
        record = _record(form, formsets)
        by = person(request)
        if change:
            return sources.change_source(source=form.stored, record=record, by=by)
        return sources.create_source(record=record, by=by)

    def remove(self, request: HttpRequest, obj: Source) -> None:
        """Remove it."""
        sources.remove_source(source=obj, by=person(request))


def _record(form: Any, formsets: list[Any]) -> SourceRecord:
    typed = form.cleaned_data
    vouched_by = typed["vouched_by"]
    return SourceRecord(
        id=form.instance.pk or uuid4(),  # inlines take a new object's id away
        **{name: typed[name] for name in _PLAIN},
        names=tuple(
            Name(row["type"], row["language"], row["text"])
            for formset in formsets
            for row in rows_of(formset)
        ),
        vouched_by=vouched_by.pk if vouched_by else None,
        same_as=tuple(typed["same_as"]),
    )


@admin.register(SourceName)
class SourceNameAdmin(ProvenanceReadOnlyAdmin):
    """Further names of sources; they are written on the source's page."""

    list_display = ["text", "type", "language", "source"]
    list_filter = ["type", "language"]
    list_select_related = ["source"]
    search_fields = ["source__folded__contains"]


@admin.register(SourceAffiliation)
class SourceAffiliationAdmin(ProvenanceReadOnlyAdmin):
    """Which source belongs to which."""

    list_display = ["id", "source", "type", "body", "note"]
    list_filter = ["type"]
    list_select_related = ["source", "body"]
    search_fields = ["source__folded__contains", "body__folded__contains"]
