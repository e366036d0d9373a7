"""Retractions: what falls, told claim by claim, and how it is taken back."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import close_old_connections
from django.utils import timezone

from claims import models
from claims.models.vocabulary import IdentityState
from claims.operations.identities import decide_identity, suggest_identity
from claims.operations.retractions import Subject, retract, revoke, weigh
from factcheck.accounts.models import User
from factcheck.core.errors import Conflict
from factcheck.core.models import Event
from tests import factories
from tests.worker import work

URL = "/api/v1/retractions/"
SINCE = "2026-03-05T10:00:00Z"


@pytest.fixture
def nbc(db):
    return factories.source("NBC")


def told_by(relay, *origins, of=None, **values):
    """A claim told in a new document by a relay from origins."""
    chain = factories.chain(relay, *(origins or [factories.unnamed()]))
    where = factories.document(**values)
    return factories.appearance(of or factories.claim(), where, voice="attributed", chain=chain)


def body(**subject):
    return {name: str(row.pk) for name, row in subject.items()} | {
        "since": SINCE,
        "reason": "NBC withdrew its report.",
    }


def figures(claim_id):
    row = models.StoredProvenance.objects.get(pk=claim_id)
    return row.documents, row.support, row.origins_at_most


def test_what_hangs_on_a_source_falls_and_stands_again(cast, nbc):
    first, second = told_by(nbc), told_by(nbc)
    told_by(factories.source("Reuters"), of=second.claim)
    untouched = told_by(factories.source("AFP"))
    work()
    assert figures(first.claim_id) == (1, 1, 1)
    assert figures(second.claim_id) == (2, 2, 2)
    computed = models.StoredProvenance.objects.get(pk=untouched.claim_id).computed_at

    made = cast.reviewer.post(URL, body(source=nbc))
    assert made.status_code == 201, made.content
    assert made.json()["source"]["label"] == "NBC"
    stale = models.StoredProvenance.objects.filter(stale_since__isnull=False)
    assert {row.claim_id for row in stale} == {first.claim_id, second.claim_id}
    work()
    assert figures(first.claim_id) == (0, 0, 0)
    assert figures(second.claim_id) == (1, 1, 1)
    assert models.StoredProvenance.objects.get(pk=untouched.claim_id).computed_at == computed

    url = f"/api/v1/impacts/?retraction={made.json()['id']}"
    found = {row["claim"]["id"]: row for row in cast.reader.get(url).json()["results"]}
    assert set(found) == {str(first.claim_id), str(second.claim_id)}
    row = found[str(second.claim_id)]
    assert (row["falls"], row["before"]["support"], row["after"]["support"]) == (True, 2, 1)
    assert row["fallen"]["documents"] == [str(second.document_id)]
    assert row["fallen"]["appearances"] == [str(second.pk)]
    assert Event.objects.filter(type="claim.fell").count() == 2

    shown = cast.reader.get(f"/api/v1/claims/{first.claim_id}/provenance/").json()
    (fallen,) = shown["provenance"]["fallen"]["retractions"]
    assert (fallen["key"], fallen["reason"]) == (str(nbc.pk), "NBC withdrew its report.")
    assert datetime.fromisoformat(fallen["since"]) == datetime(2026, 3, 5, 10, tzinfo=UTC)

    back = cast.reviewer.post(f"{made.headers['Location']}revoke/", {"reason": "A mistake."})
    assert (back.status_code, back.json()["revoked_because"]) == (200, "A mistake.")
    work()
    assert figures(first.claim_id) == (1, 1, 1)
    assert figures(second.claim_id) == (2, 2, 2)
    again = cast.reviewer.post(f"{made.headers['Location']}revoke/", {"reason": "x"})
    assert again.status_code == 409


def test_what_if_answers_the_same_and_writes_nothing(cast, nbc):
    telling = told_by(nbc)
    told_by(factories.source("Reuters"), of=telling.claim)
    work()
    reader = cast.reader
    events = Event.objects.count()
    supposed = reader.get(f"/api/v1/sources/{nbc.pk}/impact/").json()["results"]
    assert Event.objects.count() == events
    assert not models.Retraction.objects.exists()
    retract(
        subject=Subject(source=nbc.pk),
        since=timezone.now(),
        reason="x",
        by=cast.users["reviewer"],
    )
    work()
    happened = cast.reader.get("/api/v1/impacts/").json()["results"]
    names = ("claim", "falls", "before", "after", "fallen")
    assert [{n: row[n] for n in names} for row in supposed] == [
        {n: row[n] for n in names} for row in happened
    ]
    assert supposed[0]["falls"]
    (left,) = cast.reader.get(f"/api/v1/sources/{nbc.pk}/impact/").json()["results"]
    assert (left["falls"], left["before"]) == (False, left["after"]), "it has fallen already"


def test_for_one_claim_alone(cast, nbc):
    one, other = told_by(nbc), told_by(nbc)
    work()
    url = f"/api/v1/sources/{nbc.pk}/impact/?claim={one.claim_id}"
    assert len(cast.reader.get(url).json()["results"]) == 1
    assert cast.reviewer.post(URL, body(source=nbc, claim=one.claim)).status_code == 201
    work()
    assert figures(one.claim_id) == (0, 0, 0)
    assert figures(other.claim_id) == (1, 1, 1)
    assert cast.reviewer.post(URL, body(source=nbc, claim=other.claim)).status_code == 201
    again = cast.reviewer.post(URL, body(source=nbc, claim=one.claim))
    assert again.status_code == 409
    assert cast.reviewer.post(URL, body(source=nbc)).status_code == 201, "all is more than two"
    narrower = cast.reviewer.post(URL, body(source=nbc, claim=factories.claim()))
    assert (narrower.status_code, narrower.json()["detail"]) == (
        409,
        "It is retracted for all claims already.",
    )


def test_a_document_takes_along_what_was_told_from_it(cast, nbc):
    report = told_by(nbc)
    chain = factories.chain(factories.source("NBC again"), factories.unnamed("an official"))
    cited = [{"cited_document": report.document_id}, {}]
    hops = tuple(
        type(hop)(**{f: getattr(hop, f) for f in hop.__dataclass_fields__} | more)
        for hop, more in zip(chain, cited, strict=True)
    )
    factories.appearance(report.claim, factories.document(), voice="attributed", chain=hops)
    work()
    assert figures(report.claim_id)[0] == 2
    (row,) = cast.reader.get(f"/api/v1/documents/{report.document_id}/impact/").json()["results"]
    assert (row["before"]["documents"], row["after"]["documents"]) == (2, 0)
    assert cast.reviewer.post(URL, body(document=report.document)).status_code == 201
    work()
    assert figures(report.claim_id) == (0, 0, 0)


def test_all_mentions_of_a_source_fall_with_it_as_long_as_they_are_one(cast, nbc):
    twin = factories.source("إن بي سي")
    telling = told_by(twin)
    editor = cast.users["editor"]
    pair = suggest_identity(a=nbc.pk, b=twin.pk, reason="x", by=editor)
    work()
    assert cast.reviewer.post(URL, body(source=nbc)).status_code == 201
    work()
    assert figures(telling.claim_id) == (1, 1, 1)
    pair = decide_identity(identity=pair, state=IdentityState.CONFIRMED, by=editor)
    work()
    assert figures(telling.claim_id) == (0, 0, 0)
    decide_identity(identity=pair, state=IdentityState.SUGGESTED, by=editor)
    work()
    assert figures(telling.claim_id) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"source": None, "document": None}, "/source"),
        ({"since": "3026-01-01T00:00:00Z"}, "/since"),
        ({"since": "yesterday"}, "/since"),
        ({"reason": " "}, "/reason"),
        ({"source": "00000000-0000-4000-8000-000000000000"}, "/source"),
        ({"claim": "00000000-0000-4000-8000-000000000000"}, "/claim"),
        ({"document": "both"}, "/source"),
        ({"until": SINCE}, "/until"),
    ],
)
def test_bad_retractions(cast, nbc, change, pointer):
    if change.get("document") == "both":
        change = {"document": str(factories.document().pk)}
    sent = {k: v for k, v in (body(source=nbc) | change).items() if v is not None}
    answer = cast.reviewer.post(URL, sent)
    assert answer.status_code in (400, 422), answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert all(error["remedy"] for error in answer.json()["errors"])
    assert not models.Retraction.objects.exists()


def test_weighed_twice_is_once_and_a_revoked_one_not_at_all(cast, nbc):
    telling = told_by(nbc)
    work()
    by = cast.users["reviewer"]
    subject = Subject(source=nbc.pk)
    made = retract(subject=subject, since=timezone.now(), reason="x", by=by)
    revoke(retraction=made, reason="y", by=by)
    work()
    assert not models.RetractionImpact.objects.exists()
    made = retract(subject=subject, since=timezone.now() - timedelta(days=1), reason="x", by=by)
    work()
    weigh(retraction_id=made.pk, claim_ids=[telling.claim_id])
    assert models.RetractionImpact.objects.count() == 1
    assert Event.objects.filter(type="claim.fell").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_retract_once(cast):
    source = factories.source("NBC")
    told_by(source)
    user = User.objects.get(username=cast.users["reviewer"].username)
    start, seen = threading.Barrier(4), []

    def go():
        start.wait()
        try:
            subject = Subject(source=source.pk)
            retract(subject=subject, since=timezone.now(), reason="x", by=user)
            seen.append("made")
        except Conflict:
            seen.append("refused")
        finally:
            close_old_connections()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["made", "refused", "refused", "refused"]
    assert models.Retraction.objects.count() == 1
