"""Numbers are read in digits, words, duals and plurals, with what they count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.descriptions import describe
from claims.provenance.lexicon import ARABIC, ENGLISH, Amount, exactly, lexicon_of
from claims.provenance.naming import form
from claims.provenance.numerals import implied, quantities

TWO_OR_MORE, THREE_OR_MORE = Amount(2, None), Amount(3, None)


def only(text, lexicon):
    (found,) = quantities(text, lexicon)
    return found


@pytest.mark.parametrize(
    ("text", "amount", "words"),
    [
        ("غرقت ثلاث سفن في الميناء", exactly(3), "ثلاث سفن"),
        ("غرقت ٣ سفن", exactly(3), "٣ سفن"),
        ("السفن الثلاث", exactly(3), "السفن الثلاث"),
        ("أنقذ خمسة عشر بحارا", exactly(15), "خمسة عشر بحارا"),
        ("أنقذ أحد عشر بحارا", exactly(11), "أحد عشر بحارا"),
        ("أنقذ اثنا عشر بحارا", exactly(12), "اثنا عشر بحارا"),
        ("أنقذ سبعة وأربعين بحارا", exactly(47), "سبعة وأربعين بحارا"),
        ("مئة وواحد وعشرون بحارا", exactly(121), "مئة وواحد وعشرون بحارا"),
        ("ثلاثة آلاف و500 بحار", exactly(3500), "ثلاثة آلاف و500 بحار"),
        ("أكثر من 60 بحارا", Amount(61, None), "أكثر من 60 بحارا"),
        ("ما لا يقل عن 60 بحارا", Amount(60, None), "ما لا يقل عن 60 بحارا"),
        ("سفينة واحدة على الأقل", Amount(1, None), "سفينة واحدة على الأقل"),
        ("واحدة على الأقل من تلك السفن", Amount(1, None), "واحدة على الأقل من تلك السفن"),
        ("بحارين اثنين", exactly(2), "بحارين اثنين"),
        ("نحو ثمانين ألف نسمة", exactly(80_000), "نحو ثمانين ألف نسمة"),
    ],
)
def test_arabic_numbers(text, amount, words):
    found = only(text, ARABIC)
    assert found.amount == amount
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "amount", "words"),
    [
        ("three small ships sank", exactly(3), "three small ships"),
        ("two hundred and fifty sailors", exactly(250), "two hundred and fifty sailors"),
        ("twenty-five thousand sailors", exactly(25_000), "twenty-five thousand sailors"),
        ("at least one of the ships", Amount(1, None), "at least one of the ships"),
        ("more than 1,200 sailors", Amount(1201, None), "more than 1,200 sailors"),
        ("up to nine sailors", Amount(0, 9), "up to nine sailors"),
        ("fewer than nine sailors", Amount(0, 8), "fewer than nine sailors"),
        ("a dozen sailors", exactly(12), "a dozen sailors"),
        ("three ships, tugs included", exactly(3), "three ships"),
        ("one ship, sailors say", exactly(1), "one ship"),
    ],
)
def test_english_numbers(text, amount, words):
    found = only(text, ENGLISH)
    assert found.amount == amount
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    ("text", "lexicon"),
    [
        ("في 10 أكتوبر سنة 2003", ARABIC),
        ("الساعة 7", ARABIC),
        ("13% معدل البطالة", ARABIC),
        ("أثناء الرحلة", ARABIC),
        ("مساء الاثنين وفجر الأربعاء", ARABIC),
        ("on 7 October 2021", ENGLISH),
        ("about 40 per cent", ENGLISH),
        ("at 6 o’clock", ENGLISH),
        ("the 2005 elections", ENGLISH),
        ("انتخابات 2005 البرلمانية", ARABIC),
        ("at 10:25 p.m. Officials", ENGLISH),
        ("less than one-third", ENGLISH),
        ("ضبط 80 والتي كانت", ARABIC),
        ("القضية 286 ر", ARABIC),
        ("9" * 5000 + " sailors", ENGLISH),
    ],
)
def test_dates_times_shares_and_nonsense_count_nothing(text, lexicon):
    assert quantities(text, lexicon) == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("غرقت سفينة في الميناء", exactly(1)),
        ("اصطدم بسفينة", exactly(1)),
        ("غرقت سفينتان", exactly(2)),
        ("غرقت سفن كثيرة", None),
        ("غرقت السفينة", None),
        ("غرق القارب", None),
    ],
)
def test_the_form_of_an_arabic_noun_counts(text, amount):
    counted = only("ثلاث سفينات", ARABIC)
    found = implied(text, counted, ARABIC)
    assert (found and found.amount) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("a ship sank", exactly(1)),
        ("a small ship sank", exactly(1)),
        ("ships sank", TWO_OR_MORE),
        ("the ship sank", None),
        ("boats sank", None),
    ],
)
def test_the_form_of_an_english_noun_counts(text, amount):
    found = implied(text, only("three ships", ENGLISH), ENGLISH)
    assert (found and found.amount) == amount


def test_an_arabic_singular_after_eleven_says_nothing():
    counted = only("17 بحارا", ARABIC)
    assert implied("قال بحار", counted, ARABIC) is None


@pytest.mark.parametrize(
    ("text", "head", "amount", "definite", "anyone"),
    [
        ("طياران مدنيان", "طيار", exactly(2), False, False),
        ("طيارون", "طيار", THREE_OR_MORE, False, False),
        ("طيارين", "طيار", TWO_OR_MORE, False, False),
        ("الطياران", "طيار", exactly(2), True, False),
        ("ثلاثة شهود", "شاهد", exactly(3), False, False),
        ("الشهود الثلاثة", "شاهد", exactly(3), True, False),
        ("شاهد", "شاهد", exactly(1), False, False),
        ("مصادر", "مصدر", THREE_OR_MORE, False, True),
        ("المصادر", "مصدر", THREE_OR_MORE, True, True),
        ("عدد من الشهود", "شاهد", THREE_OR_MORE, False, False),
        ("أحد الأطباء", "طبيب", exactly(1), False, False),
        ("الخمسة", "", exactly(5), True, True),
    ],
)
def test_arabic_descriptions(text, head, amount, definite, anyone):
    found = describe(text, ARABIC)
    assert found.head == form(head)
    assert (found.amount, found.definite, found.anyone) == (amount, definite, anyone)


@pytest.mark.parametrize(
    ("text", "head", "amount", "definite", "modifiers"),
    [
        ("two port pilots", "pilot", exactly(2), False, {"port"}),
        ("a former harbour officer", "officer", exactly(1), False, {"former", "harbour"}),
        ("people briefed on the talks", "person", TWO_OR_MORE, False, {"briefed", "talks"}),
        ("the three witnesses", "witness", exactly(3), True, set()),
        ("several residents of the port", "resident", THREE_OR_MORE, False, {"port"}),
        ("the five", "", exactly(5), True, set()),
    ],
)
def test_english_descriptions(text, head, amount, definite, modifiers):
    found = describe(text, ENGLISH)
    assert (found.head, found.amount, found.definite) == (head, amount, definite)
    assert set(found.modifiers) == modifiers


def test_a_stated_count_outweighs_the_words():
    assert describe("شهود", ARABIC, 4).amount == exactly(4)


def test_agreement_is_that_of_the_worse_side_where_both_are_as_long():
    one = describe("port port pilots", ENGLISH)
    other = describe("port army pilots", ENGLISH)
    assert one.agreement(other) == other.agreement(one) == 0.5


def test_languages_without_words_here_are_not_guessed():
    assert lexicon_of("fr", "deux marins") is None
    assert lexicon_of("ar-EG") is ARABIC
    assert lexicon_of("", "بحار") is ARABIC


@given(st.text(max_size=80), st.sampled_from([ARABIC, ENGLISH]), st.integers(0, 5))
def test_any_text_can_be_counted_and_described(text, lexicon, count):
    for found in quantities(text, lexicon):
        assert 0 <= found.start < found.end <= len(text)
        assert implied(text, found, lexicon) is None or found.nouns
    description = describe(text, lexicon, count)
    assert description.agreement(description) == 1
    assert description.same_head(description)
