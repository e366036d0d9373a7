"""Finds the JSON-LD scripts of an HTML page, and reads them as leniently as consumers do; pure."""

import codecs
import html as entities
import json
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4096

# A string or a comment that never ends is matched to the end of the text: each is read once.
_STRING = r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)'
_NOISE = re.compile(
    rf"({_STRING})|<!--|-->|(?://[ \t]*)?(?:<!\[CDATA\[|\]\]>)|//[^\n]*+|/\*.*?(?:\*/|\Z)",
    re.DOTALL,
)
_SPARE_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[}}\]])", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"
    r"|(u[dD][89a-fA-F][\da-fA-F]{2})|.)",
    re.DOTALL,
)
_BETWEEN_VALUES = re.compile(r"[\s,;\ufeff]*")


@dataclass(frozen=True, slots=True)
class Block:
    """One script of a page: the JSON value in it, or in `error` why there is none.

    `line` is the page's, where the script begins; the line in `error` is the script's own.
    Several values in one script are an array of them.
    """

    line: int
    text: str
    value: Any = None
    error: str = ""


def blocks(html: str | bytes) -> list[Block]:
    """Return the `application/ld+json` scripts of a page, in its order; never raises."""
    root = parsed(html)
    if root is None:
        return []
    return [_block(script) for script in root.iter("script") if _is_json_ld(script)]


def parsed(html: str | bytes) -> HtmlElement | None:
    """Return the root of a page, however broken; None where there is none."""
    text = (html if isinstance(html, str) else decoded(html)).replace("\x00", "\ufffd")
    # Given as bytes of a stated encoding, for in text a declared one would be refused or believed.
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, AssertionError):
        return None


def lines_of(text: str) -> list[str]:
    """Return the lines of JSON Lines: Python's own also end at what may stand within a string."""
    return re.split(r"\r\n|\r|\n", text)


def decoded(page: bytes) -> str:
    """Return the text of a page by its byte order mark, its meta element, or as UTF-8."""
    for mark, encoding in _BOMS.items():
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, "replace")
    declared = _META.search(page[:_META_WITHIN])
    named = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
    try:
        return page.decode("windows-1252" if named.lower() == "iso-8859-1" else named)
    except (LookupError, UnicodeError):
        return page.decode("utf-8", "replace")


def _is_json_ld(script: HtmlElement) -> bool:
    kind = script.get("type") or ""
    return kind.partition(";")[0].strip().lower() == "application/ld+json"


def _block(script: HtmlElement) -> Block:
    text = script.text or ""
    line = script.sourceline or 0
    try:
        return Block(line, text, value=json_value(text))
    except ValueError as error:
        return Block(line, text, error=str(error))


def json_value(text: str) -> Any:
    """Return the JSON value of a script's text; raises ValueError with line and column.

    Taken as if absent: comments, CDATA marks, commas before a closing bracket, what stands between
    values. Line breaks within strings are kept, half of a surrogate pair is U+FFFD.
    """
    try:
        return _values(text)
    except ValueError as error:
        if "&quot;" not in text and "&#" not in text:
            raise
        return _unescaped(text, error)


def _unescaped(text: str, error: ValueError) -> Any:
    """Read a script whose quotation marks are entities; it is no better, the first error stands."""
    try:
        return _values(entities.unescape(text))
    except ValueError:
        raise error from None


def _values(text: str) -> Any:
    plain = _ESCAPE.sub(_whole_pairs, _SPARE_COMMA.sub(_blank, _NOISE.sub(_blank, text)))
    decoder = json.JSONDecoder(strict=False, parse_constant=str)
    values, at = [], _skip(plain, 0)
    while at < len(plain):
        value, end = _one(decoder, plain, at)
        values.append(value)
        at = _skip(plain, end)
    if not values:
        raise ValueError("line 1, column 1: the script is empty")
    return values[0] if len(values) == 1 else values


def _one(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"{place}: {error.msg}") from None
    except RecursionError:
        reason = "nested too deeply"
    except ValueError:
        reason = "a number has more digits than are read"
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    raise ValueError(f"line {line}, column {column}: {reason}")


def _skip(text: str, at: int) -> int:
    between = _BETWEEN_VALUES.match(text, at)
    return between.end() if between else at


def _blank(match: re.Match[str]) -> str:
    """Put spaces in the place of what is no JSON, so that lines and columns stay."""
    return match.group(1) or re.sub(r"[^\n]", " ", match.group())


def _whole_pairs(match: re.Match[str]) -> str:
    return "\\ufffd" if match.group(1) else match.group()
