"""Describes plain dataclasses as JSON Schema, so that what is computed is described once."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def shape(type_: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type.

    Dataclasses and named tuples are objects without further members, mappings objects with
    any; tuples are arrays. TypeError for what JSON has no form for.
    """
    if type_ in _PLAIN:
        return dict(_PLAIN[type_])
    if is_dataclass(type_):
        return _object(type_, [field.name for field in fields(type_)])
    if hasattr(type_, "_fields"):
        return _object(type_, list(type_._fields))
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return {"type": "string", "enum": [member.value for member in type_]}
    origin, parts = get_origin(type_), get_args(type_)
    if origin is Mapping:
        return {"type": "object", "additionalProperties": shape(parts[1])}
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin in (Union, UnionType):
        return {"oneOf": [shape(part) for part in parts]}
    if origin is tuple and parts[1:] == (...,):
        return {"type": "array", "items": shape(parts[0])}
    if origin is tuple:
        size = len(parts)
        each = [shape(part) for part in parts]
        return {"type": "array", "prefixItems": each, "minItems": size, "maxItems": size}
    raise TypeError(f"no JSON Schema for {type_!r}")


def _object(type_: Any, names: list[str]) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {
        "type": "object",
        "required": names,
        "properties": {name: shape(hints[name]) for name in names},
        "additionalProperties": False,
    }
