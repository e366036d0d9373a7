"""Which held document a citation means: suggested, decided, taken back; what the figures say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from claims import archive, models
from claims.operations.appearances import change_appearance
from factcheck.core.models import Event
from tests import factories
from tests.claims.test_retractions import told_by
from tests.worker import work

pytestmark = pytest.mark.django_db
URL = "/api/v1/stitches/"


def day(number):
    return datetime(2026, 3, number, tzinfo=UTC)


@pytest.fixture
def story():
    """NBC's own report of a claim is held, and an article that cites NBC for it, a day later."""
    nbc = factories.source("NBC")
    claim = factories.claim()
    report = factories.document(publisher=nbc.pk, published_at=day(1))
    officials = factories.unnamed("three officials")
    cue = factories.chain(officials)[0]
    chain = (replace(cue, role="origin", mode="indirect"),)
    factories.appearance(claim, report, voice="attributed", chain=chain)
    article = told_by(nbc, of=claim, published_at=day(2))
    work()
    return claim, nbc, report, article


def suggested(cast, **filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return cast.reader.get(f"{URL}?{query}").json()["results"]


def origins(claim):
    return models.StoredProvenance.objects.get(pk=claim.pk).origins_at_most


def test_suggested_confirmed_undone_rejected(cast, story):
    claim, nbc, report, article = story
    (found,) = suggested(cast, state="suggested", claim=claim.pk)
    assert found["source"]["id"] == str(nbc.pk)
    assert found["document"]["id"] == str(report.pk)
    assert found["cited_in"]["id"] == str(article.document_id)
    assert (found["appearance"], found["level"]) == (str(article.pk), 0)
    url = f"{URL}{found['id']}/"
    citation = models.Citation.objects.get(appearance=article, level=0)
    for verb, state, means in (
        ("confirm", "confirmed", report.pk),
        ("undo", "suggested", None),
        ("reject", "rejected", None),
        ("confirm", "confirmed", report.pk),
        ("reject", "rejected", None),
    ):
        answer = cast.reviewer.post(f"{url}{verb}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
        citation.refresh_from_db()
        assert citation.cited_document_id == means
        work()
        shown = cast.reader.get(f"/api/v1/claims/{claim.pk}/provenance/").json()
        stitched = [e for e in shown["provenance"]["edges"] if e["stitched"]]
        assert bool(stitched) is (means is not None)
    types = Event.objects.filter(stream=f"stitch:{found['id']}").order_by("pk")
    assert [e.type.partition(".")[2] for e in types] == [
        *("confirmed", "undone", "rejected", "confirmed", "rejected")
    ]
    assert cast.reviewer.post(f"{url}reject/").status_code == 409
    assert cast.reader.post(f"{url}confirm/").status_code == 403
    assert suggested(cast, state="suggested") == [], "a decided one is not suggested again"


def test_another_document_and_a_chain_that_changed(cast, story):
    claim, nbc, _, article = story
    earlier = factories.document(publisher=nbc.pk, published_at=day(1))
    factories.appearance(claim, earlier)
    work()
    one, other = suggested(cast, state="suggested", claim=claim.pk)
    assert cast.reviewer.post(f"{URL}{one['id']}/confirm/").status_code == 200
    refused = cast.reviewer.post(f"{URL}{other['id']}/confirm/")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "The citation means another document.",
    )
    record = archive.appearance_record(models.Appearance.objects.with_chains().get(pk=article.pk))
    own_voice = replace(record, voice="outlet", chain=())
    change_appearance(appearance=article, record=own_voice, by=None)
    gone = cast.reviewer.post(f"{URL}{other['id']}/confirm/")
    assert gone.status_code == 409
    work()
    assert suggested(cast, state="suggested") == [], "what can no longer be meant goes"
    kept = suggested(cast, state="confirmed")
    assert [row["id"] for row in kept] == [one["id"]]


def test_nothing_is_suggested_twice_or_for_nothing(cast, story):
    claim, *_ = story
    events = Event.objects.filter(type="stitches.suggested").count()
    told_by(factories.source("AFP"), of=claim, published_at=day(3))
    work()
    assert len(suggested(cast, state="suggested")) == 1
    assert Event.objects.filter(type="stitches.suggested").count() == events == 1
    late = told_by(models.Source.objects.get(name="AFP"), of=claim, published_at=day(4))
    assert suggested(cast, appearance=late.pk) == []
