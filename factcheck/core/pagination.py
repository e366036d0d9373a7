"""Pages of a list by a cursor: rows that come or go meanwhile make none repeat or be skipped."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from factcheck.core.errors import Flaw
from factcheck.core.problems import Refusal
from factcheck.core.strict_json import unstorable

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
PARAMETERS = ("cursor", "page_size")


@dataclass(frozen=True)
class Cursor:
    """The row beside which a page lies: its values in the list's order, and on which side."""

    values: tuple[str, ...]
    backwards: bool = False

    def encode(self) -> str:
        """Return it as clients hand it back; its form is no part of the API."""
        data = json.dumps([int(self.backwards), *self.values]).encode()
        return urlsafe_b64encode(data).decode().rstrip("=")

    @classmethod
    def decode(cls, given: str) -> "Cursor":
        """Raise ValueError for what `encode` cannot have made."""
        try:
            value = json.loads(urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        except RecursionError as error:
            raise ValueError("too deep") from error
        if not (isinstance(value, list) and value and value[0] in (0, 1)):
            raise ValueError("not a cursor")
        if not all(isinstance(part, str) for part in value[1:]) or any(unstorable(value)):
            raise ValueError("not a cursor")
        return cls(tuple(value[1:]), bool(value[0]))


class CursorPages(BasePagination):
    """Keyset pages in the view's `ordering`, whose columns together are unique and never null."""

    ordering: Sequence[str] = ("-created_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return one page of rows. Raises Refusal for parameters that are not acceptable."""
        self.ordering = view.ordered() if view else self.ordering
        self.url = request.build_absolute_uri()
        size = _page_size(request.query_params.get("page_size"))
        cursor = _cursor(request.query_params.get("cursor"))
        backwards = cursor is not None and cursor.backwards
        order = [reverse(name) if backwards else name for name in self.ordering]
        rows = queryset.order_by(*order)
        if cursor is not None:
            rows = rows.filter(_beyond(queryset.model, order, cursor))
        found = list(rows[: size + 1])
        page = found[:size][::-1] if backwards else found[:size]
        more = len(found) > size
        self.has_next = more if not backwards else True
        self.has_previous = more if backwards else cursor is not None
        self.page = page
        return page

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with its neighbours' addresses."""
        return Response(
            {
                "next": self._link(-1) if self.has_next else None,
                "previous": self._link(0) if self.has_previous else None,
                "results": data,
            }
        )

    def _link(self, place: int) -> str | None:
        if not self.page:
            return None
        names = [name.lstrip("-") for name in self.ordering]
        row = self.page[place]
        values = tuple(_text(attrgetter(name.replace("__", "."))(row)) for name in names)
        cursor = Cursor(values, backwards=place == 0)
        return replace_query_param(self.url, "cursor", cursor.encode())

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameters."""
        size = {
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_PAGE_SIZE,
            "default": PAGE_SIZE,
        }
        cursor = "From `next` or `previous` of another page."
        choices = getattr(view, "orderings", {})
        order = {"type": "string", "enum": [s + name for name in choices for s in ("", "-")]}
        ordering = {"name": "ordering", "in": "query", "schema": order}
        ordering["description"] = "By what the list is ordered; - from the greatest down."
        return [
            *([ordering] if choices else []),
            {"name": "cursor", "in": "query", "description": cursor, "schema": {"type": "string"}},
            {"name": "page_size", "in": "query", "description": "Rows a page.", "schema": size},
        ]


def _page_size(given: str | None) -> int:
    if given is None:
        return PAGE_SIZE
    if given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= MAX_PAGE_SIZE:
        return int(given)
    remedy = f"Send a whole number from 1 to {MAX_PAGE_SIZE}."
    flaw = Flaw("page_size", f"“{given[:50]}” is no size of a page.", remedy)
    raise Refusal("parameters", "The size of the page is not acceptable.", flaw)


def _cursor(given: str | None) -> Cursor | None:
    if given is None:
        return None
    try:
        return Cursor.decode(given)
    except ValueError as error:
        raise _bad_cursor() from error


def _bad_cursor() -> Refusal:
    remedy = "Follow `next` and `previous` as they are, or start without a cursor."
    flaw = Flaw("cursor", "It is not one that this list has given out.", remedy)
    return Refusal("parameters", "The cursor is not acceptable.", flaw)


def _beyond(model: type[Model], order: Sequence[str], cursor: Cursor) -> Q:
    """Return the condition that a row comes after the cursor's in that order."""
    if len(cursor.values) != len(order):
        raise _bad_cursor()
    names = [name.lstrip("-") for name in order]
    values = [_value(model, n, v) for n, v in zip(names, cursor.values, strict=True)]
    condition = Q()
    for last in reversed(range(len(order))):
        side = "lt" if order[last].startswith("-") else "gt"
        here = Q(**{f"{names[last]}__{side}": values[last]})
        if last < len(order) - 1:
            here |= Q(**{names[last]: values[last]}) & condition
        condition = here
    # Says nothing new, and lets the database use an index on the first column.
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{names[0]}__{bound}": values[0]}) & condition


def _value(model: type[Model], name: str, text: str) -> Any:
    *way, last = name.split("__")
    for relation in way:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    field: Any = model._meta.get_field(last)
    try:
        value = field.to_python(text)
        field.run_validators(value)
    except (ValidationError, ValueError, OverflowError) as error:
        raise _bad_cursor() from error
    if isinstance(value, datetime) and value.tzinfo is None:
        raise _bad_cursor()
    return value


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def reverse(name: str) -> str:
    """Return the opposite order."""
    return name[1:] if name.startswith("-") else f"-{name}"
