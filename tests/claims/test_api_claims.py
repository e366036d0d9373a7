"""Claims over the API, with the chains behind them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from claims.interchange.records import RelationRecord
from claims.operations.claims import relate, set_status
from tests import factories
from tests.problems import problem

URL = "/api/v1/claims/"


def found(client, **filters):
    answer = client.get(URL, filters)
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def test_what_is_sent_is_what_is_read(cast):
    sent = {"language": "ar", "texts": {"ar": " نصّ\n", "en": "Text", "zh-Hant": "文"}, "note": "n"}
    made = cast.reviewer.post(URL, sent).json()
    read = cast.reader.get(f"{URL}{made['id']}/").json()
    assert {name: read[name] for name in sent} == sent
    assert list(read["texts"]) == list(sent["texts"])
    assert (read["status"], read["appearances"], read["relations"]) == ("new", [], [])


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"language": "en", "texts": {}}, "/texts"),
        ({"language": "en", "texts": []}, "/texts"),
        ({"language": "en", "texts": {"en": ""}}, "/texts/en"),
        ({"language": "en", "texts": {"en": 5}}, "/texts/en"),
        ({"language": "en", "texts": {"en": "x" * 5001}}, "/texts/en"),
        ({"language": "en", "texts": {"en": "x", "not a tag": "x"}}, "/texts/not a tag"),
        ({"language": "en", "texts": {"ar": "x"}}, "/language"),
        ({"language": "en", "texts": {"en": "x"}, "status": "reviewed"}, "/status"),
        ({"language": "en", "texts": {"en": "x"}, "appearances": []}, "/appearances"),
    ],
)
def test_what_makes_no_claim(cast, sent, pointer):
    problem(cast.reviewer.post(URL, sent), "invalid", pointer)


def test_a_change_replaces_the_texts_whole(cast):
    url = f"{URL}{factories.claim().pk}/"
    changed = cast.reviewer.changes("patch", url, {"texts": {"en": "Other"}}).json()
    assert (changed["texts"], changed["language"]) == ({"en": "Other"}, "en")
    problem(cast.reviewer.changes("patch", url, {"language": "ar"}), "invalid", "/language")
    assert cast.reader.get(url).json()["texts"] == {"en": "Other"}


def test_the_chain_is_shown_from_the_document_to_its_origins(cast):
    relay, one, two = factories.source("NBC"), factories.unnamed("one"), factories.unnamed("two")
    claim = factories.claim()
    factories.appearance(claim, factories.document(), chain=factories.chain(relay, one, two))
    told = cast.reader.get(f"{URL}{claim.pk}/").json()["appearances"][0]
    hops = [(hop["level"], hop["role"], hop["source"]["label"]) for hop in told["chain"]]
    assert hops == [(0, "relay", "NBC"), (1, "origin", "one"), (1, "origin", "two")]
    mention = told["chain"][0]["mention"]
    assert (mention["exact"], mention["prefix"][-4:], mention["suffix"][:4]) == (
        "NBC",
        "ce. ",
        " rep",
    )
    assert told["anchor"] | factories.place("militias carried out the attack") == told["anchor"]
    assert told["document"]["publisher"]["kind"] == "news_outlet"
    assert "text" not in told["document"]


def test_appearances_stand_in_the_order_of_publication(cast):
    claim = factories.claim()
    for title, year in (("late", 2023), ("early", 2021), ("unknown", None), ("middle", 2022)):
        day = datetime(year, 1, 1, tzinfo=UTC) if year else None
        factories.appearance(claim, factories.document(title=title, published_at=day))
    told = cast.reader.get(f"{URL}{claim.pk}/").json()["appearances"]
    assert [made["document"]["title"] for made in told] == ["early", "middle", "late", "unknown"]


def test_counts_are_of_places_and_of_documents(cast):
    claim, document = factories.claim(), factories.document()
    factories.appearance(claim, document)
    factories.appearance(claim, document)
    factories.told(claim)
    row = cast.reader.get(URL).json()["results"][0]
    assert (row["appearances_count"], row["documents_count"]) == (3, 2)
    assert "appearances" not in row


def test_relations_of_the_claim_and_of_its_tellings(cast):
    claim, other, third = (factories.claim() for _ in range(3))
    mine, theirs = factories.told(claim), factories.told(other)
    relate(record=RelationRecord("contradicts", other.pk, claim.pk), by=None)
    relate(record=RelationRecord("weaker_than", mine.pk, theirs.pk), by=None)
    relate(record=RelationRecord("stronger_than", theirs.pk, mine.pk), by=None)
    relate(record=RelationRecord("supports", claim.pk, third.pk), by=None)
    relate(record=RelationRecord("supports", other.pk, third.pk), by=None)
    shown = cast.reader.get(f"{URL}{claim.pk}/").json()["relations"]
    assert [(r["type"], r["from"], r["to"]) for r in shown] == [
        ("contradicts", str(other.pk), str(claim.pk)),
        ("weaker_than", str(mine.pk), str(theirs.pk)),
        ("stronger_than", str(theirs.pk), str(mine.pk)),
        ("supports", str(claim.pk), str(third.pk)),
    ]
    sides = [(r["from_claim"], r["to_claim"]) for r in shown]
    one, two = str(claim.pk), str(other.pk)
    assert sides == [(two, one), (one, two), (two, one), (one, str(third.pk))]


def test_a_claim_that_is_made_somewhere_stays(cast):
    problem(cast.editor.changes("delete", f"{URL}{factories.told().claim_id}/"), "conflict")


def test_filters(cast):
    english = factories.claim("Drones hit", texts={"en": "Drones hit the residence"})
    both = factories.claim()
    relay, origin = factories.source(), factories.unnamed()
    day = datetime(2021, 11, 7, tzinfo=UTC)
    early = factories.document(published_at=day)
    factories.appearance(both, early, chain=factories.chain(relay, origin))
    late = factories.document(published_at=day.replace(year=2023))
    factories.appearance(both, late)
    set_status(claim_id=english.pk, status="queued", by=cast.users["editor"])
    one, two = {str(english.pk)}, {str(both.pk)}
    reader = cast.reader
    assert found(reader) == one | two
    assert found(reader, language="en") == one | two
    assert found(reader, language="ar") == two
    assert found(reader, status="queued") == one
    assert found(reader, q="RESIDENCE drones") == one
    assert found(reader, q="فصائل") == two
    assert found(reader, document=str(early.pk)) == two
    assert found(reader, document=str(uuid4())) == set()
    for source in (relay.pk, origin.pk, early.publisher_id, late.publisher_id):
        assert found(reader, source=str(source)) == two
    assert found(reader, source=str(factories.source().pk)) == set()
    assert found(reader, published_after="2021-11-07", published_before="2021-11-08") == two
    assert found(reader, published_after="2023-02-01") == two
    assert found(reader, published_before="2021-11-07") == set()
    # No one document lies between, though one is later and another earlier.
    assert found(reader, published_after="2022-01-01", published_before="2023-01-01") == set()


def test_every_claim_is_listed_once_however_often_it_is_made(cast):
    claim, document = factories.claim(), factories.document()
    for _ in range(3):
        factories.appearance(claim, document)
    listed = cast.reader.get(URL, {"source": str(document.publisher_id)}).json()["results"]
    assert [row["id"] for row in listed] == [str(claim.pk)]
