"""The DataFeed that Data Commons made the form of exchange: stored bytes, one after the other."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from reviews.markup.profiles import tombstone
from reviews.markup.things import DataFeedItem
from reviews.markup.values import moment
from reviews.markup.writing import as_bytes, document
from reviews.public.feeds.asked import moment as told
from reviews.public.feeds.selection import Row

CONTENT_TYPE = "application/ld+json"
# In JSON a line break stands between tokens alone: within a string it is written \n.
_BREAK = re.compile(rb"\n *")


def render(rows: Iterable[Row], *, holds_until: datetime) -> Iterator[bytes]:
    """Return the feed of the rows; what is gone is told as a tombstone."""
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dateModified": told(holds_until),
    }
    yield as_bytes(head, compact=True)[:-1] + b',"dataFeedElement":['
    before = b"\n"
    for row in rows:
        yield before + element(row)
        before = b",\n"
    yield b"\n]}\n"


def element(row: Row) -> bytes:
    """Return one element, in one line: the stored markup as it is, or that it was taken back."""
    if row.gone_at:
        return tombstone(url=row.url, published_at=row.created_at, withdrawn_at=row.gone_at)
    item = DataFeedItem(
        url=row.url,
        date_created=moment(row.created_at) if row.created_at else None,
        date_modified=moment(row.published_at) if row.published_at else None,
    )
    envelope = as_bytes(document(item), compact=True)
    return envelope[:-1] + b',"item":[' + one_line(row.body) + b"]}"


def one_line(body: bytes) -> bytes:
    """Return the same JSON without line breaks."""
    return _BREAK.sub(b"", body)
