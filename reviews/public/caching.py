"""How long caches of others may keep what the public sees, and the names it is purged by.

A cache that answers to the purge hook (FACTCHECK_PURGE_URL, see docs/serving.md) keeps for a day;
without the hook nothing would tell it of a withdrawal, so it keeps no longer than a browser does.
"""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from factcheck.core.etags import etag_of

# What stands now may change at any moment; a version's own address changes only where it is
# withdrawn or a release renders it anew, which is why it is not `immutable` either.
CURRENT, VERSION, MISSING = 60, 600, 30
_SHARED = 86_400
# A reader gets the old answer while the cache asks for the new one, or where we are down.
_STALE = "stale-while-revalidate=30, stale-if-error=86400"
# The tag of every list of reviews: feeds, sitemaps, dumps.
LISTS = "lists"
# The addresses of those that a cache may keep, for caches that know no tags. What is asked of them
# in a query is not among them: such a cache would not know what to let go.
LIST_ADDRESSES: tuple[str, ...] = (
    *("feeds/datafeed.json", "feeds/atom.xml", "feeds/feed.json", "feeds/rss.xml", "sitemap.xml"),
)
_Response = TypeVar("_Response", bound=HttpResponseBase)


def keep(
    response: _Response, *, tags: Iterable[str] = (), seconds: int = CURRENT, shared: bool = True
) -> _Response:
    """Let anybody keep an answer for `seconds`; return it.

    `tags` name it to the purge hook. `shared`: whether a cache that is purged may keep it longer.
    """
    response["Cache-Control"] = cache_control(seconds, shared=shared)
    for name, value in tagged(tags).items():
        response[name] = value
    return response


def tagged(tags: Iterable[str]) -> dict[str, str]:
    """Return the headers by which caches know an answer's tags, in both of their notations."""
    named = list(tags)
    return {"Cache-Tag": ",".join(named), "Surrogate-Key": " ".join(named)} if named else {}


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give an answer the ETag of its bytes; return it, or the 304 where the reader has it."""
    etag = etag_of(response.content)
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def cache_control(seconds: int, *, shared: bool = True) -> str:
    """Return the header for an answer that a browser may keep for `seconds`."""
    longer = f"s-maxage={_SHARED}, " if shared and settings.PURGE_URL else ""
    return f"public, max-age={seconds}, {longer}{_STALE}"


def review_tag(review_id: UUID | str) -> str:
    """Return the tag of everything that shows one review."""
    return f"review-{review_id}"


def newsroom_tag(newsroom_id: UUID | str) -> str:
    """Return the tag of everything that shows reviews of one newsroom."""
    return f"newsroom-{newsroom_id}"
