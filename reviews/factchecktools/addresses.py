"""Addresses of pages: which are of one site, and which are the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

URL_BYTES = 2000
_PORTS = {"http": 80, "https": 443}
# What campaigns add to an address; the page is the same.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_[ce]id")
_UNSOUND = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\\<>\"]")


def flaw_of(url: str) -> str:
    """Return what is wrong with an address of the web, or nothing."""
    if len(url.encode("utf-8", "surrogatepass")) > URL_BYTES:
        return f"It has more than {URL_BYTES} bytes."
    if _UNSOUND.search(url):
        return "It holds blanks, marks of direction or other characters that no address has."
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "It is not well formed."
    if parts.scheme not in _PORTS or not host:
        return "It is no address that begins with http:// or https://."
    return "It holds a user name." if "@" in parts.netloc else ""


def canonical(url: str) -> str:
    """Return what addresses of the same page have in common.

    Scheme, "www.", a standard port, a slash at the end, the fragment and what campaigns add make
    no difference. Of what is no address of the web it is an empty string.
    """
    if flaw_of(url):
        return ""
    parts = urlsplit(url)
    port = parts.port if parts.port not in (None, _PORTS[parts.scheme]) else None
    host = ascii_host(parts.hostname or "").removeprefix("www.")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(k, v) for k, v in pairs if not _TRACKING.fullmatch(k)])
    place = f"{host}:{port}" if port else host
    return place + parts.path.rstrip("/") + (f"?{query}" if query else "")


def site_of(text: str) -> str:
    """Return the host that a filter by site means, with or without scheme, "www." and path."""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_on(url: str, home: str) -> bool:
    """Say whether an address is on the host of another, or on a subdomain of it."""
    host, own = ascii_host(site_of(url)), ascii_host(site_of(home))
    return bool(own) and (host == own or host.endswith(f".{own}"))


def ascii_host(host: str) -> str:
    """Return a host as resolvers know it; as it is where it has no such form."""
    try:
        return host.lower().encode("idna").decode()
    except UnicodeError:
        return host.lower()
