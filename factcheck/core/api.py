"""The history over the API: what happened, to what, by whom."""

from typing import Any

from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw
from factcheck.core.fields import StrictModelSerializer
from factcheck.core.filtering import MomentFilter
from factcheck.core.models import Delivery, Event
from factcheck.core.resources import Resource

STATES = Delivery.State.choices


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


class EventSummary(StrictModelSerializer):
    """Which event it is."""

    class Meta:
        model = Event
        fields = ["id", "type", "stream", "occurred_at"]
        read_only_fields = fields


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


class DeliverySerializer(StrictModelSerializer):
    """That one task must hear of one event: how far it is, and what went wrong last."""

    event = EventSummary(read_only=True)
    in_hand = serializers.SerializerMethodField(help_text="Whether a worker has it in hand.")

    class Meta:
        model = Delivery
        fields = [
            *("id", "event", "subscriber", "state", "in_hand", "attempts", "due_at", "done_at"),
            "last_error",
        ]
        read_only_fields = fields

    def get_in_hand(self, delivery: Delivery) -> bool:
        """Say whether a worker's lease on it runs."""
        until = delivery.leased_until
        return until is not None and until > timezone.now()


class DeliveryFilter(FilterSet):  # type: ignore[misc]
    """Filters of deliveries."""

    state = ChoiceFilter(choices=STATES)
    subscriber = CharFilter(label="Name of the task.")
    stream = CharFilter(field_name="event__stream", label="Of events of this, as `kind:id`.")


class DeliveryViewSet(Resource):
    """The later work of events: tasks that are pending, done, or dead and waiting for a person."""

    queryset = Delivery.objects.all()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    ordering = ("-id",)
    write_role = "admin"

    def listed(self, rows: Any) -> Any:
        """Fetch the events along."""
        return rows.select_related("event")

    detailed = listed

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def requeue(self, request: Request, **key: str) -> Response:
        """Have a dead one tried again, with all its attempts; others are left alone (409)."""
        found = self.find(key["id"])
        if not outbox.requeue(found.pk):
            flaw = Flaw("", f"This one is {found.state}.", "Wait for it.")
            raise Conflict("Only a dead delivery is sent again.", flaw)
        return Response(self.representation(self.find(found.pk)))


router = SimpleRouter()
router.register("events", EventViewSet, basename="event")
router.register("deliveries", DeliveryViewSet, basename="delivery")
urlpatterns = router.urls
