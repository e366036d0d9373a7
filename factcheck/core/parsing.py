"""Request bodies: strict JSON, the text of a file of it, or a file as it is."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework.parsers import BaseParser

from factcheck.core import strict_json
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.problems import Refusal


class StrictJSONParser(BaseParser):
    """Takes what can be stored and read in one way alone; the rest is refused by its place."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value. Raises Refusal: malformed, too-large."""
        value = _loads(_read(stream, media_type))
        flaws = tuple(strict_json.unstorable(value))
        if flaws:
            raise Refusal("malformed", "The JSON holds what cannot be stored.", *flaws)
        return value


class JSONFileParser(BaseParser):
    """Takes a file of JSON as its text; what single values in it are is for its reader to say."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the text. Raises Refusal: malformed, too-large."""
        data = _read(stream, media_type)
        _loads(data)
        return data.decode("utf-8-sig")


class BytesParser(BaseParser):
    """Takes a body of any type as it is."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the bytes. Raises Refusal: malformed, too-large."""
        most = self.most()
        content = _taken(stream, most)
        if len(content) > most:
            flaw = Flaw("", f"This server takes {most} bytes.", "Send a smaller file.")
            raise Refusal("too-large", "The file is too large.", flaw)
        return content

    def most(self) -> int:
        """Return how many bytes are taken."""
        return int(settings.EVIDENCE_MAX_BYTES)


class ImportParser(BytesParser):
    """Takes a document that is to be imported, of any type, as it is."""

    def most(self) -> int:
        """Return how many bytes are taken."""
        return int(settings.IMPORT_MAX_BYTES)


def _read(stream: IO[bytes], media_type: str | None) -> bytes:
    charset = (media_type or "").lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        flaw = Flaw("", f"The charset is {charset}.", "Send UTF-8; JSON has no other.")
        raise Refusal("malformed", "JSON is UTF-8.", flaw)
    data = _taken(stream, settings.IMPORT_MAX_BYTES)
    if len(data) > settings.IMPORT_MAX_BYTES:
        remedy = "Send it in several parts."
        flaw = Flaw("", f"This server takes {settings.IMPORT_MAX_BYTES} bytes.", remedy)
        raise Refusal("too-large", "The body is too large.", flaw)
    return data


def _taken(stream: IO[bytes], most: int) -> bytes:
    """Read a body, by one byte further than is taken."""
    try:
        return stream.read(most + 1)
    except UnreadablePostError as error:
        raise Refusal("malformed", "The body broke off.") from error


def _loads(data: bytes) -> Any:
    try:
        return strict_json.loads(data)
    except Invalid as error:
        raise Refusal("malformed", error.detail, *error.flaws) from error
