"""Names of types and properties in JSON-LD, without schema.org's prefix; and its contexts."""

import re
from collections.abc import Iterator
from typing import Any

CONTEXT = "https://schema.org"

_SCHEMA_ORG = re.compile(r"https?://(?:www\.)?schema\.org/?#?", re.IGNORECASE)
_PREFIXES = frozenset({"schema", "sdo"})


def plain(name: str, prefixes: frozenset[str] = _PREFIXES) -> str:
    """Return `claimReviewed` for `schema:claimReviewed` and `http://schema.org/claimReviewed`."""
    address = _SCHEMA_ORG.match(name)
    if address:
        return name[address.end() :] or name
    prefix, colon, rest = name.partition(":")
    return rest if colon and rest and prefix in prefixes else name


def prefixes_in(context: Any) -> frozenset[str]:
    """Return what a context lets stand for schema.org, and what does so anywhere."""
    parts = context if isinstance(context, list) else [context]
    terms = [item for part in parts if isinstance(part, dict) for item in part.items()]
    named = {term for term, address in terms if isinstance(term, str) and is_schema_org(address)}
    return _PREFIXES | named


def is_schema_org(context: Any) -> bool:
    """Say whether a context is schema.org's vocabulary and nothing besides."""
    if isinstance(context, str):
        return _SCHEMA_ORG.fullmatch(context.strip()) is not None
    return isinstance(context, dict) and set(context) == {"@vocab"} and _vocabulary(context)


def beside_schema_org(context: Any) -> dict[str, Any]:
    """Return what a context says besides that the vocabulary is schema.org's, if anything."""
    parts = context if isinstance(context, list) else [context]
    rest = [part for part in parts if not is_schema_org(part)]
    return {"@context": rest if len(rest) > 1 else rest[0]} if rest else {}


def _vocabulary(context: dict[str, Any]) -> bool:
    return isinstance(context["@vocab"], str) and is_schema_org(context["@vocab"])


def types_of(node: dict[Any, Any], prefixes: frozenset[str]) -> Iterator[str]:
    """Yield the types of a node by their plain names."""
    given = node.get("@type")
    for kind in given if isinstance(given, list) else [given]:
        if isinstance(kind, str):
            yield plain(kind, prefixes)
