"""Collects proposals that mentions are one source, and leaves out what is decided already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from claims.provenance.groups import Groups
from claims.provenance.mentions import Mention, Suggestion, SuggestionKind
from claims.provenance.reasons import Reason

_HEADS = 6
"""With how many members that are held apart the others of a block are each proposed as one."""

Pair = tuple[str, str]


class Proposals:
    """The best proposal for every pair of confirmed identities.

    Nothing is kept for two mentions that are confirmed or rejected as one, directly or through
    others, nor for two that one appearance cites side by side: its text tells them apart.
    """

    def __init__(
        self, mentions: Sequence[Mention], confirmed: Iterable[Pair], rejected: Iterable[Pair]
    ) -> None:
        """Start empty; the pairs are keys of mentions in any order."""
        self._same = Groups(confirmed)
        self._apart = {self._classes(a, b) for a, b in rejected}
        self._cited_in: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            cited_in = self._cited_in[self._same.of(mention.key)]
            cited_in.update(place.appearance for place in mention.places)
        self._found: dict[tuple[str, str, bool], dict[SuggestionKind, Suggestion]] = {}

    def _classes(self, a: str, b: str) -> Pair:
        one, other = self._same.of(a), self._same.of(b)
        return (one, other) if one <= other else (other, one)

    def one_already(self, a: str, b: str) -> bool:
        """Tell whether both are confirmed to be one source."""
        return self._same.of(a) == self._same.of(b)

    def allowed(self, a: str, b: str) -> bool:
        """Tell whether the pair may be proposed."""
        one, other = self._classes(a, b)
        if one == other or (one, other) in self._apart:
            return False
        return self._cited_in[one].isdisjoint(self._cited_in[other])

    def add(self, a: str, b: str, kind: SuggestionKind, score: float, why: Reason) -> bool:
        """Keep a proposal if it is allowed; tell whether the two are one, or proposed to be."""
        if self.one_already(a, b):
            return True
        if not self.allowed(a, b):
            return False
        low, high = (a, b) if a <= b else (b, a)
        made = Suggestion(low, high, kind, why, score)
        slot = self._found.setdefault((*self._classes(a, b), made.identity), {})
        slot[kind] = min(slot.get(kind, made), made, key=_rank)
        return True

    def link(self, keys: Iterable[str], kind: SuggestionKind, score: float, why: Reason) -> None:
        """Propose that all of `keys` are one, by as many pairs as that needs."""
        heads: list[str] = []
        for key in keys:
            tried = [self.add(head, key, kind, score, why) for head in heads[:_HEADS]]
            if not any(tried):
                heads.append(key)

    def suggestions(self) -> list[Suggestion]:
        """Return the strongest suggestions that connect all that was proposed, strongest first.

        A pair that stronger suggestions connect already is left out: it comes back when one of
        those is rejected. Affiliations connect nothing and are all kept.
        """
        joined, kept = Groups(), []
        for found in sorted((_best(kinds) for kinds in self._found.values()), key=_rank):
            one, other = self._classes(found.a, found.b)
            if found.identity and joined.of(one) == joined.of(other):
                continue
            if found.identity:
                joined.join(one, other)
            kept.append(found)
        return kept


def _rank(suggestion: Suggestion) -> tuple[float, str, str, str, str]:
    why = repr(suggestion.reason.details)
    return -suggestion.score, suggestion.a, suggestion.b, suggestion.kind, why


def _best(kinds: dict[SuggestionKind, Suggestion]) -> Suggestion:
    first, *rest = sorted(kinds.values(), key=_rank)
    also = tuple(other.reason for other in rest)
    return Suggestion(first.a, first.b, first.kind, first.reason, first.score, also)
