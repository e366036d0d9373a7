"""Working minutes against an oracle that looks at the wall clock minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.calendar import (
    WEEKDAYS,
    NoWorkingTimeError,
    add_working_minutes,
    flaws_of_hours,
    flaws_of_zone,
    local_day,
    read_calendar,
)

ZONES = (
    *("UTC", "Asia/Baghdad", "Africa/Casablanca", "America/New_York", "Africa/Cairo"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati"),
)
MINUTE = timedelta(minutes=1)


def is_working(moment, zone, hours, holidays):
    wall = moment.astimezone(ZoneInfo(zone))
    clock = f"{wall:%H:%M}"
    spans = hours.get(WEEKDAYS[wall.weekday()], [])
    return wall.date() not in holidays and any(a <= clock < b for a, b in spans)


def naive(start, minutes, zone, hours, holidays):
    step, at = (MINUTE, start) if minutes > 0 else (-MINUTE, start)
    left = abs(minutes)
    while left:
        passed = at if minutes > 0 else at - MINUTE
        left -= is_working(passed, zone, hours, holidays)
        at += step
    return at


clocks = st.integers(0, 1440).map(lambda n: f"{n // 60:02}:{n % 60:02}")


@st.composite
def days(draw):
    marks = sorted(draw(st.lists(clocks, min_size=2, max_size=4, unique=True)))
    return [[a, b] for a, b in zip(marks[::2], marks[1::2], strict=False)]


weeks = st.dictionaries(st.sampled_from(WEEKDAYS), days(), min_size=1)

# When clocks were changed: by an hour, by half an hour, and by a day that Apia left out.
CHANGES = (
    ("America/New_York", datetime(2022, 3, 13, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2022, 11, 6, 6, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2022, 3, 27, 2, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2022, 5, 8, 2, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2023, 4, 27, 22, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2022, 4, 2, 15, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
)
near = st.tuples(st.sampled_from(CHANGES), st.integers(-1500, 1500)).map(
    lambda drawn: (drawn[0][0], drawn[0][1] + drawn[1] * MINUTE)
)
anywhere = st.tuples(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
    ),
)
starts = st.one_of(near, anywhere)


@settings(max_examples=150, deadline=None)
@given(starts, st.integers(-1500, 1500), weeks, st.data())
def test_it_is_what_counting_minute_by_minute_gives(at, minutes, hours, data):
    zone, start = at
    days_about = st.dates(start.date() - timedelta(3), start.date() + timedelta(3))
    holidays = data.draw(st.lists(days_about, max_size=2))
    total = minutes_of(hours)
    minutes = max(-total, min(total, minutes))  # or the oracle walks for months
    calendar = read_calendar(zone, hours, holidays)
    found = add_working_minutes(start, minutes, calendar)
    assert found == naive(start, minutes, zone, hours, holidays)
    assert found.tzinfo is UTC


def minutes_of(hours):
    count = lambda clock: int(clock[:2]) * 60 + int(clock[3:])  # noqa: E731
    return sum(count(b) - count(a) for spans in hours.values() for a, b in spans)


@settings(max_examples=100, deadline=None)
@given(starts, st.integers(1, 900), st.integers(1, 900), weeks)
def test_parts_add_up(at, first, second, hours):
    zone, start = at
    calendar, total = read_calendar(zone, hours), minutes_of(hours)
    first, second = min(first, total), min(second, total)
    between = add_working_minutes(start, first, calendar)
    whole = add_working_minutes(start, first + second, calendar)
    assert add_working_minutes(between, second, calendar) == whole
    assert add_working_minutes(whole, -(first + second), calendar) >= start


OFFICE = [["09:00", "17:00"]]
BAGHDAD = dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), OFFICE)
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)


def local(zone, *parts, fold=0):
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def test_the_weekend_of_baghdad_is_friday_and_saturday():
    calendar = read_calendar("Asia/Baghdad", BAGHDAD)
    thursday = local("Asia/Baghdad", 2026, 11, 19, 16, 30)
    assert add_working_minutes(thursday, 60, calendar) == local("Asia/Baghdad", 2026, 11, 22, 9, 30)
    assert local_day(local("Asia/Baghdad", 2026, 11, 20, 1), calendar) == date(2026, 11, 20)


def test_a_night_shift_over_the_change_of_clocks_in_new_york():
    night = {"sun": [["00:00", "08:00"]], "mon": [["00:00", "08:00"]]}
    calendar = read_calendar("America/New_York", night)
    zone = "America/New_York"
    # 13 March 2022: an hour is left out; 6 November 2022: one comes twice.
    shorter = add_working_minutes(local(zone, 2022, 3, 13, 0), 7 * 60, calendar)
    longer = add_working_minutes(local(zone, 2022, 11, 6, 0), 9 * 60, calendar)
    assert shorter == local(zone, 2022, 3, 13, 8)
    assert longer == local(zone, 2022, 11, 6, 8)
    assert add_working_minutes(shorter, 1, calendar) == local(zone, 2022, 3, 14, 0, 1)


def test_office_hours_in_casablanca_over_the_month_of_ramadan():
    """Morocco turns its clocks back an hour for Ramadan: 27 March to 8 May 2022."""
    calendar, zone = read_calendar("Africa/Casablanca", WEEK), "Africa/Casablanca"
    friday = local(zone, 2022, 3, 25, 16)
    assert friday == datetime(2022, 3, 25, 15, tzinfo=UTC)
    monday = add_working_minutes(friday, 120, calendar)
    assert monday == local(zone, 2022, 3, 28, 10) == datetime(2022, 3, 28, 10, tzinfo=UTC)
    assert add_working_minutes(monday, -120, calendar) == friday


def test_holidays_are_left_out():
    calendar = read_calendar("UTC", WEEK, [date(2026, 11, 23), date(2026, 11, 24)])
    friday = datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert add_working_minutes(friday, 1, calendar) == datetime(2026, 11, 25, 9, 1, tzinfo=UTC)
    assert add_working_minutes(friday, 0, calendar) == friday


def test_without_hours_there_is_no_end_to_wait_for():
    with pytest.raises(NoWorkingTimeError):
        add_working_minutes(datetime(2026, 1, 1, tzinfo=UTC), 1, read_calendar("UTC", {}))


@pytest.mark.parametrize(
    ("hours", "pointer"),
    [
        ([], "/hours"),
        ({}, "/hours"),
        ({"mon": []}, "/hours"),
        ({"الاثنين": OFFICE}, "/hours"),
        ({"mon": "09:00-17:00"}, "/hours/mon"),
        ({"mon": [["9:00", "17:00"]]}, "/hours/mon/0"),
        ({"mon": [["٠٩:٠٠", "17:00"]]}, "/hours/mon/0"),
        ({"mon": [["09:00", "24:01"]]}, "/hours/mon/0"),
        ({"mon": [["09:00"]]}, "/hours/mon/0"),
        ({"mon": [["22:00", "06:00"]]}, "/hours/mon/0"),
        ({"mon": [["09:00", "09:00"]]}, "/hours/mon/0"),
        ({"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}, "/hours/mon/1"),
    ],
)
def test_hours_that_are_none_are_named(hours, pointer):
    assert next(iter(flaws_of_hours(hours))).pointer == pointer


def test_hours_that_can_be_kept():
    assert not list(flaws_of_hours({"mon": [["00:00", "12:00"], ["12:00", "24:00"]], "tue": []}))


@pytest.mark.parametrize("name", ["", "Baghdad", "../UTC", "/etc/passwd", None, 3, "Asia"])
def test_zones_that_are_none(name):
    assert [flaw.pointer for flaw in flaws_of_zone(name)] == ["/time_zone"]
