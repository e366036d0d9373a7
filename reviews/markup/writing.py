"""Writes things as JSON-LD: equal things give equal bytes, and what was read is all there again."""

import json
from typing import Any

from reviews.markup.names import CONTEXT
from reviews.markup.nodes import as_list, is_reference
from reviews.markup.things import Thing, properties
from reviews.markup.values import Moment, Number

Node = dict[str, Any]


def document(thing: Thing) -> Node:
    """Return a thing as a JSON-LD document, its context first."""
    node = as_node(thing)
    context = [CONTEXT, *as_list(node.pop("@context", []))]
    return {"@context": context if len(context) > 1 else CONTEXT} | node


def as_node(thing: Thing) -> Node:
    """Return a thing as it stands within a document.

    Properties are in the order of its fields, what was not understood after them. A thing with an
    `id` stands in full once, where it is first; everywhere else by that id alone.
    """
    return _Writer().node(thing)


def as_bytes(node: Node, *, compact: bool = False) -> bytes:
    """Return a document as UTF-8: indented and ending in a newline, or in one line without one."""
    if compact:
        text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    else:
        text = json.dumps(node, ensure_ascii=False, indent=2) + "\n"
    # Half of a surrogate pair has no UTF-8; written as Python does, it is JSON's own escape.
    return text.encode(errors="backslashreplace")


class _Writer:
    """The nodes that stand in full already, by their ids."""

    def __init__(self) -> None:
        self._written: dict[str, Any] = {}

    def node(self, thing: Thing) -> Node:
        if thing.id and self._stands(thing):
            return {"@id": thing.id}
        node: Node = {"@id": thing.id} if thing.id else {}
        if thing.types:
            node["@type"] = thing.types[0] if len(thing.types) == 1 else list(thing.types)
        for name, (field, takes) in properties(type(thing)).items():
            value = getattr(thing, field)
            if value not in (None, "", ()):
                node[name] = self._value(value, listed=takes.listed)
        for name, value in thing.extra.items():
            self._note(value)
            node[name] = [*as_list(node[name]), *as_list(value)] if name in node else value
        return node

    def _stands(self, thing: Thing) -> bool:
        """Say whether the same node is written already; else this is the one of its id."""
        if thing == type(thing)(id=thing.id, types=()):
            return False  # a reference, to whatever has that id
        if thing.id not in self._written:
            self._written[thing.id] = thing
            return False
        return bool(self._written[thing.id] == thing)

    def _value(self, value: Any, *, listed: bool) -> Any:
        if isinstance(value, tuple):
            values = [self._value(each, listed=False) for each in value]
            return values[0] if len(values) == 1 and not listed else values
        if isinstance(value, Thing):
            return self.node(value)
        if isinstance(value, Moment):
            return value.text
        return value.given if isinstance(value, Number) else value

    def _note(self, value: Any) -> None:
        """Keep in mind the ids of nodes that were not understood: they mean no thing."""
        stack = [value]
        while stack:
            each = stack.pop()
            if (
                isinstance(each, dict)
                and isinstance(each.get("@id"), str)
                and not is_reference(each)
            ):
                self._written.setdefault(each["@id"], each)
            if isinstance(each, dict | list):
                stack += each.values() if isinstance(each, dict) else each
