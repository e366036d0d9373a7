"""What is accepted stays, whatever is killed: steps, webhooks, reminders, the chain of history.

`make faults` runs it at full length; the tests of every day run a shorter stream.
"""

import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.acceptance.live import PROJECT, Live, eventually
from tests.faults.killer import VICTIMS, Killer
from tests.faults.receiver import Receiver
from tests.faults.stream import Stream

STEPS = int(os.environ.get("FAULTS_STEPS", "40"))
KILLS = int(os.environ.get("FAULTS_KILLS", "4"))
SEED = int(os.environ.get("FAULTS_SEED") or random.randrange(10**6))
LONG = STEPS >= 500
REMINDED = STEPS // 20
BROKERS = {
    "embedded": None,
    "redis": ("127.0.0.1", 6379, "redis://127.0.0.1:6379/9"),
    "rabbitmq": ("127.0.0.1", 5672, "amqp://guest:guest@127.0.0.1:5672//"),
}
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("brokers")]


def answers(host, port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


REAL = [pytest.param(name, marks=pytest.mark.broker) for name in ("redis", "rabbitmq")]


@pytest.fixture(params=["embedded", *REAL])
def broker(request):
    wanted = BROKERS[request.param]
    if wanted is not None and not answers(*wanted[:2]):
        pytest.skip(f"No {request.param} answers on {wanted[0]}:{wanted[1]}.")
    return request.param


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.stop()


@pytest.fixture
def live(broker, tmp_path):
    environment = {"FACTCHECK_PRIVATE_ADDRESSES": "true"}
    if BROKERS[broker]:
        environment["CELERY_BROKER_URL"] = BROKERS[broker][2]
    system = Live(tmp_path / "home", **environment)
    system.start()
    yield system
    system.stop()


def pages(live, path, role="admin"):
    """All rows of a list."""
    found, next_ = [], path
    while next_:
        body = live.ask(next_, role=role).json()
        found += body["results"]
        next_ = body["next"]
    return found


def prepare(live, receiver):
    """A desk that works day and night, and a site that hears of everything that happens there."""
    room = live.notes["newsroom"]
    desk = f"/api/v1/desks/{room}/"
    etag = live.ask(desk, role="admin").headers["ETag"]
    rules = {"hours": ALWAYS, "remind_before": 1, "escalate_after": 0}
    changed = live.ask(desk, role="admin", method="PATCH", body=rules, headers={"If-Match": etag})
    assert changed.status == 200, changed.body
    hook = {"newsroom": room, "url": receiver.url}
    made = live.ask("/api/v1/webhooks/", role="admin", method="POST", body=hook)
    assert made.status == 201, made.body
    receiver.secret = made.json()["secret"]


def remind(stream, broker):
    """Assignments that are due soon; return their ids.

    No word comes sooner than a minute before, so the short run waits for them on one broker.
    """
    made = []
    for number in range(REMINDED if LONG or broker == "embedded" else 0):
        claim = stream._made("/api/v1/claims/", {"language": "en", "texts": {"en": f"R{number}"}})
        due = datetime.now(UTC) + timedelta(seconds=64 + number % 5)
        body = {"newsroom": stream.live.notes["newsroom"], "claim": claim["id"], "task": "write"}
        body |= {"assignee": "reviewer", "due_at": due.isoformat()}
        answer = stream.insist("/api/v1/assignments/", "editor", body)
        assert answer.status == 201, answer.body
        made.append(answer.json()["id"])
    return made


def reminded(live, ids):
    """How often each word was said about each."""
    found = Counter()
    for pk in ids:
        for event in pages(
            live, f"/api/v1/events/?stream=assignment:{pk}&type=assignment.reminded"
        ):
            found[pk, event["after"]["kind"]] += 1
    return found


def settled(live):
    """Whether nothing is owed to anybody any more."""
    waiting = live.ask("/api/v1/deliveries/?state=pending&page_size=1", role="admin").json()
    return waiting["results"] == []


def test_nothing_accepted_is_lost(live, broker, receiver, capfd):
    started = time.monotonic()
    prepare(live, receiver)
    first = live.ask("/api/v1/events/?page_size=1", role="admin").json()["results"][0]["id"]
    stream = Stream(live, STEPS, SEED)
    ids = remind(stream, broker)
    victims = [name for name in VICTIMS if name != "broker" or broker == "embedded"]
    killer = Killer(live, stream, KILLS, victims, SEED)
    killer.start()
    try:
        stream.run()
        killer.join(120)
    finally:
        killer.finished.set()
    assert killer.killed.total() == KILLS
    streamed = time.monotonic() - started

    wanted = {(pk, kind) for pk in ids for kind in ("before", "due", "escalation")}
    eventually(lambda: set(reminded(live, ids)) == wanted, 300)
    eventually(lambda: settled(live), 300)
    told = [
        event["id"]
        for event in pages(live, "/api/v1/events/?page_size=200&newsroom=" + live.notes["newsroom"])
        if event["id"] > first and event["type"].startswith(("review.", "assignment."))
    ]
    eventually(lambda: set(told) <= set(receiver.ids_of), 300)
    time.sleep(12 if ids else 0)  # a reminder that is said twice would be by now

    for review, log in stream.accepted.items():
        events = pages(live, f"/api/v1/reviews/{review}/history/")
        assert [event["type"] for event in reversed(events)] == log, review
    assert set(reminded(live, ids).values()) <= {1}
    assert all(len(found) == 1 for found in receiver.ids_of.values()), "one id an event"
    assert receiver.refused == 0
    dead = live.ask("/api/v1/deliveries/?state=dead", role="admin").json()["results"]
    assert dead == []
    verified = manage(live, "verify_history")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    with capfd.disabled():
        print(report(broker, stream, killer, receiver, told, ids, streamed, verified.stdout))


def manage(live, command):
    environment = os.environ | {"FACTCHECK_HOME": str(live.home)} | live.environment
    line = [sys.executable, "manage.py", command]
    return subprocess.run(
        line, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def report(broker, stream, killer, receiver, told, ids, seconds, verified):
    deaths = ", ".join(f"{name} {count}" for name, count in sorted(killer.killed.items()))
    again = ", ".join(f"{what} {count}" for what, count in sorted(stream.retries.items()))
    twice = sum(count > 1 for count in receiver.times.values())
    return f"""
Faults on {broker} (seed {SEED}), {seconds:.0f} s of stream
  steps accepted           {stream.done}, of {len(stream.accepted)} reviews; each is there once
  killed with -9           {killer.killed.total()}: {deaths}
  requests sent again      {stream.retries.total()}: {again or "none"}
  events told by webhook   {len(told)}; messages received {receiver.times.total()}, \
{twice} of them more than once, each under one id
  reminders                {3 * len(ids)}, each said once
  history                  {verified.strip()}
"""
