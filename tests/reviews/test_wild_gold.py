"""Real reviews with all their mess: every record is in or explained, and duplicates count once."""

import io
import json
from collections import Counter

import pytest
from django.core.management import call_command

from claims.models import Claim, Source
from factcheck.core.models import Event
from reviews.models import Listing, OutsideReview
from tests.gold import SHARED

DATA = SHARED / "data" / "claimreview"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data is not on this machine"),
]

# Of the largest, what the suite has time for; the whole is for the command by hand.
ROWS = {"gfct_ar": None, "jsonld_wild": None, "claimskg_rows": None, "snopes_meta": 1000}


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def records(name, row):
    """What a line says, one a review, as naively as can be."""
    if name == "jsonld_wild":
        row = row["obj"]
    if "claimReview" in row:
        return [row | {"claimReview": [each]} for each in row["claimReview"]]
    return [row]


def has_claim(row):
    return any(
        row.get(name) for name in ("claimReview_claimReviewed", "claimReviewed", "text")
    ) or ("claim" in row)


def run(path, tmp_path):
    report = tmp_path / "report.json"
    call_command(
        "import_claimreview",
        str(path),
        report=str(report),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    return json.loads(report.read_text())


@pytest.mark.parametrize("name", ROWS)
def test_every_record_is_in_or_explained_and_a_second_run_changes_nothing(name, tmp_path):
    lines = (DATA / f"{name}.jsonl").read_text().splitlines()[: ROWS[name]]
    path = tmp_path / f"{name}.jsonl"
    path.write_text("\n".join(lines))
    expected = Counter(
        canonical(record) for line in lines for record in records(name, json.loads(line))
    )
    poor = {said: n for said, n in expected.items() if not has_claim(json.loads(said))}

    told = run(path, tmp_path)
    totals = told["totals"]
    assert sum(totals.values()) == sum(expected.values())
    assert totals["created"] + totals["updated"] == len(expected) - len(poor)
    assert totals["rejected"] == sum(poor.values())
    assert totals["unchanged"] == 0
    assert OutsideReview.objects.count() == totals["created"]
    for row in told["records"]:
        for flaw in (*row["flaws"], *row["warnings"]):
            assert flaw["path"].startswith("$[")
            assert flaw["reason"]
            assert flaw["remedy"]
        assert bool(row["flaws"]) == (row["outcome"] == "rejected")

    stored = list(OutsideReview.objects.order_by("pk").values("pk", "digest", "changed_at"))
    counts = [model.objects.count() for model in (Claim, Source, Listing, Event)]
    again = run(path, tmp_path)["totals"]
    assert again["unchanged"] == totals["created"] + totals["updated"]
    assert (again["created"], again["updated"]) == (0, 0)
    assert again["duplicate"] == totals["duplicate"]
    assert list(OutsideReview.objects.order_by("pk").values("pk", "digest", "changed_at")) == stored
    assert [model.objects.count() for model in (Claim, Source, Listing, Event)] == counts


def test_what_is_imported_is_found_by_its_words_as_our_own_is(cast, tmp_path):
    lines = (DATA / "gfct_ar.jsonl").read_text().splitlines()[:40]
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(lines))
    run(path, tmp_path)
    for line in lines[::10]:
        words = " ".join(json.loads(line)["text"].split()[:6])
        for url in ("/api/v1/claims/", "/api/v1/outside/reviews/"):
            assert cast.reader.get(url, {"q": words}).json()["results"], words
