"""Sources over the API."""

import pytest

from claims.models import SourceAffiliation, SourceIdentity
from factcheck.core.models import Event
from tests import factories
from tests.problems import problem

URL = "/api/v1/sources/"
NOBODY = "0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11"  # an id that nothing has
WHOLE = {
    "kind": "unnamed",
    "anonymity": "described",
    "language": "ar",
    "names": [
        {"type": "gloss", "language": "en", "text": "two officials"},
        {"type": "alias", "language": "ar", "text": "المسؤولان"},
    ],
    "descriptor": "مسؤولان عراقيان",
    "descriptor_literal": False,
    "count": 2,
    "same_as": ["https://www.wikidata.org/entity/Q1"],
    "canonical": "officials",
    "note": "a note",
}


def names(answer):
    assert answer.status_code == 200, answer.content
    return sorted(row["label"] for row in answer.json()["results"])


def test_what_is_sent_is_what_is_read(cast):
    relay = factories.source("NBC")
    sent = WHOLE | {"vouched_by": str(relay.pk)}
    made = cast.reviewer.post(URL, sent).json()
    read = cast.reader.get(f"{URL}{made['id']}/").json()
    assert {name: read[name] for name in sent} == sent
    assert read["label"] == "مسؤولان عراقيان"
    event = Event.objects.get(stream=f"source:{made['id']}")
    assert (event.type, event.actor) == ("source.created", cast.users["reviewer"])


def test_a_change_leaves_alone_what_is_not_sent(cast):
    made = cast.reviewer.post(URL, WHOLE).json()
    url = f"{URL}{made['id']}/"
    changed = cast.reviewer.changes("patch", url, {"count": None, "names": []})
    assert changed.status_code == 200
    expected = made | {"count": None, "names": [], "updated_at": changed.json()["updated_at"]}
    assert cast.reader.get(url).json() == expected
    assert changed.json()["updated_at"] > made["updated_at"]


def test_a_change_takes_nested_objects_whole(cast):
    made = cast.reviewer.post(URL, WHOLE).json()
    answer = cast.reviewer.changes("patch", f"{URL}{made['id']}/", {"names": [{"text": "x"}]})
    problem(answer, "invalid", "/names/0/type", "/names/0/language")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"kind": "person", "anonymity": "named"}, "/name"),
        ({"kind": "person", "anonymity": "described", "name": "A"}, "/name"),
        ({"kind": "group", "anonymity": "anonymous"}, "/descriptor"),
        ({"kind": "unnamed", "anonymity": "named", "name": "A"}, "/kind"),
        (
            {"kind": "person", "anonymity": "named", "name": "A", "vouched_by": NOBODY},
            "/vouched_by",
        ),
    ],
)
def test_what_makes_no_source(cast, sent, pointer):
    body = problem(cast.reviewer.post(URL, sent), "invalid")
    assert pointer in {error["pointer"] for error in body["errors"]}


def test_a_change_is_checked_as_a_whole(cast):
    url = f"{URL}{factories.source('A').pk}/"
    answer = cast.reviewer.changes("patch", url, {"anonymity": "anonymous"})
    assert "/descriptor" in {e["pointer"] for e in problem(answer, "invalid")["errors"]}
    answer = cast.reviewer.changes("patch", url, {"vouched_by": url.split("/")[-2]})
    problem(answer, "invalid", "/vouched_by")


def test_a_source_in_use_stays(cast):
    told = factories.told()
    relay = told.citations.get(level=0).source
    problem(cast.editor.changes("delete", f"{URL}{relay.pk}/"), "conflict")
    free = factories.source()
    assert cast.editor.changes("delete", f"{URL}{free.pk}/").status_code == 204
    problem(cast.editor.get(f"{URL}{free.pk}/"), "not-found")


def test_filters(cast):
    factories.source("رويترز", canonical="reuters")
    factories.source("Reuters", kind="organization", canonical="reuters")
    factories.unnamed("two officials")
    assert names(cast.reader.get(URL, {"kind": "unnamed"})) == ["two officials"]
    assert names(cast.reader.get(URL, {"anonymity": "named"})) == ["Reuters", "رويترز"]
    assert names(cast.reader.get(URL, {"canonical": "reuters"})) == ["Reuters", "رويترز"]
    assert names(cast.reader.get(URL, {"canonical": "reuter"})) == []
    assert names(cast.reader.get(URL, {"q": "reuters", "kind": "organization"})) == ["Reuters"]
    assert names(cast.reader.get(URL, {"q": "officials TWO"})) == ["two officials"]
    assert names(cast.reader.get(URL, {"q": "رُويتــرز"})) == ["رويترز"]


def test_ties_with_other_sources_are_shown_from_both_sides(cast):
    group, spokesman = factories.source("Group"), factories.source("Spokesman")
    SourceAffiliation.objects.create(source=spokesman, body=group, type="spokesperson_of")
    a, b = sorted((group.pk, spokesman.pk))
    SourceIdentity.objects.create(a_id=a, b_id=b, state="suggested", reason="same words")
    shown = cast.reader.get(f"{URL}{spokesman.pk}/").json()
    tie = {"body": str(group.pk), "type": "spokesperson_of", "note": ""}
    assert shown["affiliations"] == [tie]
    identity = {"state": "suggested", "reason": "same words"}
    assert shown["identities"] == [identity | {"source": str(group.pk)}]
    shown = cast.reader.get(f"{URL}{group.pk}/").json()
    assert (shown["affiliations"], shown["identities"]) == (
        [],
        [identity | {"source": str(spokesman.pk)}],
    )
