"""The figures of the hand-checked clusters, before and after their identities are confirmed."""

from datetime import datetime
from itertools import pairwise

import pytest

from claims.provenance.analysis import analyse
from claims.provenance.graph import (
    Affiliation,
    DocumentNode,
    Holdings,
    Hop,
    Identity,
    SourceNode,
    Telling,
)
from tests.gold import clusters, import_file, needs_gold

pytestmark = needs_gold


def held(cluster, identities):
    file = import_file()
    tellings = tuple(
        Telling(made["id"], document["id"], levels(made))
        for document in file["documents"]
        for made in document["appearances"]
        if made["claim"] == cluster["id"]
    )
    return Holdings(
        documents=tuple(document(found) for found in file["documents"]),
        sources=tuple(source(found) for found in file["sources"]),
        tellings=tellings,
        identities=tuple(identities),
        affiliations=tuple(Affiliation(**found) for found in file["affiliations"]),
    )


def document(found):
    at = datetime.fromisoformat(found["published_at"])
    return DocumentNode(found["id"], found["publisher"], at, found["title"])


def source(found):
    label = found.get("name") or found.get("descriptor", "")
    return SourceNode(
        found["id"], found["kind"], found["anonymity"], label, count=found.get("count")
    )


def levels(made):
    found = {}
    for place, hop in enumerate(made["chain"]):
        cited = Hop(f"{made['id']}/{place}", hop["source"], hop["role"])
        found.setdefault(hop["level"], []).append(cited)
    return tuple(tuple(found[level]) for level in sorted(found))


def suggested():
    """What the annotators hold to be one source, or possibly one, and nobody has confirmed."""
    return [Identity(i["a"], i["b"], "suggested", i["reason"]) for i in import_file()["identities"]]


def confirmed(cluster):
    """All sources with a canonical of one group are confirmed to be one."""
    for group in cluster["independent_origins"]:
        same = [
            s["id"] for s in import_file()["sources"] if s.get("canonical") in group["canonicals"]
        ]
        yield from (Identity(a, b, "confirmed", group["label"]) for a, b in pairwise(same))


def cases():
    found = clusters() if needs_gold.args[0] is False else []
    return [pytest.param(cluster, id=cluster["id"]) for cluster in found]


@pytest.mark.parametrize("cluster", cases())
def test_figures_with_the_identities_confirmed(cluster):
    result = analyse(held(cluster, [*suggested(), *confirmed(cluster)]))
    figures = result.figures
    assert figures.appearances == len(cluster["members"])
    assert figures.documents == cluster["n_articles"]
    assert figures.chains == cluster["n_chains_stored"]
    assert result.own_voice == tuple(f"document:{key}" for key in cluster["own_voice_articles"])
    assert figures.all_unnamed == cluster["all_origins_unnamed"]
    assert figures.origins_at_most == cluster["n_independent_origins"]


@pytest.mark.parametrize("cluster", cases())
def test_the_classes_are_the_groups_of_the_gold(cluster):
    result = analyse(held(cluster, confirmed(cluster)))
    canonical = {s["id"]: s.get("canonical") for s in import_file()["sources"]}
    members = {node.id: node.members for node in result.nodes}
    found = [
        {canonical[key] for node in c.nodes for key in members[node]}
        for c in result.origins.classes
    ]
    groups = [set(group["canonicals"]) for group in cluster["independent_origins"]]
    assert sorted(map(sorted, found)) == sorted(map(sorted, groups))
    named = {
        frozenset(found_): c.named for found_, c in zip(found, result.origins.classes, strict=True)
    }
    assert named == {frozenset(g["canonicals"]): g["named"] for g in cluster["independent_origins"]}


@pytest.mark.parametrize("cluster", cases())
def test_the_truth_lies_within_the_range_before_any_identity_is_confirmed(cluster):
    origins = analyse(held(cluster, suggested())).origins
    assert origins.at_least <= cluster["n_independent_origins"] <= origins.at_most


def test_worked_example_before_and_after():
    militias = next(cluster for cluster in clusters() if cluster["id"] == "X2")
    before = analyse(held(militias, suggested()))
    after = analyse(held(militias, [*suggested(), *confirmed(militias)]))
    assert (before.figures.origins_at_least, before.figures.origins_at_most) == (2, 5)
    assert (after.figures.origins_at_least, after.figures.origins_at_most) == (2, 2)
    assert after.figures.chains == 5
