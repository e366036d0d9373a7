"""Writes to newsrooms, memberships and tokens."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from factcheck.accounts.models import ApiToken, Membership, Newsroom, User
from factcheck.core import outbox
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.validation import clean_model

NEWSROOM_FIELDS = ("name", "slug", "url", "logo_url", "language", "rating_scale")


@transaction.atomic
def create_newsroom(*, by: User | None, values: Mapping[str, Any]) -> Newsroom:
    """Create a newsroom; whoever does so becomes its admin. Raises Invalid."""
    newsroom = Newsroom(**values)
    _check_newsroom(newsroom)
    newsroom.save(force_insert=True)
    if by is not None:
        set_role(by=by, newsroom=newsroom, user=by, role="admin")
    _record("newsroom.created", newsroom, by, after=dict(values))
    return newsroom


@transaction.atomic
def change_newsroom(*, newsroom: Newsroom, by: User | None, values: Mapping[str, Any]) -> Newsroom:
    """Change some of a newsroom's fields. Raises Invalid."""
    before = {name: getattr(newsroom, name) for name in values}
    for name, value in values.items():
        setattr(newsroom, name, value)
    _check_newsroom(newsroom)
    newsroom.save(update_fields=list(values))
    _record("newsroom.changed", newsroom, by, before=before, after=dict(values))
    return newsroom


@transaction.atomic
def set_role(*, by: User | None, newsroom: Newsroom, user: User, role: str) -> Membership:
    """Make a user a member, or give a member another role."""
    membership, _ = Membership.objects.update_or_create(
        user=user, newsroom=newsroom, defaults={"role": role}
    )
    _record("membership.set", newsroom, by, after={"user": user.username, "role": role})
    return membership


@transaction.atomic
def issue_token(*, user: User, name: str, by: User | None) -> str:
    """Make a token and return its secret, which cannot be read again."""
    secret = ApiToken.PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, name=name, digest=ApiToken.digest_of(secret))
    outbox.record("token.issued", stream=f"user:{user.pk}", by=by, after={"name": name})
    return secret


def _check_newsroom(newsroom: Newsroom) -> None:
    clean_model(newsroom)
    problem = _scale_flaw(newsroom.rating_scale)
    if problem:
        raise Invalid("The rating scale is not usable.", Flaw("/rating_scale", *problem))


def _scale_flaw(scale: Any) -> tuple[str, str] | None:
    """Return reason and remedy for a scale that Google's rules would not take, or None."""
    remedy = 'Give a list such as [{"value": 1, "labels": {"en": "False"}}, …], worst first.'
    if not isinstance(scale, list):
        return "It is not a list.", remedy
    values = [step.get("value") if isinstance(step, dict) else None for step in scale]
    if not all(type(value) is int and value >= 1 for value in values):
        return "A step has no integer value of 1 or more.", remedy
    if values != sorted(set(values)):
        return "The values do not rise from worst to best.", remedy
    if not all(_labels_ok(step.get("labels")) for step in scale):
        return "A step has no label, or a label that is not text.", remedy
    return None


def _labels_ok(labels: Any) -> bool:
    return (
        isinstance(labels, dict)
        and bool(labels)
        and all(isinstance(label, str) and label.strip() for label in labels.values())
    )


def _record(type_: str, newsroom: Newsroom, by: User | None, **sides: Any) -> None:
    outbox.record(
        type_, stream=f"newsroom:{newsroom.pk}", newsroom_id=newsroom.pk, by=by, **sides
    )
