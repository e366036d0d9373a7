"""Users of the embedded servers, counted by shared locks: a killed one stops counting at once."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from factcheck.core.embedded.location import default_home, prepare
from factcheck.core.embedded.postgres import Postgres
from factcheck.core.embedded.server import Server, lock_at_once, open_lock
from factcheck.core.embedded.valkey import Valkey


@contextlib.contextmanager
def hold(home: Path, *, postgres: bool = True, valkey: bool = True) -> Iterator[None]:
    """Have these servers up inside the block; on leaving, stop those that nobody else holds.

    Raises EmbeddedError if one cannot be started.
    """
    with contextlib.ExitStack() as stack:
        for server in _chosen(home, postgres=postgres, valkey=valkey):
            stack.enter_context(_holding(server))
        yield


@contextlib.contextmanager
def hold_unconfigured() -> Iterator[None]:
    """Hold those servers of the default home in whose place the environment names no other."""
    with hold(default_home(), **unconfigured()):
        yield


def unconfigured() -> dict[str, bool]:
    """Which embedded servers stand in, as keywords for the other functions here."""
    return {
        "postgres": not os.environ.get("DATABASE_URL"),
        "valkey": not os.environ.get("CELERY_BROKER_URL"),
    }


def ensure(home: Path, *, postgres: bool = True, valkey: bool = True) -> list[str]:
    """Start again what has died, and name it; for a process that holds the servers already."""
    dead = [
        server
        for server in _chosen(home, postgres=postgres, valkey=valkey)
        if not server.is_ready()
    ]
    for server in dead:
        with server.mutex():
            server.start()
    return [server.location.name for server in dead]


def stop_unused(home: Path, *, postgres: bool = True, valkey: bool = True) -> None:
    """Stop what nobody holds, such as the servers of a process that was killed."""
    for server in _chosen(home, postgres=postgres, valkey=valkey):
        with server.mutex(), open_lock(_users(server)) as users:
            if lock_at_once(users):
                server.stop()


@contextlib.contextmanager
def _holding(server: Server) -> Iterator[None]:
    with open_lock(_users(server)) as users:
        try:
            with server.mutex():  # the exclusive lock is only tried inside it: no waiting here
                fcntl.flock(users, fcntl.LOCK_SH)
                server.start()
            yield
        finally:
            with server.mutex():
                if lock_at_once(users):
                    server.stop()
                fcntl.flock(users, fcntl.LOCK_UN)


def _users(server: Server) -> Path:
    return server.location.home / f".{server.location.name.lower()}.users"


def _chosen(home: Path, *, postgres: bool, valkey: bool) -> list[Server]:
    home = prepare(home)
    wanted = [(postgres, Postgres), (valkey, Valkey)]
    return [make(home) for chosen, make in wanted if chosen]
