"""The JSON Feed (version 1.1), with what is told of the rating in an extension."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from reviews.public.feeds.asked import moment
from reviews.public.feeds.entries import Entry, Page, feed_title

CONTENT_TYPE = "application/feed+json; charset=utf-8"
_ABOUT = "https://schema.org/ClaimReview"


def render(page: Page) -> Iterator[bytes]:
    """Return a page of the feed."""
    asked, following = page.asked, page.following
    site = asked.newsroom.url if asked.newsroom else f"{settings.PUBLIC_BASE_URL}/"
    feed = _known(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed_title(asked),
            "home_page_url": site,
            "feed_url": asked.url(asked.below),
            "next_url": asked.url(following) if following else "",
            "language": asked.shown_language,
            "authors": _author(asked.newsroom.name, asked.newsroom.url) if asked.newsroom else None,
        }
    )
    feed["items"] = [_item(entry) for entry in page.entries]
    yield json.dumps(feed, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    return _known(
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.text,
            "summary": entry.summary,
            "image": entry.pictures[0].url if entry.pictures else "",
            "date_published": moment(entry.published_at),
            "date_modified": moment(entry.updated_at),
            "authors": _author(entry.newsroom, entry.newsroom_url),
            "tags": [entry.rating] if entry.rating else None,
            "language": entry.language,
            "_claimreview": _claim_review(entry),
        }
    )


def _claim_review(entry: Entry) -> dict[str, Any]:
    rating = {"label": entry.rating, "value": entry.value} | {
        "best": entry.best,
        "worst": entry.worst,
    }
    return _known(
        {
            "about": _ABOUT,
            "claim": entry.claim,
            "claimant": entry.claimant,
            "rating": _known(rating),
            "markup": entry.markup_url,
        }
    )


def _author(name: str, url: str) -> list[dict[str, str]]:
    return [_known({"name": name, "url": url})]


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
