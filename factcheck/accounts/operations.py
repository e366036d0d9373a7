"""Writes to newsrooms, memberships, tokens and keys."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import Absence, ApiKey, ApiToken, Membership, Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model

NEWSROOM_FIELDS = ("name", "slug", "url", "logo_url", "language", "rating_scale")


@transaction.atomic
def create_newsroom(*, by: User | None, values: Mapping[str, Any]) -> Newsroom:
    """Create a newsroom; whoever does so becomes its admin. Raises Invalid."""
    newsroom = Newsroom(**values)
    _check_newsroom(newsroom)
    newsroom.save(force_insert=True)
    _keep_scale(newsroom, by)
    if by is not None:
        set_role(by=by, newsroom=newsroom, user=by, role="admin")
    _record("newsroom.created", newsroom, by, after=dict(values))
    return newsroom


@transaction.atomic
def change_newsroom(*, newsroom: Newsroom, by: User | None, values: Mapping[str, Any]) -> Newsroom:
    """Change some of a newsroom's fields; another scale is a new version of it. Raises Invalid."""
    Newsroom.objects.select_for_update().get(pk=newsroom.pk)
    before = {name: getattr(newsroom, name) for name in values}
    for name, value in values.items():
        setattr(newsroom, name, value)
    _check_newsroom(newsroom)
    newsroom.save(update_fields=list(values))
    _keep_scale(newsroom, by)
    _record("newsroom.changed", newsroom, by, before=before, after=dict(values))
    return newsroom


def _keep_scale(newsroom: Newsroom, by: User | None) -> None:
    """Number the scale that is in force from now on, unless it is the last version again."""
    last = newsroom.scales.first()
    if last is None or last.steps != newsroom.rating_scale:
        version = last.version + 1 if last else 1
        newsroom.scales.create(version=version, steps=newsroom.rating_scale, created_by=by)


@transaction.atomic
def set_role(*, by: User | None, newsroom: Newsroom, user: User, role: str) -> Membership:
    """Make a user a member, or give a member another role."""
    membership, _ = Membership.objects.update_or_create(
        user=user, newsroom=newsroom, defaults={"role": role}
    )
    _record("membership.set", newsroom, by, after={"user": user.username, "role": role})
    return membership


@transaction.atomic
def change_membership(*, membership: Membership, by: User, values: Mapping[str, Any]) -> Membership:
    """Change what work a member takes, whether notices are mailed, and the role.

    Raises NotPermitted for who is neither the member nor an admin of the newsroom, and for a
    role for who is no admin; Invalid.
    """
    held = Membership.objects.select_for_update(of=("self",)).select_related("user", "newsroom")
    membership = held.get(pk=membership.pk)
    is_admin = by.has_role(Role.ADMIN, membership.newsroom_id)
    if not is_admin and (by.pk != membership.user_id or "role" in values):
        raise NotPermitted("An admin of the newsroom changes it; of one's own all but the role.")
    before = {name: getattr(membership, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        setattr(membership, name, value)
    clean_model(membership, constraints=False)
    if changed:
        membership.save(update_fields=list(changed))
        earlier = {name: before[name] for name in changed}
        user = {"user": membership.user.username}
        newsroom = membership.newsroom
        _record("membership.changed", newsroom, by, before=earlier | user, after=changed | user)
    return membership


@transaction.atomic
def add_absence(*, user: User, by: User, first_on: date, last_on: date, note: str = "") -> Absence:
    """Note days on which a person takes no new work.

    Raises NotPermitted for who is neither the person nor an editor beside them, Invalid.
    """
    _require_plans_for(by, user)
    if last_on < first_on:
        flaw = Flaw("/last_on", "It lies before the first day.", "Send the last day of it.")
        raise Invalid("The absence is not acceptable.", flaw)
    absence = Absence(user=user, first_on=first_on, last_on=last_on, note=note)
    clean_model(absence)
    absence.save(force_insert=True)
    _record_user("absence.added", user, by, after=_days(absence))
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: User) -> None:
    """Take an absence back. Raises NotPermitted as for a new one."""
    _require_plans_for(by, absence.user)
    before = _days(absence)
    absence.delete()
    _record_user("absence.removed", absence.user, by, before=before)


def _require_plans_for(by: User, user: User) -> None:
    """Raise NotPermitted for who is neither the person nor an editor in a newsroom of theirs."""
    beside = by.memberships.filter(role__in=Role.EDITOR.or_higher, newsroom__memberships__user=user)
    if by.pk != user.pk and not by.is_superuser and not beside.exists():
        raise NotPermitted("One's own absences, or those of whom one is an editor.")


def _days(absence: Absence) -> dict[str, Any]:
    days = {"first_on": absence.first_on.isoformat(), "last_on": absence.last_on.isoformat()}
    return days | {"user": absence.user.username, "note": absence.note}


@transaction.atomic
def remove_member(*, membership: Membership, by: User | None) -> None:
    """End a membership."""
    before = {"user": membership.user.username, "role": membership.role}
    membership.delete()
    _record("membership.removed", membership.newsroom, by, before=before)


@transaction.atomic
def create_user(
    *,
    values: Mapping[str, Any],
    password: str,
    by: User,
    newsroom: Newsroom | None = None,
    role: str = "",
) -> User:
    """Make an account; with a newsroom, that of a member, who may sign in at the desk.

    Raises Invalid; NotPermitted where anybody but a superuser gives more than a role gives.
    """
    _require_superuser_for(values, by)
    user = User(**({"is_staff": newsroom is not None} | dict(values)))
    _set_password(user, password)
    clean_model(user)
    user.save(force_insert=True)
    _record_user("user.created", user, by, after=dict(values))
    if newsroom is not None:
        set_role(by=by, newsroom=newsroom, user=user, role=role)
    return user


@transaction.atomic
def change_user(*, user: User, values: Mapping[str, Any], by: User, password: str = "") -> User:
    """Change an account; with a password, that too, which ends the user's sessions.

    Raises Invalid; NotPermitted as for a new account.
    """
    before = {name: getattr(user, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    _require_superuser_for(changed, by)
    for name, value in changed.items():
        setattr(user, name, value)
    if password:
        _set_password(user, password)
    clean_model(user)
    user.save(update_fields=[*changed, *(["password"] if password else [])])
    if password:
        _record_user("user.password_set", user, by)
    if changed:
        earlier = {name: before[name] for name in changed}
        _record_user("user.changed", user, by, before=earlier, after=changed)
    return user


_SUPERUSERS_ALONE = {"is_staff", "is_superuser"}


def _require_superuser_for(values: Mapping[str, Any], by: User) -> None:
    if _SUPERUSERS_ALONE & values.keys() and not by.is_superuser:
        raise NotPermitted("Only a superuser decides who is staff or a superuser.")


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        flaws = [Flaw("/password", message, "Choose another one.") for message in error.messages]
        raise Invalid("The password is not acceptable.", *flaws) from error
    user.set_password(password)


@transaction.atomic
def issue_token(
    *, user: User, name: str, by: User | None, expires_at: datetime | None = None
) -> str:
    """Make a token and return its secret, which cannot be read again."""
    secret = ApiToken.PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, name=name, digest=ApiToken.digest_of(secret), expires_at=expires_at
    )
    _record_user("token.issued", user, by, after={"name": name})
    return secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User | None) -> None:
    """End a token's life; a revoked one is left alone."""
    alive = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if alive.update(revoked_at=timezone.now()):
        _record_user("token.revoked", token.user, by, before={"name": token.name})


@transaction.atomic
def issue_key(*, name: str, by: User | None, newsroom: Newsroom | None = None) -> str:
    """Make a key for reading and return its secret, which cannot be read again.

    Raises Invalid; NotPermitted for who is no admin of the newsroom and no superuser.
    """
    if by is not None:
        _require_admin(by, newsroom)
    secret = ApiKey.PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(name=name, newsroom=newsroom, digest=ApiKey.digest_of(secret))
    clean_model(key)
    key.save(force_insert=True)
    _record_key("api_key.issued", key, by, after={"name": name})
    return secret


@transaction.atomic
def revoke_key(*, key: ApiKey, by: User | None) -> None:
    """End a key's life; a revoked one is left alone. Raises NotPermitted as for a new one."""
    if by is not None:
        _require_admin(by, key.newsroom)
    alive = ApiKey.objects.filter(pk=key.pk, revoked_at=None)
    if alive.update(revoked_at=timezone.now()):
        _record_key("api_key.revoked", key, by, before={"name": key.name})


def _require_admin(by: User, newsroom: Newsroom | None) -> None:
    if newsroom is None and not by.is_superuser:
        raise NotPermitted("Only a superuser handles keys that are of no newsroom.")
    if newsroom is not None and not by.has_role(Role.ADMIN, newsroom.pk):
        raise NotPermitted(f"This takes the role admin in {newsroom.name}.")


def _record_key(type_: str, key: ApiKey, by: User | None, **sides: Any) -> None:
    stream = f"api_key:{key.pk}"
    outbox.record(type_, stream=stream, newsroom_id=key.newsroom_id, by=by, **sides)


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
    values: list[Any] = [step.get("value") if isinstance(step, dict) else None for step in scale]
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


def _record_user(type_: str, user: User, by: User | None, **sides: Any) -> None:
    outbox.record(type_, stream=f"user:{user.pk}", by=by, **sides)


def _record(type_: str, newsroom: Newsroom, by: User | None, **sides: Any) -> None:
    outbox.record(type_, stream=f"newsroom:{newsroom.pk}", newsroom_id=newsroom.pk, by=by, **sides)
