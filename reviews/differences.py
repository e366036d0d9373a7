"""In what two versions of a text differ: which words went, which came."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

Op = Literal["equal", "delete", "insert"]

_WORDS = re.compile(r"\s+|\S+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing may take the product of both lengths: beyond this, a passage is shown as replaced.
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that both have, or that one of them has."""

    op: Op
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return pieces in order: without the inserted ones they are `before`, without the deleted
    ones `after`. Texts are compared line by line, and lines that differ word by word.
    """
    return tuple(_joined(_by_lines(_LINES.findall(before), _LINES.findall(after))))


def _by_lines(before: list[str], after: list[str]) -> Iterator[Piece]:
    for old, new in _blocks(before, after):
        words = _WORDS.findall("".join(old)), _WORDS.findall("".join(new))
        for gone, come in [(old, new)] if old == new else _blocks(*words):
            yield from _pieces(gone, come)


def _pieces(gone: Sequence[str], come: Sequence[str]) -> Iterator[Piece]:
    if gone == come:
        yield Piece("equal", "".join(gone))
        return
    yield Piece("delete", "".join(gone))
    yield Piece("insert", "".join(come))


def _blocks(before: list[str], after: list[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield what corresponds; what begins and ends both is taken off first."""
    start = _common(zip(before, after, strict=False))
    end = _common(zip(reversed(before[start:]), reversed(after[start:]), strict=False))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield before[:start], after[:start]
    if max(len(old), len(new)) > _MOST:
        yield old, new
    else:
        for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield old[a:b], new[c:d]
    yield before[len(before) - end :], after[len(after) - end :]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Leave out what is empty, and say once what stands together."""
    held: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if held is not None and held.op == piece.op:
            held = Piece(held.op, held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
