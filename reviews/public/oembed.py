"""The oEmbed provider (oembed.com): what to put where somebody pastes the address of a review."""

import json
import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from reviews.models import Rendition
from reviews.public.caching import unless_known
from reviews.public.forms import FORMS
from reviews.public.policy import protect

FORMATS = {"json": "application/json", "xml": "text/xml"}
_WIDTH, _HEIGHT, _HEIGHT_WHERE_NARROW, _NARROW = 600, 320, 440, 480
_SECONDS = 3600
_MAX_DIGITS = 9
_PORTS = {"http": 80, "https": 443}
_SUFFIXES = "|".join(re.escape(kind.suffix.rstrip("/")) for kind in FORMS.values() if kind.suffix)
_PATH = re.compile(rf"/r/(?P<slug>[^/]+)(?:/v(?P<version>[1-9]\d{{0,8}}))?(?:/(?:{_SUFFIXES}))?/?")


class _Refused(Exception):
    """Why there is no answer, as a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer `url` in `format` (json, xml), never wider or higher than `maxwidth`, `maxheight`."""
    try:
        answer = unless_known(request, _answer(request))
    except _Refused as refused:
        answer = HttpResponse(f"{refused}\n", "text/plain; charset=utf-8", refused.status)
    answer["Cache-Control"] = "public, max-age=60"
    return protect(answer, allowed="sandbox", shared=True)


def _answer(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    if not asked.get("url"):
        raise _Refused(400, "The parameter url is missing: give the address of a review.")
    form = asked.get("format", "json")
    if form not in FORMATS:
        raise _Refused(501, "This format is not implemented: ask for json or xml.")
    width, height = _size(_limit(asked, "maxwidth"), _limit(asked, "maxheight"))
    values = _values(_card(asked["url"]), width, height)
    body = _xml(values) if form == "xml" else json.dumps(values, ensure_ascii=False).encode()
    return HttpResponse(body, f"{FORMATS[form]}; charset=utf-8")


def _limit(asked: Any, name: str) -> int | None:
    text = asked.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS and int(text) > 0):
        raise _Refused(400, f"The parameter {name} is not acceptable: give pixels, such as 400.")
    return int(text)


def _size(max_width: int | None, max_height: int | None) -> tuple[int, int]:
    width = min(_WIDTH, max_width or _WIDTH)
    height = _HEIGHT_WHERE_NARROW if width < _NARROW else _HEIGHT
    return width, min(height, max_height or height)


def _card(address: str) -> dict[str, Any]:
    """Return what is shown of the review; of an older version, what stands now in its place."""
    path = _path(address)
    found = _PATH.fullmatch(path) if path else None
    if found is None:
        raise _Refused(404, "There is no review of ours at this url.")
    rows = Rendition.objects.filter(
        slug=found["slug"], version=0, form=Rendition.Form.CARD_DATA, status=200
    )
    if found["version"]:
        version = int(found["version"])
        same = Rendition.objects.filter(slug=OuterRef("slug"), version=version, status=200)
        rows = rows.filter(Exists(same))
    row = rows.first()
    if row is None:
        raise _Refused(404, "There is no review at this url, or it was withdrawn.")
    shown: dict[str, Any] = json.loads(bytes(row.body))
    return shown


def _path(address: str) -> str:
    """Return the path of an address of ours, decoded, without what our own base has; else ""."""
    base = urlsplit(settings.PUBLIC_BASE_URL)
    try:
        parts = urlsplit(address.strip())
        same = _place(parts) == _place(base)
    except ValueError:  # a port that is none, or brackets that are no address
        return ""
    path = unquote(parts.path)
    if not same or "\0" in path or not path.startswith(f"{base.path}/"):
        return ""
    return path.removeprefix(base.path)


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    """Return host and port; the standard port of http and of https is one, as links mix them."""
    if parts.scheme not in _PORTS:
        return None, None
    port = parts.port
    return parts.hostname, None if port == _PORTS[parts.scheme] else port


def _values(card: dict[str, Any], width: int, height: int) -> dict[str, str | int]:
    values: dict[str, str | int] = {
        "type": "rich",
        "version": "1.0",
        "title": card["title"],
        "author_name": card["newsroom"]["name"],
        "author_url": card["newsroom"]["url"],
        "provider_name": urlsplit(settings.PUBLIC_BASE_URL).hostname or "",
        "provider_url": f"{settings.PUBLIC_BASE_URL}/",
        "cache_age": _SECONDS,
        "width": width,
        "height": height,
        "html": frame(card["url"], card["title"], width=width, height=height),
    }
    return {name: value for name, value in values.items() if value != ""}


def frame(url: str, title: str, *, width: int, height: int) -> str:
    """Return the card in a frame, and a link for those who take no frame.

    WordPress keeps of an untrusted provider's HTML a blockquote, a link and a frame, shows the
    first until the frame says how high it is, and drops `hidden`; everywhere else `hidden` counts.
    """
    return format_html(
        '<blockquote hidden><a href="{url}">{title}</a></blockquote>'
        '<iframe src="{url}embed/" width="{width}" height="{height}" title="{title}"'
        ' frameborder="0" loading="lazy"'
        ' sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>',
        url=url,
        title=title,
        width=width,
        height=height,
    )


def _xml(values: dict[str, str | int]) -> bytes:
    root = ET.Element("oembed")
    for name, value in values.items():
        ET.SubElement(root, name).text = str(value)
    head = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return head + ET.tostring(root, encoding="unicode").encode()
