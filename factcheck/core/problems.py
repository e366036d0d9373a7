"""Every refusal of the API as a problem detail (RFC 9457): which status, and in which words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.utils.encoding import escape_uri_path
from rest_framework import exceptions
from rest_framework.response import Response

from factcheck.core import database_errors
from factcheck.core.errors import Conflict, DomainError, Flaw, Invalid, NotPermitted
from factcheck.core.logs import current_request_id
from factcheck.core.strict_json import escape
from factcheck.core.validation import flaws_of

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 100
MAX_CHARACTERS = 500

Members = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One type of problem; `place` is what its errors point with."""

    status: int
    title: str
    description: str
    place: str = "pointer"


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(400, "The request cannot be read", "The body is not acceptable as JSON."),
    "parameters": Kind(
        400,
        "A query parameter is not acceptable",
        "A parameter is unknown, empty, given twice, or its value is not acceptable.",
        place="parameter",
    ),
    "header": Kind(
        400, "A header is not acceptable", "The value of a header is none.", place="header"
    ),
    "unauthenticated": Kind(401, "Not authenticated", "The request needs a valid token."),
    "forbidden": Kind(403, "Not permitted", "The person whose token it is may not do this."),
    "not-found": Kind(
        404, "Not found", "Nothing is at this address, or nothing that the person may see."
    ),
    "method-not-allowed": Kind(405, "Method not allowed", "See the header Allow."),
    "not-acceptable": Kind(406, "Not acceptable", "The API answers in JSON alone."),
    "conflict": Kind(
        409,
        "In conflict with the present state",
        "The request is sound; the present state forbids it. `allowed` names what is possible.",
    ),
    "stale": Kind(
        412,
        "Changed by somebody else",
        "The object is no longer the one whose ETag If-Match names.",
        place="header",
    ),
    "too-large": Kind(413, "Too large", "The body is larger than this server takes."),
    "unsupported-media-type": Kind(415, "Unsupported media type", "Send application/json."),
    "invalid": Kind(
        422,
        "Not acceptable as it stands",
        "The body can be read and what it says is not acceptable, whatever the state.",
    ),
    "key-reused": Kind(
        422,
        "Idempotency-Key used for another request",
        "The key was sent before, with another address or body.",
        place="header",
    ),
    "precondition-required": Kind(
        428,
        "Precondition required",
        "A change needs the header If-Match with the ETag of what is to be changed.",
        place="header",
    ),
    "throttled": Kind(429, "Too many requests", "Try again after Retry-After seconds."),
    "internal": Kind(
        500, "Internal error", "A fault of this server; the log has it under `request_id`."
    ),
    "unavailable": Kind(
        503, "Not available now", "The database does not answer; try again after Retry-After."
    ),
}
_KIND_OF_STATUS = {kind.status: name for name, kind in reversed(list(KINDS.items()))}


class Refusal(Exception):
    """What the HTTP door itself refuses, as a kind of problem.

    The `pointer` of its flaws is what the kind points with: a parameter, a header, a pointer.
    """

    def __init__(
        self, kind: str, detail: str, *flaws: Flaw, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.flaws = kind, detail, flaws
        self.headers = dict(headers or {})


@dataclass(frozen=True)
class Problem:
    """A problem before it is written: `errors` are its members, `extra` further ones beside it."""

    kind: str
    detail: str
    errors: tuple[Members, ...] = ()
    extra: Members = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return KINDS[self.kind].status

    def members(self, path: str) -> Members:
        """Return the JSON object that answers a request of that path."""
        body: Members = {
            "type": f"/problems/{self.kind}",
            "title": KINDS[self.kind].title,
            "status": self.status,
            "detail": _cut(self.detail),
            "instance": escape_uri_path(path),
            "request_id": current_request_id(),
            "errors": list(self.errors[:MAX_ERRORS]),
        }
        if len(self.errors) > MAX_ERRORS:
            body["errors_omitted"] = len(self.errors) - MAX_ERRORS
        return body | self.extra


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer what a view raised; an unknown error is left to Django, which logs it."""
    problem = problem_of(error)
    if problem is None:
        return None
    return Response(
        problem.members(context["request"].path),
        status=problem.status,
        headers=dict(problem.headers),
        content_type=MEDIA_TYPE,
    )


def answer(request: HttpRequest, kind: str, detail: str, *flaws: Flaw) -> JsonResponse:
    """Answer a request that reached no view of the API."""
    problem = _problem(kind, detail, flaws)
    return JsonResponse(
        problem.members(request.path), status=problem.status, content_type=MEDIA_TYPE
    )


def problem_of(error: Exception) -> Problem | None:
    """Return the problem that an exception is, or None for a fault of ours."""
    match error:
        case Refusal():
            return _problem(error.kind, error.detail, error.flaws, headers=error.headers)
        case DomainError():
            return _of_domain(error)
        case exceptions.ValidationError():
            errors = tuple(_entries(error.detail))
            return Problem("invalid", _INVALID, errors)
        case ModelValidationError():
            return _problem("invalid", _INVALID, flaws_of(error))
        case exceptions.APIException():
            return _of_framework(error)
        case Http404():
            return Problem("not-found", "There is nothing at this address that you may see.")
        case PermissionDenied():
            return Problem("forbidden", str(error) or KINDS["forbidden"].description)
        case IntegrityError() | DataError():
            return _of_domain(database_errors.translate(error))
        case OperationalError() | InterfaceError():
            return Problem("unavailable", "The database does not answer.", headers=_LATER)
        case RequestDataTooBig():
            return Problem("too-large", KINDS["too-large"].description)
        case SuspiciousOperation() | UnreadablePostError():
            return Problem("malformed", "The request cannot be read.")
    return None


_INVALID = "What was sent is not acceptable."
_LATER = {"Retry-After": "2"}


def _of_domain(error: DomainError) -> Problem:
    kinds = {Invalid: "invalid", Conflict: "conflict", NotPermitted: "forbidden"}
    kind = next(kind for class_, kind in kinds.items() if isinstance(error, class_))
    extra = {"allowed": list(error.allowed)} if isinstance(error, Conflict) else {}
    return _problem(kind, error.detail, error.flaws, extra=extra)


def _of_framework(error: exceptions.APIException) -> Problem:
    kind = _KIND_OF_STATUS.get(error.status_code, "malformed")
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return Problem(kind, str(error.detail), headers=headers)


def _problem(
    kind: str,
    detail: str,
    flaws: Iterable[Flaw],
    *,
    extra: Members | None = None,
    headers: Mapping[str, str] | None = None,
) -> Problem:
    place = KINDS[kind].place
    errors = tuple(
        {place: flaw.pointer, "detail": _cut(flaw.reason), "remedy": _cut(flaw.remedy)}
        for flaw in flaws
    )
    return Problem(kind, detail, errors, extra or {}, headers or {})


def _entries(detail: Any, pointer: str = "") -> Iterator[Members]:
    """Flatten a serializer's errors into members with JSON pointers."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = pointer if key == "non_field_errors" else f"{pointer}/{escape(str(key))}"
            yield from _entries(inner, own)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            # A list holds either messages about its place or, one by one, those of its items.
            yield from _entries(inner, pointer if isinstance(inner, str) else f"{pointer}/{place}")
    else:
        code = getattr(detail, "code", None) or "invalid"
        remedy = REMEDIES.get(code, "Correct the value.")
        yield {"pointer": pointer, "detail": _cut(str(detail)), "remedy": remedy, "code": code}


REMEDIES = {
    "required": "Send the field.",
    "null": "Send a value; null is not one here.",
    "blank": "Send a text that is not empty.",
    "empty": "Send at least one.",
    "unknown": "Remove the field, or correct its name.",
    "read_only": "Leave the field out: the server sets it.",
    "invalid_choice": "Send one of the values named.",
    "max_length": "Send a shorter text.",
    "min_length": "Send a longer text.",
    "max_value": "Send a smaller number.",
    "min_value": "Send a larger number.",
    "not_a_list": "Send a list.",
    "not_a_dict": "Send an object.",
}


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"
