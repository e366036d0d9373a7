"""Verifies markup wherever it lies: finds its signature and its keys, and says what differs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from factcheck.core import outward
from reviews.markup.extraction import blocks
from reviews.markup.signatures import Unsigned, verify

_LIMIT = 5 * 1024 * 1024
_MOST_SHOWN = 20
_ABSENT = object()


class State(IntEnum):
    """What came of it; the numbers are exit statuses."""

    VALID = 0
    INVALID = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What came of verifying one piece of markup.

    `differences` are JSON pointers at which it is other than what is published under its address.
    """

    state: State
    said: str
    differences: tuple[str, ...] = ()


class NotThere(Exception):
    """That something that is needed could not be read, and why."""


def check(place: str, *, signature: str = "", keys: str = "") -> Found:
    """Verify the markup at an address or in a file: JSON, or a page that it is embedded in.

    Whose it is says its `url` alone, so the keys are those of that host unless `keys` names a set
    (an address or a file). Networks are asked; call it outside of a transaction.
    """
    try:
        markup, text = _markup(place)
        url = _url(markup)
        jws = _read(signature or _beside(place, url))
        known = _keys(keys or urljoin(url, "/.well-known/jwks.json"))
        return _verified(text, jws, known, url)
    except NotThere as error:
        return Found(State.UNKNOWN, str(error))


def _verified(text: bytes | str, jws: bytes, keys: list[dict[str, Any]], url: str) -> Found:
    try:
        kid = verify(text, jws, keys=keys)
    except Unsigned as error:
        if error.kind == "unknown_key":
            return Found(State.UNKNOWN, error.why)
        differences = _differences_from(url, text) if error.kind == "differs" else ()
        return Found(State.INVALID, error.why, differences)
    return Found(State.VALID, f"valid: of {urlsplit(url).netloc}, signed by {kid}")


def _markup(place: str) -> tuple[Any, bytes | str]:
    """Return the markup, and the text that says so: in JSON a name may stand twice."""
    body = _read(place)
    if body.lstrip()[:1] != b"<":
        return _json(body, place), body
    for block in blocks(body):
        for node in _nodes(block.value):
            if node.get("@type") == "ClaimReview":
                return node, json.dumps(node)
    raise NotThere(f"{place}: no ClaimReview is embedded there.")


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a script: itself, those of an array, those of a graph."""
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        if isinstance(value.get("@graph"), list):
            yield from _nodes(value["@graph"])


def _url(markup: Any) -> str:
    url = markup.get("url") if isinstance(markup, dict) else None
    if not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        raise NotThere("The markup has no url that would say whose it is.")
    return url


def _beside(place: str, url: str) -> str:
    """Return where the signature should be: beside the markup, or where it was published."""
    if not _is_address(place):
        beside = Path(place).with_suffix(".jws")
        return str(beside) if beside.exists() else urljoin(url, "claimreview.jws")
    same = urlsplit(place).netloc == urlsplit(url).netloc
    return urljoin(place if same else url, "claimreview.jws")


def _keys(place: str) -> list[dict[str, Any]]:
    found = _json(_read(place), place)
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        raise NotThere(f"{place}: it is no set of keys.")
    return [key for key in keys if isinstance(key, dict)]


def _json(body: bytes, place: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotThere(f"{place}: it is not JSON: {error}") from error


def _read(place: str) -> bytes:
    if not _is_address(place):
        try:
            return Path(place).read_bytes()
        except OSError as error:
            raise NotThere(f"{place}: {error.strerror}") from error
    try:
        answer = outward.fetch(place, redirects=3, limit=_LIMIT)
    except outward.Unreachable as error:
        raise NotThere(f"{place}: {error.reason}") from error
    if answer.status == 410:
        raise NotThere(f"{place}: it was withdrawn (410).")
    if answer.status != 200 or answer.truncated:
        raise NotThere(f"{place}: it answered {answer.status}.")
    return answer.body


def _is_address(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _differences_from(url: str, text: bytes | str) -> tuple[str, ...]:
    try:
        published, _ = _markup(urljoin(url, "claimreview.json"))
    except NotThere:
        return ()
    return tuple(differences(published, json.loads(text)))[:_MOST_SHOWN]


def differences(a: Any, b: Any, at: str = "") -> Iterator[str]:
    """Yield the JSON pointers (RFC 6901) at which two values are not the same."""
    if isinstance(a, dict) and isinstance(b, dict):
        for name in sorted({*a, *b}):
            step = name.replace("~", "~0").replace("/", "~1")
            yield from differences(a.get(name, _ABSENT), b.get(name, _ABSENT), f"{at}/{step}")
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (one, other) in enumerate(zip(a, b, strict=True)):
            yield from differences(one, other, f"{at}/{number}")
    elif type(a) is not type(b) or a != b:
        yield at
