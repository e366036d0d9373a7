"""A review's life by the operations: who may, when, once, and what is kept for ever."""

import json
import uuid

import pytest
from django.db import IntegrityError, transaction

from claims.interchange.records import ClaimRecord
from claims.models import Claim
from claims.operations.claims import create_claim
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.accounts.operations import create_newsroom, set_role
from factcheck.core.errors import Conflict, Invalid, NotPermitted
from factcheck.core.models import Delivery, Event
from reviews.models import Listing, Publication, Rendition, Review, Revision
from reviews.operations import rendering
from reviews.operations import reviews as operations
from reviews.operations.reviews import open_review, perform, revise
from reviews.operations.revisions import Content
from reviews.public.forms import FORMS
from reviews.workflow import Verb

SCALE = [
    {"value": 1, "labels": {"en": "False", "ar": "خطأ"}},
    {"value": 5, "labels": {"en": "True", "ar": "صحيح"}},
]
FULL = Content("العنوان", 1, "خلاصة", "شرح")


def person(name, newsroom, role):
    user = User.objects.create_user(name)
    set_role(by=None, newsroom=newsroom, user=user, role=role)
    return user


@pytest.fixture
def newsroom(db):
    return create_newsroom(
        by=None,
        values={
            "name": "Desk",
            "slug": "desk",
            "url": "https://desk.example",
            "language": "ar",
            "rating_scale": SCALE,
        },
    )


@pytest.fixture
def people(newsroom):
    return {role: person(role, newsroom, role) for role in Role.values}


@pytest.fixture
def claim(people):
    record = ClaimRecord(uuid.uuid4(), "ar", {"ar": "الأمر انتهى", "en": "It is over"})
    return create_claim(record=record, by=people["reviewer"])


@pytest.fixture
def draft(newsroom, claim, people):
    return open_review(
        newsroom=newsroom, claim=claim, language="ar", content=FULL, by=people["reviewer"]
    )


def lead(review, people, *verbs):
    for verb in verbs:
        by = people["reviewer" if verb is Verb.SUBMIT else "editor"]
        review = perform(review=review, verb=verb, by=by, reason="because")
    return review


def test_the_whole_life(draft, people):
    review = lead(draft, people, Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)
    review.refresh_from_db()
    assert review.status == "published"
    assert review.claim.status == "reviewed"
    types = [e.type for e in Event.objects.filter(stream=f"review:{review.pk}").order_by("id")]
    assert types == ["review.opened", "review.submitted", "review.approved", "review.published"]
    event = Event.objects.get(type="review.published")
    assert (event.actor, event.newsroom_id) == (people["editor"], review.newsroom_id)
    assert (event.before, event.after["status"]) == ({"status": "approved"}, "published")
    heard = Delivery.objects.filter(event=event).values_list("subscriber", flat=True)
    assert "reviews.tasks.render_publication" in heard


def test_changes_requested_and_made(draft, people):
    review = lead(draft, people, Verb.SUBMIT, Verb.REQUEST_CHANGES)
    assert review.status == "draft"
    better = Content("أفضل", 5, "خلاصة", "شرح")
    review = revise(review=review, content=better, by=people["reviewer"])
    revise(review=review, content=better, by=people["reviewer"])
    revisions = list(review.revisions.order_by("number"))
    assert [(r.number, r.title, r.rating_label) for r in revisions] == [
        (1, "العنوان", "خطأ"),
        (2, "أفضل", "صحيح"),
    ]
    review = lead(review, people, Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)
    assert Publication.objects.get().revision.number == 2


def test_four_eyes_hold_for_whoever_wrote_any_revision(draft, people, newsroom):
    revise(review=draft, content=Content("ب", 1, "خ", ""), by=people["editor"])
    review = perform(review=draft, verb=Verb.SUBMIT, by=people["reviewer"])
    for author in (people["editor"],):
        with pytest.raises(NotPermitted, match="wrote"):
            perform(review=review, verb=Verb.APPROVE, by=author)
    assert Verb.APPROVE not in operations.verbs_for(review, people["editor"])
    assert perform(review=review, verb=Verb.APPROVE, by=people["admin"]).status == "approved"


@pytest.mark.parametrize("role", ["reader", "reviewer"])
def test_a_role_too_low_may_not(draft, people, role):
    review = lead(draft, people, Verb.SUBMIT)
    with pytest.raises(NotPermitted, match="editor"):
        perform(review=review, verb=Verb.APPROVE, by=people[role])


def test_a_rival_desk_may_nothing(draft, people, claim):
    rival = Newsroom.objects.create(name="R", slug="r", url="https://r.example", language="en")
    stranger = person("stranger", rival, "admin")
    with pytest.raises(NotPermitted):
        perform(review=draft, verb=Verb.SUBMIT, by=stranger)
    with pytest.raises(NotPermitted):
        revise(review=draft, content=FULL, by=stranger)
    with pytest.raises(NotPermitted):
        open_review(newsroom=draft.newsroom, claim=claim, language="ar", content=FULL, by=stranger)
    assert not Review.objects.visible_to(stranger).exists()


def test_the_wrong_state_names_the_verbs_that_are_possible(draft, people):
    with pytest.raises(Conflict) as refused:
        perform(review=draft, verb=Verb.PUBLISH, by=people["editor"])
    assert refused.value.allowed == ("submit",)
    review = lead(draft, people, Verb.SUBMIT)
    with pytest.raises(Conflict):
        revise(review=review, content=Content("x"), by=people["reviewer"])


def test_a_reason_is_asked_for(draft, people):
    review = lead(draft, people, Verb.SUBMIT)
    with pytest.raises(Invalid) as refused:
        perform(review=review, verb=Verb.REQUEST_CHANGES, by=people["editor"], reason=" ")
    assert refused.value.flaws[0].pointer == "/reason"


def test_what_a_reader_needs_must_be_there(newsroom, claim, people):
    review = open_review(
        newsroom=newsroom, claim=claim, language="ar", content=Content("t"), by=people["reviewer"]
    )
    with pytest.raises(Invalid) as refused:
        perform(review=review, verb=Verb.SUBMIT, by=people["reviewer"])
    assert {flaw.pointer for flaw in refused.value.flaws} == {"/rating_value", "/summary"}


def test_one_open_review_per_claim_and_newsroom(draft, newsroom, claim, people):
    with pytest.raises(Conflict, match="open review"):
        open_review(
            newsroom=newsroom, claim=claim, language="en", content=FULL, by=people["editor"]
        )
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Review.objects.create(newsroom=newsroom, claim=claim, language="en")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"rating_value": 3}, "/rating_value"), ({"title": ""}, "/title")],
)
def test_a_draft_is_acceptable(newsroom, claim, people, change, pointer):
    content = Content(**{"title": "t"} | change)
    with pytest.raises(Invalid) as refused:
        open_review(
            newsroom=newsroom, claim=claim, language="ar", content=content, by=people["reviewer"]
        )
    assert refused.value.flaws[0].pointer == pointer
    assert Review.objects.count() == 0, "nothing half-written"


def test_a_language_without_text_is_refused(newsroom, claim, people):
    with pytest.raises(Invalid, match="language"):
        open_review(
            newsroom=newsroom, claim=claim, language="fr", content=FULL, by=people["reviewer"]
        )


def test_revisions_and_publications_are_never_changed(draft, people):
    lead(draft, people, Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)
    for model in (Revision, Publication):
        field = "title" if model is Revision else "dossier"
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            model.objects.update(**{field: "x"})


def test_rendering_twice_gives_the_same_bytes_whatever_the_claim_became(draft, people):
    review = lead(draft, people, Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)
    publication = Publication.objects.select_related("revision__review").get()
    rendering.render(publication=publication)
    first = {r.form: bytes(r.body) for r in Rendition.objects.all()}
    listed = Listing.objects.get().changed_at
    assert json.loads(first["claimreview"])["claimReviewed"] == "الأمر انتهى"
    Claim.objects.get(pk=review.claim_id).texts.update(text="something else")
    rendering.render(publication=publication)
    assert {r.form: bytes(r.body) for r in Rendition.objects.all()} == first
    assert Listing.objects.get().changed_at == listed  # followers of the feeds do not hear of it
    assert len(first) == len(FORMS)


def test_a_moved_site_is_rendered_again(draft, people, settings):
    lead(draft, people, Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)
    rendering.render(publication=Publication.objects.select_related("revision__review").get())
    assert rendering.render_moved() == 0
    settings.PUBLIC_BASE_URL = "https://moved.example"
    assert rendering.render_moved() == 1
    assert b"https://moved.example/r/" in Rendition.objects.get(version=0, form="page").body
    assert rendering.render_moved() == 0
