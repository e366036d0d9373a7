"""What every test of a refusal checks of it."""

from typing import Any

MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}


def problem(response: Any, kind: str, *places: str, place: str = "pointer") -> dict[str, Any]:
    """Return the problem; it is of that kind, whole, and points at exactly these places."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert body["type"] == f"/problems/{kind}", body
    assert body.keys() >= MEMBERS
    assert body["status"] == response.status_code
    assert body["request_id"] == response.headers["X-Request-ID"]
    for error in body["errors"]:
        assert error["detail"]
        assert error["remedy"]
    if places:
        assert {error[place] for error in body["errors"]} == set(places), body["errors"]
    return body
