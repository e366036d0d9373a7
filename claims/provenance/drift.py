"""Finds drift between retellings of a claim that go back to one origin."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from claims.provenance import (
    drift_attribution,
    drift_certainty,
    drift_dates,
    drift_numbers,
    drift_sources,
    drift_wording,
)
from claims.provenance.groups import Groups
from claims.provenance.likeness import likeness
from claims.provenance.retellings import (
    CitedSource,
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
)

__all__ = [
    "CitedSource",
    "Direction",
    "Drift",
    "DriftCode",
    "DriftKind",
    "Retelling",
    "Side",
    "compare",
    "find_drift",
]

ALL_PAIRS = 12
"""Up to so many documents each is compared with each; of more, each with the first and the last."""
_TELLINGS = 12
"""Retellings of one claim in one document that are compared; an article rarely has three."""

Pair = tuple[Retelling, Retelling]


def find_drift(
    retellings: Iterable[Retelling], *, related: Iterable[tuple[str, str]] = ()
) -> list[Drift]:
    """Return the drift between retellings that share an origin class, in order of the retellings.

    `related` are pairs of claims that are compared as if they were one. Compared are, from
    document to document, the retellings that are nearest in wording; within a document each with
    the next; what a document says in its own voice with all; and one that stops at a source with
    those that go on behind it. In every drift `a` is the earlier retelling. The order of
    `retellings` changes nothing; their appearances are unique.
    """
    ordered = sorted(retellings, key=lambda told: told.order)
    claims = Groups(related)
    by_claim: dict[str, list[Retelling]] = defaultdict(list)
    for told in ordered:
        by_claim[claims.of(told.claim)].append(told)
    found: list[Drift] = []
    for _, group in sorted(by_claim.items()):
        for one, other in _pairs(group):
            found.extend(compare(one, other))
        found.extend(drift_attribution.told_again(group))
    found.extend(drift_dates.doubtful_days(ordered, found))
    return list(dict.fromkeys(found))


def compare(a: Retelling, b: Retelling) -> list[Drift]:
    """Return the drift from `a` to `b`; that from `b` to `a` is the same, swapped."""
    if a.appearance == b.appearance:
        return []
    found = [
        *drift_certainty.find(a, b),
        *drift_attribution.find(a, b),
        *drift_numbers.find(a, b),
        *drift_dates.find(a, b),
    ]
    if a.classes & b.classes:
        found += [*drift_sources.find(a, b), *drift_wording.find(a, b)]
    return found


def _pairs(group: Sequence[Retelling]) -> list[Pair]:
    """Return the pairs of one claim that are worth comparing, each once and in order."""
    found: dict[tuple[str, str], Pair] = {}
    for row in _rows(group):
        for one, other in _aligned(row):
            if _comparable(one, other):
                low, high = sorted((one, other), key=lambda told: told.order)
                found[low.appearance, high.appearance] = low, high
    return sorted(found.values(), key=lambda pair: (pair[0].order, pair[1].order))


def _rows(group: Sequence[Retelling]) -> Iterator[list[Retelling]]:
    """Yield the retellings that may be comparable: of one class, of one source, own voice."""
    rows: dict[tuple[str, str], list[Retelling]] = defaultdict(list)
    for told in group:
        for name in told.classes:
            rows["class", name].append(told)
        for name in drift_attribution.passes_on(told) | drift_attribution.ends_with(told):
            rows["source", name].append(told)
    yield from (row for _, row in sorted(rows.items()))
    if any(not told.hops for told in group):
        yield list(group)


def _comparable(a: Retelling, b: Retelling) -> bool:
    if not a.hops or not b.hops:
        return bool(a.hops or b.hops)
    if a.classes & b.classes:
        return True
    ends, passes = drift_attribution.ends_with, drift_attribution.passes_on
    return bool(ends(a) & passes(b) or ends(b) & passes(a))


def _aligned(row: Sequence[Retelling]) -> Iterator[Pair]:
    by_document: dict[str, list[Retelling]] = defaultdict(list)
    for told in row:
        if len(by_document[told.document]) < _TELLINGS:
            by_document[told.document].append(told)
    documents = list(by_document.values())
    for own in documents:
        yield from (pair for pair in pairwise(own) if _one_statement(*pair))
    for one, other in _document_pairs(documents):
        yield from _nearest(_bodies(one), _bodies(other))


def _one_statement(a: Retelling, b: Retelling) -> bool:
    """Tell whether one document says the same twice: without a common word they are two parts."""
    return likeness(a, b) > 0


def _document_pairs(
    documents: Sequence[list[Retelling]],
) -> Iterator[tuple[list[Retelling], list[Retelling]]]:
    if len(documents) <= ALL_PAIRS:
        yield from combinations(documents, 2)
        return
    for place in range(1, len(documents)):
        yield documents[0], documents[place]
        if place > 1:
            yield documents[place - 1], documents[place]


def _bodies(tellings: Sequence[Retelling]) -> Sequence[Retelling]:
    """Return what stands in the body; a headline only where nothing does."""
    return [told for told in tellings if told.zone != "title"] or tellings


def _nearest(one: Sequence[Retelling], other: Sequence[Retelling]) -> Iterator[Pair]:
    """Yield each retelling with the nearest of the other document that it can be compared with."""
    for mine, theirs in ((one, other), (other, one)):
        for told in mine:
            fit = [found for found in theirs if _comparable(told, found)]
            if fit:
                yield told, max(fit, key=lambda found: (likeness(told, found), found.order))
