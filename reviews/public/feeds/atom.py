"""The Atom feed (RFC 4287), paged (RFC 5005)."""

from collections.abc import Iterator

from reviews.public.feeds.asked import moment
from reviews.public.feeds.entries import Entry, Page, feed_title
from reviews.public.feeds.xml import document, element, nested, opening

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_FEED = {"xmlns": "http://www.w3.org/2005/Atom"}


def render(page: Page) -> Iterator[bytes]:
    """Return a page of the feed; every page has the feed's id, its title and when it changed."""
    return document(
        [opening("feed", **_FEED, xml__lang=page.asked.shown_language)],
        _head(page),
        map(_entry, page.entries),
        ["</feed>\n"],
    )


def _head(page: Page) -> Iterator[str]:
    asked = page.asked
    yield element("id", asked.url())
    yield element("title", feed_title(asked))
    yield element("updated", moment(page.updated_at))
    yield element("link", rel="self", type="application/atom+xml", href=asked.url(asked.below))
    yield element("link", rel="first", type="application/atom+xml", href=asked.url())
    if page.following:
        href = asked.url(page.following)
        yield element("link", rel="next", type="application/atom+xml", href=href)
    if asked.newsroom:
        yield element("link", rel="alternate", type="text/html", href=asked.newsroom.url)


def _entry(entry: Entry) -> str:
    lang = entry.language
    pieces = [
        element("id", entry.url),
        element("title", entry.title),
        element("link", rel="alternate", type="text/html", hreflang=lang, href=entry.url),
        element("link", rel="alternate", type="application/ld+json", href=entry.markup_url),
        element("published", moment(entry.published_at)),
        element("updated", moment(entry.updated_at)),
        _author(entry),
        *([element("category", term=entry.rating)] if entry.rating else []),
        element("summary", entry.text),
    ]
    return nested("entry", pieces, xml__lang=lang)


def _author(entry: Entry) -> str:
    uri = [element("uri", entry.newsroom_url)] if entry.newsroom_url else []
    return nested("author", [element("name", entry.newsroom), *uri])
