"""The resource of reviews."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Claim
from factcheck.accounts.models import Newsroom
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.models import Event
from factcheck.core.resources import Changes, Creates, first
from reviews.api import filters, serializers
from reviews.models import Review
from reviews.operations import reviews as operations
from reviews.operations.revisions import Content, content_of
from reviews.workflow import Verb

M = TypeVar("M", bound=Model)


class ReviewViewSet(Creates, Changes):
    """Reviews: those of the person's newsrooms, and what any newsroom has published."""

    queryset = Review.objects.all()
    serializer_class = serializers.ReviewSerializer
    list_serializer_class = serializers.ReviewListSerializer
    filterset_class = filters.ReviewFilter
    may_match = ("perform",)
    inputs = {
        "create": serializers.NewReviewSerializer,
        "partial_update": serializers.ContentSerializer,
        "perform": serializers.ReasonSerializer,
    }

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        shown = rows.with_content(self.person).with_ownership(self.person)
        return shown.with_rechecks(self.person)

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        shown = rows.with_content(self.person).with_ownership(self.person).with_page()
        shown = shown.with_rechecks(self.person).with_recheck_history()
        return shown.with_corrections()

    def perform_create(self, values: Mapping[str, Any]) -> Review:
        """Open it."""
        rest = dict(values)
        newsroom = _found(Newsroom, "/newsroom", rest.pop("newsroom"))
        claim = _found(Claim, "/claim", rest.pop("claim"))
        language = rest.pop("language")
        return operations.open_review(
            newsroom=newsroom,
            claim=claim,
            language=language,
            content=Content(**rest),
            by=self.person,
        )

    def perform_change(self, found: Review, values: Mapping[str, Any]) -> Review:
        """Add a revision: what is sent replaces what the latest one says."""
        latest = found.latest
        before = asdict(content_of(latest)) if latest else {}
        content = Content(**before | dict(values))
        return operations.revise(review=found, content=content, by=self.person)

    @extend_schema(
        parameters=[OpenApiParameter("verb", str, "path", enum=serializers.VERBS)],
        responses=serializers.ReviewSerializer,
    )
    @action(detail=True, methods=["post"], url_path=f"(?P<verb>{'|'.join(serializers.VERBS)})")
    def perform(self, request: Request, verb: str, **key: str) -> Response:
        """Lead the review on; If-Match is not needed, and is checked where it is sent."""
        with transaction.atomic():
            review = self.lock(key["id"], required=False)
            said = self.body()
            operations.perform(
                review=review,
                verb=Verb(verb),
                by=self.person,
                reason=said.get("reason", ""),
                since=said.get("since"),
            )
            return Response(self.representation(self.find(review.pk)))

    @extend_schema(responses=serializers.HistoryEntrySerializer(many=True))
    @action(detail=True, filterset_class=None, ordering=("-id",))
    def history(self, request: Request, **key: str) -> Response:
        """List what happened to the review, newest first, with the differences of its revisions.

        Other newsrooms' histories are empty.
        """
        review = first(self.visible().only("pk"), key["id"])
        found = Event.objects.visible_to(self.person).filter(
            stream=f"review:{review.pk}", newsroom_id__isnull=False
        )
        page = self.paginate_queryset(found.select_related("actor")) or []
        shown = serializers.HistoryEntrySerializer(page, many=True)
        return self.get_paginated_response(shown.data)


def _found(model: type[M], pointer: str, key: UUID) -> M:
    found = model._default_manager.filter(pk=key).first()
    if found is None:
        noun = model._meta.verbose_name_raw
        flaw = Flaw(pointer, f"There is no {noun} {key}.", f"Create the {noun} first.")
        raise Invalid("The review is not acceptable.", flaw)
    return found
