"""The RSS 2.0 feed, with the pictures of Media RSS."""

from collections.abc import Iterator
from email.utils import format_datetime

from django.conf import settings

from reviews.public.feeds.entries import Entry, Page, Picture, feed_title
from reviews.public.feeds.xml import document, element, nested, opening

CONTENT_TYPE = "application/rss+xml; charset=utf-8"
_RSS = {
    "version": "2.0",
    "xmlns__atom": "http://www.w3.org/2005/Atom",
    "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__media": "http://search.yahoo.com/mrss/",
}


def render(page: Page) -> Iterator[bytes]:
    """Return a page of the feed."""
    return document(
        [opening("rss", **_RSS), "<channel>\n"],
        _head(page),
        map(_item, page.entries),
        ["</channel>\n</rss>\n"],
    )


def _head(page: Page) -> Iterator[str]:
    asked = page.asked
    title = feed_title(asked)
    site = asked.newsroom.url if asked.newsroom else f"{settings.PUBLIC_BASE_URL}/"
    yield element("title", title)
    yield element("link", site)
    yield element("description", title)
    if asked.shown_language:
        yield element("language", asked.shown_language)
    yield element("lastBuildDate", format_datetime(page.updated_at))
    for rel, below in (("self", asked.below), ("next", page.following)):
        if rel == "self" or below:
            href = asked.url(below)
            yield element("atom:link", rel=rel, type="application/rss+xml", href=href)


def _item(entry: Entry) -> str:
    pieces = [
        element("title", entry.title),
        element("link", entry.url),
        element("guid", entry.url, isPermaLink="true"),
        element("pubDate", format_datetime(entry.published_at)),
        element("dc:creator", entry.newsroom),
        element("dc:language", entry.language),
        element("description", entry.text),
        *([element("category", entry.rating)] if entry.rating else []),
        *map(_media, entry.pictures),
        *(element("media:thumbnail", url=picture.url) for picture in entry.pictures[:1]),
    ]
    return nested("item", pieces)


def _media(picture: Picture) -> str:
    return element("media:content", url=picture.url, medium="image", type=picture.media_type)
