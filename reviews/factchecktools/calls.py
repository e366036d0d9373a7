"""Calls of the API: their parameters, their answers, and how every failure is told."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from psycopg.errors import QueryCanceled

from factcheck.core import strict_json
from factcheck.core.errors import Conflict, DomainError, Flaw, Invalid, NotPermitted
from reviews.factchecktools import masks, tokens
from reviews.factchecktools.refusals import Code, Refusal, Violation, invalid
from reviews.factchecktools.resources import field_of
from reviews.operations.markup_pages import LedElsewhere, Taken

logger = logging.getLogger(__name__)

PAGE_SIZE, PAGE_SIZE_AT_MOST = 10, 100
BODY_AT_MOST = 1_048_576
_INT32_MAX = 2**31 - 1
_OVERRIDE = "X-HTTP-Method-Override"
_FORM = "application/x-www-form-urlencoded"
_HEADERS = ", ".join(
    ("Authorization", "Content-Type", _OVERRIDE, "X-Goog-Api-Key", "X-Goog-Api-Client")
)


class Call:
    """One request: `params` are those of the address, and of the form where that is how it came."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.at = timezone.now()
        self.method = request.method or "GET"
        self.params: QueryDict = QueryDict()

    def read(self) -> None:
        """Read the parameters, and which method is meant. Raises Refusal."""
        try:
            self.params = self.request.GET.copy()
        except LookupError as error:  # a charset that is none of text
            raise Refusal(Code.INVALID_ARGUMENT, "The request cannot be read.") from error
        length = self.request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > BODY_AT_MOST:
            said = f"Request payload size exceeds the limit: {BODY_AT_MOST} bytes."
            raise Refusal(Code.INVALID_ARGUMENT, said)
        meant = self.request.headers.get(_OVERRIDE, "").strip().upper()
        if self.method != "POST" or meant in ("", "POST"):
            return
        if meant != "GET":
            raise Refusal(Code.INVALID_ARGUMENT, f"{_OVERRIDE} can be GET alone.")
        self.method = "GET"
        self.params.update(self.request.POST)

    def text(self, name: str) -> str:
        """Return a parameter, given in camel or snake case; empty where absent. Raises Refusal."""
        value = self.params.get(name, self.params.get(_snake(name), ""))
        if "\x00" in value:
            raise invalid(name, "It holds a NUL character.")
        return value

    def whole(self, name: str) -> int:
        """Return a parameter that is no negative number of 32 bits, 0 if absent. Raises Refusal."""
        value = self.text(name).strip()
        if not value:
            return 0
        sound = value.isascii() and value.isdecimal() and len(value) <= 10
        if not sound or int(value) > _INT32_MAX:
            raise invalid(name, f"(TYPE_INT32), “{value[:50]}” is none from 0 to {_INT32_MAX}.")
        return int(value)

    @property
    def page_size(self) -> int:
        """Return how many results a page has at most."""
        return min(self.whole("pageSize") or PAGE_SIZE, PAGE_SIZE_AT_MOST)

    def position(self, asked: Mapping[str, str]) -> Any:
        """Return where the list of what is asked for goes on; None at its start. Raises Refusal."""
        token = self.text("pageToken")
        if not token:
            return None
        try:
            return tokens.unseal(token, asked, _key())
        except tokens.BadToken as error:
            raise invalid("pageToken", str(error)) from error

    @cached_property
    def body(self) -> Any:
        """Return the JSON of the body. Raises Refusal."""
        content = self.request.body
        if self.request.content_type == _FORM or not content.strip():
            raise Refusal(Code.INVALID_ARGUMENT, "The body is to be a JSON object.")
        value = strict_json.loads(content)
        flaws = tuple(strict_json.unstorable(value))
        if flaws:
            raise Invalid("The JSON holds what cannot be stored.", *flaws)
        return value


def token_for(position: Any, asked: Mapping[str, str]) -> str:
    """Return the token with which the list of what was asked for goes on there."""
    return tokens.seal(position, asked, _key())


def moment_of(text: str) -> datetime:
    """Return a moment out of a position."""
    return datetime.fromisoformat(text)


def _key() -> bytes:
    return f"factchecktools {settings.SECRET_KEY}".encode()


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


Handler = Callable[..., dict[str, Any]]


def endpoint(**verbs: tuple[Handler, masks.Shape]) -> Any:
    """Return the view of an address: for each HTTP method its handler and the answer's fields."""

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        call = Call(request)
        try:
            return _answered(call, verbs, path)
        except Exception as error:
            return _refused(call, error)

    return csrf_exempt(view)


def _answered(
    call: Call, verbs: Mapping[str, tuple[Handler, masks.Shape]], path: Mapping[str, str]
) -> HttpResponse:
    allowed = ", ".join([*(["HEAD"] if "GET" in verbs else []), *verbs, "OPTIONS"])
    call.read()
    if call.method == "OPTIONS":
        return _response(call, None, 204, {"Allow": allowed})
    known = verbs.get("GET" if call.method == "HEAD" else call.method)
    if known is None:
        raise Refusal(Code.NOT_FOUND, "Method not found.", headers={"Allow": allowed})
    handler, shape = known
    mask = _mask(call, shape)
    answer = handler(call, **path)
    return _response(call, answer if mask is None else masks.apply(mask, answer), 200)


def _mask(call: Call, shape: masks.Shape) -> masks.Mask | None:
    """Look at the parameters that every method has. Raises Refusal."""
    if call.text("alt") not in ("", "json"):
        raise invalid("alt", "Answers are JSON alone.")
    if call.text("callback"):
        raise invalid("callback", "There is no JSONP; every site may read by CORS.")
    fields = call.text("fields")
    if not fields.strip():
        return None
    try:
        return masks.parse(fields, shape)
    except masks.BadMask as error:
        raise invalid("fields", str(error)) from error


def _refused(call: Call, error: Exception) -> HttpResponse:
    refusal = refusal_of(error)
    if refusal.code is Code.INTERNAL:
        logger.error("%s failed", call.request.path, exc_info=error)
    first = call.params.get("$.xgafv") == "1"
    headers = dict(refusal.headers)
    if refusal.code is Code.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="factchecktools"'
    return _response(call, refusal.body(first_format=first), refusal.code.http, headers)


def refusal_of(error: Exception) -> Refusal:
    """Return what a client is told of an exception."""
    match error:
        case Refusal():
            return error
        case DomainError():
            return _of_domain(error)
        case SuspiciousOperation() | BadRequest() | MultiPartParserError() | UnreadablePostError():
            return Refusal(Code.INVALID_ARGUMENT, "The request cannot be read.")
        case DataError():
            return Refusal(Code.INVALID_ARGUMENT, "A value cannot be stored.")
        case OperationalError() if isinstance(error.__cause__, QueryCanceled):
            return Refusal(Code.DEADLINE_EXCEEDED, "It took too long. Ask for something rarer.")
        case OperationalError() | InterfaceError():
            later = {"Retry-After": "2"}
            return Refusal(Code.UNAVAILABLE, "The database does not answer.", headers=later)
    return Refusal(Code.INTERNAL, "Internal error encountered.")


def _of_domain(error: DomainError) -> Refusal:
    codes: dict[type[DomainError], Code] = {
        LedElsewhere: Code.FAILED_PRECONDITION,
        Taken: Code.ALREADY_EXISTS,
        Conflict: Code.ABORTED,
        NotPermitted: Code.PERMISSION_DENIED,
        Invalid: Code.INVALID_ARGUMENT,
    }
    code = next(code for class_, code in codes.items() if isinstance(error, class_))
    return Refusal(code, error.detail, tuple(map(_violation, error.flaws)))


def _violation(flaw: Flaw) -> Violation:
    return Violation(field_of(flaw.pointer), f"{flaw.reason} {flaw.remedy}")


def _response(
    call: Call, body: Any, status: int, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    pretty = call.params.get("prettyPrint", "").lower() not in ("false", "0")
    how: dict[str, Any] = {"indent": 2} if pretty else {"separators": (",", ":")}
    text = "" if body is None else json.dumps(body, ensure_ascii=False, **how) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=UTF-8", status=status)
    response["Cache-Control"] = "private, no-cache"
    # Credentials come in the request itself, never by a cookie: any site may read.
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Content-Length, Date"
    if status == 204:
        response["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = "3600"
    for name, value in (headers or {}).items():
        response[name] = value
    return response
