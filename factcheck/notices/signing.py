"""Signs and verifies messages as Standard Webhooks 1.0 says, with symmetric secrets (v1)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32
# How far the sender's clock may be from the receiver's; what is older may be a replay.
TOLERANCE = timedelta(minutes=5)


class Unverified(ValueError):
    """That a message is not to be trusted, and why."""


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers(*, id_: str, at: datetime, body: bytes, secrets_: Iterable[str]) -> dict[str, str]:
    """Return the three headers of a message, signed with each of the secrets.

    Raises ValueError for an id with a full stop or a secret that is none.
    """
    if "." in id_:
        raise ValueError("a message id has no full stop")
    stamp = str(int(at.timestamp()))
    signatures = [_signature(secret, id_, stamp, body) for secret in secrets_]
    return {
        "webhook-id": id_,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def verify(
    *,
    given: Mapping[str, str],
    body: bytes,
    secret: str,
    at: datetime,
    tolerance: timedelta = TOLERANCE,
) -> None:
    """Raise Unverified unless the headers sign this body with the secret, and not long ago."""
    named = {name.lower(): value for name, value in given.items()}
    try:
        id_, stamp = named["webhook-id"], named["webhook-timestamp"]
        signatures = named["webhook-signature"].split(" ")
    except KeyError as error:
        raise Unverified(f"The header {error.args[0]} is missing.") from error
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 15):
        raise Unverified("The timestamp is not one.")
    if abs(at.timestamp() - int(stamp)) > tolerance.total_seconds():
        raise Unverified("The timestamp is too far from now.")
    expected = f"v1,{_signature(secret, id_, stamp, body)}".encode()
    matches = [hmac.compare_digest(expected, one.encode()) for one in signatures]
    if not any(matches):
        raise Unverified("No signature is that of the secret.")


def _signature(secret: str, id_: str, stamp: str, body: bytes) -> str:
    signed = f"{id_}.{stamp}.".encode() + body
    return base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is not base64") from error
    if not key:
        raise ValueError("the secret is empty")
    return key
