"""A person's notifications, and the webhooks of the newsrooms that they run, on the desk."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from factcheck.accounts.models import Newsroom, Role
from factcheck.core.admin import DeskAdmin, ReadOnlyAdmin, holds, person
from factcheck.core.admin.base import FRONT, Panel, sentences
from factcheck.core.admin.display import isolated, link, note, panel, table
from factcheck.core.admin.history import as_json
from factcheck.core.errors import DomainError
from factcheck.notices import operations, wording
from factcheck.notices.models import (
    Notification,
    WebhookAttempt,
    WebhookEndpoint,
    WebhookMessage,
)
from factcheck.notices.operations import endpoints

LOG_SHOWN = 20


class ReadFilter(admin.SimpleListFilter):
    """By whether the person has read it."""

    title = _("state")
    parameter_name = "unread"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two states."""
        return [("yes", _("not read")), ("no", _("read"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(read_at__isnull=self.value() == "yes")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    """What the person is told; nobody sees another's."""

    list_display = ["said", "newsroom", "created_at", "read_at", "mailed_at"]
    list_filter = [ReadFilter, "kind", "created_at"]
    list_select_related = ["newsroom"]
    search_fields = ["kind", "data"]
    date_hierarchy = "created_at"
    actions = ["mark_read"]
    fields = ["said", "page", "newsroom", "event", "created_at", "read_at", "mailed_at"]
    readonly_fields = ["said", "page"]

    @admin.display(description=_("notification"))
    def said(self, row: Notification) -> SafeString:
        """Return the sentence in the reader's language, bold until it is read."""
        language = wording.spoken(get_language() or "en")
        words = isolated(wording.text(row.kind, row.data, language), language)
        return words if row.read_at else format_html("<strong>{}</strong>", words)

    @admin.display(description=_("about"))
    def page(self, row: Notification) -> SafeString:
        """Link to what it is about."""
        url = str(row.data.get("link") or "")
        return link(url, gettext("Open")) if url.startswith("/") else SafeString("—")

    def has_mark_permission(self, request: HttpRequest) -> bool:
        """Let everybody mark their own."""
        return self.has_view_permission(request)

    @admin.action(description=_("Mark as read"), permissions=["mark"])
    def mark_read(self, request: HttpRequest, rows: QuerySet[Notification]) -> None:
        """Mark what is chosen as read."""
        chosen = list(rows.filter(read_at=None))
        for row in chosen:
            operations.mark_read(notification=row)
        said = ngettext(
            "%(count)d notification is marked as read.",
            "%(count)d notifications are marked as read.",
            len(chosen),
        )
        self.message_user(request, said % {"count": len(chosen)}, messages.SUCCESS)


def unread_piece(request: HttpRequest) -> SafeString | str:
    """Say on the front page how many notifications wait, if any do."""
    count = Notification.objects.visible_to(person(request)).unread().count()
    if not count:
        return ""
    said = ngettext(
        "%(count)d notification is not read.", "%(count)d notifications are not read.", count
    )
    url = f"{reverse('admin:notices_notification_changelist')}?unread=yes"
    return note(link(url, said % {"count": count}))


FRONT.append(unread_piece)


def log_panel(request: HttpRequest, endpoint: WebhookEndpoint) -> SafeString:
    """Return the latest messages of an endpoint."""
    rows = endpoint.messages.select_related("event").order_by("-created_at", "-id")[:LOG_SHOWN]
    heads = (_("message"), _("event"), _("state"), _("attempts"), _("created at"))
    cells = (
        (
            link(reverse("admin:notices_webhookmessage_change", args=[row.pk]), row.pk),
            row.event.type,
            row.get_state_display(),
            row.attempts,
            row.created_at,
        )
        for row in rows
    )
    return panel(_("Latest messages"), table(heads, cells))


class _AdminsAdmin(DeskAdmin):
    """A model of which others than admins see no row, and so no mention."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to admins."""
        return holds(request, Role.ADMIN)


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(_AdminsAdmin):
    """Addresses that hear of a newsroom's events; a secret is shown once, when it is made."""

    write_role = delete_role = Role.ADMIN
    stream = "webhook"
    panels: ClassVar[tuple[Panel, ...]] = (log_panel,)
    list_display = ["url", "newsroom", "description", "failing_since", "disabled_at"]
    list_filter = ["newsroom", "disabled_at", "failing_since"]
    list_select_related = ["newsroom"]
    search_fields = ["url", "description"]
    actions = ["rotate", "enable", "try_out"]
    readonly_fields = [
        *("created_by", "created_at", "previous_until", "failing_since", "failures"),
        *("disabled_at", "disabled_because"),
    ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show of an endpoint all but its secrets."""
        return ["newsroom", *endpoints.FIELDS, *(self.readonly_fields if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Leave it where it is."""
        return [*self.readonly_fields, *(["newsroom"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the newsrooms that the person runs."""
        user = person(request)
        run = Newsroom.objects.all()
        if not user.is_superuser:
            held = user.memberships.filter(role=Role.ADMIN)
            run = run.filter(pk__in=held.values("newsroom_id"))
        kwargs["queryset"] = run
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> WebhookEndpoint:
        """Make or change it."""
        typed, by = form.cleaned_data, person(request)
        values = {name: typed[name] for name in endpoints.FIELDS}
        if change:
            return endpoints.change_endpoint(endpoint=form.stored, values=values, by=by)
        made = endpoints.create_endpoint(newsroom=typed["newsroom"], values=values, by=by)
        form.instance.secret = made.secret
        return made

    def remove(self, request: HttpRequest, obj: WebhookEndpoint) -> None:
        """End it."""
        endpoints.remove_endpoint(endpoint=obj, by=person(request))

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret in the answer itself, so that no cookie or session ever holds it."""
        return self._issued(request, [obj])

    def _issued(self, request: HttpRequest, made: list[WebhookEndpoint]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The secret is ready"),
            "opts": self.opts,
            "made": made,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/notices/webhookendpoint/issued.html", context)

    @admin.action(description=_("Give a new secret"), permissions=["change"])
    def rotate(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> HttpResponse:
        """Give new secrets, and show them."""
        by, chosen = person(request), list(rows.select_related("newsroom"))
        return self._issued(
            request, [endpoints.rotate_secret(endpoint=row, by=by) for row in chosen]
        )

    @admin.action(description=_("Switch on again"), permissions=["change"])
    def enable(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> None:
        """Send to them again."""
        by = person(request)
        for row in rows.select_related("newsroom"):
            _try(self, request, row, partial(endpoints.enable_endpoint, endpoint=row, by=by))

    @admin.action(description=_("Send a message to try it"), permissions=["change"])
    def try_out(self, request: HttpRequest, rows: QuerySet[WebhookEndpoint]) -> None:
        """Send each a message."""
        by = person(request)
        for row in rows.select_related("newsroom"):
            _try(self, request, row, partial(endpoints.test_endpoint, endpoint=row, by=by))


def _try(desk: DeskAdmin, request: HttpRequest, row: Any, act: Callable[[], Any]) -> None:
    """Call an operation on a chosen row, and say what became of it."""
    try:
        act()
    except DomainError as error:
        desk.message_user(request, f"{row}: {sentences(error)}", messages.ERROR)
    else:
        desk.message_user(request, gettext("%s: done.") % row, messages.SUCCESS)


def attempts_panel(request: HttpRequest, message: WebhookMessage) -> SafeString:
    """Return what became of each attempt."""
    heads = (_("number"), _("at"), _("answer"), _("milliseconds"), _("how it begins"))
    cells = (
        (a.number, a.at, a.status_code or a.error, a.milliseconds, isolated(a.response, cut=200))
        for a in message.log.all()
    )
    return panel(_("Attempts"), table(heads, cells))


@admin.register(WebhookMessage)
class WebhookMessageAdmin(_AdminsAdmin, ReadOnlyAdmin):
    """What webhooks were sent or are owed."""

    panels: ClassVar[tuple[Panel, ...]] = (attempts_panel,)
    list_display = ["id", "type", "endpoint", "state", "attempts", "created_at", "delivered_at"]
    list_filter = ["state", "endpoint", "created_at"]
    list_select_related = ["event", "endpoint"]
    search_fields = ["=id", "event__type", "=event__stream", "endpoint__url"]
    date_hierarchy = "created_at"
    actions = ["redeliver"]
    fields = [
        *("id", "endpoint", "event", "state", "attempts", "created_at", "due_at"),
        *("delivered_at", "sent"),
    ]
    readonly_fields = ["sent"]

    @admin.display(description=_("type"), ordering="event__type")
    def type(self, row: WebhookMessage) -> str:
        """Return the event's type."""
        return row.event.type

    @admin.display(description=_("what is sent"))
    def sent(self, row: WebhookMessage) -> SafeString:
        """Show the event's two sides."""
        return as_json({"before": row.event.before, "after": row.event.after})

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        """Ask for the role."""
        return holds(request, Role.ADMIN)

    @admin.action(description=_("Send again"), permissions=["redeliver"])
    def redeliver(self, request: HttpRequest, rows: QuerySet[WebhookMessage]) -> None:
        """Send again what is chosen, one by one: each for itself is done or refused."""
        by = person(request)
        for row in rows.select_related("endpoint__newsroom"):
            _try(self, request, row, partial(endpoints.redeliver, message=row, by=by))


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(_AdminsAdmin, ReadOnlyAdmin):
    """Every attempt at sending a message."""

    list_display = ["message", "number", "at", "status_code", "milliseconds", "error"]
    list_filter = ["status_code", "at"]
    list_select_related = ["message"]
    search_fields = ["=message__id", "error", "message__endpoint__url"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
