"""Aligns two sequences of words: runs that both have, joined where a few words differ."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = 3
"""Words that may be put in, left out or changed between two runs of one passage."""

_SEED = 3
"""Shorter runs are looked at in no passage."""
_PAIRS = 100
"""Pairs of places of the same three words that are all looked at."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both have on end: in a from its word `a` on, in b from its word `b` on."""

    a: int
    b: int
    words: int

    @property
    def a_end(self) -> int:
        """The first word of a behind it."""
        return self.a + self.words

    @property
    def b_end(self) -> int:
        """The first word of b behind it."""
        return self.b + self.words

    def after(self, skipped: int) -> "Run":
        """Return the run without its first words."""
        return Run(self.a + skipped, self.b + skipped, self.words - skipped)


Chain = list[Run]


def align(a: Sequence[str], b: Sequence[str], *, least: int) -> list[Chain]:
    """Return the chains of runs that have at least so many words, those with most words first.

    Between the runs of a chain stand at most GAP words of each side. A chain is left out where
    longer ones hold all its words of one side already. Where three words recur over and over in
    both, their places are paired in their order alone: all pairs would be the square of them.
    """
    found = [chain for chain in _chains(_runs(a, b)) if total(chain) >= least]
    found.sort(key=lambda chain: (-total(chain), chain[0].a, chain[0].b))
    return _unhidden(found, len(a), len(b))


def total(chain: Chain) -> int:
    """Return how many words both sides have in a chain."""
    return sum(run.words for run in chain)


def _runs(a: Sequence[str], b: Sequence[str]) -> list[Run]:
    """Return the runs that nothing can be added to, in the order of a, each once."""
    reached: dict[int, int] = {}  # by diagonal: up to where a has been read
    found = []
    for i, j in sorted(_seeds(a, b)):
        if i < reached.get(i - j, 0):
            continue
        back = 0
        while i > back and j > back and a[i - back - 1] == b[j - back - 1]:
            back += 1
        size = _SEED
        while i + size < len(a) and j + size < len(b) and a[i + size] == b[j + size]:
            size += 1
        reached[i - j] = i + size
        found.append(Run(i - back, j - back, back + size))
    return sorted(found, key=lambda run: (run.a, run.b))


def _seeds(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places where both have the same few words."""
    in_a, in_b = _places(a), _places(b)
    for words in in_a.keys() & in_b.keys():
        here, there = in_a[words], in_b[words]
        if len(here) * len(there) <= _PAIRS:
            yield from ((i, j) for i in here for j in there)
        else:
            yield from zip(here, there, strict=False)


def _places(forms: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    found = defaultdict(list)
    for n in range(len(forms) - _SEED + 1):
        found[tuple(forms[n : n + _SEED])].append(n)
    return found


def _chains(runs: Sequence[Run]) -> Iterator[Chain]:
    """Yield the runs joined to chains; where two could go on from one, the better one does.

    Each run goes on from the one before it with which it makes most words.
    """
    words: list[int] = []  # by run: of the best chain that ends with it
    before: list[tuple[int, int]] = []  # by run: what it goes on from, and what that has of it
    last: dict[int, int] = {}  # by diagonal: the run that was seen last
    for number, run in enumerate(runs):
        gain, joint = 0, (-1, 0)
        for diagonal in range(run.a - run.b - GAP, run.a - run.b + GAP + 1):
            other = last.get(diagonal, -1)
            overlap = None if other < 0 else _overlap(runs[other], run)
            if overlap is not None and words[other] - overlap > gain:
                gain, joint = words[other] - overlap, (other, overlap)
        words.append(run.words + gain)
        before.append(joint)
        last[run.a - run.b] = number
    ends = sorted(range(len(runs)), key=lambda number: (-words[number], number))
    yield from _cut(runs, before, ends)


def _overlap(one: Run, other: Run) -> int | None:
    """Return how many words of `other` stand in `one` already, None if it does not follow."""
    gaps = other.a - one.a_end, other.b - one.b_end
    overlap = max(0, -min(gaps))
    return overlap if overlap < other.words and max(gaps) + overlap <= GAP else None


def _cut(
    runs: Sequence[Run], before: Sequence[tuple[int, int]], ends: Sequence[int]
) -> Iterator[Chain]:
    """Follow chains back from their ends, each to its beginning or to where another has been."""
    used: set[int] = set()
    for end in ends:
        chain: Chain = []
        at = end
        while at >= 0 and at not in used:
            used.add(at)
            previous, overlap = before[at]
            chain.append(runs[at] if previous in used else runs[at].after(overlap))
            at = previous
        yield chain[::-1]


def _unhidden(chains: Sequence[Chain], a: int, b: int) -> list[Chain]:
    """Leave out the chains of which those before hold all words of a side.

    The sides have `a` and `b` words.
    """
    held = bytearray(a), bytearray(b)
    kept = []
    for chain in chains:
        spans = slice(chain[0].a, chain[-1].a_end), slice(chain[0].b, chain[-1].b_end)
        if all(0 in side[span] for side, span in zip(held, spans, strict=True)):
            kept.append(chain)
            for side, span in zip(held, spans, strict=True):
                side[span] = b"\1" * (span.stop - span.start)
    return kept
