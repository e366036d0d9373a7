"""Serves embed.js: the script that shows a review in a page of another site."""

import gzip
import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from factcheck.core.etags import etag_of
from reviews.public.embeds import STYLE
from reviews.public.kept import Answer
from reviews.public.policy import protection
from reviews.public.views import respond

_FILE = Path(__file__).parent / "embed.js"
# One style for the card in a frame and the card that the script draws.
SCRIPT = _FILE.read_text().replace('"{{ style }}"', json.dumps(STYLE)).encode()
_MODIFIED = int(_FILE.stat().st_mtime)
_ANSWER = Answer(
    status=200,
    body=SCRIPT,
    body_gzip=gzip.compress(SCRIPT, mtime=0),
    etag=etag_of(SCRIPT),
    modified=_MODIFIED,
    headers={
        "Content-Type": "text/javascript; charset=utf-8",
        "Last-Modified": http_date(_MODIFIED),
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Encoding",
        **protection(allowed="sandbox", shared=True),
    },
)


@require_safe
def embed_script(request: HttpRequest) -> HttpResponse:
    """Answer the script, compressed for who takes that; 304 where the reader has it."""
    return respond(request, _ANSWER)
