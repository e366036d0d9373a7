"""Sitemaps (sitemaps.org, protocol 0.9) and the sitemap of news."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.db.models import Count, F, IntegerField, Max, Q, QuerySet
from django.db.models.functions import Cast

from reviews.models import Listing
from reviews.public.feeds import selection
from reviews.public.feeds.asked import Asked, moment
from reviews.public.feeds.entries import Entry
from reviews.public.feeds.xml import document, element, nested, opening
from reviews.public.wording import primary

CONTENT_TYPE = "application/xml; charset=utf-8"
URLS = 50_000  # more no sitemap may hold
NEWS = 1000  # more no sitemap of news may hold
NEWS_FOR = timedelta(hours=48)
_SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_NEWS = _SITEMAP | {"xmlns__news": "http://www.google.com/schemas/sitemap-news/0.9"}


class Part(TypedDict):
    """One sitemap of the index: its number from 1 on, and when anything in it changed last."""

    number: int
    changed_at: datetime


def parts() -> "QuerySet[Listing, Part]":
    """Return the sitemaps that hold anything.

    Each stands for as many numbers of listings as it may hold addresses: none ever moves from one
    to another, so that a crawler need not read again what has not changed.
    """
    number = Cast((F("pk") - 1) / URLS + 1, IntegerField())
    return (
        selection.listings(Asked(""))
        .annotate(number=number)
        .values("number")
        .annotate(changed_at=Max("changed_at"), live=Count("pk", filter=Q(gone_at=None)))
        .filter(live__gt=0)
        .order_by("number")
        .values("number", "changed_at")
    )


def within(part: int) -> "QuerySet[Listing]":
    """Return the listings that a sitemap stands for, those that are gone too."""
    return selection.listings(Asked("")).filter(pk__gt=(part - 1) * URLS, pk__lte=part * URLS)


def news(asked: Asked, *, at: datetime) -> "QuerySet[Listing]":
    """Return what was first published in the last 48 hours, gone or not."""
    since = at - NEWS_FOR
    return selection.listings(asked).filter(reviewed_at__gte=since, newest_at__gte=since)


def render_index(found: Iterable[Part]) -> Iterator[bytes]:
    """Return the index of the sitemaps."""
    return document([opening("sitemapindex", **_SITEMAP)], map(_part, found), ["</sitemapindex>\n"])


def render(found: "QuerySet[Listing]") -> Iterator[bytes]:
    """Return the sitemap of live listings."""
    pairs = found.filter(gone_at=None).order_by("pk").values_list("url", "changed_at")
    urls = (_url(url, at) for url, at in pairs.iterator(chunk_size=selection.NUMBERS))
    return document([opening("urlset", **_SITEMAP)], urls, ["</urlset>\n"])


def render_news(entries: list[Entry]) -> Iterator[bytes]:
    """Return the sitemap of news."""
    return document([opening("urlset", **_NEWS)], map(_news, entries), ["</urlset>\n"])


def _part(found: Part) -> str:
    loc = f"{settings.PUBLIC_BASE_URL}/sitemaps/reviews-{found['number']}.xml"
    return nested("sitemap", [element("loc", loc), element("lastmod", moment(found["changed_at"]))])


def _url(url: str, changed_at: datetime) -> str:
    return nested("url", [element("loc", url), element("lastmod", moment(changed_at))])


def _news(entry: Entry) -> str:
    publication = [
        element("news:name", entry.newsroom),
        element("news:language", primary(entry.language)),
    ]
    told = [
        nested("news:publication", publication),
        element("news:publication_date", moment(entry.published_at)),
        element("news:title", entry.title),
    ]
    return nested("url", [element("loc", entry.url), nested("news:news", told)])
