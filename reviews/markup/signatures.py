"""Detached signatures of markup: Ed25519 over its canonical JSON, as a compact JWS.

The payload is the markup as RFC 8785 writes it, so that spaces, the order of members and the
spelling of numbers are no part of what is signed. It is left out of the JWS (RFC 7515, appendix
F): `header..signature`. `alg` says `EdDSA`: RFC 9864 prefers `Ed25519`, which few verifiers know
yet; both are accepted here.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "EdDSA"
TYPE = "claimreview+jws"
_ACCEPTED = ("EdDSA", "Ed25519")
_SIGNATURE_BYTES = 64


class Unsigned(ValueError):
    """That a signature does not hold; `why` is in words, `kind` tells what was missing."""

    def __init__(self, kind: Literal["malformed", "differs", "unknown_key"], why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair: `kid` is the thumbprint of the public key (RFC 7638), `private` its seed."""

    kid: str
    public: dict[str, str]
    private: bytes


def new_key() -> Key:
    """Return a key pair that nobody had before."""
    private = Ed25519PrivateKey.generate()
    public = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _encoded(private.public_key().public_bytes_raw()),
    }
    return Key(thumbprint(public), public, private.private_bytes_raw())


def thumbprint(public: Mapping[str, Any]) -> str:
    """Return the RFC 7638 thumbprint of an Ed25519 key. Raises Unsigned where it is none."""
    try:
        key = OKPKey.import_key({name: str(public[name]) for name in ("kty", "crv", "x")})
        raw = base64.urlsafe_b64decode(f"{public['x']}==")
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise Unsigned("malformed", "A key of the set is not an Ed25519 key.") from error
    if (public["kty"], public["crv"], len(raw)) != ("OKP", "Ed25519", 32):
        raise Unsigned("malformed", "A key of the set is not an Ed25519 key.")
    return key.thumbprint()


def canonical(markup: bytes | str) -> bytes:
    """Return markup as RFC 8785 writes it. Raises Unsigned where it is not such JSON."""
    try:
        return rfc8785.dumps(json.loads(markup, object_pairs_hook=_without_doubles))
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise Unsigned(
            "malformed", f"The markup is not JSON that can be signed: {error}"
        ) from error


def sign(markup: bytes, *, kid: str, private: bytes) -> bytes:
    """Return the detached signature; the same markup and key give the same bytes."""
    header = {"alg": ALGORITHM, "cty": "ld+json", "kid": kid, "typ": TYPE}
    protected = _encoded(json.dumps(header, separators=(",", ":")).encode())
    signed = f"{protected}.{_encoded(canonical(markup))}".encode()
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(signed)
    return f"{protected}..{_encoded(signature)}".encode()


def verify(markup: bytes | str, jws: bytes | str, *, keys: Iterable[Mapping[str, Any]]) -> str:
    """Return the kid of the key of the set that has signed the markup.

    A key counts only under its own thumbprint, so that a set cannot pass one off as another. What
    the header brings along (`jwk`, `jku`, `x5c`) is not looked at. Raises Unsigned.
    """
    protected, signature = _parts(jws)
    kid = _kid(protected)
    public = next((key for key in keys if key.get("kid") == kid), None)
    if public is None:
        raise Unsigned("unknown_key", f"The key {kid} is not in the set of keys.")
    if thumbprint(public) != kid:
        raise Unsigned("unknown_key", f"The set has another key under the name {kid}.")
    signed = f"{protected}.{_encoded(canonical(markup))}".encode()
    try:
        Ed25519PublicKey.from_public_bytes(_decoded(str(public["x"]))).verify(signature, signed)
    except InvalidSignature as error:
        raise Unsigned("differs", "The signature is not of this markup.") from error
    return kid


def _parts(jws: bytes | str) -> tuple[str, bytes]:
    """Return the protected header as it stands, and the signature."""
    try:
        text = (jws.decode("ascii") if isinstance(jws, bytes) else jws).strip()
        protected, payload, signature = text.split(".")
        found = _decoded(signature)
    except (ValueError, binascii.Error) as error:
        raise Unsigned("malformed", "The signature is not a compact JWS.") from error
    if payload:
        raise Unsigned("malformed", "The signature is not detached: it brings a payload along.")
    if len(found) != _SIGNATURE_BYTES or _encoded(found) != signature:
        raise Unsigned("malformed", "The signature is not one of Ed25519: it is cut or padded.")
    return protected, found


def _kid(protected: str) -> str:
    """Return the key's name out of a header that says nothing unexpected."""
    try:
        header = json.loads(_decoded(protected), object_pairs_hook=_without_doubles)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise Unsigned("malformed", "The header of the signature is not JSON.") from error
    if not isinstance(header, dict) or not isinstance(header.get("kid"), str):
        raise Unsigned("malformed", "The header of the signature names no key.")
    if header.get("alg") not in _ACCEPTED:
        raise Unsigned("malformed", f"The algorithm {header.get('alg')!r} is not Ed25519.")
    if "crit" in header or "b64" in header:
        raise Unsigned("malformed", "The header asks for an extension that is not known.")
    if header.get("typ") != TYPE:
        raise Unsigned("malformed", f"It is a signature of something else ({header.get('typ')!r}).")
    return str(header["kid"])


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: readers would not agree on which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
