"""Checks that the history is whole: every event as it was written, none missing between two."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# Reckoned from the rows alone, not by the function that wrote them: a change of that shows too.
_CHECK = """
SELECT id, stream, number,
    CASE WHEN digest <> reckoned THEN 'it is not what was written'
    WHEN number <> place THEN 'events are missing before it'
    ELSE 'it does not follow the one before it' END
FROM (
    SELECT id, stream, number, previous, digest,
        row_number() OVER one AS place,
        coalesce(lag(digest) OVER one, '') AS earlier,
        encode(sha256(convert_to(jsonb_build_array(
            stream, number, previous, type, newsroom_id, actor_id, request_id,
            to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
            before, after
        )::text, 'UTF8')), 'hex') AS reckoned
    FROM core_event
    WINDOW one AS (PARTITION BY stream ORDER BY number)
) AS event
WHERE number <> place OR previous <> earlier OR digest <> reckoned
ORDER BY stream, number
"""


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong at one event."""

    event: int
    stream: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """How much was looked at."""

    events: int
    streams: int


def breaks() -> Iterator[Break]:
    """Yield every place at which the history is not as it was written.

    The last events of a stream can be cut off without a trace in the rows: keep `heads` elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHECK)
        for row in cursor:
            yield Break(*row)


def count() -> Count:
    """Return how much history there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT stream) FROM core_event")
        return Count(*cursor.fetchone())


def head() -> str:
    """Return one digest for the last events of all streams: what is cut off changes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(stream || ' ' || digest, E'\\n' "
            "ORDER BY stream), ''), 'UTF8')), 'hex') FROM (SELECT DISTINCT ON (stream) stream, "
            "digest FROM core_event ORDER BY stream, number DESC) AS last"
        )
        found: str = cursor.fetchone()[0]
        return found
