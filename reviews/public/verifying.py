"""What others need to verify what is published: the public keys, and a page with the steps."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from reviews.models import SigningKey
from reviews.public.caching import keep, unless_known
from reviews.public.policy import protect

LANGUAGES = ("ar", "en")
KEYS = "keys"  # the tag of the set of keys
_KEYS_SECONDS = 300
_PAGE_SECONDS = 3600


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Answer the public keys (RFC 7517) of what holds: the one that signs and the retired ones."""
    held = SigningKey.objects.filter(compromised_at=None).defer("sealed")
    body = json.dumps({"keys": [key.jwk for key in held]}, indent=1).encode()
    response = HttpResponse(body, content_type="application/jwk-set+json")
    keep(response, tags=[KEYS], seconds=_KEYS_SECONDS, shared=False)
    return protect(unless_known(request, response), allowed="sandbox", shared=True)


@require_safe
def explanation(request: HttpRequest, language: str = "") -> HttpResponse:
    """Answer the steps by which anybody verifies a review, in one language or in both."""
    shown = [language] if language else list(LANGUAGES)
    context = {"languages": shown, "first": shown[0], "base": settings.PUBLIC_BASE_URL}
    body = render_to_string("reviews/public/verify.html", context).encode()
    response = HttpResponse(body, content_type="text/html; charset=utf-8")
    response["Content-Language"] = ", ".join(shown)
    keep(response, seconds=_PAGE_SECONDS, shared=False)
    return protect(unless_known(request, response), allowed="style-src 'unsafe-inline'")
