"""The id of the request being served, for log lines and for the history."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def current_request_id() -> str:
    """Return the id of the request being served, or an empty string."""
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        record.request_id = current_request_id() or "-"
        return True


class RequestIdMiddleware:
    """Takes a well-formed X-Request-ID from the proxy or makes one, and answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under its id."""
        given = request.headers.get("X-Request-ID", "")
        token = _request_id.set(given if _ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = current_request_id()
            return response
        finally:
            _request_id.reset(token)
