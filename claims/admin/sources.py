"""Sources on the desk."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin, counted
from claims.admin.chains import MODES, document_label, plain_label, source_label
from claims.interchange.records import Name, SourceRecord
from claims.models import (
    Appearance,
    Citation,
    Document,
    Source,
    SourceAffiliation,
    SourceIdentity,
    SourceName,
)
from claims.models.vocabulary import CitationMode, IdentityState
from claims.operations import sources
from claims.operations.identities import decide_identity
from factcheck.accounts.models import Role
from factcheck.core.admin import DeskForm, DeskInline, person
from factcheck.core.admin.base import Panel, holds, rows_of
from factcheck.core.admin.display import admin_url, link, note, panel, table
from factcheck.core.errors import Conflict

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
    """Return with which sources it is, or may be, one, and to whom it belongs."""
    rows = [
        *(_identity(tie, tie.b) for tie in source.identities_as_a.select_related("b")),
        *(_identity(tie, tie.a) for tie in source.identities_as_b.select_related("a")),
        *(_affiliation(tie, tie.body) for tie in source.affiliations.select_related("body")),
        *(_affiliation(tie, tie.source) for tie in source.affiliated.select_related("source")),
    ]
    if not rows:
        return ""
    return panel(_("Ties to other sources"), table([_("tie"), _("source"), _("why")], rows))


def _identity(tie: SourceIdentity, other: Source) -> tuple[Any, ...]:
    said = gettext("the same as: %s") % tie.get_state_display()
    return link(admin_url(SourceIdentity, tie.pk), said), source_label(other), tie.reason


def _affiliation(tie: SourceAffiliation, other: Source) -> tuple[Any, ...]:
    said = link(admin_url(SourceAffiliation, tie.pk), tie.get_type_display())
    return said, source_label(other), tie.note


@admin.register(Source)
class SourceAdmin(ProvenanceAdmin):
    """Anyone or anything that can be cited."""

    form = SourceForm
    stream = "source"
    panels: ClassVar[tuple[Panel, ...]] = (cited_panel, ties_panel)
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


@admin.register(SourceIdentity)
class SourceIdentityAdmin(ProvenanceReadOnlyAdmin):
    """Which sources are found to be one."""

    list_display = ["id", "a", "b", "state", "reason", "decided_by", "decided_at"]
    list_filter = ["state", "decided_at"]
    list_select_related = ["a", "b", "decided_by"]
    search_fields = ["a__folded__contains", "b__folded__contains"]
    date_hierarchy = "created_at"
    actions = ["confirm", "reject", "undo"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may decide whether two sources are one."""
        return holds(request, Role.REVIEWER)

    @admin.action(description=_("Confirm: they are one source"), permissions=["decide"])
    def confirm(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Find each pair to be one."""
        self._decide(request, pairs, IdentityState.CONFIRMED)

    @admin.action(description=_("Reject: they are two sources"), permissions=["decide"])
    def reject(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Find each pair to be two."""
        self._decide(request, pairs, IdentityState.REJECTED)

    @admin.action(description=_("Take the decision back"), permissions=["decide"])
    def undo(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Make each pair a suggestion again."""
        self._decide(request, pairs, IdentityState.SUGGESTED)

    def _decide(
        self, request: HttpRequest, pairs: QuerySet[SourceIdentity], state: IdentityState
    ) -> None:
        """Decide on each pair by itself; what is decided so already is left and named."""
        for pair in pairs.order_by("pk"):
            try:
                decide_identity(identity=pair, state=state, by=person(request))
                self.message_user(request, f"{pair.a} = {pair.b}: {state}", messages.SUCCESS)
            except Conflict as error:
                text = f"{pair.a} = {pair.b}: {error.detail}"
                self.message_user(request, text, messages.WARNING)


@admin.register(SourceAffiliation)
class SourceAffiliationAdmin(ProvenanceReadOnlyAdmin):
    """Which source belongs to which."""

    list_display = ["id", "source", "type", "body", "note"]
    list_filter = ["type"]
    list_select_related = ["source", "body"]
    search_fields = ["source__folded__contains", "body__folded__contains"]
