"""Which addresses may become links: those of the web, written without disguise."""

from urllib.parse import urlsplit


def web_url(address: str) -> str:
    """Return the address where it is an http or https URL of printable characters, else ""."""
    if not address.isprintable() or " " in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""
