"""Newsrooms over the API."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from factcheck.accounts import members, operations
from factcheck.accounts.models import Newsroom, RatingScale, Role
from factcheck.accounts.permissions import NewsroomAdmin
from factcheck.core.fields import (
    LanguageTag,
    StrictModelSerializer,
    StrictSerializer,
    TextsByLanguage,
    Whole,
)
from factcheck.core.resources import Changes, Creates, first


class RatingStepSerializer(StrictSerializer):
    """One step of a rating scale."""

    value = Whole(min_value=1, max_value=32767)
    labels = TextsByLanguage(allow_empty=False, help_text="What it is called, per language tag.")


class NewsroomSerializer(StrictModelSerializer):
    """The organisation that reviews and publishes."""

    language = LanguageTag()
    rating_scale = RatingStepSerializer(many=True, allow_empty=False, help_text="Worst step first.")

    class Meta:
        model = Newsroom
        fields = [
            *("id", "name", "slug", "url", "logo_url", "language", "rating_scale", "created_at"),
        ]
        read_only_fields = ["id", "created_at"]


class RatingScaleSerializer(StrictModelSerializer):
    """A version of a newsroom's scale, as it was in force from `created_at` on."""

    steps = RatingStepSerializer(many=True, read_only=True)
    worst = serializers.IntegerField(read_only=True)
    best = serializers.IntegerField(read_only=True)

    class Meta:
        model = RatingScale
        fields = ["id", "version", "steps", "worst", "best", "created_at"]
        read_only_fields = fields


class NewsroomViewSet(Creates, Changes):
    """Newsrooms: anybody with an account reads them, an admin creates, and changes their own."""

    queryset = Newsroom.objects.all()
    serializer_class = NewsroomSerializer
    permission_classes = [NewsroomAdmin]
    write_role = Role.ADMIN
    ordering = ("name", "id")

    def visible(self) -> QuerySet[Any]:
        """Return all: who publishes is public."""
        return self.get_queryset()

    def perform_create(self, values: Mapping[str, Any]) -> Newsroom:
        """Create it; the person becomes its admin."""
        return operations.create_newsroom(by=self.person, values=values)

    def perform_change(self, found: Newsroom, values: Mapping[str, Any]) -> Newsroom:
        """Change it."""
        return operations.change_newsroom(newsroom=found, by=self.person, values=values)

    @extend_schema(responses=RatingScaleSerializer(many=True))
    @action(detail=True, ordering=("-version", "id"))
    def scales(self, request: Request, **key: str) -> Response:
        """List the versions of its rating scale, newest first; none is ever changed or removed."""
        newsroom = first(self.visible(), key["id"])
        page = self.paginate_queryset(newsroom.scales.all()) or []
        return self.get_paginated_response(RatingScaleSerializer(page, many=True).data)


router = SimpleRouter()
router.register("newsrooms", NewsroomViewSet, basename="newsroom")
router.register("memberships", members.MembershipViewSet, basename="membership")
router.register("absences", members.AbsenceViewSet, basename="absence")

urlpatterns = router.urls
