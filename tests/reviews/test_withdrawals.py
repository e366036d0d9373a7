"""Rejected, withdrawn, reopened: what readers are told, and what may be published again."""

import pytest

from claims.models import Claim
from factcheck.core.errors import Conflict, Invalid
from factcheck.core.models import Event
from reviews.models import Publication, Rendition, Withdrawal
from reviews.operations.rendering import render_moved, render_withdrawal
from reviews.operations.reviews import perform, revise
from reviews.operations.revisions import Content
from reviews.workflow import Verb
from tests import factories
from tests.claims.test_retractions import told_by
from tests.reviews.test_rechecks import published, withdraw
from tests.worker import work

pytestmark = pytest.mark.django_db
URL = "/api/v1/reviews/"
WHY = "The laboratory took its figures back.\n\n<b>ونعتذر لقرائنا.</b>"


@pytest.fixture
def review(cast):
    found = published(cast.newsroom, cast.users, told_by(factories.source("NBC")).claim)
    work()
    return found


def say(client, review, verb, reason=""):
    return client.post(f"{URL}{review.pk}/{verb}/", {"reason": reason})


def again(review, users, title):
    revise(review=review, content=Content(title, 2, "It rests on more."), by=users["reviewer"])
    for verb, by in (("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")):
        review = perform(review=review, verb=Verb(verb), by=users[by])
    return review


def test_a_withdrawn_review_leaves_a_page_that_says_why(cast, client, review):
    page = f"/r/{review.slug}/"
    etag = client.get(page).headers["ETag"]
    empty = say(cast.editor, review, "withdraw", " ")
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert say(cast.reviewer, review, "withdraw", WHY).status_code == 403
    done = say(cast.editor, review, "withdraw", WHY)
    assert (done.status_code, done.json()["status"]) == (200, "withdrawn")
    assert done.json()["verbs"] == ["reopen"]
    work()
    for address in (page, f"{page}claimreview.json"):
        gone = client.get(address, headers={"If-None-Match": etag})
        assert gone.status_code == 410
        body = gone.content.decode()
        assert "The laboratory took its figures back." in body
        assert "&lt;b&gt;ونعتذر" in body
        assert "ld+json" not in body
    assert cast.editor.get(f"{URL}{review.pk}/").json()["page"] == "gone"
    assert cast.rival.get(f"{URL}{review.pk}/").status_code == 404
    assert Publication.objects.count() == 1, "what was published is kept"
    assert Claim.objects.get(pk=review.claim_id).status == "queued"
    assert Event.objects.get(type="review.withdrawn").after["reason"] == WHY


def test_reopened_and_published_anew_it_keeps_its_address_and_its_first_day(cast, client, review):
    first = Publication.objects.get().published_at
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason=WHY)
    work()
    withdrawal = Withdrawal.objects.get()
    perform(review=review, verb=Verb.REOPEN, by=cast.users["editor"], reason="New figures came.")
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    perform(review=review, verb=Verb.APPROVE, by=cast.users["editor"])
    with pytest.raises(Invalid, match="Nothing has changed"):
        perform(review=review, verb=Verb.PUBLISH, by=cast.users["editor"])
    perform(review=review, verb=Verb.REQUEST_CHANGES, by=cast.users["editor"], reason="Write it.")
    anew = again(review, cast.users, "What we know now")
    work()
    render_withdrawal(withdrawal=Withdrawal.objects.get(pk=withdrawal.pk))  # late, or twice
    shown = client.get(f"/r/{review.slug}/")
    assert shown.status_code == 200
    assert "What we know now" in shown.content.decode()
    assert anew.slug == review.slug
    markup = client.get(f"/r/{review.slug}/claimreview.json").json()
    assert markup["datePublished"][:19] == first.isoformat()[:19]
    assert cast.rival.get(f"{URL}{review.pk}/").status_code == 200


def test_a_moved_site_keeps_the_tombstone(cast, client, review, settings):
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason=WHY)
    work()
    settings.PUBLIC_BASE_URL = "https://elsewhere.example"
    assert render_moved() == 1
    assert set(Rendition.objects.values_list("status", flat=True)) == {410}


def test_a_rejected_review_makes_room_and_comes_back_only_where_there_is_room(cast):
    review = factories.review(cast.newsroom, cast.users["reviewer"])
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    assert say(cast.editor, review, "reject").status_code == 422
    assert say(cast.editor, review, "reject", "Nobody claims it.").json()["status"] == "rejected"
    assert Claim.objects.get(pk=review.claim_id).status == "queued"
    other = factories.review(cast.newsroom, cast.users["reviewer"], review.claim)
    with pytest.raises(Conflict, match="open review"):
        perform(review=review, verb=Verb.REOPEN, by=cast.users["editor"], reason="x")
    perform(review=other, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    perform(review=other, verb=Verb.REJECT, by=cast.users["editor"], reason="x")
    back = say(cast.editor, review, "reopen", "They claim it now.")
    assert (back.status_code, back.json()["status"]) == (200, "draft")
    assert Claim.objects.get(pk=review.claim_id).status == "under_review"


def test_what_was_to_be_looked_at_is_settled_when_it_is_withdrawn(cast, review):
    source = review.claim.appearances.get().citations.get(level=0).source
    withdraw(source, cast.users["reviewer"])
    work()
    assert cast.editor.get(f"{URL}{review.pk}/").json()["needs_recheck"]
    say(cast.editor, review, "withdraw", "The report is gone.")
    shown = cast.editor.get(f"{URL}{review.pk}/").json()
    assert not shown["needs_recheck"]
    assert "withdrawn" in shown["rechecks"][0]["settled_because"]
