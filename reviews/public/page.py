"""The public page of a revision: one self-contained HTML file with its ClaimReview markup."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reviews.markup.claimreview import script_safe
from reviews.markup.directions import Direction, direction
from reviews.markup.dossier import (
    Correction,
    Difference,
    DocumentRef,
    Dossier,
    Hop,
    Passage,
    Retelling,
    SourceRef,
    Verdict,
)
from reviews.markup.links import web_url
from reviews.public.tones import tone
from reviews.public.wording import Wording, primary, wording

_ROW_MAX_NODES = 4  # more would be too narrow to read side by side


@dataclass(frozen=True, slots=True)
class Text:
    """Words in their own language, to be isolated from the text around them."""

    words: str
    lang: str

    @property
    def dir(self) -> Direction:
        return direction(self.lang)

    @property
    def html(self) -> SafeString:
        return self._isolated(self.words)

    @property
    def quoted(self) -> SafeString:
        """Put the quotation marks of its own language within, where its lines begin and end."""
        opening, closing = wording(self.lang).quotes
        return self._isolated(f"{opening}{self.words}{closing}")

    def _isolated(self, words: str) -> SafeString:
        return format_html('<bdi lang="{}" dir="{}">{}</bdi>', self.lang, self.dir, words)


@dataclass(frozen=True, slots=True)
class Day:
    machine: str
    readable: str

    @property
    def html(self) -> SafeString:
        return format_html('<time datetime="{}">{}</time>', self.machine, self.readable)


@dataclass(frozen=True, slots=True)
class DocumentNode:
    title: Text | None
    link: str
    publisher: Text | None
    day: Day | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class SourceNode:
    """A relay or an origin; `mode` is empty for the publisher in its own voice."""

    role: str
    is_origin: bool
    label: Text | None
    is_unnamed: bool
    is_literal: bool
    count: str = ""
    mode: str = ""
    cue: Text | None = None
    mention: Text | None = None
    day: Day | None = None
    link: str = ""
    on_condition: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    document: DocumentNode
    levels: list[list[SourceNode]]
    own_voice: bool
    unattributed: bool
    quote: Text
    in_headline: bool
    told_as: str
    in_row: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two passages; `exact` is what differs."""

    document: DocumentNode
    lang: str
    before: str
    exact: str
    after: str

    @property
    def dir(self) -> Direction:
        return direction(self.lang)


@dataclass(frozen=True, slots=True)
class Pair:
    sentence: str
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class DifferenceKind:
    label: str
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """What readers are told of a correction; `rated` is empty where the rating stayed."""

    day: Day
    paragraphs: list[str]
    since: str
    rated: str


def render_page(dossier: Dossier, *, url: str, jsonld: bytes) -> bytes:
    """Return the page as UTF-8; `jsonld` is the markup of the same dossier at the same `url`."""
    words = wording(dossier.language)
    context = {
        "dossier": dossier,
        "url": url,
        "dir": direction(dossier.language),
        "locale": dossier.language.replace("-", "_"),
        "words": words,
        "ui": _label_attributes(words, dossier.language),
        "page_title": dossier.title or dossier.claim_text,
        "description": dossier.summary or dossier.claim_text,
        "newsroom_link": web_url(dossier.newsroom.url),
        "revision": str(dossier.revision),
        "published": _moment(dossier.published_at, words),
        "updated": _updated(dossier, words),
        "score": _score(dossier.rating, words),
        "tone": tone(dossier.rating),
        "paragraphs": _paragraphs(dossier.explanation),
        "chains": [_chain(retelling, words) for retelling in dossier.retellings],
        "corrections": _corrections(dossier, words),
        "differences": _differences(dossier, words),
        "not_shown": _not_shown(dossier, words),
        "picture": mark_safe(dossier.picture),  # noqa: S308 - drawn by us, labels escaped there
        "jsonld": mark_safe(script_safe(jsonld)),  # noqa: S308 - escaped just here
    }
    return render_to_string("reviews/public/review.html", context).encode()


def render_tombstone(dossier: Dossier, *, at: datetime, reason: str) -> bytes:
    """Return the page that stands where a review was withdrawn: what it was of, when and why."""
    words = wording(dossier.language)
    context = {
        "dossier": dossier,
        "words": words,
        "dir": direction(dossier.language),
        "ui": _label_attributes(words, dossier.language),
        "page_title": f"{words.withdrawn}: {dossier.claim_text}",
        "paragraphs": _paragraphs(reason),
        "day": _moment(at, words),
    }
    return render_to_string("reviews/public/tombstone.html", context).encode()


def _label_attributes(words: Wording, language: str) -> str:
    """Mark labels that are not in the page's language, so that they are read and ordered right."""
    if words.language == primary(language):
        return ""
    return format_html(' lang="{}" dir="{}"', words.language, direction(words.language))


def _chain(retelling: Retelling, words: Wording) -> Chain:
    document = retelling.document
    levels = [[_hop(hop, document, words) for hop in level] for level in retelling.levels]
    own_voice = not levels
    if own_voice and document.publisher:
        levels = [[_publisher(document.publisher, words)]]
    return Chain(
        document=_document(document, words),
        levels=levels,
        own_voice=own_voice,
        unattributed=retelling.voice == "outlet" and not own_voice,
        quote=Text(retelling.quote, document.language),
        in_headline=retelling.zone == "title",
        told_as=words.modalities[retelling.modality] if retelling.modality != "asserted" else "",
        in_row=1 + sum(len(level) for level in levels) <= _ROW_MAX_NODES,
    )


def _differences(dossier: Dossier, words: Wording) -> list[DifferenceKind]:
    return [
        DifferenceKind(label, [_pair(found, words) for found in group])
        for label, group in groupby(dossier.differences, key=lambda found: found.label)
    ]


def _corrections(dossier: Dossier, words: Wording) -> list[CorrectionNote]:
    """Return the notes, the newest first, each with the rating where it gave way to another."""
    ratings = [*(each.rating for each in dossier.corrections), dossier.rating]
    pairs = zip(dossier.corrections, ratings[1:], strict=True)
    return [_correction(each, then, words) for each, then in pairs][::-1]


def _correction(correction: Correction, then: Verdict, words: Wording) -> CorrectionNote:
    since = correction.wrong_since
    return CorrectionNote(
        day=_moment(correction.corrected_at, words),
        paragraphs=_paragraphs(correction.note),
        since=format_html(words.wrong_since, day=_shown_day(since, words)) if since else "",
        rated=_rated(correction, words) if correction.rating != then else "",
    )


def _rated(correction: Correction, words: Wording) -> str:
    score = _score(correction.rating, words)
    label = format_html("<bdi>{}</bdi>", correction.rating.label)
    return format_html(
        words.rated_before,
        first=_shown_day(correction.published_at, words),
        last=_shown_day(correction.corrected_at, words),
        rating=format_html("<strong>{}</strong> ({})", label, score) if score else label,
    )


def _shown_day(moment: datetime, words: Wording) -> SafeString:
    return _moment(moment, words).html


def _not_shown(dossier: Dossier, words: Wording) -> str:
    left = dossier.differences_left_out
    return words.not_shown.format(number=left) if left else ""


def _pair(found: Difference, words: Wording) -> Pair:
    return Pair(found.sentence, (_side(found.a, words), _side(found.b, words)))


def _side(passage: Passage, words: Wording) -> Side:
    return Side(
        document=_document(passage.document, words),
        lang=passage.document.language,
        before=passage.before,
        exact=passage.exact,
        after=passage.after,
    )


def _document(document: DocumentRef, words: Wording) -> DocumentNode:
    publisher = document.publisher
    return DocumentNode(
        title=_text(document.title, document.language),
        link=web_url(document.url),
        publisher=_label(publisher) if publisher else None,
        day=_moment(document.published_at, words) if document.published_at else None,
        inferred=document.published_at_inferred,
    )


def _publisher(source: SourceRef, words: Wording) -> SourceNode:
    return SourceNode(
        role=words.origin,
        is_origin=True,
        label=_label(source),
        is_unnamed=not source.is_named,
        is_literal=source.descriptor_literal,
    )


def _hop(hop: Hop, document: DocumentRef, words: Wording) -> SourceNode:
    source = hop.source
    label = _label(source)
    return SourceNode(
        role=words.origin if hop.role == "origin" else words.relay,
        is_origin=hop.role == "origin",
        label=label,
        is_unnamed=not source.is_named,
        is_literal=source.descriptor_literal,
        count=str(source.count) if source.count else "",
        mode=words.modes[hop.mode],
        cue=_text(hop.cue, document.language),
        mention=_text(hop.mention, document.language) if hop.mention != _words(label) else None,
        day=_day(hop.said_on, words) if hop.said_on else None,
        link=web_url(hop.cited_document_url),
        on_condition=hop.on_condition_of_anonymity,
    )


def _label(source: SourceRef) -> Text | None:
    return _text(source.name if source.is_named else source.descriptor, source.language)


def _text(words: str, language: str) -> Text | None:
    return Text(words, language) if words else None


def _words(text: Text | None) -> str:
    return text.words if text else ""


def _updated(dossier: Dossier, words: Wording) -> Day | None:
    if dossier.modified_at == dossier.published_at:
        return None
    return _moment(dossier.modified_at, words)


def _moment(moment: datetime, words: Wording) -> Day:
    moment = moment.astimezone(UTC)
    return Day(moment.isoformat(timespec="seconds"), words.day(moment.date()))


def _day(day: date, words: Wording) -> Day:
    return Day(day.isoformat(), words.day(day))


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _score(verdict: Verdict, words: Wording) -> str:
    if verdict.value is None or verdict.best is None:
        return ""
    return words.score.format(value=verdict.value, best=verdict.best)
