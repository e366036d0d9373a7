"""On the hand-checked articles most of the drift that was found by hand is found again."""

import json
from collections import Counter

import pytest

from benchmarks import drift as benchmark
from claims.provenance.drift import DriftKind, find_drift
from tests import gold, provenance_input


@pytest.fixture(scope="module")
def judged():
    return benchmark.judge(*benchmark.gold_drift())


@gold.needs_gold
def test_four_fifths_of_the_cases_are_found(judged):
    assert len(judged["hit"]) >= 0.8 * len(benchmark.cases())


@gold.needs_gold
def test_false_alarms_are_no_more_than_true_findings(judged):
    true = len(judged["case"]) + len(judged["relation"])
    false = len(judged.get("one side", ())) + len(judged.get("false", ()))
    assert false <= true


@gold.needs_gold
def test_no_drift_without_identities_but_within_what_is_told_by_one_source():
    found = find_drift(provenance_input.retellings(gold.import_file(), []))
    judged = benchmark.judge(gold.import_file(), found)
    assert len(judged["hit"]) < len(benchmark.cases())


def test_the_sample_shows_each_of_its_drifts():
    file = json.loads(benchmark.SAMPLE.read_text())
    told = provenance_input.retellings(file, provenance_input.confirmed(file))
    found = {(d.kind, frozenset({d.a.appearance, d.b.appearance})) for d in find_drift(told)}
    expected = {
        (DriftKind.CERTAINTY, frozenset({"app-post-1-alarm-title", "app-post-1-alarm"})),
        (DriftKind.CERTAINTY, frozenset({"app-sadaf-1-alarm", "app-lantern-1-alarm"})),
        (DriftKind.ATTRIBUTION_DROPPED, frozenset({"app-sadaf-1-alarm", "app-lantern-1-alarm"})),
        (DriftKind.CERTAINTY, frozenset({"app-ofoq-1-pipe", "app-coast-1-pipe"})),
        (DriftKind.CERTAINTY, frozenset({"app-post-1-price", "app-lantern-1-price"})),
        (DriftKind.SOURCE_DESCRIPTION, frozenset({"app-post-1-alarm", "app-sadaf-1-alarm"})),
        (DriftKind.SOURCE_DESCRIPTION, frozenset({"app-ofoq-1-pipe", "app-sadaf-1-pipe"})),
        (DriftKind.NUMBER, frozenset({"app-difaf-1-patients", "app-ofoq-1-patients"})),
    }
    assert expected - found == set()
    assert Counter(kind for kind, _ in found)[DriftKind.QUOTATION_CHANGED] == 0
