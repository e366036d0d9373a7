"""No review is published with an error in its markup, nor with a warning and no word."""

import json

import pytest

from factcheck.core.models import Event
from reviews.api.linting import MOST_OF_MEMBERS, MOST_OF_STRANGERS
from reviews.models import Publication, Review
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.desk import desk, said, url, words
from tests.problems import problem
from tests.reviews.test_lint import GOOD, changed

VERDICT = "Misleading"  # the step 2 of the cast's scale
LONG = "What we know of it " * 8


@pytest.fixture
def approved(cast):
    """Approves a review of a claim with some text, under some title."""

    def made(text="", title="What we know"):
        claim = factories.claim(text)
        review = factories.review(cast.newsroom, cast.users["reviewer"], claim, title=title)
        perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
        return perform(review=review, verb=Verb.APPROVE, by=cast.users["editor"])

    return made


def publish(cast, review, **body):
    return cast.editor.post(f"/api/v1/reviews/{review.pk}/publish/", body)


def linted(cast, review):
    return cast.editor.get(f"/api/v1/reviews/{review.pk}/lint/").json()


def event(review):
    return Event.objects.filter(stream=f"review:{review.pk}").latest("id")


def test_an_ordinary_review_is_published_without_a_word(cast, approved):
    review = approved()
    counts = linted(cast, review)["counts"]
    assert (counts["error"], counts["warning"]) == (0, 0)
    assert publish(cast, review).status_code == 200
    assert event(review).after["acknowledged"] == []


def test_an_error_is_refused_whatever_is_said_of_it(cast, approved):
    review = approved(f"“{VERDICT}”!")
    answer = publish(cast, review, reason="It must out")
    errors = problem(answer, "invalid", "/claim")["errors"]
    assert "house.claim-is-verdict at $.claimReviewed" in errors[0]["detail"]
    assert not Publication.objects.exists()
    review.refresh_from_db()
    assert (review.status, review.slug, review.live) == ("approved", None, False)


def test_a_warning_takes_a_word_which_is_kept(cast, approved):
    review = approved(title=LONG)
    answer = publish(cast, review, reason=" ")
    errors = problem(answer, "invalid", "/reason", "/title")["errors"]
    assert errors[0]["pointer"] == "/reason"
    assert "house.title-long at $.name" in errors[1]["detail"]
    assert not Publication.objects.exists()
    assert publish(cast, review, reason="The court's name is that long").status_code == 200
    after = event(review).after
    assert after["reason"] == "The court's name is that long"
    assert after["acknowledged"] == [{"rule": "house.title-long", "path": "$.name"}]


def test_a_correction_is_linted_too(cast, approved):
    review = approved()
    publish(cast, review)
    cast.editor.post(f"/api/v1/reviews/{review.pk}/correct/", {"reason": "A wrong name"})
    cast.reviewer.changes("patch", f"/api/v1/reviews/{review.pk}/", {"title": LONG})
    cast.reviewer.post(f"/api/v1/reviews/{review.pk}/submit/")
    perform(review=review, verb=Verb.APPROVE, by=cast.users["editor"])
    body = linted(cast, review)
    assert [each["rule"] for each in body["findings"]][:1] == ["house.title-long"]
    problem(publish(cast, review), "invalid", "/reason", "/title")
    assert publish(cast, review, reason="So be it").status_code == 200
    assert event(review).type == "review.corrected"
    assert event(review).after["acknowledged"]


def test_what_would_be_found_can_be_read_before(cast, approved):
    review = approved(VERDICT, LONG)
    body = linted(cast, review)
    assert body["counts"]["error"] == 1
    assert body["counts"]["warning"] == 1
    first = body["findings"][0]
    assert first["rule"] == "house.claim-is-verdict"
    assert (first["severity"], first["path"], first["field"]) == (
        "error",
        "$.claimReviewed",
        "/claim",
    )
    assert first["source"] == {"name": "this project", "url": "docs/linting.md"}
    assert first["remedy"]
    assert Review.objects.get(pk=review.pk).slug is None
    # An incomplete draft has what is missing among its findings.
    draft = factories.review(cast.newsroom, cast.users["reviewer"], rating_value=None)
    rules = {each["rule"] for each in linted(cast, draft)["findings"]}
    assert "google.rating-name-missing" in rules


def test_an_unnamed_source_under_a_name_keeps_the_review_back(cast):
    claim = factories.claim()
    by = factories.source("Social media users", kind="group")
    factories.told(claim, chain=factories.chain(factories.source("NBC"), by))
    review = factories.review(cast.newsroom, cast.users["reviewer"], claim)
    found = [f for f in linted(cast, review)["findings"] if f["rule"] == "house.author-unnamed"]
    assert found
    assert found[0]["field"] == "/claim"


# Anybody's markup


def check(client, body, **more):
    return client.post("/api/v1/lint/", body, **more)


def test_anybodys_markup_is_linted(cast):
    broken = changed("claimReviewed", "")
    for client in (cast.anonymous, cast.nobody, cast.rival):
        body = check(client, {"markup": broken}).json()
        assert body["counts"] == {"error": 1, "warning": 0, "note": 0}
        assert body["findings"][0]["path"] == "$.claimReviewed"
        assert "field" not in body["findings"][0]
    page = f'<script type="application/ld+json">{json.dumps(GOOD)}</script>'
    assert check(cast.anonymous, {"html": page}).json()["findings"] == []
    elsewhere = {"html": page, "page_url": "https://x.example/", "site": "https://y.example/"}
    rules = [each["rule"] for each in check(cast.anonymous, elsewhere).json()["findings"]]
    assert rules == ["google.url-elsewhere", "house.url-off-site"]


@pytest.mark.parametrize("markup", [None, 1, "x", [], [[]], {"@type": 5, "@graph": "x"}, [None]])
def test_any_json_is_markup(cast, markup):
    answer = check(cast.anonymous, {"markup": markup})
    assert answer.status_code == 200
    assert answer.json()["counts"]["error"] >= 1


def test_what_is_not_one_thing_to_lint(cast):
    problem(check(cast.anonymous, {}), "invalid", "")
    problem(check(cast.anonymous, {"markup": {}, "html": ""}), "invalid", "")
    problem(check(cast.anonymous, {"markup": {}, "page_url": "x"}), "invalid", "/page_url")
    problem(check(cast.anonymous, {"markup": {}, "profile": "x"}), "invalid", "/profile")
    problem(
        check(cast.anonymous, "[" * 70 + "]" * 70, content_type="application/json"), "malformed"
    )
    deep = '{"markup":' + "[" * 70 + "]" * 70 + "}"
    problem(check(cast.anonymous, deep, content_type="application/json"), "malformed")
    wrong = cast.anonymous.post(
        "/api/v1/lint/", {"markup": {}}, headers={"Authorization": "Bearer x"}
    )
    problem(wrong, "unauthenticated")


def test_strangers_have_less_linted_at_once(cast):
    large = {"markup": "x" * MOST_OF_STRANGERS}
    problem(check(cast.anonymous, large), "too-large", "")
    assert check(cast.nobody, large).status_code == 200
    problem(check(cast.nobody, {"markup": "x" * MOST_OF_MEMBERS}), "too-large", "")


def test_a_key_of_idempotency_is_no_fault(cast):
    answer = check(cast.anonymous, {"markup": GOOD}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 200


# The desk


def test_the_desk_shows_the_findings_and_asks_for_the_word(cast, approved):
    review = approved(title=LONG)
    client = desk(cast, "editor")
    page = words(client.text("reviews_review", "change", review.pk))
    assert "The title has" in page
    assert "warning: publishing takes a reason" in page
    where = url("reviews_review", "verb", review.pk, "publish")
    asked = client.post(where)
    assert asked.status_code == 200
    assert "house.title-long" in said(asked)[0]
    assert 'name="reason"' in asked.content.decode()
    assert client.post(where, {"reason": "It is that long"}).status_code == 302
    review.refresh_from_db()
    assert review.status == "published"
    assert event(review).after["reason"] == "It is that long"


def test_the_desk_asks_for_no_word_where_none_would_help(cast, approved):
    review = approved(VERDICT)
    client = desk(cast, "editor")
    answer = client.post(url("reviews_review", "verb", review.pk, "publish"))
    assert answer.status_code == 302
    assert "house.claim-is-verdict" in said(answer)[0]
    assert "error: it cannot be published" in words(
        client.text("reviews_review", "change", review.pk)
    )


def test_a_rival_desk_sees_no_findings(cast, approved):
    review = approved(title=LONG)
    assert cast.rival.get(f"/api/v1/reviews/{review.pk}/lint/").status_code == 404
    publish(cast, review, reason="x")
    assert cast.rival.get(f"/api/v1/reviews/{review.pk}/").status_code == 200
    assert cast.rival.get(f"/api/v1/reviews/{review.pk}/lint/").status_code == 404
    page = desk(cast, "rival").text("reviews_review", "change", review.pk)
    assert "Its markup" not in page
