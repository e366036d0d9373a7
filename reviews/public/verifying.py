"""What others need to verify what is published: the public keys, and a page with the steps."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from factcheck.core.etags import etag_of
from reviews.models import SigningKey
from reviews.public.caching import keep

LANGUAGES = ("ar", "en")
KEYS = "keys"  # the tag of the set of keys
_KEYS_SECONDS = 300
_PAGE_SECONDS = 3600
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Answer the public keys (RFC 7517) of what holds: the one that signs and the retired ones."""
    held = SigningKey.objects.filter(compromised_at=None).defer("sealed")
    body = json.dumps({"keys": [key.jwk for key in held]}, indent=1).encode()
    response = HttpResponse(body, content_type="application/jwk-set+json")
    response["Access-Control-Allow-Origin"] = "*"
    keep(response, tags=[KEYS], seconds=_KEYS_SECONDS, shared=False)
    return _known(request, response)


@require_safe
def explanation(request: HttpRequest, language: str = "") -> HttpResponse:
    """Answer the steps by which anybody verifies a review, in one language or in both."""
    shown = [language] if language else list(LANGUAGES)
    context = {"languages": shown, "first": shown[0], "base": settings.PUBLIC_BASE_URL}
    body = render_to_string("reviews/public/verify.html", context).encode()
    response = HttpResponse(body, content_type="text/html; charset=utf-8")
    response["Content-Language"] = ", ".join(shown)
    response["Content-Security-Policy"] = _POLICY
    keep(response, seconds=_PAGE_SECONDS, shared=False)
    return _known(request, response)


def _known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = etag_of(response.content)
    response["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=response)
    if known is None or known is response:
        return response
    if "Access-Control-Allow-Origin" in response:
        known["Access-Control-Allow-Origin"] = response["Access-Control-Allow-Origin"]
    return known
