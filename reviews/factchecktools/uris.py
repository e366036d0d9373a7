"""Images by their URIs: fetched from public addresses alone, few at once, or out of the URI."""

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote_to_bytes

from django.conf import settings

from claims import pictures
from factcheck.core import outward
from reviews.factchecktools.refusals import Code, Refusal, invalid

_SECONDS = 8.0
_REDIRECTS = 3
# Strangers choose the hosts: slow ones must not take all threads of a web process.
_turns = threading.BoundedSemaphore(2)


def picture(uri: str) -> pictures.Picture:
    """Return what the image of a URI is. Raises Refusal."""
    with _turn():
        content = _inline(uri) if uri[:5].lower() == "data:" else _fetched(uri)
        try:
            return pictures.read(content)
        except pictures.NoPicture as error:
            raise invalid("imageUri", f"{error.reason} {error.remedy}") from error


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=1):
        later = {"Retry-After": "5"}
        raise Refusal(Code.RESOURCE_EXHAUSTED, "Too many images are being read.", headers=later)
    try:
        yield
    finally:
        _turns.release()


def _inline(uri: str) -> bytes:
    head, comma, payload = uri.partition(",")
    if not comma:
        raise invalid("imageUri", "It is no data URI: a comma is missing.")
    content = unquote_to_bytes(payload)
    if not head.lower().endswith(";base64"):
        return content
    try:
        # What a form made of a plus sign is one again.
        return b64decode(content.replace(b" ", b"+"), validate=True)
    except ValueError as error:
        raise invalid("imageUri", "Its data are no Base64.") from error


def _fetched(uri: str) -> bytes:
    try:
        answer = outward.fetch(
            uri,
            headers={"accept": "image/*", "user-agent": "factcheck-image-search"},
            redirects=_REDIRECTS,
            limit=settings.EVIDENCE_MAX_BYTES,
            timeout=_SECONDS,
        )
    except outward.Unreachable as error:
        raise invalid("imageUri", error.reason) from error
    if answer.status != 200:
        raise invalid("imageUri", f"The address answers with status {answer.status}.")
    if answer.truncated:
        raise invalid("imageUri", f"It is larger than {settings.EVIDENCE_MAX_BYTES} bytes.")
    return answer.body
