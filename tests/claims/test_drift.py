"""What retellings of a claim differ in is found, stored, served, filtered by and shown."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from benchmarks import drift as benchmark
from claims.admin.drift import DRIFTS_SHOWN
from claims.holdings import holdings
from claims.interchange.reader import read
from claims.interchange.records import CitationRecord
from claims.models import Appearance, Claim, SourceIdentity, StoredProvenance
from claims.operations import figures
from claims.operations.intake import import_file
from claims.operations.retractions import Subject, retract
from claims.provenance.drift import CitedSource, Retelling
from claims.provenance.drift_report import Finding
from claims.retold import ZONES_APART, drift_of, findings, retellings
from factcheck.core.shapes import shape
from tests import factories, provenance_input
from tests.cast import Cast
from tests.desk import desk, url

pytestmark = pytest.mark.django_db

LEAD = "The tanker likely left the harbour, two port pilots said to NBC on Monday."
LATER = "سفينة غادرت: pilots confirmed that the tanker left the harbour, NBC reported."


def place(text: str, exact: str) -> dict[str, Any]:
    return factories.place(exact, text)


def told(name: str, text: str, claim: str, cue: str, mention: str, **more: Any) -> dict[str, Any]:
    """A document with one telling that has it from NBC's pilots."""
    hops = [
        {"level": 0, "source": "nbc", "role": "relay", "mode": "report_of_report"},
        {
            **{"level": 1, "source": f"pilots-{name}", "role": "origin", "mode": "indirect"},
            **{"cue": place(text, cue), "mention": place(text, mention)},
        },
    ]
    appearance = {
        **{"id": f"a-{name}", "claim": "c", "anchor": place(text, claim), "chain": hops},
        **{"voice": "attributed", "modality": "asserted", "polarity": "positive"},
        **more.pop("appearance", {}),
    }
    document = {"id": name, "language": "en", "text": text, "title": f"Title of {name}"}
    return document | {"appearances": [appearance]} | more


def file() -> dict[str, Any]:
    """Two articles: the later one drops "likely", is surer, and drops that there were two."""
    likely = {"modality": "likely", "modality_cue": place(LEAD, "likely")}
    lead = told("d1", LEAD, "The tanker likely left the harbour", "said", "two port pilots",
                published_at="2030-01-08T12:00:00Z", appearance=likely)  # fmt: skip
    later = told("d2", LATER, "the tanker left the harbour", "confirmed", "pilots",
                 published_at="2030-01-09T12:00:00Z")  # fmt: skip
    unnamed = {"kind": "unnamed", "anonymity": "described", "language": "en"}
    return {
        "format": "factcheck-claims",
        "version": 1,
        "dataset": "drift",
        "sources": [
            {"id": "nbc", "kind": "news_outlet", "anonymity": "named", "name": "NBC"},
            unnamed | {"id": "pilots-d1", "descriptor": "two port pilots", "count": 2},
            unnamed | {"id": "pilots-d2", "descriptor": "pilots"},
        ],
        "claims": [{"id": "c", "language": "en", "texts": {"en": "The tanker left the harbour"}}],
        "documents": [lead, later],
        "identities": [{"a": "pilots-d1", "b": "pilots-d2", "state": "confirmed", "reason": "x"}],
    }


def taken_in(data: dict[str, Any] | None = None) -> Claim:
    import_file(file=read(json.dumps(data or file()).encode()), by=None)
    claim = Claim.objects.get()
    figures.recompute(claim_id=claim.pk)
    return claim


def kinds(claim: Claim) -> list[tuple[str, str]]:
    return [(drift.kind.value, drift.direction.value) for drift in drift_of(claim.pk)]


FOUND = [("certainty", "stronger"), ("source_description", "weaker")]


def test_what_is_stored_is_served_as_it_is_described(cast: Cast) -> None:
    claim = taken_in()
    answer = cast.reader.get(f"/api/v1/claims/{claim.pk}/provenance/")
    drift = answer.json()["drift"]
    jsonschema.validate(drift, {"type": "array", "items": shape(Finding)})
    assert [(found["kind"], found["direction"]) for found in drift] == FOUND
    assert drift[0]["words"]["en"] == "The later article drops “likely” and tells it as a fact."
    first = Appearance.objects.get(modality="likely")
    start = LEAD.index("likely")
    assert drift[0]["a"] == {
        "appearance": str(first.pk),
        "document": str(first.document_id),
        "anchor_of": "modality_cue",
        "start": start,
        "end": start + len("likely"),
        "exact": "likely",
    }
    assert drift[0]["details"] == {"modality_a": "likely", "modality_b": "asserted"}
    assert "port" in drift[1]["details"]["only_a"]
    assert cast.anonymous.get(f"/api/v1/claims/{claim.pk}/provenance/").status_code == 401


def test_only_retellings_of_one_origin_are_compared_and_an_undone_identity_ends_it() -> None:
    data = file() | {"identities": []}
    claim = taken_in(data)
    assert kinds(claim) == []
    taken_in(data | {"identities": file()["identities"]})
    assert kinds(claim) == FOUND
    (row,) = StoredProvenance.objects.values_list("drift", flat=True)
    assert len(row) == 2
    SourceIdentity.objects.all().delete()
    figures.outdate([claim.pk])
    figures.recompute(claim_id=claim.pk)
    assert StoredProvenance.objects.get().drift == []


def test_joint_unnamed_sources_are_one_class_as_in_the_figures() -> None:
    data = file() | {"identities": []}
    clerks = {"kind": "unnamed", "anonymity": "described", "descriptor": "clerks"}
    data["sources"].append(clerks | {"id": "clerks"})
    for document in data["documents"]:
        chain = document["appearances"][0]["chain"]
        hop = {"level": 1, "source": "clerks", "role": "origin", "mode": "indirect"}
        chain.append(hop)
    claim = taken_in(data)
    (one, other) = retellings(claim.pk)
    assert len(one.classes) == 1
    assert one.classes == other.classes
    assert StoredProvenance.objects.get().origins_at_most == 1
    assert ("certainty", "stronger") in kinds(claim)


def test_every_field_of_the_sample_is_read_as_its_file_gives_it() -> None:
    data = json.loads(benchmark.SAMPLE.read_text())
    import_file(file=read(json.dumps(data).encode()), by=None)
    space = uuid5(NAMESPACE_URL, f"urn:factcheck:dataset:{data['dataset']}")
    given = provenance_input.retellings(data, provenance_input.confirmed(data))
    read_back = [told for claim in Claim.objects.all() for told in retellings(claim.pk)]
    assert len(given) == len(read_back) > 50
    by_id = {told.appearance: told for told in read_back}
    same: dict[str, set[str]] = {}
    for told in given:
        found = by_id[str(uuid5(space, told.appearance))]
        assert found.document == str(uuid5(space, told.document))
        assert found.claim == str(uuid5(space, told.claim))
        assert found.published_at == told.published_at
        assert bare(found) == bare(told)
        for mine, theirs in zip(by_source(found), by_source(told), strict=True):
            assert mine.source == str(uuid5(space, theirs.source))
            same.setdefault(theirs.identity, set()).add(mine.identity)
    assert {len(identities) for identities in same.values()} == {1}
    assert len({name for names in same.values() for name in names}) == len(same)


def by_source(told: Retelling) -> list[CitedSource]:
    """Return the hops in an order that does not come from ids."""
    return sorted(told.hops, key=lambda hop: (hop.role, hop.label, hop.language, str(hop.mention)))


def bare(told: Retelling) -> Retelling:
    """Leave out ids, and what is compared by itself."""
    hops = tuple(replace(h, source="", identity="", origin_class="") for h in by_source(told))
    ids = dict.fromkeys(("appearance", "document", "claim", "publisher"), "")
    return replace(told, **ids, hops=hops, published_at=None, zones_apart=timedelta(0))


def test_what_is_retracted_is_not_compared(cast: Cast) -> None:
    claim = taken_in()
    later = Appearance.objects.get(modality="asserted").document
    by, now = cast.users["editor"], timezone.now()
    retract(subject=Subject(document=later.pk), since=now, reason="It was wrong.", by=by)
    figures.recompute(claim_id=claim.pk)
    assert StoredProvenance.objects.get().drift == []
    (left,) = retellings(claim.pk)
    assert left.document != str(later.pk)


def test_a_source_that_a_held_report_goes_on_from_has_a_class_of_its_own() -> None:
    """Two articles cite a held report: they are compared, though its own chain goes further."""
    report, claim = factories.document(), factories.claim()
    outlet, pilots = factories.source("NBC"), factories.unnamed()
    origin = CitationRecord(0, pilots.pk, "origin", "indirect")
    factories.appearance(claim, report, voice="attributed", chain=(origin,))
    for modality in ("likely", "asserted"):
        hop = CitationRecord(0, outlet.pk, "origin", "report_of_report", cited_document=report.pk)
        factories.appearance(
            claim, factories.document(), voice="attributed", modality=modality, chain=(hop,)
        )
    citing = [told for told in retellings(claim.pk) if told.hops[0].named]
    assert citing[0].classes == citing[1].classes != frozenset()
    assert ("certainty", "unclear") not in kinds(claim)
    assert "certainty" in {kind for kind, _ in kinds(claim)}


def test_the_days_of_a_text_are_those_of_the_desk() -> None:
    claim = taken_in()
    with override_settings(TIME_ZONE="Asia/Baghdad", USE_TZ=True):
        (first, _) = sorted(retellings(claim.pk), key=lambda told: told.order)
    assert first.published_at is not None
    assert first.published_at.utcoffset() == ZONES_APART - ZONES_APART / 4
    assert [day.isoformat() for day in first.published_days] == ["2030-01-08"]


def test_as_many_queries_for_many_as_for_few() -> None:
    claim = taken_in()
    few = queries(claim)
    for _ in range(12):
        factories.told(claim)
    assert queries(claim) == few
    held = holdings(claim.pk)
    with CaptureQueriesContext(connection) as captured:
        assert findings(claim.pk, held) == findings(claim.pk)
    assert len(captured) == few + 2


def queries(claim: Claim) -> int:
    with CaptureQueriesContext(connection) as captured:
        findings(claim.pk)
    return len(captured)


def test_claims_can_be_found_by_their_drift(cast: Cast) -> None:
    claim = taken_in()
    factories.told()

    def listed(kind: str) -> list[str]:
        answer = cast.reader.get(f"/api/v1/claims/?drift={kind}")
        return [row["id"] for row in answer.json()["results"]]

    assert listed("certainty") == listed("source_description") == [str(claim.pk)]
    assert listed("number") == []
    refused = cast.reader.get("/api/v1/claims/?drift=volume")
    assert refused.status_code == 400
    assert "drift" in refused.json()["errors"][0]["parameter"]


def test_the_desk_shows_both_passages(cast: Cast) -> None:
    claim = taken_in()
    address = url("claims_claim", "change", claim.pk)
    page = desk(cast, "reader").get(address).content.decode()
    assert "How the retellings differ" in page
    assert "The later article drops “likely” and tells it as a fact." in page
    assert (
        '<blockquote lang="en" dir="ltr"><p>The tanker <mark>likely</mark> left the harbour</p>'
        in page
    )
    assert "Title of d2" in page
    assert page.index("<h3>Certainty</h3>") < page.index("<h3>Description of the source</h3>")
    arabic = desk(cast, "reader").get(address, headers={"Accept-Language": "ar"}).content.decode()
    assert "أوجه الاختلاف بين الروايات" in arabic
    assert "سقط من المقالة الأحدث لفظ" in arabic
    assert "<h3>درجة الجزم</h3>" in arabic


def test_the_desk_says_what_it_leaves_out_and_what_is_out_of_date(cast: Cast) -> None:
    claim, quiet = taken_in(), factories.claim()
    row = StoredProvenance.objects.get(pk=claim.pk)
    gone = row.drift[0] | {"a": row.drift[0]["a"] | {"appearance": str(claim.pk), "exact": "<b>"}}
    StoredProvenance.objects.filter(pk=claim.pk).update(drift=[gone] * (DRIFTS_SHOWN + 1))
    figures.outdate([claim.pk])
    page = desk(cast, "reader").text("claims_claim", "change", claim.pk)
    assert f"Only the first {DRIFTS_SHOWN} are shown." in page
    assert "it is being worked out again" in page
    assert '<bdi dir="auto">&lt;b&gt;</bdi>' in page
    silent = desk(cast, "reader").text("claims_claim", "change", quiet.pk)
    assert "How the retellings differ" not in silent
