"""Finds passages that two texts share, and fingerprints by which such texts are found at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from claims.provenance.alignment import Run, align, total
from claims.spelling import DROPPED, fold

MIN_WORDS = 13
"""Fewer words in common are a stock phrase, or a name with its titles."""
GUARANTEED = 8
"""Texts that share a run of so many words have a fingerprint in common."""
MAX_WORDS = 100_000
"""What stands behind so many words of a text is not compared: they are a whole book."""

_SHINGLE = 5
"""Words that are hashed together: fewer would meet by chance too often."""
_WINDOW = GUARANTEED - _SHINGLE + 1
_WORD = re.compile(rf"[^\W_](?:[^\W_]|{DROPPED.pattern})*")
_QUOTED = re.compile("(?:[“”„‟«»\"]|'')((?:(?!'')[^“”„‟«»\"\n])+)(?:[“”„‟«»\"]|'')")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that texts a and b share: offsets in code points, ends exclusive.

    `words` is how many both have, in one order. It is `quoted` where those that stand outside
    of quotation marks, in a or in b, would alone be too few for a finding.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    quoted: bool

    def mirrored(self) -> "Passage":
        """Return it as b and a share it."""
        return Passage(self.b_start, self.b_end, self.a_start, self.a_end, self.words, self.quoted)


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage that two held documents share; they are named by their keys."""

    earlier: str
    later: str
    earlier_start: int
    earlier_end: int
    later_start: int
    later_end: int
    words: int
    earlier_exact: str
    later_exact: str
    quoted: bool = False


class _Words:
    """The words of a text, folded, with their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.forms: list[str] = []
        self.places: list[tuple[int, int]] = []
        for found in _WORD.finditer(text):
            for form in _fold(found.group()).split():  # a single letter may stand for a phrase
                self.forms.append(form)
                self.places.append(found.span())
            if len(self.forms) >= MAX_WORDS:
                break

    def quoted(self) -> list[int]:
        """Return for each word whether it stands in quotation marks."""
        inside = bytearray(len(self.text))
        for found in _QUOTED.finditer(self.text):
            inside[found.start() : found.end()] = b"\1" * (found.end() - found.start())
        return [inside[start] for start, _ in self.places]


_fold = lru_cache(maxsize=1 << 16)(fold)


def fingerprints(text: str) -> tuple[int, ...]:
    """Return hashes of some of the word sequences of a text, as sorted signed 64-bit integers.

    They are chosen by winnowing (Schleimer, Wilkerson and Aiken, 2003): of every few sequences
    on end the one with the least hash, so that texts that share GUARANTEED words share one.
    """
    forms = _Words(text).forms
    hashes = [_hash(forms[n : n + _SHINGLE]) for n in range(len(forms) - _SHINGLE + 1)]
    windows = range(len(hashes) - _WINDOW + 1)
    return tuple(sorted({min(hashes[n : n + _WINDOW]) for n in windows}))


def _hash(forms: Sequence[str]) -> int:
    digest = blake2b(" ".join(forms).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def shared(a: str, b: str) -> tuple[Passage, ...]:
    """Return the passages of MIN_WORDS words or more that both texts have, in the order of a.

    Within one, a few words may differ at each place. A passage is left out where longer ones
    hold all that it has of one text already.
    """
    if b < a:  # what is found must not depend on which is which
        found = [passage.mirrored() for passage in shared(b, a)]
    else:
        found = list(_passages(_Words(a), _Words(b)))
    return tuple(sorted(found, key=lambda p: (p.a_start, p.b_start, p.a_end, p.b_end)))


def _passages(a: _Words, b: _Words) -> Iterator[Passage]:
    chains = align(a.forms, b.forms, least=MIN_WORDS)
    if not chains:
        return
    quoted = a.quoted(), b.quoted()
    for chain in chains:
        first, last = chain[0], chain[-1]
        yield Passage(
            a_start=a.places[first.a][0],
            a_end=a.places[last.a_end - 1][1],
            b_start=b.places[first.b][0],
            b_end=b.places[last.b_end - 1][1],
            words=total(chain),
            quoted=_unquoted(chain, *quoted) < MIN_WORDS,
        )


def _unquoted(chain: Sequence[Run], a: Sequence[int], b: Sequence[int]) -> int:
    """Count the common words that are not quoted on both sides."""
    return sum(not (a[run.a + n] and b[run.b + n]) for run in chain for n in range(run.words))
