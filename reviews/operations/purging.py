"""Tells caches which addresses they must ask for anew, after the bytes there have changed."""

import json
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from factcheck.core import outbox, outward
from factcheck.core.models import Event
from reviews.models import Rendition, Review
from reviews.public.caching import LIST_ADDRESSES, LISTS, newsroom_tag, review_tag
from reviews.public.forms import FORMS

_EXCERPT = 500


class NotPurged(Exception):
    """That the hook did not take it; `outbox` tries again later."""


def ask(*, review: Review) -> None:
    """Have what shows a review purged, in the transaction that stores its bytes.

    Where there is no hook nothing is asked.
    """
    if settings.PURGE_URL:
        outbox.record(
            "rendition.changed",
            stream=f"rendition:{review.pk}",
            newsroom_id=review.newsroom_id,
            after={"slug": review.slug},
        )


def purge(*, event: Event) -> None:
    """Post to the hook what a change touched; twice is once. Raises NotPurged, Unreachable.

    Call it outside of a transaction.
    """
    if not settings.PURGE_URL:
        return  # it was taken away since
    answer = outward.fetch(
        settings.PURGE_URL,
        method="POST",
        headers=_headers(),
        body=json.dumps(_body(event)).encode(),
        limit=_EXCERPT,
        private=True,
    )
    if not 200 <= answer.status < 300:
        raise NotPurged(f"The purge hook answered {answer.status}.")


def _body(event: Event) -> dict[str, Any]:
    review_id = event.stream.partition(":")[2]
    newsroom = [newsroom_tag(event.newsroom_id)] if event.newsroom_id else []
    lists = [urljoin(f"{settings.PUBLIC_BASE_URL}/", path) for path in LIST_ADDRESSES]
    return {
        "urls": [*_addresses(event.after["slug"]), *lists],
        "tags": [review_tag(review_id), *newsroom, LISTS],
    }


def _addresses(slug: str) -> list[str]:
    """Return every address below a review's, of each form and version."""
    rows = Rendition.objects.filter(slug=slug).order_by("version", "form")
    found = rows.values_list("url", "form")
    return [f"{url}{FORMS[form].suffix}" for url, form in found if form in FORMS]


def _headers() -> dict[str, str]:
    headers = {"content-type": "application/json", "user-agent": "factcheck-purge/1"}
    if settings.PURGE_TOKEN:
        headers["authorization"] = f"Bearer {settings.PURGE_TOKEN}"
    return headers
