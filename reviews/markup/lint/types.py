"""What schema.org says: which properties a thing has, and what values they take."""

from collections.abc import Iterator

from reviews.markup.lint.document import Document, host_of, is_reference, shown
from reviews.markup.lint.moments import span
from reviews.markup.lint.places import Place, flat, is_empty
from reviews.markup.lint.ratings import number
from reviews.markup.lint.rules import Finding, found
from reviews.markup.lint.vocabulary import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    INTEGER,
    LITERALS,
    NUMBER,
    RANGES,
    TEXT,
    TYPES,
    URL,
    fits,
    knows,
    properties_of,
)

_BY_LOWER_CASE = {name.lower(): name for name in TYPES}
_BOOLEANS = frozenset({"true", "false", "true/", "false/"})


def check_types(document: Document) -> Iterator[Finding]:
    """Find unknown properties and types, and values that their properties do not take."""
    for place in document.places:
        if place.is_object:
            yield from _check_object(place)


def _check_object(place: Place) -> Iterator[Finding]:
    yield from _check_spelling(place)
    known = properties_of(place.types) if knows(place.types) else None
    for member in place.members():
        if member.name.startswith("@"):
            continue
        if known is not None and member.name not in known:
            message = f"{shown(member.name)} is no property of {' or '.join(place.types)}."
            yield found("schema.unknown-property", member.path, message)
        for each in flat(member):
            if member.name in RANGES and not is_empty(each.value):
                yield from _check_value(each, RANGES[member.name])


def _check_spelling(place: Place) -> Iterator[Finding]:
    for name in place.types:
        meant = _BY_LOWER_CASE.get(name.lower(), name)
        if meant != name:
            message = f"{shown(name)} is no type; {meant} is."
            yield found("schema.type-misspelt", place.beside("@type"), message)


def _check_value(place: Place, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if place.is_object:
        yield from _check_thing(place, allowed)
    elif isinstance(place.literal, str):
        yield from _check_text(place, allowed)
    elif not _takes(place.literal, allowed):
        yield _out_of_range(place, allowed)


def _check_thing(place: Place, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if is_reference(place) and not place.types:
        return
    if LITERALS.issuperset(allowed) or not fits(place.types, allowed):
        yield _out_of_range(place, allowed)
    elif not place.types:
        message = f"An object without @type; {place.name} takes {_named(allowed)}."
        yield found("schema.untyped", place.path, message)


def _check_text(place: Place, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if TEXT in allowed:
        return
    if DATE in allowed:
        if span(place.text) is None:
            message = f"{shown(place.text)} is no date of ISO 8601."
            yield found("schema.date-invalid", place.path, message)
    elif URL in allowed:
        if not host_of(place.text):
            message = f"{shown(place.text)} is no http or https address."
            yield found("house.address-not-web", place.path, message)
    elif BOOLEAN in allowed:
        if place.text.lower().rpartition("schema.org/")[2] not in _BOOLEANS:
            yield _out_of_range(place, allowed)
    elif not any(name.endswith("Enumeration") for name in allowed):
        message = f"A text; {place.name} takes {_named(allowed)}."
        yield found("schema.text-for-object", place.path, message)


def _takes(value: object, allowed: tuple[str, ...]) -> bool:
    """Say whether a number, true or false is a value for a property."""
    if isinstance(value, bool):
        return BOOLEAN in allowed
    return number(value) is not None and (NUMBER in allowed or INTEGER in allowed)


def _out_of_range(place: Place, allowed: tuple[str, ...]) -> Finding:
    kind = type(place.literal).__name__
    said = {"dict": "An object", "bool": "true or false", "int": "A number", "float": "A number"}
    what = " and ".join(place.types) or said.get(kind, "A text")
    return found("schema.range", place.path, f"{what}; {place.name} takes {_named(allowed)}.")


def _named(allowed: tuple[str, ...]) -> str:
    return " or ".join(name for name in allowed if name != DATE_TIME)
