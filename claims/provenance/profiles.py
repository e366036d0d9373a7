"""Unnamed mentions as one claim shows them: how described, and reached through whom."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from claims.provenance.descriptions import Description, describe
from claims.provenance.groups import Groups
from claims.provenance.lexicon import lexicon_of
from claims.provenance.mentions import Mention, Place

_AGREEMENT = 0.5


@dataclass(frozen=True, slots=True)
class Profile:
    """An unnamed mention at some of its places: its descriptions by language, and its relays.

    `literal` is the language of the words that the texts have; the others are glosses.
    `relays` are explicit; `spoke_to` adds the publisher where nobody stands between.
    """

    mention: Mention
    said: Mapping[str, Description]
    literal: str
    relays: frozenset[str]
    spoke_to: frozenset[str]
    places: tuple[Place, ...]

    @property
    def documents(self) -> frozenset[str]:
        """Return the documents of its places."""
        return frozenset(place.document for place in self.places)

    @property
    def first(self) -> Place:
        """Return the place that stands first."""
        return self.places[0]

    @property
    def key(self) -> str:
        """Return the key of the mention."""
        return self.mention.key

    @property
    def own(self) -> Description:
        """Return the description in the words of the text."""
        return self.said[self.literal]

    def shared_relay(self, other: "Profile") -> str:
        """Return a relay that both spoke to, or nothing."""
        return min(self.spoke_to & other.spoke_to, default="")

    def apart(self, other: "Profile") -> bool:
        """Tell whether both have relays and none in common."""
        return bool(self.relays and other.relays and self.relays.isdisjoint(other.relays))

    def described_with(self, other: "Profile") -> tuple[Description, Description] | None:
        """Return both descriptions in one language, one of them at least in a text's own words."""
        for language in (self.literal, other.literal):
            if language in self.said and language in other.said:
                return self.said[language], other.said[language]
        return None


def same_kind(one: Profile, other: Profile) -> bool:
    """Tell whether both are called by one noun and may be as many."""
    pair = one.described_with(other)
    return (
        pair is not None
        and pair[0].same_head(pair[1])
        and one.own.amount.overlaps(other.own.amount)
    )


def alike(one: Profile, other: Profile) -> bool:
    """Tell whether both descriptions can be of one source and say enough to think so.

    Bare words such as "sources" say nothing: there the relay must be shared.
    """
    pair = one.described_with(other)
    if pair is None or not same_kind(one, other) or one.apart(other):
        return False
    empty = any(said.anyone and not said.modifiers for said in pair)
    return pair[0].agreement(pair[1]) >= _AGREEMENT and (not empty or bool(one.shared_relay(other)))


class Profiles:
    """The unnamed mentions, by claim and by appearance."""

    def __init__(self, mentions: Sequence[Mention], relays: Groups) -> None:
        """Read all unnamed mentions; `relays` says which relays are one."""
        self._relays = relays
        self._said = {m.key: _said(m) for m in mentions if not m.named and m.descriptor}
        self.unnamed = [m for m in mentions if m.key in self._said and _known(self._said[m.key])]

    def profile(self, mention: Mention, places: Sequence[Place]) -> Profile:
        """Return the mention as some of its places show it."""
        literal, said = self._said[mention.key]
        explicit = {self._relays.of(relay) for place in places for relay in place.relays}
        if mention.vouched_by:
            explicit.add(self._relays.of(mention.vouched_by))
        direct = {
            self._relays.of(place.publisher)
            for place in places
            if place.publisher and not place.relays and not mention.vouched_by
        }
        relays = frozenset(explicit)
        ordered = sorted(places, key=lambda place: (place.document, place.start, place.appearance))
        return Profile(mention, said, literal, relays, relays | direct, tuple(ordered))

    def by_claim(self) -> dict[str, list[Profile]]:
        """Return the profiles of each claim, in order of their keys."""
        return self._by(lambda place: place.claim)

    def casts(self) -> list[list[Profile]]:
        """Return the unnamed origins of each appearance, in order of the appearances."""
        by_appearance = sorted(self._by(lambda place: place.appearance).items())
        casts = ([p for p in block if p.first.role == "origin"] for _, block in by_appearance)
        return [cast for cast in casts if cast]

    def _by(self, block: Callable[[Place], str]) -> dict[str, list[Profile]]:
        found: dict[str, list[Profile]] = defaultdict(list)
        for mention in self.unnamed:
            places: dict[str, list[Place]] = defaultdict(list)
            for place in mention.places:
                places[block(place)].append(place)
            for name, own in places.items():
                found[name].append(self.profile(mention, own))
        found.pop("", None)
        return found


def _said(mention: Mention) -> tuple[str, dict[str, Description]]:
    """Return the language of a descriptor and what it and its glosses say, by language."""
    texts = {language.partition("-")[0]: text for language, text in mention.glosses.items()}
    literal = mention.language.partition("-")[0] or lexicon_name(mention.descriptor)
    texts[literal] = mention.descriptor
    said = {}
    for language, text in texts.items():
        lexicon = lexicon_of(language, text)
        if lexicon is not None:
            said[language] = describe(text, lexicon, mention.count)
    return literal, said


def lexicon_name(text: str) -> str:
    """Return the language that the script of `text` speaks for."""
    lexicon = lexicon_of("", text)
    return lexicon.language if lexicon else ""


def _known(said: tuple[str, dict[str, Description]]) -> bool:
    return said[0] in said[1]
