"""Serves the feeds and sitemaps: no session, no cookie, and nothing rendered for who has it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from factcheck.core.etags import etag_of
from reviews.models import Rendition
from reviews.public.feeds import atom, datafeed, discovery, jsonfeed, rss, selection, sitemaps
from reviews.public.feeds.answers import answer, etag, last_modified
from reviews.public.feeds.asked import FILTERS, Asked
from reviews.public.feeds.entries import Page, entries
from reviews.public.feeds.reading import View, takes

PAGE_SIZE = 50


@takes("since", *FILTERS)
def data_feed(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """All that stands, or with `since` what has changed since, tombstones included."""
    scope = selection.listings(asked)
    state = selection.state(scope)
    # Nothing that is newer than the state is left out: it is told again by the next increment.
    found = scope.filter(changed_at__gte=asked.since) if asked.since else scope.filter(gone_at=None)

    def chunks() -> Iterator[bytes]:
        rows = selection.rows(found, Rendition.Form.CLAIM_REVIEW)
        told = (row for row in rows if row.stands or (asked.since and row.gone_at))
        return datafeed.render(told, holds_until=state.holds_until)

    return _answer(request, asked, state, datafeed.CONTENT_TYPE, chunks, streams=True)


def _paged(render: Callable[[Page], Iterator[bytes]], content_type: str) -> View:
    """Return the view of a feed whose pages lead from the newest review to the oldest."""

    @takes("page", *FILTERS)
    def view(request: HttpRequest, asked: Asked) -> HttpResponseBase:
        state = selection.state(selection.listings(asked))

        def chunks() -> Iterator[bytes]:
            listings, following = selection.page(asked, PAGE_SIZE)
            return render(Page(asked, entries(listings), following, state.holds_until))

        return _answer(request, asked, state, content_type, chunks)

    return view


atom_feed = _paged(atom.render, atom.CONTENT_TYPE)
rss_feed = _paged(rss.render, rss.CONTENT_TYPE)
json_feed = _paged(jsonfeed.render, jsonfeed.CONTENT_TYPE)


@takes(*FILTERS)
def news_sitemap(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """What was first published in the last 48 hours, the newest first."""
    recent = sitemaps.news(asked, at=timezone.now())
    state = selection.state(recent)

    def chunks() -> Iterator[bytes]:
        live = recent.filter(gone_at=None).order_by("-reviewed_at", "-pk")
        found = live.select_related("review__newsroom")[: sitemaps.NEWS]
        return sitemaps.render_news(entries(list(found)))

    return _answer(request, asked, state, sitemaps.CONTENT_TYPE, chunks)


@takes()
def sitemap_index(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """The sitemaps that there are."""
    state = selection.state(selection.listings(asked))

    def chunks() -> Iterator[bytes]:
        return sitemaps.render_index(sitemaps.parts())

    return _answer(request, asked, state, sitemaps.CONTENT_TYPE, chunks)


@takes()
def sitemap(request: HttpRequest, asked: Asked, part: int) -> HttpResponseBase:
    """One sitemap; 404 where its numbers were never given out."""
    found = sitemaps.within(part)
    state = selection.state(found)
    if not state.rows:
        raise Http404("There is no sitemap of this number.")
    chunks = partial(sitemaps.render, found)
    return _answer(request, asked, state, sitemaps.CONTENT_TYPE, chunks, streams=True)


def _fixed(make: Callable[[], bytes], content_type: str, *, rel: str = "") -> View:
    """Return the view of a document that only a release or a setting changes.

    `rel` is what it says of itself in a header Link.
    """

    @takes()
    def view(request: HttpRequest, asked: Asked) -> HttpResponseBase:
        body = make()
        tag = f"W/{etag_of(body)}"
        told = answer(
            request, content_type=content_type, etag=tag, changed_at=None, chunks=lambda: [body]
        )
        if rel:
            told["Link"] = f'<{asked.url()}>; rel="{rel}"'
        return told

    return view


robots = _fixed(lambda: discovery.robots().encode(), "text/plain; charset=utf-8")
claimreview_list = _fixed(lambda: discovery.as_json(discovery.listing()), "application/json")
api_catalog = _fixed(
    lambda: discovery.as_json(discovery.catalog()),
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    rel="api-catalog",
)


def _answer(
    request: HttpRequest,
    asked: Asked,
    state: selection.State,
    content_type: str,
    chunks: Callable[[], Iterable[bytes]],
    *,
    streams: bool = False,
) -> HttpResponseBase:
    return answer(
        request,
        content_type=content_type,
        etag=etag(asked, state),
        changed_at=last_modified(state),
        chunks=chunks,
        streams=streams,
    )
