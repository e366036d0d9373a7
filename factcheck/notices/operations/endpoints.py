"""Makes, changes and ends the endpoints of webhooks; their secrets never reach the history."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox, outward
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from factcheck.core.models import Event
from factcheck.core.validation import clean_model
from factcheck.notices import kinds
from factcheck.notices.models import WebhookEndpoint, WebhookMessage
from factcheck.notices.operations import sending
from factcheck.notices.signing import new_secret

FIELDS = ("url", "description", "events")
# For so long both secrets sign after a rotation, so that receivers can change over.
OVERLAP = timedelta(hours=24)


@transaction.atomic
def create_endpoint(*, newsroom: Newsroom, values: Mapping[str, Any], by: User) -> WebhookEndpoint:
    """Make an endpoint; its `secret` is to be shown now and never again.

    Raises NotPermitted for who is no admin of the newsroom, Invalid.
    """
    _require_admin(newsroom, by)
    endpoint = WebhookEndpoint(newsroom=newsroom, created_by=by, **values)
    _check(endpoint)
    endpoint.save(force_insert=True)
    told = {name: getattr(endpoint, name) for name in FIELDS}
    _record("webhook.created", endpoint, by, after=_without_path(told))
    return endpoint


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, values: Mapping[str, Any], by: User
) -> WebhookEndpoint:
    """Change some of an endpoint's FIELDS. Raises NotPermitted, Invalid."""
    _require_admin(endpoint.newsroom, by)
    before = {name: getattr(endpoint, name) for name in values}
    for name, value in values.items():
        setattr(endpoint, name, value)
    _check(endpoint)
    endpoint.save(update_fields=list(values))
    sides = {"before": _without_path(before), "after": _without_path(values)}
    _record("webhook.changed", endpoint, by, **sides)
    return endpoint


@transaction.atomic
def rotate_secret(
    *, endpoint: WebhookEndpoint, by: User, at: datetime | None = None
) -> WebhookEndpoint:
    """Give an endpoint a new secret, shown once; the earlier one signs too for OVERLAP.

    Raises NotPermitted.
    """
    _require_admin(endpoint.newsroom, by)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    endpoint.previous_secret, endpoint.secret = endpoint.secret, new_secret()
    endpoint.previous_until = (at or timezone.now()) + OVERLAP
    endpoint.save(update_fields=["previous_secret", "secret", "previous_until"])
    until = endpoint.previous_until.isoformat()
    _record("webhook.rotated", endpoint, by, after={"previous_until": until})
    return endpoint


@transaction.atomic
def enable_endpoint(*, endpoint: WebhookEndpoint, by: User) -> WebhookEndpoint:
    """Send to an endpoint again that was switched off; what it missed is not sent by itself.

    Raises NotPermitted; Conflict where it is on.
    """
    _require_admin(endpoint.newsroom, by)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    if endpoint.disabled_at is None:
        raise Conflict("The endpoint is switched on.")
    before = {"disabled_at": endpoint.disabled_at.isoformat(), "because": endpoint.disabled_because}
    endpoint.disabled_at, endpoint.disabled_because = None, ""
    endpoint.failing_since, endpoint.failures = None, 0
    endpoint.save(update_fields=["disabled_at", "disabled_because", "failing_since", "failures"])
    _record("webhook.enabled", endpoint, by, before=before)
    return endpoint


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint, by: User) -> None:
    """End an endpoint, and its log with it. Raises NotPermitted."""
    _require_admin(endpoint.newsroom, by)
    before = {name: getattr(endpoint, name) for name in FIELDS}
    _record("webhook.removed", endpoint, by, before=_without_path(before))
    endpoint.delete()


@transaction.atomic
def test_endpoint(*, endpoint: WebhookEndpoint, by: User) -> WebhookMessage:
    """Send an endpoint a message to try it, whatever it asks for.

    Raises NotPermitted; Conflict where it is switched off.
    """
    _require_admin(endpoint.newsroom, by)
    _require_enabled(endpoint)
    event = _record(kinds.TEST, endpoint, by, after={"webhook": str(endpoint.pk)})
    return sending.owe(event, [endpoint])[0]


@transaction.atomic
def redeliver(*, message: WebhookMessage, by: User) -> WebhookMessage:
    """Have a message sent again, now and with all its attempts, under the same id.

    Raises NotPermitted; Conflict where its endpoint is switched off or it is just being sent.
    """
    _require_admin(message.endpoint.newsroom, by)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=message.endpoint_id)
    message = WebhookMessage.objects.select_for_update().get(pk=message.pk)
    _require_enabled(endpoint)
    now = timezone.now()
    if message.leased_until is not None and message.leased_until > now:
        raise Conflict("It is being sent at this moment.")
    before = {"message": message.pk, "state": message.state}
    message.state, message.delivered_at = WebhookMessage.State.PENDING, None
    message.due_at, message.attempts_before = now, message.attempts
    message.queued_until = None
    message.save()
    _record("webhook.redelivered", endpoint, by, before=before, after={"message": message.pk})
    sending.nudge(message)
    return message


def _require_admin(newsroom: Newsroom, by: User) -> None:
    if not by.has_role(Role.ADMIN, newsroom.pk):
        raise NotPermitted(f"This takes the role admin in {newsroom.name}.")


def _require_enabled(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at is not None:
        raise Conflict(
            f"The endpoint is switched off: {endpoint.disabled_because}", allowed=("enable",)
        )


def _check(endpoint: WebhookEndpoint) -> None:
    """Raise Invalid for an address that must not be asked, or a filter that takes nothing."""
    endpoint.events = list(dict.fromkeys(endpoint.events))
    clean_model(endpoint)
    try:
        outward.check(endpoint.url)
    except outward.Unreachable as error:
        flaw = Flaw("/url", error.reason, "Give an address of http or https on the internet.")
        raise Invalid("Nothing can be sent to this address.", flaw) from error
    remedy = f"Use one of: {', '.join(kinds.HOOKED)}; or all of a kind, such as review.*."
    flaws = [
        Flaw(f"/events/{place}", "No event is of this type.", remedy)
        for place in kinds.unknown(endpoint.events)
    ]
    if flaws:
        raise Invalid("The filter names what never happens.", *flaws)


def _without_path(values: Mapping[str, Any]) -> dict[str, Any]:
    """Name of an address its host alone: with many receivers the path is itself a secret."""
    told = dict(values)
    if "url" in told:
        told["host"] = host_of(told.pop("url"))
    return told


def host_of(url: str) -> str:
    """Return what may be said of an address to everybody in the newsroom."""
    return urlsplit(url).hostname or ""


def _record(type_: str, endpoint: WebhookEndpoint, by: User | None, **sides: Any) -> Event:
    return outbox.record(
        type_,
        stream=f"webhook:{endpoint.pk}",
        newsroom_id=endpoint.newsroom_id,
        by=by,
        **sides,
    )
