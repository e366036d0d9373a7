"""Which addresses may become links: those of the web, written without disguise."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IN_HOST, _IN_PATH, _IN_QUERY = "%:@[]!$&'()*+,;=~", "%/:@!$&'()*+,;=~", "%/?:@!$&'()*+,;=~"


def web_url(address: str) -> str:
    """Return the address where it is an http or https URL of printable characters, else ""."""
    if not address.isprintable() or " " in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def web_uri(address: str) -> str:
    """Return the same in ASCII, as RFC 3986 has it; "" also where its port is none.

    Of consumers that check addresses, most take no others: letters of Arabic are percent-encoded.
    """
    if not web_url(address):
        return ""
    parts = urlsplit(_STRAY_PERCENT.sub("%25", address))
    try:
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return ""
    return urlunsplit(
        (
            parts.scheme,
            quote(host, safe=_IN_HOST),
            quote(parts.path, safe=_IN_PATH),
            quote(parts.query, safe=_IN_QUERY),
            quote(parts.fragment, safe=_IN_QUERY),
        )
    )
