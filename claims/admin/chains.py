"""Who has it from whom, as boxes with arrows: the chain of one appearance, ready to be drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.models import Appearance, Citation, Document, Source
from claims.models.vocabulary import Anonymity, CitationMode, CitationRole, Modality, Voice, Zone
from factcheck.core.admin.display import admin_url, isolated, link, quoted
from factcheck.core.directions import Direction, direction

MODES = {
    CitationMode.DIRECT_QUOTE: _("direct quotation"),
    CitationMode.INDIRECT: _("indirect speech"),
    CitationMode.REPORT_OF_REPORT: _("report of a report"),
    CitationMode.STATEMENT: _("statement"),
    CitationMode.SOCIAL_POST: _("social media post"),
}
MODALITIES = {
    Modality.UNVERIFIED: _("unverified"),
    Modality.POSSIBLE: _("possible"),
    Modality.LIKELY: _("likely"),
    Modality.NEARLY_CERTAIN: _("nearly certain"),
    Modality.ASSERTED: _("asserted"),
    Modality.DENIED: _("denied"),
    Modality.PREDICTED: _("predicted"),
}
_ROW_MAX_NODES = 4  # more would be too narrow to read side by side


@dataclass(frozen=True, slots=True)
class Node:
    """A relay or an origin."""

    label: SafeString
    is_origin: bool
    is_unnamed: bool
    is_literal: bool
    own_voice: bool = False
    hop: Citation | None = None
    mode: Any = ""
    cue: SafeString | str = ""
    mention: SafeString | str = ""
    cited: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """One telling: the document, the levels of joint sources behind it, and the words."""

    url: str
    title: SafeString
    publisher: SafeString | str
    document: Document
    levels: list[list[Node]]
    own_voice: bool
    unattributed: bool
    words: str
    language: str
    direction: Direction
    in_headline: bool
    told_as: Any
    negated: bool
    in_row: bool


def plain_label(source: Source) -> SafeString:
    """Return a source's name, or the exact words for it in quotation marks."""
    unnamed = source.anonymity != Anonymity.NAMED
    said = quoted if unnamed and source.descriptor_literal else isolated
    return said(source.label, source.language)


def source_label(source: Source) -> SafeString:
    """Return the same with a link."""
    return link(admin_url(Source, source.pk), plain_label(source))


def document_label(document: Document, *, cut: int = 0) -> SafeString:
    """Return a document's title with a link."""
    title = isolated(document.title or document.url or str(document.pk), document.language, cut=cut)
    return link(admin_url(Document, document.pk), title)


def chain_of(appearance: Appearance) -> Chain:
    """Read an appearance; fetch its chain along (`with_chains`)."""
    document = appearance.document
    levels = [
        [_node(hop, document.language) for hop in hops]
        for _level, hops in groupby(appearance.citations.all(), key=lambda hop: hop.level)
    ]
    own_voice = not levels
    if own_voice and document.publisher:
        levels = [[_own_voice(document.publisher)]]
    return Chain(
        url=admin_url(Appearance, appearance.pk),
        title=document_label(document),
        publisher=source_label(document.publisher) if document.publisher else "",
        document=document,
        levels=levels,
        own_voice=own_voice,
        unattributed=appearance.voice == Voice.OUTLET and not own_voice,
        words=appearance.anchor.exact,
        language=document.language,
        direction=direction(document.language),
        in_headline=appearance.zone == Zone.TITLE,
        told_as=_told_as(appearance),
        negated=appearance.polarity == "negative",
        in_row=1 + sum(map(len, levels)) <= _ROW_MAX_NODES,
    )


def _told_as(appearance: Appearance) -> Any:
    modality = Modality(appearance.modality)
    return "" if modality is Modality.ASSERTED else MODALITIES[modality]


def _own_voice(publisher: Source) -> Node:
    return Node(
        label=source_label(publisher),
        is_origin=True,
        is_unnamed=publisher.anonymity != Anonymity.NAMED,
        is_literal=publisher.descriptor_literal,
        own_voice=True,
    )


def _node(hop: Citation, language: str) -> Node:
    source = hop.source
    mention = hop.mention.exact if hop.mention else ""
    return Node(
        label=source_label(source),
        is_origin=hop.role == CitationRole.ORIGIN,
        is_unnamed=source.anonymity != Anonymity.NAMED,
        is_literal=source.descriptor_literal,
        hop=hop,
        mode=MODES[CitationMode(hop.mode)],
        cue=quoted(hop.cue.exact, language) if hop.cue else "",
        mention=quoted(mention, language) if mention not in ("", source.label) else "",
        cited=document_label(hop.cited_document, cut=60) if hop.cited_document else "",
    )


def draw(appearances: Iterable[Appearance]) -> SafeString:
    """Return the chains of appearances as HTML."""
    chains = [chain_of(appearance) for appearance in appearances]
    return render_to_string("admin/claims/chains.html", {"chains": chains})


def in_a_line(appearance: Appearance) -> SafeString:
    """Return a chain as one line, from the document's publisher to the origin."""
    chain = chain_of(appearance)
    steps = [
        (format_html_join(" + ", "{}", ((n.label,) for n in level)),) for level in chain.levels
    ]
    arrow = SafeString('<span class="desk-arrow"></span>')
    head = chain.publisher or chain.title
    if chain.own_voice:
        return format_html("{} <em>{}</em>", head, _("own voice"))
    return format_html("{}{}{}", head, arrow, format_html_join(arrow, "{}", steps))
