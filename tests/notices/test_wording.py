"""What people are told has words for every kind, in both languages, whatever stands in them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.notices import wording
from factcheck.notices.kinds import TOLD

FACTS = {
    "actor": "editor",
    "title": "ما نعرفه عن الهجوم",
    "reason": "See the second paragraph.",
    "claim": "Militias attacked",
    "task": "decide",
    "due": "2026-11-23 10:00 (UTC)",
    "assignee": "reviewer",
    "count": 3,
    "host": "hooks.example.org",
}
words = st.text(max_size=400)


def test_every_kind_has_words():
    said = {"assignment.due_soon", "assignment.due", "assignment.overdue"}
    assert set(wording.TEXTS) == set(TOLD) - {"assignment.reminded"} | said


@pytest.mark.parametrize("kind", wording.TEXTS)
def test_each_language_names_the_same_facts(kind):
    english, arabic = wording.TEXTS[kind]["en"], wording.TEXTS[kind]["ar"]
    for name in FACTS:
        assert (f"{{{name}}}" in english) == (f"{{{name}}}" in arabic), name
    assert "{" not in wording.text(kind, FACTS, "en")
    assert any("\u0600" <= c <= "\u06ff" for c in arabic)


@given(st.sampled_from([*wording.TEXTS, "x.y"]), st.dictionaries(st.sampled_from([*FACTS]), words))
def test_no_text_changes_the_direction_of_what_stands_beside_it(kind, facts):
    for tag in ("en", "ar", "ar-IQ", "fr"):
        text = wording.text(kind, facts, tag)
        depth = 0
        for c in text:
            depth += {"\u2068": 1, "\u2069": -1}.get(c, 0)
            assert depth in (0, 1)
            assert unicodedata.bidirectional(c) not in {"RLO", "LRO", "RLE", "LRE", "PDF"}
            assert unicodedata.category(c) not in {"Cc", "Zl", "Zp"}
        assert depth == 0
        subject = wording.subject(kind, facts, tag, newsroom=facts.get("title", ""))
        assert len(subject) <= 150
        assert len(subject.splitlines()) == 1
        assert wording.letter(kind, facts, tag, base="https://desk.example").startswith(text)


def test_what_is_missing_is_said_so():
    due = {"task": "write", "claim": "C"}
    assert "Due: open." in wording.text("assignment.assigned", due, "en")
    assert "مفتوح" in wording.text("assignment.assigned", due, "ar")
    assert wording.text("review.approved", {"title": "T"}, "en").startswith("the system")
    assert wording.text("new.kind", {}, "en") == "Something happened: \u2068new.kind\u2069."


def test_a_family_stays_one_and_a_persian_word_too():
    for text in ("👩‍👩‍👧‍👦", "می‌خواهم"):
        assert text in wording.text("review.approved", {"title": text}, "en")
