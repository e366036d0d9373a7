"""Chains that go round, have no end in sight, or all pass one place: stored, computed, served."""

from uuid import uuid4

import pytest

from claims import models
from claims.interchange.records import CitationRecord, SourceRecord
from claims.operations import rows
from factcheck.core.errors import Invalid
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.worker import work

pytestmark = pytest.mark.django_db
FORMS = ("/", ".svg", ".mmd", ".prov.json")


def sources(number):
    records = [
        SourceRecord(id=uuid4(), kind="news_outlet", anonymity="named", name=f"S{n}")
        for n in range(number)
    ]
    rows.insert_sources(records)
    return [record.id for record in records]


def chain(ids, **last):
    hops = [CitationRecord(n, pk, "relay", "report_of_report") for n, pk in enumerate(ids[:-1])]
    return (*hops, CitationRecord(len(hops), ids[-1], "origin", "indirect", **last))


def tell(claim, ids, within=None, **last):
    within = within or factories.document()
    return factories.appearance(claim, within, voice="attributed", chain=chain(ids, **last))


def figures(cast, claim):
    work("recompute_provenance")
    for form in FORMS:
        answer = cast.reader.get(f"/api/v1/claims/{claim.pk}/provenance{form}")
        assert answer.status_code == 200, form
        assert answer.content
    return cast.reader.get(f"/api/v1/claims/{claim.pk}/provenance/").json()["provenance"]


def test_a_chain_of_a_thousand_hops(cast):
    claim = factories.claim()
    tell(claim, sources(1000))
    found = figures(cast, claim)
    assert (found["figures"]["longest"], found["figures"]["support"]) == (1000, 1)
    assert models.Dependence.objects.filter(claim=claim, alone=True).count() == 1000
    review = factories.review(cast.newsroom, cast.users["reviewer"], claim)
    for verb, by in (("submit", "reviewer"), ("approve", "editor")):
        perform(review=review, verb=Verb(verb), by=cast.users[by])
    with pytest.raises(Invalid, match="too long") as refused:
        perform(review=review, verb=Verb.PUBLISH, by=cast.users["editor"])
    assert refused.value.flaws[0].pointer == "/claim"
    review.refresh_from_db()
    assert review.status == "approved", "nothing is half published"


@pytest.mark.parametrize("length", [1, 2, 5])
def test_documents_that_have_it_from_each_other(cast, length):
    claim = factories.claim()
    outlets = sources(length)
    documents = [factories.document(publisher=outlet) for outlet in outlets]
    for n, document in enumerate(documents):
        after = (n + 1) % length
        tell(claim, [outlets[after]], document, cited_document=documents[after].pk)
    found = figures(cast, claim)
    assert (found["figures"]["support"], found["figures"]["origins_at_most"]) == (0, 0)
    assert found["figures"]["circular"] == 1
    (cycle,) = found["cycles"]
    assert len(cycle["nodes"]) == 2 * length


def test_hundreds_of_documents_on_one_relay(cast):
    claim = factories.claim()
    relay, origin = sources(2)
    for _ in range(200):
        tell(claim, [relay, origin])
    found = figures(cast, claim)
    assert (found["figures"]["documents"], found["figures"]["support"]) == (200, 1)
    assert {f"source:{relay}", f"source:{origin}"} <= set(found["support"]["hangs_on"])
    url = f"/api/v1/sources/{relay}/impact/"
    (fall,) = cast.reader.get(url).json()["results"]
    assert (fall["before"]["documents"], fall["after"]["documents"]) == (200, 0)
