"""Suggestions that a reviewer confirms or rejects, and may take that back: over the API."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models.vocabulary import IdentityState
from factcheck.core.resources import Resource


class Decisions(Resource):
    """Takes decisions on suggestions; `decide` calls the operation."""

    may_match: tuple[str, ...] = ("confirm", "reject", "undo")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **key: str) -> Response:
        """Find it to be so; it counts from now on."""
        return self._decide(key["id"], IdentityState.CONFIRMED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, **key: str) -> Response:
        """Find it not to be so; it is not suggested again."""
        return self._decide(key["id"], IdentityState.REJECTED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **key: str) -> Response:
        """Take the decision back; it is a suggestion again."""
        return self._decide(key["id"], IdentityState.SUGGESTED)

    def decide(self, found: Any, state: IdentityState) -> None:
        """Call the operation."""
        raise NotImplementedError

    def _decide(self, key: str, state: IdentityState) -> Response:
        with transaction.atomic():
            found = self.lock(key, required=False)
            self.decide(found, state)
            return Response(self.representation(self.find(found.pk)))
