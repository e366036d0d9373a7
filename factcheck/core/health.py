"""Whether this process answers, and whether what it stands on does."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

BROKER_SECONDS = 1
_PATIENCE: dict[str, Any] = {"connect_timeout": BROKER_SECONDS}
if settings.CELERY_BROKER_URL.startswith("redis"):  # no other transport knows this option
    _PATIENCE["transport_options"] = {"socket_timeout": BROKER_SECONDS}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer, and ask nobody: a dead database is no reason to restart this process."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 if requests can be served and their later work be passed on, else 503."""
    checks = {name: check() for name, check in CHECKS.items()}
    ready = all(result == "ok" for result in checks.values())
    body = {"status": "ok" if ready else "unavailable", "checks": checks}
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except (DatabaseError, InterfaceError) as error:
        return _failed("database", error)
    return "ok"


def _migrations() -> str:
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except (DatabaseError, InterfaceError) as error:
        return _failed("migrations", error)
    missing = _on_disk() - applied
    return f"{len(missing)} not applied" if missing else "ok"


def _broker() -> str:
    try:
        with current_app.connection_for_write(**_PATIENCE) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (OperationalError, OSError) as error:
        return _failed("broker", error)
    return "ok"


def _failed(what: str, error: Exception) -> str:
    """Log the reason: the answer goes to strangers and does not hold it."""
    logger.warning("not ready, %s: %s", what, error)
    return "no answer"


@functools.cache
def _on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, load=True).disk_migrations)


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
}
