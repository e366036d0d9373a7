"""Notifications, webhooks and their messages over the API."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from factcheck.accounts.models import Newsroom, Role
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import Id, StrictModelSerializer, StrictSerializer, Text, WebAddress
from factcheck.core.resources import Changes, Creates, Removes, Resource
from factcheck.notices import operations, wording
from factcheck.notices.models import (
    Notification,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)
from factcheck.notices.operations import endpoints

_OBJECT = {"type": "object", "additionalProperties": True}


STATES = WebhookMessage.State.choices


class NotificationSerializer(StrictModelSerializer):
    """That the person is told of an event; `data` has the facts of which `text` is made."""

    newsroom = Id(read_only=True)
    event = serializers.IntegerField(source="event_id", read_only=True)
    data = serializers.SerializerMethodField()  # type: ignore[assignment]
    language = serializers.SerializerMethodField(help_text="That of `text`: the newsroom's.")
    text = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = [
            *("id", "newsroom", "event", "kind", "language", "text", "data"),
            *("created_at", "read_at", "mailed_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(_OBJECT)
    def get_data(self, row: Notification) -> Any:
        """Return the facts."""
        return row.data

    @extend_schema_field({"type": "string", "enum": ["en", "ar"]})
    def get_language(self, row: Notification) -> str:
        """Return the language in which the newsroom is told."""
        return wording.spoken(row.newsroom.language)

    def get_text(self, row: Notification) -> str:
        """Return the sentence."""
        return wording.text(row.kind, row.data, row.newsroom.language)


class CountSerializer(StrictSerializer):
    """How many there are."""

    count = serializers.IntegerField(read_only=True)


class NotificationFilter(FilterSet):  # type: ignore[misc]
    """Filters of notifications."""

    unread = BooleanFilter(field_name="read_at", lookup_expr="isnull")
    kind = CharFilter(label="Such as `review.approved`.")
    newsroom = UUIDFilter()


class NotificationViewSet(Resource):
    """What the person is told, newest first; nobody reads another's."""

    queryset = Notification.objects.all()
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    write_role = Role.READER

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Fetch along whose language it is told in."""
        return rows.select_related("newsroom")

    detailed = listed

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **key: str) -> Response:
        """Mark it read; twice is once."""
        row = self.find(key["id"])
        operations.mark_read(notification=row)
        return Response(self.representation(self.find(row.pk)))

    @extend_schema(request=None, responses=CountSerializer)
    @action(detail=False, methods=["post"])
    def read_all(self, request: Request) -> Response:
        """Mark all of them read; answer how many were not."""
        return Response({"count": operations.mark_all_read(user=self.person)})

    @extend_schema(responses=CountSerializer, filters=False)
    @action(detail=False, pagination_class=None)
    def unread(self, request: Request) -> Response:
        """Count those that are not read."""
        return Response({"count": self.visible().unread().count()})  # type: ignore[attr-defined]


class WebhookSerializer(StrictModelSerializer):
    """An address that hears of a newsroom's events, and of those that all newsrooms share."""

    newsroom = Id(read_only=True)
    created_by = serializers.CharField(
        source="created_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            *("id", "newsroom", "url", "description", "events", "created_by", "created_at"),
            *("previous_until", "failing_since", "failures", "disabled_at", "disabled_because"),
        ]
        read_only_fields = fields


class SecretWebhookSerializer(WebhookSerializer):
    """The same with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True, help_text="Signs from now on; keep it.")

    class Meta(WebhookSerializer.Meta):
        fields = [*WebhookSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class WebhookChangeSerializer(StrictSerializer):
    """What can be changed of an endpoint."""

    url = WebAddress(max_length=500)
    description = Text(max_length=200, allow_blank=True, required=False)
    events = serializers.ListField(
        child=Text(max_length=60),
        max_length=100,
        required=False,
        help_text="Such as `review.published` or `review.*`; none for all.",
    )


class NewWebhookSerializer(WebhookChangeSerializer):
    """A new endpoint."""

    newsroom = Id()


class AttemptSerializer(StrictModelSerializer):
    """One attempt: an answer's status, or why there was none."""

    class Meta:
        model = WebhookAttempt
        fields = ["number", "at", "status_code", "milliseconds", "error", "response"]
        read_only_fields = fields


class MessageListSerializer(StrictModelSerializer):
    """That an endpoint is owed an event; `id` is what receivers know it by."""

    webhook = serializers.UUIDField(source="endpoint_id", read_only=True)
    event = serializers.IntegerField(source="event_id", read_only=True)
    type = serializers.CharField(source="event.type", read_only=True)

    class Meta:
        model = WebhookMessage
        fields = [
            *("id", "webhook", "event", "type", "state", "attempts"),
            *("created_at", "due_at", "delivered_at"),
        ]
        read_only_fields = fields


class MessageSerializer(MessageListSerializer):
    """The same with its attempts."""

    log = AttemptSerializer(many=True, read_only=True)

    class Meta(MessageListSerializer.Meta):
        fields = [*MessageListSerializer.Meta.fields, "log"]
        read_only_fields = fields


class WebhookViewSet(Creates, Changes, Removes):
    """Endpoints of webhooks, for the admins of their newsrooms.

    The secret is in the answers to creation and rotation, and in no other.
    """

    queryset = WebhookEndpoint.objects.all()
    serializer_class = WebhookSerializer
    write_role = delete_role = Role.ADMIN
    secretive = ("create", "rotate")
    inputs = {"create": NewWebhookSerializer, "partial_update": WebhookChangeSerializer}

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Fetch along who made it."""
        return rows.select_related("created_by", "newsroom")

    detailed = listed

    @extend_schema(responses={201: SecretWebhookSerializer})
    def create(self, request: Request) -> Response:
        """Create one; the answer alone has its secret."""
        values = dict(self.body())
        newsroom = Newsroom.objects.filter(pk=values.pop("newsroom")).first()
        if newsroom is None:
            flaw = Flaw("/newsroom", "There is no such newsroom.", "Name one that you run.")
            raise Invalid("The webhook is not acceptable.", flaw)
        made = endpoints.create_endpoint(newsroom=newsroom, values=values, by=self.person)
        answer = self.created(made.pk)
        answer.data = self._with_secret(made)
        return answer

    def perform_change(self, found: WebhookEndpoint, values: Mapping[str, Any]) -> Any:
        """Change it."""
        return endpoints.change_endpoint(endpoint=found, values=values, by=self.person)

    def perform_remove(self, found: WebhookEndpoint) -> None:
        """Remove it and its log."""
        endpoints.remove_endpoint(endpoint=found, by=self.person)

    @extend_schema(request=None, responses=SecretWebhookSerializer)
    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, **key: str) -> Response:
        """Give it a new secret; for 24 hours both sign."""
        found = self.find(key["id"])
        return Response(self._with_secret(endpoints.rotate_secret(endpoint=found, by=self.person)))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def enable(self, request: Request, **key: str) -> Response:
        """Switch it on again; what it missed is in the log, to be sent again one by one."""
        found = self.find(key["id"])
        endpoints.enable_endpoint(endpoint=found, by=self.person)
        return Response(self.representation(self.find(found.pk)))

    @extend_schema(request=None, responses=MessageListSerializer)
    @action(detail=True, methods=["post"])
    def test(self, request: Request, **key: str) -> Response:
        """Send it a message to try it, whatever it asks for; follow it among the messages."""
        found = self.find(key["id"])
        made = endpoints.test_endpoint(endpoint=found, by=self.person)
        return Response(MessageListSerializer(made).data)

    def _with_secret(self, row: WebhookEndpoint) -> Any:
        return SecretWebhookSerializer(row, context=self.get_serializer_context()).data


class MessageFilter(FilterSet):  # type: ignore[misc]
    """Filters of messages."""

    webhook = UUIDFilter(field_name="endpoint")
    state = ChoiceFilter(choices=STATES)
    type = CharFilter(field_name="event__type", label="Such as `review.published`.")
    event = CharFilter(method="of_event", label="The id of an event.")

    def of_event(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return the messages of one event."""
        number = value.isascii() and value.isdecimal() and len(value) < 19
        return rows.filter(event=int(value)) if number else rows.none()


class MessageViewSet(Resource):
    """What webhooks were sent or are owed, for the admins of their newsrooms, newest first."""

    queryset = WebhookMessage.objects.all()
    serializer_class = MessageSerializer
    list_serializer_class = MessageListSerializer
    filterset_class = MessageFilter
    lookup_value_regex = "msg_[0-9a-f]+"
    write_role = Role.ADMIN

    def listed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Fetch the events along."""
        return rows.select_related("event")

    def detailed(self, rows: Any) -> Any:
        """Fetch the log along."""
        return rows.with_log()

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def redeliver(self, request: Request, **key: str) -> Response:
        """Send it again, now, under the same id, with all its attempts."""
        with transaction.atomic():
            found = self.find(key["id"])
            endpoints.redeliver(message=found, by=self.person)
            return Response(self.representation(self.find(found.pk)))


router = SimpleRouter()
router.register("notifications", NotificationViewSet, basename="notification")
router.register("webhooks", WebhookViewSet, basename="webhook")
router.register("messages", MessageViewSet, basename="message")
urlpatterns = router.urls
