"""What has happened, and what is still owed to those who must hear of it: for reading alone."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from factcheck.core import outbox
from factcheck.core.admin.base import DeskAdmin, ReadOnlyAdmin, holds
from factcheck.core.admin.display import admin_url, isolated, link
from factcheck.core.models import Delivery, Event, IdempotentAnswer


class KindFilter(admin.SimpleListFilter):
    """By what it happened to, without a look through the whole history."""

    title = _("what it happened to")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the kinds of objects that have events."""
        models = _models_by_stream()
        return sorted((kind, model._meta.verbose_name_plural) for kind, model in models.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        return queryset.filter(stream__startswith=f"{self.value()}:") if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The history of everything."""

    list_display = ["occurred_at", "type", "thing", "actor", "request_id"]
    list_display_links = ["occurred_at", "type"]
    list_filter = [KindFilter, "occurred_at"]
    list_select_related = ["actor"]
    search_fields = ["=stream", "type", "=actor__username", "=request_id"]
    search_help_text = _("Type, kind:id, user name or request id")
    date_hierarchy = "occurred_at"
    ordering = ["-id"]
    fields = [
        *("occurred_at", "type", "thing", "actor", "newsroom_id", "request_id"),
        *("before_as_text", "after_as_text"),
    ]

    @admin.display(description=_("happened to"))
    def thing(self, event: Event) -> SafeString:
        """Link to the object, unless it has no page."""
        return link(url_of(event.stream), event.stream)

    @admin.display(description=_("before"))
    def before_as_text(self, event: Event) -> SafeString:
        """Show it as JSON."""
        return as_json(event.before)

    @admin.display(description=_("after"))
    def after_as_text(self, event: Event) -> SafeString:
        """Show it as JSON."""
        return as_json(event.after)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What every subscriber has heard of; who gave up waits for a person."""

    list_display = ["id", "what", "subscriber", "state", "attempts", "due_at", "done_at", "failure"]
    list_filter = ["state", "due_at"]
    list_select_related = ["event"]
    search_fields = ["subscriber", "=event__stream", "event__type", "last_error"]
    ordering = ["-id"]
    actions = ["send_again"]
    fields = [
        *("event", "subscriber", "state", "attempts", "due_at", "done_at", "error_as_text"),
    ]

    @admin.display(description=_("event"), ordering="event")
    def what(self, delivery: Delivery) -> str:
        """Name the event."""
        return str(delivery.event)

    @admin.display(description=_("last error"))
    def failure(self, delivery: Delivery) -> SafeString:
        """Show the beginning of the last error."""
        return isolated(delivery.last_error, "en", cut=80)

    @admin.display(description=_("last error"))
    def error_as_text(self, delivery: Delivery) -> SafeString:
        """Show the last error in full."""
        return format_html('<pre class="desk-json" dir="ltr">{}</pre>', delivery.last_error)

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may have a dead delivery sent again."""
        return holds(request, "admin")

    @admin.action(description=_("Send again (dead ones)"), permissions=["requeue"])
    def send_again(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        """Give dead deliveries their attempts back."""
        dead = list(deliveries.filter(state=Delivery.State.DEAD).values_list("pk", flat=True))
        for pk in dead:
            outbox.requeue(pk)
        done = ngettext(
            "%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", len(dead)
        )
        self.message_user(request, done % {"count": len(dead)}, messages.SUCCESS)
        others = deliveries.count() - len(dead)
        if others:
            note = gettext("%d were left as they are: only dead ones are sent again.")
            self.message_user(request, note % others, messages.WARNING)


@admin.register(IdempotentAnswer)
class IdempotentAnswerAdmin(ReadOnlyAdmin):
    """The person's own requests that carried an Idempotency-Key, of the last day."""

    list_display = ["key", "status", "created_at"]
    list_filter = ["status", "created_at"]
    search_fields = ["key"]
    ordering = ["-id"]
    fields = ["key", "status", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return one's own, without what they were answered."""
        return super().get_queryset(request).filter(user=request.user.pk).defer("body")


def as_json(value: Any) -> SafeString:
    """Return a value as readable JSON, escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html('<pre class="desk-json" dir="ltr">{}</pre>', text)


def url_of(stream: str) -> str:
    """Return the desk's address of what a stream of events is about, or ""."""
    kind, _colon, pk = stream.partition(":")
    model = _models_by_stream().get(kind)
    return admin_url(model, pk) if model else ""


def _models_by_stream() -> dict[str, Any]:
    found = {
        desk.stream: model
        for model, desk in admin.site._registry.items()
        if isinstance(desk, DeskAdmin)
    }
    found.pop("", None)
    return found
