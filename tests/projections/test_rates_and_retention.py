"""Rates and cohorts, by figures worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger import Refused
from memberledger.projections.mrr import Movement, movements_of
from memberledger.projections.rates import Ratio, lifetime_value, rates_of
from memberledger.projections.retention import CohortMonth, cohorts_of

from .test_mrr import _lived


def test_what_march_lost_of_what_there_was_at_its_start() -> None:
    """E and G of the eight are lost; H came back from a pause, J from an end."""
    with _lived() as ledger:
        moved = [movements_of(ledger.history(member)) for member in ledger.members()]
    rates = rates_of(moved, date(2026, 3, 1), date(2026, 4, 1))
    assert rates.gross_churn == Ratio(40_763, 137_222)
    assert rates.gross_churn.percent == "29.71"
    assert rates.net_churn.percent == "7.92"
    assert rates.pause_rate.percent == "14.50"
    assert rates.member_churn == Ratio(2, 8)
    assert rates.member_churn.percent == "25.00"
    assert (rates.per_member, rates.arpm) == (Ratio(146_259, 7), 20_894)


def test_what_a_member_is_worth_until_they_leave() -> None:
    """208.94... x 60 % / 25 % is 501.46; of the revenue itself 835.77."""
    march = date(2026, 3, 1), date(2026, 4, 1)
    with _lived() as ledger:
        assert ledger.lifetime_value(*march, margin=Ratio(60, 100)) == 50_146
        assert ledger.lifetime_value(*march) == 83_577
        assert ledger.lifetime_value(march[0], date(2026, 3, 31)) is None  # no whole month
        # nobody of February's start left in it
        assert ledger.lifetime_value(date(2026, 2, 1), date(2026, 3, 1)) is None
        with pytest.raises(Refused, match="from 0 to 1"):
            ledger.lifetime_value(*march, margin=Ratio(2, 1))


def test_a_longer_window_is_reckoned_by_the_month() -> None:
    """Half of the members lost in two months is 1 - the root of a half, 29.29 % a month."""
    rates = rates_of(JANUARY[:2], _on(2, 1), _on(3, 1))
    assert rates.member_churn == Ratio(1, 2)
    assert lifetime_value(rates, 2, Ratio(1, 1)) == 67_943


def test_a_ratio_of_nothing_is_neither_zero_nor_all() -> None:
    assert Ratio(0, 0).percent is None
    assert Ratio(-5, 1_000).percent == "-0.50"


def _on(month: int, day: int) -> date:
    return date(2026, month, day)


JANUARY = [
    [Movement(_on(1, 5), "new", 19_900)],
    [
        Movement(_on(1, 6), "new", 19_900),
        Movement(_on(2, 15), "churn", 19_900),
        Movement(_on(3, 25), "reactivation", 19_900),
    ],
    [Movement(_on(1, 7), "new", 19_900), Movement(_on(2, 20), "expansion", 10_000)],
    [Movement(_on(1, 8), "new", 19_900), Movement(_on(3, 5), "paused", 19_900)],
]


def test_a_cohort_keeps_its_members_month_by_month() -> None:
    """b leaves in February and is back in March; c moves up; d pauses in March."""
    (january,) = cohorts_of(JANUARY, _on(4, 1))
    assert (january.month, january.size, january.mrr) == (_on(1, 1), 4, 79_600)
    assert january.months == (
        CohortMonth(4, 4, 79_600),
        CohortMonth(3, 3, 69_700),
        CohortMonth(4, 3, 69_700, paused=1),
    )
    assert Ratio(69_700, 79_600).percent == "87.56"


def test_a_month_that_is_not_over_is_blank() -> None:
    (january,) = cohorts_of(JANUARY, _on(3, 31))
    assert len(january.months) == 2
    assert cohorts_of(JANUARY, _on(1, 5)) == ()
