"""Tier mix, enrollment trend and margins on lives that are short enough to work by hand."""

from __future__ import annotations

import pytest

from memberledger import Refused
from memberledger.projections.metrics import PlanMargin, TierShare, TrendMonth

from .books import FACIAL, day, plan
from .house import House
from .test_mrr import PLANS, STORY, _lived


def test_the_tiers_of_ten_members_at_the_end_of_march() -> None:
    """Glow has C, H, I and J; B is paused; A is on radiance, D and F on tiers of their own."""
    with _lived() as ledger:
        april = ledger.tiers(day("2026-04-01"))
        assert april == (
            TierShare("glow", 4, 79_600, 1, 19_900, (("glow", 5),)),
            TierShare("radiance", 1, 29_900, 0, 0, (("radiance", 1),)),
            TierShare("thirty", 1, 20_176, 0, 0, (("thirty", 1),)),
            TierShare("yearly", 1, 16_583, 0, 0, (("yearly", 1),)),
        )
        assert sum(tier.mrr for tier in april) == 146_259


@pytest.mark.parametrize(
    ("paused", "members", "mrr"), [("counted", 5, 99_500), ("left out", 4, 79_600)]
)
def test_paused_members_are_in_a_tier_or_left_out(paused: str, members: int, mrr: int) -> None:
    with _lived() as ledger:
        glow = ledger.tiers(day("2026-04-01"), paused=paused)[0]  # type: ignore[arg-type]
    assert (glow.members, glow.mrr, glow.paused, glow.paused_mrr) == (members, mrr, 0, 0)


def test_what_happens_on_a_day_is_not_in_it() -> None:
    """A moves to radiance on 8 March, where C is until the 10th."""
    with _lived() as ledger:
        counts = [
            {tier.tier: tier.members for tier in ledger.tiers(day(f"2026-03-{on}"))}["radiance"]
            for on in ("08", "09", "10", "11")
        ]
    assert counts == [1, 2, 2, 1]


def test_billing_options_of_one_tier_are_told_together() -> None:
    monthly = plan(id="gold-monthly", tier="gold", benefits=[])
    yearly = plan(id="gold-yearly", tier="gold", price="1990.00", cycle="1 year", benefits=[])
    house = House(monthly, yearly)
    house.joins("2026-01-05", "ana", "bo", plan="gold-monthly")
    house.joins("2026-01-05", "cy", plan="gold-yearly")
    assert house.ledger.tiers() == ()
    house.on("2026-01-06")
    plans = (("gold-monthly", 2), ("gold-yearly", 1))
    assert house.ledger.tiers() == (TierShare("gold", 3, 56_383, 0, 0, plans),)


def test_the_trend_of_ten_members() -> None:
    """J enrolls in December, leaves on 24 January and is back in March; E ends on 20 March."""
    with _lived(PLANS, STORY) as ledger:
        months = ledger.trend(day("2025-12-01"), day("2026-04-01"))
    december, january, february, march = months
    assert december == TrendMonth(day("2025-12-01"), 1, 0, 0, 0, 1)
    assert january == TrendMonth(day("2026-01-01"), 6, 0, 1, 0, 6)
    assert february == TrendMonth(day("2026-02-01"), 2, 0, 0, 0, 8)
    assert march == TrendMonth(day("2026-03-01"), 1, 1, 1, 0, 9)
    assert [month.net for month in months] == [1, 5, 2, 1]


def test_an_end_by_dunning_is_told_apart_and_a_quiet_month_is_told() -> None:
    house = House(plan(benefits=[], dunning=[{"after": "5 days", "do": ["cancel"]}]))
    house.joins("2026-01-05", "ana")
    house.cards.decline("ana", "insufficient_funds")
    house.on("2026-04-10")
    january, february, march, april = house.ledger.trend(day("2026-01-20"))
    assert (february.ended, february.ended_by_dunning, february.members) == (1, 1, 0)
    assert (january.enrolled, march.enrolled, april.members) == (1, 0, 0)


ALLOCATED = plan(
    recognition={"method": "allocated", "access": "20.00"},
    benefits=[
        {**FACIAL, "standalone_price": "180.00"},
        {"id": "credit", "kind": "value_credit", "amount": "50.00", "standalone_price": "50.00"},
    ],
)
"""199.00 is 143.28 for the facial, 39.80 for the credit, 15.92 for access."""


def test_the_margin_of_a_plan_is_its_income_less_what_its_uses_cost() -> None:
    """The facial earns 143.28, 20.00 of credit 15.92, 16 of 31 days of access 8.22: 167.42.

    The facial costs 60.00 and the peel that the credit went to 10.00, so 97.42 is left.
    """
    house = House(ALLOCATED)
    house.joins("2026-01-05", "ana")
    house.on("2026-01-10").redeem("ana", "facial")
    house.on("2026-01-20").redeem("ana", "credit", amount="20.00", service="peel")
    house.on("2026-02-01")
    costs = {"facial": "60.00", "peel": 1_000}
    (glow,) = house.ledger.margin(costs, day("2026-01-01"), day("2026-01-21"))
    assert glow == PlanMargin("glow", 16_742, 7_000, 2, 0)
    assert (glow.margin.part, glow.margin.percent) == (9_742, "58.19")
    (glow,) = house.ledger.margin({"peel": 0}, day("2026-01-01"), day("2026-01-21"))
    assert (glow.cost, glow.uses, glow.without_cost) == (0, 2, 1)


def test_a_reversal_gives_income_and_cost_back_on_its_own_day() -> None:
    house = House(ALLOCATED)
    house.joins("2026-01-05", "ana")
    house.on("2026-01-30").redeem("ana", "facial", key="visit")
    house.on("2026-02-03").reverse("ana", "visit")
    house.on("2026-02-04")
    costs = {"facial": "60.00"}
    (january,) = house.ledger.margin(costs, day("2026-01-01"), day("2026-02-01"))
    (february,) = house.ledger.margin(costs, day("2026-02-01"), day("2026-02-04"))
    assert (january.cost, january.uses) == (6_000, 1)
    # three days of access: 15.92 x 30/31 less 15.92 x 27/31
    assert february == PlanMargin("glow", -14_328 + 154, -6_000, -1, 0)


def test_what_was_earned_before_a_change_of_plan_stays_with_the_plan_left() -> None:
    house = House(plan(), plan(id="radiance", price="310.00"))
    house.joins("2026-01-01", "ana")
    house.ledger.redeem("ana", "facial")
    house.ledger.change_plan("ana", "radiance", when="next_period")
    house.on("2026-02-03").redeem("ana", "facial", quantity=1)
    house.on("2026-02-15")
    glow, radiance = house.ledger.margin({"facial": 5_000}, day("2026-01-01"), day("2026-02-15"))
    assert glow == PlanMargin("glow", 19_900, 5_000, 1, 0)
    # 14 of 28 days of 310.00
    assert radiance == PlanMargin("radiance", 15_500, 5_000, 1, 0)


@pytest.mark.parametrize("costs", [["facial"], {"facial": "-1.00"}, {"facial": True}, {"": "1.00"}])
def test_costs_that_are_none_are_refused(costs: object) -> None:
    with pytest.raises(Refused) as caught:
        House(plan()).ledger.margin(costs, day("2026-01-01"))  # type: ignore[arg-type]
    assert caught.value.reason == "invalid"
