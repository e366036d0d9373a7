"""Tells people of events, on the desk and by e-mail, and keeps what they have read."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from factcheck.accounts.models import Membership, User
from factcheck.core.models import Event
from factcheck.notices import wording
from factcheck.notices.models import Notification


def notify(*, event: Event, users: Iterable[User], kind: str, data: Mapping[str, Any]) -> None:
    """Tell people of an event of a newsroom, once each however often it is called.

    Call it outside of a transaction: the mails follow once the rows stand. Where one fails, the
    first failure is raised when all were tried, and the next call sends what is missing. A
    process that dies between a mail and its mark sends that mail again, under the same id.
    """
    if event.newsroom_id is None:
        raise ValueError("people are told of what happened in their newsroom")
    told = {"actor": event.actor.username if event.actor else None, **data}
    rows = [
        Notification(user=user, newsroom_id=event.newsroom_id, event=event, kind=kind, data=told)
        for user in users
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    _mail(Notification.objects.filter(event=event, mailed_at=None, user__in=[r.user for r in rows]))


def mark_read(*, notification: Notification) -> None:
    """Keep when it was first read. It is the person's own affair: no event tells of it."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, user: User) -> int:
    """Mark all of a person's notifications read; return how many were not."""
    return Notification.objects.visible_to(user).unread().update(read_at=timezone.now())


def _mail(waiting: Any) -> None:
    """Send what is to be sent. Raises the first failure after all were tried."""
    failures: list[OSError] = []
    for row in waiting.select_related("user", "newsroom").order_by("pk"):
        if row.user.email and _wants_mail(row):
            try:
                _message(row).send()
            except OSError as error:  # smtplib's are, and those of the connection
                failures.append(error)
            else:
                Notification.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
    if failures:
        raise failures[0]


def _wants_mail(row: Notification) -> bool:
    held = Membership.objects.filter(user=row.user_id, newsroom=row.newsroom_id, mails=True)
    return row.user.is_active and held.exists()


def _message(row: Notification) -> EmailMessage:
    language, base = row.newsroom.language, settings.PUBLIC_BASE_URL
    return EmailMessage(
        subject=wording.subject(row.kind, row.data, language, newsroom=row.newsroom.name),
        body=wording.letter(row.kind, row.data, language, base=base),
        to=[row.user.email],
        headers={"Message-ID": f"<notification-{row.pk}@{urlsplit(base).hostname}>"},
    )
