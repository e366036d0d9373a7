"""Serves the dumps as they were written; who has one is told so."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from reviews.operations.dumps import MANIFEST, Dump, dumps
from reviews.public.feeds.answers import answer, describe
from reviews.public.feeds.asked import Asked
from reviews.public.feeds.reading import takes

_MAX_AGE = 3600
_NONE_YET = "No dump has been written yet."


@takes()
def manifest(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """Which dumps there are."""
    found = dumps()
    if not found:
        raise Http404(_NONE_YET)
    made_at = max(datetime.fromisoformat(dump.made_at) for dump in found)
    tag = "-".join(dump.sha256[:16] for dump in found)
    return answer(
        request,
        content_type="application/json",
        etag=f'W/"{tag}-{made_at.timestamp():.0f}"',
        changed_at=made_at,
        chunks=lambda: [(settings.DUMPS / MANIFEST).read_bytes()],
    )


@takes()
def dump(request: HttpRequest, asked: Asked, name: str) -> HttpResponseBase:
    """One of them, as it stands on the disk: it is compressed already."""
    found = next((each for each in dumps() if each.name == name), None)
    if found is None:
        raise Http404(_NONE_YET)
    told = HttpResponse(headers=_headers(found))
    describe(told, seconds=_MAX_AGE)
    known = get_conditional_response(request, told["ETag"], _modified(found), told)
    if known is not None and known is not told:
        return describe(known, seconds=_MAX_AGE)
    if request.method == "HEAD":
        return told
    return FileResponse(found.path.open("rb"), headers=told.headers)


def _headers(found: Dump) -> dict[str, str]:
    return {
        "ETag": f'"{found.sha256[:32]}"',
        "Last-Modified": http_date(_modified(found)),
        "Content-Type": "application/gzip",
        "Content-Length": str(found.bytes),
        "Content-Disposition": f'attachment; filename="{found.name}"',
    }


def _modified(found: Dump) -> int:
    return int(datetime.fromisoformat(found.made_at).astimezone(UTC).timestamp())
