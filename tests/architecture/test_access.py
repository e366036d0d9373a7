"""Who may do what: every operation of the API, and the same cast for each."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.db import transaction
from django.utils import timezone

from claims import models
from claims.interchange.records import RelationRecord
from claims.models.vocabulary import ImportKind
from claims.operations.claims import relate
from claims.operations.desk import lead, request_check
from claims.operations.identities import suggest_identity
from claims.operations.imports import request_import
from claims.operations.retractions import Subject, retract
from claims.triage import Verb
from factcheck.accounts.operations import add_absence
from factcheck.core import outbox
from factcheck.core.models import Delivery
from factcheck.notices.models import Notification
from factcheck.notices.operations import endpoints, notify
from reviews.operations.assignments import open_assignment
from reviews.operations.evidence import Said, add_file, add_link
from reviews.operations.merges import merge
from tests import factories
from tests.conftest import PROJECT

PEOPLE = ("anonymous", "nobody", "reader", "reviewer", "editor", "admin", "rival")
READ = (401, 403, 200, 200, 200, 200, 200)
OWN = (401, 403, 200, 200, 200, 200, 404)
EDITORS = (401, 403, 403, 403, 200, 200, 404)
EDITORS_409 = (401, 403, 403, 403, 409, 409, 404)
OWN_IMPORT = (401, 403, 404, 200, 404, 404, 404)
EDITORS_IMPORT = (401, 403, 404, 404, 200, 404, 404)
ADMINS_READ = (401, 403, 404, 404, 404, 200, 404)
OWN_NEWSROOM = (401, 403, 200, 200, 200, 200, 404)


def writes(status):
    return (401, 403, 403, status, status, status, status)


def own_writes(status):
    return (401, 403, 403, status, status, status, 404)


def admins(status):
    return (401, 403, 403, 403, 403, status, 403)


def deletes(status=204):
    return (401, 403, 403, 403, status, status, status)


@dataclass
class Row:
    """One operation: what is sent, and what each of PEOPLE is answered."""

    operation: str
    expected: tuple[int, ...]
    body: dict[str, Any] | None = None
    key: str = ""
    verb: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def fixture(cast):
    """What the rows act on, by the placeholders in their paths and bodies."""
    told = factories.told()
    other, unreviewed = factories.claim(), factories.claim()
    record = RelationRecord("contradicts", other.pk, unreviewed.pk)
    by = cast.users["reviewer"]
    return {
        "telling": str(told.pk),
        "told": str(told.claim_id),
        "held": str(told.document_id),
        "claim": str(factories.claim().pk),
        "source": str(factories.source().pk),
        "person": str(factories.source().pk),
        "identity": str(suggested(by).pk),
        "document": str(factories.document().pk),
        "image": str(pictured(by).pk),
        "relation": str(relate(record=record, by=None).pk),
        "other": str(other.pk),
        "unreviewed": str(unreviewed.pk),
        "newsroom": str(cast.newsroom.pk),
        "review": str(factories.review(cast.newsroom, by, other).pk),
        **fallen(told, by),
        **triaged(cast),
        **work(cast),
        **noticed(cast),
        **named(factories.review(cast.newsroom, by), by),
        "event": str(outbox.record("test.happened", stream="test:1").pk),
        "delivery": str(dead(cast).pk),
        "import": str(request_import(content="{}", name="", dry_run=True, by=by).pk),
        **from_outside(cast),
    }


def from_outside(cast):
    """A review of an outside newsroom, and an import of more that the editor has asked for."""
    asked = {"content": "{}", "name": "", "dry_run": True, "by": cast.users["editor"]}
    job = request_import(kind=ImportKind.REVIEWS, **asked)
    return {"outside": str(factories.outside_review().pk), "outside_import": str(job.pk)}


def work(cast):
    """A piece of work in the pool, the reviewer's membership and absence."""
    by, editor = cast.users["reviewer"], cast.users["editor"]
    today = timezone.now().date()
    away = add_absence(user=by, by=by, first_on=today, last_on=today)
    row = open_assignment(newsroom=cast.newsroom, claim=factories.claim(), task="write", by=editor)
    held = by.memberships.get()
    return {"assignment": str(row.pk), "membership": str(held.pk), "absence": str(away.pk)}


def noticed(cast):
    """What the reviewer is told, and an endpoint of the desk with a message."""
    event = outbox.record("test.happened", stream="t:1", newsroom_id=cast.newsroom.pk)
    notify(event=event, users=[cast.users["reviewer"]], kind="review.approved", data={})
    values, by = {"url": "https://hooks.example.org/a"}, cast.users["admin"]
    hook = endpoints.create_endpoint(newsroom=cast.newsroom, values=values, by=by)
    message = endpoints.test_endpoint(endpoint=hook, by=by)
    row = Notification.objects.get()
    return {"notification": str(row.pk), "webhook": str(hook.pk), "message": message.pk}


def triaged(cast):
    """A claim that is not checkable, one that is merged, and one that all ask for."""
    by = cast.users["editor"]
    dismissed, merged, asked = (factories.claim() for _ in range(3))
    lead(claim=dismissed, verb=Verb.DISMISS, by=by, reason="x")
    merge(claim=merged, into=factories.claim(), reason="x", by=by)
    for user in cast.users.values():
        request_check(claim=asked, by=user)
    return {"dismissed": str(dismissed.pk), "merged": str(merged.pk), "asked": str(asked.pk)}


def dead(cast):
    """A task that was given up."""
    event = outbox.record("test.happened", stream="test:2", newsroom_id=cast.newsroom.pk)
    return Delivery.objects.create(event=event, subscriber="tests.nobody", state="dead")


def fallen(told, by):
    """A retraction in force and its impact, and a stitch that nobody has decided on."""
    source = factories.source()
    subject = Subject(source=source.pk)
    made = retract(subject=subject, since=timezone.now(), reason="x", by=by)
    impact = models.RetractionImpact.objects.create(
        retraction=made, claim=told.claim, falls=False, before={}, after={}, fallen={}
    )
    stitch = models.Stitch.objects.create(
        appearance=told,
        level=0,
        source=told.citations.get(level=0).source,
        document=factories.document(),
    )
    return {"retraction": str(made.pk), "impact": str(impact.pk), "stitch": str(stitch.pk)}


def named(review, by):
    """What a draft rests on: a link and a file."""
    said = Said(note="x")
    link = add_link(review=review, url="https://x.example/", said=said, by=by)
    file = add_file(review=review, content=b"text", name="a.txt", said=said, by=by)
    return {"written": str(review.pk), "evidence": str(link.pk), "file": str(file.pk)}


def pictured(by):
    """An image of a claim."""
    facts = {"content_type": "image/png", "size": 1, "sha256": "a" * 64, "phash": -1}
    facts |= {"content": b"x", "width": 1, "height": 1, "added_by": by}
    return models.ClaimImage.objects.create(claim=factories.claim(), **facts)


def suggested(by):
    """A pair of sources that nobody has decided on."""
    pair = {"a": factories.source().pk, "b": factories.source().pk}
    return suggest_identity(**pair, reason="x", by=by)


PERSON = {"kind": "person", "anonymity": "named", "name": "A"}
PLACE = factories.place("NBC")
TOLD = {"voice": "outlet", "modality": "asserted", "polarity": "positive", "anchor": PLACE}
REVIEW = {"newsroom": "{newsroom}", "claim": "{unreviewed}", "language": "en", "title": "T"}
SCALE = [{"value": 1, "labels": {"en": "No"}}, {"value": 2, "labels": {"en": "Yes"}}]
DESK = {"name": "N", "slug": "n", "url": "https://n.example", "language": "en"}
DESK |= {"rating_scale": SCALE}
NOTE = {"note": "x"}
WORK = {"newsroom": "{newsroom}", "claim": "{claim}", "task": "write"}
LANGUAGES = {"languages": ["ar"]}
AWAY = {"first_on": "2026-12-01", "last_on": "2026-12-03"}
HOOK = {"newsroom": "{newsroom}", "url": "https://hooks.example.org/b"}
RETRACTION = {"since": "2026-03-05T10:00:00Z", "reason": "x"}

ROWS = [
    Row("sources_list", READ),
    Row("sources_create", writes(201), PERSON),
    Row("sources_retrieve", READ, key="source"),
    Row("sources_update", writes(200), NOTE, key="source"),
    Row("sources_delete", deletes(), key="source"),
    Row("identities_list", READ),
    Row("identities_create", writes(201), {"a": "{source}", "b": "{person}", "reason": "x"}),
    Row("identities_retrieve", READ, key="identity"),
    Row("identities_confirm", writes(200), key="identity"),
    Row("identities_reject", writes(200), key="identity"),
    Row("identities_undo", writes(409), key="identity"),
    Row("stitches_list", READ),
    Row("stitches_retrieve", READ, key="stitch"),
    Row("stitches_confirm", writes(200), key="stitch"),
    Row("stitches_reject", writes(200), key="stitch"),
    Row("stitches_undo", writes(409), key="stitch"),
    Row("retractions_list", READ),
    Row("retractions_create", writes(201), {"source": "{person}"} | RETRACTION),
    Row("retractions_retrieve", READ, key="retraction"),
    Row("retractions_revoke", writes(200), {"reason": "x"}, key="retraction"),
    Row("impacts_list", READ),
    Row("impacts_retrieve", READ, key="impact"),
    Row("dependences_list", READ),
    Row("sources_impact", READ, key="source"),
    Row("documents_impact", READ, key="document"),
    Row("documents_reuse", READ, key="document"),
    Row("documents_list", READ),
    Row("documents_create", writes(201), {"language": "en", "text": "T"}),
    Row("documents_retrieve", READ, key="document"),
    Row("documents_update", writes(200), NOTE, key="document"),
    Row("documents_delete", deletes(), key="document"),
    Row("documents_versions", writes(201), {"language": "en", "text": "new"}, key="document"),
    Row("claims_list", READ),
    Row("claims_create", writes(201), {"language": "en", "texts": {"en": "T"}}),
    Row("claims_retrieve", READ, key="told"),
    Row("claims_update", writes(200), NOTE, key="claim"),
    Row("claims_delete", deletes(), key="claim"),
    Row("claims_provenance", READ, key="told"),
    Row("claims_provenance_picture", READ, key="told"),
    Row("claims_provenance_mermaid", READ, key="told"),
    Row("claims_provenance_prov", READ, key="told"),
    Row("claims_images", READ, key="claim"),
    Row("claims_attach_image", writes(422), {}, key="claim"),
    Row("images_retrieve", READ, key="image"),
    Row("images_delete", deletes(), key="image"),
    Row("images_file", READ, key="image"),
    Row("claims_queues", READ),
    Row("claims_queue", writes(200), key="claim"),
    Row("claims_dismiss", writes(200), {"reason": "x"}, key="claim"),
    Row("claims_reopen", writes(200), {"reason": "x"}, key="dismissed"),
    Row("claims_own_request", READ, key="asked"),
    Row("claims_ask", (401, 403, 201, 201, 201, 201, 201), NOTE, key="claim"),
    Row("claims_unask", (401, 403, 204, 204, 204, 204, 204), key="asked"),
    Row("claims_merge", deletes(200), {"into": "{other}", "reason": "x"}, key="claim"),
    Row("claims_unmerge", deletes(200), {"reason": "x"}, key="merged"),
    Row("appearances_list", READ),
    Row("appearances_create", writes(201), TOLD | {"claim": "{claim}", "document": "{document}"}),
    Row("appearances_retrieve", READ, key="telling"),
    Row("appearances_update", writes(200), NOTE, key="telling"),
    Row("appearances_delete", deletes(), key="telling"),
    Row("relations_list", READ),
    Row("relations_create", writes(201), {"type": "supports", "from": "{claim}", "to": "{told}"}),
    Row("relations_retrieve", READ, key="relation"),
    Row("relations_delete", deletes(), key="relation"),
    Row("imports_list", READ),
    Row(
        "imports_create", writes(202), {"format": "factcheck-claims", "version": 1, "dataset": "d"}
    ),
    Row("imports_retrieve", OWN_IMPORT, key="import"),
    Row("outside_reviews_list", READ),
    Row("outside_reviews_retrieve", READ, key="outside"),
    Row("outside_imports_list", READ),
    Row("outside_imports_create", deletes(202), {"@type": "ClaimReview"}),
    Row("outside_imports_retrieve", EDITORS_IMPORT, key="outside_import"),
    Row("outside_imports_records", EDITORS_IMPORT, key="outside_import"),
    Row("events_list", READ),
    Row("events_retrieve", READ, key="event"),
    Row("deliveries_list", READ),
    Row("deliveries_retrieve", (401, 403, 200, 200, 200, 200, 404), key="delivery"),
    Row("deliveries_requeue", (401, 403, 403, 403, 403, 200, 403), key="delivery"),
    Row("desk_stats", READ),
    Row("assignments_list", READ),
    Row("assignments_create", (401, 403, 403, 403, 201, 201, 403), WORK),
    Row("assignments_retrieve", OWN, key="assignment"),
    Row("assignments_take", (401, 403, 403, 200, 200, 200, 404), key="assignment"),
    Row("assignments_release", EDITORS_409, key="assignment"),
    Row("assignments_hand_over", EDITORS, {"assignee": "colleague"}, key="assignment"),
    Row("assignments_reschedule", EDITORS, {"due_at": None}, key="assignment"),
    Row("assignments_end", EDITORS, key="assignment"),
    Row("desks_retrieve", OWN, key="newsroom"),
    Row("desks_update", (401, 403, 403, 403, 403, 200, 403), {"balances": True}, key="newsroom"),
    Row("memberships_list", READ),
    Row("memberships_retrieve", OWN, key="membership"),
    Row("memberships_update", (401, 403, 403, 200, 403, 200, 404), LANGUAGES, key="membership"),
    Row("absences_list", READ),
    Row("absences_create", (401, 403, 201, 201, 201, 201, 201), AWAY),
    Row("absences_retrieve", OWN, key="absence"),
    Row("absences_delete", (401, 403, 403, 204, 204, 204, 404), key="absence"),
    Row("notifications_list", READ),
    Row("notifications_retrieve", OWN_IMPORT, key="notification"),
    Row("notifications_read", OWN_IMPORT, key="notification"),
    Row("notifications_read_all", READ),
    Row("notifications_unread", READ),
    Row("webhooks_list", READ),
    Row("webhooks_create", admins(201), HOOK),
    Row("webhooks_retrieve", ADMINS_READ, key="webhook"),
    Row("webhooks_update", admins(200), {"description": "x"}, key="webhook"),
    Row("webhooks_delete", admins(204), key="webhook"),
    Row("webhooks_rotate", admins(200), key="webhook"),
    Row("webhooks_test", admins(200), key="webhook"),
    Row("webhooks_enable", admins(409), key="webhook"),
    Row("messages_list", READ),
    Row("messages_retrieve", ADMINS_READ, key="message"),
    Row("messages_redeliver", admins(200), key="message"),
    Row("newsrooms_list", READ),
    Row("newsrooms_create", (401, 403, 403, 403, 403, 201, 403), DESK),
    Row("newsrooms_retrieve", READ, key="newsroom"),
    Row("newsrooms_scales", READ, key="newsroom"),
    Row("newsrooms_update", (401, 403, 403, 403, 403, 200, 403), {"name": "X"}, key="newsroom"),
    Row("reviews_list", READ),
    Row("reviews_create", (401, 403, 403, 201, 201, 201, 403), REVIEW),
    Row("reviews_retrieve", (401, 403, 200, 200, 200, 200, 404), key="review"),
    Row("reviews_update", (401, 403, 403, 200, 200, 200, 404), {"title": "X"}, key="review"),
    Row("reviews_history", (401, 403, 200, 200, 200, 200, 404), key="review"),
    Row("reviews_perform", (401, 403, 403, 200, 200, 200, 404), key="review", verb="submit"),
    Row("reviews_lint", OWN_NEWSROOM, key="review"),
    Row("lint_check", (200,) * 7, {"markup": {}}),
    Row("reviews_evidence", OWN_NEWSROOM, key="written"),
    Row("reviews_add_evidence", own_writes(201), {"kind": "note", "note": "x"}, key="written"),
    # JSON is no file.
    Row("reviews_add_evidence_file", own_writes(422), {}, key="written"),
    Row("evidence_retrieve", OWN_NEWSROOM, key="evidence"),
    Row("evidence_update", own_writes(200), NOTE, key="evidence"),
    Row("evidence_delete", own_writes(204), key="evidence"),
    Row("evidence_move", own_writes(200), {"position": 2}, key="evidence"),
    Row("evidence_check", own_writes(202), key="evidence"),
    Row("evidence_snapshots", OWN_NEWSROOM, key="evidence"),
    Row("evidence_file", OWN_NEWSROOM, key="file"),
]


# Their keys are numbers.
NUMBERED = ("relation", "identity", "stitch", "impact", "event", "membership", "absence")
NUMBERED += ("delivery", "notification")


@cache
def operations():
    """Return method and path of every operation, from the committed description."""
    described = yaml.safe_load((PROJECT / "docs" / "openapi.yaml").read_text())
    return {
        operation["operationId"]: (method, path)
        for path, item in described["paths"].items()
        if path.startswith("/api/v1/")
        for method, operation in item.items()
    }


def filled(value, found):
    if isinstance(value, dict):
        return {key: filled(item, found) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return found[value.strip("{}")]
    return value


def test_every_operation_has_a_row():
    assert sorted(row.operation for row in ROWS) == sorted(operations())


@pytest.mark.parametrize("person", PEOPLE)
def test_access(cast, person, subtests):
    """Each operation on the same world, which is put back after it."""
    found = fixture(cast)
    for name in (person, "superuser"):
        assert cast.clients[name], "made before what is put back"
    for row in ROWS:
        with subtests.test(row.operation), rolled_back():
            answer = asked(cast, person, row, found)
            assert answer.status_code == row.expected[PEOPLE.index(person)], answer.content


def asked(cast, person, row, found):
    """What a person is answered to one operation."""
    method, path = operations()[row.operation]
    url = path.replace("{id}", found.get(row.key, "")).replace("{verb}", row.verb)
    client = cast.clients[person]
    headers = {}
    if method in ("patch", "delete"):
        headers["If-Match"] = cast.superuser.get(url).headers["ETag"]
        # They say what the reader may do, or has said: to each another.
        if row.operation in ("reviews_update", "claims_unask"):
            headers["If-Match"] = client.get(url).headers.get("ETag", "*")
    return getattr(client, method)(url, filled(row.body, found), headers=headers)


@contextmanager
def rolled_back():
    """Leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_an_admin_of_another_newsroom_changes_nothing_here(cast):
    url = f"/api/v1/newsrooms/{cast.newsroom.pk}/"
    assert cast.rival_admin.changes("patch", url, {"name": "X"}).status_code == 403
    assert cast.superuser.changes("patch", url, {"name": "X"}).status_code == 200


@pytest.mark.parametrize("row", [r for r in ROWS if r.key], ids=lambda row: row.operation)
def test_what_is_not_there_is_404_for_all_who_may_write(cast, row):
    method, path = operations()[row.operation]
    key = "999999999" if row.key in NUMBERED else str(uuid4())
    url = path.replace("{id}", key).replace("{verb}", row.verb)
    assert getattr(cast.superuser, method)(url, {}).status_code == 404
