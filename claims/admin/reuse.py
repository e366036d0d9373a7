"""What texts have word for word in common, both passages side by side."""

from typing import Any

from django.contrib import admin
from django.db.models import Func, IntegerField, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceReadOnlyAdmin
from claims.admin.chains import document_label, plain_label
from claims.copies import admitted
from claims.models import Document, SharedPassage, TextPrint
from factcheck.core.admin.display import isolated, note, panel, table
from factcheck.core.directions import direction

PASSAGES_SHOWN = 50
_PASSAGE_SHOWN = 1_000


def reuse_panel(request: HttpRequest, document: Document) -> SafeString | str:
    """Return the passages that the document shares with others, the longest first."""
    rows = SharedPassage.objects.visible_to(request.user).of_document(document.pk).with_sides()
    found = list(rows.order_by("-words", "pk")[: PASSAGES_SHOWN + 1])
    if not found:
        return ""
    shown = found[:PASSAGES_SHOWN]
    pairs = admitted(shown)
    heads = [_("what it is"), _("here"), _("there")]
    body = [table(heads, [_row(document, passage, pairs) for passage in shown])]
    if len(found) > PASSAGES_SHOWN:
        body.append(note(gettext("Only the first %d are shown.") % PASSAGES_SHOWN))
    parts = format_html_join("", "{}", ((part,) for part in body))
    title = _("What it shares with other texts")
    return panel(title, format_html('<div class="desk-drift">{}</div>', parts))


def _row(
    document: Document, passage: SharedPassage, pairs: set[Any]
) -> tuple[SafeString, SafeString, SafeString]:
    sides = [side_of(passage, "later"), side_of(passage, "earlier")]
    if passage.earlier_id == document.pk:
        sides.reverse()
    here, there = sides
    return _facts(document, passage, pairs), here, there


def _facts(document: Document, passage: SharedPassage, pairs: set[Any]) -> SafeString:
    """Say which way it went, and whether that is admitted."""
    reuses = passage.later_id == document.pk
    said = [gettext("The other one was first.") if reuses else gettext("This one was first.")]
    said.append(gettext("Words in common: %d.") % passage.words)
    if passage.quoted:
        said.append(gettext("Hardly anything but a quotation."))
    if (passage.earlier_id, passage.later_id) in pairs:
        said.append(gettext("The later one cites the earlier one or its publisher."))
    else:
        said.append(gettext("The later one does not cite the earlier one or its publisher."))
    return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in said))


def side_of(passage: SharedPassage, side: str) -> SafeString:
    """Return the words of one side, in their own direction, and where they stand."""
    document: Document = getattr(passage, side)
    where = [document_label(document, cut=80)]
    if document.publisher:
        where.append(format_html("{}", plain_label(document.publisher)))
    if document.published_at:
        where.append(format_html("{}", date_format(document.published_at, "DATE_FORMAT")))
    return format_html(
        '<blockquote lang="{}" dir="{}"><p>{}</p></blockquote><p class="desk-facts">{}</p>',
        document.language,
        direction(document.language),
        Truncator(getattr(passage, f"{side}_exact")).chars(_PASSAGE_SHOWN),
        format_html_join(" · ", "{}", ((part,) for part in where)),
    )


@admin.register(SharedPassage)
class SharedPassageAdmin(ProvenanceReadOnlyAdmin):
    """Passages that documents share; they are found when a text comes in."""

    list_display = ["excerpt", "words", "in_earlier", "in_later", "quoted"]
    list_filter = ["quoted", "later__language", "later__published_at"]
    search_fields = ["earlier_exact", "later_exact"]
    search_help_text = _("Part of the words, as they stand")
    ordering = ["-words", "id"]
    fields = ["earlier_words", "later_words", "words", "quoted"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch both documents along."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_sides()
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look for the words as they stand: passages quote exactly."""
        rows: Any = queryset
        return rows.matching(search_term), False

    @admin.display(description=_("words"), ordering="later_exact")
    def excerpt(self, passage: SharedPassage) -> SafeString:
        """Return the beginning."""
        return isolated(passage.later_exact, passage.later.language, cut=120)

    @admin.display(description=_("first in"), ordering="earlier__title")
    def in_earlier(self, passage: SharedPassage) -> SafeString:
        """Link to the earlier document."""
        return document_label(passage.earlier, cut=80)

    @admin.display(description=_("then in"), ordering="later__title")
    def in_later(self, passage: SharedPassage) -> SafeString:
        """Link to the later document."""
        return document_label(passage.later, cut=80)

    @admin.display(description=_("first in"))
    def earlier_words(self, passage: SharedPassage) -> SafeString:
        """Return the earlier one's words."""
        return side_of(passage, "earlier")

    @admin.display(description=_("then in"))
    def later_words(self, passage: SharedPassage) -> SafeString:
        """Return the later one's words."""
        return side_of(passage, "later")


@admin.register(TextPrint)
class TextPrintAdmin(ProvenanceReadOnlyAdmin):
    """Which texts have been compared with the others."""

    list_display = ["title", "size", "sha256"]
    list_filter = ["document__language", "document__created_at"]
    search_fields = ["document__title", "sha256"]
    search_help_text = _("Part of the title or of the hash")
    fields = ["title", "size", "sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the document without its text, and how many fingerprints there are."""
        count = Func("prints", function="cardinality", output_field=IntegerField())
        rows = super().get_queryset(request).select_related("document").annotate(n_prints=count)
        found: QuerySet[Any] = rows.defer("document__text", "prints")
        return found

    @admin.display(description=_("document"), ordering="document__title")
    def title(self, row: TextPrint) -> SafeString:
        """Link to the document."""
        return document_label(row.document, cut=120)

    @admin.display(description=_("fingerprints"), ordering="n_prints")
    def size(self, row: Any) -> int:
        """Return how many there are."""
        return int(row.n_prints)
