"""Durations and schedules: month ends are clamped and never chained."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger.values import Duration, Schedule, count_between

MONTH = Duration.parse("1 month")


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("1 month", 1, "month"),
        ("2 weeks", 2, "week"),
        ("30 days", 30, "day"),
        ("1 year", 1, "year"),
        ("0 days", 0, "day"),
        ("1 days", 1, "day"),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, count: int, unit: str) -> None:
    assert Duration.parse(text) == Duration(count, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["month", "1", "1.5 months", "-1 day", "1  month", "1 month ", "1 Month", "1 fortnight", "",
     "99999 days", "1 month\n", "\u0661 day", None, 30, 1.0, ["1 month"]],
)  # fmt: skip
def test_what_is_no_duration_is_told_how_to_write_one(text: object) -> None:
    with pytest.raises(ValueError, match="1 month"):
        Duration.parse(text)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1 day", "2 days", "1 week", "3 months", "1 year", "0 days"])
def test_a_duration_is_written_as_it_is_read(text: str) -> None:
    assert str(Duration.parse(text)) == text
    assert Duration.parse(str(Duration.parse(text))) == Duration.parse(text)


@pytest.mark.parametrize(
    ("start", "times", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_a_month_is_added_to_the_first_day_and_clamped(start: str, times: int, then: str) -> None:
    assert MONTH.after(date.fromisoformat(start), times) == date.fromisoformat(then)


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    year = Duration.parse("1 year")
    leap = date(2028, 2, 29)
    assert [year.after(leap, n) for n in (1, 4)] == [date(2029, 2, 28), date(2032, 2, 29)]
    assert year.before(leap) == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["1 day", "1 week", "1 month", "1 year"])
def test_a_date_outside_the_calendar_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        Duration.parse(text).after(date.max)
    with pytest.raises(ValueError, match="no date"):
        Duration.parse(text).before(date.min)


def test_per_month_a_year_is_twelve_months_and_a_day_twelve_365ths() -> None:
    assert Duration.parse("2 years").in_months == 24
    assert Duration.parse("365 days").in_months == 12
    assert Duration.parse("4 weeks").in_months == Fraction(28 * 12, 365)
    # thirty days are shorter than a month, so 199 for them is dearer
    assert Duration.parse("30 days").in_months < 1


@pytest.mark.parametrize(
    ("start", "until", "whole"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-01-31", "2026-01-31", 0),
        ("2026-01-31", "2025-01-31", 0),
        ("2028-02-29", "2029-02-28", 12),
    ],
)
def test_whole_months_between(start: str, until: str, whole: int) -> None:
    assert count_between(MONTH, date.fromisoformat(start), date.fromisoformat(until)) == whole


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
steps = st.builds(Duration, st.integers(1, 40), st.sampled_from(["day", "week", "month"]))


@given(steps, days, st.integers(0, 4000))
def test_the_count_is_the_last_that_fits(step: Duration, start: date, later: int) -> None:
    until = start + timedelta(days=later)
    n = count_between(step, start, until)
    assert step.after(start, n) <= max(until, start)
    assert step.after(start, n + 1) > until


@given(
    days,
    st.sampled_from(["1 week", "30 days", "1 month", "3 months", "1 year"]),
    st.integers(1, 31),
    st.integers(0, 1500),
)
def test_every_day_lies_in_one_period(first: date, cycle: str, day: int, later: int) -> None:
    for schedule in (
        Schedule(first, Duration.parse(cycle)),
        Schedule.on_day(first, MONTH, day),
    ):
        asked = schedule.anchor + timedelta(days=later)
        n = schedule.index_at(asked)
        assert schedule.start(n) <= asked < schedule.start(n + 1)
        following = schedule.first_start_on_or_after(asked)
        assert following >= asked
        assert schedule.index_at(following) in (n, n + 1)
        assert schedule.next_day_after(asked) > asked
        assert schedule.index_at(schedule.anchor - timedelta(days=1)) == -1


def test_billed_on_the_31st_after_a_short_first_month() -> None:
    schedule = Schedule.on_day(date(2026, 2, 10), MONTH, 31)
    assert [schedule.start(n).isoformat() for n in range(3)] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert schedule.before_anchor() == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("first", "day", "anchor"),
    [
        ("2026-01-01", 1, "2026-01-01"),
        ("2026-01-02", 1, "2026-02-01"),
        ("2026-02-28", 30, "2026-02-28"),
        ("2026-01-31", 30, "2026-02-28"),
        ("2026-12-15", 10, "2027-01-10"),
    ],
)
def test_the_first_billing_day_on_or_after_the_enrollment(
    first: str, day: int, anchor: str
) -> None:
    schedule = Schedule.on_day(date.fromisoformat(first), MONTH, day)
    assert schedule.anchor == date.fromisoformat(anchor)


def test_whole_periods_left_are_those_that_begin_and_end_inside() -> None:
    schedule = Schedule(date(2026, 1, 5), MONTH)
    assert schedule.until(date(2026, 4, 5), date(2026, 7, 5)) == 3
    assert schedule.until(date(2026, 4, 6), date(2026, 7, 5)) == 2
    assert schedule.until(date(2026, 4, 5), date(2026, 7, 4)) == 2
    assert schedule.until(date(2026, 7, 5), date(2026, 7, 5)) == 0
    assert schedule.until(date(2025, 1, 1), date(2026, 2, 5)) == 1
