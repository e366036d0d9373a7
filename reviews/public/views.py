"""Serves what was rendered: bytes from the store, with one query or none, and no session."""

import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from reviews.models import Rendition
from reviews.public.caching import (
    CURRENT,
    MISSING,
    VERSION,
    cache_control,
    keep,
    tagged,
    unless_known,
)
from reviews.public.forms import FORMS, HTML
from reviews.public.index import cursor_of, listed, render_index
from reviews.public.kept import Answer, listening
from reviews.public.page import render_not_found
from reviews.public.policy import protect, protection
from reviews.public.wording import LANGUAGES

_FIELDS = ("status", "content_type", "body", "body_gzip", "etag", "rendered_at", "tags")
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[0-9.]+\s*)?(?:,|$)")
# What a reader who has it is told again: Django's own 304 leaves these out.
_LASTING = ("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")


@require_safe
def rendition(
    request: HttpRequest, slug: str, form: str, version: int | None = None
) -> HttpResponse:
    """Answer one published form of a review; 304 where the reader has it."""
    if version == 0 or "\0" in slug:  # 0 is what stands now, which has an address of its own
        return not_found(request)
    version = version or 0
    kept = listening()
    read_at = kept.changes() if kept else 0
    row = (
        Rendition.objects.filter(slug=slug, version=version, form=form)
        .order_by()
        .values_list(*_FIELDS)
        .first()
    )
    if row is None:
        return not_found(request)
    answer = _answer(row, form, version)
    if kept:
        kept.put(request.path_info, slug, answer, read_at=read_at)
    response = respond(request, answer)
    response.xframe_options_exempt = FORMS[form].framed
    return response


def not_found(request: HttpRequest) -> HttpResponse:
    """Say in the reader's language that nothing was ever published at the address."""
    language = get_language_from_request(request)
    response = HttpResponse(render_not_found(language), content_type=HTML, status=404)
    protect(response)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return keep(response, seconds=MISSING, shared=False)


def remembered(request: HttpRequest) -> HttpResponse | None:
    """Answer from memory, where this process is certain of what stands at the address."""
    kept = listening()
    answer = kept.get(request.path_info) if kept else None
    return respond(request, answer) if answer else None


def respond(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Answer with the bytes, compressed for who takes that; 304 for who has them."""
    body, etag = answer.body, answer.etag
    compressed = answer.body_gzip is not None and _takes_gzip(request)
    if answer.body_gzip is not None and compressed:
        body, etag = answer.body_gzip, f'{etag[:-1]}-gzip"'
    headers = {**answer.headers, "ETag": etag, "Content-Length": str(len(body))}
    if compressed:
        headers["Content-Encoding"] = "gzip"
    sent = b"" if request.method == "HEAD" else body
    response = HttpResponse(sent, status=answer.status, headers=headers)
    response.xframe_options_exempt = True  # its own headers say who may frame it
    if answer.status != 200 or not any(name in request.META for name in _CONDITIONS):
        return response  # what is gone is not "not modified"
    return _conditional(request, response, answer, etag)


def _conditional(
    request: HttpRequest, response: HttpResponse, answer: Answer, etag: str
) -> HttpResponse:
    found = get_conditional_response(
        request, etag=etag, last_modified=answer.modified, response=response
    )
    if found is None or found is response:
        return response
    for name in _LASTING:
        if name in answer.headers:
            found[name] = answer.headers[name]
    return found


def _takes_gzip(request: HttpRequest) -> bool:
    given = request.META.get("HTTP_ACCEPT_ENCODING", "").lower()
    return "gzip" in given and _GZIP.search(given) is not None


def _answer(row: tuple[Any, ...], form: str, version: int) -> Answer:
    status, content_type, body, body_gzip, etag, rendered_at, tags = row
    return Answer(
        status=status,
        body=bytes(body),
        body_gzip=None if body_gzip is None else bytes(body_gzip),
        etag=etag,
        modified=int(rendered_at.timestamp()),
        headers=_headers(content_type, rendered_at, tags, form)
        | {"Cache-Control": _cache_control(status, version)},
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Answer one page of what is published here: of one `language`, `after` a cursor."""
    language, written = request.GET.get("language", ""), request.GET.get("after", "")
    after = cursor_of(written)
    if (language and language not in LANGUAGES) or (written and after is None):
        return not_found(request)
    spoken = language or get_language_from_request(request)
    rows = list(listed(language=language, after=after))
    body = render_index(rows, spoken=spoken, language=language, first=after is None)
    # Nobody purges every page of a list, so no cache keeps one longer than a browser does.
    response = keep(protect(HttpResponse(body, content_type=HTML)), shared=False)
    response["Content-Language"] = spoken
    patch_vary_headers(response, ["Accept-Language"])
    return unless_known(request, response)


def _cache_control(status: int, version: int) -> str:
    if status != 200:
        return cache_control(CURRENT, shared=False)
    return cache_control(VERSION if version else CURRENT)


def _headers(content_type: str, rendered_at: datetime, tags: str, form: str) -> dict[str, str]:
    kind = FORMS[form]
    headers = {
        "Content-Type": content_type,
        "Last-Modified": http_date(rendered_at.timestamp()),
        "Vary": "Accept-Encoding",
        **protection(allowed=kind.allowed, shared=kind.open, framed=kind.framed),
        **tagged(tags.split()),
    }
    if kind.link:
        headers["Link"] = kind.link
    return headers
