"""Takes the words for a source without a name apart: who, how many, which, and whether known."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.provenance.lexicon import Amount, Lexicon, exactly
from claims.provenance.naming import Word, bare, is_definite, same_stem, stem, stems, words
from claims.provenance.numerals import number_at


@dataclass(frozen=True, slots=True)
class Description:
    """What a description says.

    `head` is the noun in the singular where it is known, else its stem; `modifiers` are the
    other words that say something; `definite` descriptions point at somebody already mentioned.
    """

    head: str
    modifiers: tuple[str, ...]
    amount: Amount
    definite: bool
    anyone: bool

    def same_head(self, other: "Description") -> bool:
        """Tell whether both call the source by one noun."""
        return self.head == other.head or (
            bool(self.head and other.head) and same_stem(self.head, other.head)
        )

    def missing_in(self, other: "Description") -> tuple[str, ...]:
        """Return the modifiers that `other` does not have, in order."""
        theirs = [stems(word) for word in other.modifiers]
        return tuple(
            word for word in self.modifiers if all(stems(word).isdisjoint(own) for own in theirs)
        )

    def agreement(self, other: "Description") -> float:
        """Return how far the modifiers agree: 1 where the shorter row is part of the longer."""
        if not (self.modifiers and other.modifiers):
            return 1.0
        shares = [
            1 - len(one.missing_in(two)) / len(one.modifiers)
            for one, two in ((self, other), (other, self))
            if len(one.modifiers) <= len(two.modifiers)
        ]
        return min(shares)


@lru_cache(maxsize=1 << 12)
def describe(text: str, lexicon: Lexicon, count: int | None = None) -> Description:
    """Return what the description `text` says; `count` is the stated number of persons."""
    found = words(text)
    amount, skipped = _stated(found, lexicon)
    kept = [word for place, word in enumerate(found) if place not in skipped]
    head = _head(kept, lexicon)
    noun = kept[head].form if head is not None else ""
    return Description(
        head=_lemma(noun, lexicon),
        modifiers=_modifiers(kept, head, lexicon),
        amount=exactly(count) if count else amount or _implied(noun, lexicon),
        definite=_is_definite(found, noun, lexicon),
        anyone=not noun or bare(noun) in lexicon.anyone,
    )


def _stated(found: Sequence[Word], lexicon: Lexicon) -> tuple[Amount | None, set[int]]:
    """Return the stated number and the places of its words, near the front of a description."""
    for place, word in enumerate(found[:4]):
        if word.form in lexicon.singular_articles:
            return exactly(1), {place}
        if word.form in lexicon.quantifiers:
            return lexicon.quantifiers[word.form], {place}
        number = number_at(found, place, lexicon)
        if number is not None:
            return exactly(number[0]), set(range(place, number[1]))
    return None, set()


def _head(found: Sequence[Word], lexicon: Lexicon) -> int | None:
    content = [p for p, w in enumerate(found) if w.form not in lexicon.functions]
    persons = [p for p in content if _is_person(found[p].form, lexicon)]
    if not lexicon.counts_before:
        return content[0] if content else None
    stop = next((p for p, w in enumerate(found) if p and w.form in lexicon.stops), len(found))
    early = [p for p in persons if p < stop] or [p for p in content if p < stop]
    return early[-1] if early else None


def _is_person(word: str, lexicon: Lexicon) -> bool:
    return _lemma(word, lexicon) in lexicon.persons


def _lemma(word: str, lexicon: Lexicon) -> str:
    if not word:
        return ""
    for candidate in (word, bare(word), stem(word)):
        if candidate in lexicon.persons:
            return lexicon.persons[candidate]
    return stem(word)


def _modifiers(found: Sequence[Word], head: int | None, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(
        word.form
        for place, word in enumerate(found)
        if place != head
        and word.form not in lexicon.functions
        and word.form not in lexicon.articles
        and word.form not in lexicon.singular_articles
    )


def _implied(noun: str, lexicon: Lexicon) -> Amount:
    return lexicon.number_of(bare(noun)) if noun else Amount(1, None)


def _is_definite(found: Sequence[Word], noun: str, lexicon: Lexicon) -> bool:
    if any(word.form in lexicon.quantifiers for word in found[:1]):
        return False
    if lexicon.articles:
        return bool(found) and found[0].form in lexicon.articles
    return is_definite(noun) or (not noun and bool(found) and is_definite(found[0].form))
