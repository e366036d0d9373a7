"""The embedded PostgreSQL and Valkey: real servers out of wheels, for a machine that has none."""

from factcheck.core.embedded.errors import EmbeddedError
from factcheck.core.embedded.holding import (
    ensure,
    hold,
    hold_unconfigured,
    stop_unused,
    unconfigured,
)
from factcheck.core.embedded.location import broker_url, database_url, default_home, prepare

__all__ = [
    "EmbeddedError",
    "broker_url",
    "database_url",
    "default_home",
    "ensure",
    "hold",
    "hold_unconfigured",
    "prepare",
    "stop_unused",
    "unconfigured",
]
