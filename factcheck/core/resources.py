"""What the views of the API have in common: they parse, call one operation, and represent."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import translation
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from factcheck.core import idempotency, pagination
from factcheck.core.errors import Flaw
from factcheck.core.etags import EntityTags, require_match
from factcheck.core.filtering import refuse_unknown
from factcheck.core.problems import Refusal


class Resource(EntityTags, GenericViewSet[Any]):
    """Objects that a person may see, as a list and one by one."""

    lookup_url_kwarg = "id"
    ordering: Sequence[str] = ()
    list_serializer_class: type[BaseSerializer[Any]] | None = None
    # What an action takes as its body, where that is not what the detail shows.
    inputs: Mapping[str, type[BaseSerializer[Any]]] = {}
    # Actions that look at If-Match where it is sent, and do without.
    may_match: tuple[str, ...] = ()
    # Actions whose answer tells a secret: it is not kept, whatever Idempotency-Key comes with it.
    secretive: tuple[str, ...] = ()
    # Unique orders that a list can be asked for, by name; each also backwards, with "-".
    orderings: Mapping[str, Sequence[str]] = {}
    # What an action takes beside the filters and the pager of a list.
    query_parameters: Mapping[str, tuple[str, ...]] = {}

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Speak English whatever the reader's language: remedies are written in it."""
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After authentication and role, look at the parameters."""
        super().initial(request, *args, **kwargs)
        known = self.query_parameters.get(self.action, ())
        if self.action == "list":
            filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
            known += (*filters, *pagination.PARAMETERS, *(["ordering"] if self.orderings else []))
        refuse_unknown(request.query_params, known)
        repeatable = request.method == "POST" and self.action not in self.secretive
        if repeatable and idempotency.HEADER in request.headers:
            handler = getattr(self, "post")  # noqa: B009 - set by the router
            self.post = functools.partial(self._once, handler)

    def _once(self, handler: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer a request with an Idempotency-Key as it was answered before, if it was."""
        answer = functools.partial(handler, request, *args, **kwargs)
        return idempotency.once(request, answer, self.handle_exception)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Name the methods in the header Allow."""
        return Response(status=status.HTTP_204_NO_CONTENT)

    def list(self, request: Request) -> Response:
        """List, newest first where nothing else is said."""
        rows = self.filter_queryset(self.listed(self.visible()))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def ordered(self) -> Sequence[str]:
        """Return the columns that the list is ordered by. Raises Refusal."""
        given = self.request.query_params.get("ordering")
        if given is None:
            return self.ordering or pagination.CursorPages.ordering
        chosen = self.orderings.get(given.removeprefix("-"))
        if chosen is None:
            known = ", ".join(sign + name for name in self.orderings for sign in ("", "-"))
            flaw = Flaw("ordering", f"“{given[:50]}” is none.", f"Use one of: {known}.")
            raise Refusal("parameters", "A query parameter is not acceptable.", flaw)
        return [pagination.reverse(name) for name in chosen] if given[0] == "-" else chosen

    def retrieve(self, request: Request, **key: str) -> Response:
        """Read one."""
        return Response(self.representation(self.find(key["id"])))

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with what the list shows of each."""
        return rows

    def detailed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows with what the detail shows of each."""
        return rows

    def visible(self) -> QuerySet[Any]:
        """Return the rows that the person may see."""
        rows: QuerySet[Any] = self.get_queryset().visible_to(self.request.user)  # type: ignore[attr-defined]
        return rows

    def find(self, key: Any) -> Any:
        """Return the object as its detail shows it, or raise Http404."""
        return first(self.detailed(self.visible()), key)

    def lock(self, key: Any, *, required: bool = True) -> Any:
        """Return the object, locked until the transaction ends and as the client knows it.

        Raises Http404, what the view's permissions raise, and Refusal where If-Match is missing
        (if `required`) or names another state.
        """
        row = first(self.visible().select_for_update(of=("self",)), key)
        self.check_object_permissions(self.request, row)
        found = self.find(row.pk)
        require_match(self.request, self.etag_for(found), required=required)
        return found

    @property
    def person(self) -> Any:
        """Return the user: the permissions have let nobody else in."""
        return self.request.user

    def body(self, *, changes: bool = False) -> Any:
        """Return what the body says. Raises ValidationError."""
        class_: Any = self.inputs.get(self.action, self.serializer_class)
        options = {"changes": True} if changes else {}
        context = self.get_serializer_context()
        serializer = class_(data=self.request.data, context=context, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def created(self, key: Any) -> Response:
        """Answer 201 with the new object and its address."""
        return Response(
            self.representation(self.find(key)),
            status=status.HTTP_201_CREATED,
            headers={"Location": self.reverse_action("detail", args=[key])},
        )

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return the list's own serializer for lists."""
        if self.action == "list" and self.list_serializer_class is not None:
            return self.list_serializer_class
        return super().get_serializer_class()


class Creates(Resource):
    """Takes new objects by POST."""

    def create(self, request: Request) -> Response:
        """Create one."""
        return self.created(self.perform_create(self.body()).pk)

    def perform_create(self, values: Any) -> Any:
        """Call the operation and return the new row."""
        raise NotImplementedError


class Changes(Resource):
    """Takes changes by PATCH: fields that are sent are replaced whole, the others stay."""

    def partial_update(self, request: Request, **key: str) -> Response:
        """Change some fields of one."""
        with transaction.atomic():
            found = self.lock(key["id"])
            self.perform_change(found, self.body(changes=True))
            return Response(self.representation(self.find(found.pk)))

    def perform_change(self, found: Any, values: Mapping[str, Any]) -> Any:
        """Call the operation."""
        raise NotImplementedError


class Removes(Resource):
    """Takes DELETE."""

    def destroy(self, request: Request, **key: str) -> Response:
        """Delete one."""
        with transaction.atomic():
            self.perform_remove(self.lock(key["id"]))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def perform_remove(self, found: Any) -> None:
        """Call the operation."""
        raise NotImplementedError


def first(rows: QuerySet[Any], key: Any) -> Any:
    """Return the row of a key. Raises Http404, also for what is no key."""
    try:
        key = rows.model._meta.pk.to_python(key)
    except (ValidationError, ValueError) as error:
        raise Http404 from error
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
