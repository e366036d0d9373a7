"""Most of the drift that was found by hand in three articles is served, and shown to readers."""

import json
from uuid import NAMESPACE_URL, uuid5

import pytest

from benchmarks import drift as benchmark
from claims.interchange.reader import read
from claims.models import SourceIdentity, StoredProvenance
from claims.operations import figures
from claims.operations.intake import import_file
from claims.provenance.drift import Direction, Drift, DriftKind, Side
from claims.provenance.reasons import reason
from reviews.models import Publication, Rendition
from reviews.operations.rendering import render
from tests import factories, gold

pytestmark = [gold.needs_gold, pytest.mark.django_db]

DATASET = "kadhimi"
MILITIAS = "X2"


def stored(given):
    """Return the id in the database of what the file calls by another."""
    return str(uuid5(uuid5(NAMESPACE_URL, f"urn:factcheck:dataset:{DATASET}"), given))


@pytest.fixture
def file(cast):
    """The articles, imported, with every identity confirmed that the annotators hold."""
    data = gold.import_file(DATASET)
    import_file(file=read(json.dumps(data).encode()), by=None)
    held = SourceIdentity.objects.filter(reason__startswith="annotated as", state="suggested")
    for pk in held.values_list("pk", flat=True):
        answer = cast.reviewer.post(f"/api/v1/identities/{pk}/confirm/")
        assert answer.status_code == 200, answer.content
    for row in StoredProvenance.objects.filter(stale_since__isnull=False):
        figures.recompute(claim_id=row.pk)
    return data


def served(cast, file):
    """Return the drift that the API gives for all claims, by the ids of the file."""
    names = {stored(document["id"]): document["id"] for document in file["documents"]}
    names |= {stored(a["id"]): a["id"] for d in file["documents"] for a in d["appearances"]}
    found = []
    for claim in file["claims"]:
        answer = cast.reader.get(f"/api/v1/claims/{stored(claim['id'])}/provenance/").json()
        assert answer["stale_since"] is None
        found += [drift(one, names) for one in answer["drift"]]
    return found


def drift(found, names):
    a, b = (side(found[place], names) for place in ("a", "b"))
    why = reason(found["code"])
    return Drift(DriftKind(found["kind"]), a, b, Direction(found["direction"]), why)


def side(found, names):
    known = {name: names[found[name]] for name in ("appearance", "document")}
    return Side(**found | known)


def test_four_fifths_are_found_and_false_alarms_are_no_more_than_true_findings(cast, file):
    judged = benchmark.judge(file, served(cast, file))
    assert len(judged["hit"]) >= 0.8 * len(benchmark.cases()), [c["id"] for c in judged["missed"]]
    true = len(judged["case"]) + len(judged["relation"])
    false = len(judged.get("one side", ())) + len(judged.get("false", ()))
    assert false <= true


def test_the_page_of_a_published_review_shows_both_passages(cast, file):
    claim = StoredProvenance.objects.get(pk=stored(MILITIAS)).claim
    review = factories.review(cast.newsroom, cast.users["reviewer"], claim)
    for verb, who in (("submit", "reviewer"), ("approve", "editor"), ("publish", "editor")):
        answer = getattr(cast, who).post(f"/api/v1/reviews/{review.pk}/{verb}/")
        assert answer.status_code == 200, answer.content
    render(publication=Publication.objects.get())
    page = cast.anonymous.get(f"/r/{Rendition.objects.get(version=0, form='page').slug}/").text
    assert "How the retellings differ" in page
    assert "becomes" in page
    assert "<mark>مسؤولان أمنيان</mark>" in page
    assert "<mark>مسؤولون أمنيون</mark>" in page
