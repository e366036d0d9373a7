"""Assignments: who gets work, takes it, gives it on; and what a review's life does to them."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from claims.operations.retractions import Subject, retract
from factcheck.accounts.models import Absence, Membership
from factcheck.accounts.operations import add_absence, change_membership
from factcheck.core.errors import Conflict, Invalid, NotPermitted
from factcheck.core.models import Event
from reviews.calendar import WEEKDAYS
from reviews.models import Assignment, Desk, Recheck, Reminder
from reviews.operations import assignments as operations
from reviews.operations import pool, rechecks, reminders
from reviews.operations.desks import change_desk
from reviews.operations.reviews import open_review, perform, revise
from reviews.operations.revisions import Content
from reviews.tasks import balance_one, remind
from reviews.workflow import Verb
from tests import factories

URL = "/api/v1/assignments/"
ALL_DAY = {day: [["00:00", "24:00"]] for day in WEEKDAYS}


def opened(cast, task="write", **values):
    """An assignment in the pool of the cast's desk, opened by its editor."""
    values = {"claim": factories.claim(), "newsroom": cast.newsroom} | values
    return operations.open_assignment(task=task, by=cast.users["editor"], **values)


def submitted(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    return perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])


def tasks_of(review, **more):
    rows = Assignment.objects.filter(review=review, **more).order_by("created_at", "pk")
    return [(r.task, r.assignee and r.assignee.username, r.outcome) for r in rows]


def types_of(assignment):
    events = Event.objects.filter(stream=f"assignment:{assignment.pk}").order_by("number")
    return [event.type.removeprefix("assignment.") for event in events]


# Over the API


def test_a_piece_of_work_from_hand_to_hand(cast):
    claim = factories.claim()
    body = {"newsroom": str(cast.newsroom.pk), "claim": str(claim.pk), "task": "write"}
    made = cast.editor.post(URL, body | {"note": "عاجل"})
    assert made.status_code == 201, made.content
    url = made.headers["Location"]
    found = made.json()
    assert (found["assignee"], found["note"], found["overdue"]) == (None, "عاجل", False)
    assert [row["kind"] for row in found["reminders"]] == ["escalation"]
    assert cast.editor.post(URL, body).status_code == 409
    assert cast.reviewer.post(URL, body).status_code == 403
    assert cast.rival.post(URL, body).status_code == 403

    assert cast.reviewer.get(url).json()["actions"] == ["take"]
    taken = cast.reviewer.post(f"{url}take/")
    assert (taken.status_code, taken.json()["assignee"]) == (200, "reviewer")
    assert taken.json()["actions"] == ["release", "hand_over", "end"]
    assert cast.reviewer.post(f"{url}take/").status_code == 200
    late = cast.colleague.post(f"{url}take/")
    assert (late.status_code, late.json()["allowed"]) == (409, [])
    assert cast.colleague.post(f"{url}release/").status_code == 403

    to = {"assignee": "colleague", "note": "ابدأ من هنا"}
    assert cast.colleague.post(f"{url}hand_over/", to).status_code == 403
    given = cast.reviewer.post(f"{url}hand_over/", to).json()
    assert (given["assignee"], given["note"]) == ("colleague", "ابدأ من هنا")
    event = Event.objects.get(stream=f"assignment:{found['id']}", type="assignment.assigned")
    assert (event.before, event.after["assignee"]) == ({"assignee": "reviewer"}, "colleague")
    assert event.newsroom_id == cast.newsroom.pk

    soon = timezone.now() + timedelta(days=30)
    moved = {"due_at": soon.isoformat()}
    assert cast.colleague.post(f"{url}reschedule/", moved).status_code == 403
    answer = cast.editor.post(f"{url}reschedule/", moved).json()
    assert datetime.fromisoformat(answer["due_at"]) == soon
    assert sorted(row["kind"] for row in answer["reminders"]) == ["before", "due", "escalation"]

    assert cast.colleague.post(f"{url}release/").json()["assignee"] is None
    assert cast.editor.post(f"{url}release/").status_code == 409
    assert cast.colleague.post(f"{url}end/").status_code == 403
    ended = cast.editor.post(f"{url}end/", {"outcome": "cancelled"}).json()
    assert (ended["outcome"], ended["reminders"], ended["actions"]) == ("cancelled", [], [])
    for verb, body in (("take", {}), ("end", {}), ("hand_over", to), ("reschedule", moved)):
        assert cast.editor.post(f"{url}{verb}/", body).status_code == 409, verb
    assert types_of(Assignment.objects.get()) == [
        *("opened", "taken", "assigned", "rescheduled", "released", "ended")
    ]


def test_only_the_own_newsrooms_see_it(cast):
    row = opened(cast)
    assert cast.rival.get(f"{URL}{row.pk}/").status_code == 404
    assert cast.rival.post(f"{URL}{row.pk}/take/").status_code == 404
    assert cast.rival.get(URL).json()["results"] == []
    assert cast.reader.post(f"{URL}{row.pk}/take/").status_code == 403


def test_the_list_can_be_narrowed(cast):
    mine = opened(cast, assignee=cast.users["reviewer"], due_at=timezone.now() + timedelta(1))
    free, done = opened(cast), opened(cast)
    operations.end(assignment=done, by=cast.users["editor"])
    Assignment.objects.filter(pk=mine.pk).update(due_at=timezone.now() - timedelta(1))

    def found(**query):
        rows = cast.reviewer.get(URL, query).json()["results"]
        return {row["id"] for row in rows}

    ids = {row: str(row.pk) for row in (mine, free, done)}
    assert found(mine="true") == found(assignee="reviewer") == found(overdue="true") == {ids[mine]}
    assert found(overdue="false") == found(mine="false") == {ids[free], ids[done]}
    assert found(open="true") == {ids[mine], ids[free]}
    assert found(claim=str(done.claim_id)) == {ids[done]}
    assert found(task="decide") == set()
    assert found(newsroom=str(cast.rival_newsroom.pk)) == set()
    assert cast.reviewer.get(URL, {"overdue": "yes", "x": "1"}).status_code == 400
    shown = cast.reviewer.get(URL, {"mine": "true"}).json()["results"][0]
    assert shown["overdue"] is True


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"assignee": "nobody"}, "/assignee"),
        ({"assignee": "ليس هنا"}, "/assignee"),
        ({"assignee": "reader"}, "/assignee"),
        ({"assignee": "rival"}, "/assignee"),
        ({"task": "decide"}, "/review"),
        ({"task": "sing"}, "/task"),
        ({"claim": "00000000-0000-0000-0000-000000000000"}, "/claim"),
        ({"review": "00000000-0000-0000-0000-000000000000"}, "/review"),
        ({"due_at": "2001-01-01T00:00:00Z"}, "/due_at"),
        ({"due_at": "9999-12-31T23:59:59Z"}, "/due_at"),
        ({"due_at": "2031-01-01T00:00:00"}, "/due_at"),
        ({"note": "x" * 5001}, "/note"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(cast, more, pointer):
    body = {"newsroom": str(cast.newsroom.pk), "claim": str(factories.claim().pk), "task": "write"}
    answer = cast.editor.post(URL, body | more)
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Assignment.objects.exists()


def test_a_review_of_something_else_is_refused(cast):
    other = submitted(cast)
    with pytest.raises(Invalid, match="not acceptable"):
        opened(cast, task="recheck", review=other)


def test_four_eyes_hold_at_every_door(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    revise(review=review, content=Content("by the editor", 1, "S"), by=cast.users["editor"])
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    url = f"{URL}{Assignment.objects.get(task='decide').pk}/"
    assert "take" not in cast.editor.get(url).json()["actions"]
    answer = cast.editor.post(f"{url}take/")
    assert (answer.status_code, "wrote" in answer.json()["detail"]) == (403, True)
    assert cast.editor.post(f"{url}hand_over/", {"assignee": "editor"}).status_code == 422
    assert cast.editor.post(f"{url}hand_over/", {"assignee": "reviewer"}).status_code == 422
    assert cast.colleague.post(f"{url}take/").status_code == 403
    assert cast.editor.post(f"{url}hand_over/", {"assignee": "admin"}).status_code == 200


# What a review's life does


def test_the_whole_flow(cast):
    reviewer, editor = cast.users["reviewer"], cast.users["editor"]
    review = factories.review(cast.newsroom, reviewer)
    assert tasks_of(review) == [("write", "reviewer", "")]
    perform(review=review, verb=Verb.SUBMIT, by=reviewer)
    assert tasks_of(review) == [("write", "reviewer", "done"), ("decide", None, "")]
    decide = Assignment.objects.get(task="decide")
    assert cast.editor.post(f"{URL}{decide.pk}/take/").status_code == 200
    perform(review=review, verb=Verb.REQUEST_CHANGES, by=editor, reason="x")
    assert tasks_of(review)[1:] == [("decide", "editor", "done"), ("write", "reviewer", "")]
    given = Event.objects.filter(type="assignment.assigned").latest("pk")
    assert (given.actor, given.after["assignee"]) == (editor, "reviewer")
    perform(review=review, verb=Verb.SUBMIT, by=reviewer)
    perform(review=review, verb=Verb.APPROVE, by=editor)
    assert tasks_of(review, ended_at=None) == [("decide", None, "")]
    perform(review=review, verb=Verb.PUBLISH, by=editor)
    assert tasks_of(review, ended_at=None) == []
    perform(review=review, verb=Verb.CORRECT, by=editor, reason="x")
    assert tasks_of(review, ended_at=None) == [("write", "editor", "")]
    perform(review=review, verb=Verb.KEEP, by=editor, reason="x")
    assert tasks_of(review)[-1] == ("write", "editor", "cancelled")
    perform(review=review, verb=Verb.CORRECT, by=editor, reason="x")
    perform(review=review, verb=Verb.WITHDRAW, by=editor, reason="x")
    assert tasks_of(review)[-1] == ("write", "editor", "cancelled")
    perform(review=review, verb=Verb.REOPEN, by=editor, reason="x")
    assert tasks_of(review, ended_at=None) == [("write", "editor", "")]
    assert Reminder.objects.exclude(assignment__ended_at=None).count() == 0


def test_a_rejected_review_has_no_work(cast):
    review = submitted(cast)
    perform(review=review, verb=Verb.REJECT, by=cast.users["editor"], reason="x")
    assert tasks_of(review, ended_at=None) == []


def test_what_was_open_for_the_claim_is_used_again(cast):
    reviewer = cast.users["reviewer"]
    free, theirs = opened(cast), opened(cast, assignee=cast.users["colleague"])
    for row in (free, theirs):
        factories.review(cast.newsroom, reviewer, row.claim)
        row.refresh_from_db()
    assert (free.assignee, theirs.assignee) == (reviewer, cast.users["colleague"])
    assert free.review is not None
    assert theirs.review is not None
    assert types_of(free) == ["opened", "taken"]
    assert Assignment.objects.count() == 2


def test_an_author_who_was_to_decide_is_released(cast):
    editor = cast.users["editor"]
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    row = opened(cast, task="decide", claim=review.claim, review=review, assignee=editor)
    revise(review=review, content=Content("by the editor", 1, "S"), by=editor)
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    row.refresh_from_db()
    assert row.assignee is None
    assert types_of(row)[-1] == "released"


def published(cast, claim=None):
    review = factories.review(cast.newsroom, cast.users["reviewer"], claim)
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    perform(review=review, verb=Verb.APPROVE, by=cast.users["editor"])
    return perform(review=review, verb=Verb.PUBLISH, by=cast.users["editor"])


def fall(cast, review):
    subject = Subject(source=factories.source().pk)
    now, by = timezone.now(), cast.users["reviewer"]
    made = retract(subject=subject, since=now, reason="x", by=by)
    asked = {"claim_id": review.claim_id, "retraction_id": made.pk}
    rechecks.ask_for_rechecks(**asked, before={}, after={})
    rechecks.ask_for_rechecks(**asked, before={}, after={})
    return made


def test_what_fell_is_looked_at_until_nothing_asks_for_it(cast):
    review = published(cast)
    fall(cast, review)
    fall(cast, review)
    assert tasks_of(review, task="recheck") == [("recheck", None, "")]
    perform(review=review, verb=Verb.STAND_BY, by=cast.users["editor"], reason="x")
    assert tasks_of(review, task="recheck") == [("recheck", None, "done")]
    made = fall(cast, review)
    rechecks.close_rechecks(retraction_id=made.pk)
    assert tasks_of(review, task="recheck")[1:] == [("recheck", None, "cancelled")]
    fall(cast, review)
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="x")
    assert tasks_of(review, ended_at=None) == []
    assert Recheck.objects.filter(settled_at=None).count() == 0


# Due times and reminders


def test_it_is_due_after_working_hours_in_baghdad(cast, monkeypatch):
    week = {day: [["09:00", "17:00"]] for day in ("sun", "mon", "tue", "wed", "thu")}
    values = {"time_zone": "Asia/Baghdad", "hours": week}
    allowances = {"write": 120, "decide": 480, "recheck": 240}
    admin = cast.users["admin"]
    change_desk(newsroom=cast.newsroom, by=admin, values=values | {"allowances": allowances})
    zone = ZoneInfo("Asia/Baghdad")
    thursday = datetime(2026, 11, 19, 16, 30, tzinfo=zone)
    monkeypatch.setattr(timezone, "now", lambda: thursday.astimezone(UTC))
    row = opened(cast, assignee=cast.users["reviewer"])
    assert row.due_at == datetime(2026, 11, 22, 10, 30, tzinfo=zone)
    due = {reminder.kind: reminder.at for reminder in row.reminders.all()}
    # Two working hours before it is now, so there is nothing to say before.
    assert due == {
        "due": row.due_at,
        "escalation": datetime(2026, 11, 22, 14, 30, tzinfo=zone),
    }


def soon(cast, **values):
    """Work that is due within the hour, at a desk that never sleeps."""
    wanted = {"hours": ALL_DAY, "remind_before": 30, "escalate_after": 60}
    change_desk(newsroom=cast.newsroom, by=cast.users["admin"], values=wanted)
    due = timezone.now() + timedelta(hours=1)
    return opened(cast, due_at=due, assignee=cast.users["reviewer"], **values)


def said(row):
    found = Event.objects.filter(stream=f"assignment:{row.pk}", type="assignment.reminded")
    return [event.after["kind"] for event in found.order_by("number")]


def test_each_is_said_once_whatever_the_clock_does(cast):
    row = soon(cast)
    due = row.due_at
    assert reminders.remind(at=due - timedelta(minutes=31)) == 0
    assert reminders.remind(at=due - timedelta(minutes=30)) == 1
    assert reminders.remind(at=due + timedelta(minutes=60)) == 2
    assert reminders.remind(at=due - timedelta(days=1)) == 0  # set back
    assert reminders.remind(at=due + timedelta(days=900)) == 0  # and far ahead
    assert said(row) == ["before", "due", "escalation"]


def test_the_clock_of_the_worker_does_not_count(cast, monkeypatch):
    row = soon(cast)
    ahead = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    remind()
    assert said(row) == []
    Reminder.objects.filter(kind="before").update(at=datetime(2020, 1, 1, tzinfo=UTC))
    remind()
    remind()
    assert said(row) == ["before"]


def test_what_nobody_has_escalates_too_and_nothing_else(cast):
    row = soon(cast)
    operations.release(assignment=row, by=cast.users["reviewer"])
    assert reminders.remind(at=row.due_at + timedelta(days=1)) == 1
    assert said(row) == ["escalation"]


def test_another_due_time_or_person_replaces_what_waits(cast):
    row = soon(cast)
    later = row.due_at + timedelta(days=1)
    reminders.remind(at=row.due_at)
    operations.reschedule(assignment=row, due_at=later, by=cast.users["editor"])
    operations.hand_over(
        assignment=row, assignee=cast.users["colleague"], by=cast.users["reviewer"]
    )
    assert reminders.remind(at=later - timedelta(minutes=31)) == 0
    assert reminders.remind(at=later) == 2
    operations.hand_over(assignment=row, assignee=cast.users["reviewer"], by=cast.users["editor"])
    assert reminders.remind(at=later) == 0  # of that moment it was said
    operations.end(assignment=row, by=cast.users["editor"])
    assert reminders.remind(at=later + timedelta(days=9)) == 0
    assert said(row) == ["before", "due", "before", "due"]
    operations_of = Event.objects.filter(type="assignment.rescheduled").get()
    assert operations_of.before["due_at"] != operations_of.after["due_at"]


def test_without_a_due_time_nothing_is_said(cast):
    row = soon(cast)
    operations.reschedule(assignment=row, due_at=None, by=cast.users["editor"])
    assert not Reminder.objects.exists()


# The pool


def balances(cast, **values):
    values = {"balances": True} | values
    return change_desk(newsroom=cast.newsroom, by=cast.users["admin"], values=values)


def member(cast, name, **values):
    row = Membership.objects.get(user=cast.users[name])
    return change_membership(membership=row, by=cast.users["admin"], values=values)


def test_the_pool_is_left_where_the_desk_does_not_ask(cast):
    opened(cast)
    assert pool.balance(newsroom=cast.newsroom) == 0
    balances(cast, balances=False)
    assert pool.balance(newsroom=cast.newsroom) == 0


def test_work_goes_round(cast):
    balances(cast)
    for name in ("editor", "admin"):
        member(cast, name, languages=["fr"])
    rows = [opened(cast, due_at=timezone.now() + timedelta(days=n + 1)) for n in range(4)]
    assert pool.balance(newsroom=cast.newsroom) == 4
    assert pool.balance(newsroom=cast.newsroom) == 0
    for row in rows:
        row.refresh_from_db()
    names = [row.assignee.username for row in rows]
    assert names == ["reviewer", "colleague", "reviewer", "colleague"]
    event = Event.objects.filter(type="assignment.assigned").first()
    assert (event.actor, event.newsroom_id) == (None, cast.newsroom.pk)
    assert Reminder.objects.filter(kind="due").count() == 4


def test_who_is_away_or_gave_it_back_does_not_get_it(cast):
    balances(cast, time_zone="Pacific/Kiritimati")
    for name in ("editor", "admin", "colleague"):
        member(cast, name, languages=["fr"])
    row = opened(cast)
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)  # the 21st there
    away = {"first_on": datetime(2026, 11, 21).date(), "last_on": datetime(2026, 11, 21).date()}  # noqa: DTZ001
    add_absence(user=cast.users["reviewer"], by=cast.users["reviewer"], **away)
    assert pool.balance(newsroom=cast.newsroom, at=at) == 0
    assert pool.balance(newsroom=cast.newsroom, at=at - timedelta(days=1)) == 1
    operations.release(assignment=row, by=cast.users["reviewer"])
    assert pool.balance(newsroom=cast.newsroom, at=at - timedelta(days=1)) == 0


def test_topics_come_first_and_authors_never(cast):
    balances(cast)
    member(cast, "reviewer", topics=["Drones "])
    row = opened(cast)
    type(row.claim).objects.filter(pk=row.claim_id).update(topics=["drones"])
    assert pool.balance(newsroom=cast.newsroom) == 1
    row.refresh_from_db()
    assert row.assignee == cast.users["reviewer"]
    review = factories.review(cast.newsroom, cast.users["editor"])
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["editor"])
    assert pool.balance(newsroom=cast.newsroom) == 1
    assert tasks_of(review, task="decide") == [("decide", "admin", "")]


# Two at once


def at_once(count, work):
    """Run `work(n)` in threads that begin together; return what each returned or raised."""
    start, found = threading.Barrier(count), [None] * count

    def go(n):
        start.wait()
        try:
            found[n] = work(n)
        except Exception as error:
            found[n] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_one_has_it(cast):
    rows = [opened(cast) for _ in range(10)]
    people = [cast.users[name] for name in ("reviewer", "colleague", "editor", "admin")]

    def take_all(n):
        taken = 0
        for row in rows:
            try:
                operations.take(assignment=row, by=people[n])
                taken += 1
            except Conflict:
                pass
        return taken

    assert sum(at_once(4, take_all)) == 10
    assert Event.objects.filter(type="assignment.taken").count() == 10


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_once(cast):
    rows = [soon(cast) for _ in range(15)]
    later = timezone.now() + timedelta(days=3)
    found = at_once(4, lambda _: reminders.remind(at=later))
    assert all(isinstance(count, int) for count in found), found
    # What one was at, another left; nothing is left behind.
    assert sum(found) + reminders.remind(at=later) == 45
    for row in rows:
        assert sorted(said(row)) == ["before", "due", "escalation"]


@pytest.mark.django_db(transaction=True)
def test_a_death_between_leaves_it_to_be_said_once(cast, monkeypatch):
    row = soon(cast)
    later = row.due_at + timedelta(days=1)
    real = reminders.record

    def dies(*args, **kwargs):
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(reminders, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        reminders.remind(at=later)
    monkeypatch.undo()
    assert said(row) == []
    assert reminders.remind(at=later) == 3
    assert sorted(said(row)) == ["before", "due", "escalation"]


@pytest.mark.django_db(transaction=True)
def test_two_who_balance_hand_out_once(cast):
    balances(cast)
    rows = [opened(cast) for _ in range(12)]
    found = at_once(4, lambda n: pool.balance(newsroom=cast.newsroom))
    assert sum(found) + pool.balance(newsroom=cast.newsroom) == 12, found
    assert Event.objects.filter(type="assignment.assigned").count() == 12
    loads = [
        Assignment.objects.filter(assignee=cast.users[name]).count()
        for name in ("reviewer", "colleague", "editor", "admin")
    ]
    assert loads == [3, 3, 3, 3]
    balance_one(newsroom_id=str(cast.newsroom.pk))
    assert len(rows) == 12


@pytest.mark.django_db(transaction=True)
def test_verbs_hands_and_reminders_at_once_are_in_nobodys_way(cast):
    """Submitting, opening by hand, balancing and reminding at once: no deadlock, each once."""
    balances(cast, hours=ALL_DAY)
    editor, reviewer = cast.users["editor"], cast.users["reviewer"]
    claims = [factories.claim() for _ in range(8)]
    content = Content("T", 1, "S")

    def write(n):
        for claim in claims:
            review = open_review(
                newsroom=cast.newsroom, claim=claim, language="en", content=content, by=reviewer
            )
            perform(review=review, verb=Verb.SUBMIT, by=reviewer)

    def by_hand(n):
        for claim in claims:
            with suppress(Conflict):
                opened(cast, claim=claim)

    def tidy(n):
        for _ in range(20):
            pool.balance(newsroom=cast.newsroom)
            reminders.remind(at=timezone.now() + timedelta(days=900))

    jobs = [write, by_hand, tidy, tidy]
    assert at_once(4, lambda n: jobs[n](n)) == [None] * 4
    assert Assignment.objects.filter(task="decide", ended_at=None).count() == 8
    assert editor is not None


# Desks, memberships, absences


def test_a_desk_is_read_by_members_and_changed_by_its_admin(cast):
    url = f"/api/v1/desks/{cast.newsroom.pk}/"
    found = cast.reader.get(url)
    assert (found.status_code, found.json()["time_zone"]) == (200, "UTC")
    assert cast.rival_admin.get(url).status_code == 404
    change = {"time_zone": "Asia/Baghdad", "hours": {"sun": [["08:00", "24:00"]]}}
    change |= {"holidays": ["2026-11-23"], "balances": True}
    assert cast.editor.changes("patch", url, change).status_code == 403
    answer = cast.admin.changes("patch", url, change)
    assert answer.status_code == 200, answer.content
    assert answer.json() | change == answer.json()
    event = Event.objects.get(type="desk.changed")
    assert event.after["holidays"] == ["2026-11-23"]
    assert cast.admin.patch(url, change).status_code == 428


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"time_zone": "Asia/Bagdad"}, "/time_zone"),
        ({"hours": {}}, "/hours"),
        ({"hours": {"mon": [["22:00", "06:00"]]}}, "/hours/mon/0"),
        ({"hours": {"mon": [["22:00"]]}}, "/hours/mon/0"),
        ({"hours": {"الأحد": []}}, "/hours/الأحد"),
        ({"holidays": ["2026-02-30"]}, "/holidays/0"),
        ({"allowances": {"write": 0, "decide": 1, "recheck": 1}}, "/allowances/write"),
        ({"allowances": {"write": 1}}, "/allowances/decide"),
        ({"remind_before": -1}, "/remind_before"),
        ({"escalate_after": 10**9}, "/escalate_after"),
        ({"hours": {"mon": [["00:00", "00:01"]]}}, "/hours"),
    ],
)
def test_a_desk_that_could_not_work_is_refused(cast, change, pointer):
    url = f"/api/v1/desks/{cast.newsroom.pk}/"
    answer = cast.admin.changes("patch", url, change)
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert Desk.objects.get().hours["mon"] == [["09:00", "17:00"]]


def test_members_say_what_work_they_take_and_admins_who_is_what(cast):
    row = Membership.objects.get(user=cast.users["reviewer"])
    url = f"/api/v1/memberships/{row.pk}/"
    change = {"languages": ["ar", "en"], "topics": ["الصحة"], "mails": False}
    assert cast.colleague.changes("patch", url, change).status_code == 403
    answer = cast.reviewer.changes("patch", url, change)
    assert answer.json() | change == answer.json()
    assert cast.reviewer.changes("patch", url, {"role": "admin"}).status_code == 403
    assert cast.editor.changes("patch", url, {"role": "admin"}).status_code == 403
    assert cast.admin.changes("patch", url, {"role": "editor"}).json()["role"] == "editor"
    assert cast.rival_admin.changes("patch", url, {"role": "reader"}).status_code == 404
    assert cast.admin.changes("patch", url, {"languages": ["عربي"]}).status_code == 422
    listed = cast.reader.get("/api/v1/memberships/?role=editor").json()["results"]
    assert {one["user"] for one in listed} == {"editor", "reviewer"}
    event = Event.objects.filter(type="membership.changed").latest("pk")
    assert event.after == {"user": "reviewer", "role": "editor"}


def test_absences_are_ones_own_or_an_editors_to_note(cast):
    url = "/api/v1/absences/"
    days = {"first_on": "2026-12-01", "last_on": "2026-12-03", "note": "إجازة"}
    own = cast.reviewer.post(url, days)
    assert (own.status_code, own.json()["user"]) == (201, "reviewer")
    assert cast.reviewer.post(url, days | {"user": "colleague"}).status_code == 403
    assert cast.rival.post(url, days | {"user": "colleague"}).status_code == 403
    assert cast.editor.post(url, days | {"user": "colleague"}).status_code == 201
    wrong = cast.reviewer.post(url, days | {"last_on": "2026-11-30"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/last_on")
    here = own.headers["Location"]
    assert cast.rival.get(here).status_code == 404
    assert cast.colleague.changes("delete", here).status_code == 403
    assert cast.reviewer.changes("delete", here).status_code == 204
    assert len(cast.reader.get(url, {"since": "2026-12-03"}).json()["results"]) == 1
    assert Absence.objects.count() == 1


def test_operations_refuse_whom_the_api_refuses(cast):
    row = opened(cast)
    with pytest.raises(NotPermitted):
        opened(cast, newsroom=cast.rival_newsroom)
    with pytest.raises(NotPermitted):
        operations.take(assignment=row, by=cast.users["rival"])
    with pytest.raises(NotPermitted):
        change_desk(newsroom=cast.newsroom, by=cast.users["editor"], values={})
