"""Serves what was rendered: bytes from the store, with one query and no session."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from reviews.models import Rendition
from reviews.public.forms import FORMS, HTML
from reviews.public.page import render_not_found
from reviews.public.policy import protect


@require_safe
def rendition(request: HttpRequest, slug: str, form: str, version: int = 0) -> HttpResponse:
    """Answer one published form of a review; 304 where the reader has it."""
    found = Rendition.objects.filter(slug=slug, version=version, form=form).first()
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


def not_found(request: HttpRequest) -> HttpResponse:
    """Say in the reader's language that nothing was ever published at the address."""
    language = get_language_from_request(request)
    response = HttpResponse(render_not_found(language), content_type=HTML, status=404)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return protect(response)


def _response(found: Rendition) -> HttpResponse:
    kind = FORMS[found.form]
    response = HttpResponse(bytes(found.body), content_type=found.content_type, status=found.status)
    response["ETag"] = found.etag
    response["Last-Modified"] = http_date(found.rendered_at.timestamp())
    response["Cache-Control"] = "public, max-age=60"
    return protect(response, allowed=kind.allowed, shared=kind.open, framed=kind.framed)
