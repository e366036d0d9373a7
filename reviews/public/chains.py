"""The chains of a claim and the differences between its retellings, as the page shows them."""

from dataclasses import dataclass
from itertools import groupby

from reviews.markup.directions import Direction, direction
from reviews.markup.dossier import (
    Difference,
    DocumentRef,
    Dossier,
    Hop,
    Passage,
    Retelling,
    SourceRef,
)
from reviews.markup.links import web_url
from reviews.public.texts import Day, Text, day, moment, text
from reviews.public.wording import Wording

_ROW_MAX_NODES = 4  # more would be too narrow to read side by side


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


def chains(dossier: Dossier, words: Wording) -> list[Chain]:
    """Return every retelling, in the order given."""
    return [_chain(retelling, words) for retelling in dossier.retellings]


def _chain(retelling: Retelling, words: Wording) -> Chain:
    document = retelling.document
    levels = [[_hop(hop, document, words) for hop in level] for level in retelling.levels]
    own_voice = not levels
    if own_voice and document.publisher:
        levels = [[_publisher(document.publisher, words)]]
    return Chain(
        document=document_node(document, words),
        levels=levels,
        own_voice=own_voice,
        unattributed=retelling.voice == "outlet" and not own_voice,
        quote=Text(retelling.quote, document.language),
        in_headline=retelling.zone == "title",
        told_as=words.modalities[retelling.modality] if retelling.modality != "asserted" else "",
        in_row=1 + sum(len(level) for level in levels) <= _ROW_MAX_NODES,
    )


def differences(dossier: Dossier, words: Wording) -> list[DifferenceKind]:
    """Return in what the retellings differ, by kind."""
    return [
        DifferenceKind(label, [_pair(found, words) for found in group])
        for label, group in groupby(dossier.differences, key=lambda found: found.label)
    ]


def _pair(found: Difference, words: Wording) -> Pair:
    return Pair(found.sentence, (_side(found.a, words), _side(found.b, words)))


def _side(passage: Passage, words: Wording) -> Side:
    return Side(
        document=document_node(passage.document, words),
        lang=passage.document.language,
        before=passage.before,
        exact=passage.exact,
        after=passage.after,
    )


def document_node(document: DocumentRef, words: Wording) -> DocumentNode:
    publisher = document.publisher
    return DocumentNode(
        title=text(document.title, document.language),
        link=web_url(document.url),
        publisher=_label(publisher) if publisher else None,
        day=moment(document.published_at, words) if document.published_at else None,
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
        cue=text(hop.cue, document.language),
        mention=text(hop.mention, document.language) if hop.mention != _words(label) else None,
        day=day(hop.said_on, words) if hop.said_on else None,
        link=web_url(hop.cited_document_url),
        on_condition=hop.on_condition_of_anonymity,
    )


def _label(source: SourceRef) -> Text | None:
    return text(source.name if source.is_named else source.descriptor, source.language)


def _words(text: Text | None) -> str:
    return text.words if text else ""
