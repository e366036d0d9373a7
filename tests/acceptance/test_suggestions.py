"""On the hand-checked articles a worker suggests what the clusters need, and confirms nothing."""

import json
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction

from claims.interchange.reader import Ids
from claims.provenance.groups import Groups
from tests import gold, provenance_input
from tests.gold import needs_gold
from tests.worker import work

pytestmark = [needs_gold, pytest.mark.django_db]

# What a worker does for provenance; what else there is to do has no say in it.
PROVENANCE = ("suggest_identities", "recompute_provenance")


@pytest.fixture
def ids():
    return Ids(gold.import_file()["dataset"])


@pytest.fixture
def get(cast):
    def read(address):
        answer = cast.reader.get(f"/api/v1/{address}")
        assert answer.status_code == 200, (address, answer.content)
        return answer.json()

    return read


@pytest.fixture
def _articles(tmp_path):
    """The three articles without what the annotators say of identities."""
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold.import_file() | {"identities": []}))
    call_command("import_claims", str(path), verbosity=0)
    work(*PROVENANCE)


def everything(get, address):
    """Return the rows of a list, page by page."""
    rows, page = [], get(address)
    while True:
        rows += page["results"]
        if page["next"] is None:
            return rows
        page = get(page["next"].partition("/api/v1/")[2])


def groups(ids):
    """Yield the origins, by their ids here, that each cluster says are one."""
    file = gold.import_file()
    canonical = provenance_input.canonicals(file)
    told = [made for document in file["documents"] for made in document["appearances"]]
    for cluster in gold.clusters():
        members = [made for made in told if made["id"] in cluster["members"]]
        hops = [hop for made in members for hop in made["chain"] if hop["role"] == "origin"]
        origins = {hop["source"] for hop in hops}
        for one in cluster["independent_origins"]:
            yield [str(ids(key)) for key in origins if canonical[key] in one["canonicals"]]


def sets(groups_, joined):
    return sum(len({joined.of(key) for key in group}) for group in groups_)


@pytest.mark.usefixtures("_articles")
def test_four_fifths_of_the_merges_needed_are_suggested_and_none_is_confirmed(get, ids):
    stored = everything(get, "identities/?page_size=200")
    assert {row["state"] for row in stored} == {"suggested"}
    assert all(row["rule"] and row["words"]["ar"] and row["words"]["en"] for row in stored)
    pairs = [(row["a"]["id"], row["b"]["id"]) for row in stored]
    needed = list(groups(ids))
    file = gold.import_file()
    joint = [tuple(str(ids(key)) for key in pair) for pair in provenance_input.joint(file)]
    # Joint sources are one class by themselves; without them the two kinds of sources stay apart.
    for given, wanted in (([], 10), (joint, 6)):
        before, after = sets(needed, Groups(given)), sets(needed, Groups([*given, *pairs]))
        assert before - len(needed) == wanted
        assert before - after >= 0.8 * wanted


@pytest.mark.usefixtures("_articles")
def test_hardly_any_suggestion_is_wrong(get, ids):
    file = gold.import_file()
    canonical = {str(ids(key)): real for key, real in provenance_input.canonicals(file).items()}
    stored = everything(get, "identities/?page_size=200")
    wrong = [row for row in stored if canonical[row["a"]["id"]] != canonical[row["b"]["id"]]]
    assert len(wrong) <= 1, [row["words"]["en"] for row in wrong]
    assert len(stored) >= 10


@pytest.mark.usefixtures("_articles")
def test_the_truth_lies_within_every_range_before_anything_is_confirmed(get, ids):
    for cluster in gold.clusters():
        shown = get(f"claims/{ids(cluster['id'])}/provenance/")
        assert shown["stale_since"] is None
        origins = shown["provenance"]["origins"]
        true = cluster["n_independent_origins"]
        assert origins["at_least"] <= true <= origins["at_most"], cluster["id"]


def confirm(cast, a, b):
    """Confirm over the API that two sources are one, whether or not a rule has suggested it."""
    body = {"a": a, "b": b, "reason": "The gold groups them."}
    said = cast.reviewer.post("/api/v1/identities/", body)
    if said.status_code == 409:
        held = cast.reviewer.get(f"/api/v1/identities/?source={a}&page_size=200").json()["results"]
        (pk,) = [row["id"] for row in held if {a, b} == {row["a"]["id"], row["b"]["id"]}]
    else:
        pk = said.json()["id"]
    done = cast.reviewer.post(f"/api/v1/identities/{pk}/confirm/")
    assert done.status_code in (200, 409), done.content


@pytest.mark.usefixtures("_articles")
def test_every_cluster_is_exact_once_its_identities_are_confirmed(cast, get, ids):
    canonical = provenance_input.canonicals(gold.import_file())
    clients = [cast.reader, cast.reviewer, cast.editor]
    assert all(clients), "made before what is put back"
    for cluster in gold.clusters():
        with transaction.atomic():  # what one cluster groups, another may not
            for one in cluster["independent_origins"]:
                same = [str(ids(k)) for k, name in canonical.items() if name in one["canonicals"]]
                for pair in pairwise(same):
                    confirm(cast, *pair)
            work("recompute_provenance")
            found = get(f"claims/{ids(cluster['id'])}/provenance/")["provenance"]
            transaction.set_rollback(True)
        figures = found["figures"]
        assert figures["documents"] == cluster["n_articles"], cluster["id"]
        assert figures["chains"] == cluster["n_chains_stored"]
        assert figures["all_unnamed"] == cluster["all_origins_unnamed"]
        assert figures["origins_at_most"] == cluster["n_independent_origins"]
        own_voice = {f"document:{ids(key)}" for key in cluster["own_voice_articles"]}
        assert set(found["own_voice"]) == own_voice
