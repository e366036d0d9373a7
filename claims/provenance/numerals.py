"""Reads how many of what a text counts: digits, number words, duals and plurals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from claims.provenance.lexicon import Amount, Lexicon, exactly
from claims.provenance.naming import Word, bare, is_definite, same_stem, stem, words

_DIGITS = 15
"""Longer rows of digits are not numbers that anybody counted."""
_YEARS = range(1900, 2101)
_SCALE = 100
_AND = ("and", "و")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: its place, the nouns that it may count (likeliest first), its bound.

    `bound` is empty or one of the names in `Lexicon.bounds`; `explicit` is off where only the
    form of the noun says how many.
    """

    start: int
    end: int
    amount: Amount
    nouns: tuple[str, ...]
    bound: str = ""
    explicit: bool = True


def number_at(found: Sequence[Word], at: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Return the number that begins at word `at` and the place after it, or None."""
    phrase = tuple(word.form for word in found[at : at + 2])
    if phrase in lexicon.number_phrases:
        return lexicon.number_phrases[phrase], at + 2
    total, current, last, place = 0, 0, 0, at
    while place < len(found):
        if found[place].form in _AND and _follows(found, place + 1, last, lexicon):
            place += 1
        value, joined = _value(found[place].form, lexicon, later=place > at)
        if value is None or (place > at and not _continues(last, value, joined, lexicon)):
            break
        if value >= _SCALE and current and value > last:
            current *= value
        else:
            current += value
        if value >= 1000:
            total, current = total + current, 0
        last, place = value, place + 1
    return (total + current, place) if place > at else None


def _follows(found: Sequence[Word], at: int, last: int, lexicon: Lexicon) -> bool:
    """Tell whether "and" goes on with a number smaller than the hundreds before it."""
    if at >= len(found) or last < _SCALE:
        return False
    value, _ = _value(found[at].form, lexicon, later=False)
    return value is not None and value < last


def _value(word: str, lexicon: Lexicon, *, later: bool) -> tuple[int | None, bool]:
    """Return the value of a form and whether "and" is joined to it."""
    if word in lexicon.weekdays:
        return None, False
    digits = word.replace(",", "").replace("٬", "")
    if digits.isdecimal():
        return (int(digits) if len(digits) <= _DIGITS else None), False
    for candidate, joined in ((word, False), (bare(word), False), (word[1:], True)):
        if candidate in lexicon.numbers and (not joined or (later and word[0] == "و")):
            return lexicon.numbers[candidate], joined
    return None, False


def _continues(last: int, value: int, joined: bool, lexicon: Lexicon) -> bool:
    if value >= _SCALE and value > last:
        return True
    if last >= _SCALE:
        return value < last
    if lexicon.counts_before:
        return last >= 20 and value < 10
    return (joined and last < 10 and 20 <= value < _SCALE) or (last < 10 and value == 10)


@lru_cache(maxsize=1 << 12)
def quantities(text: str, lexicon: Lexicon) -> tuple[Quantity, ...]:
    """Return the numbers of `text` with what they count; times, dates and shares are left out."""
    found = words(text)
    result: list[Quantity] = []
    at = 0
    while at < len(found):
        number = number_at(found, at, lexicon)
        if number is None:
            at += 1
            continue
        value, after = number
        quantity = _quantity(found, at, after, value, lexicon)
        if quantity is not None and not _is_share(text, found[after - 1].end):
            result.append(quantity)
        at = after
    return tuple(result)


def _is_share(text: str, end: int) -> bool:
    return text[end : end + 2].strip()[:1] in ("%", "٪")


def _quantity(
    found: Sequence[Word], at: int, after: int, value: int, lexicon: Lexicon
) -> Quantity | None:
    if _is_date_or_time(found, at, after, value, lexicon):
        return None
    bound, start, beyond = _bound(found, at, after, lexicon)
    nouns, first, last = _nouns(found, at, beyond, value, lexicon)
    if not nouns:
        return None
    late, late_end = _bound_at(found, last, lexicon)
    begin, end = found[min(start, first)].start, found[max(beyond, last, late_end) - 1].end
    return Quantity(begin, end, _bounded(value, bound or late), nouns, bound or late)


def _is_date_or_time(
    found: Sequence[Word], at: int, after: int, value: int, lexicon: Lexicon
) -> bool:
    if value in _YEARS and after == at + 1 and found[at].form.isdecimal():
        return True
    beside = [word.form for word in (*found[max(at - 1, 0) : at], *found[after : after + 1])]
    return any(word in lexicon.months or word in lexicon.clock for word in beside)


def _bounded(value: int, bound: str) -> Amount:
    if bound == "least":
        return Amount(value, None)
    if bound == "more":
        return Amount(value + 1, None)
    if bound in ("most", "less"):
        return Amount(0, value - (bound == "less"))
    return exactly(value)


def _bound(found: Sequence[Word], at: int, after: int, lexicon: Lexicon) -> tuple[str, int, int]:
    """Return the bound of a number and the places where number and bound begin and end."""
    for size in (4, 3, 2, 1):
        phrase = tuple(word.form for word in found[max(at - size, 0) : at])
        if len(phrase) == size and phrase in lexicon.bounds:
            return lexicon.bounds[phrase], at - size, after
    bound, end = _bound_at(found, after, lexicon)
    return bound, at, end


def _bound_at(found: Sequence[Word], at: int, lexicon: Lexicon) -> tuple[str, int]:
    for size in (3, 2):
        phrase = tuple(word.form for word in found[at : at + size])
        if phrase in lexicon.bounds:
            return lexicon.bounds[phrase], at + len(phrase)
    return "", at


def _nouns(
    found: Sequence[Word], at: int, after: int, value: int, lexicon: Lexicon
) -> tuple[tuple[str, ...], int, int]:
    """Return the forms that the number may count, and where they and the number begin and end."""
    start = _partitive(found, after, lexicon)
    if lexicon.counts_before:
        run = _counted(_run(found, start, lexicon, 4), value, lexicon)
        return tuple(reversed(run)) if value == 1 else tuple(run[-1:]), at, start + len(run)
    run = _run(found, start, lexicon, 1)
    before = _run_back(found, at, lexicon)
    if start == after and before and _stands_after(found[at].form, value, bool(run)):
        return tuple(before), at - len(before), after
    return tuple(run), at, start + len(run)


def _counted(run: list[str], value: int, lexicon: Lexicon) -> list[str]:
    """Return a run of words up to the noun that is counted: the first plural after two or more."""
    plural = (p for p, word in enumerate(run) if value > 1 and lexicon.number_of(word).least > 1)
    return run[: next(plural, len(run) - 1) + 1]


def _stands_after(number: str, value: int, counts_next: bool) -> bool:
    """Tell whether an Arabic number follows its noun: one, two, and those with the article."""
    if number[0].isdecimal():
        return False
    return value in (1, 2) or is_definite(number) or not counts_next


def _partitive(found: Sequence[Word], at: int, lexicon: Lexicon) -> int:
    """Return the place of the noun in "of those groups", or `at`."""
    place = at
    if place < len(found) and found[place].form in ("of", "من"):
        place += 1
        while place < len(found) and (
            found[place].form in lexicon.demonstratives or found[place].form in lexicon.articles
        ):
            place += 1
    return place if _run(found, place, lexicon, 1) else at


def _run(found: Sequence[Word], at: int, lexicon: Lexicon, size: int) -> list[str]:
    run: list[str] = []
    for word in found[at : at + size]:
        if word.apart or not _is_content(word.form, lexicon):
            break
        run.append(word.form)
    return run


def _run_back(found: Sequence[Word], at: int, lexicon: Lexicon) -> list[str]:
    run: list[str] = []
    for place in range(at - 1, max(at - 3, -1), -1):
        if found[place + 1].apart or not _is_content(found[place].form, lexicon):
            break
        run.append(found[place].form)
    return run


def _is_content(word: str, lexicon: Lexicon) -> bool:
    return (
        len(word) > 1
        and word not in lexicon.functions
        and word.removeprefix("و") not in lexicon.functions
        and word not in lexicon.stops
        and word not in lexicon.numbers
        and word not in lexicon.cues
        and not word[0].isdecimal()
    )


def implied(text: str, counted: Quantity, lexicon: Lexicon) -> Quantity | None:
    """Return how many of what `counted` counts the form of the noun says in `text`.

    None where the noun is missing, or is a definite singular, which says nothing by itself.
    """
    found = words(text)
    for place, word in enumerate(found):
        noun = next((n for n in counted.nouns if same_stem(n, word.form)), None)
        if noun is not None:
            amount = _implied_amount(found, place, noun, counted, lexicon)
            if amount is None:
                return None
            return Quantity(word.start, word.end, amount, (word.form,), explicit=False)
    return None


def _implied_amount(
    found: Sequence[Word], at: int, noun: str, counted: Quantity, lexicon: Lexicon
) -> Amount | None:
    said, least = found[at].form, counted.amount.least
    kept = bare(said) if stem(said) == stem(noun) or is_definite(said) else said[1:]
    amount = lexicon.number_of(kept)
    if kept == bare(noun) and 3 <= least <= 10:
        amount = Amount(2, None)
    # Arabic counts eleven and more in the singular: there the form of the noun tells nothing.
    tells = lexicon.counts_before or least <= 10
    if amount == exactly(1) and not (tells and _is_one(found, at, lexicon)):
        return None
    return amount


def _is_one(found: Sequence[Word], at: int, lexicon: Lexicon) -> bool:
    """Tell whether a singular is indefinite: "a drone", and in Arabic no article."""
    if not lexicon.counts_before:
        return not is_definite(found[at].form)
    before = [word.form for word in found[max(at - 3, 0) : at]]
    return any(word in lexicon.singular_articles for word in before)
