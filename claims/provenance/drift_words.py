"""Drift in sentences: in what two retellings differ, told to whoever has both before them."""

from collections.abc import Callable, Mapping
from datetime import date

from claims.provenance.drift_phrases import Relation, phrases
from claims.provenance.labels import ELLIPSIS, clean, isolated, quoted, shortened
from claims.provenance.retellings import Direction, Drift, DriftCode, DriftKind, Retelling, Side
from claims.provenance.wording import wording

KINDS = (
    DriftKind.CERTAINTY,
    DriftKind.NUMBER,
    DriftKind.QUOTATION_CHANGED,
    DriftKind.ATTRIBUTION_DROPPED,
    DriftKind.SOURCE_DESCRIPTION,
    DriftKind.DATE,
    DriftKind.WORDING,
)
"""The kinds of drift, those that change most for a reader first."""
AT_MOST_WORDS, ROOM = 6, 60.0


def kind_label(kind: str, language: str) -> str:
    """Return what a kind of drift is called in Arabic or, for any other language, in English."""
    return phrases(language).kinds[DriftKind(kind)]


def in_a_sentence(
    drift: Drift, language: str, *, names: Mapping[str, str], told: Mapping[str, Retelling]
) -> str:
    """Return a sentence in Arabic or, for any other language, in English.

    `names` are the labels of identities by their keys, `told` the retellings by their appearance:
    they say which side is the headline and which is the earlier one. Words of the texts are
    quoted and cut where they are long; those of the other direction are isolated.
    """
    relation = _relation(told.get(drift.a.appearance), told.get(drift.b.appearance), drift)
    turned = relation == "headline" and _in_title(told[drift.a.appearance])
    return _Sentence(drift.swapped() if turned else drift, language, relation, names).words()


def _relation(a: Retelling | None, b: Retelling | None, drift: Drift) -> Relation:
    within = drift.a.document == drift.b.document
    if a is None or b is None:
        return "within" if within else "apart"
    if within:
        return "headline" if _in_title(a) != _in_title(b) else "within"
    dates = a.published_at, b.published_at
    return "dated" if dates[0] and dates[1] and dates[0] < dates[1] else "apart"


def _in_title(told: Retelling) -> bool:
    return told.zone == "title"


class _Sentence:
    """The sentence of one drift in one language; `b` is the headline where one side is.

    A case names the sentence among those of the drift's code; `x` is the side that it mentions
    first, `a` unless told otherwise.
    """

    def __init__(
        self, drift: Drift, language: str, relation: Relation, names: Mapping[str, str]
    ) -> None:
        self.drift = drift
        self.code = DriftCode(drift.reason.code)
        self.relation = relation
        self.names = names
        self.phrases = phrases(language)
        self.wording = wording(language)

    def words(self) -> str:
        """Return it."""
        return _TELL.get(self.code, _Sentence.compared)(self)

    def compared(self, case: str = "", *, a_first: bool = True, more: str = "") -> str:
        """Return the sentence of a case with the places and the words of both sides."""
        said = self.phrases.sentences[f"{self.code}{case}"]
        said = said.format_map(_Values(self, "ab" if a_first else "ba", more))
        return said[:1].upper() + said[1:]

    def place(self, side: str, *, first: bool) -> str:
        """Return what a side is called; the second one that is mentioned in its short form."""
        found = self.phrases.places[self.relation]
        if self.relation == "apart":
            return found[0][0] if first else found[1][1]
        return found["ab".index(side)][0 if first else 1]

    def stronger_first(self) -> str:
        """Begin with the side that says more; where neither does, say so."""
        if self.drift.direction is Direction.UNCLEAR and self.code is DriftCode.COUNT:
            return self.compared(".unclear")
        return self.compared(a_first=self.drift.direction is Direction.WEAKER)

    def weaker_first(self) -> str:
        """Begin with the side that says less."""
        return self.compared(a_first=self.drift.direction is not Direction.WEAKER)

    def attributed_first(self) -> str:
        """Begin with the side that cites somebody."""
        return self.compared(a_first=not self.drift.reason.get("own_a"))

    def only(self) -> str:
        """Tell what one side has alone, or what each has alone."""
        alone = [side for side in "ab" if self._several("only", side)]
        return self.compared(".both" if len(alone) > 1 else ".one", a_first="a" in alone)

    def modality(self) -> str:
        """Tell which word for doubt one side has and the other drops, or how sure both are."""
        for side, other in ("ab", "ba"):
            sure = self._one("modality", other) == "asserted"
            if sure and self._side(side).anchor_of == "modality_cue":
                return self._changed(side)
        return self.compared()

    def number_dropped(self) -> str:
        """Tell which side has a number."""
        return self._changed("a" if self.drift.direction is Direction.WEAKER else "b")

    def description(self) -> str:
        """Tell what a source is called on both sides, and what that changes."""
        if self.quotation("a") == self.quotation("b"):
            return self.compared(".same")
        if self.relation == "apart":
            return self.compared(".apart")
        return self.compared(more=self._more())

    def _changed(self, side: str) -> str:
        """Tell that `side` alone has something: `b` has dropped it, or has added it."""
        if self.relation == "apart":
            return self.compared(".apart", a_first=side == "a")
        return self.compared(".dropped" if side == "a" else ".added", a_first=False)

    def _more(self) -> str:
        get, case = self.drift.reason.get, ""
        if (get("count_a") is None) != (get("count_b") is None):
            case = "number_lost" if get("count_b") is None else "number_found"
        elif get("definite_a") != get("definite_b"):
            case = "made_new" if get("definite_a") else "made_known"
        return self.phrases.sentences[f"description.more.{case}"] if case else ""

    def quotation(self, side: str) -> str:
        """Return the words of a side that its reason names, or else those that it shows."""
        found = self._one("words", side) or self._one("cue", side)
        return self._quoted(found or self._side(side).exact)

    def alone(self, side: str) -> str:
        """Return the words that a side has alone; as one, where they stand side by side."""
        found, shown = self._several("only", side), self._side(side).exact
        if " ".join(found) == " ".join(shown.split()):
            return self._quoted(shown)
        return self._listed([self._quoted(word) for word in found])

    def sources(self, side: str) -> str:
        """Return the labels of the identities that a side has alone."""
        found = [self.names.get(key, self.phrases.somebody) for key in self._several("only", side)]
        around = self.wording.direction
        return self._listed([isolated(clean(name), around) for name in dict.fromkeys(found)])

    def when(self, side: str) -> str:
        """Return a day of saying, with the words for it where there are any."""
        words = self._one("words", side)
        day = self.wording.day(date.fromisoformat(self._one("day", side)))
        return f"{day} ({self._quoted(words)})" if words else day

    def weekdays(self, side: str) -> str:
        """Return days of the week."""
        return self._listed([self.phrases.weekdays[int(d)] for d in self._several("days", side)])

    def certainty(self, side: str) -> str:
        """Return how sure a side is."""
        return self.phrases.modalities[self._one("modality", side)]

    def marks(self, side: str) -> str:
        """Return whether a side stands within quotation marks."""
        return self.phrases.marks[self._one("quoted", side)]

    def _quoted(self, text: str) -> str:
        return isolated(quoted(shortened(clean(text), ROOM) or ELLIPSIS), self.wording.direction)

    def _listed(self, items: list[str]) -> str:
        left = len(items) - AT_MOST_WORDS
        if left > 0:
            items = [*items[:AT_MOST_WORDS], self.wording.counted("more", left)]
        return self.wording.listed(items)

    def _side(self, side: str) -> Side:
        return self.drift.a if side == "a" else self.drift.b

    def _one(self, name: str, side: str) -> str:
        found = self.drift.reason.get(f"{name}_{side}")
        return found if isinstance(found, str) else ""

    def _several(self, name: str, side: str) -> tuple[str, ...]:
        found = self.drift.reason.get(f"{name}_{side}")
        return found if isinstance(found, tuple) else ()


class _Values(dict[str, str]):
    """What stands in the places of a sentence, found when it is asked for."""

    def __init__(self, told: _Sentence, sides: str, more: str) -> None:
        super().__init__(more=more)
        self.told = told
        self.sides = dict(zip("xy", sides, strict=True))

    def __missing__(self, place: str) -> str:
        name, _, at = place.rpartition("_")
        side = self.sides[at]
        return _VALUES[name](self.told, side) if name else self.told.place(side, first=at == "x")


_VALUES: Mapping[str, Callable[[_Sentence, str], str]] = {
    "words": _Sentence.quotation,
    "only": _Sentence.alone,
    "names": _Sentence.sources,
    "when": _Sentence.when,
    "days": _Sentence.weekdays,
    "modality": _Sentence.certainty,
    "marks": _Sentence.marks,
}
_TELL: Mapping[DriftCode, Callable[[_Sentence], str]] = {
    DriftCode.MODALITY: _Sentence.modality,
    DriftCode.CUE_VERB: _Sentence.stronger_first,
    DriftCode.NEGATED_CUE: _Sentence.weaker_first,
    DriftCode.NEGATION: _Sentence.only,
    DriftCode.DESCRIPTION: _Sentence.description,
    DriftCode.NAME: _Sentence.stronger_first,
    DriftCode.PERSONS: _Sentence.only,
    DriftCode.COUNT: _Sentence.stronger_first,
    DriftCode.NUMBER_DROPPED: _Sentence.number_dropped,
    DriftCode.RELAY: _Sentence.only,
    DriftCode.ORIGIN: _Sentence.only,
    DriftCode.OWN_VOICE: _Sentence.attributed_first,
    DriftCode.QUOTED_WORDS: _Sentence.only,
    DriftCode.WORDS: _Sentence.only,
}
