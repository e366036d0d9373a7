"""Refusals as Google's APIs word them: a google.rpc.Status as JSON, in both of its formats."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

_DETAILS = "type.googleapis.com/google.rpc."
MAX_VIOLATIONS = 50
MAX_CHARACTERS = 500


class Code(Enum):
    """The codes of google.rpc.Code that are used: HTTP status, and the reason of format 1."""

    INVALID_ARGUMENT = (400, "badRequest")
    FAILED_PRECONDITION = (400, "failedPrecondition")
    UNAUTHENTICATED = (401, "authError")
    PERMISSION_DENIED = (403, "forbidden")
    NOT_FOUND = (404, "notFound")
    ABORTED = (409, "aborted")
    ALREADY_EXISTS = (409, "alreadyExists")
    RESOURCE_EXHAUSTED = (429, "rateLimitExceeded")
    INTERNAL = (500, "backendError")
    UNAVAILABLE = (503, "backendError")
    DEADLINE_EXCEEDED = (504, "backendError")

    @property
    def http(self) -> int:
        """Return the HTTP status."""
        return int(self.value[0])

    @property
    def reason(self) -> str:
        """Return what format 1 calls it."""
        return str(self.value[1])


@dataclass(frozen=True, slots=True)
class Violation:
    """A field, by the name that the client knows it by, and what is wrong with its value."""

    field: str
    description: str


class Refusal(Exception):
    """Why a call is refused; `info` is the reason of an ErrorInfo, where Google gives one."""

    def __init__(
        self,
        code: Code,
        message: str,
        violations: tuple[Violation, ...] = (),
        *,
        info: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.violations, self.info = code, message, violations, info
        self.headers = dict(headers or {})

    def body(self, *, first_format: bool = False) -> dict[str, Any]:
        """Return the JSON object: format 1 has `errors` beside what format 2 has."""
        message = _cut(self.message)
        error: dict[str, Any] = {"code": self.code.http, "message": message}
        if first_format:
            each = {"message": message, "domain": "global", "reason": self.code.reason}
            error["errors"] = [each]
        error["status"] = self.code.name
        details = self._details()
        return {"error": error | ({"details": details} if details else {})}

    def _details(self) -> list[dict[str, Any]]:
        details: list[dict[str, Any]] = []
        if self.info:
            kind = {"@type": f"{_DETAILS}ErrorInfo"}
            details.append(kind | {"reason": self.info, "domain": "googleapis.com"})
        if self.violations:
            listed = [
                {"field": _cut(one.field), "description": _cut(one.description)}
                for one in self.violations[:MAX_VIOLATIONS]
            ]
            details.append({"@type": f"{_DETAILS}BadRequest", "fieldViolations": listed})
        return details


def invalid(field: str, description: str) -> Refusal:
    """Return a refusal of the value of one field."""
    message = f"Invalid value at '{_cut(field)}': {description}"
    return Refusal(Code.INVALID_ARGUMENT, message, (Violation(field, description),))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"
