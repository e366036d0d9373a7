"""Retractions on the desk: what no longer stands, and what falls, has fallen or would fall."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin
from claims.admin.documents import DocumentAdmin
from claims.admin.sources import SourceAdmin
from claims.holdings import holdings_of, one_with
from claims.models import Claim, Document, Retraction, RetractionImpact, Source
from claims.operations import retractions
from claims.operations.retractions import Subject
from claims.provenance.analysis import to_json
from factcheck.accounts.models import Role
from factcheck.core.admin import DeskForm, person
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link, note, panel, table

SHOWN = 20
_FIGURES = [
    ("documents", _("documents")),
    ("origins_at_most", _("independent origins, at most")),
    ("origins_at_least", _("at least")),
    ("support", _("support")),
]


class RetractionForm(DeskForm):
    """What no longer stands; of one that is in force, why it is taken back."""

    revoked_because = forms.CharField(
        label=_("Taken back because"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Saving takes the retraction back: what it made fall stands again."),
    )
    places: ClassVar[dict[str, str]] = {"reason": "revoked_because"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.fields.pop("revoked_because", None)

    def _place(self, pointer: str) -> str | None:
        own = pointer.strip("/")
        return own if own in self.fields else super()._place(pointer)


def impacts_panel(request: HttpRequest, retraction: Retraction) -> SafeString:
    """Return what the retraction did to claims, those that fell first."""
    rows = retraction.impacts.select_related("claim").prefetch_related("claim__texts")
    found = list(rows.order_by("-falls", "pk")[: SHOWN + 1])
    if not found:
        said = _("Nothing was weighed yet. Tasks do it; look again in a moment.")
        return panel(_("What fell"), note(said))
    body = _impacts((row.claim, row.before, row.after) for row in found[:SHOWN])
    return panel(_("What fell"), body + _more(len(found)))


def supposed_panel(request: HttpRequest, subject: Source | Document) -> SafeString | str:
    """Return what would fall with a source or a document; nothing is written."""
    claims: Any = Claim.objects.order_by("-created_at", "-pk").with_texts()
    if isinstance(subject, Source):
        what, rows = Subject(source=subject.pk), claims.resting_on(one_with([subject.pk]))
    else:
        what, rows = Subject(document=subject.pk), claims.resting_on_document(subject.pk)
    found = list(rows[: SHOWN + 1])
    if not found:
        return ""
    shown = found[:SHOWN]
    held = holdings_of([claim.pk for claim in shown])
    supposed = ((claim, retractions.suppose(held[claim.pk], what)) for claim in shown)
    body = _impacts((c, to_json(found.before), to_json(found.after)) for c, found in supposed)
    return panel(_("What would fall if it were retracted"), body + _more(len(found)))


def _impacts(rows: Any) -> SafeString:
    heads = [_("claim"), *(name for _key, name in _FIGURES)]
    return table(
        heads,
        (
            [
                link(admin_url(Claim, claim.pk), isolated(str(claim), claim.language, cut=120)),
                *(_change(before[key], after[key]) for key, _name in _FIGURES),
            ]
            for claim, before, after in rows
        ),
    )


def _change(before: int, after: int) -> str:
    """Return a figure, or from what to what; the arrow follows the direction of reading."""
    return str(before) if before == after else gettext("%(before)d → %(after)d") % vars()


def _more(number: int) -> SafeString:
    if number <= SHOWN:
        return SafeString()
    return note(gettext("Only the first %d are shown; the API has all.") % SHOWN)


class InForceFilter(admin.SimpleListFilter):
    """By whether it is in force."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return yes and no."""
        return [("yes", _("in force")), ("no", _("taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(revoked_at__isnull=self.value() == "yes")


@admin.register(Retraction)
class RetractionAdmin(ProvenanceAdmin):
    """Sources and documents that no longer stand for what was told from them."""

    form = RetractionForm
    stream = "retraction"
    delete_role: ClassVar[Role | None] = None  # type: ignore[assignment]
    panels: ClassVar[tuple[Panel, ...]] = (impacts_panel,)
    list_display = ["what", "for_claim", "since", "reason", "made_by", "made_at", "revoked_at"]
    list_filter = [InForceFilter, "made_at"]
    list_select_related = ["source", "document", "claim", "made_by"]
    search_fields = ["source__folded__contains", "document__title__icontains"]
    date_hierarchy = "made_at"
    autocomplete_fields = ["source", "document", "claim"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave texts out, fetch the claims' along."""
        rows = super().get_queryset(request).defer("document__text")
        return rows.prefetch_related("claim__texts")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask what no longer stands; of a stored one only why it is taken back."""
        facts = ["source", "document", "claim", "since", "reason"]
        if obj is None:
            return facts
        return [*facts, "made_by", "made_at", "revoked_by", "revoked_at", "revoked_because"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep what was said."""
        if obj is None:
            return []
        return [
            *("source", "document", "claim", "since", "reason", "made_by", "made_at"),
            *("revoked_by", "revoked_at"),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let one that is in force be taken back, and nothing else."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.revoked_at is None or request.method == "POST")

    @admin.display(description=_("retracted"))
    def what(self, row: Retraction) -> SafeString:
        """Return the source or the document."""
        return isolated(str(row.source or row.document), cut=120)

    @admin.display(description=_("for the claim"))
    def for_claim(self, row: Retraction) -> SafeString | str:
        """Return the claim, or that it is for all."""
        return isolated(str(row.claim), row.claim.language, cut=80) if row.claim else _("all")  # type: ignore[return-value]

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Retraction:
        """Retract, or take a retraction back."""
        typed, by = form.cleaned_data, person(request)
        if change:
            reason = typed["revoked_because"]
            return retractions.revoke(retraction=form.stored, reason=reason, by=by)
        named = {name: typed[name].pk for name in ("source", "document", "claim") if typed[name]}
        return retractions.retract(
            subject=Subject(**named), since=typed["since"], reason=typed["reason"], by=by
        )


@admin.register(RetractionImpact)
class RetractionImpactAdmin(ProvenanceReadOnlyAdmin):
    """What retractions did to claims."""

    list_display = ["claim", "retraction", "falls", "support", "origins", "weighed_at"]
    list_filter = ["falls", "weighed_at"]
    list_select_related = ["claim", "retraction__source", "retraction__document"]
    search_fields = ["claim__texts__folded__contains", "retraction__source__folded__contains"]
    date_hierarchy = "weighed_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims' texts along."""
        rows = super().get_queryset(request).defer("retraction__document__text")
        return rows.prefetch_related("claim__texts")

    @admin.display(description=_("support"))
    def support(self, row: RetractionImpact) -> str:
        """Return from what to what."""
        return _change(row.before["support"], row.after["support"])

    @admin.display(description=_("independent origins, at most"))
    def origins(self, row: RetractionImpact) -> str:
        """Return from what to what."""
        return _change(row.before["origins_at_most"], row.after["origins_at_most"])


SourceAdmin.panels = (*SourceAdmin.panels, supposed_panel)
DocumentAdmin.panels = (*DocumentAdmin.panels, supposed_panel)
