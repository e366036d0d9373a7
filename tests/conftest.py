"""Where the tests run: embedded servers of their own, up while a test needs the database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

# Before Django reads its settings: never the data, nor the broker, of a demo that runs here.
os.environ["FACTCHECK_HOME"] = str(PROJECT / ".factcheck-test")
os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"

import django

from factcheck.core import embedded

django.setup()

from tests.cast import cast  # noqa: E402

__all__ = ["PROJECT", "cast"]


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """The embedded servers, shared with all other workers; the last one stops them."""
    with embedded.hold_unconfigured():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    servers: None,
) -> None:
    """Have the servers up before the first database is made: one a worker, by its name."""
