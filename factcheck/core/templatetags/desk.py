"""What the desk's front page shows of a person's own doings."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from factcheck.core.admin.base import FRONT
from factcheck.core.admin.history import url_of
from factcheck.core.models import Event

register = template.Library()


@register.simple_tag(takes_context=True)
def my_events(context: Any, limit: int) -> list[tuple[Event, str]]:
    """Return the person's latest events, each with the address of what it happened to."""
    found = Event.objects.filter(actor=context["user"]).order_by("-id")[:limit]
    return [(event, url_of(event.stream)) for event in found]


@register.simple_tag(takes_context=True)
def front(context: Any) -> SafeString:
    """Return what the applications show on top of the desk's front page."""
    return format_html_join("", "{}", ((piece(context["request"]),) for piece in FRONT))
