"""Appearances and relations over the API."""

from uuid import uuid4

import pytest

from claims.models import Anchor, Citation
from tests import factories
from tests.problems import problem

URL = "/api/v1/appearances/"
RELATIONS = "/api/v1/relations/"


@pytest.fixture
def sent(db):
    """An appearance with everything in it."""
    relay, origin = factories.source("NBC"), factories.unnamed()
    return {
        "claim": str(factories.claim().pk),
        "document": str(factories.document().pk),
        "anchor": factories.place("militias carried out the attack"),
        "voice": "attributed",
        "zone": "title",
        "modality": "likely",
        "modality_cue": factories.place("reported"),
        "polarity": "negative",
        "content_type": "evaluation",
        "checkworthy": True,
        "checkworthy_reason": "matters",
        "about": ["militias", "الهجوم"],
        "gloss": {"ar": "فصائل"},
        "note": "n",
        "chain": [
            {
                "level": 0,
                "source": str(relay.pk),
                "role": "relay",
                "mode": "report_of_report",
                "cue": factories.place("reported"),
                "mention": factories.place("NBC"),
                "anaphora": "pronoun",
                "scope": "paragraph",
                "quoted": "full",
                "on_condition_of_anonymity": True,
                "said_on": "2021-11-07",
                "said_on_basis": "resolved",
                "said_when": factories.place("Drones"),
                "channel": factories.place("residence"),
                "cited_document": str(factories.document().pk),
                "note": "hop",
            },
            {"level": 1, "source": str(origin.pk), "role": "origin", "mode": "indirect"},
        ],
    }


DEFAULTS = {
    **dict.fromkeys(["cue", "mention", "said_on", "said_when", "channel", "cited_document"]),
    **dict.fromkeys(["anaphora", "quoted", "said_on_basis", "note"], ""),
    "scope": "local",
    "on_condition_of_anonymity": False,
}


def plain(value):
    """What was read, in the form in which it is sent."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "id" in value:
        return value["id"]
    return {k: plain(v) for k, v in value.items() if k not in ("prefix", "suffix")}


def test_what_is_sent_is_what_is_read(cast, sent):
    made = cast.reviewer.post(URL, sent)
    assert made.status_code == 201, made.content
    read = cast.reader.get(made.headers["Location"]).json()
    sent["chain"][1] = DEFAULTS | sent["chain"][1]
    assert {name: plain(read[name]) for name in sent} == sent


def test_an_empty_chain_is_the_outlets_own_voice(cast, sent):
    made = cast.reviewer.post(URL, sent | {"chain": []}).json()
    assert made["chain"] == []


def hop(sent, number, **values):
    chain = [dict(item) for item in sent["chain"]]
    chain[number] |= values
    return {"chain": chain}


def flawed(sent):
    """What makes no appearance, and the places that are named."""
    place = factories.place("NBC")
    return {
        "beyond the text": ({"anchor": place | {"end": 9999}}, {"/anchor/end"}),
        "other words": ({"anchor": place | {"exact": "nbc"}}, {"/anchor/exact"}),
        "backwards": ({"anchor": place | {"end": place["start"]}}, {"/anchor/end"}),
        "before the text": ({"anchor": place | {"start": -1}}, {"/anchor/start"}),
        "no words": ({"anchor": place | {"exact": ""}}, {"/anchor/exact"}),
        "a part of an anchor": ({"anchor": {"start": 1}}, {"/anchor/end", "/anchor/exact"}),
        "what the database fills": ({"anchor": place | {"prefix": "x"}}, {"/anchor/prefix"}),
        "a gap": (hop(sent, 1, level=2), {"/chain"}),
        "no level 0": ({"chain": [dict(sent["chain"][1])]}, {"/chain"}),
        "no origin": (hop(sent, 1, role="relay"), {"/chain/1/role"}),
        "an early origin": (hop(sent, 0, role="origin"), {"/chain/0/role"}),
        "a source twice": ({"chain": [*sent["chain"], sent["chain"][1]]}, {"/chain/2/source"}),
        "nobody": (hop(sent, 0, source=str(uuid4())), {"/chain/0/source"}),
        "nothing cited": (
            hop(sent, 0, cited_document=str(uuid4())),
            {"/chain/0/cited_document"},
        ),
        "a hop's words": (
            hop(sent, 0, cue={"start": 0, "end": 2, "exact": "xx"}),
            {"/chain/0/cue/exact"},
        ),
        "an unknown mode": (hop(sent, 0, mode="told"), {"/chain/0/mode"}),
        "an unknown field": (hop(sent, 0, who="x"), {"/chain/0/who"}),
        "a day that is none": (hop(sent, 0, said_on="2021-02-30"), {"/chain/0/said_on"}),
        "a time for a day": (hop(sent, 0, said_on="2021-02-03T00:00:00Z"), {"/chain/0/said_on"}),
        "a claim that is none": ({"claim": str(uuid4())}, {"/claim"}),
        "a document that is none": ({"document": str(uuid4())}, {"/document"}),
        "no id": ({"claim": "1"}, {"/claim"}),
        "an unknown modality": ({"modality": "certain"}, {"/modality"}),
        "no polarity": ({"polarity": None}, {"/polarity"}),
        "a chain that is no list": ({"chain": {}}, {"/chain"}),
        "a gloss without a language": ({"gloss": {"??": "x"}}, {"/gloss/??"}),
    }


CASES = [
    *("beyond the text", "other words", "backwards", "before the text", "no words"),
    *("a part of an anchor", "what the database fills", "a gap", "no level 0", "no origin"),
    *("an early origin", "a source twice", "nobody", "nothing cited", "a hop's words"),
    *("an unknown mode", "an unknown field", "a day that is none", "a time for a day"),
    *("a claim that is none", "a document that is none", "no id", "an unknown modality"),
    *("no polarity", "a chain that is no list", "a gloss without a language"),
]


def test_every_case_is_tried(sent):
    assert sorted(flawed(sent)) == sorted(CASES)


@pytest.mark.parametrize("case", CASES)
def test_what_makes_no_appearance(cast, sent, case):
    change, places = flawed(sent)[case]
    body = problem(cast.reviewer.post(URL, sent | change), "invalid")
    assert {error["pointer"] for error in body["errors"]} >= places
    assert all(error["pointer"].startswith("/") for error in body["errors"])


def test_places_may_overlap_and_lie_in_each_other(cast, sent):
    for words in ("out the attack", "militias carried out", "carried"):
        answer = cast.reviewer.post(URL, sent | {"anchor": factories.place(words)})
        assert answer.status_code == 201


def test_a_source_may_cite_itself_through_another(cast, sent):
    """A circle is a finding, never an error."""
    relay = sent["chain"][0]["source"]
    assert cast.reviewer.post(URL, sent | hop(sent, 1, source=relay)).status_code == 201


def test_a_change_replaces_the_chain_whole_and_leaves_the_rest(cast, sent):
    made = cast.reviewer.post(URL, sent).json()
    url = f"{URL}{made['id']}/"
    source = str(factories.source("AFP").pk)
    chain = [{"level": 0, "source": source, "role": "origin", "mode": "statement"}]
    changed = cast.reviewer.changes("patch", url, {"chain": chain, "modality": "possible"})
    assert changed.status_code == 200, changed.content
    read = cast.reader.get(url).json()
    expected = sent | {"chain": [DEFAULTS | chain[0]], "modality": "possible"}
    assert {name: plain(read[name]) for name in sent} == expected
    assert Citation.objects.filter(appearance=made["id"]).count() == 1
    assert not Anchor.objects.filter(exact="residence").exists()


def test_a_change_is_checked_like_a_new_one(cast, sent):
    url = f"{URL}{cast.reviewer.post(URL, sent).json()['id']}/"
    before = cast.reader.get(url).json()
    for case in ("other words", "a gap", "nobody", "a claim that is none"):
        change, places = flawed(sent)[case]
        problem(cast.reviewer.changes("patch", url, change), "invalid", *places)
    assert cast.reader.get(url).json() == before


def test_an_appearance_stays_in_its_document(cast, sent):
    url = f"{URL}{cast.reviewer.post(URL, sent).json()['id']}/"
    same = cast.reviewer.changes("patch", url, {"document": sent["document"]})
    assert same.status_code == 200
    other = {"document": str(factories.document().pk)}
    problem(cast.reviewer.changes("patch", url, other), "invalid", "/document")


def test_removing_the_last_appearance_frees_the_text(cast, sent):
    url = f"{URL}{cast.reviewer.post(URL, sent).json()['id']}/"
    assert cast.editor.changes("delete", url).status_code == 204
    document = f"/api/v1/documents/{sent['document']}/"
    assert cast.reviewer.changes("patch", document, {"text": "new"}).status_code == 200


def test_filters(cast, sent):
    made = cast.reviewer.post(URL, sent).json()["id"]
    factories.told()
    origin = sent["chain"][1]["source"]
    wanted = {
        "claim": sent["claim"],
        "document": sent["document"],
        "source": origin,
        "modality": "likely",
    }
    for name, value in wanted.items():
        rows = cast.reader.get(URL, {name: value}).json()["results"]
        assert [row["id"] for row in rows] == [made], name
    assert len(cast.reader.get(URL, {"voice": "attributed"}).json()["results"]) == 2
    assert cast.reader.get(URL, {"voice": "outlet"}).json()["results"] == []


def test_a_relation_joins_two_of_a_kind(cast):
    one, two = factories.told(), factories.told()
    sent = {
        "type": "stronger_than",
        "from": str(one.claim_id),
        "to": str(two.claim_id),
        "strength": "partial",
        "dimensions": ["number"],
        "note": "n",
    }
    made = cast.reviewer.post(RELATIONS, sent)
    assert made.status_code == 201, made.content
    read = cast.reader.get(made.headers["Location"]).json()
    assert {name: read[name] for name in sent} == sent
    problem(cast.reviewer.post(RELATIONS, sent), "conflict")
    problem(cast.reviewer.post(RELATIONS, sent | {"to": str(two.pk)}), "invalid", "/to")
    problem(cast.reviewer.post(RELATIONS, sent | {"to": sent["from"]}), "invalid", "/to")
    problem(cast.reviewer.post(RELATIONS, sent | {"from": str(uuid4())}), "invalid", "/from")
    problem(cast.reviewer.post(RELATIONS, sent | {"type": "same_claim"}), "invalid", "/type")
    tellings = sent | {"from": str(one.pk), "to": str(two.pk)}
    assert cast.reviewer.post(RELATIONS, tellings).json()["from_claim"] == str(one.claim_id)
    listed = cast.reader.get(RELATIONS, {"claim": str(one.claim_id)}).json()["results"]
    assert len(listed) == 2
    nothing = cast.reader.get(RELATIONS, {"claim": str(factories.claim().pk)}).json()["results"]
    assert nothing == []
    problem(cast.reviewer.patch(made.headers["Location"], {}), "method-not-allowed")
    assert cast.editor.changes("delete", made.headers["Location"]).status_code == 204
