"""Whether two sources are one: said, decided, taken back; and what the figures make of it."""

import threading

import pytest
from django.db import close_old_connections

from claims import models
from claims.models.vocabulary import IdentityState
from claims.operations import figures
from claims.operations.identities import decide_identity, suggest_identity
from factcheck.accounts.models import User
from factcheck.core.errors import Conflict
from factcheck.core.models import Event
from tests import factories
from tests.claims.test_figures import outdated, settle, stored
from tests.claims.test_import import hop, made, run, sample

URL = "/api/v1/identities/"


def two_tellings_of_one_claim():
    """Two documents that have one claim from two sources, of which nobody says they are one."""
    data = sample()
    data["sources"] += [
        {"id": n, "kind": "person", "anonymity": "named", "name": n} for n in ("omar", "umar")
    ]
    for place, source in enumerate(("omar", "umar")):
        chain = [hop(0, source, "origin")]
        data["documents"][place]["appearances"] = [made(f"t{place}", "c1", "أكد ذلك", chain)]
    run(data)
    settle()
    pair = [models.Source.objects.get(name=name) for name in ("omar", "umar")]
    return models.Claim.objects.get(texts__text="الأمر انتهى"), pair


def names(pair):
    return {"a": str(pair[0].pk), "b": str(pair[1].pk)}


@pytest.mark.django_db
def test_said_confirmed_undone_rejected(cast):
    claim, pair = two_tellings_of_one_claim()
    said = cast.reviewer.post(URL, names(pair) | {"reason": "the same name, two spellings"})
    assert said.status_code == 201, said.content
    url = f"{URL}{said.json()['id']}/"
    assert said.json()["state"] == "suggested"
    settle()
    assert (stored(claim.pk).origins_at_least, stored(claim.pk).origins_at_most) == (1, 2)
    for verb, state, least, most in (
        ("confirm", "confirmed", 1, 1),
        ("undo", "suggested", 1, 2),
        ("reject", "rejected", 2, 2),
        ("confirm", "confirmed", 1, 1),
    ):
        answer = cast.reviewer.post(f"{url}{verb}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
        assert outdated() == {claim.pk}
        settle()
        assert (stored(claim.pk).origins_at_least, stored(claim.pk).origins_at_most) == (
            least,
            most,
        )
    types = Event.objects.filter(stream=f"identity:{said.json()['id']}").order_by("id")
    assert [event.type.partition(".")[2] for event in types] == [
        *("suggested", "confirmed", "undone", "rejected", "confirmed")
    ]
    assert {event.actor for event in types} == {cast.users["reviewer"]}
    again = cast.reviewer.post(f"{url}confirm/")
    assert (again.status_code, again.json()["allowed"]) == (409, ["rejected", "suggested"])


@pytest.mark.django_db
def test_bad_pairs(cast):
    one, other = factories.source(), factories.source()
    same = cast.reviewer.post(URL, names([one, one]) | {"reason": "x"})
    assert (same.status_code, same.json()["errors"][0]["pointer"]) == (422, "/b")
    body = names([one, other]) | {"reason": "x"}
    assert cast.reviewer.post(URL, body | {"reason": ""}).status_code == 422
    assert cast.reviewer.post(URL, body).status_code == 201
    turned = {"a": body["b"], "b": body["a"], "reason": "y"}
    assert cast.reviewer.post(URL, turned).status_code == 409
    other.delete()
    assert cast.reviewer.post(URL, body).json()["errors"][0]["pointer"] == "/b"


@pytest.mark.django_db
def test_the_list_is_narrowed(cast):
    a, b, c = (factories.source() for _ in range(3))
    by = cast.users["reviewer"]
    one = suggest_identity(a=a.pk, b=b.pk, reason="x", by=by)
    suggest_identity(a=b.pk, b=c.pk, reason="y", by=by)
    decide_identity(identity=one, state=IdentityState.CONFIRMED, by=by)

    def found(query):
        return [row["reason"] for row in cast.reader.get(f"{URL}?{query}").json()["results"]]

    assert found(f"source={a.pk}") == ["x"]
    assert sorted(found(f"source={b.pk}")) == ["x", "y"]
    assert found("state=confirmed") == ["x"]
    assert found("state=suggested") == ["y"]


@pytest.mark.django_db
def test_a_ring_and_an_undo_after_further_merges(cast):
    """a=b, b=c, c=a: taking one of the three back changes nothing; taking two back does."""
    claim, (a, b) = two_tellings_of_one_claim()
    c = factories.source()
    by = cast.users["reviewer"]
    ring = [
        suggest_identity(a=x.pk, b=y.pk, reason="ring", by=by) for x, y in ((a, b), (b, c), (c, a))
    ]
    for pair in ring:
        decide_identity(identity=pair, state=IdentityState.CONFIRMED, by=by)
    settle()
    assert stored(claim.pk).origins_at_most == 1
    decide_identity(identity=ring[0], state=IdentityState.SUGGESTED, by=by)
    settle()
    assert stored(claim.pk).origins_at_most == 1, "still one by way of c"
    decide_identity(identity=ring[1], state=IdentityState.SUGGESTED, by=by)
    assert outdated() == {claim.pk}
    settle()
    assert stored(claim.pk).origins_at_most == 2


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_decide_once():
    by = User.objects.create_user("reviewer")
    pair = suggest_identity(a=factories.source().pk, b=factories.source().pk, reason="x", by=by)
    outcomes, start = [], threading.Barrier(6)

    def decide():
        start.wait()
        try:
            decide_identity(identity=pair, state=IdentityState.CONFIRMED, by=by)
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")
        finally:
            close_old_connections()

    threads = [threading.Thread(target=decide) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["done"]
    assert Event.objects.filter(type="identity.confirmed").count() == 1


@pytest.mark.django_db
def test_provenance_is_served_from_the_store_and_says_when_it_is_stale(cast):
    claim, pair = two_tellings_of_one_claim()
    url = f"/api/v1/claims/{claim.pk}/provenance/"
    shown = cast.reader.get(url).json()
    assert shown["stale_since"] is None
    assert shown["provenance"]["figures"]["origins_at_most"] == 2
    assert shown["words"]["en"][0].startswith("Two articles")
    assert shown["words"]["ar"]
    said = suggest_identity(a=pair[0].pk, b=pair[1].pk, reason="x", by=cast.users["reviewer"])
    decide_identity(identity=said, state=IdentityState.CONFIRMED, by=cast.users["reviewer"])
    waiting = cast.reader.get(url).json()
    assert waiting["stale_since"]
    assert waiting["provenance"] == shown["provenance"], "the last result, and it says so"
    figures.recompute(claim_id=claim.pk)
    assert cast.reader.get(url).json()["provenance"]["figures"]["origins_at_most"] == 1


@pytest.mark.django_db
def test_claims_are_found_by_their_figures(cast):
    claim, _ = two_tellings_of_one_claim()
    other = factories.told().claim
    settle()

    def found(query):
        answer = cast.reader.get(f"/api/v1/claims/?{query}")
        assert answer.status_code == 200, answer.content
        return {row["id"] for row in answer.json()["results"]}

    assert str(claim.pk) in found("independent_origins_min=2")
    assert str(other.pk) not in found("independent_origins_min=2")
    assert str(claim.pk) not in found("independent_origins_max=1")
    assert str(other.pk) in found("independent_origins_max=1")
    assert found("documents_min=2&support_max=2") == {str(claim.pk)}
    assert str(claim.pk) in found("all_unnamed=false")
    assert str(claim.pk) not in found("all_unnamed=true")
    assert cast.reader.get("/api/v1/claims/?support_max=x").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "media_type", "holds"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("mmd", "text/vnd.mermaid", b"flowchart"),
        ("prov.json", "application/provenance+json", b'"wasAttributedTo"'),
    ],
)
def test_pictures_and_exports(cast, form, media_type, holds):
    claim, _ = two_tellings_of_one_claim()
    answer = cast.reader.get(f"/api/v1/claims/{claim.pk}/provenance.{form}")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"].split(";")[0] == media_type
    assert holds in answer.content
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert cast.reader.get(answer.request["PATH_INFO"], headers=tag).status_code == 304
    missing = cast.reader.get(f"/api/v1/claims/{factories.source().pk}/provenance.{form}")
    assert missing.status_code == 404
    assert missing.headers["Content-Type"] == "application/problem+json"
