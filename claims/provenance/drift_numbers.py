"""Finds drift in how many: digits, number words, duals and plurals of one counted noun."""

from collections.abc import Iterator, Sequence

from claims.provenance.lexicon import Amount, lexicon_of
from claims.provenance.likeness import shared_lexicon
from claims.provenance.naming import same_stem
from claims.provenance.numerals import Quantity, implied, quantities
from claims.provenance.reasons import reason
from claims.provenance.retellings import (
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
    by_losses,
    passage,
    towards,
)


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the drift in how many of the same thing both count, each noun once."""
    lexicon = shared_lexicon(a, b)
    if lexicon is None:
        yield from _across_languages(a, b)
        return
    counted = [quantities(told.anchor.exact, lexicon) for told in (a, b)]
    for one in counted[0]:
        other = _fellow(one, counted[1]) or implied(b.anchor.exact, one, lexicon)
        if other is not None:
            yield from _compare(a, one, b, other)
    for other in counted[1]:
        if _fellow(other, counted[0]) is None:
            bare = implied(a.anchor.exact, other, lexicon)
            if bare is not None:
                yield from _compare(a, bare, b, other)


def _fellow(one: Quantity, others: Sequence[Quantity]) -> Quantity | None:
    """Return the number of the same noun: an equal one if there is one, else the first."""
    alike = [q for q in others if any(same_stem(n, m) for n in one.nouns for m in q.nouns)]
    equal = [q for q in alike if q.amount == one.amount]
    return next(iter(equal or alike), None)


def _compare(a: Retelling, one: Quantity, b: Retelling, other: Quantity) -> Iterator[Drift]:
    judged = _judge(one, other)
    if judged is not None:
        yield _drift(_side(a, one), _side(b, other), *judged)


def _judge(a: Quantity, b: Quantity) -> tuple[DriftCode, Direction] | None:
    if a.amount == b.amount:
        return None
    if not a.amount.overlaps(b.amount):
        return DriftCode.COUNT, towards(_size(a.amount), _size(b.amount))
    if a.explicit == b.explicit:
        return DriftCode.BOUND, Direction.UNCLEAR
    stated, bare = (a, b) if a.explicit else (b, a)
    if bare.amount.exact is not None:
        return DriftCode.BOUND, Direction.UNCLEAR
    if stated.amount.exact is not None:
        return DriftCode.NUMBER_DROPPED, by_losses(a is stated, b is stated)
    return None


def _size(amount: Amount) -> int:
    return amount.least if amount.most is None else amount.most


def _drift(a: Side, b: Side, code: DriftCode, direction: Direction) -> Drift:
    why = reason(code, words_a=a.exact, words_b=b.exact)
    return Drift(DriftKind.NUMBER, a, b, direction, why)


def _side(told: Retelling, quantity: Quantity) -> Side:
    return passage(told, quantity.start, quantity.end)


def _across_languages(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield that the only numbers of two clauses differ, though their nouns cannot be compared."""
    one, other = _only_number(a), _only_number(b)
    if one and other and not one.amount.overlaps(other.amount):
        to = towards(_size(one.amount), _size(other.amount))
        yield _drift(_side(a, one), _side(b, other), DriftCode.NUMBER_ACROSS_LANGUAGES, to)


def _only_number(told: Retelling) -> Quantity | None:
    lexicon = lexicon_of(told.language, told.anchor.exact)
    found = quantities(told.anchor.exact, lexicon) if lexicon else ()
    return found[0] if len(found) == 1 and found[0].amount.least > 1 else None
