"""Finds drift in who is said to have said it: words, number and definiteness of the source."""

from collections.abc import Iterator, Sequence

from claims.provenance.descriptions import Description, describe
from claims.provenance.lexicon import lexicon_of
from claims.provenance.reasons import Detail, reason
from claims.provenance.retellings import (
    CitedSource,
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    by_losses,
    mentioned,
    towards,
)

_KIND = DriftKind.SOURCE_DESCRIPTION
Pair = tuple[CitedSource, CitedSource]


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the drift in the description of each origin, and in who is among the origins."""
    pairs = _pairs(a, b)
    for one, other in pairs:
        found = _compare(a, one, b, other)
        if found is not None:
            yield found
    yield from _persons(a, b, pairs)


def _pairs(a: Retelling, b: Retelling) -> list[Pair]:
    """Return which origin of `a` stands for which of `b`: the best fit first, each once."""
    every = [(one, other) for one in a.origins for other in b.origins if _one_class(one, other)]
    pairs: list[Pair] = []
    for one, other in sorted(every, key=lambda pair: _fit(a, b, pair), reverse=True):
        if all(one is not p and other is not q for p, q in pairs):
            pairs.append((one, other))
    return sorted(pairs, key=lambda pair: (pair[0].source, pair[1].source))


def _one_class(one: CitedSource, other: CitedSource) -> bool:
    return bool(one.origin_class) and one.origin_class == other.origin_class


def _fit(a: Retelling, b: Retelling, pair: Pair) -> tuple[bool, bool, float, str, str]:
    one, other = said(a, pair[0]), said(b, pair[1])
    keys = sorted((pair[0].source, pair[1].source), reverse=True)
    same = pair[0].identity == pair[1].identity
    if one is None or other is None:
        return same, False, 0.0, keys[0], keys[1]
    return same, one.same_head(other), one.agreement(other), keys[0], keys[1]


def said(told: Retelling, hop: CitedSource) -> Description | None:
    """Return what a retelling says of a source; for "the two" what it called them before."""
    words = hop.mention.exact if hop.mention and not hop.anaphora else hop.label
    lexicon = lexicon_of(hop.language or told.language, words)
    if lexicon is None or not words:
        return None
    described = describe(words, lexicon, hop.count)
    full = describe(hop.label or words, lexicon, hop.count)
    return full if described.definite and not full.definite else described


def _compare(a: Retelling, one: CitedSource, b: Retelling, other: CitedSource) -> Drift | None:
    sides = mentioned(a, one), mentioned(b, other)
    words: dict[str, Detail] = {"words_a": _words(one), "words_b": _words(other)}
    if one.named or other.named:
        if one.named == other.named:
            return None
        why = reason(DriftCode.NAME, **words)
        return Drift(_KIND, *sides, towards(one.named, other.named), why)
    described = said(a, one), said(b, other)
    if described[0] is None or described[1] is None:
        return None
    details, direction = _differences(described[0], described[1], _language(a, one, b, other))
    if not details:
        return None
    return Drift(_KIND, *sides, direction, reason(DriftCode.DESCRIPTION, **words, **details))


def _words(hop: CitedSource) -> str:
    return hop.mention.exact if hop.mention else hop.label


def _language(a: Retelling, one: CitedSource, b: Retelling, other: CitedSource) -> bool:
    """Tell whether both descriptions are in one language."""
    tags = one.language or a.language, other.language or b.language
    return tags[0].partition("-")[0] == tags[1].partition("-")[0]


def _differences(
    a: Description, b: Description, comparable: bool
) -> tuple[dict[str, Detail], Direction]:
    """Return the details of what differs and its direction; across languages only the number."""
    details: dict[str, Detail] = {}
    only_a = _only(a, b) if comparable else ()
    only_b = _only(b, a) if comparable else ()
    if only_a or only_b:
        details |= {"only_a": only_a, "only_b": only_b}
    counts = a.amount.exact, b.amount.exact
    counted = _counts_differ(a, b)
    if counted:
        details |= {"count_a": counts[0], "count_b": counts[1]}
    if comparable and a.definite != b.definite and not (a.modifiers or b.modifiers):
        details |= {"definite_a": a.definite, "definite_b": b.definite}
    more = counted and counts[1] is None, counted and counts[0] is None
    return details, by_losses(only_a or more[0], only_b or more[1])


def _only(one: Description, other: Description) -> tuple[str, ...]:
    head = () if one.same_head(other) or not one.head else (one.head,)
    return head + one.missing_in(other)


def _counts_differ(a: Description, b: Description) -> bool:
    if not a.head and not b.head:
        return a.amount != b.amount
    return (a.amount.exact is None) != (b.amount.exact is None) or not a.amount.overlaps(b.amount)


def _persons(a: Retelling, b: Retelling, pairs: Sequence[Pair]) -> Iterator[Drift]:
    """Yield that one retelling has origins of the class that the other leaves out."""
    shared = a.classes & b.classes
    left = [_left_out(told.origins, shared, place, pairs) for place, told in enumerate((a, b))]
    if not any(left):
        return
    sides = (
        mentioned(a, (left[0] or list(a.origins))[0]),
        mentioned(b, (left[1] or list(b.origins))[0]),
    )
    only = [tuple(_words(hop) for hop in hops) for hops in left]
    why = reason(DriftCode.PERSONS, only_a=only[0], only_b=only[1])
    yield Drift(_KIND, *sides, by_losses(*left), why)


def _left_out(
    origins: Sequence[CitedSource], shared: frozenset[str], place: int, pairs: Sequence[Pair]
) -> list[CitedSource]:
    paired = [pair[place] for pair in pairs]
    return [
        hop for hop in origins if hop.origin_class in shared and all(hop is not p for p in paired)
    ]
