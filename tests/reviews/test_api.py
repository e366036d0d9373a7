"""Reviews over the API, from the draft to the public page."""

import threading

import pytest
from django.db import connection

from factcheck.core.models import Delivery, Event
from reviews.models import Publication
from reviews.operations.rendering import render
from reviews.workflow import TRANSITIONS, Status, verbs_from
from tests import factories
from tests.problems import problem

URL = "/api/v1/reviews/"
CONTENT = {
    "title": "What we know",
    "rating_value": 2,
    "summary": "It rests on one report.",
    "explanation": "ماذا نعرف\n",
}


@pytest.fixture
def sent(cast):
    claim = factories.told().claim
    return {"newsroom": str(cast.newsroom.pk), "claim": str(claim.pk), "language": "en", **CONTENT}


@pytest.fixture
def url(cast, sent):
    return cast.reviewer.post(URL, sent).headers["Location"]


def say(client, url, verb, reason=None):
    return client.post(f"{url}{verb}/", {} if reason is None else {"reason": reason})


def lead(cast, url, *verbs):
    for verb in verbs:
        who = cast.reviewer if verb == "submit" else cast.editor
        answer = say(who, url, verb, "because")
        assert answer.status_code == 200, answer.content
    return cast.reader.get(url).json()


def test_what_is_sent_is_what_is_read(cast, sent):
    made = cast.reviewer.post(URL, sent)
    assert made.status_code == 201, made.content
    read = cast.reader.get(made.headers["Location"]).json()
    latest = read["latest"]
    assert {name: latest[name] for name in CONTENT} == CONTENT
    assert (latest["number"], latest["author"]) == (1, "reviewer")
    assert (latest["rating_label"], latest["rating_best"], latest["rating_worst"]) == (
        "Misleading",
        3,
        1,
    )
    assert read["revisions"] == [latest]
    assert (read["newsroom"]["slug"], read["claim"]["id"]) == ("desk", sent["claim"])
    assert (read["status"], read["page"], read["public_url"]) == ("draft", "none", None)


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("title", "", "/title"),
        ("title", "x" * 201, "/title"),
        ("rating_value", 9, "/rating_value"),
        ("rating_value", "2", "/rating_value"),
        ("language", "fr", "/language"),
        ("language", "--", "/language"),
        ("claim", "x", "/claim"),
        ("claim", "0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11", "/claim"),
        ("newsroom", "0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11", "/newsroom"),
        ("status", "published", "/status"),
        ("slug", "x", "/slug"),
    ],
)
def test_what_makes_no_review(cast, sent, field, value, pointer):
    problem(cast.reviewer.post(URL, sent | {field: value}), "invalid", pointer)


def test_one_open_review_of_a_claim_and_newsroom(cast, sent, url):
    problem(cast.colleague.post(URL, sent), "conflict", "/claim")
    theirs = sent | {"newsroom": str(cast.rival_newsroom.pk)}
    assert cast.rival.post(URL, theirs).status_code == 201
    problem(cast.reviewer.post(URL, theirs), "forbidden")
    lead(cast, url, "submit", "approve", "publish")
    assert cast.reviewer.post(URL, sent).status_code == 201


def test_a_change_is_a_revision_and_the_old_one_stays(cast, url):
    changed = cast.colleague.changes("patch", url, {"title": "New", "rating_value": None})
    assert changed.status_code == 200, changed.content
    first, second = changed.json()["revisions"]
    assert first["title"] == CONTENT["title"]
    assert (second["number"], second["author"], second["title"]) == (2, "colleague", "New")
    assert (second["rating_value"], second["summary"]) == (None, CONTENT["summary"])
    assert changed.json()["latest"] == second
    same = cast.colleague.changes("patch", url, {"title": "New"})
    assert len(same.json()["revisions"]) == 2
    problem(cast.reviewer.changes("patch", url, {"claim": "x"}), "invalid", "/claim")
    problem(cast.reviewer.changes("patch", url, {"title": None}), "invalid", "/title")


def test_the_whole_life(cast, url):
    assert lead(cast, url, "submit")["status"] == "submitted"
    assert lead(cast, url, "approve")["status"] == "approved"
    read = lead(cast, url, "publish")
    assert (read["status"], read["page"]) == ("published", "pending")
    assert read["latest"]["published_at"]
    assert Delivery.objects.filter(subscriber="reviews.tasks.render_publication").exists()
    page = read["public_url"].removeprefix("http://127.0.0.1:8000")
    assert cast.anonymous.get(page).status_code == 404
    render(publication=Publication.objects.get())
    assert cast.reader.get(url).json()["page"] == "live"
    assert CONTENT["summary"] in cast.anonymous.get(page).text
    events = Event.objects.filter(stream__startswith="review:").order_by("pk")
    assert [event.type for event in events] == [
        "review.opened",
        "review.submitted",
        "review.approved",
        "review.published",
    ]


def test_changes_are_requested_with_a_reason(cast, url):
    lead(cast, url, "submit")
    problem(say(cast.editor, url, "request_changes"), "invalid", "/reason")
    problem(say(cast.editor, url, "request_changes", " "), "invalid", "/reason")
    problem(say(cast.editor, url, "request_changes", 5), "invalid", "/reason")
    assert say(cast.editor, url, "request_changes", "Sources?").json()["status"] == "draft"


def test_nobody_approves_what_they_wrote(cast, sent):
    url = cast.editor.post(URL, sent).headers["Location"]
    say(cast.editor, url, "submit")
    assert cast.editor.get(url).json()["verbs"] == ["request_changes", "reject"]
    problem(say(cast.editor, url, "approve"), "forbidden")
    assert say(cast.admin, url, "approve").status_code == 200


STATES = {
    "draft": [],
    "submitted": ["submit"],
    "approved": ["submit", "approve"],
    "published": ["submit", "approve", "publish"],
}


@pytest.mark.parametrize("state", STATES)
def test_a_verb_that_the_state_forbids_is_409_and_names_the_others(cast, url, state):
    lead(cast, url, *STATES[state])
    live = state == "published"
    possible = {verb.value for verb in verbs_from(Status(state), live=live)}
    shown = cast.editor.get(url).json()["verbs"]
    assert set(shown) == possible
    for verb in TRANSITIONS:
        if verb.value not in possible:
            body = problem(say(cast.editor, url, verb.value, "x"), "conflict")
            assert set(body["allowed"]) == possible
    if state != "draft":
        problem(cast.reviewer.changes("patch", url, {"title": "x"}), "conflict")


def test_the_wrong_person_is_403_and_the_wrong_newsroom_404(cast, url):
    problem(say(cast.reader, url, "submit"), "forbidden")
    lead(cast, url, "submit")
    problem(say(cast.reviewer, url, "approve"), "forbidden")
    problem(say(cast.rival, url, "approve"), "not-found")
    problem(cast.rival.get(url), "not-found")
    lead(cast, url, "approve", "publish")
    assert cast.rival.get(url).json()["verbs"] == []
    problem(cast.rival.changes("patch", url, {"title": "x"}), "forbidden")
    problem(say(cast.rival, url, "submit"), "forbidden")


def test_an_unknown_verb_is_404(cast, url):
    problem(say(cast.editor, url, "delete"), "not-found")


def test_an_incomplete_review_is_not_submitted(cast, sent):
    del sent["summary"], sent["rating_value"]
    url = cast.reviewer.post(URL, sent).headers["Location"]
    problem(say(cast.reviewer, url, "submit"), "invalid", "/rating_value", "/summary")


def test_a_verb_looks_at_if_match_where_it_is_sent(cast, url):
    etag = cast.reviewer.get(url).headers["ETag"]
    cast.colleague.changes("patch", url, {"title": "unseen"})
    answer = cast.reviewer.post(f"{url}submit/", {}, headers={"If-Match": etag})
    problem(answer, "stale", "If-Match", place="header")
    etag = cast.reviewer.get(url).headers["ETag"]
    answer = cast.reviewer.post(f"{url}submit/", {}, headers={"If-Match": etag})
    assert answer.headers["ETag"] == cast.reviewer.get(url).headers["ETag"]


def test_a_verb_needs_no_body(cast, url):
    answer = cast.reviewer.generic("POST", f"{url}submit/")
    assert answer.json()["status"] == "submitted"


def test_the_rival_lists_what_is_published_alone(cast, url):
    assert cast.rival.get(URL).json()["results"] == []
    lead(cast, url, "submit", "approve", "publish")
    listed = cast.rival.get(URL).json()["results"]
    assert [row["latest"]["title"] for row in listed] == [CONTENT["title"]]


def test_others_see_what_was_published_and_no_draft_before_it(cast, url):
    cast.colleague.changes("patch", url, {"title": "Second"})
    lead(cast, url, "submit", "approve", "publish")
    assert [r["number"] for r in cast.reader.get(url).json()["revisions"]] == [1, 2]
    assert [r["number"] for r in cast.superuser.get(url).json()["revisions"]] == [1, 2]
    theirs = cast.rival.get(url).json()
    assert [r["title"] for r in theirs["revisions"]] == ["Second"]
    assert theirs["latest"]["title"] == "Second"


def test_filters(cast, sent, url):
    other = factories.review(cast.newsroom, cast.users["reviewer"])
    lead(cast, url, "submit")
    mine = url.split("/")[-2]

    def found(**filters):
        return {row["id"] for row in cast.reader.get(URL, filters).json()["results"]}

    assert found() == {mine, str(other.pk)}
    assert found(status="submitted") == {mine}
    assert found(claim=sent["claim"]) == {mine}
    assert found(newsroom=str(cast.newsroom.pk), language="EN") == {mine, str(other.pk)}
    assert found(newsroom=str(cast.rival_newsroom.pk)) == set()
    problem(cast.reader.get(URL, {"status": "new"}), "parameters", "status", place="parameter")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_one_moment_one_does(cast, url):
    lead(cast, url, "submit", "approve")
    start, found = threading.Barrier(6), []

    def publish():
        start.wait()
        found.append(say(cast.editor, url, "publish").status_code)
        connection.close()

    threads = [threading.Thread(target=publish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, *[409] * 5]
    assert Publication.objects.count() == 1
