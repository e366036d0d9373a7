"""What the desk's front page shows of a person's own doings."""

from typing import Any

from django import template

from factcheck.core.admin.history import url_of
from factcheck.core.models import Event

register = template.Library()


@register.simple_tag(takes_context=True)
def my_events(context: Any, limit: int) -> list[tuple[Event, str]]:
    """Return the person's latest events, each with the address of what it happened to."""
    found = Event.objects.filter(actor=context["user"]).order_by("-id")[:limit]
    return [(event, url_of(event.stream)) for event in found]
