"""Questions to the whole corpus: what hangs on whom, and lists in order of their figures."""

import pytest
from hypothesis import given

from claims import models
from claims.models.vocabulary import IdentityState
from claims.operations.identities import decide_identity, suggest_identity
from claims.provenance.analysis import analyse
from claims.provenance.dependences import dependences
from claims.provenance.impact import impact
from tests import factories
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.test_retractions import told_by
from tests.worker import work


@given(claims())
def test_without_what_it_hangs_on_alone_nothing_stands(held):
    for source, alone in dependences(analyse(held)).items():
        if alone:
            assert impact(held, sources=[source]).after.support == 0


def test_joint_origins_stand_in_for_each_other():
    found = dependences(analyse(claim("d1: nbc > x? y?", "d2: nbc > x? y?")))
    assert found == {"nbc": True, "x?": False, "y?": False}
    assert dependences(analyse(claim("d1: nbc > x", "d2: afp > x"))) == {
        "nbc": False,
        "afp": False,
        "x": True,
    }


@pytest.fixture
def corpus(db):
    """Three claims on NBC, of which one has a second leg; and one that nobody tells."""
    nbc = factories.source("NBC")
    found = {
        "alone": told_by(nbc).claim,
        "twice": told_by(nbc).claim,
        "two legs": told_by(nbc).claim,
        "untold": factories.claim(),
    }
    told_by(nbc, of=found["twice"])
    told_by(factories.source("AFP"), factories.source("The army"), of=found["two legs"])
    work()
    return nbc, found


def listed(cast, query):
    url, seen = f"/api/v1/claims/?{query}", []
    while url:
        page = cast.reader.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    return seen


def ids(found, *names):
    return {str(found[name].pk) for name in names}


def test_claims_that_hang_on_a_source(cast, corpus):
    nbc, found = corpus
    assert set(listed(cast, f"hangs_on={nbc.pk}")) == ids(found, "alone", "twice")
    assert set(listed(cast, f"source={nbc.pk}")) == ids(found, "alone", "twice", "two legs")
    twin = factories.source("إن بي سي")
    assert listed(cast, f"hangs_on={twin.pk}") == []
    pair = suggest_identity(a=nbc.pk, b=twin.pk, reason="x", by=cast.users["editor"])
    decide_identity(identity=pair, state=IdentityState.CONFIRMED, by=cast.users["editor"])
    work()
    assert set(listed(cast, f"hangs_on={twin.pk}")) == ids(found, "alone", "twice")


def test_the_sources_that_most_claims_depend_on(cast, corpus):
    nbc, _ = corpus
    first, *rest = cast.reader.get("/api/v1/dependences/").json()["results"]
    assert (first["source"]["id"], first["claims"], first["hanging"]) == (str(nbc.pk), 3, 2)
    assert [row["hanging"] for row in rest] == sorted((r["hanging"] for r in rest), reverse=True)
    outlets = cast.reader.get("/api/v1/dependences/?kind=news_outlet&ordering=claims")
    counted = [(r["source"]["label"], r["claims"]) for r in outlets.json()["results"]]
    assert set(counted[:-1]) == {("AFP", 1), ("The army", 1)}
    assert counted[-1] == ("NBC", 3)
    pages, url = [], "/api/v1/dependences/?page_size=1&ordering=-claims"
    while url:
        page = cast.reader.get(url).json()
        pages += [row["source"]["id"] for row in page["results"]]
        url = page["next"]
    assert len(pages) == len(set(pages)) == models.SourceDependence.objects.count()


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("documents", "documents"),
        ("support", "support"),
        ("independent_origins", "origins_at_most"),
    ],
)
def test_lists_in_order_of_their_figures(cast, corpus, name, column):
    rows = models.StoredProvenance.objects.order_by(column, "claim_id")
    expected = [str(pk) for pk in rows.values_list("claim_id", flat=True)]
    assert listed(cast, f"ordering={name}&page_size=1") == expected
    assert listed(cast, f"ordering=-{name}&page_size=3") == expected[::-1]


def test_support_of_one_in_many_documents(cast, corpus):
    nbc, found = corpus
    for _ in range(4):
        told_by(nbc, of=found["alone"])
    work()
    query = "support_min=1&support_max=1&documents_min=5&ordering=-documents"
    assert listed(cast, query) == [str(found["alone"].pk)]


@pytest.mark.parametrize("given", ["weight", "--support", "-", "support,documents"])
def test_an_order_that_is_none(cast, given):
    answer = cast.reader.get(f"/api/v1/claims/?ordering={given}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "ordering"
    assert "-support" in error["remedy"]
    assert cast.reader.get("/api/v1/sources/?ordering=name").status_code == 400
