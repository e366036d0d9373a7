"""Retellings of a claim with the words that drift can be seen in, and what a drift is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from enum import StrEnum

from claims.interchange.records import Anchor
from claims.provenance.reasons import Reason


@dataclass(frozen=True, slots=True)
class CitedSource:
    """One citation of a retelling's chain with what is known of its source.

    Vocabularies are those of the model. `identity` is the key of all mentions confirmed to be
    one with the source, `origin_class` the class of an origin (empty for relays). `language` is
    that of the descriptor.
    """

    source: str
    identity: str
    role: str = "origin"
    origin_class: str = ""
    named: bool = False
    label: str = ""
    count: int | None = None
    language: str = ""
    scope: str = "local"
    quoted: str = ""
    anaphora: str = ""
    cue: Anchor | None = None
    mention: Anchor | None = None
    said_on: date | None = None
    said_when: Anchor | None = None

    @property
    def is_origin(self) -> bool:
        """Say whether the chain ends with it."""
        return self.role == "origin"


@dataclass(frozen=True, slots=True)
class Retelling:
    """One appearance of a claim; without `hops` the document tells it in its own voice.

    `publisher` is the identity of the document's publisher, empty where it is not known;
    `published_at` is in the time of its place, whose days the text speaks of, or so far from it
    as `zones_apart` says.
    """

    appearance: str
    document: str
    claim: str
    anchor: Anchor
    language: str = ""
    zone: str = "body"
    modality: str = "asserted"
    modality_cue: Anchor | None = None
    publisher: str = ""
    published_at: datetime | None = None
    zones_apart: timedelta = timedelta(0)
    hops: tuple[CitedSource, ...] = ()

    @property
    def origins(self) -> tuple[CitedSource, ...]:
        """Return the last level of the chain."""
        return tuple(hop for hop in self.hops if hop.is_origin)

    @property
    def relays(self) -> tuple[CitedSource, ...]:
        """Return the levels before the last."""
        return tuple(hop for hop in self.hops if not hop.is_origin)

    @property
    def classes(self) -> frozenset[str]:
        """Return the origin classes that it goes back to."""
        return frozenset(hop.origin_class for hop in self.origins if hop.origin_class)

    @property
    def published_days(self) -> tuple[date, ...]:
        """Return which days may be that of publication where it was published, likeliest first.

        None at the ends of the calendar, where no day can be counted from another.
        """
        if self.published_at is None or self.published_at.year in (MINYEAR, MAXYEAR):
            return ()
        moments = (self.published_at + self.zones_apart * way for way in (0, -1, 1))
        return tuple(dict.fromkeys(moment.date() for moment in moments))

    @property
    def order(self) -> tuple[float, str, int, str]:
        """Return what puts retellings in order of time, undated ones last, then of place."""
        published = self.published_at.timestamp() if self.published_at else math.inf
        return published, self.document, self.anchor.start, self.appearance


class DriftKind(StrEnum):
    """In what two retellings differ."""

    CERTAINTY = "certainty"
    SOURCE_DESCRIPTION = "source_description"
    NUMBER = "number"
    DATE = "date"
    ATTRIBUTION_DROPPED = "attribution_dropped"
    QUOTATION_CHANGED = "quotation_changed"
    WORDING = "wording"


class DriftCode(StrEnum):
    """Why a drift was found. Details ending in `_a` and `_b` belong to the sides `a` and `b`.

    Certainty: `modality` (modality_*), `cue_verb` (cue_*), `negated_cue` (cue_*: one denies what
    the other confirms), `unable_to_confirm` (cue_*: "did not" against "cannot"), `negation`
    (only_*: words). Source: `description` (words_*, only_*: words, count_*: number), `name`
    (words_*), `persons` (only_*: descriptions). Number: `count`, `bound`, `number_dropped`,
    `number_across_languages` (words_*). Date: `said_on` (day_*: ISO date, words_*), `relative_day`
    (the same: a word such as "today" is older than its article), `weekday` (words_*),
    `event_day` (days_*: 0 is Monday), `doubtful_day` (words_*: stands in a document where another
    relative day is stale). Attribution: `relay` (only_*: keys of identities), `origin` (only_*:
    the same), `own_voice`, `told_again` (words_*). Quotation: `quoted_words` (only_*), `marks`
    (quoted_*). Wording: `words` (only_*).
    """

    MODALITY = "modality"
    CUE_VERB = "cue_verb"
    NEGATED_CUE = "negated_cue"
    UNABLE_TO_CONFIRM = "unable_to_confirm"
    NEGATION = "negation"
    DESCRIPTION = "description"
    NAME = "name"
    PERSONS = "persons"
    COUNT = "count"
    BOUND = "bound"
    NUMBER_DROPPED = "number_dropped"
    NUMBER_ACROSS_LANGUAGES = "number_across_languages"
    SAID_ON = "said_on"
    RELATIVE_DAY = "relative_day"
    WEEKDAY = "weekday"
    EVENT_DAY = "event_day"
    DOUBTFUL_DAY = "doubtful_day"
    RELAY = "relay"
    ORIGIN = "origin"
    OWN_VOICE = "own_voice"
    TOLD_AGAIN = "told_again"
    QUOTED_WORDS = "quoted_words"
    MARKS = "marks"
    WORDS = "words"


class Direction(StrEnum):
    """Whether side `b` says more, or more surely, than side `a`."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    UNCLEAR = "unclear"

    def swapped(self) -> "Direction":
        """Return the direction seen from the other side."""
        return _SWAPPED[self]


_SWAPPED: Mapping[Direction, Direction] = {
    Direction.STRONGER: Direction.WEAKER,
    Direction.WEAKER: Direction.STRONGER,
    Direction.UNCLEAR: Direction.UNCLEAR,
}


@dataclass(frozen=True, slots=True)
class Side:
    """The words of one retelling that a drift shows: which of its anchors, or a part of one."""

    appearance: str
    document: str
    anchor_of: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference between two retellings; `direction` is that of `b` against `a`."""

    kind: DriftKind
    a: Side
    b: Side
    direction: Direction
    reason: Reason = field(default=Reason(""))

    def swapped(self) -> "Drift":
        """Return the same drift seen from the other side."""
        return Drift(self.kind, self.b, self.a, self.direction.swapped(), self.reason.swapped())


def side(retelling: Retelling, anchor_of: str, anchor: Anchor) -> Side:
    """Return an anchor of a retelling as a side of a drift."""
    return Side(
        retelling.appearance,
        retelling.document,
        anchor_of,
        anchor.start,
        anchor.end,
        anchor.exact,
    )


def content(retelling: Retelling) -> Side:
    """Return the words of the claim as a side of a drift."""
    return side(retelling, "anchor", retelling.anchor)


def passage(retelling: Retelling, start: int, end: int) -> Side:
    """Return a part of the claim's words; `start` and `end` count from their beginning."""
    first = retelling.anchor.start
    words = Anchor(first + start, first + end, retelling.anchor.exact[start:end])
    return side(retelling, "anchor", words)


def mentioned(retelling: Retelling, hop: CitedSource) -> Side:
    """Return the words for a source, or else its cue, or else the claim's words."""
    if hop.mention is not None:
        return side(retelling, "mention", hop.mention)
    return cued(retelling, hop)


def cued(retelling: Retelling, hop: CitedSource | None) -> Side:
    """Return the cue of a citation, or else the words for its source or of the claim."""
    if hop is not None and hop.cue is not None:
        return side(retelling, "cue", hop.cue)
    if hop is not None and hop.mention is not None:
        return side(retelling, "mention", hop.mention)
    return content(retelling)


def towards(a: float, b: float) -> Direction:
    """Return the direction from one strength to another."""
    if a == b:
        return Direction.UNCLEAR
    return Direction.STRONGER if b > a else Direction.WEAKER


def by_losses(only_a: object, only_b: object) -> Direction:
    """Return the direction where each side may have something that the other lacks."""
    return towards(bool(only_a), bool(only_b))
