"""Reads the import format: JSON in, records out, and every flaw by its place."""

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import jsonschema

from claims.interchange.checks import document_flaws, source_flaws
from claims.interchange.records import (
    AffiliationRecord,
    Anchor,
    AppearanceRecord,
    CitationRecord,
    ClaimRecord,
    DocumentRecord,
    IdentityRecord,
    Name,
    Record,
    RelationRecord,
    SourceRecord,
)
from factcheck.core import strict_json
from factcheck.core.errors import Flaw, Invalid

SCHEMA_PATH = Path(__file__).resolve().parents[2] / "docs" / "import-format.v1.schema.json"
SECTIONS = ("sources", "claims", "documents", "identities", "affiliations", "relations")
_ANCHORED = ("cue", "mention", "said_when", "channel")


@dataclass(frozen=True)
class Entry:
    """One record of a file: its place as a JSON pointer, and the record or what is wrong with it.

    `mentions` holds the ids that a document names, also where it is wrong.
    """

    pointer: str
    id: str
    record: Record | None
    flaws: tuple[Flaw, ...] = ()
    mentions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ImportFile:
    """A readable file; entries stand in its order, `ids` holds the file's own names."""

    dataset: str
    entries: tuple[Entry, ...]
    ids: Mapping[UUID, str] = field(default_factory=dict)


@functools.cache
def validator() -> Any:
    """Return the validator of the format, with formats checked."""
    schema = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def read(data: bytes) -> ImportFile:
    """Read a file.

    Raises Invalid where the file as a whole cannot be taken; a record that is wrong by itself
    becomes an entry with flaws, and the others are read.
    """
    value = strict_json.loads(data)
    flaws = [*_schema_flaws(value), *strict_json.unstorable(value)]
    whole = [flaw for flaw in flaws if _record_of(flaw.pointer) is None]
    if whole:
        raise Invalid("This is not a file of the import format, version 1.", *whole)
    by_record: dict[str, list[Flaw]] = {}
    for flaw in flaws:
        by_record.setdefault(_record_of(flaw.pointer) or "", []).append(flaw)
    for flaw in _duplicates(value):
        by_record.setdefault(_record_of(flaw.pointer) or "", []).append(flaw)
    names = Ids(value["dataset"])
    entries = tuple(_entries(value, by_record, names))
    return ImportFile(value["dataset"], entries, names.given)


class Ids:
    """Maps the ids of a file to those of the database, and remembers what they were."""

    def __init__(self, dataset: str) -> None:
        self._space = uuid5(NAMESPACE_URL, f"urn:factcheck:dataset:{dataset}")
        self.given: dict[UUID, str] = {}

    def __call__(self, given: str) -> UUID:
        """Return a UUID as it is, and for any other id always the same one per dataset."""
        try:
            found = UUID(given) if len(given) == 36 else uuid5(self._space, given)
        except ValueError:
            found = uuid5(self._space, given)
        self.given[found] = given
        return found

    def optional(self, given: str | None) -> UUID | None:
        """Map an id that may be absent."""
        return None if given is None else self(given)


def _schema_flaws(value: Any) -> Iterator[Flaw]:
    for error in validator().iter_errors(value):
        while error.context:  # of several shapes, the one that came nearest
            error = max(error.context, key=lambda inner: len(inner.absolute_path))  # noqa: PLW2901
        pointer = "".join(f"/{strict_json.escape(str(step))}" for step in error.absolute_path)
        yield Flaw(pointer, _reason(error), _remedy(error))


def _reason(error: jsonschema.ValidationError) -> str:
    if error.validator in ("maxLength", "minLength"):
        return f"The text has {len(str(error.instance))} characters."
    return error.message if len(error.message) <= 300 else error.message[:300] + "…"


def _remedy(error: jsonschema.ValidationError) -> str:
    """Say what the schema would take."""
    wanted: Any = error.validator_value
    remedies: dict[str, Callable[[], str]] = {
        "enum": lambda: f"Use one of: {', '.join(repr(v) for v in wanted)}.",
        "const": lambda: f"Use {wanted!r}.",
        "required": lambda: "Add the member.",
        "additionalProperties": lambda: "Remove it, or correct its name.",
        "type": lambda: (
            f"Give a value of type {wanted if isinstance(wanted, str) else ' or '.join(wanted)}."
        ),
        "maxLength": lambda: f"Use at most {wanted}.",
        "minLength": lambda: "Give a text that is not empty.",
        "minimum": lambda: f"Use {wanted} or more.",
        "maximum": lambda: f"Use {wanted} or less.",
        "format": lambda: f"Write it as {wanted} (RFC 3339 for times, ISO 8601 for days).",
        "pattern": lambda: "Write it as the documentation of the format says.",
    }
    return remedies.get(str(error.validator), lambda: "See the documentation of the format.")()


def _record_of(pointer: str) -> str | None:
    """Return the pointer of the record that a place lies in; None for the file as a whole."""
    steps = pointer.split("/")
    if len(steps) < 3 or steps[1] not in SECTIONS:
        return None
    return "/".join(steps[:3])


def _duplicates(value: Mapping[str, Any]) -> Iterator[Flaw]:
    """An id names one object of the file, whatever its kind."""
    first: dict[str, str] = {}
    for pointer, given in _given_ids(value):
        if first.setdefault(given, pointer) != pointer:
            yield Flaw(
                f"{pointer}/id",
                f"The id {given!r} is taken by {first[given]}.",
                "Give every object of the file an id of its own.",
            )


def _given_ids(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section in ("sources", "claims", "documents"):
        for place, item in enumerate(value.get(section, ())):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield f"/{section}/{place}", item["id"]
                yield from _appearance_ids(f"/{section}/{place}", item.get("appearances"))


def _appearance_ids(pointer: str, made: Any) -> Iterator[tuple[str, str]]:
    for place, item in enumerate(made if isinstance(made, list) else ()):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield f"{pointer}/appearances/{place}", item["id"]


def _entries(
    value: Mapping[str, Any], by_record: Mapping[str, list[Flaw]], ids: Ids
) -> Iterator[Entry]:
    for section in SECTIONS:
        for place, item in enumerate(value.get(section, ())):
            pointer = f"/{section}/{place}"
            yield _entry(section, pointer, item, by_record.get(pointer, []), ids)


def _entry(section: str, pointer: str, item: Any, flaws: list[Flaw], ids: Ids) -> Entry:
    given = item.get("id", "") if isinstance(item, dict) else ""
    mentions = frozenset(_mentions(item)) if section == "documents" else frozenset()
    if flaws:
        return Entry(pointer, given if isinstance(given, str) else "", None, tuple(flaws), mentions)
    record = _BUILD[section](item, ids)
    found = tuple(
        Flaw(pointer + flaw.pointer, flaw.reason, flaw.remedy) for flaw in _own_flaws(record, item)
    )
    return Entry(pointer, given, None if found else record, found, mentions)


def _mentions(item: Any) -> Iterator[str]:
    """Yield every id of a source or claim in a document, whatever else is wrong with it."""
    if isinstance(item, dict):
        for key, value in item.items():
            if key in ("publisher", "source", "claim") and isinstance(value, str):
                yield value
            yield from _mentions(value)
    elif isinstance(item, list):
        for value in item:
            yield from _mentions(value)


def _own_flaws(record: Record, item: Mapping[str, Any]) -> Iterable[Flaw]:
    match record:
        case SourceRecord():
            return source_flaws(record)
        case DocumentRecord():
            return [*document_flaws(record), *_sha256_flaws(record, item)]
        case ClaimRecord() if record.language not in record.texts:
            remedy = "Add the text, or name a language that has one."
            return [Flaw("/language", f"There is no text in {record.language!r}.", remedy)]
        case IdentityRecord() if record.a == record.b:
            return [Flaw("/b", "A source is identified with itself.", "Name two sources.")]
        case AffiliationRecord() if record.source == record.body:
            return [Flaw("/body", "A source is affiliated with itself.", "Name two sources.")]
        case RelationRecord() if record.from_ == record.to:
            return [Flaw("/to", "Both sides are the same.", "Name two claims or appearances.")]
    return ()


def _sha256_flaws(record: DocumentRecord, item: Mapping[str, Any]) -> Iterator[Flaw]:
    actual = sha256_of(record.text)
    if item.get("sha256", actual) != actual:
        remedy = "Send the text that was hashed, as UTF-8 and unchanged, or leave it out."
        yield Flaw("/sha256", f"The text has {actual}.", remedy)


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _source(item: Mapping[str, Any], ids: Ids) -> SourceRecord:
    return SourceRecord(
        **dict(item)
        | {
            "id": ids(item["id"]),
            "names": tuple(Name(**name) for name in item.get("names", ())),
            "vouched_by": ids.optional(item.get("vouched_by")),
            "same_as": tuple(item.get("same_as", ())),
        }
    )


def _claim(item: Mapping[str, Any], ids: Ids) -> ClaimRecord:
    topics = tuple(item.get("topics", ()))
    return ClaimRecord(**dict(item) | {"id": ids(item["id"]), "topics": topics})


def _document(item: Mapping[str, Any], ids: Ids) -> DocumentRecord:
    moment = item.get("published_at")
    values = {name: value for name, value in item.items() if name != "sha256"}
    return DocumentRecord(
        **values
        | {
            "id": ids(item["id"]),
            "publisher": ids.optional(item.get("publisher")),
            "supersedes": ids.optional(item.get("supersedes")),
            "published_at": None if moment is None else datetime.fromisoformat(moment),
            "appearances": tuple(_appearance(made, ids) for made in item.get("appearances", ())),
        }
    )


def _appearance(item: Mapping[str, Any], ids: Ids) -> AppearanceRecord:
    chain = sorted((_citation(hop, ids) for hop in item.get("chain", ())), key=lambda h: h.level)
    return AppearanceRecord(
        **dict(item)
        | {
            "id": ids(item["id"]),
            "claim": ids(item["claim"]),
            "anchor": Anchor(**item["anchor"]),
            "modality_cue": _anchor(item.get("modality_cue")),
            "about": tuple(item.get("about", ())),
            "chain": tuple(chain),
        }
    )


def _citation(item: Mapping[str, Any], ids: Ids) -> CitationRecord:
    said_on = item.get("said_on")
    return CitationRecord(
        **dict(item)
        | {name: _anchor(item.get(name)) for name in _ANCHORED}
        | {
            "source": ids(item["source"]),
            "cited_document": ids.optional(item.get("cited_document")),
            "said_on": None if said_on is None else date.fromisoformat(said_on),
        }
    )


def _anchor(item: Mapping[str, Any] | None) -> Anchor | None:
    return None if item is None else Anchor(**item)


def _identity(item: Mapping[str, Any], ids: Ids) -> IdentityRecord:
    a, b = sorted((ids(item["a"]), ids(item["b"])))
    return IdentityRecord(**dict(item) | {"a": a, "b": b})


def _affiliation(item: Mapping[str, Any], ids: Ids) -> AffiliationRecord:
    return AffiliationRecord(
        **dict(item) | {"source": ids(item["source"]), "body": ids(item["body"])}
    )


def _relation(item: Mapping[str, Any], ids: Ids) -> RelationRecord:
    values = {name: value for name, value in item.items() if name != "from"}
    return RelationRecord(
        **values
        | {
            "from_": ids(item["from"]),
            "to": ids(item["to"]),
            "dimensions": tuple(item.get("dimensions", ())),
        }
    )


_BUILD: Mapping[str, Any] = {
    "sources": _source,
    "claims": _claim,
    "documents": _document,
    "identities": _identity,
    "affiliations": _affiliation,
    "relations": _relation,
}
