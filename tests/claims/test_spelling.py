"""What a reader takes for the same word compares equal; other words do not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.spelling import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إيران", "ايران"),
        ("آلاء", "الاء"),
        ("ٱلْكَاظِمِيُّ", "الكاظمي"),
        ("كتائب حزب اللـــه", "كتائب حزب الله"),
        ("مستشفى", "مستشفي"),
        ("وزارة", "وزاره"),
        ("شئون", "شيون"),
        ("٧ تشرين", "7 تشرين"),
        ("۷", "٧"),
        ("Café", "Cafe\u0301"),
        ("CAFÉ", "cafe"),
        ("ﻻ", "لا"),
        ("שָׁלוֹם", "שלום"),
        ("a\u202eb\u2066", "ab"),
        ("  two\n\twords ", "two words"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("علي", "عليه"), ("قال", "قالت"), ("كتب", "كتاب"), ("12", "21"), ("🙂", "🙃"), ("ا", "ع")],
)
def test_different_words_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_is_done_once_and_for_all_forms(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFC", text)) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
