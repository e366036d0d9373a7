"""On the hand-checked articles the suggestions hold the merges that the clusters need."""

import json
from functools import cache
from pathlib import Path

import pytest

from claims.provenance.groups import Groups
from claims.provenance.identities import suggest
from tests import gold, provenance_input

SAMPLE = Path(__file__).resolve().parents[3] / "factcheck" / "sample" / "articles.json"


@cache
def suggested():
    return suggest(provenance_input.mentions(gold.import_file()))


def groups():
    """Yield the origins that each cluster says are one."""
    file = gold.import_file()
    canonical = provenance_input.canonicals(file)
    for cluster in gold.clusters():
        origins = {
            hop["source"]
            for document in file["documents"]
            for made in document["appearances"]
            if made["id"] in cluster["members"]
            for hop in made["chain"]
            if hop["role"] == "origin"
        }
        for origin in cluster["independent_origins"]:
            yield sorted(o for o in origins if canonical[o] in origin["canonicals"])


def merges(joined, with_suggestions):
    """Return how many merges the groups need, and how many of them the suggestions make."""
    needed = made = 0
    for group in groups():
        before = len({joined.of(source) for source in group})
        after = len({with_suggestions.of(source) for source in group})
        needed += before - bool(before)
        made += before - after
    return needed, made


@gold.needs_gold
@pytest.mark.parametrize("established", [True, False])
def test_at_least_four_fifths_of_the_merges_needed_are_suggested(established):
    given = provenance_input.joint(gold.import_file()) if established else []
    pairs = [(s.a, s.b) for s in suggested() if s.identity]
    # Joint sources are one class by themselves; without them the two kinds of sources stay apart.
    needed, made = merges(Groups(given), Groups([*given, *pairs]))
    assert needed == (6 if established else 10)
    assert made >= 0.8 * needed


@gold.needs_gold
def test_no_more_suggestions_are_wrong_than_right():
    canonical = provenance_input.canonicals(gold.import_file())
    right = [s for s in suggested() if canonical[s.a] == canonical[s.b]]
    wrong = [s for s in suggested() if canonical[s.a] != canonical[s.b]]
    assert len(wrong) <= len(right)
    assert len([s for s in wrong if s.identity]) <= 1, [s.reason for s in wrong]


@gold.needs_gold
def test_confirmed_and_rejected_pairs_of_the_file_are_left_out():
    file = gold.import_file()
    pairs = provenance_input.by_canonical(file)
    left = suggest(provenance_input.mentions(file), confirmed=pairs)
    same = Groups(pairs)
    assert all(same.of(s.a) != same.of(s.b) for s in left)


def test_the_sample_suggests_what_its_reviewers_confirmed():
    file = json.loads(SAMPLE.read_text())
    mentions = provenance_input.mentions(file)
    found = Groups((s.a, s.b) for s in suggest(mentions) if s.identity)
    confirmed = provenance_input.confirmed(file)
    assert [pair for pair in confirmed if found.of(pair[0]) != found.of(pair[1])] == []
    rejected = provenance_input.rejected(file)
    left = suggest(mentions, confirmed=confirmed, rejected=rejected)
    assert not {(s.a, s.b) for s in left} & {tuple(sorted(pair)) for pair in confirmed + rejected}
