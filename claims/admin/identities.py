"""Which sources are, or may be, one: on the desk, with both sides next to each other."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import DecisionsAdmin
from claims.admin.chains import document_label, source_label
from claims.grounds import RULES, in_words
from claims.models import Appearance, Citation, Source, SourceIdentity
from claims.models.vocabulary import IdentityState
from claims.operations.identities import decide_identity
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link, note, panel, table

IDENTITIES_SHOWN, CITATIONS_SHOWN = 50, 10
STATES = {
    IdentityState.SUGGESTED: _("nobody has decided"),
    IdentityState.CONFIRMED: _("they are one source"),
    IdentityState.REJECTED: _("they are two sources"),
}
_BY_A_PERSON = "person"


def identities_panel(request: HttpRequest, source: Source) -> SafeString | str:
    """Return with which other sources it is, or may be, one; what is undecided comes first."""
    found: Any = SourceIdentity.objects.visible_to(request.user)
    pairs = found.of_source(source.pk).with_grounds().order_by("-state", "pk")
    shown = list(pairs[: IDENTITIES_SHOWN + 1])
    if not shown:
        return ""
    rows = [
        (
            source_label(pair.b if pair.a_id == source.pk else pair.a),
            link(admin_url(SourceIdentity, pair.pk), str(STATES[IdentityState(pair.state)])),
            suggested_by(pair),
            why(pair),
        )
        for pair in shown[:IDENTITIES_SHOWN]
    ]
    body = table([_("source"), _("decision"), _("suggested by"), _("why")], rows)
    if len(shown) > IDENTITIES_SHOWN:
        more = note(gettext("Only the first %d are shown.") % IDENTITIES_SHOWN)
        body = format_html("{}{}", body, more)
    return panel(_("Whether it is one with other sources"), body)


def suggested_by(pair: SourceIdentity) -> Any:
    """Return what has suggested it."""
    return RULES.get(pair.rule, _("a person"))


def why(pair: SourceIdentity) -> SafeString:
    """Return why both may be one, in the reader's language where a rule says it."""
    return isolated(in_words(pair, get_language() or "en"))


def sides_panel(request: HttpRequest, pair: SourceIdentity) -> SafeString:
    """Return what is known of both sources, next to each other."""
    held = Source.objects.with_names().select_related("vouched_by")
    found = held.in_bulk([pair.a_id, pair.b_id])
    sides = [found[pair.a_id], found[pair.b_id]]
    facts = (
        (_("kind"), _kind),
        (_("further names"), _names),
        (_("vouched for by"), _voucher),
        (_("Cited in"), _cited),
    )
    rows = [(what, *(shown(side) for side in sides)) for what, shown in facts]
    compared = table(["", *map(source_label, sides)], rows)
    return panel(_("Both sources"), format_html('<div class="desk-sides">{}</div>', compared))


def _kind(source: Source) -> str:
    parts = [source.get_kind_display(), source.get_anonymity_display(), source.count]
    return " · ".join(str(part) for part in parts if part)


def _names(source: Source) -> SafeString:
    rows = ((isolated(name.text, name.language),) for name in source.names.all())
    return format_html_join("", "{}<br>", rows)


def _voucher(source: Source) -> SafeString | str:
    return source_label(source.vouched_by) if source.vouched_by else ""


def _cited(source: Source) -> SafeString:
    """Return for what the source is cited, and in which documents."""
    hops = list(
        Citation.objects.filter(source=source)
        .select_related("appearance__document", "appearance__anchor")
        .defer("appearance__document__text")
        .order_by("appearance__document__published_at", "pk")[: CITATIONS_SHOWN + 1]
    )
    told = (
        (_said(hop), document_label(hop.appearance.document, cut=80))
        for hop in hops[:CITATIONS_SHOWN]
    )
    items = format_html_join("", "<li>{}<br><small>{}</small></li>", told)
    more = "" if len(hops) <= CITATIONS_SHOWN else gettext("and elsewhere")
    return format_html("<ul>{}</ul>{}", items, more)


def _said(hop: Citation) -> SafeString:
    made = hop.appearance
    words = isolated(made.anchor.exact, made.document.language, cut=160)
    return link(admin_url(Appearance, made.pk), words)


class RuleFilter(admin.SimpleListFilter):
    """By what has suggested it."""

    title = _("suggested by")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the rules, and persons."""
        return [*RULES.items(), (_BY_A_PERSON, _("a person"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        chosen = self.value()
        if chosen is None:
            return queryset
        return queryset.filter(rule="" if chosen == _BY_A_PERSON else chosen)


@admin.register(SourceIdentity)
class SourceIdentityAdmin(DecisionsAdmin):
    """Which sources are found to be one."""

    stream = "identity"
    panels: ClassVar[tuple[Panel, ...]] = (sides_panel,)
    list_display = ["id", "one", "other", "state", "rule_label", "words", "decided_by"]
    list_filter = ["state", RuleFilter, "decided_at"]
    search_fields = ["a__folded__contains", "b__folded__contains"]
    date_hierarchy = "created_at"
    actions = ["confirm", "reject", "undo"]
    fields = [
        *("one", "other", "state", "rule_label", "words"),
        *("decided_by", "decided_at", "created_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along both sources and what the rules name."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_grounds().select_related("decided_by")
        return found

    @admin.display(description=_("source"), ordering="a__name")
    def one(self, pair: SourceIdentity) -> SafeString:
        """Link to the one source."""
        return source_label(pair.a)

    @admin.display(description=_("may be the same as"), ordering="b__name")
    def other(self, pair: SourceIdentity) -> SafeString:
        """Link to the other."""
        return source_label(pair.b)

    @admin.display(description=_("suggested by"), ordering="rule")
    def rule_label(self, pair: SourceIdentity) -> Any:
        """Return what has suggested it."""
        return suggested_by(pair)

    @admin.display(description=_("why"))
    def words(self, pair: SourceIdentity) -> SafeString:
        """Return why, in the reader's language."""
        return why(pair)

    @admin.action(description=_("Confirm: they are one source"), permissions=["decide"])
    def confirm(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Find each pair to be one."""
        self.decide_each(request, pairs, IdentityState.CONFIRMED)

    @admin.action(description=_("Reject: they are two sources"), permissions=["decide"])
    def reject(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Find each pair to be two."""
        self.decide_each(request, pairs, IdentityState.REJECTED)

    @admin.action(description=_("Take the decision back"), permissions=["decide"])
    def undo(self, request: HttpRequest, pairs: QuerySet[SourceIdentity]) -> None:
        """Make each pair a suggestion again."""
        self.decide_each(request, pairs, IdentityState.SUGGESTED)

    def decide(self, row: SourceIdentity, state: IdentityState, by: Any) -> None:
        """Call the operation."""
        decide_identity(identity=row, state=state, by=by)

    def named(self, row: SourceIdentity) -> str:
        """Return what it was about."""
        return f"{row.a} = {row.b}"
