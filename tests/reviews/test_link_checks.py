"""Links of evidence against real servers: how they are judged, kept, and told of once broken."""

import hashlib
import threading
import time
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from factcheck.core.models import Event
from reviews.archiving import LocalArchive
from reviews.link_health import PAUSES, WEEK, Finding, Health, after, finding
from reviews.models import Evidence, Link, LinkReport, Snapshot
from reviews.operations import evidence, links
from reviews.operations.evidence import Said
from reviews.operations.reviews import perform
from reviews.tasks import check_links, report_broken_links
from reviews.workflow import Verb
from tests import factories
from tests.receivers import receive
from tests.worker import work

__all__ = ["receive"]

START = datetime(2026, 3, 2, tzinfo=UTC)
PAGE = ("<p>صفحة</p>" * 50).encode()
OK = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.PRIVATE_ADDRESSES = True
    settings.ARCHIVE = tmp_path / "archive"


@pytest.fixture
def review(cast):
    return factories.review(cast.newsroom, cast.users["reviewer"])


def add(review, url):
    by = review.revisions.get(number=1).author
    return evidence.add_link(review=review, url=url, said=Said(), by=by)


def checked(item):
    """Let the task ask it, and return its link as it is then."""
    Link.objects.filter(pk=item.link_id).update(next_check_at=datetime.now(UTC))
    check_links()
    return Link.objects.get(pk=item.link_id)


def test_a_new_link_is_asked_at_once_and_kept(cast, review, receive):
    server = receive(OK)
    made = add(review, f"{server.url}/مقال?q=ب")
    work("check_link")
    link = Link.objects.get()
    assert (link.status_code, link.problem, link.broken_since) == (200, "", None)
    assert link.next_check_at - link.checked_at == WEEK
    assert server.got[0].path == "/%D9%85%D9%82%D8%A7%D9%84?q=%D8%A8"
    shown = cast.reader.get(f"/api/v1/evidence/{made.pk}/snapshots/").json()["results"]
    assert [(row["sha256"], row["size"], row["truncated"]) for row in shown] == [
        (hashlib.sha256(PAGE).hexdigest(), len(PAGE), False)
    ]
    check_links()
    assert len(server.got) == 1  # nothing is due


def test_what_was_kept_is_read_back_by_others(review, receive, settings):
    add(review, receive(OK).url + "/a")
    work("check_link")
    snapshot = Snapshot.objects.get()
    assert hashlib.sha256(LocalArchive().read(snapshot.place)).hexdigest() == snapshot.sha256
    with (settings.ARCHIVE / snapshot.place).open("rb") as file:
        records = {}
        for record in ArchiveIterator(file, check_digests="raise"):
            records[record.rec_type] = (record.http_headers, record.content_stream().read())
    assert records["response"][1] == PAGE
    assert records["response"][0].get_statuscode() == "200"
    assert records["request"][0].get_header("Host") in snapshot.link.url
    assert [p.name for p in settings.ARCHIVE.rglob(".aside*")] == []


def test_the_same_content_again_is_no_new_snapshot(review, receive):
    made = add(review, receive(OK, OK, (200, {}, b"another")).url)
    for expected in (1, 1, 2):
        checked(made)
        assert Snapshot.objects.count() == expected


def test_a_compressed_answer_is_kept_as_it_reads(review, receive):
    import gzip

    packed = gzip.compress(PAGE)
    made = add(review, receive((200, {"Content-Encoding": "gzip"}, packed)).url)
    checked(made)
    assert LocalArchive().read(Snapshot.objects.get().place) == PAGE


def test_a_link_that_is_gone_is_broken_at_once_and_mends(review, receive):
    made = add(review, receive(404, OK).url)
    link = checked(made)
    assert (link.status_code, link.problem) == (404, "It answers 404.")
    assert link.broken_since == link.checked_at
    assert link.next_check_at - link.checked_at == PAUSES[0]
    assert not Snapshot.objects.exists()
    link = checked(made)
    assert (link.broken_since, link.problem, link.failures) == (None, "", 0)


def test_a_link_that_fails_twice_is_broken_since_the_first(review, receive):
    made = add(review, receive(500).url)
    first = checked(made)
    assert (first.broken_since, first.problem) == (None, "It answers 500.")
    second = checked(made)
    assert second.broken_since == first.checked_at
    assert second.next_check_at - second.checked_at == PAUSES[1]


def test_what_is_not_shown_to_programs_is_not_broken(review, receive):
    made = add(review, receive(403).url)
    checked(made)
    link = checked(made)
    assert (link.status_code, link.broken_since) == (403, None)
    assert "not shown to programs" in link.problem


def test_a_chain_of_redirects_is_followed_to_its_end(review, receive):
    end = receive(OK)
    hops = [(302, {"Location": f"/{n}"}, b"") for n in range(4)]
    start = receive(*hops, (301, {"Location": f"{end.url}/end"}, b""))
    link = checked(add(review, f"{start.url}/start"))
    assert (link.status_code, link.final_url) == (200, f"{end.url}/end")
    assert Snapshot.objects.count() == 1


def test_a_loop_of_redirects_fails(review, receive):
    server = receive((302, {"Location": "/again"}, b""))
    link = checked(add(review, f"{server.url}/again"))
    assert (link.status_code, link.problem) == (None, "It redirects more than 5 times.")
    assert len(server.got) == 6


def test_a_server_that_keeps_one_waiting_fails(review, receive, monkeypatch):
    monkeypatch.setattr(links, "TIMEOUT", 0.3)
    server = receive(lambda handler: time.sleep(2))
    began = time.monotonic()
    link = checked(add(review, server.url))
    assert link.problem == "It took too long."
    assert time.monotonic() - began < 1.5


def test_a_server_that_is_not_there_fails(review):
    link = checked(add(review, "http://127.0.0.1:9/"))
    assert (link.status_code, link.failures) == (None, 1)
    assert "refused" in link.problem


def test_a_huge_body_is_cut_and_said_to_be(review, receive, monkeypatch, settings):
    monkeypatch.setattr(links, "BODY_BYTES", 1000)
    made = add(review, receive((200, {}, b"x" * 5000)).url)
    checked(made)
    snapshot = Snapshot.objects.get()
    assert (snapshot.size, snapshot.truncated) == (1000, True)
    with (settings.ARCHIVE / snapshot.place).open("rb") as file:
        record = next(iter(ArchiveIterator(file)))
        assert record.rec_headers.get_header("WARC-Truncated") == "length"


def test_private_addresses_are_not_asked_unless_a_setting_says_so(review, receive, settings):
    settings.PRIVATE_ADDRESSES = False
    server = receive(OK)
    link = checked(add(review, server.url))
    assert "not public" in link.problem
    assert server.got == []


def test_headers_that_no_column_takes_do_not_stop_a_check(review, receive):
    headers = {"Content-Type": "text/\x00html" + "x" * 500, "X": "é\x7f"}
    link = checked(add(review, receive((200, headers, b"b")).url))
    assert link.status_code == 200
    assert len(Snapshot.objects.get().content_type) <= 200


def test_an_archive_that_takes_nothing_stops_no_check(review, receive, settings, tmp_path):
    (tmp_path / "file").write_text("x")
    settings.ARCHIVE = tmp_path / "file" / "below"
    link = checked(add(review, receive(OK).url))
    assert (link.status_code, Snapshot.objects.count()) == (200, 0)


class Elsewhere:
    """An archiver of a deployment's own."""

    kept = {}

    def archive(self, url, answer):
        from reviews.archiving import Kept, digest

        self.kept[url] = answer.body
        return Kept(url, digest(answer.body), len(answer.body))

    def read(self, place):
        return self.kept[place]


def test_another_archiver_can_be_named(review, receive, settings):
    settings.ARCHIVER = f"{__name__}.Elsewhere"
    server = receive(OK)
    checked(add(review, server.url))
    assert Elsewhere.kept[server.url] == PAGE
    settings.ARCHIVER = "reviews.archiving.LocalArchive"
    call_command("verify_archive", stdout=StringIO())  # each with the archiver that it was kept by


def test_verify_archive_names_what_is_missing_or_changed(review, receive, settings):
    for n in range(3):
        checked(add(review, receive((200, {}, f"page {n}".encode())).url))
    out = StringIO()
    call_command("verify_archive", stdout=out)
    assert "3 snapshots, all as they were taken." in out.getvalue()
    one, two, three = Snapshot.objects.order_by("pk")
    (settings.ARCHIVE / one.place).unlink()
    (settings.ARCHIVE / two.place).write_bytes((settings.ARCHIVE / three.place).read_bytes())
    whole = (settings.ARCHIVE / three.place).read_bytes()
    (settings.ARCHIVE / three.place).write_bytes(whole[: len(whole) // 3])
    err = StringIO()
    with pytest.raises(CommandError, match="3 of 3"):
        call_command("verify_archive", stderr=err)
    lines = err.getvalue().splitlines()
    assert "missing" in lines[0]
    assert "changed" in lines[1]
    assert str(three.pk) in lines[2]


def test_who_asks_for_a_check_gets_one(cast, review, receive):
    server = receive(OK)
    made = add(review, server.url)
    work("check_link")
    answer = cast.reviewer.post(f"/api/v1/evidence/{made.pk}/check/")
    assert answer.status_code == 202
    work("check_link")
    assert len(server.got) == 2
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    assert cast.reviewer.post(f"/api/v1/evidence/{made.pk}/check/").status_code == 202


def test_a_link_that_no_evidence_names_any_more_is_left_alone(cast, review, receive):
    server = receive(OK)
    made = add(review, server.url)
    evidence.remove(evidence=made, by=cast.users["reviewer"])
    check_links()
    work("check_link")
    assert server.got == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_each_link_once(cast, review, receive):
    server = receive(lambda handler: (time.sleep(0.02), handler.send_error(500)))
    for n in range(12):
        add(review, f"{server.url}/{n}")
    assert at_once(links.check_due, links.check_due, links.check_due) == 12
    assert sorted(request.path for request in server.got) == sorted(f"/{n}" for n in range(12))


def at_once(*tasks):
    """Run them in threads of their own and return the sum of what they return."""
    found, gate = [], threading.Barrier(len(tasks))

    def run(task):
        try:
            gate.wait()
            found.append(task())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found)


def break_all():
    Link.objects.update(broken_since=START, problem="It answers 404.")


def test_a_newsroom_is_told_once_a_week(cast, review):
    add(review, "https://x.example/1")
    add(review, "https://x.example/2")
    assert links.report_broken(at=START) == 0
    break_all()
    monday = datetime(2026, 3, 2, tzinfo=UTC).date()
    told = [links.report_broken(at=START + timedelta(days=n)) for n in range(9)]
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0]
    weeks = [monday + timedelta(weeks=1), monday]
    assert list(LinkReport.objects.values_list("week_on", "links")) == [(w, 2) for w in weeks]
    event = Event.objects.filter(type="evidence.links_broken").earliest("id")
    assert (event.stream, event.newsroom_id) == (f"newsroom:{cast.newsroom.pk}", cast.newsroom.pk)
    assert (event.after["week_on"], event.after["total"]) == ("2026-03-02", 2)
    assert event.after["links"][0] == {
        "url": "https://x.example/1",
        "review": str(review.pk),
        "broken_since": START.isoformat(),
        "problem": "It answers 404.",
    }


def test_only_live_and_open_reviews_are_told_of(cast, review):
    made = add(review, "https://x.example/1")
    break_all()
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    perform(review=review, verb=Verb.REJECT, by=cast.users["editor"], reason="No.")
    assert links.report_broken(at=START) == 0
    rivals = factories.review(cast.rival_newsroom, cast.users["rival"])
    add(rivals, made.link.url)
    assert links.report_broken(at=START) == 1
    assert LinkReport.objects.get().newsroom == cast.rival_newsroom


def test_a_long_report_is_cut_and_says_how_long_it_is(cast, review):
    for n in range(60):
        add(review, f"https://x.example/{n}")
    break_all()
    links.report_broken(at=START)
    event = Event.objects.get(type="evidence.links_broken")
    assert (len(event.after["links"]), event.after["total"]) == (50, 60)


@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_tell_once(cast, review):
    rivals = factories.review(cast.rival_newsroom, cast.users["rival"])
    for one in (review, rivals):
        add(one, "https://x.example/1")
    break_all()
    assert at_once(*[lambda: links.report_broken(at=START)] * 4) == 2
    assert Event.objects.filter(type="evidence.links_broken").count() == 2
    assert LinkReport.objects.count() == 2


def test_the_task_of_the_beat_tells(cast, review):
    add(review, "https://x.example/1")
    break_all()
    report_broken_links()
    report_broken_links()
    assert LinkReport.objects.count() == 1
    assert Evidence.objects.count() == 1


@given(st.lists(st.sampled_from([*range(100, 600), None])))
def test_health_follows_from_all_that_was_found(statuses):
    health, at = Health(0, None, None, START), START
    seen: list[tuple[datetime, Finding]] = []
    for status in statuses:
        at += timedelta(minutes=1)
        found = finding(status)
        seen.append((at, found))
        health = after(health, found, at=at)
        failed: list[tuple[datetime, Finding]] = []
        for entry in reversed(seen):
            if entry[1] in (Finding.FINE, Finding.WITHHELD):
                break
            failed.insert(0, entry)
        assert health.failures == len(failed)
        assert (health.broken_since is not None) == (
            len(failed) > 1 or any(kind is Finding.GONE for _, kind in failed)
        )
        if health.broken_since:
            assert health.broken_since == failed[0][0]
        assert health.checked_at == at < health.next_check_at <= at + WEEK
