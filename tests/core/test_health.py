"""Whether the process answers, and whether what it stands on does."""

import socket
import time

import pytest
from celery import current_app
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from factcheck.core import health


def test_the_process_answers_without_asking_anybody(client, monkeypatch):
    monkeypatch.setattr(health, "CHECKS", {"database": lambda: pytest.fail("asked")})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_all_is_well(db):
    answer = Client().get("/readyz")
    ready = {"database": "ok", "migrations": "ok", "broker": "ok"}
    assert answer.json() == {"status": "ok", "checks": ready}
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_migration_that_is_not_applied_is_named(db):
    MigrationRecorder.Migration.objects.filter(app="claims", name="0002_invariants").delete()
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "1 not applied"


def test_a_broker_that_is_gone_is_named(db, tmp_path, monkeypatch):
    gone = current_app.connection_for_write(f"redis+socket://{tmp_path}/none")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: gone)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == "no answer"
    assert str(tmp_path) not in answer.text


def test_a_broker_that_is_silent_is_not_waited_for(db, tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        url = f"redis+socket://{tmp_path}/s"
        ask = current_app.connection_for_write
        monkeypatch.setattr(current_app, "connection_for_write", lambda **how: ask(url, **how))
        start = time.monotonic()
        answer = Client().get("/readyz")
        took = time.monotonic() - start
    assert answer.json()["checks"]["broker"] == "no answer"
    assert took < 4


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_named(tmp_path, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"host": str(tmp_path)})
    monkeypatch.setitem(connection.settings_dict, "HOST", "")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "no answer"
    assert answer.json()["checks"]["broker"] == "ok"
    assert str(tmp_path) not in answer.text


def test_only_reading_is_allowed(db):
    assert Client().post("/healthz").status_code == 405
    assert Client().post("/readyz").status_code == 405
