"""The DataFeed that Data Commons made the form of exchange: stored bytes, one after the other."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from reviews.public.feeds.asked import moment
from reviews.public.feeds.selection import Row

CONTENT_TYPE = "application/ld+json"
# In JSON a line break stands between tokens alone: within a string it is written \n.
_BREAK = re.compile(rb"\n *")


def render(rows: Iterable[Row], *, holds_until: datetime) -> Iterator[bytes]:
    """Return the feed of the rows; what is gone is told as a tombstone."""
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dateModified": moment(holds_until),
    }
    yield _json(head)[:-1] + b',"dataFeedElement":['
    before = b"\n"
    for row in rows:
        yield before + element(row)
        before = b",\n"
    yield b"\n]}\n"


def element(row: Row) -> bytes:
    """Return one element; its dates are those of the review, not of the feed.

    A tombstone has an empty list of items: consumers know elements without any.
    """
    return _json(_known(row))[:-1] + b',"item":[' + one_line(row.body) + b"]}"


def _known(row: Row) -> dict[str, str]:
    dates = {
        "dateCreated": row.created_at,
        "dateModified": row.gone_at or row.published_at or row.changed_at,
        "dateDeleted": row.gone_at,
    }
    told = {name: moment(at) for name, at in dates.items() if at}
    return {"@type": "DataFeedItem", **told, "url": row.url}


def one_line(body: bytes) -> bytes:
    """Return the same JSON without line breaks."""
    return _BREAK.sub(b"", body)


def _json(value: dict[str, str]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
