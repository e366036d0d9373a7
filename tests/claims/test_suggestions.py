"""Rules suggest which sources are one: stored once, never against a decision, and then it ends."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from claims import archive, models
from claims.grounds import RULES
from claims.interchange.reader import Ids
from claims.interchange.records import CitationRecord, IdentityRecord, Name
from claims.mentions import mentions_around
from claims.models.vocabulary import IdentityState
from claims.operations.identities import decide_identity, suggest_identity
from claims.operations.sources import remove_source
from claims.operations.suggestions import suggest_identities
from claims.provenance.identities import Mention, SuggestionKind
from factcheck.accounts.models import User
from factcheck.core.models import Delivery, Event
from tests import factories, gold, provenance_input
from tests.claims.test_import import hop, made, outcomes, run, sample
from tests.desk import desk, said, url, words
from tests.worker import work

PROVENANCE = ("suggest_identities", "recompute_provenance")
URL = "/api/v1/identities/"


def told_twice():
    """One claim in two documents, which have it from NBC, which has it from two officials."""
    claim = factories.claim()
    factories.told(claim)
    factories.told(claim)
    return claim


def cited(*sources, of=None):
    """A claim that a new document has from these sources jointly."""
    chain = tuple(CitationRecord(0, one.pk, "origin", "indirect") for one in sources)
    return factories.appearance(
        of or factories.claim(), factories.document(), voice="attributed", chain=chain
    )


def stored():
    """All pairs by what suggested them, with their states."""
    return sorted((pair.rule, pair.state) for pair in models.SourceIdentity.objects.all())


def pairs():
    rows = models.SourceIdentity.objects.all()
    return {frozenset((pair.a.label, pair.b.label)) for pair in rows}


def between(one, other):
    low, high = sorted((one.pk, other.pk))
    return models.SourceIdentity.objects.filter(a=low, b=high).first()


@pytest.fixture
def by(db):
    return User.objects.create_user("by")


# What is stored.


@pytest.mark.django_db
def test_what_the_worker_suggests_is_stored_with_its_reason_and_confirmed_by_nobody():
    claim = told_twice()
    work(*PROVENANCE)
    assert stored() == [("same_description", "suggested"), ("same_name", "suggested")]
    described = models.SourceIdentity.objects.get(rule="same_description")
    relay = models.Source.objects.get(pk=described.details["relay"])
    assert (relay.name, described.details["claim"]) == ("NBC", str(claim.pk))
    assert described.reason == (
        "The same description, “two former officials”, both through NBC, for the same claim."
    )
    event = Event.objects.get(type="identities.suggested")
    assert event.stream == f"claim:{claim.pk}"
    rows = models.SourceIdentity.objects.all()
    assert event.after["suggested"] == sorted([str(row.a_id), str(row.b_id)] for row in rows)
    figures = models.StoredProvenance.objects.get(pk=claim.pk)
    assert figures.stale_since is None
    assert (figures.origins_at_least, figures.origins_at_most) == (1, 2)


@pytest.mark.django_db
def test_it_ends_and_a_second_time_changes_nothing():
    claim = told_twice()
    other = factories.told()
    assert work("suggest_identities") > 0
    before = Event.objects.count()
    assert not Delivery.objects.filter(
        state=Delivery.State.PENDING, subscriber__endswith="suggest_identities"
    ).exists()
    for pk in (claim.pk, other.claim_id, uuid4()):
        suggest_identities(claim_id=pk)
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_the_rules_that_are_stored_are_all_but_the_affiliation():
    assert set(RULES) == set(SuggestionKind) - {SuggestionKind.AFFILIATION}
    body = factories.source("The Ministry", kind="government_body")
    speaker = factories.source("Huda", kind="person")
    models.SourceAffiliation.objects.create(source=speaker, body=body, type="spokesperson_of")
    suggest_identities(claim_id=cited(speaker).claim_id)
    assert stored() == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", IdentityState.values)
def test_a_pair_that_is_stored_stays_as_it_is(by, state):
    claim = factories.claim()
    a, b = factories.source("Reuters"), factories.source("Reuters")
    cited(a, of=claim), cited(b, of=claim)
    pair = suggest_identity(a=a.pk, b=b.pk, reason="I think so", by=by)
    if state != IdentityState.SUGGESTED:
        decide_identity(identity=pair, state=state, by=by)
    before = models.SourceIdentity.objects.values().get()
    work(*PROVENANCE)
    assert models.SourceIdentity.objects.values().get() == before


@pytest.mark.django_db
def test_what_follows_from_decisions_is_not_suggested(by):
    """a = b, and b is not c: then a is not c either."""
    claim = factories.claim()
    a, b, c = (factories.source("Reuters") for _ in range(3))
    for one in (a, c):
        cited(one, of=claim)
    one = suggest_identity(a=a.pk, b=b.pk, reason="x", by=by)
    two = suggest_identity(a=b.pk, b=c.pk, reason="x", by=by)
    decide_identity(identity=one, state=IdentityState.CONFIRMED, by=by)
    decide_identity(identity=two, state=IdentityState.REJECTED, by=by)
    work(*PROVENANCE)
    assert between(a, c) is None
    assert not Event.objects.filter(type__startswith="identities.").exists()


@pytest.mark.django_db
def test_what_is_cited_side_by_side_anywhere_is_not_suggested():
    one, other = factories.source("Reuters"), factories.source("Reuters")
    cited(one, other)
    claim = factories.claim()
    cited(one, of=claim), cited(other, of=claim)
    work(*PROVENANCE)
    assert between(one, other) is None


@pytest.mark.django_db
def test_what_open_suggestions_connect_is_not_connected_twice(by):
    claim = factories.claim()
    a, b, c = sorted((factories.source("Reuters") for _ in range(3)), key=lambda one: one.pk)
    for one in (a, b, c):
        cited(one, of=claim)
    for one, other in ((a, b), (b, c)):
        suggest_identity(a=one.pk, b=other.pk, reason="x", by=by)
    work(*PROVENANCE)
    assert stored() == [("", "suggested")] * 2
    decide_identity(identity=between(a, b), state=IdentityState.REJECTED, by=by)
    work(*PROVENANCE)
    assert between(a, c).rule == "same_name", "what connected them is gone"


# What decisions make pointless.


@pytest.mark.django_db
def test_a_suggestion_that_others_have_settled_is_withdrawn_and_comes_back(by):
    claim = factories.claim()
    low, *others = sorted((factories.source("Reuters") for _ in range(3)), key=lambda s: s.pk)
    for one in (low, *others):
        cited(one, of=claim)
    work(*PROVENANCE)
    assert stored() == [("same_name", "suggested")] * 2
    settled = suggest_identity(a=others[0].pk, b=others[1].pk, reason="x", by=by)
    decide_identity(identity=settled, state=IdentityState.CONFIRMED, by=by)
    decide_identity(identity=between(low, others[0]), state=IdentityState.CONFIRMED, by=by)
    work(*PROVENANCE)
    assert between(low, others[1]) is None
    event = Event.objects.get(type="identities.withdrawn")
    assert event.before["suggested"] == [[str(low.pk), str(others[1].pk)]]
    decide_identity(identity=settled, state=IdentityState.REJECTED, by=by)
    work(*PROVENANCE)
    assert between(low, others[1]) is None, "it is another one now"
    decide_identity(identity=settled, state=IdentityState.SUGGESTED, by=by)
    decide_identity(identity=between(low, others[0]), state=IdentityState.SUGGESTED, by=by)
    models.SourceIdentity.objects.filter(pk=settled.pk).delete()
    work(*PROVENANCE)
    assert between(low, others[1]).rule == "same_name"


@pytest.mark.django_db
def test_a_suggestion_that_others_have_refuted_is_withdrawn(by):
    """a = b, and b is not c: that a is c is no open question any more."""
    claim = factories.claim()
    a, b, c = sorted((factories.source("Reuters") for _ in range(3)), key=lambda one: one.pk)
    for one in (a, b, c):
        cited(one, of=claim)
    work(*PROVENANCE)
    assert between(a, c).rule == "same_name"
    decide_identity(identity=between(a, b), state=IdentityState.CONFIRMED, by=by)
    apart = suggest_identity(a=b.pk, b=c.pk, reason="x", by=by)
    decide_identity(identity=apart, state=IdentityState.REJECTED, by=by)
    work(*PROVENANCE)
    assert between(a, c) is None
    decide_identity(identity=apart, state=IdentityState.SUGGESTED, by=by)
    models.SourceIdentity.objects.filter(pk=apart.pk).delete()
    work(*PROVENANCE)
    assert between(a, c) or between(b, c)


@pytest.mark.django_db
def test_what_a_person_suggested_is_never_withdrawn(by):
    claim = factories.claim()
    a, b, c = (factories.source("Reuters") for _ in range(3))
    for one in (a, b, c):
        cited(one, of=claim)
    for one, other in ((a, b), (b, c), (a, c)):
        suggest_identity(a=one.pk, b=other.pk, reason="x", by=by)
    for one, other in ((a, b), (b, c)):
        decide_identity(identity=between(one, other), state=IdentityState.CONFIRMED, by=by)
    work(*PROVENANCE)
    assert between(a, c).state == IdentityState.SUGGESTED


# Several at once.


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_store_a_pair_once():
    claim = told_twice()
    start, errors = threading.Barrier(4), []

    def suggest():
        start.wait()
        try:
            suggest_identities(claim_id=claim.pk)
        except Exception as error:
            errors.append(error)
        finally:
            close_old_connections()

    threads = [threading.Thread(target=suggest) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert stored() == [("same_description", "suggested"), ("same_name", "suggested")]
    told = [e.after["suggested"] for e in Event.objects.filter(type="identities.suggested")]
    assert sum(map(len, told)) == 2, "each pair is in one event"


@pytest.mark.django_db
def test_a_pair_that_somebody_stores_meanwhile_is_theirs(by, monkeypatch):
    claim = told_twice()
    real = mentions_around

    def slow(claim_id):
        around = real(claim_id)
        a, b = models.Source.objects.filter(name="NBC")
        suggest_identity(a=a.pk, b=b.pk, reason="mine", by=by)
        return around

    monkeypatch.setattr("claims.operations.suggestions.mentions_around", slow)
    suggest_identities(claim_id=claim.pk)
    assert models.SourceIdentity.objects.get(rule="").reason == "mine"
    event = Event.objects.get(type="identities.suggested")
    assert len(event.after["suggested"]) == 1


# What is looked at.


def same_day(mention: Mention) -> Mention:
    """Without days: the file has them as of the place, the database as of Greenwich."""
    places = sorted(
        (replace(place, published_on=None) for place in mention.places),
        key=lambda place: (place.appearance, place.start, place.relays),
    )
    return replace(mention, places=tuple(places), affiliations=tuple(sorted(mention.affiliations)))


def expected(file, documents, ids):
    """What the pure tests make of these documents of a file, by the ids that they have here."""
    part = file | {"documents": [one for one in file["documents"] if one["id"] in documents]}

    def named(key):
        return str(ids(key)) if key else ""

    for mention in provenance_input.mentions(part):
        places = tuple(
            replace(
                place,
                document=named(place.document),
                appearance=named(place.appearance),
                claim=named(place.claim),
                relays=tuple(map(named, place.relays)),
                publisher=named(place.publisher),
            )
            for place in mention.places
        )
        yield same_day(
            replace(
                mention,
                key=named(mention.key),
                vouched_by=named(mention.vouched_by),
                affiliations=tuple((named(body), type_) for body, type_ in mention.affiliations),
                places=places,
            )
        )


@gold.needs_gold
@pytest.mark.django_db
def test_the_mentions_of_real_articles_are_those_of_the_file():
    file = gold.import_file() | {"identities": []}
    ids = Ids(file["dataset"])
    run(file)
    for cluster in gold.clusters():
        inside = {ref.partition(".txt#")[0] for ref in cluster["members"]}
        by_key = {mention.key: mention for mention in expected(file, inside, ids)}
        found = {m.key: same_day(m) for m in mentions_around(ids(cluster["id"])).mentions}
        assert {key for key, mention in by_key.items() if mention.places} <= found.keys()
        assert {key: by_key[key] for key in found} == found


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_what_there_is():
    claim = told_twice()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            mentions = mentions_around(claim.pk).mentions
        return len(captured), len(mentions)

    few, before = queries()
    for _ in range(20):
        factories.told(claim)
    many, after = queries()
    assert after == before + 60
    assert few == many == 8


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "elsewhere", "same"),
    [
        ("Reuters", "reuters", True),
        ("AP", "AP", True),
        ("وكالة الأنباء", "وكاله الانباء", True),
        ("C.N.N. (a+b) [x] \\d $^", "C.N.N. (a+b) [x] \\d $^", True),
        ("C.N.N.", "CxNxN.", False),
        ("Reuters", "Thomson Reuters", False),
    ],
)
def test_a_name_is_looked_for_in_the_whole_corpus(name, elsewhere, same):
    far = factories.source(elsewhere)
    found = mentions_around(cited(factories.source(name)).claim_id).mentions
    assert (str(far.pk) in {mention.key for mention in found}) == same


@pytest.mark.django_db
def test_other_names_count_and_of_many_the_earliest_are_taken():
    names = (Name("translation", "en", "Reuters"), Name("alias", "ar", "رويترز للأنباء"))
    own = factories.source("رويترز", names=names)
    many = [factories.source("Reuters") for _ in range(8)]
    for age, one in enumerate(reversed(many)):
        when = one.created_at - timedelta(days=age + 1)
        models.Source.objects.filter(pk=one.pk).update(created_at=when)
    found = {mention.key for mention in mentions_around(cited(own).claim_id).mentions}
    assert {str(one.pk) for one in many} & found == {str(one.pk) for one in many[:4]}


@pytest.mark.django_db
def test_of_what_is_elsewhere_unnamed_sources_are_not_looked_at():
    far = factories.unnamed("sources")
    near = factories.source("Sources")
    found = mentions_around(cited(near).claim_id).mentions
    assert str(far.pk) not in {mention.key for mention in found}


@pytest.mark.django_db
def test_sources_of_one_claim_are_connected_directly_even_where_others_connect_them(by):
    claim = factories.claim()
    a, b, far = (factories.source("Reuters") for _ in range(3))
    for one in (a, b):
        cited(one, of=claim)
    for one in (a, b):
        suggest_identity(a=one.pk, b=far.pk, reason="x", by=by)
    work(*PROVENANCE)
    assert between(a, b).rule == "same_name"
    assert len(stored()) == 3


@pytest.mark.django_db
def test_sources_of_one_name_in_two_claims_are_connected():
    for _ in range(3):
        factories.told()
    work(*PROVENANCE)
    assert stored() == [("same_name", "suggested")] * 2
    assert pairs() == {frozenset({"NBC"})}


@pytest.mark.django_db
def test_a_back_reference_points_across_the_claims_of_a_document():
    data = sample()
    data["sources"] += [
        {"id": i, "kind": "unnamed", "anonymity": "described", "language": "ar", "descriptor": d}
        for i, d in (("some", "ثلاثة مسؤولين أمنيين"), ("these", "المسؤولين"))
    ]
    data["documents"][0]["appearances"] = [
        made("t1", "c1", "أكد ذلك", [hop(0, "some", "origin")]),
        made("t2", "c2", "الأمر انتهى", [hop(0, "these", "origin")]),
    ]
    run(data)
    work(*PROVENANCE)
    assert ("back_reference", "suggested") in stored()


# Files.


@pytest.mark.django_db
def test_what_a_file_states_takes_the_place_of_a_suggestion_by_rule_and_of_nothing_else():
    data = sample()
    data["sources"][2]["name"] = "رويترز"
    identities = data.pop("identities")
    run(data)
    work(*PROVENANCE)
    assert stored() == [("same_name", "suggested")]
    assert not [r for r in archive.everything() if isinstance(r, IdentityRecord)]
    data["identities"] = identities
    assert outcomes(run(data))["/identities/0"] == "created"
    assert models.SourceIdentity.objects.values_list(
        "state", "reason", "rule", "details"
    ).get() == (
        "rejected",
        "two outlets",
        "",
        {},
    )
    assert outcomes(run(data))["/identities/0"] == "unchanged"
    data["identities"][0]["reason"] = "another"
    assert outcomes(run(data))["/identities/0"] == "rejected"


# Over the API.


@pytest.mark.django_db
def test_a_suggestion_says_why_in_both_languages(cast):
    claim = told_twice()
    work(*PROVENANCE)
    rows = {row["rule"]: row for row in cast.reader.get(URL).json()["results"]}
    described = rows["same_description"]
    assert described["words"]["en"] == described["reason"]
    assert described["words"]["ar"].startswith("الوصف واحد")
    assert "NBC" in described["words"]["ar"]
    relay = UUID(described["details"]["relay"])
    models.Source.objects.filter(pk=relay).update(name="NBC News")
    again = cast.reader.get(f"{URL}{described['id']}/").json()
    assert "both through NBC News" in again["words"]["en"]
    assert again["details"]["claim"] == str(claim.pk)


@pytest.mark.django_db
def test_what_a_person_gave_as_reason_stands_as_it_is(cast):
    pair = {"a": str(factories.source().pk), "b": str(factories.source().pk)}
    answer = cast.reviewer.post(URL, pair | {"reason": "I asked them."})
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["rule"], shown["details"]) == ("", {})
    assert shown["words"] == {"en": "I asked them.", "ar": "I asked them."}
    assert cast.reviewer.post(URL, pair | {"reason": "x", "rule": "same_name"}).status_code == 422


@pytest.mark.django_db
def test_a_relay_that_is_gone_leaves_a_sentence_without_it(cast):
    told_twice()
    work(*PROVENANCE)
    gone = factories.source()
    pair = models.SourceIdentity.objects.get(rule="same_description")
    pair.details["relay"] = str(gone.pk)
    pair.save()
    remove_source(source=gone, by=None)
    shown = cast.reader.get(f"{URL}{pair.pk}/").json()
    assert shown["words"]["en"] == (
        "The same description, “two former officials”, for the same claim."
    )


@pytest.mark.django_db
def test_the_list_is_narrowed_by_rule_and_by_claim(cast, by):
    claim, other = told_twice(), factories.told().claim
    a, b = (made.document.publisher for made in claim.appearances.all())
    suggest_identity(a=a.pk, b=b.pk, reason="publishers", by=by)
    suggest_identity(a=a.pk, b=factories.source().pk, reason="of no claim", by=by)
    work(*PROVENANCE)

    def found(query):
        answer = cast.reader.get(f"{URL}?{query}")
        assert answer.status_code == 200, answer.content
        return sorted(row["rule"] or row["reason"] for row in answer.json()["results"])

    assert found("rule=same_description") == ["same_description"]
    assert found(f"claim={claim.pk}") == ["publishers", "same_description", "same_name"]
    assert found(f"claim={other.pk}") == []
    assert len(found("rule=same_name")) == 2
    bad = cast.reader.get(f"{URL}?rule=affiliation")
    assert bad.status_code == 400
    assert "same_name" in bad.json()["errors"][0]["remedy"]
    assert cast.reader.get(f"{URL}?claim=x").status_code == 400


@pytest.mark.django_db
def test_the_list_asks_as_often_for_many_as_for_few(cast):
    reader = cast.reader

    def queries(query=""):
        with CaptureQueriesContext(connection) as captured:
            rows = reader.get(f"{URL}?page_size=200{query}").json()["results"]
        return len(captured), len(rows)

    claim = told_twice()
    work(*PROVENANCE)
    few = queries(), queries(f"&claim={claim.pk}")
    for _ in range(8):
        factories.told(claim)
    work(*PROVENANCE)
    many = queries(), queries(f"&claim={claim.pk}")
    assert [rows for _, rows in few] == [2, 2]
    assert [rows for _, rows in many] == [18, 18]
    assert {count for count, _ in (*few, *many)} == {3}


# On the desk.


@pytest.mark.django_db
def test_the_desk_shows_both_sides_and_why(cast):
    claim = told_twice()
    work(*PROVENANCE)
    pair = models.SourceIdentity.objects.get(rule="same_description")
    client = desk(cast, "reviewer")
    listed = words(client.text("claims_sourceidentity", rule="same_description"))
    assert "1 source identity" in listed
    assert "both through NBC, for the same claim." in listed
    page = client.text("claims_sourceidentity", "change", pair.pk)
    for side in (pair.a, pair.b):
        assert url("claims_source", "change", side.pk) in page
    for telling in claim.appearances.all():
        assert url("claims_document", "change", telling.document_id) in page
    assert "the same description" in words(page)
    source = client.text("claims_source", "change", pair.a_id)
    assert url("claims_sourceidentity", "change", pair.pk) in source
    assert url("claims_source", "change", pair.b_id) in source
    assert "nobody has decided" in words(source)


@pytest.mark.django_db
def test_the_desk_says_why_in_arabic(cast):
    told_twice()
    work(*PROVENANCE)
    client = desk(cast, "reader")
    address = url("claims_sourceidentity")
    page = words(client.get(address, headers={"Accept-Language": "ar"}).content.decode())
    assert "الوصف واحد" in page
    assert "الوصف نفسه" in page
    assert "أساس الاقتراح" in page


@pytest.mark.django_db
def test_the_desk_narrows_to_what_persons_suggest(cast, by):
    told_twice()
    work(*PROVENANCE)
    a, b = factories.source("One"), factories.source("Two")
    suggest_identity(a=a.pk, b=b.pk, reason="I asked them.", by=by)
    client = desk(cast, "reader")
    page = words(client.text("claims_sourceidentity", rule="person"))
    assert "1 source identity" in page
    assert "I asked them." in page
    assert "a person" in page


@pytest.mark.django_db
def test_a_suggestion_that_is_gone_when_its_turn_comes_is_named(cast, monkeypatch):
    told_twice()
    work(*PROVENANCE)
    first, second = models.SourceIdentity.objects.order_by("pk")

    def decide(*, identity, **how):
        found = decide_identity(identity=identity, **how)
        models.SourceIdentity.objects.filter(pk=second.pk).delete()
        return found

    monkeypatch.setattr("claims.admin.identities.decide_identity", decide)
    client = desk(cast, "reviewer")
    answer = client.act("claims_sourceidentity", "confirm", first.pk, second.pk)
    assert answer.status_code == 302
    assert [message.rpartition(": ")[2] for message in said(answer)] == [
        "confirmed",
        "The suggestion has been withdrawn.",
    ]
