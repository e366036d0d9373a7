"""ETags, and the conditions on reading and writing that they serve (RFC 9110, section 13)."""

import hashlib
from typing import Any

from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from factcheck.core.errors import Flaw
from factcheck.core.problems import Refusal
from factcheck.core.rendering import PlainJSONRenderer


def etag_of(body: bytes) -> str:
    """Return the strong ETag of a representation, quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def matches_strongly(header: str, etag: str) -> bool:
    """Say whether an If-Match header names the ETag; weak tags never do."""
    tags = parse_etags(header)
    return "*" in tags or etag in tags


def matches_weakly(header: str, etag: str) -> bool:
    """Say whether an If-None-Match header names the ETag, weak or strong."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(header)]
    return "*" in tags or etag in tags


def require_match(request: Request, etag: str, *, required: bool = True) -> None:
    """Check If-Match against the present ETag.

    Raises Refusal: precondition-required where the header is missing, stale where it names others.
    """
    header = request.headers.get("If-Match")
    if header is None and not required:
        return
    if header is None:
        flaw = Flaw("If-Match", "The header is missing.", f"{_READ} and send its ETag as If-Match.")
        raise Refusal("precondition-required", "A change needs If-Match.", flaw)
    if not matches_strongly(header, etag):
        flaw = Flaw(
            "If-Match",
            f"The ETag is {etag} now.",
            f"{_READ}, decide whether your change still holds, and send the new ETag, "
            "quotes included and not weak (W/).",
        )
        raise Refusal("stale", "It has changed since you read it.", flaw, headers={"ETag": etag})


_READ = "Read the object"


class EntityTags(GenericAPIView[Any]):
    """A view whose answers carry the ETag of their own bytes, and whose reads answer 304."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add ETag and caching headers; an unchanged read has no body."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Authorization"])
        response["Cache-Control"] = "private, no-cache"
        if response.status_code not in (200, 201):
            return response
        response.render()
        response["ETag"] = etag_of(response.content)
        if request.method in ("GET", "HEAD") and matches_weakly(
            request.headers.get("If-None-Match", ""), response["ETag"]
        ):
            return self._unchanged(response)
        return response

    def _unchanged(self, response: Response) -> Response:
        headers = {name: response[name] for name in ("ETag", "Cache-Control", "Vary")}
        bare = Response(status=304, headers=headers)
        for name in ("accepted_renderer", "accepted_media_type", "renderer_context"):
            setattr(bare, name, getattr(response, name))
        return bare

    def representation(self, instance: Any) -> Any:
        """Return the detail of an object as its GET shows it."""
        class_: Any = self.serializer_class
        return class_(instance, context=self.get_serializer_context()).data

    def etag_for(self, instance: Any) -> str:
        """Return the ETag that the GET of an object would answer with."""
        return etag_of(PlainJSONRenderer().render(self.representation(instance)))
