"""Answers a request to a feed: 304 where the reader has it, else its chunks, compressed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from factcheck.core.etags import etag_of
from reviews.public.caching import CURRENT, LIST_ADDRESSES, LISTS, keep
from reviews.public.feeds.asked import Asked
from reviews.public.feeds.selection import State
from reviews.public.policy import protect

FORMAT = 1  # of all feeds; one more whenever the same reviews are written in another way
_compressing = GZipMiddleware(lambda request: HttpResponse())


def etag(asked: Asked, state: State) -> str:
    """Return a weak ETag: it is of what is told, not of the bytes, which may be compressed."""
    seen = (FORMAT, asked.url(asked.below), state.changed_at, state.rows, state.told_until)
    return f"W/{etag_of(repr(seen).encode())}"


def last_modified(state: State) -> datetime | None:
    """Return when it changed last; None while it may change again within the same second."""
    return state.changed_at if state.settled else None


def answer(
    request: HttpRequest,
    *,
    content_type: str,
    etag: str,
    changed_at: datetime | None,
    chunks: Callable[[], Iterable[bytes]],
    streams: bool = False,
) -> HttpResponseBase:
    """Answer a GET or a HEAD; `chunks` is called only where they are sent.

    Without `streams` all are made before the first is sent, so that a fault is answered as one.
    """
    told = HttpResponse(content_type=content_type, headers={"ETag": etag})
    if changed_at:
        told["Last-Modified"] = http_date(changed_at.timestamp())
    shared = not request.GET and request.path[1:] in LIST_ADDRESSES
    describe(told, shared=shared)
    modified = int(changed_at.timestamp()) if changed_at else None
    known = get_conditional_response(request, etag, modified, told)
    if known is not None and known is not told:
        return known if known.status_code != 304 else describe(known, shared=shared)
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=told.headers)
    if streams:
        sent: HttpResponseBase = StreamingHttpResponse(chunks(), headers=told.headers)
    else:
        told.content = b"".join(chunks())
        sent = told
    return _compressing.process_response(request, sent)


def describe(
    response: HttpResponse, *, shared: bool = False, seconds: int = CURRENT
) -> HttpResponse:
    """Say who may read the answer, who may keep it and for how long; return it.

    `shared`: whether a cache that is told of changes may keep it for longer.
    """
    protect(response, allowed="sandbox", shared=True)
    patch_vary_headers(response, ("Accept-Encoding",))
    return keep(response, tags=[LISTS], seconds=seconds, shared=shared)
