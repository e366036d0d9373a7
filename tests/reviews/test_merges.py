"""Claims that are one: merged, taken apart again exactly, whoever does what meanwhile."""

import json
import random
import threading
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from claims import archive, models
from claims.interchange.reader import read
from claims.interchange.records import RelationRecord
from claims.interchange.writer import write
from claims.operations.claims import relate
from claims.operations.desk import lead, request_check
from claims.operations.figures import outdate
from claims.operations.intake import import_file
from claims.operations.retractions import Subject, retract
from claims.triage import Verb
from factcheck.core.errors import Conflict
from factcheck.core.models import Event
from reviews.models import Publication, Review
from reviews.operations import reviews as review_operations
from reviews.operations.assignments import open_assignment
from reviews.operations.merges import merge, unmerge
from reviews.operations.rendering import render
from reviews.operations.revisions import Content
from reviews.workflow import Verb as ReviewVerb
from tests import factories
from tests.problems import problem
from tests.worker import work

URL = "/api/v1/claims/"
# Marks of when and by which counts; not what is known.
MARKS = {"updated_at", "weighed_at", "changes", "stale_since", "computed_at"}
KEPT = (
    *(models.Claim, models.ClaimText, models.Appearance, models.Citation, models.ClaimRelation),
    *(models.ClaimRequest, models.Retraction, models.ClaimPriority, models.StoredProvenance),
    *(models.Dependence, Review, Publication),
)


def join(claim, into, by, reason="The same."):
    return merge(claim=claim, into=into, reason=reason, by=by)


def part(claim, by, reason="They differ."):
    return unmerge(claim=claim, reason=reason, by=by)


def snapshot():
    """Everything that is known, row by row; ids of figures' rows are as fleeting as they are."""
    with transaction.atomic():
        outdate(models.Claim.objects.values_list("pk", flat=True))
    work("recompute_provenance")
    return {
        model.__name__: sorted(
            repr({k: v for k, v in row.items() if k not in MARKS | fleeting(model)})
            for row in model.objects.values()
        )
        for model in KEPT
    }


def fleeting(model):
    return {"id"} if model is models.Dependence else set()


def export():
    return "".join(write("all", archive.everything()))


def at(claim, verb=""):
    return f"{URL}{claim.pk}/{verb + '/' if verb else ''}"


def publish(review, cast):
    for verb, who in (("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")):
        review_operations.perform(review=review, verb=ReviewVerb(verb), by=cast.users[who])
    render(publication=Publication.objects.get(revision__review=review))


class World:
    """Some claims with all that can hang on them, thrown together."""

    def __init__(self, cast, seed):
        self.cast, self.dice = cast, random.Random(seed)
        self.claims = [factories.claim(topics=("oil",)) for _ in range(4)]
        self.sources = [factories.source() for _ in range(2)]
        self.told = [self.tell() for _ in range(self.dice.randint(0, 7))]
        for step in (self.ask, self.relate, self.relate, self.relate, self.take_back, self.review):
            for _ in range(self.dice.randint(0, 3)):
                step()
        if self.dice.random() < 0.5:
            self.dismiss()

    def claim(self):
        return self.dice.choice(self.claims)

    def user(self, *names):
        return self.cast.users[self.dice.choice(names)]

    def tell(self):
        hops = factories.chain(self.dice.choice(self.sources), factories.unnamed())
        chain = self.dice.choice([(), hops])
        return factories.appearance(self.claim(), factories.document(), chain=chain)

    def ask(self):
        request_check(claim=self.claim(), by=self.user("reader", "editor", "rival"))

    def relate(self):
        sides = self.told if self.told and self.dice.random() < 0.3 else self.claims
        a, b = self.dice.choice(sides), self.dice.choice(sides)
        kind = self.dice.choice(["supports", "contradicts"])
        note = self.dice.choice(["", "ملاحظة"])
        if a != b:
            self.attempt(relate, record=RelationRecord(kind, a.pk, b.pk, note=note), by=None)

    def take_back(self):
        subject = Subject(source=self.dice.choice(self.sources).pk, claim=self.claim().pk)
        by, since = self.cast.users["reviewer"], timezone.now()
        self.attempt(retract, subject=subject, since=since, reason="x", by=by)

    def review(self):
        room, by = self.dice.choice(
            [
                (self.cast.newsroom, self.cast.users["reviewer"]),
                (self.cast.rival_newsroom, self.cast.users["rival"]),
            ]
        )
        made = self.attempt(factories.review, room, by, self.claim())
        if made and room == self.cast.newsroom and self.dice.random() < 0.5:
            publish(made, self.cast)

    def dismiss(self):
        claim, by = self.claim(), self.cast.users["reviewer"]
        claim.refresh_from_db()
        self.attempt(lead, claim=claim, verb=Verb.DISMISS, by=by, reason="An opinion.")

    @staticmethod
    def attempt(work, *args, **options):
        try:
            return work(*args, **options)
        except Conflict:
            return None


@pytest.mark.parametrize("seed", range(25))
def test_what_is_merged_and_taken_apart_is_as_it_was(cast, seed):
    world, by = World(cast, seed), cast.users["editor"]
    before, file = snapshot(), export()
    merged = []
    for _ in range(3):
        source, target = world.claim(), world.claim()
        if world.attempt(join, source, target, by):
            merged.append(source)
    work("recompute_provenance")
    held = models.Appearance.objects.filter(claim__merged_into__isnull=False)
    assert not held.exists()
    while merged:
        # In whichever order can be: what was merged on has to come back first.
        free = [c for c in merged if world.attempt(part, c, by)]
        assert free
        merged = [claim for claim in merged if claim not in free]
    after = snapshot()
    changed = {name: set(after[name]) ^ set(before[name]) for name in before}
    assert {name: rows for name, rows in changed.items() if rows} == {}
    assert export() == file


def test_there_are_merges_and_all_kinds_of_rows_in_those_worlds(cast):
    """Or the test above would say nothing."""
    seen = set()
    for seed in range(12):
        world = World(cast, seed)
        for source in world.claims:
            found = world.attempt(join, source, world.claim(), cast.users["editor"])
            seen |= {name for name, value in (found.moved if found else {}).items() if value}
    assert seen >= {
        *("appearances", "requests", "retractions", "reviews", "aside"),
        *("relations_from", "relations_to"),
    }


def test_everything_of_the_one_is_of_the_other(cast):
    one, two, third = factories.claim(), factories.claim(), factories.claim()
    made, mine = factories.told(one), factories.told(two)
    relate(record=RelationRecord("supports", one.pk, third.pk), by=None)
    relate(record=RelationRecord("contradicts", one.pk, two.pk), by=None)
    request_check(claim=one, by=cast.users["reader"])
    review = factories.review(cast.newsroom, cast.users["reviewer"], one)
    publish(review, cast)
    page = cast.anonymous.get(f"/reviews/{review.slug}/")
    answer = cast.editor.post(at(one, "merge"), {"into": str(two.pk), "reason": "The same."})
    assert answer.status_code == 200, answer.content
    assert answer.json()["target"] == str(two.pk)
    work()
    shown = cast.reader.get(at(two)).json()
    assert {row["id"] for row in shown["appearances"]} == {str(made.pk), str(mine.pk)}
    assert (shown["status"], shown["requests_count"]) == ("reviewed", 1)
    assert [(row["type"], row["from"]) for row in shown["relations"]] == [("supports", str(two.pk))]
    assert shown["provenance"]["documents"] == 2
    assert cast.reader.get(f"/api/v1/reviews/{review.pk}/").json()["claim"]["id"] == str(two.pk)
    assert cast.anonymous.get(f"/reviews/{review.slug}/").content == page.content
    event = Event.objects.get(type="claim.merged")
    assert event.stream == f"claim:{one.pk}"
    assert event.after["into"] == str(two.pk)
    assert event.after["moved"]["reviews"] == [str(review.pk)]
    back = cast.editor.post(at(one, "unmerge"), {"reason": "They differ."}).json()
    assert (back["undone_because"], back["undone_by"]) == ("They differ.", "editor")
    assert cast.reader.get(at(one)).json()["status"] == "reviewed"
    assert cast.reader.get(at(two)).json()["status"] == "new"


def test_readers_of_the_one_are_led_to_the_other(cast):
    one, two, third = factories.told().claim, factories.told().claim, factories.told().claim
    join(one, two, cast.users["editor"])
    join(two, third, cast.users["editor"])
    names = ("provenance/", "provenance.svg?language=ar", "provenance.mmd", "provenance.prov.json")
    for path in ("", *names, "request/"):
        answer = cast.reader.get(f"{at(one)}{path}")
        assert answer.status_code == 308, (path, answer.content)
        assert answer.headers["Location"] == f"http://testserver{at(third)}{path}"
        assert answer.content == b"", path
    assert cast.reader.head(at(one)).status_code == 308
    assert cast.anonymous.get(at(one)).status_code == 401
    rows = cast.reader.get(URL).json()["results"]
    assert [row["id"] for row in rows] == [str(third.pk)]
    merged = cast.reader.get(URL, {"status": "merged"}).json()["results"]
    assert {row["merged_into"] for row in merged} == {str(two.pk), str(third.pk)}


def test_nobody_writes_to_a_merged_claim(cast):
    one, two = factories.claim(), factories.claim()
    join(one, two, cast.users["editor"])
    other, document = factories.claim(), factories.document()
    place = factories.place("NBC")
    told = {"voice": "outlet", "modality": "asserted", "polarity": "positive", "anchor": place}
    told |= {"claim": str(one.pk), "document": str(document.pk)}
    review = {"newsroom": str(cast.newsroom.pk), "claim": str(one.pk), "language": "en"}
    source, since = str(factories.source().pk), "2026-03-05T10:00:00Z"
    taken_back = {"source": source, "claim": str(one.pk), "since": since, "reason": "x"}
    relation = {"type": "supports", "from": str(one.pk), "to": str(other.pk)}
    editor = cast.editor
    refused = [
        editor.patch(at(one), {"note": "x"}, headers={"If-Match": "*"}),
        editor.patch(at(one), {"note": "x"}),
        editor.delete(at(one), headers={"If-Match": "*"}),
        editor.post("/api/v1/appearances/", told),
        editor.post("/api/v1/reviews/", review | {"title": "T"}),
        editor.post("/api/v1/retractions/", taken_back),
        editor.post("/api/v1/relations/", relation),
        editor.post(at(one, "request"), {}),
        editor.post(at(one, "queue"), {}),
        editor.post(at(one, "dismiss"), {"reason": "x"}),
        editor.post(at(one, "merge"), {"into": str(other.pk), "reason": "x"}),
        editor.post(at(other, "merge"), {"into": str(one.pk), "reason": "x"}),
    ]
    for answer in refused:
        body = problem(answer, "conflict")
        assert str(two.pk) in body["detail"], body
        assert body["allowed"] == ["unmerge"]
    made = factories.told(other)
    url = f"/api/v1/appearances/{made.pk}/"
    problem(editor.changes("patch", url, {"claim": str(one.pk)}), "conflict")
    problem(editor.changes("delete", at(two)), "conflict")


def test_what_cannot_be_merged(cast):
    one, two = factories.claim(), factories.claim()
    merge_url = at(one, "merge")
    body = {"into": str(two.pk), "reason": "x"}
    problem(cast.reviewer.post(merge_url, body), "forbidden")
    problem(cast.editor.post(merge_url, body | {"into": str(one.pk)}), "conflict", "/into")
    problem(cast.editor.post(merge_url, body | {"reason": " "}), "invalid", "/reason")
    unknown = body | {"into": "00000000-0000-4000-8000-000000000000"}
    problem(cast.editor.post(merge_url, unknown), "invalid", "/into")
    for sent in ({}, {"into": 5, "reason": "x"}, {"into": "x", "reason": "x"}, body | {"x": 1}):
        problem(cast.editor.post(merge_url, sent), "invalid")
    problem(cast.editor.post(at(one, "unmerge"), {"reason": "x"}), "conflict")
    for claim in (one, two):
        factories.review(cast.newsroom, cast.users["reviewer"], claim)
    refused = problem(cast.editor.post(merge_url, body), "conflict", "/into")
    assert "The Desk" in refused["errors"][0]["detail"]


def test_a_review_is_not_left_without_its_words(cast):
    one, two = factories.claim(), factories.claim(texts={"en": "T"})
    review_operations.open_review(
        newsroom=cast.newsroom,
        claim=one,
        language="ar",
        content=Content("عنوان"),
        by=cast.users["reviewer"],
    )
    body = {"into": str(two.pk), "reason": "x"}
    problem(cast.editor.post(at(one, "merge"), body), "conflict", "/into")
    texts = {"texts": {"en": "T", "ar": "نص"}}
    cast.reviewer.changes("patch", at(two), texts)
    assert cast.editor.post(at(one, "merge"), body).status_code == 200


def test_the_middle_of_a_way_comes_back_before_its_beginning(cast):
    one, two, third = factories.told().claim, factories.told().claim, factories.told().claim
    by = cast.users["editor"]
    join(one, two, by)
    join(two, third, by)
    with pytest.raises(Conflict, match="by now"):
        part(one, by)
    part(two, by)
    assert two.appearances.count() == 2
    part(one, by)
    assert [claim.appearances.count() for claim in (one, two, third)] == [1, 1, 1]


def test_what_came_since_stays_where_it_came(cast):
    one, two, by = factories.told().claim, factories.told().claim, cast.users["editor"]
    join(one, two, by)
    fresh = factories.told(two)
    part(one, by)
    fresh.refresh_from_db()
    assert (fresh.claim_id, one.appearances.count()) == (two.pk, 1)


# Imports


def test_a_file_that_names_a_merged_claim_is_taken(cast):
    told, other = factories.told(), factories.told()
    relate(record=RelationRecord("supports", told.claim_id, other.claim_id), by=None)
    file = export()
    join(told.claim, other.claim, cast.users["editor"])
    again = import_file(file=read(file.encode()), by=None)
    assert {(r.outcome, tuple(r.flaws)) for r in again} == {("unchanged", ())}
    data = json.loads(file)
    document = next(d for d in data["documents"] if d["id"] == str(told.document_id))
    document["appearances"].append(document["appearances"][0] | {"id": "new-one"})
    results = import_file(file=read(json.dumps(data).encode()), by=None)
    created = [r for r in results if r.outcome == "created"]
    assert [warning.pointer[-6:] for r in created for warning in r.warnings] == ["/claim"]
    assert other.claim.appearances.count() == 3
    assert told.claim.appearances.count() == 0
    assert "supports" not in export()


# Races, with real threads


def at_once(*works):
    """Do all at one moment; return what each has returned or raised."""
    gate, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        gate.wait()
        try:
            outcomes[place] = work()
        except Exception as error:
            outcomes[place] = error
        connection.close()

    crowd = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_into_each_other_one_wins(cast):
    by = cast.users["editor"]
    for _ in range(5):
        one, two = factories.told().claim, factories.told().claim
        found = at_once(partial(join, one, two, by), partial(join, two, one, by))
        assert sorted(type(outcome).__name__ for outcome in found) == ["ClaimMerge", "Conflict"]
        assert models.Claim.objects.filter(pk__in=[one.pk, two.pk], status="merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_at_a_claim_that_is_merged_meanwhile(cast):
    by, reviewer = cast.users["editor"], cast.users["reviewer"]
    for _ in range(8):
        one, two = factories.told().claim, factories.told().claim
        review = factories.review(cast.newsroom, reviewer, one)
        documents = [factories.document() for _ in range(2)]
        found = at_once(
            partial(join, one, two, by),
            partial(factories.appearance, one, documents[0]),
            partial(factories.appearance, one, documents[1]),
            partial(factories.review, cast.rival_newsroom, cast.users["rival"], one),
            partial(request_check, claim=one, by=reviewer),
            partial(review_operations.perform, review=review, verb=ReviewVerb.SUBMIT, by=reviewer),
        )
        wrong = [o for o in found if isinstance(o, Exception) and not isinstance(o, Conflict)]
        assert wrong == []
        one.refresh_from_db()
        if one.status == "merged":
            assert not models.Appearance.objects.filter(claim=one).exists()
            assert not Review.objects.filter(claim=one).exists()
            assert not models.ClaimRequest.objects.filter(claim=one).exists()
        assert Review.objects.get(pk=review.pk).status == "submitted"
    merged = models.Claim.objects.filter(status="merged")
    assert merged.exists()
    assert not models.Claim.objects.filter(merged_into=F("pk")).exists()


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_its_undoing_by_many_at_once_happen_once_each(cast):
    by = cast.users["editor"]
    one, two = factories.told().claim, factories.told().claim
    found = at_once(*[partial(join, one, two, by)] * 4)
    assert sum(isinstance(outcome, models.ClaimMerge) for outcome in found) == 1
    found = at_once(*[partial(part, one, by)] * 4)
    assert sum(isinstance(outcome, models.ClaimMerge) for outcome in found) == 1
    assert Event.objects.filter(type__in=["claim.merged", "claim.unmerged"]).count() == 2


def test_open_work_goes_with_the_claim_and_comes_back(cast):
    source, target = factories.claim(), factories.claim()
    by, asked = cast.users["editor"], {"newsroom": cast.newsroom, "by": cast.users["editor"]}
    task = open_assignment(claim=source, task="write", **asked)
    merge(claim=source, into=target, reason="x", by=by)
    task.refresh_from_db()
    assert task.claim_id == target.pk
    unmerge(claim=source, reason="x", by=by)
    task.refresh_from_db()
    assert task.claim_id == source.pk
    open_assignment(claim=target, task="write", **asked)
    with pytest.raises(Conflict, match="one assignment on each") as refused:
        merge(claim=source, into=target, reason="x", by=by)
    assert refused.value.flaws[0].pointer == "/into"
