"""Reviews at the desk: written as drafts, led by the verbs, and told why where they are not."""

from typing import Any

import pytest

from factcheck.accounts.models import Membership
from factcheck.accounts.operations import create_newsroom
from factcheck.core.models import Event
from reviews.models import Publication, Review, Revision
from reviews.operations.rendering import render
from reviews.operations.reviews import perform
from reviews.workflow import TRANSITIONS, Verb
from tests import factories
from tests.cast import SCALE, Cast
from tests.desk import Desk, desk, errors_of, said, url, words


def verb_url(review: Review, verb: str) -> str:
    return url("reviews_review", "verb", review.pk, verb)


def draft(cast: Cast, **values: Any) -> Review:
    return factories.review(cast.newsroom, cast.users["reviewer"], **values)


def led_to(cast: Cast, status: str) -> Review:
    """A review of the reviewer's that has come so far."""
    review = draft(cast)
    steps = [(Verb.SUBMIT, "reviewer"), (Verb.APPROVE, "editor"), (Verb.PUBLISH, "editor")]
    for verb, who in steps:
        if review.status == status:
            break
        review = perform(review=review, verb=verb, by=cast.users[who])
    return review


def typed(cast: Cast, **values: Any) -> dict[str, Any]:
    claim = values.pop("claim", None) or factories.claim()
    return {
        "newsroom": cast.newsroom.pk,
        "claim": claim.pk,
        "language": "en",
        "title": "What we know",
        "rating": f"{cast.newsroom.pk}:2",
        "summary": "One report.",
        "explanation": "First.\r\n\r\nSecond.",
    } | values


def test_a_draft_is_opened_by_the_operation(cast: Cast) -> None:
    response = desk(cast, "reviewer").post(url("reviews_review", "add"), typed(cast))
    review = Review.objects.get()
    assert response.url == url("reviews_review", "change", review.pk)
    assert (review.status, review.newsroom) == ("draft", cast.newsroom)
    latest = review.latest
    assert latest is not None
    assert (latest.author, latest.number) == (cast.users["reviewer"], 1)
    assert (latest.rating_value, latest.rating_label) == (2, "Misleading")
    assert latest.explanation == "First.\n\nSecond."
    assert Event.objects.get(type="review.opened").newsroom_id == cast.newsroom.pk


def test_the_scale_of_the_newsroom_is_offered(cast: Cast) -> None:
    client = desk(cast, "reviewer")
    page = client.text("reviews_review", "add")
    assert "2 · Misleading" in page
    response = client.get(url("reviews_review", "add"), headers={"Accept-Language": "ar"})
    assert "2 · مضلل" in response.content.decode()


def test_several_newsrooms_keep_their_scales_apart(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.users["reviewer"], newsroom=cast.rival_newsroom, role="reviewer"
    )
    client = desk(cast, "reviewer")
    assert '<optgroup label="The Rival">' in client.text("reviews_review", "add")
    mixed = typed(cast, rating=f"{cast.rival_newsroom.pk}:2")
    response = client.post(url("reviews_review", "add"), mixed)
    assert "another newsroom" in str(errors_of(response)["rating"])
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"language": "fr"}, "language", "The claim has no text in 'fr'."),
        ({"title": ""}, "title", "required"),
        ({"rating": "9"}, "rating", "Select a valid choice"),
        ({"claim": ""}, "claim", "required"),
    ],
)
def test_a_refused_draft_writes_nothing(
    cast: Cast, values: dict[str, Any], field: str, reason: str
) -> None:
    data = typed(cast) | values
    response = desk(cast, "reviewer").post(url("reviews_review", "add"), data)
    assert reason in str(errors_of(response)[field])
    assert not Review.objects.exists()
    assert not Revision.objects.exists()


def test_a_second_open_review_of_a_claim_is_refused_at_the_claim(cast: Cast) -> None:
    first = draft(cast)
    data = typed(cast, claim=first.claim)
    response = desk(cast, "colleague").post(url("reviews_review", "add"), data)
    assert "Work on it." in str(errors_of(response)["claim"])
    assert "has an open review of this claim already" in str(errors_of(response)["__all__"])


def test_nobody_opens_a_review_for_another_newsroom(cast: Cast) -> None:
    data = typed(cast, newsroom=cast.rival_newsroom.pk)
    response = desk(cast, "reviewer").post(url("reviews_review", "add"), data)
    assert "newsroom" in errors_of(response)
    assert desk(cast, "reader").post(url("reviews_review", "add"), typed(cast)).status_code == 403
    assert not Review.objects.exists()


def test_a_draft_is_revised_and_the_same_again_is_nothing(cast: Cast) -> None:
    review = draft(cast, explanation="One.\n\nTwo.")
    client = desk(cast, "colleague")
    assert client.save("reviews_review", review.pk).status_code == 302
    assert review.revisions.count() == 1
    saved = client.save("reviews_review", review.pk, title="What we know now")
    assert saved.url == url("reviews_review", "change", review.pk)
    latest = Review.objects.get().latest
    assert latest is not None
    assert (latest.number, latest.author) == (2, cast.users["colleague"])
    assert (latest.title, latest.explanation) == ("What we know now", "One.\n\nTwo.")


def test_two_writers_do_not_overwrite_each_other(cast: Cast) -> None:
    review = draft(cast)
    mine = desk(cast, "reviewer").fill("reviews_review", review.pk, title="Mine")
    desk(cast, "colleague").save("reviews_review", review.pk, title="Theirs")
    response = desk(cast, "reviewer").post(url("reviews_review", "change", review.pk), mine)
    assert "Somebody else has changed it" in str(errors_of(response)["__all__"])
    assert "Mine" in response.content.decode()
    latest = Review.objects.get().latest
    assert latest is not None
    assert latest.title == "Theirs"


def test_a_page_that_is_out_of_date_keeps_the_words_and_says_why(cast: Cast) -> None:
    review = draft(cast)
    client = desk(cast, "reviewer")
    opened = client.fill("reviews_review", review.pk, title="Late words")
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["reviewer"])
    response = client.post(url("reviews_review", "change", review.pk), opened)
    assert errors_of(response)["__all__"]
    assert "Late words" in response.content.decode()
    assert review.revisions.count() == 1


def test_what_is_no_draft_has_no_form(cast: Cast) -> None:
    page = desk(cast, "reviewer").text("reviews_review", "change", led_to(cast, "submitted").pk)
    assert "id_title" not in page
    assert "What we know" in page


BUTTONS = {
    ("draft", "reviewer"): ["submit"],
    ("draft", "editor"): ["submit"],
    ("draft", "reader"): [],
    ("submitted", "reviewer"): [],
    ("submitted", "editor"): ["request_changes", "approve", "reject"],
    ("submitted", "superuser"): ["request_changes", "approve", "reject"],
    ("approved", "reviewer"): [],
    ("approved", "editor"): ["request_changes", "reject", "publish"],
    ("published", "editor"): ["correct", "withdraw"],
    ("published", "reviewer"): ["correct"],
    ("published", "rival"): [],
}


@pytest.mark.parametrize(("status", "who"), BUTTONS)
def test_the_buttons_are_what_the_person_can_do_now(cast: Cast, status: str, who: str) -> None:
    review = led_to(cast, status)
    page = desk(cast, who).text("reviews_review", "change", review.pk)
    shown = [verb.value for verb in Verb if verb_url(review, verb) in page]
    assert sorted(shown) == sorted(BUTTONS[status, who])


def test_a_review_is_led_to_its_public_page(cast: Cast) -> None:
    review = draft(cast)
    reviewer, editor = desk(cast, "reviewer"), desk(cast, "editor")
    response = reviewer.post(verb_url(review, "submit"))
    assert response.url == url("reviews_review", "change", review.pk)
    assert said(response) == ["“What we know” is submitted."]
    editor.post(verb_url(review, "approve"))
    response = editor.post(verb_url(review, "publish"))
    assert said(response)[-1].endswith("its page appears in a moment.")
    page = editor.text("reviews_review", "change", review.pk)
    assert "the public page appears in a moment" in page
    render(publication=Publication.objects.get())
    page = editor.text("reviews_review", "change", review.pk)
    review.refresh_from_db()
    assert f"/r/{review.slug}/" in page
    text = words(page)
    for event in ("opened", "submitted", "approved", "published"):
        assert f"review.{event}" in text
    assert "Revision 1 · reviewer" in text


def test_changes_are_asked_for_with_a_reason(cast: Cast) -> None:
    review = led_to(cast, "submitted")
    client = desk(cast, "editor")
    asked = client.get(verb_url(review, "request_changes")).content.decode()
    assert 'name="reason"' in asked
    assert "csrfmiddlewaretoken" in asked
    empty = client.post(verb_url(review, "request_changes"), {"reason": "  "})
    assert empty.status_code == 200
    assert "A reason is missing." in empty.content.decode()
    assert Review.objects.get().status == "submitted"
    client.post(verb_url(review, "request_changes"), {"reason": "Name the <b>relay</b>."})
    assert Review.objects.get().status == "draft"
    page = client.text("reviews_review", "change", review.pk)
    assert "Name the &lt;b&gt;relay&lt;/b&gt;." in page


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    review = factories.review(cast.newsroom, cast.users["editor"])
    perform(review=review, verb=Verb.SUBMIT, by=cast.users["editor"])
    client = desk(cast, "editor")
    assert verb_url(review, "approve") not in client.text("reviews_review", "change", review.pk)
    response = client.post(verb_url(review, "approve"))
    assert "Nobody approves a review of which they wrote a revision." in said(response)[0]
    assert Review.objects.get().status == "submitted"


@pytest.mark.parametrize("verb", list(Verb))
def test_a_verb_needs_its_role_and_post(cast: Cast, verb: Verb) -> None:
    review = led_to(cast, min(TRANSITIONS[verb].source))
    before = review.status
    client = desk(cast, "reader")
    assert client.get(verb_url(review, verb)).status_code == 200
    response = client.post(verb_url(review, verb), {"reason": "x"})
    assert "takes the role" in said(response)[0]
    assert Review.objects.get().status == before


def test_a_verb_needs_a_token_against_forgery(cast: Cast) -> None:
    review = draft(cast)
    desk(cast, "reviewer")
    strict = Desk(enforce_csrf_checks=True)
    strict.force_login(cast.users["reviewer"])
    assert strict.post(verb_url(review, "submit")).status_code == 403
    assert Review.objects.get().status == "draft"


def test_an_unknown_verb_and_an_unseen_review(cast: Cast) -> None:
    review = draft(cast)
    assert desk(cast, "reviewer").post(verb_url(review, "destroy")).status_code == 404
    response = desk(cast, "rival").post(verb_url(review, "submit"))
    assert response.status_code == 302
    assert "doesn’t exist" in said(response)[0]
    assert desk(cast, "nobody").post(verb_url(review, "submit")).status_code == 403
    assert Review.objects.get().status == "draft"


def test_what_is_not_complete_is_not_submitted_and_the_fields_are_named(cast: Cast) -> None:
    review = draft(cast, summary="", rating_value=None)
    response = desk(cast, "reviewer").post(verb_url(review, "submit"))
    assert "The review is not complete." in said(response)[0]
    assert "summary: It is empty." in said(response)[0]
    assert "rating value: It is empty." in said(response)[0]


def test_the_actions_do_each_review_for_itself(cast: Cast) -> None:
    ready, early = led_to(cast, "submitted"), draft(cast)
    own = factories.review(cast.newsroom, cast.users["editor"])
    perform(review=own, verb=Verb.SUBMIT, by=cast.users["editor"])
    client = desk(cast, "editor")
    response = client.act("reviews_review", "approve", ready.pk, early.pk, own.pk)
    states = dict(Review.objects.values_list("pk", "status"))
    assert states == {ready.pk: "approved", early.pk: "draft", own.pk: "submitted"}
    told = " ".join(said(response))
    assert "is approved." in told
    assert "A review that is draft cannot be led to approved." in told
    assert "Nobody approves a review of which they wrote" in told


def test_the_action_that_needs_a_reason_asks_for_it_once_for_all(cast: Cast) -> None:
    a, b = led_to(cast, "submitted"), led_to(cast, "submitted")
    client = desk(cast, "editor")
    page = client.act("reviews_review", "request_changes", a.pk, b.pk).content.decode()
    assert page.count('name="_selected_action"') == 2
    assert Review.objects.filter(status="submitted").count() == 2
    client.act("reviews_review", "request_changes", a.pk, b.pk, reason="Why?", asked="1")
    assert Review.objects.filter(status="draft").count() == 2


def test_the_actions_are_those_of_the_role(cast: Cast) -> None:
    draft(cast)
    assert 'value="approve"' not in desk(cast, "reviewer").text("reviews_review")
    assert 'value="submit"' in desk(cast, "reviewer").text("reviews_review")
    assert 'value="submit"' not in desk(cast, "reader").text("reviews_review")
    assert 'value="publish"' in desk(cast, "editor").text("reviews_review")


def test_a_rival_sees_what_was_published_and_no_more(cast: Cast) -> None:
    open_one, review = draft(cast), led_to(cast, "submitted")
    perform(
        review=review, verb=Verb.REQUEST_CHANGES, by=cast.users["editor"], reason="Secret doubts."
    )
    desk(cast, "reviewer").save("reviews_review", review.pk, title="Second thoughts")
    for verb, who in [("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")]:
        perform(review=review, verb=Verb(verb), by=cast.users[who])
    client = desk(cast, "rival")
    listed = client.text("reviews_review")
    assert str(review.pk) in listed
    assert str(open_one.pk) not in listed
    page = client.text("reviews_review", "change", review.pk)
    assert "Second thoughts" in page
    assert "Secret doubts." not in page
    assert "Revision 1" not in words(page)
    assert words(client.text("reviews_revision")).count("Second thoughts") == 1
    assert client.post(url("reviews_review", "change", review.pk), {}).status_code == 403


def test_a_claims_page_names_its_reviews(cast: Cast) -> None:
    review = draft(cast)
    page = desk(cast, "reader").text("claims_claim", "change", review.claim_id)
    assert url("reviews_review", "change", review.pk) in page
    page = desk(cast, "rival").text("claims_claim", "change", review.claim_id)
    assert url("reviews_review", "change", review.pk) not in page
    assert "Nobody has reviewed it yet." in page


def test_hostile_words_of_a_review_are_text(cast: Cast) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    review = draft(cast, title=hostile, summary=hostile, explanation=hostile)
    client = desk(cast, "editor")
    pages = [
        client.text("reviews_review"),
        client.text("reviews_review", "change", review.pk),
        client.text("reviews_revision"),
        client.get(verb_url(review, "request_changes")).content.decode(),
        client.text("claims_claim", "change", review.claim_id),
    ]
    client.post(verb_url(review, "approve"))
    pages.append(client.text("reviews_review"))
    assert all("<img" not in page.replace('<img src="/static/', "") for page in pages)


def test_reviews_are_not_deleted(cast: Cast) -> None:
    review = draft(cast)
    client = desk(cast, "superuser")
    assert client.post(url("reviews_review", "delete", review.pk), {"post": "1"}).status_code == 403


def test_words_of_title_and_claim_find_a_review(cast: Cast) -> None:
    draft(cast, title="Diesel in the water")
    claim = factories.claim(texts={"en": "It rained", "ar": "أمطرت السماء"})
    draft(cast, of=claim)
    client = desk(cast, "reader")
    assert "1 result" in words(client.text("reviews_review", q="diesel"))
    assert "1 result" in words(client.text("reviews_review", q="امطرت"))
    assert "0 results" in words(client.text("reviews_review", q="nothing"))


def test_lists_are_narrowed_to_ones_own(cast: Cast) -> None:
    draft(cast)
    create_newsroom(
        by=cast.users["superuser"],
        values={
            "name": "Third",
            "slug": "third",
            "url": "https://third.example",
            "language": "en",
            "rating_scale": SCALE,
        },
    )
    assert "1 review" in words(desk(cast, "reviewer").text("reviews_review", whose="mine"))
    assert "0 reviews" in words(desk(cast, "editor").text("reviews_review", whose="mine"))
    assert "1 review" in words(desk(cast, "editor").text("reviews_review", whose="desk"))
