"""Measures how much of the wording two clauses share."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from claims.provenance.lexicon import Lexicon, lexicon_of
from claims.provenance.naming import Word, stems, words
from claims.provenance.retellings import Retelling

_LONGEST = 400
"""Words of a clause that are compared; a longer anchor is no single claim."""


def shared_lexicon(a: Retelling, b: Retelling) -> Lexicon | None:
    """Return the words of the language that both are told in, None if there is none."""
    one = lexicon_of(a.language, a.anchor.exact)
    other = lexicon_of(b.language, b.anchor.exact)
    return one if one is other else None


def content_words(text: str, lexicon: Lexicon | None) -> Sequence[Word]:
    """Return the words of `text` that say something; negations do."""
    found = words(text)[:_LONGEST]
    if lexicon is None:
        return found
    empty = lexicon.functions - lexicon.negations
    return [word for word in found if word.form not in empty and word.form != "و"]


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """Return a stem that a particle written together with the word does not change."""
    return min(stems(word), key=lambda found: (len(found), found))


def likeness(a: Retelling, b: Retelling) -> float:
    """Return the share of equal words of two clauses, 0 to 1; 0 across languages."""
    lexicon = shared_lexicon(a, b)
    if lexicon is None:
        return 0.0
    kept = [content_words(told.anchor.exact, lexicon) for told in (a, b)]
    return share(*([canonical(word.form) for word in found] for found in kept))


def share(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of equal words, in order; the order of the two sides changes nothing."""
    low, high = sorted((list(one), list(other)))
    return SequenceMatcher(None, low, high, autojunk=False).ratio()


def unshared(one: Sequence[Word], other: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return the words of each side that the other does not have, wherever it has them."""
    kept = [{canonical(word.form) for word in found} for found in (one, other)]
    return (
        [word for word in one if canonical(word.form) not in kept[1]],
        [word for word in other if canonical(word.form) not in kept[0]],
    )
