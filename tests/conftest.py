"""Where the tests run: embedded servers of their own, up while a test needs the database."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent

# Before Django reads its settings: never the data, nor the broker, of a demo that runs here.
os.environ["FACTCHECK_HOME"] = str(PROJECT / ".factcheck-test")
os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"

# Workers inherit it: the process whose run this is.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["TESTS_OF_PROCESS"] = str(os.getpid())

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from factcheck.core import embedded  # noqa: E402

django.setup()

from tests.browser import chromium, page  # noqa: E402
from tests.cast import cast  # noqa: E402

__all__ = ["PROJECT", "cast", "chromium", "page"]

PREFIX = "test_app_p"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the whole systems: they take longest, and mostly wait."""
    items.sort(key=lambda item: item.get_closest_marker("stack") is None)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """The embedded servers, shared with all other workers and runs; the last one stops them."""
    with embedded.hold_unconfigured():
        yield


@pytest.fixture(scope="session")
def own_name() -> None:
    """Name the databases after the run: two runs at once are in nobody's way."""
    name = f"{PREFIX}{os.environ['TESTS_OF_PROCESS']}"
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    own_name: None,
    django_db_modify_db_settings_parallel_suffix: None,
    servers: None,
    django_db_blocker: Any,
) -> None:
    """Have the servers up, and the databases of killed runs gone, before the first is made."""
    if "DATABASE_URL" not in os.environ:
        with django_db_blocker.unblock():
            _drop_orphans()


def _drop_orphans() -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where datname ^@ %s", [PREFIX])
        for (name,) in cursor.fetchall():
            if not _lives(int(re.match(r"\d+", name.removeprefix(PREFIX))[0])):
                cursor.execute(f'drop database if exists "{name}" with (force)')


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session", autouse=True)
def _emptied_with_its_guards_off() -> None:
    """Let tests of several transactions be cleaned up: nothing else may empty the history."""
    # Of the class: a test that drives a browser has a connection of its own.
    operations = type(connection.ops)
    plain = operations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        guards = "ALTER TABLE core_event {} TRIGGER USER".format
        return [guards("DISABLE"), *plain(self, *args, **options), guards("ENABLE")]

    operations.sql_flush = sql_flush
