"""Dates of any shape are read in the one way there is, or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.markup.wild.moments import AMBIGUOUS, UNKNOWN, moment

LEVANT = [
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
    *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
]
EGYPT = [
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر"),
    *("أكتوبر", "نوفمبر", "ديسمبر"),
]
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
days = st.dates(min_value=date(1000, 1, 1))


def at(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@given(days)
def test_every_unambiguous_shape_of_a_day_is_that_day(day):
    shapes = [
        day.isoformat(),
        f"{day.year:04}/{day.month}/{day.day}",
        f"{day.day} {day:%B} {day.year:04}",
        f"{day:%B} {day.day}, {day.year:04}",
        f"{day:%a}, {day.day:02} {day:%b} {day.year:04} 00:00:00 +0000",
        f"{day.day} {LEVANT[day.month - 1]} {day.year:04}",
        f"{day.day} {EGYPT[day.month - 1]}، {day.year:04}",
        f"{day.day} {LEVANT[day.month - 1]}/{EGYPT[day.month - 1]} {day.year:04}",
    ]
    for shape in shapes:
        assert moment(shape) == (at(day), ""), shape
        assert moment(f"\u200f {shape.translate(EASTERN)}\n") == (at(day), ""), shape


@given(days)
def test_numbers_that_may_be_day_or_month_are_never_guessed(day):
    for shape in (f"{day:%d/%m}/{day.year:04}", f"{day:%m/%d}/{day.year:04}"):
        found, why = moment(shape)
        if day.day > 12 or day.day == day.month:
            assert found == at(day)
        else:
            assert (found, why) == (None, AMBIGUOUS)


@given(days, st.times(), st.integers(-14 * 60, 14 * 60))
def test_times_with_a_zone_are_that_moment(day, clock, minutes):
    when = datetime.combine(day, clock.replace(microsecond=0), tzinfo=UTC)
    sign, away = ("-" if minutes < 0 else "+"), f"{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    found, _ = moment(f"{when:%Y-%m-%dT%H:%M:%S}{sign}{away}".zfill(25))
    if 1000 < day.year < 9999:
        assert found == when - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-06-23 20:02", datetime(2020, 6, 23, 20, 2, tzinfo=UTC)),
        ("2020-03-27T10:46:13+0200", datetime(2020, 3, 27, 8, 46, 13, tzinfo=UTC)),
        ("2023-01-24T13:32:06.838Z", datetime(2023, 1, 24, 13, 32, 6, tzinfo=UTC)),
        ("March 5th, 2021 3:07 p.m.", datetime(2021, 3, 5, 15, 7, tzinfo=UTC)),
        ("2021-7-5", datetime(2021, 7, 5, tzinfo=UTC)),
        ("25.12.2020", datetime(2020, 12, 25, tzinfo=UTC)),
    ],
)
def test_shapes_of_the_wild(text, expected):
    assert moment(text) == (expected, "")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("01/02/2020", AMBIGUOUS),
        ("١/٢/٢٠٢٠", AMBIGUOUS),
        ("3 نيسان/مايو 2021", AMBIGUOUS),
        ("0001-01-01T00:00:00Z", UNKNOWN),
        ("31 February 2020", UNKNOWN),
        ("2020-13-01", UNKNOWN),
        ("June 2020", UNKNOWN),
        ("20/6/21", UNKNOWN),
        ("yesterday", UNKNOWN),
        (1_600_000_000, UNKNOWN),
        (["2020-01-01"], UNKNOWN),
        ("9" * 5000, UNKNOWN),
        (None, ""),
        ("", ""),
        (" \u200f", ""),
    ],
)
def test_what_is_left_out(given, why):
    assert moment(given) == (None, why)


@given(st.one_of(st.text(), st.none(), st.integers(), st.floats(), st.lists(st.text())))
def test_nothing_raises(given):
    found, why = moment(given)
    assert found is None or (found.tzinfo is UTC and not why)
