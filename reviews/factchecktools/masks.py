"""Partial answers: the parameter `fields`, such as `claims(text,claimReview/url),nextPageToken`."""

import re
from collections.abc import Mapping
from typing import Any

LENGTH_AT_MOST = 5000
_TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[*,/.()])\s*")
_DEPTH_AT_MOST = 20

Shape = Mapping[str, Any]
"""The fields that an object can have: of each either its own fields, or None for a plain value."""
Mask = dict[str, Any]
"""Chosen fields, `*` for all: of each either a mask, or None for the whole of it."""


class BadMask(ValueError):
    """That a text chooses no fields; it says where or which."""


def parse(text: str, shape: Shape) -> Mask:
    """Return what a text chooses of an object of that shape. Raises BadMask."""
    if len(text) > LENGTH_AT_MOST:
        raise BadMask(f"It is longer than {LENGTH_AT_MOST} characters.")
    reader = _Reader(_tokens(text))
    mask = reader.choices(0)
    if reader.next is not None:
        raise BadMask(f"“{reader.next}” is not expected.")
    _check(mask, [shape])
    return mask


def apply(mask: Mask, value: Any) -> Any:
    """Return what is chosen of a JSON value; lists are chosen from item by item."""
    if isinstance(value, list):
        return [apply(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _chosen(mask, name, inner) for name, inner in value.items()}
    return {name: inner for name, inner in kept.items() if inner is not _NOTHING}


_NOTHING = object()


def _chosen(mask: Mask, name: str, value: Any) -> Any:
    asked = [mask[key] for key in (name, "*") if key in mask]
    if not asked:
        return _NOTHING
    if None in asked:
        return value
    if not _has_fields(value):
        return _NOTHING
    both: Mask = {}
    for one in asked:
        _merge(both, one)
    return apply(both, value)


def _has_fields(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, dict) for item in items)


class _Reader:
    """Reads tokens from the left: choices are paths, of which the last may choose in brackets."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *expected: str) -> bool:
        """Step over the next token where it is one of those."""
        if self.next not in expected:
            return False
        self.at += 1
        return True

    def choices(self, depth: int) -> Mask:
        mask: Mask = {}
        _merge(mask, self.path(depth))
        while self.take(","):
            _merge(mask, self.path(depth))
        return mask

    def path(self, depth: int) -> Mask:
        if depth > _DEPTH_AT_MOST:
            raise BadMask(f"It is nested more than {_DEPTH_AT_MOST} times.")
        name = self.next
        if name is None or name in ",/.()":
            raise BadMask(f"A field is missing before “{name}”." if name else "A field is missing.")
        self.at += 1
        if self.take("/", "."):
            return {name: self.path(depth + 1)}
        if self.take("("):
            inner = self.choices(depth + 1)
            if not self.take(")"):
                raise BadMask("A bracket is not closed.")
            return {name: inner}
        return {name: None}


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadMask(f"“{text[at : at + 20]}” is no field.")
        tokens.append(found[1])
        at = found.end()
    return tokens


def _merge(into: Mask, more: Mask) -> None:
    """Add choices to a mask; the whole of a field takes in what is chosen of it."""
    for name, inner in more.items():
        if inner is None or into.get(name, {}) is None:
            into[name] = None
        else:
            _merge(into.setdefault(name, {}), inner)


def _check(mask: Mask, shapes: list[Shape]) -> None:
    """Ask of each choice that some object, of those that may stand there, has such a field."""
    for name, inner in mask.items():
        below = [sub for shape in shapes for key, sub in shape.items() if name in ("*", key)]
        if not below and name != "*":
            raise BadMask(f"Invalid field selection {name}.")
        if inner is not None:
            deeper = [sub for sub in below if sub is not None]
            if not deeper:
                raise BadMask(f"Invalid field selection {name}: it has no fields.")
            _check(inner, deeper)
