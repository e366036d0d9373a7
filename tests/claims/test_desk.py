"""The claims' desk over the API: triage, topics, queues, requests, priority."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim, ClaimMerge, ClaimPriority, ClaimRequest
from claims.operations import priorities
from claims.operations.claims import set_status
from claims.operations.desk import lead, request_check
from claims.operations.identities import decide_identity, suggest_identity
from claims.triage import Verb
from factcheck.core.errors import Conflict
from factcheck.core.models import Event
from tests import factories
from tests.desk import desk, errors_of, said, url, words
from tests.problems import problem
from tests.worker import work

URL = "/api/v1/claims/"


def at(claim, verb=""):
    return f"{URL}{claim.pk}/{verb + '/' if verb else ''}"


def listed(client, **filters):
    answer = client.get(URL, filters)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


# Triage


def test_a_claim_goes_its_way(cast):
    claim = factories.claim()
    queued = cast.reviewer.post(at(claim, "queue"), {}).json()
    assert (queued["status"], queued["status_reason"]) == ("queued", "")
    why = {"reason": " It is an opinion. "}
    dismissed = cast.reviewer.post(at(claim, "dismiss"), why).json()
    assert (dismissed["status"], dismissed["status_reason"]) == (
        "not_checkable",
        "It is an opinion.",
    )
    reopened = cast.reviewer.post(at(claim, "reopen"), {"reason": "رأي وخبر"}).json()
    assert (reopened["status"], reopened["status_reason"]) == ("queued", "رأي وخبر")
    events = Event.objects.filter(stream=f"claim:{claim.pk}").order_by("id")
    assert list(events.values_list("type", flat=True)) == [
        "claim.created",
        "claim.queued",
        "claim.dismissed",
        "claim.reopened",
    ]
    last = events.last()
    assert (last.before, last.after) == (
        {"status": "not_checkable"},
        {"status": "queued", "reason": "رأي وخبر"},
    )


def test_the_wrong_state_names_what_is_possible(cast):
    claim = factories.claim()
    body = problem(cast.reviewer.post(at(claim, "reopen"), {"reason": "x"}), "conflict")
    assert body["allowed"] == ["queue", "dismiss", "merge"]
    cast.reviewer.post(at(claim, "queue"), {})
    problem(cast.reviewer.post(at(claim, "queue"), {}), "conflict")


@pytest.mark.parametrize("sent", [{}, {"reason": ""}, {"reason": " \n"}, {"reason": None}])
def test_who_dismisses_says_why(cast, sent):
    claim = factories.claim()
    problem(cast.reviewer.post(at(claim, "dismiss"), sent), "invalid", "/reason")
    claim.refresh_from_db()
    assert claim.status == "new"


@pytest.mark.parametrize("sent", [{"reason": 5}, {"reason": "x" * 5001}, {"x": 1}])
def test_bad_words(cast, sent):
    problem(cast.reviewer.post(at(factories.claim(), "queue"), sent), "invalid")


def test_a_stale_copy_is_refused_where_one_is_named(cast):
    claim = factories.claim()
    etag = cast.reviewer.get(at(claim)).headers["ETag"]
    cast.reviewer.post(at(claim, "queue"), {})
    headers = {"If-Match": etag}
    problem(cast.reviewer.post(at(claim, "dismiss"), {"reason": "x"}, headers=headers), "stale")


def test_a_dismissed_claim_that_is_reviewed_is_under_review(cast):
    claim = factories.claim()
    lead(claim=claim, verb=Verb.DISMISS, by=cast.users["reviewer"], reason="An opinion.")
    factories.review(cast.newsroom, cast.users["reviewer"], claim)
    claim.refresh_from_db()
    assert (claim.status, claim.status_reason) == ("under_review", "")


def test_the_database_holds_it_too(db):
    claim = factories.claim()
    with pytest.raises(IntegrityError, match="claim_not_checkable_has_reason"):
        Claim.objects.filter(pk=claim.pk).update(status="not_checkable")


@pytest.mark.parametrize("status", ["merged", "new"])
def test_merged_is_what_has_a_target(db, status):
    claim, other = factories.claim(), factories.claim()
    target = None if status == "merged" else other
    with pytest.raises(IntegrityError, match="claim_merged_has_target"):
        Claim.objects.filter(pk=claim.pk).update(status=status, merged_into=target)


# Topics, filters, queues


def test_topics_are_taken_however_they_are_typed(cast):
    sent = {"language": "en", "texts": {"en": "T"}, "topics": [" Iraq", "IRAQ", "الأمن "]}
    made = cast.reviewer.post(URL, sent).json()
    assert made["topics"] == ["iraq", "الأمن"]
    url = f"{URL}{made['id']}/"
    assert cast.reviewer.changes("patch", url, {"topics": ["Oil"]}).json()["topics"] == ["oil"]
    assert cast.reviewer.changes("patch", url, {"note": "n"}).json()["topics"] == ["oil"]
    assert listed(cast.reader, topic=" OIL") == [made["id"]]
    assert listed(cast.reader, topic="iraq") == []
    assert cast.reviewer.changes("patch", url, {"topics": []}).json()["topics"] == []


@pytest.mark.parametrize(
    "topics",
    [
        *([""], [" "], ["x" * 61], [f"t{n}" for n in range(21)], ["ß" * 31], [5], [None], "oil"),
        *({}, [["oil"]], None),
    ],
)
def test_what_is_no_topic(cast, topics):
    sent = {"language": "en", "texts": {"en": "T"}, "topics": topics}
    answer = cast.reviewer.post(URL, sent)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"].startswith("/topics")


def test_queues_count_what_stands_there(cast):
    a, b, c = (factories.claim(topics=topics) for topics in ((), ("oil",), ("oil", "war")))
    arabic = factories.claim(language="ar", topics=("oil",))
    for claim in (b, c):
        lead(claim=claim, verb=Verb.QUEUE, by=cast.users["reviewer"])
    found = cast.reader.get(f"{URL}queues/").json()["results"]
    assert found == [
        {
            "status": "new",
            "language": "ar",
            "claims": 1,
            "topics": [{"topic": "oil", "claims": 1}],
        },
        {"status": "new", "language": "en", "claims": 1, "topics": []},
        {
            "status": "queued",
            "language": "en",
            "claims": 2,
            "topics": [{"topic": "oil", "claims": 2}, {"topic": "war", "claims": 1}],
        },
    ]
    assert listed(cast.reader, status="queued", topic="war") == [str(c.pk)]
    assert {str(a.pk), str(arabic.pk)} == set(listed(cast.reader, status="new"))
    problem(cast.reader.get(f"{URL}queues/?x=1"), "parameters")


def test_queues_ask_the_database_as_often_however_many_there_are(cast):
    reader = cast.reader

    def queries():
        with CaptureQueriesContext(connection) as captured:
            reader.get(f"{URL}queues/")
        return len(captured)

    factories.claim(topics=("a",))
    few = queries()
    for n in range(10):
        factories.claim(topics=(f"t{n}", "a"))
    assert queries() == few == 4


# Requests


def test_a_reader_asks_says_more_and_takes_it_back(cast):
    claim = factories.claim()
    url = at(claim, "request")
    problem(cast.reader.get(url), "not-found")
    asked = cast.reader.post(url, {"note": "هل هذا صحيح؟"})
    assert asked.status_code == 201
    assert asked.json()["note"] == "هل هذا صحيح؟"
    again = {"note": "Is it?", "newsroom": str(cast.newsroom.pk)}
    assert cast.reader.post(url, again).status_code == 200
    assert cast.reader.post(url, again).status_code == 200
    assert cast.rival.post(url, {}).status_code == 201
    shown = cast.editor.get(at(claim)).json()
    assert shown["requests_count"] == 2
    assert part(shown, "requests") == (2, 10)
    assert cast.reader.get(url).json()["newsroom"] == str(cast.newsroom.pk)
    problem(cast.reader.delete(url), "precondition-required")
    problem(cast.reader.delete(url, headers={"If-Match": '"x"'}), "stale")
    assert cast.reader.changes("delete", url).status_code == 204
    assert cast.reader.get(at(claim)).json()["requests_count"] == 1
    types = Event.objects.filter(stream=f"claim:{claim.pk}").order_by("id")
    assert list(types.values_list("type", flat=True))[1:] == [
        *["claim.requested"] * 3,
        "claim.request_withdrawn",
    ]


@pytest.mark.parametrize("newsroom", ["rival", "unknown"])
def test_nobody_asks_for_a_newsroom_of_others(cast, newsroom):
    pk = cast.rival_newsroom.pk if newsroom == "rival" else uuid4()
    url = at(factories.claim(), "request")
    problem(cast.reader.post(url, {"newsroom": str(pk)}), "invalid", "/newsroom")
    assert not ClaimRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_asks_at_one_moment_is_counted_whole(cast):
    claim = factories.claim()
    users = [cast.users[name] for name in ("reader", "reviewer", "editor", "admin", "rival")]

    def ask(user):
        request_check(claim=claim, by=user)
        request_check(claim=claim, by=user, note="again")
        connection.close()

    crowd = [threading.Thread(target=ask, args=[user]) for user in users]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert ClaimPriority.objects.get(claim=claim).parts["requests"] == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_dismiss_at_one_moment_do_it_once(cast):
    claim, outcomes = factories.claim(), []

    def dismiss():
        try:
            lead(claim=claim, verb=Verb.DISMISS, by=cast.users["reviewer"], reason="x")
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")
        connection.close()

    both = [threading.Thread(target=dismiss) for _ in range(4)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["conflict"] * 3 + ["done"]
    assert Event.objects.filter(type="claim.dismissed").count() == 1


# Priority


def part(shown, name):
    found = next(part for part in shown["priority"]["parts"] if part["name"] == name)
    return found["value"], found["points"]


def test_the_parts_are_what_is_held(cast):
    claim = factories.claim()
    outlet = factories.source()
    day = timezone.now() - timedelta(days=3, hours=2)
    relay, origin = factories.source("NBC"), factories.unnamed()
    hops = {"voice": "attributed", "chain": factories.chain(relay, origin)}
    first = factories.document(publisher=outlet.pk, published_at=day)
    factories.appearance(claim, first, **hops)
    factories.appearance(claim, factories.document(publisher=outlet.pk), **hops)
    twin = factories.source()
    factories.appearance(claim, factories.document(publisher=twin.pk), **hops)
    factories.appearance(claim, factories.document(publisher=None), **hops)
    request_check(claim=claim, by=cast.users["reader"])
    work("recompute_provenance")
    shown = cast.reader.get(at(claim)).json()
    found = {name: part(shown, name) for name in ("reach", "appearances", "requests", "age")}
    assert found == {"reach": (2, 8), "appearances": (4, 4), "requests": (1, 5), "age": (3, -3)}
    assert part(shown, "anonymity") == ("all_unnamed", 10)
    assert shown["priority"]["total"] == 24
    assert shown["priority"]["parts"][0]["words"]["ar"].startswith("عدد الجهات")
    by = cast.users["reviewer"]
    pair = suggest_identity(a=outlet.pk, b=twin.pk, reason="x", by=by)
    decide_identity(identity=pair, state="confirmed", by=by)
    work("recompute_provenance")
    assert part(cast.reader.get(at(claim)).json(), "reach") == (1, 4)


def test_named_but_only_through_somebody_unnamed(cast):
    claim = factories.claim()
    hops = factories.chain(factories.unnamed(), factories.source("Minister", kind="person"))
    factories.appearance(claim, factories.document(), voice="attributed", chain=hops)
    work("recompute_provenance")
    assert part(cast.reader.get(at(claim)).json(), "anonymity") == ("through_unnamed", 6)


def test_the_list_is_ordered_by_it_page_by_page(cast):
    claims = [factories.claim() for _ in range(6)]
    for n, claim in enumerate(claims):
        for name in list(cast.users)[:n]:
            request_check(claim=claim, by=cast.users[name])
    wanted = [str(claim.pk) for claim in reversed(claims)]
    assert listed(cast.reader, ordering="-priority") == wanted
    assert listed(cast.reader, ordering="priority") == wanted[::-1]
    url, paged = f"{URL}?ordering=-priority&page_size=2", []
    while url:
        body = cast.reader.get(url).json()
        paged += [row["id"] for row in body["results"]]
        url = body["next"]
    assert paged == wanted
    totals = [
        row["priority"]["total"]
        for row in cast.reader.get(URL, {"ordering": "-priority"}).json()["results"]
    ]
    assert totals == sorted(totals, reverse=True)


def test_a_row_that_nobody_has_weighed_ranks_as_its_creation(cast):
    claim = factories.told().claim
    row = ClaimPriority.objects.get(claim=claim)
    row.parts, row.weighed_at = {}, None
    row.save()
    assert cast.reader.get(at(claim)).json()["priority"]["total"] == 0
    work("recompute_provenance")
    assert cast.reader.get(at(claim)).json()["priority"]["total"] == 15
    ranks = ClaimPriority.objects.values_list("rank", flat=True)
    priorities.weigh([claim.pk])
    assert [row.rank for row in ClaimPriority.objects.filter(claim=claim)] == list(ranks)


def test_what_follows_from_reviews_takes_no_reason_along(cast):
    claim = factories.claim()
    lead(claim=claim, verb=Verb.DISMISS, by=cast.users["reviewer"], reason="x")
    set_status(claim_id=claim.pk, status="queued", by=cast.users["reviewer"])
    claim.refresh_from_db()
    assert claim.status_reason == ""


# At the desk


def test_the_queue_stands_in_its_order_and_its_verbs_are_said(cast):
    calm, urgent = factories.claim("Calm words"), factories.claim("Urgent words", topics=("oil",))
    request_check(claim=urgent, by=cast.users["reader"])
    client = desk(cast, "reviewer")
    page = words(client.text("claims_claim"))
    assert page.index("Urgent words") < page.index("Calm words")
    assert "oil (1)" in page
    assert "Calm words" not in client.text("claims_claim", topic="oil")
    assert "Merge into another" not in page
    done = client.act("claims_claim", "queue", calm.pk, urgent.pk)
    assert said(done) == ["“Urgent words” is queued.", "“Calm words” is queued."]
    asked = client.act("claims_claim", "dismiss", calm.pk)
    assert 'name="reason"' in asked.content.decode()
    empty = client.act("claims_claim", "dismiss", calm.pk, asked="1", reason=" ")
    assert said(empty) == ["A reason is missing."]
    client.act("claims_claim", "dismiss", calm.pk, urgent.pk, asked="1", reason="Opinions.")
    rows = Claim.objects.filter(pk__in=[calm.pk, urgent.pk])
    assert set(rows.values_list("status", "status_reason")) == {("not_checkable", "Opinions.")}
    shown = words(client.text("claims_claim", "change", urgent.pk))
    assert "Opinions." in shown
    assert "People who ask for a check: 1 5" in shown
    again = client.post(url("claims_claim", "verb", urgent.pk, "reopen"), {"reason": ""})
    assert again.status_code == 200
    client.post(url("claims_claim", "verb", urgent.pk, "reopen"), {"reason": "A figure is in it."})
    urgent.refresh_from_db()
    assert urgent.status == "queued"


def test_the_verbs_page_is_for_verbs_claims_and_members_alone(cast):
    claim, client = factories.claim(), desk(cast, "reviewer")
    assert client.get(url("claims_claim", "verb", claim.pk, "dismiss")).status_code == 200
    assert client.get(url("claims_claim", "verb", claim.pk, "merge")).status_code == 404
    assert client.get(url("claims_claim", "verb", uuid4(), "queue")).status_code == 302
    assert (
        desk(cast, "nobody").post(url("claims_claim", "verb", claim.pk, "queue")).status_code == 403
    )
    refused = desk(cast, "reader").post(url("claims_claim", "verb", claim.pk, "queue"))
    assert "takes the role reviewer" in said(refused)[0]
    assert Claim.objects.get(pk=claim.pk).status == "new"


def test_topics_are_typed_at_the_desk(cast):
    claim = factories.claim(topics=("oil",))
    assert (
        desk(cast, "reviewer").save("claims_claim", claim.pk, topics=" OIL , War").status_code
        == 302
    )
    claim.refresh_from_db()
    assert claim.topics == ["oil", "war"]


def test_claims_are_merged_and_taken_apart_at_the_desk(cast):
    one, two = (
        factories.told(factories.claim("One wording")).claim,
        factories.claim("Another wording"),
    )
    client = desk(cast, "editor")
    way = client.act("claims_claim", "merge", one.pk)
    assert way["Location"] == f"{url('claims_claimmerge', 'add')}?source={one.pk}"
    assert client.get(way["Location"]).status_code == 200
    typed = {"source": one.pk, "target": two.pk, "reason": "The same."}
    made = client.post(url("claims_claimmerge", "add"), typed)
    assert made.status_code == 302, errors_of(made)
    assert "One wording" not in client.text("claims_claim")
    assert "One wording" in client.text("claims_claim", status="merged")
    shown = words(client.text("claims_claim", "change", one.pk))
    assert "It was found to be: Another wording" in shown
    assert "Take the merge back" in shown
    assert "Merged into this one" in words(client.text("claims_claim", "change", two.pk))
    again = client.post(url("claims_claimmerge", "add"), typed)
    assert "is merged into" in str(errors_of(again))
    held = ClaimMerge.objects.get()
    empty = client.save("claims_claimmerge", held.pk, undone_because=" ")
    assert "undone_because" in errors_of(empty)
    assert client.save("claims_claimmerge", held.pk, undone_because="No.").status_code == 302
    one.refresh_from_db()
    assert (one.status, one.appearances.count()) == ("new", 1)
    arabic = client.get(
        url("claims_claim", "change", one.pk), headers={"Accept-Language": "ar"}
    ).content.decode()
    assert "عدد مواضع ظهوره: 1" in arabic
