"""Answers as JSON, the same value always as the same bytes, or as a file."""

from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer


class PlainJSONRenderer(JSONRenderer):
    """Ignores `Accept: application/json; indent=…`: an ETag stands for these bytes alone."""

    def get_indent(self, accepted_media_type: str, renderer_context: object) -> int | None:
        """Return no indent, whatever the client asks for."""
        return None


class FileRenderer(BaseRenderer):
    """A file as it was handed in."""

    media_type = "*/*"
    format = "file"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the bytes; what is refused is JSON here too."""
        if isinstance(data, bytes):
            return data
        return PlainJSONRenderer().render(data, *args, **kwargs)
