"""Finds attributions that one retelling has and another drops, or gives twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from claims.provenance.reasons import reason
from claims.provenance.retellings import (
    CitedSource,
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
    by_losses,
    content,
    cued,
    mentioned,
)

_KIND = DriftKind.ATTRIBUTION_DROPPED


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the relays or origins, or all attribution, that one of the two leaves out."""
    if not a.hops or not b.hops:
        if (a.hops or b.hops) and not _speaks(a, b) and not _speaks(b, a):
            yield _own_voice(a, b)
    elif a.classes & b.classes:
        yield from _relays(a, b)
    else:
        yield from _origins(a, b)


def _speaks(told: Retelling, other: Retelling) -> bool:
    """Tell whether `told` is what the other cites: in its own voice, the outlet says it there."""
    return not told.hops and told.publisher in ends_with(other)


def _own_voice(a: Retelling, b: Retelling) -> Drift:
    why = reason(DriftCode.OWN_VOICE, own_a=not a.hops, own_b=not b.hops)
    # What is told without anybody's word for it is told as a fact.
    to = Direction.STRONGER if a.hops else Direction.WEAKER
    return Drift(_KIND, _first(a, a.origins), _first(b, b.origins), to, why)


def _first(told: Retelling, hops: Sequence[CitedSource]) -> Side:
    return cued(told, hops[0]) if hops else content(told)


def _relays(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the relays of one class of origins that only one names where it tells the claim.

    A credit elsewhere in the article counts as little as in reading: it is neither there nor
    missing. An outlet does not drop itself.
    """
    everyone = [{hop.identity for hop in told.relays} for told in (a, b)]
    only_a = [hop for hop in _near(a) if hop.identity not in everyone[1] | {b.publisher}]
    only_b = [hop for hop in _near(b) if hop.identity not in everyone[0] | {a.publisher}]
    if only_a or only_b:
        why = reason(DriftCode.RELAY, only_a=_identities(only_a), only_b=_identities(only_b))
        sides = _first(a, only_a or a.origins), _first(b, only_b or b.origins)
        yield Drift(_KIND, *sides, by_losses(only_a, only_b), why)


def _near(told: Retelling) -> list[CitedSource]:
    return sorted(
        (hop for hop in told.relays if hop.scope != "document"), key=lambda hop: hop.identity
    )


def _identities(hops: Iterable[CitedSource]) -> tuple[str, ...]:
    return tuple(sorted({hop.identity for hop in hops}))


def passes_on(told: Retelling) -> frozenset[str]:
    """Return the identities that a retelling names as having the claim from somebody else."""
    handed_on = {hop.identity for hop in told.relays}
    return frozenset(handed_on | ({told.publisher} if told.publisher and told.hops else set()))


def ends_with(told: Retelling) -> frozenset[str]:
    """Return the identities that a retelling names as origins."""
    return frozenset(hop.identity for hop in told.origins)


def _origins(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield that one retelling stops at a source which, by the other, has it from somebody."""
    stops_a, stops_b = _stops(a, b), _stops(b, a)
    if stops_a or stops_b:
        beyond_a = _identities(a.origins) if stops_b else ()
        beyond_b = _identities(b.origins) if stops_a else ()
        why = reason(DriftCode.ORIGIN, only_a=beyond_a, only_b=beyond_b)
        sides = _first(a, a.origins), _first(b, b.origins)
        yield Drift(_KIND, *sides, by_losses(beyond_a, beyond_b), why)


def _stops(told: Retelling, other: Retelling) -> frozenset[str]:
    return (ends_with(told) - passes_on(told)) & passes_on(other)


def told_again(retellings: Iterable[Retelling]) -> Iterator[Drift]:
    """Yield where one document tells one claim from one class as if from several sources.

    `retellings` are in order. Titles are left out: they repeat by nature, as does a second
    citation of the same source.
    """
    rows: dict[tuple[str, str], list[tuple[Retelling, CitedSource]]] = defaultdict(list)
    for told in retellings:
        for hop in _one_a_class(told) if told.zone != "title" else ():
            rows[told.document, hop.origin_class].append((told, hop))
    for _, row in sorted(rows.items()):
        for (one, hop), (other, later) in pairwise(row):
            apart = {h.source for h in one.origins}.isdisjoint(h.source for h in other.origins)
            if apart and _mention(hop) != _mention(later):
                yield _again(one, hop, other, later)


def _one_a_class(told: Retelling) -> list[CitedSource]:
    found: dict[str, CitedSource] = {}
    for hop in told.origins:
        if hop.origin_class and not hop.named:
            found.setdefault(hop.origin_class, hop)
    return list(found.values())


def _mention(hop: CitedSource) -> tuple[int, int]:
    return (hop.mention.start, hop.mention.end) if hop.mention else (-1, -1)


def _again(a: Retelling, one: CitedSource, b: Retelling, other: CitedSource) -> Drift:
    sides = mentioned(a, one), mentioned(b, other)
    why = reason(DriftCode.TOLD_AGAIN, words_a=sides[0].exact, words_b=sides[1].exact)
    return Drift(_KIND, *sides, Direction.UNCLEAR, why)
