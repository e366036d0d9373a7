"""Assignments, desks, memberships and absences on the desk of the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factcheck.accounts.models import Absence, Membership
from reviews.models import Assignment, Desk
from reviews.operations.assignments import open_assignment
from reviews.operations.desks import change_desk, desk_of
from tests import factories
from tests.desk import desk, desks, errors_of, said, url, words

__all__ = ["desks"]

MODEL = "reviews_assignment"


@pytest.fixture
def row(cast):
    claim = factories.claim("Militias did it")
    editor = cast.users["editor"]
    return open_assignment(newsroom=cast.newsroom, claim=claim, task="write", by=editor)


def fresh(row):
    return Assignment.objects.get(pk=row.pk)


def test_an_editor_opens_work_and_says_who_and_when(cast):
    client, claim = desk(cast, "editor"), factories.claim()
    typed = {"newsroom": cast.newsroom.pk, "claim": claim.pk, "task": "write", "note": "عاجل"}
    typed |= {"assignee": cast.users["reviewer"].pk}
    assert client.post(url(MODEL, "add"), typed).status_code == 302
    made = Assignment.objects.get()
    assert (made.assignee, made.note) == (cast.users["reviewer"], "عاجل")
    again = client.post(url(MODEL, "add"), typed)
    assert "There is such an assignment already" in str(errors_of(again)["__all__"])
    assert desk(cast, "reviewer").page(MODEL, "add").status_code == 403


def test_it_goes_from_hand_to_hand_on_its_page(cast, row):
    editor, reviewer = desk(cast, "editor"), desk(cast, "reviewer")
    people = cast.users
    assert reviewer.post(url(MODEL, "change", row.pk), {}).status_code == 403
    note = editor.save(MODEL, row.pk, note="for nobody")
    assert "note" in errors_of(note)
    assert editor.save(MODEL, row.pk, assignee=people["reviewer"].pk).status_code == 302
    assert fresh(row).assignee == people["reviewer"]
    handed = reviewer.save(MODEL, row.pk, assignee=people["colleague"].pk, note="ابدأ")
    assert handed.status_code == 302
    assert (fresh(row).assignee, fresh(row).note) == (people["colleague"], "ابدأ")
    later = timezone.now() + timedelta(days=40)
    when = {"due_at_0": f"{later:%Y-%m-%d}", "due_at_1": "12:00:00"}
    assert editor.save(MODEL, row.pk, **when).status_code == 302
    assert f"{fresh(row).due_at:%Y-%m-%d %H}" == f"{later:%Y-%m-%d} 12"
    assert fresh(row).assignee == people["colleague"]
    assert "due_at_0" not in desk(cast, "colleague").text(MODEL, "change", row.pk)
    assert editor.save(MODEL, row.pk, assignee="").status_code == 302
    assert fresh(row).assignee is None
    past = editor.save(MODEL, row.pk, due_at_0="2001-01-01")
    assert "due_at" in errors_of(past)


def test_actions_on_many_are_done_or_refused_each_for_itself(cast, row):
    theirs = open_assignment(
        newsroom=cast.newsroom,
        claim=factories.claim(),
        task="write",
        by=cast.users["editor"],
        assignee=cast.users["colleague"],
    )
    client = desk(cast, "reviewer")
    answer = client.act(MODEL, "take", row.pk, theirs.pk)
    assert fresh(row).assignee == cast.users["reviewer"]
    refused, done = sorted(said(answer), reverse=True)
    assert refused.endswith("colleague has it.")
    assert done == "1 assignment is changed."
    client.act(MODEL, "release", row.pk)
    assert fresh(row).assignee is None
    client.act(MODEL, "take", row.pk)
    client.act(MODEL, "end", row.pk, theirs.pk)
    assert (fresh(row).outcome, fresh(theirs).outcome) == ("done", "")
    assert desk(cast, "reader").act(MODEL, "take", theirs.pk).status_code in (200, 302)
    assert fresh(theirs).assignee == cast.users["colleague"]


def test_the_list_marks_what_is_overdue(cast, row):
    client = desk(cast, "reviewer")
    assert "desk-flag" not in client.text(MODEL)
    Assignment.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(1))
    assert "desk-flag" in client.text(MODEL)
    for query, shown in (
        ({"state": "overdue"}, True),
        ({"state": "open"}, True),
        ({"state": "ended"}, False),
        ({"whose": "nobody"}, True),
        ({"whose": "mine"}, False),
        ({"task__exact": "decide"}, False),
        ({"q": "Militias"}, True),
    ):
        assert ("Militias did it" in client.text(MODEL, **query)) == shown, query
    assert "Militias did it" not in desk(cast, "rival").text(MODEL)
    assert desk(cast, "rival").page(MODEL, "change", row.pk).status_code == 302


def test_the_page_of_a_review_says_who_has_it(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    page = words(desk(cast, "reader").text("reviews_review", "change", review.pk))
    assert "Who does what" in page
    assert "Write reviewer" in page


def test_an_admin_sets_the_hours_of_her_desk(cast):
    client = desk(cast, "admin")
    typed = {
        "newsroom": cast.newsroom.pk,
        "time_zone": "Asia/Baghdad",
        "hours": '{"sun": [["08:00", "14:00"]]}',
        "holidays": "2026-12-25, 2026-12-31",
        "allowances": '{"write": 60, "decide": 60, "recheck": 60}',
        "remind_before": "30",
        "escalate_after": "60",
        "balances": "on",
    }
    assert client.post(url("reviews_desk", "add"), typed).status_code == 302
    made = Desk.objects.get()
    assert (made.time_zone, len(made.holidays), made.balances) == ("Asia/Baghdad", 2, True)
    bad = client.save("reviews_desk", made.pk, hours='{"sun": [["22:00", "06:00"]]}')
    assert "hours" in errors_of(bad)
    assert client.save("reviews_desk", made.pk, time_zone="Asia/Bagdad").status_code == 200
    assert client.save("reviews_desk", made.pk, holidays="").status_code == 302
    assert Desk.objects.get().holidays == []
    assert "desk.changed" in client.text("reviews_desk", "history", made.pk)
    assert desk(cast, "editor").post(url("reviews_desk", "change", made.pk), {}).status_code == 403


def test_members_change_their_own_and_admins_all(cast):
    held = Membership.objects.get(user=cast.users["reviewer"])
    own = desk(cast, "reviewer").save(
        "accounts_membership", held.pk, languages="ar,en", topics="الصحة", role="admin"
    )
    assert own.status_code == 302
    held.refresh_from_db()
    assert (held.languages, held.topics, held.role) == (["ar", "en"], ["الصحة"], "reviewer")
    page = desk(cast, "colleague")
    assert page.post(url("accounts_membership", "change", held.pk), {}).status_code == 403
    gone = desk(cast, "reviewer").post(
        url("accounts_membership", "delete", held.pk), {"post": "yes"}
    )
    assert gone.status_code == 403


def test_absences_are_noted_and_taken_back(cast):
    client = desk(cast, "reviewer")
    typed = {"user": cast.users["reviewer"].pk, "first_on": "2026-12-01", "last_on": "2026-12-02"}
    assert client.post(url("accounts_absence", "add"), typed).status_code == 302
    other = client.post(
        url("accounts_absence", "add"), typed | {"user": cast.users["colleague"].pk}
    )
    assert "editor" in str(errors_of(other)["__all__"])
    row = Absence.objects.get()
    assert (
        client.post(url("accounts_absence", "delete", row.pk), {"post": "yes"}).status_code == 302
    )
    assert not Absence.objects.exists()


def test_desks_of_others_are_not_seen(cast):
    desk_of(cast.rival_newsroom)
    change_desk(newsroom=cast.newsroom, by=cast.users["admin"], values={"balances": True})
    page = desk(cast, "admin").text("reviews_desk")
    assert "The Desk" in page
    assert "The Rival" not in page
