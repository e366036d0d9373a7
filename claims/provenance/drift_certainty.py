"""Finds drift in how sure a retelling is: its modality, and the verb that reports it."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.provenance.lexicon import Force, Lexicon, lexicon_of
from claims.provenance.naming import forms
from claims.provenance.reasons import reason
from claims.provenance.retellings import (
    CitedSource,
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
    content,
    cued,
    side,
    towards,
)

_SCALE = ("unverified", "possible", "likely", "nearly_certain", "asserted")
_STEPS = 2
"""Verbs one step apart (said, announced) are a matter of style."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a reporting phrase commits to."""

    force: Force | None
    negated: bool
    confirming: bool
    ability: bool


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the drift in certainty: of the modality, else of the reporting verbs."""
    if a.modality != b.modality:
        why = reason(DriftCode.MODALITY, modality_a=a.modality, modality_b=b.modality)
        yield Drift(DriftKind.CERTAINTY, _modal(a), _modal(b), _modal_direction(a, b), why)
        return
    for one, other in _cued_pairs(a, b):
        found = _compare(a, one, b, other)
        if found is not None:
            yield found
            return


def _modal(told: Retelling) -> Side:
    if told.modality_cue is not None:
        return side(told, "modality_cue", told.modality_cue)
    return content(told)


def _modal_direction(a: Retelling, b: Retelling) -> Direction:
    if a.modality in _SCALE and b.modality in _SCALE:
        return towards(_SCALE.index(a.modality), _SCALE.index(b.modality))
    return Direction.UNCLEAR


def _cued_pairs(a: Retelling, b: Retelling) -> Iterator[tuple[CitedSource, CitedSource]]:
    """Yield the origins of one class with each other; all of a class share their verb as a rule."""
    for one in a.origins:
        for other in b.origins:
            if one.origin_class == other.origin_class and one.cue and other.cue:
                yield one, other


def _compare(a: Retelling, one: CitedSource, b: Retelling, other: CitedSource) -> Drift | None:
    cue_a, cue_b = read_cue(a, one), read_cue(b, other)
    judged = _judge(cue_a, cue_b) if cue_a and cue_b else None
    if judged is None:
        return None
    code, direction = judged
    sides = cued(a, one), cued(b, other)
    why = reason(code, cue_a=sides[0].exact, cue_b=sides[1].exact)
    return Drift(DriftKind.CERTAINTY, *sides, direction, why)


def _judge(a: Cue, b: Cue) -> tuple[DriftCode, Direction] | None:
    if a.negated != b.negated:
        return DriftCode.NEGATED_CUE, towards(b.negated, a.negated)
    if a.negated and a.confirming and b.confirming and a.ability != b.ability:
        return DriftCode.UNABLE_TO_CONFIRM, Direction.UNCLEAR
    if a.negated or a.force is None or b.force is None or abs(a.force - b.force) < _STEPS:
        return None
    return DriftCode.CUE_VERB, towards(a.force, b.force)


def read_cue(told: Retelling, hop: CitedSource) -> Cue | None:
    """Return what the cue of a citation commits to; None where it has no words or language."""
    words = hop.cue.exact if hop.cue else ""
    lexicon = lexicon_of(told.language, words)
    found = [_without_and(word, lexicon) for word in forms(words)] if lexicon else []
    if lexicon is None or not found:
        return None
    forces = [lexicon.cues[word] for word in found if word in lexicon.cues]
    return Cue(
        force=forces[0] if forces else None,
        negated=any(word in lexicon.negations for word in found),
        confirming=any(word in lexicon.confirming for word in found),
        ability=any(word in lexicon.abilities for word in found),
    )


def _without_and(word: str, lexicon: Lexicon | None) -> str:
    """Return an Arabic verb without the conjunction written together with it."""
    if lexicon and word not in lexicon.cues and word[0] in "وف" and word[1:] in lexicon.cues:
        return word[1:]
    return word
