"""The history over the API: what happened, to what, by whom."""

from typing import Any

from django_filters import CharFilter, FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from factcheck.core.fields import StrictModelSerializer
from factcheck.core.filtering import MomentFilter
from factcheck.core.models import Event
from factcheck.core.resources import Resource


class EventSerializer(StrictModelSerializer):
    """One thing that happened; `digest` covers it and, by `previous`, all before it."""

    actor = serializers.CharField(
        source="actor.username", read_only=True, allow_null=True, default=None
    )
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            *("id", "type", "stream", "number", "newsroom_id", "actor", "request_id"),
            *("occurred_at", "before", "after", "previous", "digest"),
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_before(self, event: Event) -> Any:
        """Return what it was, as far as it changed."""
        return event.before

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_after(self, event: Event) -> Any:
        """Return what it became."""
        return event.after


class EventFilter(FilterSet):  # type: ignore[misc]
    """Filters of events."""

    stream = CharFilter(label="What it happened to, as `kind:id`.")
    type = CharFilter(label="Such as `review.published`.")
    newsroom = UUIDFilter(field_name="newsroom_id")
    since = MomentFilter(
        field_name="occurred_at", lookup_expr="gte", label="At this day or moment, or later."
    )


class EventViewSet(Resource):
    """What happened in the person's newsrooms, and to what all newsrooms share, newest first.

    To follow it, ask with `ordering=id` and go on from `next`.
    """

    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    ordering = ("-id",)
    orderings = {"id": ("id",)}

    def listed(self, rows: Any) -> Any:
        """Fetch the actors along."""
        return rows.select_related("actor")

    detailed = listed


router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
urlpatterns = router.urls
