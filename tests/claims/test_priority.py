"""The order of the queue: the same at every moment, and never the worse for a part."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.topics import topic, topics
from claims.priority import (
    LANGUAGES,
    POINTS_OF_ANONYMITY,
    Counted,
    Part,
    counted,
    parts,
    rank,
    total,
)

COUNTS = st.integers(0, 200)
COUNTED = st.builds(
    Counted,
    reach=COUNTS,
    appearances=COUNTS,
    anonymity=st.sampled_from(list(POINTS_OF_ANONYMITY)),
    requests=COUNTS,
)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLAIMS = st.tuples(COUNTED, MOMENTS)


@given(CLAIMS, CLAIMS, MOMENTS)
def test_the_order_by_what_is_shown_is_that_of_the_stored_rank(one, two, now):
    shown = [total(parts(*claim, now)) for claim in (one, two)]
    if rank(*one) > rank(*two):
        assert shown[0] >= shown[1]
    if shown[0] > shown[1]:
        assert rank(*one) > rank(*two)


@given(CLAIMS, CLAIMS, MOMENTS, MOMENTS)
def test_who_leads_clearly_at_one_moment_leads_at_every_other(one, two, now, then):
    now_one, now_two = (total(parts(*claim, now)) for claim in (one, two))
    if now_one > now_two:
        assert total(parts(*one, then)) >= total(parts(*two, then))


@given(COUNTED, MOMENTS, MOMENTS, st.sampled_from(["reach", "appearances", "requests"]), COUNTS)
def test_more_of_a_part_is_never_less_urgent(found, seen, now, name, more):
    grown = replace(found, **{name: getattr(found, name) + more})
    assert rank(grown, seen) >= rank(found, seen)
    assert total(parts(grown, seen, now)) >= total(parts(found, seen, now))


@given(COUNTED, MOMENTS, MOMENTS)
def test_less_of_a_name_is_never_less_urgent(found, seen, now):
    grades = ["", "through_unnamed", "all_unnamed"]
    ranks = [rank(replace(found, anonymity=grade), seen) for grade in grades]
    assert ranks == sorted(ranks)


@given(COUNTED, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_newer_is_more_urgent_and_each_day_costs_one_point(found, seen, later):
    assert rank(found, seen + later) >= rank(found, seen)
    now = seen + timedelta(days=10_000)
    lost = total(parts(found, seen, now)) - total(parts(found, seen, now + timedelta(days=3)))
    assert lost == 3


@given(COUNTED, MOMENTS)
def test_what_is_stored_is_read_back_and_a_rank_fits_its_column(found, seen):
    assert counted(found.as_json()) == found
    assert -(2**63) <= rank(found, seen) < 2**63


def test_a_fresh_claim_that_nobody_tells_counts_nothing():
    now = datetime(2026, 3, 5, tzinfo=UTC)
    assert [part.points for part in parts(counted({}), now, now)] == [0, 0, 0, 0, 0]
    hour = now + timedelta(hours=23)
    assert total(parts(counted({}), now, hour)) == 0


def test_the_example():
    seen = datetime(2026, 3, 1, 12, tzinfo=UTC)
    found = Counted(reach=3, appearances=4, anonymity="all_unnamed", requests=2)
    shown = parts(found, seen, seen + timedelta(days=5, hours=1))
    assert [(part.name, part.value, part.points) for part in shown] == [
        ("reach", 3, 12),
        ("appearances", 4, 4),
        ("anonymity", "all_unnamed", 10),
        ("requests", 2, 10),
        ("age", 5, -5),
    ]
    assert total(shown) == 31


@pytest.mark.parametrize("language", [*LANGUAGES, "zh-Hant"])
@pytest.mark.parametrize("anonymity", POINTS_OF_ANONYMITY)
def test_every_part_has_words(language, anonymity):
    now = datetime(2026, 3, 5, tzinfo=UTC)
    for part in parts(Counted(7, 7, anonymity, 7), now - timedelta(days=7), now):
        words = part.words(language)
        assert ("7" in words) == (part.name != "anonymity")
        assert bool(re.search("[\u0600-\u06ff]", words)) == (language == "ar")
        assert "{" not in words
    assert Part("reach", 1, 4).words("en") == "Outlets that carry it: 1"


@given(st.lists(st.text(), max_size=5))
def test_topics_are_the_same_however_they_are_typed(given_topics):
    held = topics(given_topics)
    assert topics(held) == held
    assert topics(reversed(given_topics)) == held
    assert topics([f"  {text}\t" for text in given_topics]) == held
    assert all(topic(text) in held for text in given_topics)


def test_topics_by_example():
    assert topics([" Iraq ", "IRAQ", "Strasse", "STRAßE", "cafe\u0301", "CAFÉ", "العراق "]) == (
        "café",
        "iraq",
        "strasse",
        "العراق",
    )
