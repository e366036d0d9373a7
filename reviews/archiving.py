"""Keeps what addresses have answered, so that it can be read when they answer no more.

An archiver is a class without arguments that is named by the setting FACTCHECK_ARCHIVER; a
snapshot remembers the name, so that another archiver can follow.
"""

import hashlib
import os
import re
import tempfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.module_loading import import_string
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from factcheck.core.outward import Answer

_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")


class NotKept(Exception):
    """That an archiver could not keep a thing, or does not have it any more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a body is kept, by a name that the archiver understands, and its SHA-256."""

    place: str
    sha256: str
    size: int


class Archiver(Protocol):
    """Keeps answers. The same answer again is kept at the same place."""

    def archive(self, url: str, answer: Answer) -> Kept:
        """Keep what an address has answered. Raises NotKept."""

    def read(self, place: str) -> bytes:
        """Return the body that is kept at a place. Raises NotKept."""


def archiver(name: str) -> Archiver:
    """Return the archiver of a dotted path."""
    found: Archiver = import_string(name)()
    return found


def digest(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


class LocalArchive:
    """WARC files (ISO 28500) in the folder FACTCHECK_ARCHIVE, each named after what is in it.

    A file holds the request and the response, whose body is as `outward` has decoded it, and
    whose headers say nothing of framing and compression for that reason.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or settings.ARCHIVE

    def archive(self, url: str, answer: Answer) -> Kept:
        """Keep it: written aside and renamed, so that nobody reads half of it."""
        sha256 = digest(answer.body)
        asked = digest(f"{url}\n{answer.url}".encode())[:16]
        place = f"{sha256[:2]}/{sha256}-{asked}.warc.gz"
        path = self.folder / place
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, _warc(url, answer))
        except OSError as error:
            raise NotKept(f"The archive takes nothing: {error.strerror}.") from error
        return Kept(place, sha256, len(answer.body))

    def read(self, place: str) -> bytes:
        """Return the body of the response."""
        if not re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{16}\.warc\.gz", place):
            raise NotKept("This is no place in the archive.")
        try:
            with (self.folder / place).open("rb") as file:
                for record in ArchiveIterator(file):
                    if record.rec_type == "response":
                        # Not `content_stream`, which would decode by the headers once more.
                        body: bytes = record.raw_stream.read()
                        return body
        except FileNotFoundError as error:
            raise NotKept("It is missing.") from error
        except (OSError, ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
            raise NotKept("It cannot be read.") from error
        raise NotKept("There is no response in it.")


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".aside-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _warc(url: str, answer: Answer) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
    uri = _as_sent(answer.url)
    response = writer.create_warc_record(
        uri,
        "response",
        payload=BytesIO(answer.body),
        length=len(answer.body),
        http_headers=_response_head(answer),
        warc_headers_dict={"WARC-Truncated": "length"} if answer.truncated else {},
    )
    request = writer.create_warc_record(uri, "request", http_headers=_request_head(uri))
    writer.write_request_response_pair(request, response)
    if url != answer.url:
        told = BytesIO(f"via: {_as_sent(url)}\r\n".encode())  # what was asked first
        writer.write_record(writer.create_warc_record(uri, "metadata", payload=told))
    return buffer.getvalue()


def _response_head(answer: Answer) -> StatusAndHeaders:
    told = [(_line(name), _line(value)) for name, value in answer.headers.items()]
    length = ("content-length", str(len(answer.body)))
    return StatusAndHeaders(str(answer.status), [*told, length], protocol="HTTP/1.1")


def _as_sent(url: str) -> str:
    """Return an address in ASCII, as a request has it."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name.encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    return str(iri_to_uri(parts._replace(netloc=host + port, fragment="").geturl()))


def _request_head(url: str) -> StatusAndHeaders:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return StatusAndHeaders(
        f"GET {target} HTTP/1.1", [("Host", parts.netloc)], is_http_request=True
    )


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text)
