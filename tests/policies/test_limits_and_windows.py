"""How often and how far apart: the days a window holds, at both of its edges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.policies import limiting, occasions, transfers
from memberledger.policies.windows import Spans, bounds
from memberledger.terms import GrantOn, RedemptionLimit, Transferable
from memberledger.values import Cycles, Duration, Schedule

FIFTH = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
MARCH = Spans(cycle=(date(2026, 3, 5), date(2026, 4, 5)), term=(date(2026, 1, 5), date(2026, 7, 5)))


def d(text: str) -> date:
    return date.fromisoformat(text)


WINDOWS = [
    # a use on 10 March; the first day that counts, and the last one
    (Duration.parse("14 days"), "2026-02-25", "2026-03-10"),
    (Duration.parse("1 month"), "2026-02-11", "2026-03-10"),
    ("cycle", "2026-03-05", "2026-04-04"),
    ("term", "2026-01-05", "2026-07-04"),
    ("calendar_month", "2026-03-01", "2026-03-31"),
    ("calendar_year", "2026-01-01", "2026-12-31"),
]


@pytest.mark.parametrize(("per", "first", "last"), WINDOWS)
def test_a_limit_counts_from_the_first_day_of_its_window_to_the_last(
    per: Any, first: str, last: str
) -> None:
    limit, day, one = RedemptionLimit(quantity=3, per=per), d("2026-03-10"), Duration(1, "day")

    def left(on: date) -> int | None:
        return limiting.room(limit, day, [(on, 2)], MARCH)

    assert (left(d(first)), left(d(last))) == (1, 1)
    assert (left(one.before(d(first))), left(one.after(d(last)))) == (3, 3)


def test_a_limit_that_is_used_up_leaves_nothing_and_not_less() -> None:
    once = RedemptionLimit(per="calendar_month")
    acts = [(d("2026-03-02"), 1), (d("2026-03-03"), 1)]
    assert limiting.room(once, d("2026-03-10"), acts[:1], Spans()) == 0
    assert limiting.room(once, d("2026-03-10"), acts, Spans()) == 0
    assert limiting.room(once, d("2026-03-10"), [], Spans()) == 1


def test_a_window_of_a_whole_membership_counts_every_day_there_ever_was() -> None:
    first, last = bounds("membership", d("2026-03-10"), MARCH)
    assert (first, last) == (date.min, date.max)


def test_outside_a_term_its_window_is_the_day_alone() -> None:
    today = d("2026-03-10"), d("2026-03-11")
    assert bounds("term", today[0], Spans(cycle=MARCH.cycle)) == today
    assert bounds("cycle", today[0], Spans(term=MARCH.term)) == today


def test_an_occasion_comes_again_with_the_first_day_of_the_next_window() -> None:
    for per, came, too_soon, again in (
        ("calendar_year", "2026-01-01", "2026-12-31", "2027-01-01"),
        ("cycle", "2026-03-05", "2026-03-10", None),
    ):
        terms = GrantOn(occasion="birthday", per=per)
        assert not occasions.may_come(terms, [d(came)], d(too_soon), MARCH)
        if again:
            assert occasions.may_come(terms, [d(came)], d(again), MARCH)
    after = GrantOn(occasion="birthday", per="cycle")
    assert occasions.may_come(after, [d("2026-03-04"), d("2026-04-05")], d("2026-03-10"), MARCH)


@pytest.mark.parametrize(("per", "first", "last"), WINDOWS)
def test_a_limit_of_gifts_counts_from_the_first_day_to_the_last(
    per: Any, first: str, last: str
) -> None:
    limit, day, one = RedemptionLimit(quantity=3, per=per), d("2026-03-10"), Duration(1, "day")

    def breaks(on: date, units: int) -> bool:
        return transfers.over_limit([limit], [(on, 2)], day, units, MARCH) is limit

    for on in (d(first), d(last)):
        assert (breaks(on, 1), breaks(on, 2)) == (False, True)
    for on in (one.before(d(first)), one.after(d(last))):
        assert (breaks(on, 3), breaks(on, 4)) == (False, True)


def test_a_gift_waits_for_the_last_one_on_both_sides() -> None:
    wait = RedemptionLimit(wait=Duration.parse("14 days"))
    given = [(d("2026-03-16"), 1)]

    def allowed(text: str) -> bool:
        return transfers.over_limit([wait], given, d(text), 1, Spans()) is None

    assert [allowed(f"2026-03-{day:02d}") for day in (2, 3, 16, 29, 30)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_the_first_limit_that_a_gift_breaks_is_told() -> None:
    wait = RedemptionLimit(wait=Duration.parse("7 days"))
    year = RedemptionLimit(quantity=1, per="calendar_year")
    given = [(d("2026-01-16"), 1)]
    assert transfers.over_limit([wait, year], given, d("2026-03-10"), 1, Spans()) is year
    assert transfers.over_limit([wait, year], given, d("2026-01-20"), 1, Spans()) is wait
    assert transfers.over_limit([], given, d("2026-01-20"), 1, Spans()) is None


def test_the_life_of_a_gift_may_be_counted_in_the_givers_periods() -> None:
    terms = Transferable(expires=Cycles(1))
    assert transfers.expiry(terms, None, d("2026-01-10"), FIFTH) == d("2026-03-05")
