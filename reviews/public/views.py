"""Serves what was rendered: bytes from the store, with one query and no session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from reviews.models import Rendition


@require_safe
def rendition(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Answer one published form of a review; 304 where the reader has it."""
    found = Rendition.objects.filter(slug=slug, form=form).first()
    if found is None:
        raise Http404("No review has been published at this address.")
    respond = condition(
        etag_func=lambda _: found.etag, last_modified_func=lambda _: found.rendered_at
    )(lambda _: _response(found))
    response: HttpResponse = respond(request)
    return response


def _response(found: Rendition) -> HttpResponse:
    response = HttpResponse(bytes(found.body), content_type=found.content_type)
    response["Cache-Control"] = "public, max-age=60"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    if found.form == Rendition.Form.CLAIM_REVIEW:
        response["Access-Control-Allow-Origin"] = "*"
    return response
