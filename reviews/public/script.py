"""Serves embed.js: the script that shows a review in a page of another site."""

import json
from hashlib import sha256
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reviews.public.embeds import STYLE
from reviews.public.policy import protect

# One style for the card in a frame and the card that the script draws.
SCRIPT = (
    (Path(__file__).parent / "embed.js")
    .read_text()
    .replace('"{{ style }}"', json.dumps(STYLE))
    .encode()
)
_ETAG = f'"{sha256(SCRIPT).hexdigest()[:32]}"'


@require_safe
def embed_script(request: HttpRequest) -> HttpResponse:
    """Answer the script; 304 where the reader has it."""
    response = HttpResponse(SCRIPT, content_type="text/javascript; charset=utf-8")
    response["ETag"] = _ETAG
    response["Cache-Control"] = "public, max-age=3600"
    protect(response, allowed="sandbox", shared=True)
    return get_conditional_response(request, etag=_ETAG, response=response) or response
