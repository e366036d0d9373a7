"""Claims on the desk: their texts, where they appear and by which chains, how they relate."""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin
from claims.admin.chains import draw
from claims.admin.drift import drift_panel
from claims.admin.images import images_panel
from claims.admin.triage import (
    StatusFilter,
    TopicFilter,
    TriageAdmin,
    merged_here_panel,
    parts_now,
    priority_panel,
)
from claims.holdings import holdings
from claims.interchange.records import ClaimRecord, RelationRecord
from claims.models import Appearance, Claim, ClaimRelation, ClaimText, StoredProvenance
from claims.operations import claims
from claims.priority import total
from claims.provenance.analysis import analyse
from claims.provenance.picture import svg
from claims.provenance.words import in_words
from factcheck.core.admin import AsStored, DeskForm, DeskInline, person
from factcheck.core.admin.base import Panel, rows_of
from factcheck.core.admin.display import admin_url, isolated, link, note, panel, table

APPEARANCES_SHOWN = 100


class TextForm(AsStored):
    """One text, exactly as given."""

    class Meta:
        widgets: ClassVar[dict[str, Any]] = {"text": AdminTextareaWidget(attrs={"rows": 3})}


class TextsInline(DeskInline):
    """What the claim says, per language."""

    form = TextForm
    model = ClaimText
    fields = ["language", "text"]
    verbose_name = _("text")
    verbose_name_plural = _("texts, one a language")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Offer a row to begin with."""
        return 0 if obj else 1


def chains_panel(request: HttpRequest, claim: Claim) -> SafeString:
    """Return every appearance with its chain, in the order of publication."""
    made: Any = Appearance.objects.filter(claim=claim)
    shown = list(made.with_chains().in_reading_order()[: APPEARANCES_SHOWN + 1])
    if not shown:
        return panel(_("Appearances and chains"), note(_("It has not been found anywhere yet.")))
    more = ""
    if len(shown) > APPEARANCES_SHOWN:
        more = note(gettext("Only the first %d are shown.") % APPEARANCES_SHOWN)
    body = format_html("{}{}", draw(shown[:APPEARANCES_SHOWN]), more)
    return panel(_("Appearances and chains"), body)


def provenance_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return who has it from whom in words and as a picture, as it stands now."""
    held = holdings(claim.pk)
    if not held.tellings:
        return ""
    found, language = analyse(held), get_language() or "en"
    sentences = format_html_join("", "<li>{}</li>", ((s,) for s in in_words(found, language)))
    picture = mark_safe(svg(found, language))  # noqa: S308 - drawn by us, labels escaped there
    body = format_html(
        '<ul class="provenance-words">{}</ul><div class="provenance-picture">{}</div>',
        sentences,
        picture,
    )
    return panel(_("Who has it from whom"), body)


def relations_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return how the claim and its tellings stand to others."""
    found: Any = ClaimRelation.objects.visible_to(request.user)
    rows = [
        (
            link(admin_url(ClaimRelation, relation.pk), relation.get_type_display()),
            side_label(relation, "from"),
            side_label(relation, "to"),
            relation.get_strength_display(),
        )
        for relation in with_claims(found.touching(claim.pk))
    ]
    if not rows:
        return ""
    heads = [_("relation"), _("of"), _("to"), _("strength")]
    return panel(_("Relations"), table(heads, rows))


def with_claims(relations: Any) -> Any:
    """Fetch along what the sides of relations say."""
    sides = ("from_claim", "to_claim", "from_appearance__claim", "to_appearance__claim")
    return relations.select_related(
        *sides, "from_appearance__anchor", "to_appearance__anchor"
    ).prefetch_related(*(f"{side}__texts" for side in sides))


def side_label(relation: ClaimRelation, side: str) -> SafeString:
    """Return a claim, or the words of one telling of it, with a link."""
    claim: Claim | None = getattr(relation, f"{side}_claim")
    if claim is not None:
        return link(admin_url(Claim, claim.pk), isolated(str(claim), claim.language, cut=160))
    made: Appearance = getattr(relation, f"{side}_appearance")
    words = isolated(made.anchor.exact, cut=160)
    return format_html("{} ({})", link(admin_url(Appearance, made.pk), words), _("one telling"))


@admin.register(Claim)
class ClaimAdmin(TriageAdmin):
    """Propositions that can be reviewed, the most urgent first."""

    stream = "claim"
    panels: ClassVar[tuple[Panel, ...]] = (
        priority_panel,
        provenance_panel,
        drift_panel,
        chains_panel,
        relations_panel,
        images_panel,
        merged_here_panel,
    )
    inlines = [TextsInline]
    list_display = [
        *("shown", "languages", "status", "about", "urgency", "appearances", "documents"),
        "created_at",
    ]
    list_filter = [StatusFilter, "language", TopicFilter, "created_at"]
    list_select_related = ["priority"]
    ordering = ["-priority__rank", "-id"]
    search_fields = ["texts__folded__contains"]
    date_hierarchy = "created_at"
    readonly_fields = ["status", "created_at", "updated_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show what is merged without a form; the operation says why to who tries."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.merged_into_id is None or request.method == "POST")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the texts along and count the appearances."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_texts().with_counts()
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look into the texts of all languages: each word in one and the same text."""
        if len(search_term) == 36:
            return super().get_search_results(request, queryset, search_term)
        rows: Any = queryset
        return (rows.matching(search_term) if search_term else rows), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what the server sets once it is set."""
        return ["language", "topics", "note", *(self.readonly_fields if obj else [])]

    @admin.display(description=_("claim"))
    def shown(self, claim: Claim) -> SafeString:
        """Return the claim in its own language."""
        return isolated(claim.text_in(claim.language), claim.language, cut=160)

    @admin.display(description=_("texts"))
    def languages(self, claim: Claim) -> str:
        """Return in which languages there is a text."""
        return ", ".join(sorted(text.language for text in claim.texts.all()))

    @admin.display(description=_("topics"))
    def about(self, claim: Claim) -> SafeString:
        """Return the topics."""
        return format_html_join(" · ", "{}", ((isolated(topic),) for topic in claim.topics))

    @admin.display(description=_("priority"), ordering="priority__rank")
    def urgency(self, claim: Any) -> int:
        """Return how urgent it is now."""
        return total(parts_now(claim.priority))

    @admin.display(description=_("appearances"), ordering="appearances_count")
    def appearances(self, claim: Any) -> int:
        """Return in how many places it is made."""
        return int(claim.appearances_count)

    @admin.display(description=_("documents"), ordering="documents_count")
    def documents(self, claim: Any) -> int:
        """Return in how many documents it is made."""
        return int(claim.documents_count)

    def store(self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool) -> Claim:
        """Create or change it."""
        typed, by = form.cleaned_data, person(request)
        record = ClaimRecord(
            id=form.instance.pk or uuid4(),  # inlines take a new object's id away
            language=typed["language"],
            texts={row["language"]: row["text"] for rows in formsets for row in rows_of(rows)},
            note=typed["note"],
            topics=tuple(typed["topics"]),
        )
        if change:
            return claims.change_claim(claim=form.stored, record=record, by=by)
        return claims.create_claim(record=record, by=by)

    def remove(self, request: HttpRequest, obj: Claim) -> None:
        """Remove it."""
        claims.remove_claim(claim=obj, by=person(request))


@admin.register(ClaimText)
class ClaimTextAdmin(ProvenanceReadOnlyAdmin):
    """The texts of claims; they are written on the claim's page."""

    list_display = ["shown", "language", "claim_link"]
    list_filter = ["language"]
    list_select_related = ["claim"]
    search_fields = ["folded__contains"]
    fields = ["claim_link", "language", "text"]

    @admin.display(description=_("text"), ordering="text")
    def shown(self, text: ClaimText) -> SafeString:
        """Return the text."""
        return isolated(text.text, text.language, cut=160)

    @admin.display(description=_("claim"))
    def claim_link(self, text: ClaimText) -> SafeString:
        """Link to the claim."""
        return link(admin_url(Claim, text.claim_id), str(text.claim_id))


class RelationForm(DeskForm):
    """A relation between two claims."""

    places: ClassVar[dict[str, str]] = {"from": "from_claim", "to": "to_claim"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("from_claim", "to_claim"):
            if name in self.fields:
                self.fields[name].required = True


@admin.register(ClaimRelation)
class ClaimRelationAdmin(ProvenanceAdmin):
    """How claims stand to each other; those of single tellings come with imports and the API."""

    form = RelationForm
    stream = "relation"
    list_display = ["id", "type", "of", "to", "strength"]
    list_display_links = ["id", "type"]
    list_filter = ["type", "strength"]
    search_fields = ["from_claim__texts__folded__contains", "to_claim__texts__folded__contains"]
    autocomplete_fields = ["from_claim", "to_claim"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what the sides say."""
        rows: QuerySet[Any] = with_claims(super().get_queryset(request))
        return rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show of a stored relation its sides, whatever they are."""
        sides = ["of", "to"] if obj else ["from_claim", "to_claim"]
        return ["type", *sides, "strength", "dimensions", "note"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show the sides of a stored relation."""
        return ["of", "to"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a relation is made and removed."""
        return False

    @admin.display(description=_("of"))
    def of(self, relation: ClaimRelation) -> SafeString:
        """Return the side that it is said of."""
        return side_label(relation, "from")

    @admin.display(description=_("to"))
    def to(self, relation: ClaimRelation) -> SafeString:
        """Return the other side."""
        return side_label(relation, "to")

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> ClaimRelation:
        """Relate two claims."""
        typed = form.cleaned_data
        record = RelationRecord(
            type=typed["type"],
            from_=typed["from_claim"].pk,
            to=typed["to_claim"].pk,
            strength=typed["strength"],
            dimensions=tuple(typed["dimensions"]),
            note=typed["note"],
        )
        return claims.relate(record=record, by=person(request))

    def remove(self, request: HttpRequest, obj: ClaimRelation) -> None:
        """Remove it."""
        claims.remove_relation(relation=obj, by=person(request))


@admin.register(StoredProvenance)
class StoredProvenanceAdmin(ProvenanceReadOnlyAdmin):
    """The figures of claims as last computed."""

    list_display = [
        *("claim", "documents", "origins_at_least", "origins_at_most", "support", "all_unnamed"),
        *("computed_at", "stale_since"),
    ]
    list_filter = ["all_unnamed", "computed_at"]
    search_fields = ["claim__texts__folded__contains"]
    ordering = ["claim_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredProvenance]:
        """Fetch the claims' texts along."""
        return (
            super().get_queryset(request).select_related("claim").prefetch_related("claim__texts")
        )
