"""A document's text with the passages marked that claims and chains stand on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a text. One with a `number` is where a claim is made, and links to `url`;
    the others are words of a chain, and `title` says which.
    """

    start: int
    end: int
    title: Any = ""
    number: int | None = None
    url: str = ""


def marked(text: str, passages: Iterable[Passage]) -> SafeString:
    """Return the text, escaped, with all passages marked; they may nest and overlap.

    The text is cut wherever a passage begins or ends, and each piece says what it belongs to.
    After the last piece of a numbered passage stands its number. What lies beyond the end of
    the text is left out.
    """
    held = [passage for passage in passages if passage.start < len(text)]
    pieces = _pieces(text, held)
    return format_html_join("", "{}{}", pieces)


def _pieces(text: str, held: Sequence[Passage]) -> Iterator[tuple[SafeString, SafeString]]:
    begins: dict[int, list[Passage]] = {}
    ends: dict[int, list[Passage]] = {}
    for passage in held:
        begins.setdefault(passage.start, []).append(passage)
        ends.setdefault(min(passage.end, len(text)), []).append(passage)
    cuts = sorted({0, len(text), *begins, *ends})
    active: list[Passage] = []
    for start, end in pairwise(cuts):
        active = [passage for passage in active if passage.end > start]
        active += begins.get(start, [])
        yield _piece(text[start:end], active), _numbers(ends.get(end, []))


def _piece(text: str, active: Sequence[Passage]) -> SafeString:
    claims = [passage for passage in active if passage.number is not None]
    words = ", ".join(dict.fromkeys(str(p.title) for p in active if p.number is None))
    inner = format_html("{}", text)
    if words:
        inner = format_html('<span class="desk-words" title="{}">{}</span>', words, inner)
    if claims:
        nearest = min(claims, key=lambda passage: passage.end - passage.start)
        depth = min(len(claims), 3)
        mark = '<a class="desk-passage desk-depth-{}" href="{}" title="{}">{}</a>'
        inner = format_html(mark, depth, nearest.url, nearest.title, inner)
    return inner


def _numbers(ended: Iterable[Passage]) -> SafeString:
    numbered = sorted((p for p in ended if p.number is not None), key=lambda p: p.number or 0)
    return format_html_join(
        "",
        '<sup><bdi dir="ltr"><a href="{}">[{}]</a></bdi></sup>',
        ((passage.url, passage.number) for passage in numbered),
    )
