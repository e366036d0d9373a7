"""Finds unnamed mentions to whom two documents give one sentence nearly word for word."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claims.provenance.description_matches import words_of
from claims.provenance.lexicon import lexicon_of
from claims.provenance.likeness import canonical, content_words, share
from claims.provenance.mentions import Place, SuggestionKind
from claims.provenance.profiles import Profile, Profiles, same_kind
from claims.provenance.proposals import Proposals
from claims.provenance.reasons import reason

_WINDOW = 8
_SKETCH = 3
"""How many of a clause's pairs of words, those of the smallest checksums, are looked up."""
_LEAST_WORDS = 4
_ALIKE = 0.8

Cast = list[Profile]


def match_clauses(profiles: Profiles, proposals: Proposals) -> None:
    """Propose unnamed origins of one kind behind nearly the same clause in two documents."""
    told = [(cast, said) for cast in profiles.casts() if (said := _said(cast[0].first))]
    seen: set[tuple[int, int]] = set()
    for one, other in _candidates([said for _, said in told]):
        if (one, other) not in seen:
            seen.add((one, other))
            if share(told[one][1], told[other][1]) >= _ALIKE:
                _match(told[one][0], told[other][0], proposals)


def _said(place: Place) -> list[str]:
    """Return the content words of what is said; nothing of a clause that is short."""
    found = content_words(place.clause, lexicon_of(place.language, place.clause))
    return [canonical(word.form) for word in found] if len(found) >= _LEAST_WORDS else []


def _candidates(told: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    blocks: dict[int, list[int]] = defaultdict(list)
    for place, said in enumerate(told):
        checksums = sorted({zlib.crc32(" ".join(pair).encode()) for pair in pairwise(said)})
        for checksum in checksums[:_SKETCH]:
            for earlier in blocks[checksum][-_WINDOW:]:
                yield earlier, place
            blocks[checksum].append(place)


def _match(one: Cast, other: Cast, proposals: Proposals) -> None:
    if not one[0].documents.isdisjoint(other[0].documents):
        return
    for a in one:
        for b in other:
            if a.key != b.key and same_kind(a, b):
                why = reason(SuggestionKind.SAME_CLAUSE, clause=a.first.clause, **words_of(a, b))
                score = 0.6 if a.apart(b) else 0.75
                proposals.add(a.key, b.key, SuggestionKind.SAME_CLAUSE, score, why)
