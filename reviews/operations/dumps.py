"""Writes all that is published into files for whoever wants everything at once.

A file is named after its hash and never changes; the manifest names those that hold, and is
replaced last. So a reader finds the old dumps or the new, and nothing in between.
"""

import csv
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from gzip import GzipFile
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from reviews.markup.dossier import Dossier, from_json
from reviews.markup.flat import COLUMNS, cells, row
from reviews.models import Listing, Rendition
from reviews.public.feeds.asked import moment
from reviews.public.feeds.datafeed import one_line
from reviews.public.feeds.selection import each, shown

MANIFEST = "index.json"
LINES, TABLE = "reviews.jsonl.gz", "reviews.csv.gz"
_TURN = 1685417328
_KEPT_FOR = 3600  # seconds, for who is reading a file that holds no longer


@dataclass(frozen=True, slots=True)
class Dump:
    """One file as the manifest names it: `sha256` is of the compressed bytes."""

    name: str
    bytes: int
    sha256: str
    rows: int
    made_at: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return settings.DUMPS / f"{self.sha256}.gz"


class _Published(NamedTuple):
    url: str
    site: str
    markup: bytes
    dossier: Dossier


def dumps() -> list[Dump]:
    """Return the dumps that hold; none where none were ever written."""
    try:
        manifest = json.loads((settings.DUMPS / MANIFEST).read_bytes())
    except FileNotFoundError:
        return []
    return [Dump(**each) for each in manifest["dumps"]]


def write_dumps() -> list[Dump]:
    """Write all that stands now as JSON Lines and as CSV; return the dumps that hold then.

    Of two at once the second leaves it to the first. Memory does not grow with the reviews.
    """
    settings.DUMPS.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        if _my_turn():
            _publish(_written(at=timezone.now()))
    return dumps()


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_TURN])
        return bool(cursor.fetchone()[0])


def _written(*, at: datetime) -> list[Dump]:
    """Write both files in one pass, so that they hold the same reviews."""
    with _aside() as lines, _aside() as table:
        with _compressed(lines) as jsonl, _compressed(table) as text:
            rows = _write(jsonl, TextIOWrapper(text, encoding="utf-8", newline=""))
        return [_kept(LINES, lines, rows, at), _kept(TABLE, table, rows, at)]


def _write(lines: GzipFile, table: TextIOWrapper) -> int:
    """Write what is published to both; return how many reviews that was."""
    rows = 0
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for found in _published():
        lines.write(one_line(found.markup) + b"\n")
        writer.writerow(cells(row(found.dossier, url=found.url, site=found.site)))
        rows += 1
    table.detach()
    return rows


def _published() -> Iterator[_Published]:
    live = Listing.objects.filter(review__isnull=False, gone_at=None)
    return each(live, _standing)


def _standing(numbers: list[int]) -> dict[int, _Published]:
    form = Rendition.Form.CLAIM_REVIEW
    columns = shown(form, "body"), shown(form, "publication__dossier")
    found = Listing.objects.filter(pk__in=numbers, gone_at=None).values_list(
        "pk", "url", "publisher_site", *columns
    )
    return {
        pk: _Published(url, site, bytes(body), from_json(dossier))
        for pk, url, site, body, dossier in found
        if body is not None
    }


@contextmanager
def _aside() -> Iterator[Path]:
    """Give a file of no name yet; what is left of it in the end goes."""
    descriptor, name = tempfile.mkstemp(dir=settings.DUMPS, suffix=".part")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _compressed(path: Path) -> Iterator[GzipFile]:
    """Open a file whose bytes depend on nothing but what is written."""
    with path.open("wb") as file, GzipFile("", mode="wb", fileobj=file, mtime=0) as compressed:
        yield compressed


def _kept(name: str, path: Path, rows: int, at: datetime) -> Dump:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    dump = Dump(name, path.stat().st_size, sha256, rows, moment(at))
    if not dump.path.exists():
        path.chmod(0o644)
        path.replace(dump.path)
    return dump


def _publish(found: list[Dump]) -> None:
    """Let the manifest name these, and remove what it has not named for an hour.

    What a process that was killed has left aside goes too.
    """
    for dump in dumps():  # their hour begins now, however long ago they were written
        if dump.path.exists():
            os.utime(dump.path)
    text = json.dumps({"dumps": [asdict(dump) for dump in found]}, indent=2)
    with _aside() as path:
        path.write_text(text)
        path.chmod(0o644)
        path.replace(settings.DUMPS / MANIFEST)
    named = {dump.path for dump in found}
    for path in [*settings.DUMPS.glob("*.gz"), *settings.DUMPS.glob("*.part")]:
        if path not in named and path.stat().st_mtime < time.time() - _KEPT_FOR:
            path.unlink(missing_ok=True)
