"""Answers as JSON, the same value always as the same bytes."""

from rest_framework.renderers import JSONRenderer


class PlainJSONRenderer(JSONRenderer):
    """Ignores `Accept: application/json; indent=…`: an ETag stands for these bytes alone."""

    def get_indent(self, accepted_media_type: str, renderer_context: object) -> int | None:
        """Return no indent, whatever the client asks for."""
        return None
