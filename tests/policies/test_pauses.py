"""From when a pause runs, when its limits end it, and what it does to a commitment."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.policies import pausing
from memberledger.policies.windows import Spans
from memberledger.terms import Pause, PauseLimit
from memberledger.values import Cycles, Duration, Schedule

MONTH = Duration.parse("1 month")
FIFTH = Schedule(date(2026, 1, 5), MONTH)
TERM = date(2026, 1, 5), date(2026, 7, 5)


def d(text: str) -> date:
    return date.fromisoformat(text)


def spans_on(day: date) -> Spans:
    n = FIFTH.index_at(day)
    return Spans(cycle=(FIFTH.start(n), FIFTH.start(n + 1)), term=TERM)


def length(text: str) -> Any:
    return Cycles.parse(text) or Duration.parse(text)


@pytest.mark.parametrize(
    ("most", "per", "spells", "used_up"),
    [
        # from 1 March on; four days of the period to 5 March, then ten of the next one
        ("10 days", "cycle", [], "2026-03-15"),
        # ten days were paused in the term, so twenty are left
        ("30 days", "term", [("2026-01-10", "2026-01-20")], "2026-03-21"),
        ("30 days", "membership", [], "2026-03-31"),
        ("30 days", "membership", [("2024-01-01", "2024-01-11")], "2026-03-21"),
        ("30 days", Duration.parse("90 days"), [("2026-01-01", "2026-01-11")], "2026-03-21"),
        # of sixty days the old ones drop out, one for each new one
        ("30 days", Duration.parse("60 days"), [("2026-01-01", "2026-01-11")], "2026-03-31"),
        ("30 days", Duration.parse("12 months"), [], "2026-03-31"),
        # nothing is left on the first day
        ("10 days", "term", [("2026-01-10", "2026-01-20")], "2026-03-01"),
        # a month from its first paused day, 1 March, has 31 days
        ("1 month", "calendar_year", [], "2026-04-01"),
        # a pause that ended as the year began is not of it
        ("2 months", "calendar_year", [("2025-12-01", "2026-01-01")], "2026-05-01"),
        # one that ran on into it is counted from 1 January, a month of 31 days
        ("1 month", "calendar_year", [("2025-12-01", "2026-01-02")], "2026-03-31"),
        ("1 cycle", "calendar_year", [], "2026-04-05"),
        ("20 days", "calendar_month", [], "2026-03-21"),
        # one period from 6 January is over on 5 March, after 58 days: 48 are left
        ("1 cycle", "membership", [("2026-01-06", "2026-01-16")], "2026-04-18"),
    ],
)
def test_a_length_of_pauses_is_used_up(
    most: str, per: Any, spells: list[tuple[str, str]], used_up: str
) -> None:
    limit = PauseLimit(length=length(most), per=per)
    over = [(d(a), d(b)) for a, b in spells]
    assert pausing.used_up_on(limit, over, d("2026-03-01"), spans_on, FIFTH) == d(used_up)


def test_a_length_in_periods_counts_those_there_were_before_the_billing_dates_moved() -> None:
    later = Schedule(d("2026-06-20"), MONTH)
    most = PauseLimit(length=Cycles(2), per="membership")
    over = [(d("2026-01-06"), d("2026-02-06"))]  # 31 days
    starts = [d(f"2026-0{month}-05") for month in range(1, 7)]
    # two periods from 6 January are those from 5 February and 5 March: over on 5 April, 89 days
    args = most, over, d("2026-07-01"), spans_on, later
    assert pausing.used_up_on(*args, starts) == d("2026-08-28")
    terms = Pause(limits=(most,))
    found = pausing.latest_end(terms, over, d("2026-07-01"), spans_on, later, starts)
    assert found == (d("2026-08-28"), "2 cycles in all")


def test_what_is_too_long_for_the_rest_of_a_long_period_is_used_up_in_the_next() -> None:
    six_years = Schedule(d("2026-01-05"), Duration.parse("6 years"))

    def period_on(day: date) -> Spans:
        n = six_years.index_at(day)
        return Spans(cycle=(six_years.start(n), six_years.start(n + 1)))

    most = PauseLimit(length=Duration.parse("5 years"), per="cycle")
    # four and a half years are left of the period, and the next one begins on 5 January 2032
    found = pausing.used_up_on(most, [], d("2027-07-05"), period_on, six_years)
    assert found == d("2037-01-05")


def test_a_number_of_pauses_is_no_length() -> None:
    twice = PauseLimit(times=2, per="membership")
    assert pausing.used_up_on(twice, [], d("2026-03-01"), spans_on, FIFTH) is None


def test_a_short_pause_in_each_period_never_uses_up_what_a_period_allows() -> None:
    most = PauseLimit(length=Duration.parse("40 days"), per="cycle")
    assert pausing.used_up_on(most, [], d("2026-03-01"), spans_on, FIFTH) is None


@pytest.mark.parametrize(
    ("longest", "lengths", "end"),
    [
        (None, (), None),
        ("1 cycle", (), ("2026-04-05", "1 cycle")),
        ("1 month", (), ("2026-04-01", "1 month")),
        ("1 month", ("10 days",), ("2026-03-11", "10 days in all")),
        ("1 month", ("60 days", "40 days"), ("2026-04-01", "1 month")),
        (None, ("60 days", "40 days"), ("2026-04-10", "40 days in all")),
        (None, ("1 cycle",), ("2026-04-05", "1 cycle in all")),
    ],
)
def test_a_pause_ends_with_the_first_of_its_limits(
    longest: str | None, lengths: tuple[str, ...], end: tuple[str, str] | None
) -> None:
    limits = (
        PauseLimit(times=3, per="membership"),
        *(PauseLimit(length=length(each), per="membership") for each in lengths),
    )
    terms = Pause(max_length=length(longest) if longest else None, limits=limits)
    found = pausing.latest_end(terms, [], d("2026-03-01"), spans_on, FIFTH)
    assert found == ((d(end[0]), end[1]) if end else None)


@pytest.mark.parametrize(
    ("per", "first", "last", "words"),
    [
        ("cycle", "2026-03-05", "2026-04-04", "1 in a period"),
        ("term", "2026-01-05", "2026-07-04", "1 in a term"),
        ("calendar_month", "2026-03-01", "2026-03-31", "1 in a calendar month"),
        ("calendar_year", "2026-01-01", "2026-12-31", "1 in a calendar year"),
        ("membership", "1999-01-01", "2030-01-01", "1 in all"),
        (Duration.parse("12 months"), "2025-03-11", "2026-03-10", "1 in 12 months"),
    ],
)
def test_a_pause_more_than_allowed_is_told_in_words(
    per: Any, first: str, last: str, words: str
) -> None:
    terms = Pause(
        limits=(
            PauseLimit(length=Duration.parse("5 days"), per="membership"),
            PauseLimit(times=1, per=per),
        )
    )
    day, one = d("2026-03-10"), Duration(1, "day")
    for begun in (d(first), d(last)):
        assert pausing.limit_reached(terms, [begun], day, spans_on(day)) == words
    if per != "membership":
        outside = [one.before(d(first)), one.after(d(last))]
        assert pausing.limit_reached(terms, outside, day, spans_on(day)) is None


@pytest.mark.parametrize(
    ("starts", "notice", "asked", "wanted", "first"),
    [
        (None, None, "2026-03-01", None, "2026-03-01"),
        ("now", None, "2026-03-01", "2026-03-20", "2026-03-20"),
        ("now", "14 days", "2026-03-01", None, "2026-03-15"),
        ("now", "14 days", "2026-03-01", "2026-03-10", "2026-03-15"),
        ("now", "14 days", "2026-03-01", "2026-03-20", "2026-03-20"),
        ("now", "1 cycle", "2026-03-01", None, "2026-04-05"),
        ("next_period", None, "2026-03-01", None, "2026-03-05"),
        ("next_period", None, "2026-03-05", None, "2026-03-05"),
        ("next_period", None, "2026-03-01", "2026-03-06", "2026-04-05"),
        ("next_period", "4 days", "2026-03-01", None, "2026-03-05"),
        ("next_period", "5 days", "2026-03-01", None, "2026-04-05"),
    ],
)
def test_the_first_day_a_pause_can_have(
    starts: Any, notice: str | None, asked: str, wanted: str | None, first: str
) -> None:
    terms = Pause(starts=starts, notice=length(notice) if notice else None)
    day = pausing.first_day(terms, d(asked), d("2026-03-05"), FIFTH, d(wanted) if wanted else None)
    assert day == d(first)


def test_a_pause_may_begin_with_a_period_that_is_no_whole_one() -> None:
    day = d("2026-03-03")  # not one of the schedule's days
    assert pausing.first_day(Pause(starts="next_period"), day, day, FIFTH) == day


def test_the_longest_pause_may_be_counted_in_periods() -> None:
    assert pausing.longest_end(Pause(max_length=Cycles(2)), d("2026-03-06"), FIFTH) == d(
        "2026-06-05"
    )


@pytest.mark.parametrize(
    ("ends", "days", "skipped", "moved"),
    [
        ("2026-06-30", 0, 2, "2026-08-31"),  # from billing date to billing date
        ("2026-07-10", 0, 2, "2026-09-10"),  # between two of them
        ("2026-01-31", 0, 1, "2026-02-28"),
        ("2026-01-10", 0, 1, "2026-02-10"),  # before all of them
        ("2026-07-05", 59, 0, "2026-09-02"),
        ("2026-06-30", 1, 0, "2026-07-01"),
        ("2026-06-30", 0, 0, "2026-06-30"),
    ],
)
def test_a_commitment_that_is_extended_ends(ends: str, days: int, skipped: int, moved: str) -> None:
    last = Schedule(d("2026-01-31"), MONTH)
    found = pausing.moved_term_end(d(ends), days=days, skipped=skipped, schedule=last)
    assert found == d(moved)


def test_a_commitment_that_ends_on_the_first_billing_date_returns_to_the_31st() -> None:
    clamped = Schedule(d("2026-02-28"), MONTH, 31)
    found = pausing.moved_term_end(d("2026-02-28"), days=0, skipped=1, schedule=clamped)
    assert found == d("2026-03-31")
