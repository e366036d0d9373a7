"""Requests that may be sent twice: the same Idempotency-Key gives the same answer.

The answer is stored in the transaction of the work that it tells of, so a request whose answer was
lost can be sent again, whatever died meanwhile. After a day a key is forgotten.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from factcheck.core.errors import Flaw
from factcheck.core.models import IdempotentAnswer
from factcheck.core.problems import Refusal
from factcheck.core.rendering import PlainJSONRenderer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def once(
    request: Request, answer: Callable[[], Response], refuse: Callable[[Exception], Response]
) -> Response:
    """Return what `answer` does, or what it returned for this key before.

    What it raises becomes an answer by `refuse`; faults of ours are raised on, and not kept.
    Two requests with one key at one moment take turns. Raises Refusal where the key is none, or
    was sent with another request.
    """
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        remedy = "Send 1 to 255 visible ASCII characters, such as a UUID."
        raise Refusal("header", "The key is not acceptable.", Flaw(HEADER, "It is none.", remedy))
    person: Any = request.user
    with transaction.atomic():
        row, made = IdempotentAnswer.objects.get_or_create(
            user=person, key=key, defaults={"fingerprint": _fingerprint(request)}
        )
        if not made:
            return _again(row, request)
        response = _answered(answer, refuse)
        _keep(row, response)
        return response


def forget(*, at: Any = None) -> int:
    """Delete the answers of more than a day ago; return how many."""
    old = IdempotentAnswer.objects.filter(created_at__lt=(at or timezone.now()) - KEPT)
    return old.delete()[0]


def _answered(answer: Callable[[], Response], refuse: Callable[[Exception], Response]) -> Response:
    try:
        with transaction.atomic():
            return answer()
    except Exception as error:
        response = refuse(error)
        if response.status_code >= 500:
            raise
        return response


def _keep(row: IdempotentAnswer, response: Response) -> None:
    row.status = response.status_code
    row.headers = {"content_type": response.content_type, **dict(response.items())}
    row.body = b"" if response.data is None else PlainJSONRenderer().render(response.data)
    row.save(update_fields=["status", "headers", "body"])


def _again(row: IdempotentAnswer, request: Request) -> Response:
    if row.fingerprint != _fingerprint(request):
        flaw = Flaw(HEADER, "It was sent with another request.", "Send a new key.")
        raise Refusal("key-reused", "The key stands for another request.", flaw)
    headers = dict(row.headers)
    type_ = headers.pop("content_type")
    body = bytes(row.body)
    data = json.loads(body) if body else None
    return Response(
        data, status=row.status, headers=headers | {REPLAYED: "true"}, content_type=type_
    )


def _fingerprint(request: Request) -> str:
    """Return a digest of method, address, type and body."""
    inner = request._request
    parts = (inner.method or "", inner.get_full_path(), inner.content_type or "")
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    digest.update(b"\0" + inner.body)
    return digest.hexdigest()
