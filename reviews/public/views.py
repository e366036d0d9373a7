"""Serves what was rendered: bytes from the store, with one query and no session."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from reviews.models import Rendition
from reviews.public.forms import FORMS, HTML
from reviews.public.index import cursor_of, listed, render_index
from reviews.public.page import render_not_found
from reviews.public.wording import LANGUAGES


@require_safe
def rendition(
    request: HttpRequest, slug: str, form: str, version: int | None = None
) -> HttpResponse:
    """Answer one published form of a review; 304 where the reader has it."""
    if version == 0 or "\0" in slug:  # 0 is what stands now, which has an address of its own
        return not_found(request)
    found = Rendition.objects.filter(slug=slug, version=version or 0, form=form).first()
    if found is None:
        return not_found(request)
    response = _response(found)
    if found.status != 200:
        return response  # what is gone is not "not modified"
    return (
        get_conditional_response(
            request,
            etag=found.etag,
            last_modified=int(found.rendered_at.timestamp()),
            response=response,
        )
        or response
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
    response = HttpResponse(body, content_type=HTML)
    response["Cache-Control"] = "public, max-age=60"
    response["Content-Language"] = spoken
    response["Content-Security-Policy"] = _policy("'none'")
    patch_vary_headers(response, ["Accept-Language"])
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def not_found(request: HttpRequest) -> HttpResponse:
    """Say in the reader's language that nothing was ever published at the address."""
    language = get_language_from_request(request)
    response = HttpResponse(render_not_found(language), content_type=HTML, status=404)
    response["Content-Language"] = language
    response["Content-Security-Policy"] = _policy("'none'")
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _policy(ancestors: str) -> str:
    """Return what a page may load: nothing but images; `ancestors` may show it in a frame."""
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )


def _response(found: Rendition) -> HttpResponse:
    kind = FORMS[found.form]
    response = HttpResponse(bytes(found.body), content_type=found.content_type, status=found.status)
    response["ETag"] = found.etag
    response["Last-Modified"] = http_date(found.rendered_at.timestamp())
    response["Cache-Control"] = "public, max-age=60"
    response["Content-Security-Policy"] = _policy("*" if kind.framed else "'none'")
    if kind.open:
        response["Access-Control-Allow-Origin"] = "*"
    return response
