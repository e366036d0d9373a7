"""People are told of what concerns them, once, on the desk and by mail, and nobody else is."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from factcheck.accounts.models import Membership, User
from factcheck.core import outbox
from factcheck.core.models import Delivery, Event
from factcheck.notices.kinds import TOLD
from factcheck.notices.models import Notification
from factcheck.notices.operations import notify
from reviews.models import Assignment, Desk
from reviews.operations.reviews import perform
from reviews.operations.telling import RULES
from reviews.workflow import Verb
from tests import factories
from tests.desk import desk, url, words
from tests.worker import work

URL = "/api/v1/notifications/"
pytestmark = pytest.mark.django_db


def told(kind):
    """Who is told of the last event of that kind."""
    work("tell")
    rows = Notification.objects.filter(kind=kind).order_by("user__username")
    return [row.user.username for row in rows]


@pytest.fixture
def review(cast):
    return factories.review(cast.newsroom, cast.users["reviewer"])


def lead(cast, review, *steps):
    for verb, who in steps:
        perform(review=review, verb=Verb(verb), by=cast.users[who], reason="Because.")


def assigned(cast, type_, review, assignee, by=None, **more):
    after = {
        "task": "decide",
        "claim": str(review.claim_id),
        "review": str(review.pk),
        "assignee": assignee,
        "due_at": "2026-11-23T07:00:00+00:00",
    }
    return outbox.record(
        type_,
        stream=f"assignment:{review.pk}",
        newsroom_id=cast.newsroom.pk,
        by=by and cast.users[by],
        after=after | more,
    )


class TestWhoIsTold:
    def test_every_type_has_a_rule(self):
        assert set(RULES) == set(TOLD)

    def test_what_is_submitted_goes_to_editors_who_wrote_none_of_it(self, cast, review):
        lead(cast, review, ("submit", "reviewer"))
        assert told("review.submitted") == ["admin", "editor"]
        own = factories.review(cast.newsroom, cast.users["editor"])
        Notification.objects.all().delete()
        lead(cast, own, ("submit", "editor"))
        assert told("review.submitted") == ["admin"]

    def test_or_to_who_has_it_to_decide(self, cast, review):
        Assignment.objects.create(
            newsroom=cast.newsroom,
            claim=review.claim,
            review=review,
            task="decide",
            assignee=cast.users["admin"],
            assigned_at=timezone.now(),
        )
        lead(cast, review, ("submit", "reviewer"))
        assert told("review.submitted") == ["admin"]

    def test_what_becomes_of_it_goes_to_its_authors(self, cast, review):
        steps = [("submit", "reviewer"), ("request_changes", "editor"), ("submit", "reviewer")]
        steps += [("approve", "editor"), ("publish", "admin"), ("withdraw", "editor")]
        lead(cast, review, *steps)
        for kind in ("changes_requested", "approved", "published", "withdrawn"):
            assert told(f"review.{kind}") == ["reviewer"], kind
        row = Notification.objects.get(kind="review.changes_requested")
        assert row.data["reason"] == "Because."
        assert row.data["actor"] == "editor"

    def test_nobody_is_told_of_what_they_did(self, cast):
        own = factories.review(cast.newsroom, cast.users["editor"])
        lead(cast, own, ("submit", "editor"), ("reject", "editor"))
        assert told("review.rejected") == []

    def test_who_has_left_or_is_switched_off_is_not_told(self, cast, review):
        lead(cast, review, ("submit", "reviewer"))
        Membership.objects.filter(user=cast.users["editor"]).delete()
        User.objects.filter(username="admin").update(is_active=False)
        assert told("review.submitted") == []

    def test_a_recheck_goes_to_the_editors(self, cast, review):
        stream = f"review:{review.pk}"
        outbox.record("review.needs_recheck", stream=stream, newsroom_id=cast.newsroom.pk)
        assert told("review.needs_recheck") == ["admin", "editor"]

    @pytest.mark.parametrize(
        ("type_", "more", "kind", "expected"),
        [
            ("assignment.assigned", {}, "assignment.assigned", ["colleague"]),
            ("assignment.rescheduled", {}, "assignment.rescheduled", ["colleague"]),
            ("assignment.ended", {}, "assignment.ended", ["colleague"]),
            ("assignment.released", {"assignee": None}, "assignment.released", ["admin"]),
            ("assignment.reminded", {"kind": "before"}, "assignment.due_soon", ["colleague"]),
            ("assignment.reminded", {"kind": "due"}, "assignment.due", ["colleague"]),
            ("assignment.reminded", {"kind": "escalation"}, "assignment.overdue", ["admin"]),
        ],
    )
    def test_tasks(self, cast, review, type_, more, kind, expected):
        assigned(cast, type_, review, **{"assignee": "colleague", "by": "editor"} | more)
        assert told(kind) == expected

    def test_a_due_time_is_by_the_newsrooms_clock(self, cast, review):
        Desk.objects.update_or_create(
            newsroom=cast.newsroom, defaults={"time_zone": "Asia/Baghdad"}
        )
        assigned(cast, "assignment.assigned", review, "colleague")
        work("tell")
        row = Notification.objects.get()
        assert row.data["due"] == "2026-11-23 10:00 (Asia/Baghdad)"
        assert row.data["claim"] == review.claim.text_in("en")

    def test_broken_links_go_to_editors(self, cast):
        outbox.record(
            "evidence.links_broken",
            stream=f"newsroom:{cast.newsroom.pk}",
            newsroom_id=cast.newsroom.pk,
            after={"links": [], "total": 7},
        )
        assert told("evidence.links_broken") == ["admin", "editor"]
        assert "7" in cast.editor.get(URL).json()["results"][0]["text"]


class TestMail:
    @pytest.fixture(autouse=True)
    def _addresses(self, cast):
        for name in ("editor", "admin", "reviewer"):
            User.objects.filter(username=name).update(email=f"{name}@desk.example")

    def test_who_has_an_address_and_wants_mail_is_mailed_once(self, cast, review, settings):
        settings.DEFAULT_FROM_EMAIL = "desk@claims.example"
        Membership.objects.filter(user=cast.users["admin"]).update(mails=False)
        lead(cast, review, ("submit", "reviewer"))
        work("tell")
        (sent,) = mail.outbox
        assert (sent.to, sent.from_email) == (["editor@desk.example"], "desk@claims.example")
        assert sent.subject.startswith("[The Desk] ")
        assert f"/admin/reviews/review/{review.pk}/change/" in sent.body
        assert Notification.objects.exclude(mailed_at=None).count() == 1
        Delivery.objects.filter(subscriber="reviews.tasks.tell").update(
            state="pending", done_at=None
        )
        work("tell")
        assert len(mail.outbox) == 1
        assert Notification.objects.count() == 2

    def test_it_is_in_the_newsrooms_language_and_hostile_titles_stay_in_the_subject(self, cast):
        cast.newsroom.language = "ar"
        cast.newsroom.save()
        title = "عنوان\r\nBcc: everybody@x.example \u202egnp"
        made = factories.review(cast.newsroom, cast.users["reviewer"], title=title)
        lead(cast, made, ("submit", "reviewer"))
        work("tell")
        sent = mail.outbox[0]
        assert "قدّم" in sent.subject
        assert "ينتظر" in sent.body or "تنتظر" in sent.body
        assert sent.recipients() in (["editor@desk.example"], ["admin@desk.example"])
        assert len(sent.message()["Subject"].splitlines()) >= 1
        assert "bcc" not in {name.lower() for name in sent.message()}
        shown = cast.editor.get(URL).json()["results"][0]
        assert shown["language"] == "ar"
        assert "قدّم" in shown["text"]

    def test_a_mail_that_fails_keeps_no_other_back_and_is_sent_later(
        self, cast, review, monkeypatch
    ):
        plain, broken = EmailBackend.send_messages, ["admin@desk.example"]

        def send_messages(backend, messages):
            if messages[0].to == broken:
                raise ConnectionRefusedError("no mail today")
            return plain(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
        lead(cast, review, ("submit", "reviewer"))
        with pytest.raises(ConnectionRefusedError):
            work("tell")
        assert [sent.to for sent in mail.outbox] == [["editor@desk.example"]]
        delivery = Delivery.objects.get(
            subscriber="reviews.tasks.tell", event__type="review.submitted"
        )
        assert (delivery.state, delivery.attempts) == ("pending", 1)
        broken.clear()
        work("tell")
        assert [sent.to for sent in mail.outbox][1:] == [["admin@desk.example"]]
        ids = [sent.message()["Message-ID"] for sent in mail.outbox]
        assert len(set(ids)) == 2


class TestApi:
    @pytest.fixture
    def three(self, cast):
        for n in range(3):
            event = outbox.record("test.happened", stream="t:1", newsroom_id=cast.newsroom.pk)
            users = [cast.users["editor"], cast.users["rival"]]
            notify(event=event, users=users, kind="review.approved", data={"title": f"T{n}"})

    def test_a_person_reads_their_own_alone(self, cast, three):
        mine = cast.editor.get(URL).json()["results"]
        assert [row["text"] for row in mine] == [
            f"the system approved “\u2068T{n}\u2069”." for n in (2, 1, 0)
        ]
        assert cast.superuser.get(URL).json()["results"] == []
        theirs = Notification.objects.filter(user=cast.users["rival"]).first()
        for client in (cast.editor, cast.superuser):
            assert client.get(f"{URL}{theirs.pk}/").status_code == 404
            assert client.post(f"{URL}{theirs.pk}/read/").status_code == 404

    def test_reading(self, cast, three):
        first = cast.editor.get(URL).json()["results"][0]["id"]
        read = cast.editor.post(f"{URL}{first}/read/").json()
        again = cast.editor.post(f"{URL}{first}/read/").json()
        assert read["read_at"] == again["read_at"] is not None
        assert cast.editor.get(f"{URL}unread/").json() == {"count": 2}
        assert len(cast.editor.get(f"{URL}?unread=true").json()["results"]) == 2
        assert len(cast.editor.get(f"{URL}?unread=false").json()["results"]) == 1
        assert cast.editor.post(f"{URL}read_all/").json() == {"count": 2}
        assert cast.editor.get(f"{URL}unread/").json() == {"count": 0}
        assert cast.rival.get(f"{URL}unread/").json() == {"count": 3}

    def test_told_twice_is_once(self, cast, three):
        event = Event.objects.filter(type="test.happened").first()
        notify(event=event, users=[cast.users["editor"]], kind="review.approved", data={})
        assert len(cast.editor.get(URL).json()["results"]) == 3

    def test_what_is_of_no_newsroom_is_told_nobody(self, cast):
        event = outbox.record("claim.fell", stream="claim:1")
        with pytest.raises(ValueError, match="newsroom"):
            notify(event=event, users=[cast.users["editor"]], kind="x", data={})


class TestDesk:
    def test_the_front_page_counts_and_the_list_marks(self, cast, review):
        lead(cast, review, ("submit", "reviewer"))
        work("tell")
        client = desk(cast, "editor")
        assert "1 notification is not read." in words(client.get("/admin/").content.decode())
        assert "What we know" in client.text("notices_notification", unread="yes")
        pk = Notification.objects.get(user=cast.users["editor"]).pk
        page = client.text("notices_notification", "change", pk)
        assert f"/admin/reviews/review/{review.pk}/change/" in page
        client.act("notices_notification", "mark_read", pk)
        assert "What we know" not in client.text("notices_notification", unread="yes")
        assert "not read." not in words(client.get("/admin/").content.decode())

    def test_nobody_sees_anothers(self, cast, review):
        lead(cast, review, ("submit", "reviewer"))
        work("tell")
        for name in ("reviewer", "superuser"):
            client = desk(cast, name)
            assert "What we know" not in client.text("notices_notification")
            pk = Notification.objects.get(user=cast.users["editor"]).pk
            assert client.page("notices_notification", "change", pk).status_code == 302
            client.act("notices_notification", "mark_read", pk)
        assert not Notification.objects.exclude(read_at=None).exists()

    def test_in_arabic(self, cast, review):
        lead(cast, review, ("submit", "reviewer"))
        work("tell")
        page = desk(cast, "editor").get(
            url("notices_notification"), headers={"Accept-Language": "ar"}
        )
        assert "قدّم" in page.content.decode()
