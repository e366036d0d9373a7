"""What must hold within one record, beyond the shape that the schema gives it."""

from collections.abc import Iterator, Sequence

from claims.interchange.records import (
    Anchor,
    AppearanceRecord,
    CitationRecord,
    DocumentRecord,
    SourceRecord,
)
from claims.spelling import fold
from factcheck.core.errors import Flaw

_TURN_OF_PHRASE = 60


def source_flaws(source: SourceRecord) -> Iterator[Flaw]:
    """A named source has a name; every other one has the words that stand for it, and no name."""
    named = source.anonymity == "named"
    if named and not source.name:
        yield Flaw("/name", "A named source has no name.", "Give its name, or another anonymity.")
    if named and source.kind == "unnamed":
        yield Flaw(
            "/kind",
            "A source of kind `unnamed` has anonymity `named`.",
            "Use the kind that it is, or anonymity `described` or `anonymous`.",
        )
    if not named and source.name:
        yield Flaw(
            "/name",
            "A source that is not named has a name.",
            "Move the words to `descriptor`, or set anonymity `named`.",
        )
    if not named and not source.descriptor:
        yield Flaw(
            "/descriptor",
            "A source without a name has no words that describe it.",
            "Give the exact words of the document; if it has none, describe the source "
            "and set `descriptor_literal` to false.",
        )
    if source.vouched_by == source.id:
        yield Flaw("/vouched_by", "A source vouches for itself.", "Name the relay, or null.")


def document_flaws(document: DocumentRecord) -> Iterator[Flaw]:
    """All of a document's anchors quote its text, and every chain is whole."""
    if document.supersedes == document.id:
        yield Flaw("/supersedes", "A document supersedes itself.", "Name its earlier version.")
    for place, appearance in enumerate(document.appearances):
        for flaw in appearance_flaws(appearance, document.text):
            yield Flaw(f"/appearances/{place}{flaw.pointer}", flaw.reason, flaw.remedy)


def appearance_flaws(appearance: AppearanceRecord, text: str) -> Iterator[Flaw]:
    """The anchors quote `text`, and the chain is whole."""
    for pointer, anchor in appearance.anchors().items():
        for flaw in anchor_flaws(anchor, text):
            yield Flaw(pointer + flaw.pointer, flaw.reason, flaw.remedy)
    yield from chain_flaws(appearance.chain)


def anchor_flaws(anchor: Anchor, text: str) -> Iterator[Flaw]:
    """The anchor lies in the text and quotes it exactly."""
    if anchor.end <= anchor.start:
        yield Flaw("/end", f"The anchor ends at {anchor.end}, before anything of it.", _COUNT)
    elif anchor.end > len(text):
        yield Flaw("/end", f"The text ends at {len(text)}, the anchor at {anchor.end}.", _COUNT)
    elif text[anchor.start : anchor.end] != anchor.exact:
        found = text[anchor.start : anchor.end]
        yield Flaw("/exact", f"The text has “{_cut(found)}” there.", _remedy(anchor, text, found))


_COUNT = "Count Unicode code points of `text` from 0, with the end exclusive."


def _remedy(anchor: Anchor, text: str, found: str) -> str:
    """Say where the words are, or why they only look the same."""
    if fold(found) == fold(anchor.exact):
        return (
            "The spelling differs only in Unicode form or in marks that are hard to see: "
            "quote the text's own characters, without normalising them."
        )
    at = text.find(anchor.exact)
    if at < 0:
        return "These words are not in the text: quote it exactly."
    again = "" if text.find(anchor.exact, at + 1) < 0 else " first"
    return f"The words stand{again} at {at}–{at + len(anchor.exact)}. {_COUNT}"


def chain_flaws(chain: Sequence[CitationRecord]) -> Iterator[Flaw]:
    """Levels run from 0 without a gap; the last one alone, and all of it, is origins."""
    levels = sorted({hop.level for hop in chain})
    if levels != list(range(len(levels))):
        missing = next(n for n in range(len(levels) + 1) if n not in levels)
        yield Flaw(
            "/chain",
            f"There is no hop of level {missing}, though there are later ones.",
            "Number the levels 0, 1, 2 … without a gap; joint sources share one.",
        )
    seen: dict[tuple[int, object], int] = {}
    for place, hop in enumerate(chain):
        last = hop.level == levels[-1]
        if last and hop.role != "origin":
            yield Flaw(
                f"/chain/{place}/role",
                "The chain ends here without an origin.",
                "The hops of the last level are `origin`; add a level if the source is known.",
            )
        if not last and hop.role == "origin":
            yield Flaw(
                f"/chain/{place}/role",
                f"An origin stands at level {hop.level}, before the last level {levels[-1]}.",
                "Only the last level holds origins; make this hop a `relay`.",
            )
        first = seen.setdefault((hop.level, hop.source), place)
        if first != place:
            yield Flaw(
                f"/chain/{place}/source",
                f"The source is cited at level {hop.level} already, by hop {first}.",
                "Cite a source once per level.",
            )


def self_citations(chain: Sequence[CitationRecord]) -> list[int]:
    """Return the levels at which a source has it from itself: a finding, never an error."""
    by_level: dict[int, set[object]] = {}
    for hop in chain:
        by_level.setdefault(hop.level, set()).add(hop.source)
    return [n for n in sorted(by_level) if by_level[n] & by_level.get(n + 1, set())]


def _cut(text: str) -> str:
    return text if len(text) <= _TURN_OF_PHRASE else text[:_TURN_OF_PHRASE] + "…"
