"""Reads ClaimReview markup as it is found: any JSON to dataclasses, and nothing of it is lost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reviews.markup.nodes import Node, Nodes, root_kind
from reviews.markup.things import ClaimReview, Thing
from reviews.markup.tools_api import as_markup

DEEPEST = 64

_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)

_Path = tuple[Any, ...]  # its parent's path and its key; empty at the root


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found in a document, at this JSON path; `node` is as it stood there."""

    path: str
    thing: Thing
    node: Any


def read(document: Any) -> list[Found]:
    """Return each ClaimReview, MediaReview, DataFeed and DataFeedItem in any JSON value.

    In the document's order, what holds others before them: the entries of a feed, and the reviews
    in those, are found themselves too. A claim of the Fact Check Tools API is read as its reviews.
    Never raises; what is nested deeper than DEEPEST is not looked for.
    """
    seen = list(_walk(document))
    nodes = Nodes(node for _, node in seen)
    return [found for path, node in seen for found in _found(path, node, nodes)]


def _walk(document: Any) -> Iterator[tuple[_Path, Node]]:
    """Yield each object with its path, in the document's order; without recursion."""
    stack: list[tuple[_Path, Any, int]] = [((), document, 0)]
    while stack:
        path, value, depth = stack.pop()
        if isinstance(value, dict):
            yield path, value
        if depth < DEEPEST and isinstance(value, dict | list):
            inner = list(value.items() if isinstance(value, dict) else enumerate(value))
            stack += [((path, key), each, depth + 1) for key, each in reversed(inner)]


def _found(path: _Path, node: Node, nodes: Nodes) -> Iterator[Found]:
    kind = root_kind(node, nodes.prefixes)
    thing = nodes.thing(node, kind) if kind else None
    if thing is not None:
        yield Found(_written(path), thing, node)
    for at, markup in as_markup(node):
        review = nodes.thing(markup, ClaimReview)
        if review is not None:
            yield Found(f"{_written(path)}.claimReview[{at}]", review, node)


def _written(path: _Path) -> str:
    """Write a path as RFC 9535 does."""
    keys: list[Any] = []
    while path:
        path, key = path
        keys.append(key)
    return "$" + "".join(_step(key) for key in reversed(keys))


def _step(key: Any) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_NAME.fullmatch(str(key)):
        return f".{key}"
    quoted = str(key).replace("\\", "\\\\").replace("'", "\\'")
    return f"['{quoted}']"
