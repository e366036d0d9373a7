"""Finds drift in the words of one clause retouched, and in what stands in quotation marks."""

import re
from collections.abc import Iterator, Sequence

from claims.provenance.lexicon import Lexicon
from claims.provenance.likeness import (
    canonical,
    content_words,
    likeness,
    share,
    shared_lexicon,
    unshared,
)
from claims.provenance.naming import Word
from claims.provenance.reasons import reason
from claims.provenance.retellings import (
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
    by_losses,
    content,
    passage,
)

_NEAR = 0.7
"""From this share of equal words on, two clauses are one clause retouched."""
_SAME_QUOTE = 0.5
_QUOTED = re.compile('[“”«"„‟]([^“”«»"„‟]+)[“”»"„‟]')


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield what was changed within quotation marks, or else in a clause nearly the same."""
    lexicon = shared_lexicon(a, b)
    if lexicon is None:
        return
    quoted = _quoted(a), _quoted(b)
    if quoted[0] and quoted[1]:
        yield from _quoted_words(a, b, lexicon)
        return
    if likeness(a, b) >= _NEAR:
        if quoted[0] != quoted[1]:
            yield _marks(a, b, *quoted)
        yield from _words(a, b, lexicon)


def _quoted(told: Retelling) -> str:
    return max((hop.quoted for hop in told.origins), key=len, default="")


def _quotes(told: Retelling) -> list[tuple[int, int]]:
    """Return where the quoted words of a claim begin and end within it."""
    if _quoted(told) == "full":
        return [(0, len(told.anchor.exact))]
    return [found.span(1) for found in _QUOTED.finditer(told.anchor.exact)]


def _quoted_words(a: Retelling, b: Retelling, lexicon: Lexicon) -> Iterator[Drift]:
    """Yield the first quotation that both have in other words."""
    for one in _quotes(a):
        for other in _quotes(b):
            found = _words_of(a, one, lexicon), _words_of(b, other, lexicon)
            alike = share(*([canonical(word.form) for word in quote] for quote in found))
            only = unshared(*found)
            if _SAME_QUOTE <= alike < 1 and any(only):
                yield _changed(DriftKind.QUOTATION_CHANGED, DriftCode.QUOTED_WORDS, a, b, only)
                return


def _words_of(told: Retelling, place: tuple[int, int], lexicon: Lexicon) -> list[Word]:
    found = content_words(told.anchor.exact, lexicon)
    return [word for word in found if place[0] <= word.start and word.end <= place[1]]


def _marks(a: Retelling, b: Retelling, quoted_a: str, quoted_b: str) -> Drift:
    why = reason(DriftCode.MARKS, quoted_a=quoted_a, quoted_b=quoted_b)
    to = by_losses(quoted_a, quoted_b)
    return Drift(DriftKind.QUOTATION_CHANGED, content(a), content(b), to, why)


def _words(a: Retelling, b: Retelling, lexicon: Lexicon) -> Iterator[Drift]:
    found = content_words(a.anchor.exact, lexicon), content_words(b.anchor.exact, lexicon)
    only = tuple(_telling(words, lexicon) for words in unshared(*found))
    denied = tuple([w for w in words if w.form in lexicon.negations] for words in only)
    if bool(denied[0]) != bool(denied[1]):
        yield _changed(DriftKind.CERTAINTY, DriftCode.NEGATION, a, b, (denied[0], denied[1]))
    rest = tuple([w for w in words if w.form not in lexicon.negations] for words in only)
    if any(rest):
        yield _changed(DriftKind.WORDING, DriftCode.WORDS, a, b, (rest[0], rest[1]))


def _telling(found: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """Return the words that no other kind of drift accounts for: no number, day or hedge."""
    hedges = {word for phrase in lexicon.hedges for word in phrase}
    others = (lexicon.numbers, lexicon.weekdays, lexicon.near_days, hedges)
    return [
        word
        for word in found
        if not word.form[0].isdecimal() and not any(word.form in some for some in others)
    ]


def _changed(
    kind: DriftKind,
    code: DriftCode,
    a: Retelling,
    b: Retelling,
    only: tuple[Sequence[Word], Sequence[Word]],
) -> Drift:
    words_a = tuple(a.anchor.exact[word.start : word.end] for word in only[0])
    words_b = tuple(b.anchor.exact[word.start : word.end] for word in only[1])
    to = Direction.UNCLEAR if code is DriftCode.NEGATION else by_losses(words_a, words_b)
    why = reason(code, only_a=words_a, only_b=words_b)
    return Drift(kind, _side(a, only[0]), _side(b, only[1]), to, why)


def _side(told: Retelling, found: Sequence[Word]) -> Side:
    if not found:
        return content(told)
    return passage(told, found[0].start, found[-1].end)
