"""Page tokens: where a list goes on, sealed so that only this server makes them.

A token is bound to the request that it continues: with other parameters it is refused.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

_SEAL = 16  # bytes of HMAC-SHA-256


class BadToken(ValueError):
    """That a text is no token of ours, or continues another request."""


def seal(position: Any, asked: Mapping[str, str], key: bytes) -> str:
    """Return a token of a position (a JSON value) in the answer to what was asked."""
    data = json.dumps([_binding(asked), position], separators=(",", ":")).encode()
    return urlsafe_b64encode(_mac(data, key) + data).decode().rstrip("=")


def unseal(token: str, asked: Mapping[str, str], key: bytes) -> Any:
    """Return the position. Raises BadToken."""
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError as error:
        raise BadToken("It is none that this server gave.") from error
    given, data = sealed[:_SEAL], sealed[_SEAL:]
    # Of several texts for the same bytes one alone is the token.
    whole = urlsafe_b64encode(sealed).decode().rstrip("=") == token
    if not (whole and hmac.compare_digest(given, _mac(data, key))):
        raise BadToken("It is none that this server gave.")
    binding, position = json.loads(data)
    if binding != _binding(asked):
        raise BadToken("It continues a request whose other parameters have other values.")
    return position


def _binding(asked: Mapping[str, str]) -> str:
    text = json.dumps(sorted(asked.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _mac(data: bytes, key: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")[:_SEAL]
