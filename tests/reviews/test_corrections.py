"""A published review is changed by corrections alone: what was wrong stays to be read for ever."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.operations.retractions import Subject, retract
from factcheck.core.models import Event
from reviews.models import Correction, Publication, Recheck, Review
from reviews.operations import rendering
from tests import factories
from tests.problems import problem
from tests.worker import work

URL = "/api/v1/reviews/"


@pytest.fixture
def review(cast):
    found = factories.review(cast.newsroom, cast.users["reviewer"], factories.told().claim)
    lead(cast, found, "submit", "approve", "publish")
    work("render_publication")
    return found


def url(review):
    return f"{URL}{review.pk}/"


def say(client, review, verb, reason="because", **more):
    return client.post(f"{url(review)}{verb}/", {"reason": reason} | more)


def lead(cast, review, *verbs):
    for verb in verbs:
        who = cast.reviewer if verb in ("submit", "correct") else cast.editor
        answer = say(who, review, verb)
        assert answer.status_code == 200, answer.content
    return answer.json()


def rewrite(cast, review, **content):
    answer = cast.reviewer.changes("patch", url(review), content)
    assert answer.status_code == 200, answer.content


def page(cast, review):
    found = Review.objects.get(pk=review.pk)
    return cast.anonymous.get(rendering.public_url(found).removeprefix("http://127.0.0.1:8000"))


def markup(cast, review):
    slug = Review.objects.get(pk=review.pk).slug
    return json.loads(cast.anonymous.get(f"/r/{slug}/claimreview.json").content)


def test_a_correction_from_its_reason_to_the_page(cast, review):
    before = page(cast, review).content
    since = (timezone.now() - timedelta(days=2)).replace(microsecond=0)
    said = say(cast.reviewer, review, "correct", "The number was wrong.", since=since.isoformat())
    assert said.status_code == 200, said.content
    assert (said.json()["status"], said.json()["live"]) == ("draft", True)
    rewrite(cast, review, summary="It rests on two reports.", rating_value=3)
    lead(cast, review, "submit", "approve")
    assert page(cast, review).content == before, "readers see it as it was"
    shown = lead(cast, review, "publish")
    work("render_publication")
    (correction,) = shown["corrections"]
    assert correction["note"] == "The number was wrong."
    assert correction["corrects_revision"] == 1
    assert correction["published_at"] == shown["latest"]["published_at"]
    first, second = shown["ratings"]
    assert (first["rating_label"], second["rating_label"]) == ("Misleading", "True")
    assert first["until"] == second["since"] == correction["published_at"]
    assert second["until"] is None
    after = page(cast, review).text
    assert "The number was wrong." in after
    assert "Misleading" in after, "the rating before it, with its days"
    assert "It rests on two reports." in after
    comment = markup(cast, review)["correction"]
    assert comment["text"] == "The number was wrong."
    assert comment["@type"] == "CorrectionComment"


def test_every_correction_stays_to_be_read(cast, review):
    for number in range(3):
        assert say(cast.reviewer, review, "correct", f"Wrong in {number}.").status_code == 200
        rewrite(cast, review, summary=f"Version {number}")
        lead(cast, review, "submit", "approve", "publish")
    work("render_publication")
    text = page(cast, review).text.partition("<body")[2]
    places = [text.index(f"Wrong in {number}.") for number in (2, 1, 0)]
    assert places == sorted(places), "the newest first"
    assert "the rating was" not in text, "it never changed"
    shown = cast.reader.get(url(review)).json()
    assert len(shown["corrections"]) == 3
    assert len(shown["ratings"]) == 1


def test_a_hostile_note_is_text(cast, review):
    say(cast.reviewer, review, "correct", "</script><script>alert(1)</script>\u202eعربي {0}")
    rewrite(cast, review, summary="New.")
    lead(cast, review, "submit", "approve", "publish")
    work("render_publication")
    assert "<script>alert" not in page(cast, review).text
    assert "alert(1)" in page(cast, review).text


def test_nobody_publishes_what_has_not_changed(cast, review):
    lead(cast, review, "correct", "submit", "approve")
    problem(say(cast.editor, review, "publish"), "invalid", "")
    assert Correction.objects.get().publication is None


def test_four_eyes_hold_for_corrections(cast, review):
    assert say(cast.editor, review, "correct").status_code == 200
    answer = cast.editor.changes("patch", url(review), {"summary": "Mine."})
    assert answer.status_code == 200
    lead(cast, review, "submit")
    problem(say(cast.editor, review, "approve"), "forbidden")
    assert say(cast.admin, review, "approve").status_code == 200


@pytest.mark.parametrize("steps", [[], ["submit"], ["submit", "approve"]])
def test_a_correction_can_be_dropped(cast, review, steps):
    before = page(cast, review).content
    lead(cast, review, "correct")
    rewrite(cast, review, summary="Not to be seen.")
    lead(cast, review, *steps, "keep")
    read = cast.reader.get(url(review)).json()
    assert (read["status"], read["live"]) == ("published", True)
    assert read["corrections"][0]["dropped_at"]
    assert page(cast, review).content == before
    again = lead(cast, review, "correct")
    assert again["latest"]["summary"] == "It rests on one report.", "from what readers see"
    assert [r["number"] for r in again["revisions"]] == [1, 2, 3]


def test_what_is_being_corrected_can_be_withdrawn(cast, review):
    lead(cast, review, "correct", "submit", "withdraw")
    work("render_withdrawal")
    assert page(cast, review).status_code == 410
    assert Correction.objects.get().dropped_at
    read = cast.reader.get(url(review)).json()
    assert (read["status"], read["live"]) == ("withdrawn", False)
    assert read["ratings"][0]["until"]


def test_a_correction_settles_what_asked_for_another_look(cast, review):
    source = factories.source()
    made = retract(
        subject=Subject(source=source.pk),
        since=timezone.now(),
        reason="x",
        by=cast.users["reviewer"],
    )
    Recheck.objects.create(review=review, retraction=made, before={}, after={})
    lead(cast, review, "correct")
    rewrite(cast, review, summary="It counts the retraction.")
    lead(cast, review, "submit", "approve", "publish")
    assert Recheck.objects.get().settled_because == "A correction was published: because"


def test_the_rival_learns_of_it_when_readers_do(cast, review):
    lead(cast, review, "correct")
    rewrite(cast, review, title="Secret", summary="Secret.")
    theirs = cast.rival.get(url(review)).json()
    assert (theirs["status"], theirs["corrections"], theirs["verbs"]) == ("published", [], [])
    assert "Secret" not in json.dumps(theirs)
    assert cast.rival.get(URL, {"status": "draft"}).json()["results"] == []
    assert len(cast.rival.get(URL, {"status": "published"}).json()["results"]) == 1
    assert len(cast.rival.get(URL, {"live": "true"}).json()["results"]) == 1
    assert cast.reader.get(URL, {"status": "published"}).json()["results"] == []
    assert cast.rival.get(f"{url(review)}history/").json()["results"] == []
    lead(cast, review, "submit", "approve", "publish")
    assert len(cast.rival.get(url(review)).json()["corrections"]) == 1


def test_what_makes_no_correction(cast, review):
    problem(say(cast.reviewer, review, "correct", ""), "invalid", "/reason")
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    problem(say(cast.reviewer, review, "correct", since=tomorrow), "invalid", "/since")
    problem(say(cast.reviewer, review, "correct", since="yesterday"), "invalid", "/since")
    problem(say(cast.editor, review, "withdraw", since="2020-01-01T00:00:00Z"), "invalid", "/since")
    problem(say(cast.reader, review, "correct"), "forbidden")
    problem(say(cast.rival, review, "correct"), "forbidden")
    assert not Correction.objects.exists()
    factories.review(cast.newsroom, cast.users["reviewer"], review.claim)
    problem(say(cast.reviewer, review, "correct"), "conflict", "")


def test_a_late_task_of_an_older_publication_changes_nothing(cast, review):
    old = Publication.objects.get()
    lead(cast, review, "correct")
    rewrite(cast, review, summary="Newer.")
    lead(cast, review, "submit", "approve", "publish")
    work("render_publication")
    rendering.render(publication=Publication.objects.get(pk=old.pk))
    assert "Newer." in page(cast, review).text
    lead(cast, review, "withdraw")
    work("render_withdrawal")
    newest = Publication.objects.latest("pk")
    rendering.render(publication=newest)
    assert page(cast, review).status_code == 410


def test_the_history_tells_who_changed_which_words(cast, review):
    lead(cast, review, "correct")
    rewrite(cast, review, summary="It rests on two reports.", rating_value=1)
    found = cast.reader.get(f"{url(review)}history/").json()["results"]
    types = [entry["type"] for entry in found]
    assert types[:2] == ["review.revised", "review.correction_asked"]
    assert types[-1] == "review.opened"
    changes = {change["field"]: change for change in found[0]["differences"]}
    assert set(changes) == {"summary", "rating_value"}
    assert (changes["rating_value"]["before"], changes["rating_value"]["after"]) == (2, 1)
    pieces = [(p["op"], p["text"]) for p in changes["summary"]["pieces"]]
    assert ("delete", "one report.") in pieces or ("delete", "one") in pieces
    assert found[0]["actor"] == "reviewer"
    assert found[1]["after"]["reason"] == "because"
    assert Event.objects.filter(type="review.revised").count() == 1
    problem(
        cast.rival_admin.get(f"{URL}0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11/history/"), "not-found"
    )


def test_scales_are_versions_and_a_rating_keeps_its_own(cast, review):
    room = f"/api/v1/newsrooms/{cast.newsroom.pk}/"
    scale = [
        {"value": 1, "labels": {"en": "No"}},
        {"value": 4, "labels": {"en": "Yes", "ar": "نعم"}},
    ]
    assert cast.admin.changes("patch", room, {"rating_scale": scale}).status_code == 200
    assert cast.admin.changes("patch", room, {"name": "Same scale"}).status_code == 200
    versions = cast.reader.get(f"{room}scales/").json()["results"]
    assert [v["version"] for v in versions] == [2, 1]
    assert (versions[0]["worst"], versions[0]["best"]) == (1, 4)
    assert versions[0]["steps"] == scale
    read = cast.reader.get(url(review)).json()
    assert (read["latest"]["rating_label"], read["latest"]["scale_version"]) == ("Misleading", 1)
    lead(cast, review, "correct")
    problem(cast.reviewer.changes("patch", url(review), {"title": "x"}), "invalid", "/rating_value")
    rewrite(cast, review, title="x", rating_value=4)
    assert cast.reader.get(url(review)).json()["latest"]["scale_version"] == 2
