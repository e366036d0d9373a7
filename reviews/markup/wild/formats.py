"""Tells what a document is, and reads every record of it: each is in the answer, or why it is not.

JSON of any kind (a ClaimReview, arrays, @graph, a DataFeed, answers of the Fact Check Tools API,
flat rows), the same a line each, HTML with JSON-LD in it, and files of columns; each also packed
by gzip.
"""

import csv
import io
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from factcheck.core.errors import Flaw
from factcheck.core.strict_json import MAX_DEPTH, escape, unstorable
from reviews.markup.extraction import blocks, decoded, lines_of
from reviews.markup.reading import read as found_in
from reviews.markup.things import ClaimReview, DataFeed, DataFeedItem
from reviews.markup.wild.dialects import markup_of
from reviews.markup.wild.findings import entry
from reviews.markup.wild.review import Entry

UNPACKED_AT_MOST = 2**30
REPACK = "Pack it by gzip, or not at all."
_KNOWN_COLUMNS = ("claimReview_url", "claimReviewed")
_CELL_CHARACTERS = 2**24
_NO_REVIEW = "There is no ClaimReview in it."
_REMEDY = "See docs/import-claimreview.md for what is read."
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]", re.ASCII)


def entries(document: bytes | str) -> Iterator[Entry]:
    """Yield every record of a document, in its order; a document that is none is one entry."""
    try:
        text = document if isinstance(document, str) else text_of(document)
    except ValueError as error:
        yield _rejected("", str(error), REPACK)
        return
    start = text.lstrip()[:1]
    if start == "<":
        yield from _of_page(text)
    elif start in ("{", "["):
        yield from _of_json(text)
    elif any(name in text.partition("\n")[0] for name in _KNOWN_COLUMNS):
        yield from _of_columns(text)
    else:
        reason = "It is neither JSON nor HTML, nor has it columns that are known."
        yield _rejected("", reason if start else "It is empty.", _REMEDY)


def text_of(data: bytes, *, at_most: int = UNPACKED_AT_MOST) -> str:
    """Return the text of a document, unpacked; raises ValueError where it is packed badly."""
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data, at_most)
    return decoded(data).replace("\ufeff", "")


def _unpacked(data: bytes, at_most: int) -> bytes:
    """Return what was packed, by all members of it: a file of gzip may be several in a row."""
    parts: list[bytes] = []
    while data:
        unpacking = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacking.decompress(data, at_most))
        except zlib.error as error:
            raise ValueError("It is packed, and broken.") from error
        at_most -= len(parts[-1])
        data = unpacking.unused_data.lstrip(b"\0")  # some pad what they pack
        if unpacking.unconsumed_tail or not unpacking.eof or (data and at_most <= 0):
            raise ValueError("It is packed, and broken off or too large.")
    return b"".join(parts)


def _of_page(text: str) -> Iterator[Entry]:
    """Read the scripts of a page; those without reviews are of no account where others have some.

    A dump of many such scripts, one a line, is a page too.
    """
    rejected, any_found = [], False
    for place, block in enumerate(blocks(text)):
        if block.error:
            reason = f"The script at line {block.line} is no JSON: {block.error}."
            rejected.append(_rejected(f"/{place}", reason, "Correct it."))
            continue
        for found in _of_value(block.value, f"/{place}"):
            if found.review or "ClaimReview" in block.text:
                any_found = True
                yield found
    yield from rejected
    if not any_found and not rejected:
        yield _rejected("", "There is no ClaimReview in the page.", _REMEDY)


def _of_json(text: str) -> Iterator[Entry]:
    value, problem = _json(text)
    if not problem:
        yield from _of_value(value, "")
        return
    lines = [line for line in lines_of(text) if line.strip()]
    if len(lines) < 2 or _json(lines[0])[1]:
        yield _rejected("", problem, "Send JSON, or JSON Lines.")
        return
    for number, line in enumerate(lines):
        value, problem = _json(line)
        if problem:
            yield _rejected(f"/{number}", problem, "Correct the line.")
        else:
            yield from _of_value(value, f"/{number}")


def _json(text: str) -> tuple[Any, str]:
    """Return a value, or what is wrong with the text. NaN and the like are texts."""
    try:
        return json.loads(text, strict=False, parse_constant=str), ""
    except json.JSONDecodeError as error:
        return None, f"Line {error.lineno}, column {error.colno}: {error.msg}."
    except (RecursionError, ValueError) as error:
        deep = isinstance(error, RecursionError)
        return None, "The nesting is too deep." if deep else "A number has too many digits."


def _of_columns(text: str) -> Iterator[Entry]:
    limit = csv.field_size_limit(_CELL_CHARACTERS)
    number = -1
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""))):
            values = {name: value for name, value in row.items() if isinstance(name, str)}
            yield from _of_value(values, f"/{number}")
    except csv.Error as error:
        yield _rejected(f"/{number + 1}", f"The columns cannot be read: {error}.", "Correct it.")
    else:
        if number < 0:
            yield _rejected("", "It has columns and no rows.", _REMEDY)
    finally:
        csv.field_size_limit(limit)


def _of_value(value: Any, pointer: str, depth: int = 0) -> Iterator[Entry]:
    """Read a JSON value that is one record or holds several."""
    records = _held(value) if depth < MAX_DEPTH else None
    if records is None:
        yield from _of_record(value, pointer)
        return
    for step, inner in records:
        yield from _of_value(inner, f"{pointer}/{step}", depth + 1)
    if not records:
        yield _rejected(pointer, "It is empty.", _REMEDY)


def _held(value: Any) -> list[tuple[str, Any]] | None:
    """Return the records that a value holds, each with its steps; None where it is one itself.

    A list in which one node may refer to another is one document of JSON-LD, and no list.
    """
    if isinstance(value, list):
        linked = any(isinstance(each, dict) and "@id" in each for each in value)
        return None if linked else [(str(at), each) for at, each in enumerate(value)]
    if not isinstance(value, dict) or "@type" in value:
        return None
    if isinstance(value.get("obj"), dict) and "src" in value:
        return [("obj", value["obj"])]
    for name in ("claims", "results"):
        if isinstance(value.get(name), list):
            return [(f"{name}/{at}", each) for at, each in enumerate(value[name])]
    if isinstance(value.get("claim"), dict):
        return [("claim", value["claim"])]
    reviews = value.get("claimReview")
    if isinstance(reviews, list) and len(reviews) > 1:
        return [
            (f"claimReview/{at}", {**value, "claimReview": [each]})
            for at, each in enumerate(reviews)
        ]
    return None


def _of_record(record: Any, pointer: str) -> Iterator[Entry]:
    """Read what is one record, though the JSON-LD of a whole page may say several reviews."""
    flaws = tuple(unstorable(record, pointer))
    if flaws:
        yield Entry(pointer, flaws=flaws)
        return
    said = markup_of(record) if isinstance(record, dict) else None
    any_found = False
    for found in found_in(record if said is None else said):
        any_found = True
        if isinstance(found.thing, ClaimReview):
            own = said is not None or found.node is record
            place = pointer if own else pointer + _pointer(found.path)
            yield entry(place, found.thing, record if own else found.node)
        elif isinstance(found.thing, DataFeedItem) and not found.thing.item:
            yield _without_reviews(found.thing, pointer + _pointer(found.path))
        elif not isinstance(found.thing, DataFeed | DataFeedItem):
            remedy = "Only reviews of claims are taken."
            yield _rejected(pointer + _pointer(found.path), "It is a MediaReview.", remedy)
    if not any_found:
        yield _rejected(pointer, _NO_REVIEW, _REMEDY)


def _without_reviews(item: DataFeedItem, pointer: str) -> Entry:
    if item.date_deleted:
        remedy = "Nothing is to be done: imports add and change, and take nothing away."
        return _rejected(pointer, "It says that a review was deleted.", remedy)
    return _rejected(pointer, _NO_REVIEW, _REMEDY)


def _pointer(path: str) -> str:
    """Return a JSON path as a JSON pointer."""
    steps = []
    for found in _STEP.finditer(path):
        name, number, quoted = found.groups()
        said = name or number or re.sub(r"\\(.)", r"\1", quoted or "")
        steps.append(escape(said))
    return "".join(f"/{step}" for step in steps)


def _rejected(pointer: str, reason: str, remedy: str) -> Entry:
    return Entry(pointer, flaws=(Flaw(pointer, reason, remedy),))
