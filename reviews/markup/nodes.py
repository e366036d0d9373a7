"""Turns the objects of one JSON document into things, each once, and follows references to them."""

import re
from collections.abc import Iterable
from typing import Any

from reviews.markup.names import beside_schema_org, plain, prefixes_in, types_of
from reviews.markup.things import (
    TYPES,
    Claim,
    ClaimReview,
    CorrectionComment,
    DataFeed,
    DataFeedItem,
    MediaReview,
    Party,
    Property,
    Rating,
    Thing,
    Work,
    properties,
)
from reviews.markup.values import Moment, Number

NESTED = 40

Node = dict[Any, Any]

_ROOTS = {
    kind.__name__.lower(): kind for kind in (ClaimReview, MediaReview, DataFeed, DataFeedItem)
}
_TELLING: dict[str, type[Thing]] = {
    "claimReviewed": ClaimReview,
    "mediaAuthenticityCategory": MediaReview,
    "dataFeedElement": DataFeed,
    "dateDeleted": DataFeedItem,
}
_UNTELLING = frozenset({"CreativeWork", "Dataset", "Intangible", "Review", "Thing"})
_WORDS: dict[type[Thing], str] = {
    Party: "name",
    Work: "name",
    Claim: "name",
    CorrectionComment: "text",
    Rating: "alternate_name",
}
_ADDRESSED = {Party, Work, Claim, CorrectionComment}
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_UNKNOWN = ("", Property("nothing"))
_OF_NODES = {"@id": ("id", Property("text")), "@type": ("types", Property("type", many=True))}


def root_kind(node: Node, prefixes: frozenset[str]) -> type[Thing] | None:
    """Return which of the types that are looked for a node is; None where it is none of them.

    Its type says so, or where it has none, or one that leaves it open, a property of one type only.
    """
    types = set(types_of(node, prefixes))
    names = {plain(key, prefixes) for key in node if isinstance(key, str)}
    for kind in types:
        if kind.lower() in _ROOTS and names - {"@id", "@type"}:
            return _ROOTS[kind.lower()]
    if types - _UNTELLING:
        return None
    return next((kind for name, kind in _TELLING.items() if name in names), None)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def is_reference(value: Any) -> bool:
    """Say whether a value only names another node of its document."""
    return isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str)


class Nodes:
    """The objects of one document; `prefixes` are those that stand for schema.org in it."""

    def __init__(self, objects: Iterable[Node]) -> None:
        self.prefixes = prefixes_in(None)
        self._by_id: dict[str, Node] = {}
        # With each node, for its identity is its own only as long as it lives.
        self._made: dict[tuple[int, type[Thing]], tuple[Node, Thing | None]] = {}
        for node in objects:
            self.prefixes |= prefixes_in(node.get("@context"))
            if isinstance(node.get("@id"), str) and not is_reference(node):
                self._by_id.setdefault(node["@id"], node)

    def thing(self, value: Any, kind: type[Thing], depth: int = 0) -> Thing | None:
        """Return what a value says; None where that is no such thing, or nested too deeply."""
        if isinstance(value, str | int | float):
            return _from_scalar(value, kind)
        if not isinstance(value, dict) or not value or depth > NESTED:
            return None
        if is_reference(value):
            value = self._by_id.get(value["@id"], value)
        made = (id(value), kind)
        if made not in self._made:
            self._made[made] = (value, _named_only(value, kind))  # a circle of references ends here
            self._made[made] = (value, self._read(value, kind, depth))
        return self._made[made][1]

    def _read(self, node: Node, kind: type[Thing], depth: int) -> Thing:
        known: dict[str, Any] = {"types": ()}
        extra: dict[str, Any] = {}
        for name, value in self._named(node).items():
            if name == "@context":
                extra |= beside_schema_org(value)
                continue
            field, takes = _OF_NODES.get(name) or properties(kind).get(name, _UNKNOWN)
            taken, rest = self._take(value, takes, depth)
            if taken:
                known[field] = tuple(taken) if takes.many else taken[0]
            if rest or not taken:
                extra[name] = rest if taken else value
        return kind(**known, extra=extra)

    def _named(self, node: Node) -> dict[str, Any]:
        """Return the properties by their plain names; what has two names has the values of both."""
        named: dict[str, Any] = {}
        for key, value in node.items():
            name = plain(str(key), self.prefixes)
            named[name] = [*as_list(named[name]), *as_list(value)] if name in named else value
        return named

    def _take(self, value: Any, takes: Property, depth: int) -> tuple[list[Any], list[Any]]:
        """Return what a field understands of a value, and what it leaves."""
        taken: list[Any] = []
        rest: list[Any] = []
        for each in as_list(value):
            # A value with its language or type is understood by half: it says something, and stays.
            half = takes.takes != "thing" and isinstance(each, dict) and len(each) > 1
            one = None if taken and (half or not takes.many) else self._one(each, takes, depth)
            if one is not None:
                taken.append(one)
            if one is None or half:
                rest.append(each)
        return taken, rest

    def _one(self, value: Any, takes: Property, depth: int) -> Any:
        if takes.takes == "nothing":
            return None
        if takes.takes == "thing":
            kind = self._kind(value, takes.types)
            return self.thing(value, kind, depth + 1) if kind else None
        if takes.takes == "type":
            return (plain(value, self.prefixes) or None) if isinstance(value, str) else None
        literal = _literal(value)
        if takes.takes == "number":
            return None if literal is None else Number(literal)
        text = "" if literal is None else str(literal)
        if takes.takes == "moment":
            return Moment(text) if text else None
        return text or None

    def _kind(self, value: Any, among: tuple[str, ...]) -> type[Thing] | None:
        kinds = [TYPES[name] for name in among]
        if len(kinds) == 1:
            return kinds[0]
        if not isinstance(value, dict):
            return None
        target = self._by_id.get(value["@id"], value) if is_reference(value) else value
        kind = root_kind(target, self.prefixes)
        if kind is None and DataFeedItem in kinds and "@type" not in target:
            return DataFeedItem
        return kind if kind in kinds else None


def _literal(value: Any) -> str | int | float | None:
    if isinstance(value, dict):
        value = value.get("@value", value.get("@id") if len(value) == 1 else None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return value


def _from_scalar(value: str | float, kind: type[Thing]) -> Thing | None:
    """Return what a mere text or number says where a thing is expected."""
    if isinstance(value, bool) or value == "":
        return None
    if kind is Rating and not isinstance(value, str):
        return Rating(types=(), rating_value=Number(value))
    if kind not in _WORDS:
        return None
    is_address = kind in _ADDRESSED and _ADDRESS.fullmatch(str(value))
    known: dict[str, Any] = {"url" if is_address else _WORDS[kind]: str(value)}
    return kind(types=(), **known)


def _named_only(node: Node, kind: type[Thing]) -> Thing | None:
    named = node.get("@id")
    return kind(id=named, types=()) if isinstance(named, str) and named else None
