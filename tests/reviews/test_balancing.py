"""Who gets a piece of work, against an oracle that throws people out rule by rule."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.balancing import Bar, Person, Work, bar, choose

TODAY = date(2026, 11, 22)
TOPICS, LANGUAGES = ("drones", "الصحة", "elections"), ("ar", "ar-IQ", "en", "EN-gb")
subsets = lambda of: st.frozensets(st.sampled_from(of), max_size=2)  # noqa: E731
ids = st.integers(1, 6)
days = st.integers(-3, 3).map(lambda n: TODAY + timedelta(n))
spans = st.tuples(days, days).map(lambda pair: tuple(sorted(pair)))
works = st.builds(
    Work,
    task=st.sampled_from(["write", "decide", "recheck"]),
    language=st.sampled_from(LANGUAGES),
    topics=subsets(TOPICS),
    authors=st.frozensets(ids, max_size=2),
    released=st.frozensets(ids, max_size=2),
)
people = st.lists(
    st.builds(
        Person,
        id=ids,
        role=st.sampled_from(["reader", "reviewer", "editor", "admin"]),
        languages=subsets(LANGUAGES),
        topics=subsets(TOPICS),
        absences=st.lists(spans, max_size=2).map(tuple),
        load=st.integers(0, 2),
        assigned_at=st.none()
        | st.integers(0, 2).map(lambda n: datetime(2026, 11, n + 1, tzinfo=UTC)),
    ),
    max_size=6,
    unique_by=lambda person: person.id,
)


def oracle(work, people):
    free = [p for p in people if p.role in ("editor", "admin") or
            (p.role == "reviewer" and work.task == "write")]  # fmt: skip
    if work.task == "decide":
        free = [p for p in free if p.id not in work.authors]
    tag = work.language.lower()
    free = [
        p
        for p in free
        if not p.languages
        or any(tag == own.lower() or tag.startswith(own.lower() + "-") for own in p.languages)
    ]
    free = [p for p in free if all(not (a <= TODAY <= b) for a, b in p.absences)]
    free = [p for p in free if p.id not in work.released]
    if work.topics:
        knowing = [p for p in free if p.topics & work.topics]
        free = knowing or [p for p in free if not p.topics] or free
    least = [p for p in free if p.load == min(q.load for q in free)]
    never = [p for p in least if p.assigned_at is None]
    longest = never or [p for p in least if p.assigned_at == min(q.assigned_at for q in least)]
    return min(longest, key=lambda p: p.id) if longest else None


@settings(max_examples=500)
@given(works, people)
def test_it_is_who_is_left_when_all_others_are_thrown_out(work, people):
    assert choose(work, people, today=TODAY) == oracle(work, people)


@settings(max_examples=200)
@given(works, people, st.randoms())
def test_the_order_in_which_people_come_means_nothing(work, people, random):
    mixed = random.sample(people, len(people))
    assert choose(work, mixed, today=TODAY) == choose(work, people, today=TODAY)


@pytest.mark.parametrize(
    ("work", "person", "against"),
    [
        (Work("decide", "ar"), Person(1, "reviewer"), Bar.ROLE),
        (Work("decide", "ar", authors=frozenset({1})), Person(1, "admin"), Bar.FOUR_EYES),
        (Work("recheck", "ar", authors=frozenset({1})), Person(1, "editor"), None),
        (Work("write", "ar-IQ"), Person(1, "reviewer", frozenset({"AR"})), None),
        (Work("write", "ar"), Person(1, "reviewer", frozenset({"ar-IQ"})), Bar.LANGUAGE),
        (Work("write", "arc"), Person(1, "reviewer", frozenset({"ar"})), Bar.LANGUAGE),
        (Work("write", "ar"), Person(1, "editor", absences=((TODAY, TODAY),)), Bar.ABSENT),
        (Work("write", "ar", released=frozenset({1})), Person(1, "editor"), Bar.RELEASED),
    ],
)
def test_what_bars_a_person(work, person, against):
    assert bar(work, person, today=TODAY) == against
