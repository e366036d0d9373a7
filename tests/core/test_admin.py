"""The desk as a whole: who may do what, that only operations write, how many queries."""

import datetime
import json
import re
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import (
    Appearance,
    Claim,
    ClaimImage,
    ClaimRelation,
    Dependence,
    ImportJob,
    ImportRecord,
    RetractionImpact,
    SharedPassage,
    Source,
    SourceAffiliation,
    SourceIdentity,
    SourceName,
    Stitch,
    TextPrint,
)
from claims.operations.desk import request_check
from claims.operations.imports import request_import
from claims.operations.retractions import Subject, retract
from factcheck.accounts.authentication import is_live_key
from factcheck.accounts.models import ApiKey, ApiToken, Membership, Newsroom, User
from factcheck.accounts.operations import add_absence, create_newsroom, issue_key, issue_token
from factcheck.core import outbox
from factcheck.core.admin import DeskAdmin
from factcheck.core.models import Delivery, Event, IdempotentAnswer
from factcheck.notices.models import WebhookAttempt
from factcheck.notices.operations import endpoints, notify
from reviews.factchecktools.resources import read_page
from reviews.models import (
    Correction,
    LinkReport,
    Publication,
    Recheck,
    Review,
    Snapshot,
    Withdrawal,
)
from reviews.operations.assignments import open_assignment
from reviews.operations.desks import change_desk
from reviews.operations.evidence import Said, add_file, add_link
from reviews.operations.markup_pages import create_markup_page
from reviews.operations.merges import merge
from reviews.operations.rendering import render
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import SCALE, Cast
from tests.desk import Desk, desk, desks, errors_of, said, url, words

__all__ = ["desks"]

OURS = {
    model: found for model, found in admin.site._registry.items() if isinstance(found, DeskAdmin)
}
NAMES = sorted(model._meta.label_lower.replace(".", "_") for model in OURS)
READ_ONLY = [
    *("core_event", "core_delivery", "claims_appearance", "claims_citation", "claims_anchor"),
    *("claims_importrecord", "claims_sourceidentity", "claims_sourceaffiliation"),
    *("claims_sourcename", "claims_claimtext", "reviews_revision", "reviews_publication"),
    *("reviews_rendition", "reviews_recheck", "claims_retractionimpact", "claims_stitch"),
    *("claims_dependence", "claims_sourcedependence", "claims_sharedpassage"),
    *("claims_textprint", "reviews_link", "reviews_snapshot", "reviews_storedfile"),
    *("reviews_linkreport", "claims_claimrequest", "claims_claimpriority"),
    *("notices_notification", "notices_webhookmessage", "notices_webhookattempt"),
    *("reviews_correction", "accounts_ratingscale", "core_idempotentanswer"),
    *("claims_claimimage", "reviews_markuppage"),
    *("reviews_outsidenewsroom", "reviews_outsidereview", "reviews_listing"),
    *("reviews_signingkey", "reviews_signature"),
]


def fall(telling: Appearance, review: Review, by: User) -> None:
    """Make rows of what hangs on a telling: what it depends on, and that it no longer stands."""
    source = telling.citations.get(level=0).source
    Dependence.objects.create(claim=telling.claim, source=source, alone=True)
    held = factories.document()
    Stitch.objects.create(appearance=telling, level=0, source=source, document=held)
    TextPrint.objects.create(document=held, sha256=held.sha256, prints=[1, 2])
    passage = {"earlier_start": 0, "earlier_end": 6, "later_start": 0, "later_end": 6, "words": 1}
    passage |= {"earlier_exact": "Drones", "later_exact": "Drones"}
    SharedPassage.objects.create(earlier=telling.document, later=held, **passage)
    subject = Subject(source=source.pk)
    made = retract(subject=subject, since=timezone.now(), reason="It was withdrawn.", by=by)
    figures = {"support": 1, "origins_at_most": 1, "origins_at_least": 1, "documents": 1}
    sides = {"before": figures, "after": figures | {"support": 0}}
    RetractionImpact.objects.create(
        retraction=made, claim=telling.claim, falls=True, fallen={}, **sides
    )
    Recheck.objects.create(review=review, retraction=made, **sides)
    published = Publication.objects.get(revision__review=review)
    Withdrawal.objects.create(publication=published, withdrawn_by=by, reason="It was wrong.")


def rest(cast: Cast, number: int) -> None:
    """Make rows of what a draft rests on, and of how its link fares."""
    by = cast.users["reviewer"]
    review = factories.review(cast.newsroom, by)
    named: dict[str, Any] = {"review": review, "said": Said(title="T"), "by": by}
    link = add_link(url=f"https://x.example/{review.pk}", **named).link
    assert link is not None
    add_file(content=str(review.pk).encode(), name="a.txt", **named)
    Snapshot.objects.create(link=link, place="p", sha256="s" * 64, size=1)
    week_on = datetime.date(2026, 3, 2) + datetime.timedelta(weeks=LinkReport.objects.count())
    LinkReport.objects.create(newsroom=cast.newsroom, week_on=week_on, links=number)


def notice(cast: Cast, number: int) -> None:
    """Make rows of what people are told and programs are sent."""
    by = cast.users["superuser"]
    event = outbox.record("test.happened", stream="t:1", newsroom_id=cast.newsroom.pk)
    notify(event=event, users=[by], kind="review.approved", data={"title": "عنوان"})
    values = {"url": f"https://hooks.example.org/{event.pk}-{number}"}
    hook = endpoints.create_endpoint(newsroom=cast.newsroom, values=values, by=by)
    message = endpoints.test_endpoint(endpoint=hook, by=by)
    WebhookAttempt.objects.create(message=message, number=1, status_code=500)


def described(cast: Cast, claim: Claim) -> None:
    """Make rows of what is described over the Fact Check Tools API, and of an image."""
    by, body = cast.users["editor"], {"pageUrl": f"https://desk.example/{claim.pk}"}
    create_markup_page(sent=read_page(body)[0], by=by)
    facts = {"content_type": "image/png", "size": 1, "sha256": "a" * 64, "phash": -1}
    ClaimImage.objects.create(claim=claim, content=b"x", width=1, height=1, added_by=by, **facts)


def work_on(claim: Claim, cast: Cast, room: Newsroom) -> None:
    """Make rows of what is to be done until when, and of who is away."""
    reviewer = cast.users["reviewer"]
    open_assignment(
        newsroom=cast.newsroom,
        claim=claim,
        task="write",
        by=cast.users["editor"],
        assignee=reviewer,
    )
    change_desk(newsroom=room, by=reviewer, values={"time_zone": "Asia/Baghdad"})
    today = timezone.now().date()
    add_absence(user=reviewer, by=reviewer, first_on=today, last_on=today)


def populate(cast: Cast, count: int) -> None:
    """Make rows of every model, each with what its list shows."""
    reviewer, editor = cast.users["reviewer"], cast.users["editor"]
    for n in range(count):
        telling = factories.told()
        other = factories.claim()
        a, b = sorted([factories.source().pk, factories.unnamed(vouched_by=None).pk])
        SourceIdentity.objects.create(a_id=a, b_id=b, state="suggested", reason="The same words.")
        SourceAffiliation.objects.create(source_id=a, body_id=b, type="part_of")
        SourceName.objects.create(source_id=a, type="alias", language="en", text="Alias")
        ClaimRelation.objects.create(
            type="contradicts", from_claim_id=telling.claim_id, to_claim=other
        )
        job = request_import(content="{}", name=f"{n}.json", dry_run=False, by=reviewer)
        flaw = {"path": "$.sources[0]", "reason": "No name.", "remedy": "Give it."}
        ImportRecord.objects.create(
            job=job, pointer="/sources/0", given_id="s1", outcome="rejected", flaws=[flaw]
        )
        factories.outside_review(author={"name": f"Checks {n}"})
        review = factories.review(cast.newsroom, reviewer, telling.claim)
        perform(review=review, verb=Verb.SUBMIT, by=reviewer)
        perform(review=review, verb=Verb.APPROVE, by=editor)
        perform(review=review, verb=Verb.PUBLISH, by=editor)
        render(publication=Publication.objects.get(revision__review=review))
        fall(telling, review, reviewer)
        published = Publication.objects.get(revision__review=review)
        Correction.objects.create(
            review=review, corrects=published, note="The number.", asked_by=editor
        )
        super_ = cast.users["superuser"]
        IdempotentAnswer.objects.create(user=super_, key=str(review.pk), fingerprint="x")
        request_check(claim=telling.claim, by=reviewer, newsroom_id=cast.newsroom.pk)
        merge(claim=factories.claim(), into=factories.claim(), reason="The same.", by=editor)
        rest(cast, n)
        notice(cast, n)
        room = create_newsroom(
            by=reviewer,
            values={
                "name": f"Room {timezone.now().timestamp()}",
                "slug": f"room-{Membership.objects.count()}",
                "url": "https://room.example",
                "language": "en",
                "rating_scale": SCALE,
            },
        )
        person = User.objects.create_user(f"p{User.objects.count()}")
        Membership.objects.create(user=person, newsroom=room, role="reader")
        issue_token(user=person, name="one", by=None)
        issue_key(name="one", newsroom=cast.newsroom, by=None)
        described(cast, other)
        work_on(other, cast, room)


def counts(client: Desk) -> dict[str, int]:
    found = {}
    for name in NAMES:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.page(name).status_code == 200
        found[name] = len(captured)
    return found


def test_every_model_of_ours_is_there() -> None:
    from django.apps import apps

    labels = ("core", "accounts", "notices", "claims", "reviews")
    held = {model for label in labels for model in apps.get_app_config(label).get_models()}
    assert held == set(OURS)


def test_every_list_can_be_searched_and_narrowed() -> None:
    for model, found in OURS.items():
        assert found.search_fields, model
        assert found.list_filter, model
        assert len(found.list_display) > 2, model


def test_the_queries_of_a_list_do_not_grow_with_its_rows(cast: Cast) -> None:
    client = desk(cast, "superuser")
    populate(cast, 1)
    few = counts(client)
    populate(cast, 9)
    assert counts(client) == few
    assert max(few.values()) <= 20


def test_a_list_and_its_search_open_for_a_reader(cast: Cast, subtests: pytest.Subtests) -> None:
    populate(cast, 1)
    client = desk(cast, "reader")
    for name in NAMES:
        with subtests.test(name):
            assert client.page(name).status_code == 200
            assert client.page(name, q="drones فصائل").status_code == 200
            assert client.page(name, q="\x00").status_code == 200
            assert client.page(name, q=str(Claim.objects.first().pk)).status_code == 200


def test_every_object_has_a_page(cast: Cast) -> None:
    populate(cast, 1)
    client = desk(cast, "superuser")
    for model in OURS:
        name = model._meta.label_lower.replace(".", "_")
        pk = model._default_manager.values_list("pk", flat=True).first()
        assert client.page(name, "change", pk).status_code == 200, name
        assert client.page(name, "history", pk).status_code == 200, name


def test_what_is_read_only_stays_so_for_superusers(cast: Cast, subtests: pytest.Subtests) -> None:
    populate(cast, 1)
    client = desk(cast, "superuser")
    for name in READ_ONLY:
        with subtests.test(name):
            model = next(m for m in OURS if m._meta.label_lower.replace(".", "_") == name)
            row = model._default_manager.first()
            assert client.page(name, "add").status_code == 403
            assert client.post(url(name, "change", row.pk), {}).status_code == 403
            assert client.post(url(name, "delete", row.pk), {"post": "yes"}).status_code == 403
            assert "delete_selected" not in client.text(name)
            assert model._default_manager.filter(pk=row.pk).exists()


def test_staff_without_a_newsroom_see_nothing(cast: Cast) -> None:
    client = desk(cast, "nobody")
    assert "permission to view or edit anything" in words(
        client.get(url_of_index()).content.decode()
    )
    for name in NAMES:
        assert client.page(name).status_code == 403, name


def test_a_member_who_is_not_staff_is_sent_to_sign_in(cast: Cast) -> None:
    client = Desk()
    client.force_login(cast.users["editor"])
    assert client.page("claims_claim").status_code == 302


@pytest.mark.parametrize("name", ["claims_source", "claims_document", "claims_claim"])
def test_readers_read_reviewers_write_editors_delete(cast: Cast, name: str) -> None:
    model = next(m for m in OURS if m._meta.label_lower.replace(".", "_") == name)
    {"source": factories.source, "document": factories.document, "claim": factories.claim}[
        name.partition("_")[2]
    ]()
    pk = model._default_manager.values_list("pk", flat=True).first()
    may = {
        who: (
            desk(cast, who).page(name, "add").status_code == 200,
            desk(cast, who).page(name, "delete", pk).status_code == 200,
        )
        for who in ("reader", "reviewer", "editor", "rival")
    }
    assert may == {
        "reader": (False, False),
        "reviewer": (True, False),
        "editor": (True, True),
        "rival": (True, True),
    }


def url_of_index() -> str:
    return "/admin/"


def test_the_front_page_names_the_desk_and_what_the_person_did(cast: Cast) -> None:
    factories.review(cast.newsroom, cast.users["reviewer"])
    page = desk(cast, "reviewer").get(url_of_index()).content.decode()
    assert "Claim reviews: the desk" in page
    assert "review.opened" in page
    arabic = desk(cast, "reviewer").get(url_of_index(), headers={"Accept-Language": "ar"})
    assert 'dir="rtl"' in arabic.content.decode()


def test_a_dead_delivery_is_sent_again_and_others_are_left(cast: Cast) -> None:
    request_import(content="{}", name="a", dry_run=False, by=cast.users["admin"])
    request_import(content="{}", name="b", dry_run=False, by=cast.users["admin"])
    dead, alive = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=dead.pk).update(state="dead", attempts=outbox.MAX_ATTEMPTS)
    response = desk(cast, "admin").act("core_delivery", "send_again", dead.pk, alive.pk)
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == ("pending", 0)
    assert said(response) == [
        "1 delivery is sent again.",
        "1 were left as they are: only dead ones are sent again.",
    ]


def test_only_an_admin_sends_again(cast: Cast) -> None:
    request_import(content="{}", name="a", dry_run=False, by=cast.users["editor"])
    Delivery.objects.update(state="dead")
    desk(cast, "editor").act("core_delivery", "send_again", Delivery.objects.get().pk)
    assert Delivery.objects.get().state == "dead"


def test_events_of_a_rival_and_of_accounts_are_not_seen(cast: Cast) -> None:
    issue_token(user=cast.users["reader"], name="one", by=None)
    mine = factories.review(cast.newsroom, cast.users["reviewer"])
    theirs = factories.review(cast.rival_newsroom, cast.users["rival"])
    page = desk(cast, "reader").text("core_event")
    assert f"review:{mine.pk}" in page
    assert f"review:{theirs.pk}" not in page
    assert "token.issued" not in page
    assert "token.issued" in desk(cast, "superuser").text("core_event")


def test_no_second_history_is_written(cast: Cast) -> None:
    from django.contrib.admin.models import LogEntry

    source = factories.source("NBC")
    desk(cast, "reviewer").save("claims_source", source.pk, name="NBC News")
    assert not LogEntry.objects.exists()
    assert Event.objects.filter(stream=f"source:{source.pk}", type="source.changed").exists()


# People, newsrooms, tokens


def new_user(**values: object) -> dict[str, object]:
    typed = {"username": "fresh", "is_active": "on", "new_password": "a long enough one 9"}
    return typed | {"role": "reviewer"} | values


def test_a_newsrooms_admin_makes_a_member_who_can_sign_in(cast: Cast) -> None:
    client = desk(cast, "admin")
    data = new_user(newsroom=str(cast.newsroom.pk))
    assert client.post(url("accounts_user", "add"), data).status_code == 302
    fresh = User.objects.get(username="fresh")
    assert fresh.check_password("a long enough one 9")
    assert (fresh.is_staff, fresh.is_superuser) == (True, False)
    assert fresh.has_role("reviewer", cast.newsroom.pk)
    types = set(Event.objects.values_list("type", flat=True))
    assert {"user.created", "membership.set"} <= types


def test_a_newsrooms_admin_makes_no_superuser_and_no_member_elsewhere(cast: Cast) -> None:
    client = desk(cast, "admin")
    page = client.text("accounts_user", "add")
    assert "is_superuser" not in page
    assert "is_staff" not in page
    more = new_user(newsroom=str(cast.newsroom.pk), is_superuser="on", is_staff="on")
    client.post(url("accounts_user", "add"), more)
    assert not User.objects.get(username="fresh").is_superuser
    elsewhere = new_user(username="other", newsroom=str(cast.rival_newsroom.pk))
    assert "newsroom" in errors_of(client.post(url("accounts_user", "add"), elsewhere))
    assert not User.objects.filter(username="other").exists()


def test_a_bad_password_stands_at_its_field(cast: Cast) -> None:
    client = desk(cast, "superuser")
    response = client.post(url("accounts_user", "add"), new_user(new_password="123"))
    assert "too short" in str(errors_of(response)["new_password"])
    assert not User.objects.filter(username="fresh").exists()


def test_a_taken_name_stands_at_its_field(cast: Cast) -> None:
    response = desk(cast, "superuser").post(
        url("accounts_user", "add"), new_user(username="editor")
    )
    assert "username" in errors_of(response)


@pytest.mark.parametrize("who", ["superuser", "rival", "rival_admin"])
def test_nobody_takes_an_account_over(cast: Cast, who: str) -> None:
    """An admin of one newsroom must not set the password of who can do more elsewhere."""
    Membership.objects.create(user=cast.users[who], newsroom=cast.newsroom, role="reader")
    target = cast.users[who]
    client = desk(cast, "admin")
    response = client.post(
        url("accounts_user", "change", target.pk),
        {"username": target.username, "is_active": "on", "new_password": "a long enough one 9"},
    )
    assert response.status_code == 403
    target.refresh_from_db()
    assert not target.check_password("a long enough one 9")
    issue = {"user": target.pk, "name": "x"}
    errors_of(client.post(url("accounts_apitoken", "add"), issue))
    assert not ApiToken.objects.filter(user=target, name="x").exists()


def test_a_person_keeps_their_own_session_when_they_set_a_password(cast: Cast) -> None:
    client = desk(cast, "admin")
    own = cast.users["admin"]
    saved = client.save("accounts_user", own.pk, new_password="a long enough one 9")
    assert saved.status_code == 302
    assert client.page("accounts_user").status_code == 200


def test_accounts_are_not_deleted(cast: Cast) -> None:
    client = desk(cast, "superuser")
    pk = cast.users["reader"].pk
    assert client.post(url("accounts_user", "delete", pk), {"post": "yes"}).status_code == 403


def test_an_admin_changes_their_own_newsroom_alone(cast: Cast) -> None:
    client = desk(cast, "admin")
    assert client.save("accounts_newsroom", cast.newsroom.pk, name="New name").status_code == 302
    cast.newsroom.refresh_from_db()
    assert cast.newsroom.name == "New name"
    assert cast.newsroom.rating_scale == SCALE
    assert (
        client.post(url("accounts_newsroom", "change", cast.rival_newsroom.pk)).status_code == 403
    )


def test_an_unusable_scale_is_refused_at_its_field(cast: Cast) -> None:
    response = desk(cast, "admin").save(
        "accounts_newsroom", cast.newsroom.pk, rating_scale='[{"value": 0}]'
    )
    assert "no integer value of 1 or more" in str(errors_of(response)["rating_scale"])


def test_a_role_is_given_changed_and_taken(cast: Cast) -> None:
    client, newcomer = desk(cast, "admin"), cast.users["reader"]
    held = Membership.objects.get(user=newcomer)
    assert client.save("accounts_membership", held.pk, role="editor").status_code == 302
    assert newcomer.has_role("editor", cast.newsroom.pk)
    gone = client.post(url("accounts_membership", "delete", held.pk), {"post": "yes"})
    assert gone.status_code == 302
    assert not newcomer.has_role("reader")
    assert Event.objects.filter(type="membership.removed").exists()
    theirs = Membership.objects.get(user=cast.users["rival"])
    assert client.page("accounts_membership", "change", theirs.pk).status_code == 302


def test_a_token_is_shown_once_and_revoked(cast: Cast) -> None:
    client = desk(cast, "admin")
    when = timezone.now() + datetime.timedelta(days=30)
    data = {
        "user": cast.users["reviewer"].pk,
        "name": "robot",
        "expires_at_0": f"{when:%Y-%m-%d}",
        "expires_at_1": "12:00:00",
    }
    response = client.post(url("accounts_apitoken", "add"), data)
    page = response.content.decode()
    token = ApiToken.objects.get(name="robot")
    secret = response.context["secret"]
    assert ApiToken.digest_of(secret) == token.digest
    assert secret in page
    assert "no-store" in response["Cache-Control"]
    assert token.expires_at is not None
    assert secret not in client.text("accounts_apitoken", "change", token.pk)
    assert secret not in str(dict(client.session))
    response = client.act("accounts_apitoken", "revoke", token.pk)
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert said(response) == ["1 token is revoked."]


def test_a_key_is_shown_once_and_revoked(cast: Cast) -> None:
    client = desk(cast, "admin")
    typed = {"name": "Aggregator", "newsroom": str(cast.newsroom.pk)}
    answer = client.post(url("accounts_apikey", "add"), typed)
    secret = re.search(r"fck_[\w-]{43}", answer.content.decode())[0]
    assert is_live_key(secret)
    key = ApiKey.objects.get()
    assert secret not in client.text("accounts_apikey", "change", key.pk)
    assert key.name not in desk(cast, "rival_admin").text("accounts_apikey")
    client.act("accounts_apikey", "revoke", key.pk)
    assert not is_live_key(secret)
    nobodys = client.post(url("accounts_apikey", "add"), {"name": "x"})
    assert "superuser" in nobodys.content.decode()
    assert ApiKey.objects.count() == 1


def test_tokens_of_others_are_not_seen(cast: Cast) -> None:
    for name in ("reader", "colleague"):
        issue_token(user=cast.users[name], name="one", by=None)
    page = words(desk(cast, "reader").text("accounts_apitoken"))
    assert "1 api token" in page


def test_a_change_made_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client, source = desk(cast, "reviewer"), factories.source("NBC")
    opened = client.fill("claims_source", source.pk, name="From the old page")
    assert client.save("claims_source", source.pk, name="NBC News").status_code == 302
    response = client.post(url("claims_source", "change", source.pk), opened)
    assert "Somebody else has changed it" in str(errors_of(response)["__all__"])
    assert Source.objects.get(pk=source.pk).name == "NBC News"
    assert b"From the old page" in response.content


def test_import_jobs_of_others_are_not_seen(cast: Cast) -> None:
    request_import(content="{}", name="mine.json", dry_run=False, by=cast.users["editor"])
    assert "mine.json" in desk(cast, "editor").text("claims_importjob")
    assert "mine.json" not in desk(cast, "rival").text("claims_importjob")
    assert ImportJob.objects.count() == 1
    assert Appearance.objects.count() == 0


def test_the_arabic_labels_are_those_of_the_catalogue() -> None:
    """The compiled catalogue is the written one: nobody has forgotten to compile it."""
    folder = Path(__file__).resolve().parents[2] / "factcheck/locale/ar/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    entries = re.findall(
        r'^msgid (".*")\nmsgstr (".*")$', (folder / "django.po").read_text(), re.MULTILINE
    )
    written = {json.loads(said): json.loads(meant) for said, meant in entries}
    written.pop("", None)
    assert len(written) > 150
    assert {said: compiled.gettext(said) for said in written} == written


def test_the_desk_speaks_arabic(cast: Cast) -> None:
    telling = factories.told()
    response = desk(cast, "reader").get(
        url("claims_claim", "change", telling.claim_id), headers={"Accept-Language": "ar"}
    )
    text = words(response.content.decode())
    assert "مواضع الظهور وسلاسل النقل" in text
    assert "المصدر الأصلي غير مسمّى “two former officials”" in text


def test_names_of_models_fields_and_choices_are_arabic_too(cast: Cast) -> None:
    telling = factories.told()
    client, arabic = desk(cast, "reviewer"), {"Accept-Language": "ar"}
    source = telling.citations.get(level=0).source_id
    text = words(
        client.get(url("claims_source", "change", source), headers=arabic).content.decode()
    )
    for shown in ("المصادر", "الوصف", "وسيلة إعلام", "الادعاءات ومصادرها", "لغة الاسم"):
        assert shown in text
    for english in ("Descriptor", "News Outlet", "Source identities", "Vouched by"):
        assert english not in text
    assert "Descriptor" in words(client.text("claims_source", "change", source))
