"""What has happened stays as it was written, and whoever gets round the guards is found out."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, close_old_connections, connection, transaction

from factcheck.core import history, outbox
from factcheck.core.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


def happened(stream, number=1):
    return [
        outbox.record("test.happened", stream=stream, after={"n": n, "text": "كلام \U0001f30d"})
        for n in range(number)
    ]


def forge(sql, *values):
    """Do what the owner of the tables can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_event DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE core_event ENABLE TRIGGER USER")


def verify(**options):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_history", stdout=out, stderr=err, **options)
    except CommandError as error:
        return err.getvalue() + str(error)
    return out.getvalue()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_event SET type = 'x'",
        "UPDATE core_event SET occurred_at = now()",
        "DELETE FROM core_event",
        "TRUNCATE core_event CASCADE",
    ],
)
def test_events_are_refused_every_change(sql):
    happened("a", 2)
    refused = pytest.raises(IntegrityError, match="never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert Event.objects.filter(stream="a").count() == 2


def test_a_stream_is_numbered_and_chained():
    factories.told()
    happened("a", 3)
    happened("b")
    events = list(Event.objects.filter(stream="a").order_by("number"))
    assert [event.number for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == ["", events[0].digest, events[1].digest]
    assert len({event.digest for event in Event.objects.all()}) == Event.objects.count()
    assert list(history.breaks()) == []
    said = verify()
    assert said.startswith(f"{Event.objects.count()} events in ")
    head = said.split()[-1]
    assert verify(head=head).count("another") == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type", "review.approved"),
        ("after", '{"n": 5}'),
        ("before", '{"n": 5}'),
        ("request_id", "x"),
        ("occurred_at", "2020-01-01T00:00:00Z"),
        ("newsroom_id", "00000000-0000-4000-8000-000000000000"),
    ],
)
def test_a_change_is_found_and_named(column, value):
    _, second, _ = happened("a", 3)
    forge(f"UPDATE core_event SET {column} = %s WHERE id = %s", value, second.pk)
    (found,) = history.breaks()
    assert (found.event, found.number, found.reason) == (second.pk, 2, "it is not what was written")
    assert f"event {second.pk} (a, number 2)" in verify()
    assert "broken at 1 of" in verify()


def test_a_gap_is_found_and_one_who_mends_it_breaks_the_chain():
    _, second, third = happened("a", 3)
    forge("DELETE FROM core_event WHERE id = %s", second.pk)
    (found,) = history.breaks()
    assert (found.event, found.reason) == (third.pk, "events are missing before it")
    forge("UPDATE core_event SET number = 2 WHERE id = %s", third.pk)
    assert [b.reason for b in history.breaks()] == ["it is not what was written"]
    forge("UPDATE core_event SET digest = core_event_digest(core_event) WHERE id = %s", third.pk)
    assert [b.reason for b in history.breaks()] == ["it does not follow the one before it"]


def test_what_is_cut_off_at_the_end_shows_in_the_head():
    *_, last = happened("a", 3)
    head = verify().split()[-1]
    forge("DELETE FROM core_event WHERE id = %s", last.pk)
    assert list(history.breaks()) == []
    assert "another" in verify(head=head)


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_stream_follow_each_other():
    start = threading.Barrier(8)

    def write():
        start.wait()
        for _ in range(10):
            with transaction.atomic():
                happened("a")
        close_old_connections()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = Event.objects.filter(stream="a").order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 81))
    assert list(history.breaks()) == []
