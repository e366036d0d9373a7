"""Words compare equal when a reader takes them for one; names when one can spell the other."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.naming import (
    bare,
    form,
    forms,
    is_definite,
    same_stem,
    sound_alike,
    stem,
    stems,
    words,
)

ANYTHING = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مسؤول", "مسئول"),
        ("قاآني", "قاني"),
        ("ـقـال", "قال"),
        ("شَاهِدٌ", "شاهد"),
        ("٤١", "41"),
        ("ministry’s", "ministry"),
        ("can’t", "can't"),
        ("Zürich", "ZURICH"),
    ],
)
def test_spellings_of_one_word_have_one_form(one, other):
    assert form(one) == form(other)


@pytest.mark.parametrize("word", ["مسؤول", "أنباء", "إيران", "آلاء", "Zürich", "ٱلْمَصَادِر"])
def test_decomposed_text_has_the_same_words(word):
    decomposed = unicodedata.normalize("NFD", word)
    assert forms(decomposed) == forms(word) != []


@pytest.mark.parametrize(
    ("word", "kept"),
    [("المصادر", "مصادر"), ("وبالمدينة", "مدينه"), ("للمعلومات", "معلومات"), ("الله", "الله")],
)
def test_the_article_goes_with_what_is_written_together_with_it(word, kept):
    assert bare(form(word)) == kept
    assert is_definite(form(word)) == (kept != "الله")


def test_words_know_their_places_in_the_text():
    text = "«قـالَ» 3.5 و500 al-Sadr’s"
    found = words(text)
    shown = [text[w.start : w.end] for w in found]
    assert shown == ["قـالَ", "3.5", "و", "500", "al", "Sadr’s"]


@pytest.mark.parametrize(
    "row",
    [
        "موظف موظفون موظفين موظفان الموظفين موظفة",
        "يمني يمنيون يمنية اليمنيين يمنيان",
        "سفينة سفينتان سفينتين السفينة",
        "bakery bakeries",
        "pilot pilots",
    ],
)
def test_number_and_gender_leave_one_stem(row):
    assert len({stem(form(word)) for word in row.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("مصدر", "مصادر", True),
        ("صاروخ", "صواريخ", True),
        ("بسفينة", "سفن", False),
        ("بجريدة", "جريدة", True),
        ("وبمدرسة", "المدرسة", True),
        ("ضباط", "ضبط", False),
        ("pilots", "pilot", True),
        ("pilots", "pirates", False),
    ],
)
def test_broken_plurals_and_joined_particles(one, other, same):
    assert same_stem(form(one), form(other)) is same
    assert same_stem(form(other), form(one)) is same


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("سليمان", "Suleiman"),
        ("الحريري", "Hariri"),
        ("يوسف", "Yousef"),
        ("يوسف", "Yusuf"),
        ("مصطفى", "Mostafa"),
        ("خديجة", "Khadija"),
        ("الظاهر", "Zahir"),
        ("غسان", "Ghassan"),
        ("لندن", "London"),
    ],
)
def test_romanisations_of_a_name_sound_alike(arabic, latin):
    assert sound_alike(form(arabic), form(latin))


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("حسن", "Hussein"),
        ("حسين", "Hassan"),
        ("كريم", "Karam"),
        ("", "x"),
        ("؟", "?"),
    ],
)
def test_other_names_do_not(arabic, latin):
    assert not sound_alike(form(arabic), form(latin))


@given(ANYTHING)
def test_any_text_can_be_read(text):
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert form(word.form) == word.form
        assert stem(word.form) in stems(word.form)
        assert same_stem(word.form, word.form)


def test_a_long_run_of_marks_takes_no_time():
    text = "ا" + "\u064b\u202e" * 20_000 + "ـ" * 20_000 + "\u064b" * 20_000
    assert len(words(text)) <= 2
