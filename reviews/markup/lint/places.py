"""Markup as places: values with the JSON path (RFC 9535) at which they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_LEVELS = 500
MOST_VALUES = 1_000_000
MOST_OF_A_KEY = 100

_SCHEMA = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z_\u0080-\ud7ff\ue000-\U0010ffff][\w\u0080-\ud7ff\ue000-\U0010ffff]*")
_ESCAPED = {"'": "\\'", "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}
_ESCAPED |= {"\t": "\\t"}
_LISTS = ("@list", "@set")


@dataclass(frozen=True, slots=True)
class Place:
    """A value and where it stands; `name` is the property whose value it is, if of one."""

    value: Any
    above: "Place | None" = None
    key: str | int = ""
    name: str = ""

    @property
    def path(self) -> str:
        """Return the JSON path; it is put together only where something is found."""
        steps, here = [], self
        while here.above is not None:
            steps.append(f"[{here.key}]" if isinstance(here.key, int) else step(here.key))
            here = here.above
        return "$" + "".join(reversed(steps))

    @property
    def types(self) -> tuple[str, ...]:
        """Return the names of the object's types, without schema.org before them."""
        if not isinstance(self.value, dict):
            return ()
        given = self.value.get("@type", ())
        listed = given if isinstance(given, list) else [given]
        return tuple(bare(each) for each in listed if isinstance(each, str) and each)

    @property
    def is_object(self) -> bool:
        """Say whether it is an object that stands for a thing, not for a text with its language."""
        return isinstance(self.value, dict) and "@value" not in self.value

    @property
    def text(self) -> str:
        """Return the text, or "" where it is none."""
        value = self.literal
        return value.strip() if isinstance(value, str) else ""

    @property
    def literal(self) -> Any:
        """Return the value itself, out of {"@value": …} where it stands in one."""
        return self.value.get("@value") if isinstance(self.value, dict) else self.value

    def has(self, name: str) -> bool:
        """Say whether the property has a value that says something."""
        return any(not is_empty(each.value) for each in self.all(name))

    def all(self, name: str) -> list["Place"]:
        """Return the values of a property, those of an array one by one."""
        return [value for member in self.members() if member.name == name for value in flat(member)]

    def first(self, name: str) -> "Place | None":
        """Return the first value of a property that says something."""
        return next((each for each in self.all(name) if not is_empty(each.value)), None)

    def members(self) -> list["Place"]:
        """Return what stands directly within an object or array."""
        if isinstance(self.value, dict):
            return [Place(v, self, key, bare(key)) for key, v in self.value.items()]
        if isinstance(self.value, list):
            return [Place(v, self, number, self.name) for number, v in enumerate(self.value)]
        return []

    def beside(self, name: str) -> str:
        """Return the path at which a property stands, or would stand."""
        if isinstance(self.value, dict):
            name = next((key for key in self.value if bare(key) == name), name)
        return self.path + step(name)


def bare(name: str) -> str:
    """Return a name of schema.org's without what may stand before it."""
    return _SCHEMA.sub("", name, count=1) if _SCHEMA.match(name) else name


def step(key: str) -> str:
    """Return a key as one step of a JSON path."""
    if _PLAIN.fullmatch(key):
        return f".{key}"
    return "['" + "".join(_escaped(char) for char in key) + "']"


def _escaped(char: str) -> str:
    if char < " " or "\ud800" <= char <= "\udfff":
        return _ESCAPED.get(char, f"\\u{ord(char):04x}")
    return _ESCAPED.get(char, char)


def flat(place: Place) -> Iterator[Place]:
    """Yield the place, or those within its arrays, in order and without recursion."""
    stack = [place]
    while stack:
        here = stack.pop()
        listed = isinstance(here.value, dict) and any(key in here.value for key in _LISTS)
        if listed:
            key = next(key for key in _LISTS if key in here.value)
            stack.append(Place(here.value[key], here, key, here.name))
        elif isinstance(here.value, list):
            stack += reversed(here.members())
        else:
            yield here


def is_empty(value: Any) -> bool:
    """Say whether a value says nothing: null, a blank text, an array or object with nothing."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict) and "@value" in value:
        return is_empty(value["@value"])
    return value is None or value in ({}, [])


def walk(root: Place) -> Iterator[Place]:
    """Yield every object, array and value below, the place itself first; of no @context."""
    stack = [root]
    while stack:
        here = stack.pop()
        yield here
        stack += [each for each in reversed(here.members()) if each.key != "@context"]


def excess(document: Any) -> str:
    """Say in what a document is beyond what is read, or return ""."""
    stack, seen = [(document, 0)], 0
    while stack:
        value, level = stack.pop()
        seen += 1
        if level > MOST_LEVELS:
            return f"It is nested deeper than {MOST_LEVELS} levels."
        if seen > MOST_VALUES:
            return f"It holds more than {MOST_VALUES} values."
        if isinstance(value, dict) and any(len(key) > MOST_OF_A_KEY for key in value):
            return f"The name of a property has more than {MOST_OF_A_KEY} characters."
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            stack += [(each, level + 1) for each in inner]
    return ""
