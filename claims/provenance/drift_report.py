"""What is told of the drift of one claim: findings in words, those that change most first."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from claims.interchange.records import Anchor
from claims.provenance.drift_words import KINDS, in_a_sentence
from claims.provenance.reasons import Detail
from claims.provenance.retellings import Direction, Drift, DriftCode, DriftKind, Retelling, Side

AT_MOST = 200
"""Findings that are told of one claim, so that a result stays of a size that can be served."""
_REACH = 160


@dataclass(frozen=True, slots=True)
class Sentences:
    """One sentence in each language that we write."""

    ar: str
    en: str

    def in_language(self, language: str) -> str:
        """Choose by the primary subtag of a BCP 47 tag; other languages get English."""
        return self.ar if language.lower().split("-")[0] == "ar" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """A drift as it is stored and served; details are those that DriftCode describes."""

    kind: DriftKind
    direction: Direction
    code: DriftCode
    details: Mapping[str, Detail]
    words: Sentences
    a: Side
    b: Side


def report(
    drifts: Iterable[Drift], told: Iterable[Retelling], names: Mapping[str, Mapping[str, str]]
) -> tuple[Finding, ...]:
    """Return the findings by kind, each kind in the order given, and no more than AT_MOST.

    `told` are the retellings that were compared, `names` the labels of their identities by
    language.
    """
    by_appearance = {retelling.appearance: retelling for retelling in told}
    ranked = sorted(drifts, key=lambda drift: KINDS.index(drift.kind))
    return tuple(_finding(drift, by_appearance, names) for drift in ranked[:AT_MOST])


def _finding(
    drift: Drift, told: Mapping[str, Retelling], names: Mapping[str, Mapping[str, str]]
) -> Finding:
    ar, en = (
        in_a_sentence(drift, tag, names=names.get(tag, {}), told=told) for tag in ("ar", "en")
    )
    return Finding(
        kind=drift.kind,
        direction=drift.direction,
        code=DriftCode(drift.reason.code),
        details=dict(drift.reason.details),
        words=Sentences(ar=ar, en=en),
        a=drift.a,
        b=drift.b,
    )


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON has them."""
    return [_listed(asdict(finding)) for finding in findings]


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a side with what the claim's own words add around them."""

    before: str
    exact: str
    after: str


def excerpt(start: int, end: int, exact: str, anchor: Anchor) -> Excerpt:
    """Return the words of a side within, or next to, those of the claim, cut where these are long.

    What stands between the two in the text is left out; side and anchor are of one document.
    """
    if anchor.start <= start and end <= anchor.end:
        before = anchor.exact[: start - anchor.start]
        return Excerpt(_end(before), exact, _beginning(anchor.exact[end - anchor.start :]))
    if end <= anchor.start:
        gap = " " if anchor.start - end < 2 else " […] "
        return Excerpt("", exact, gap + _beginning(anchor.exact))
    if anchor.end <= start:
        gap = " " if start - anchor.end < 2 else " […] "
        return Excerpt(_end(anchor.exact) + gap, exact, "")
    return Excerpt("", exact, "")


def _beginning(text: str) -> str:
    """Return as many words from the beginning as there is room for."""
    if len(text) <= _REACH:
        return text
    return text[:_REACH].rpartition(" ")[0] + " …"


def _end(text: str) -> str:
    """Return as many words from the end as there is room for."""
    if len(text) <= _REACH:
        return text
    return "… " + text[-_REACH:].partition(" ")[2]
