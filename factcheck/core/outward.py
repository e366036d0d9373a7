"""Requests to addresses that people have typed: never to a private one, nor longer than agreed.

A name is resolved once, each of its addresses is checked, and the connection goes to the very
address that was checked: a name that is answered differently a moment later changes nothing.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

PORTS = {"http": 80, "https": 443}
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# They would lead elsewhere once the answer is decoded and complete.
_FRAMING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_FOR_ONE_ORIGIN = frozenset({"authorization", "cookie"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Names that are never of the public internet (RFC 6761, 6762, 8375, and ICANN's own).
_INNER = (".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid")
# What the standard library takes for public in some of its versions.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)


class Unreachable(Exception):
    """That there was no answer, or that the address must not be asked; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered at `url`, the last address of any redirects.

    `headers` have lower-case names, and none that frame or compress: the body is as decoded,
    cut at the limit where `truncated`. `milliseconds` are those of the whole.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    truncated: bool
    milliseconds: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an address leads."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    private: bool = False

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    redirects: int = 0,
    limit: int,
    timeout: float = 10.0,
    private: bool = False,
) -> Answer:
    """Ask an address and return its answer, of whatever status.

    Up to `redirects` are followed, of GET and HEAD alone, each checked like the first address;
    with none, a redirect is an answer. `limit` is of bytes of the body, `timeout` of seconds for
    all of it but the resolver's. `private`: the operator named this address in a setting, and it
    may lead anywhere; where it redirects to may not. Raises Unreachable.
    """
    began = time.monotonic()
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    place = replace(_place(url), private=private)
    follows = redirects > 0 and method in ("GET", "HEAD")
    for _ in range(redirects + 1):
        with _asked(place, method, sent, body, began + timeout) as response:
            found = _header_of(response)
            if not (follows and response.status in _REDIRECTS and "location" in found):
                content, truncated = _read(response, limit)
                kept = {name: value for name, value in found.items() if name not in _FRAMING}
                spent = round((time.monotonic() - began) * 1000)
                return Answer(response.status, place.url, kept, content, truncated, spent)
        here, place = place, _place(urljoin(place.url, found["location"]))
        if (here.scheme, here.authority) != (place.scheme, place.authority):
            sent = {n: v for n, v in sent.items() if n not in _FOR_ONE_ORIGIN}
    raise Unreachable(f"It redirects more than {redirects} times.")


def check(url: str) -> None:
    """Raise Unreachable for an address that, as it stands, leads nowhere public.

    It asks no resolver, so that it may be called anywhere; `fetch` alone has the last word.
    """
    place = _place(url)
    if settings.PRIVATE_ADDRESSES:
        return
    try:
        found = socket.getaddrinfo(place.host, place.port, flags=socket.AI_NUMERICHOST)
    except OSError:
        host = place.host.rstrip(".").lower()
        if "." not in host or host.endswith(_INNER):
            raise _not_public(host) from None
    else:
        if not all(is_public(str(entry[4][0])) for entry in found):
            raise _not_public(place.host)


def is_public(address: str) -> bool:
    """Say whether an IP address is one that anybody on the internet may be reached at."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    odd = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback
    return ip.is_global and not odd and not any(ip in net for net in _NOT_PUBLIC)


def _place(url: str) -> _Place:
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname or ""
        host = name if ":" in name else name.encode("idna").decode()
    except ValueError as error:  # UnicodeError is one
        raise Unreachable("The address is not well formed.") from error
    if parts.scheme not in PORTS:
        raise Unreachable("Only addresses of http and https are asked.")
    if not host or "@" in parts.netloc or not host.isprintable():
        raise Unreachable("The address needs a host, and no user name.")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return _Place(url, parts.scheme, host, port or PORTS[parts.scheme], target)


def _addresses(place: _Place) -> list[str]:
    """Return the host's IP addresses, every one of them allowed."""
    host = place.host
    try:
        found = socket.getaddrinfo(host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"The name {host} is not known.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = place.private or settings.PRIVATE_ADDRESSES
    if not allowed and not all(is_public(one) for one in addresses):
        raise _not_public(host)
    return addresses


def _not_public(host: str) -> Unreachable:
    return Unreachable(f"{host} leads to an address that is not public.")


def _connected(place: _Place, deadline: float) -> HTTPConnection:
    """Connect to the first of the host's addresses that takes the connection."""
    failure = "It has no address."
    for address in _addresses(place):
        connection = _connection(place, address, _left(deadline))
        try:
            connection.connect()
        except (HTTPError, HTTPException, OSError) as error:
            connection.close()
            failure = _said(error)
        else:
            return connection
    raise Unreachable(failure)


def _connection(place: _Place, address: str, timeout: float) -> HTTPConnection:
    if place.scheme == "http":
        return HTTPConnection(address, place.port, timeout=timeout)
    return HTTPSConnection(
        address,
        place.port,
        timeout=timeout,
        ssl_context=ssl.create_default_context(),
        server_hostname=place.host.rstrip("."),
    )


@contextmanager
def _asked(
    place: _Place, method: str, headers: Mapping[str, str], body: bytes | None, deadline: float
) -> Iterator[BaseHTTPResponse]:
    """Send the request and hand out the response, until the deadline and not beyond."""
    connection = _connected(place, deadline)
    held: Any = connection.sock
    # Timeouts of a socket are of each single read: one byte a second would never end.
    clock = threading.Timer(_left(deadline), _shut, [held])
    clock.daemon = True
    clock.start()
    framed = {"accept-encoding": "identity", **headers, "host": place.authority}
    response: BaseHTTPResponse | None = None
    try:
        connection.request(method, place.target, body, framed, preload_content=False)
        response = connection.getresponse()
        yield response
        _left(deadline)
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        _left(deadline)
        raise Unreachable(_said(error)) from error
    finally:
        clock.cancel()
        if response is not None:
            response.close()
        connection.close()


def _shut(held: socket.socket) -> None:
    try:
        held.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreachable("It took too long.")
    return left


def _header_of(response: BaseHTTPResponse) -> dict[str, str]:
    return {name.lower(): ", ".join(response.headers.getlist(name)) for name in response.headers}


def _read(response: BaseHTTPResponse, limit: int) -> tuple[bytes, bool]:
    """Return the decoded body up to the limit, and whether there was more."""
    parts, size = [], 0
    while size <= limit:
        part = response.read1(min(_CHUNK, limit + 1 - size), decode_content=True)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)[:limit], size > limit


def _said(error: Exception) -> str:
    """Say in few words what went wrong."""
    known: list[tuple[type[Exception], str]] = [
        (TimeoutError, "It took too long."),
        (ssl.SSLCertVerificationError, "Its certificate is not trusted."),
        (ssl.SSLError, "No secure connection came about."),
        (ConnectionRefusedError, "It refused the connection."),
        (ConnectionError, "It broke the connection."),
    ]
    causes: list[Any] = [error, error.__cause__, error.__context__, *error.args]
    for kind, words in known:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    return f"There was no sound answer ({type(error).__name__})."
