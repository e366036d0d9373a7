"""Keeps answers in the memory of a web process, and lets each go in the moment it changes.

PostgreSQL tells every process, with the commit, which review's bytes are no longer so (a trigger
of migration 0011). What is kept counts only while the process hears from the database: it sends
itself a beat each second, and an answer is given from memory only where the last beat that came
back was sent a few seconds ago at most. Otherwise each request asks the database, as it does where
nothing is kept at all.
"""

import logging
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

logger = logging.getLogger(__name__)

CHANNEL: LiteralString = "renditions"
BEAT, TRUSTED = 1.0, 3.0  # seconds
_OVERHEAD = 2_000  # bytes an answer takes beside its bodies, about
_OF_DJANGO = ("context", "cursor_factory", "prepare_threshold")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answers; `headers` are those that hold whatever the encoding."""

    status: int
    body: bytes
    body_gzip: bytes | None
    etag: str
    modified: int
    headers: dict[str, str]

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        return _OVERHEAD + len(self.body) + len(self.body_gzip or b"")


@dataclass(slots=True)
class Kept:
    """The answers of one process, at most `limit` bytes of them; the least asked for go first."""

    limit: int
    heard_at: float = float("-inf")
    _answers: "OrderedDict[str, tuple[str, Answer]]" = field(default_factory=OrderedDict)
    _paths: dict[str, set[str]] = field(default_factory=dict)
    _size: int = 0
    _changes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def trusted(self) -> bool:
        """Say whether the process would have heard of a change by now."""
        return time.monotonic() - self.heard_at < TRUSTED

    def get(self, path: str) -> Answer | None:
        """Return what an address answers, where it is known and certain."""
        if not self.trusted:
            return None
        with self._lock:
            found = self._answers.get(path)
            if found is None:
                return None
            self._answers.move_to_end(path)
            return found[1]

    def changes(self) -> int:
        """Return a number to take before reading what `put` is given: it grows with each change."""
        return self._changes

    def put(self, path: str, slug: str, answer: Answer, *, read_at: int) -> None:
        """Keep an answer, unless something changed since `read_at`: it may be what changed."""
        with self._lock:
            if not self.trusted or read_at != self._changes or answer.size > self.limit:
                return
            self._drop(path)
            self._answers[path] = (slug, answer)
            self._paths.setdefault(slug, set()).add(path)
            self._size += answer.size
            while self._size > self.limit:
                self._drop(next(iter(self._answers)))

    def forget(self, slug: str) -> None:
        """Let go of every address of a review."""
        with self._lock:
            self._changes += 1
            for path in list(self._paths.get(slug, ())):
                self._drop(path)

    def forget_all(self) -> None:
        """Let go of everything, and trust nothing until the database is heard again."""
        with self._lock:
            self.heard_at = float("-inf")
            self._changes += 1
            self._answers.clear()
            self._paths.clear()
            self._size = 0

    def _drop(self, path: str) -> None:
        slug, answer = self._answers.pop(path, ("", None))
        if answer is None:
            return
        self._size -= answer.size
        paths = self._paths[slug]
        paths.discard(path)
        if not paths:
            del self._paths[slug]


KEPT = Kept(limit=settings.PUBLIC_CACHE_BYTES)


class Listener(threading.Thread):
    """Hears of changes for as long as the process lives, or until it is stopped."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(name="renditions", daemon=True)
        self._kept = kept
        self._stopped = threading.Event()
        self._own = f"beat_{uuid.uuid4().hex}"

    def run(self) -> None:
        """Listen; where the connection breaks, trust nothing and connect anew."""
        while not self._stopped.is_set():
            try:
                with psycopg.connect(**_parameters(), autocommit=True) as heard:
                    self._listen(heard)
            except (psycopg.Error, OSError) as error:
                logger.warning("not listening, every answer is asked for: %s", error)
            finally:
                self._kept.forget_all()
            self._stopped.wait(BEAT)

    def stop(self) -> None:
        """End it, and wait for that."""
        self._stopped.set()
        self.join()

    def _listen(self, heard: "psycopg.Connection[Any]") -> None:
        for channel in (CHANNEL, self._own):
            heard.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        while not self._stopped.is_set():
            sent_at = time.monotonic()
            heard.execute("SELECT pg_notify(%s, '')", [self._own])
            for told in heard.notifies(timeout=BEAT):
                if told.channel == self._own:
                    self._kept.heard_at = sent_at
                else:
                    self._kept.forget(told.payload)


def _parameters() -> dict[str, Any]:
    """Return how Django connects, with an end to waiting for a server that is silent."""
    given = connection.get_connection_params()
    found = {name: value for name, value in given.items() if name not in _OF_DJANGO}
    return found | {"connect_timeout": 5, "tcp_user_timeout": int(TRUSTED * 1000)}


_starting = threading.Lock()
_listener: Listener | None = None


def listening() -> Kept | None:
    """Return what this process keeps, with its listener started; None where it keeps nothing."""
    global _listener  # noqa: PLW0603 - one a process, started where it is first needed
    if not KEPT.limit:
        return None
    if _listener is None:
        with _starting:
            if _listener is None:
                _listener = Listener(KEPT)
                _listener.start()
    return KEPT
