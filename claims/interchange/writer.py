"""Writes records as the import format, the same records always as the same bytes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from claims.interchange.records import (
    AffiliationRecord,
    ClaimRecord,
    DocumentRecord,
    IdentityRecord,
    Record,
    RelationRecord,
    SourceRecord,
)

_SECTION_OF: dict[type, str] = {
    SourceRecord: "sources",
    ClaimRecord: "claims",
    DocumentRecord: "documents",
    IdentityRecord: "identities",
    AffiliationRecord: "affiliations",
    RelationRecord: "relations",
}


def write(dataset: str, records: Iterable[Record]) -> Iterator[str]:
    """Yield the file piece by piece, in the order given; records of one kind must be adjacent.

    What has its default is left out.
    """
    head = {"format": "factcheck-claims", "version": 1, "dataset": dataset}
    yield json.dumps(head, ensure_ascii=False)[:-1]
    section = ""
    for record in records:
        own = _SECTION_OF[type(record)]
        if own != section:
            yield ("\n]" if section else "") + f',\n"{own}": [\n'
        else:
            yield ",\n"
        section = own
        yield json.dumps(as_json(record), ensure_ascii=False)
    yield ("\n]" if section else "") + "}\n"


def as_json(value: Any) -> Any:
    """Return a record, or a part of one, as the format has it."""
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name.rstrip("_"): as_json(v) for f, v in pairs if v != _default(f)}
    if isinstance(value, dict):
        return dict(sorted(value.items()))
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def _default(f: "Field[Any]") -> Any:
    if f.default_factory is not MISSING:
        return f.default_factory()
    return f.default
