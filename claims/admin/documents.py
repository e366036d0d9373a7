"""Documents on the desk, with the places in their texts on which claims stand."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Q, QuerySet
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin, counted
from claims.admin.chains import document_label, in_a_line, plain_label
from claims.admin.passages import Passage, marked
from claims.admin.reuse import reuse_panel
from claims.interchange.records import DocumentRecord
from claims.models import Anchor, Appearance, Document
from claims.operations import documents
from claims.spelling import fold
from factcheck.core.admin import person
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link, note, panel
from factcheck.core.directions import direction

TEXT_SHOWN = 100_000
APPEARANCES_SHOWN = 300
_PLAIN = ("language", "url", "title", "published_at", "published_at_inferred", "note")


def text_panel(request: HttpRequest, document: Any) -> SafeString | str:
    """Return the text with its passages, or nothing where the form holds it."""
    if not (document.anchored or document.long) and DocumentAdmin.may_write(request):
        return ""
    told = _tellings(document)
    text = format_html(
        '<div class="desk-text" lang="{}" dir="{}">{}</div>',
        document.language,
        direction(document.language),
        marked(document.shown, [*_passages(told)]),
    )
    return panel(_("Text"), format_html("{}{}{}", _remarks(document, told), text, _legend(told)))


def _tellings(document: Document) -> list[Appearance]:
    found = (
        Appearance.objects.filter(document=document)
        .with_chains()
        .select_related("claim", "document__publisher", "anchor", "modality_cue")
        .prefetch_related("claim__texts")
        .order_by("anchor__start", "anchor__end", "pk")
    )
    return list(found[:APPEARANCES_SHOWN])


def _remarks(document: Any, told: list[Appearance]) -> SafeString:
    said = []
    if document.anchored:
        said.append(
            gettext(
                "Claims are anchored in this text, so it stays as it is. A new fetch that "
                "differs is a new version, which the API takes."
            )
        )
    if document.long:
        said.append(
            gettext("The text has %(all)d characters; the first %(shown)d are shown.")
            % {"all": document.length, "shown": TEXT_SHOWN}
        )
    if len(told) == APPEARANCES_SHOWN:
        said.append(gettext("Only the first %d appearances are marked.") % APPEARANCES_SHOWN)
    return format_html_join("", "{}", ((note(line),) for line in said))


def _passages(told: list[Appearance]) -> Iterator[Passage]:
    for number, appearance in enumerate(told, 1):
        url = admin_url(Appearance, appearance.pk)
        anchor = appearance.anchor
        yield Passage(anchor.start, anchor.end, str(appearance.claim), number, url)
        if appearance.modality_cue:
            yield _words(appearance.modality_cue, _("says how certain"))
        for hop in appearance.citations.all():
            named = [
                (hop.cue, _("cites")),
                (hop.mention, _("names the source")),
                (hop.said_when, _("says when")),
                (hop.channel, _("says by which channel")),
            ]
            yield from (_words(held, what) for held, what in named if held)


def _words(anchor: Anchor, what: Any) -> Passage:
    return Passage(anchor.start, anchor.end, what)


def _legend(told: list[Appearance]) -> SafeString:
    """Return the numbered claims, each with its chain in one line."""
    rows = (
        (
            link(admin_url(Appearance, made.pk), isolated(str(made.claim), made.claim.language)),
            in_a_line(made),
            gettext("(beyond the part shown)") if made.anchor.start >= TEXT_SHOWN else "",
        )
        for made in told
    )
    items = format_html_join("", "<li>{}<br><small>{} {}</small></li>", rows)
    return format_html('<ol class="desk-legend">{}</ol>', items) if items else items


class FoundInFilter(admin.SimpleListFilter):
    """By whether any claim was found in it."""

    title = _("claims in it")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return yes and no."""
        return [("yes", _("some")), ("no", _("none yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        made = Appearance.objects.values("document_id")
        held = Q(pk__in=made)
        return queryset.filter(held if self.value() == "yes" else ~held)


@admin.register(Document)
class DocumentAdmin(ProvenanceAdmin):
    """Articles, posts, broadcasts and reports that are held."""

    stream = "document"
    panels: ClassVar[tuple[Panel, ...]] = (text_panel, reuse_panel)
    list_display = ["shown", "publisher_label", "language", "published_at", "found", "version"]
    list_filter = ["language", FoundInFilter, "published_at"]
    search_fields = ["title"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["publisher"]
    readonly_fields = ["sha256", "version", "supersedes"]

    @classmethod
    def may_write(cls, request: HttpRequest) -> bool:
        """Say whether the person may change documents."""
        return bool(admin.site.get_model_admin(Document).has_change_permission(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the texts out; count the claims found."""
        rows: Any = super().get_queryset(request)
        counts = counted(Appearance.objects.all(), "document")
        found: QuerySet[Any] = rows.listed().annotate(n_found=counts)
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look into titles, addresses and the publishers' names."""
        words = search_term.split()
        if len(words) < 2 and len(search_term) == 36:
            return super().get_search_results(request, queryset, search_term)
        for word in words:
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(url__icontains=word)
                | Q(publisher__folded__contains=fold(word))
            )
        return queryset, False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Fetch the beginning of the text along: all of it may be too much for a page."""
        found: Any = super().get_object(request, object_id, from_field)
        if found is not None:
            row = Document.objects.filter(pk=found.pk)
            parts = row.values_list(Length("text"), Left("text", TEXT_SHOWN))
            found.length, found.shown = parts.get()
            found.long = found.length > TEXT_SHOWN
            found.anchored = found.anchors.exists()
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the text out of the form where it cannot be changed here."""
        text = [] if obj and (obj.anchored or obj.long) else ["text"]
        if obj and not self.has_change_permission(request, obj):
            text = []
        facts = ["title", "publisher", "url", "language", "published_at", "published_at_inferred"]
        more = ["version", "supersedes", "sha256"] if obj else []
        return [(None, {"fields": [*facts, *text, "note", *more]})]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Take the text as it is, blanks at its ends included."""
        if db_field.name == "text":
            widget = AdminTextareaWidget(attrs={"rows": 24})
            kwargs |= {"strip": False, "widget": widget}
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("title"), ordering="title")
    def shown(self, document: Document) -> SafeString:
        """Return the title, or what stands for it."""
        title = document.title or document.url or str(document.pk)
        return isolated(title, document.language, cut=120)

    @admin.display(description=_("publisher"), ordering="publisher__name")
    def publisher_label(self, document: Document) -> SafeString | str:
        """Return who published it."""
        return plain_label(document.publisher) if document.publisher else ""

    @admin.display(description=_("claims"), ordering="n_found")
    def found(self, document: Any) -> int:
        """Return in how many places a claim is made in it."""
        return int(document.n_found)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Document:
        """Hold or change it."""
        typed, by = form.cleaned_data, person(request)
        publisher = typed["publisher"]
        record = DocumentRecord(
            id=form.instance.pk,
            **{name: typed[name] for name in _PLAIN},
            text=typed.get("text") or form.stored.text,
            publisher=publisher.pk if publisher else None,
        )
        if change:
            return documents.change_document(document=form.stored, record=record, by=by)
        return documents.create_document(record=record, by=by)

    def remove(self, request: HttpRequest, obj: Document) -> None:
        """Remove it."""
        documents.remove_document(document=obj, by=person(request))


@admin.register(Anchor)
class AnchorAdmin(ProvenanceReadOnlyAdmin):
    """Places in texts; they come and go with what is anchored there."""

    list_display = ["words", "document_title", "start", "end"]
    list_filter = ["document__language"]
    search_fields = ["exact"]
    search_help_text = _("Part of the words, as they stand")
    show_full_result_count = False
    fields = ["document_title", "start", "end", "words", "prefix", "suffix"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the document without its text."""
        return super().get_queryset(request).select_related("document").defer("document__text")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look for the words as they stand: anchors quote exactly."""
        return queryset.filter(exact__icontains=search_term), False

    @admin.display(description=_("words"), ordering="exact")
    def words(self, anchor: Anchor) -> SafeString:
        """Return what is quoted."""
        return isolated(anchor.exact, anchor.document.language, cut=160)

    @admin.display(description=_("document"))
    def document_title(self, anchor: Anchor) -> SafeString:
        """Link to the document."""
        return document_label(anchor.document, cut=80)
