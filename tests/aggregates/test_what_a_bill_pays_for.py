"""What a bill pays for and for how long: annual fees, changes, bills paid late or paid back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.member import (
    changing,
    collecting,
    enrolling,
    leaving,
    pausing,
    refunding,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e

from .spec import (
    JANUARY,
    Asking,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    happened,
    joins,
    plan,
)

ALLOCATED: dict[str, Any] = {"recognition": {"method": "allocated"}}
AT_ONCE: dict[str, Any] = {"cancellation": {"effective": "immediately"}}


def pays(charge: str, amount: int) -> Asking:
    return lambda work: collecting.charge_succeeded(work, charge, amount, work.today)


def comes_back(life: History, **facts: Any) -> History:
    return life.and_(
        lambda work: enrolling.enroll(
            work, practice="main", member="ana", plan=plan(**facts), currency="USD"
        )
    )


@pytest.mark.parametrize("method", ["ratable", "allocated"])
def test_an_annual_fee_is_earned_by_the_day_over_its_year(method: str) -> None:
    terms = plan(
        annual_fee={"amount": "49.00", "first": "at_enrollment"},
        benefits=[facial(standalone_price="60.00")],
        recognition={"method": method},
    )
    settled = enrolled(terms).of(e.BillSettled)[1]
    assert (settled.access, settled.access_start, settled.access_end) == (
        4900,
        JANUARY,
        date(2027, 1, 5),
    )
    assert (settled.shares, settled.fees) == ((), ())


def test_a_fee_of_a_visit_is_earned_at_once() -> None:
    terms = plan(no_show={"units": "release", "fee": "50.00"})
    life = enrolled(terms).and_(reserving.reserve, "facial", 1, key="a", for_on=JANUARY)
    settled = life.and_(visits.no_show, "a").of(e.BillSettled)[1]
    assert (settled.fees, settled.access, settled.shares) == ((("no_show_fee", 5000),), 0, ())


def test_a_change_is_split_over_the_units_it_tops_up_by_their_prices() -> None:
    """One of two facials for a cent, and two of three peels for a cent: half to two thirds."""
    small = [facial(), facial(id="peel")]
    large = [
        facial(quantity=2, standalone_price="0.01"),
        facial(id="peel", quantity=3, standalone_price="0.01"),
    ]
    gold = plan(id="gold", price="269.00", benefits=large, upgrade={"when": "now"}, **ALLOCATED)
    life = enrolled(plan(benefits=small)).and_(changing.change_plan, gold)
    settled = life.of(e.BillSettled)[1]
    assert (settled.shares, settled.access) == ((("facial", 3000), ("peel", 4000)), 0)


@pytest.mark.parametrize("cause", ["refunded", "dispute_lost"])
def test_what_is_paid_for_after_a_part_went_back_goes_at_once(cause: str) -> None:
    life = enrolled(card=None).and_(pays("a", 10000))
    charge = life.state.charges["a"]
    if cause == "refunded":
        life = life.and_(refunding.refund, charge)
    else:
        life = life.and_(refunding.close_dispute, charge, won=False)
    assert life.state.owed == 9900
    life.when(pays("b", 9900)).then(
        happened(e.Charged, bills=((1, 9900),)),
        happened(e.BillSettled, bill=1, access=9900),
        happened(e.Granted, bill=1),
        happened(e.Forfeited, takes=((1, 1),), cause=cause),
    )


def test_a_fee_of_a_former_membership_is_earned_over_its_own_commitment() -> None:
    """Paid after Ana has left and come back twice, for commitments of three and of six cycles."""
    fee: dict[str, Any] = {"enrollment_fee": "50.00", **AT_ONCE}
    life = enrolled(plan(term={"cycles": 3}, **fee), card=None).and_(leaving.cancel)
    for cycles in (6, 12):
        life = comes_back(life, term={"cycles": cycles}, **fee)
        life = life.and_(leaving.cancel) if cycles == 6 else life
    life = life.and_(pays("a", 3 * 24900))
    assert [each.enrollment_end for each in life.of(e.BillSettled)] == [
        date(2026, 4, 5),
        date(2026, 7, 5),
        date(2027, 1, 5),
    ]


def test_a_free_first_part_asks_for_nothing_that_is_owed_from_before() -> None:
    card = Card("insufficient_funds")
    life = enrolled(plan(**AT_ONCE), card=card).and_(leaving.cancel).on("2026-01-20")
    card.code = None
    life = comes_back(life, first_period="free", anchor={"day": 1})
    assert (card.asked, life.state.owed) == ([19900], 19900)
    life = life.on("2026-02-02")
    assert (card.asked, life.state.owed) == ([19900] * 3, 0)


def overpaid(before_dispute: History) -> History:
    return before_dispute.and_(pays("gift", 25000))


def test_what_comes_with_a_period_is_frozen_where_a_disputed_charge_has_paid_for_it() -> None:
    terms = plan(benefits=[facial(trigger="period_start")])
    life = overpaid(enrolled(terms).on("2026-01-20"))
    clean = life.on("2026-02-05")
    kinds = [type(event) for event in clean.events if event.effective_on == date(2026, 2, 5)]
    assert kinds == [e.Lapsed, e.DuesBilled, e.Granted, e.CreditUsed, e.BillSettled]
    assert clean.held() == {"facial": 1}
    disputed = life.and_(refunding.dispute, life.state.charges["gift"]).on("2026-02-05")
    kinds = [type(event) for event in disputed.events if event.effective_on == date(2026, 2, 5)]
    assert kinds == [e.Lapsed, e.DuesBilled, e.CreditUsed, e.BillSettled, e.Granted]
    assert disputed.held() == {}


def test_a_fee_of_a_pause_in_the_first_part_is_earned_until_the_first_billing_date() -> None:
    terms = plan(anchor={"day": 1}, pause={"fee": {"amount": "10.00", "per": "pause"}})
    life = enrolled(terms).on("2026-01-10").and_(pausing.pause)
    (fee,) = life.of(e.FeeBilled)
    assert (fee.start, fee.end) == (date(2026, 1, 10), date(2026, 2, 1))
    # a first part ahead, from 5 to 15 February
    later = plan(anchor={"day": 15}, pause={"fee": "10.00"})
    life = given().and_(joins(later, anchor="2026-02-05")).on("2026-01-08").and_(pausing.pause)
    (fee,) = life.of(e.FeeBilled)
    assert (fee.start, fee.end) == (date(2026, 1, 8), date(2026, 2, 5))


def test_a_grant_that_a_pause_delays_is_paid_for_beside_those_that_came_back() -> None:
    """Two of January's three facials have come, have been peels for a month, and are facials again.

    The pause began unpaid; the money of the two is of the grants, whatever lots they are now in.
    """
    split: dict[str, Any] = {"pause": {"billing": "skip"}, **ALLOCATED}
    cream = facial(
        trigger="period_start", standalone_price="90.00", grants="2 weeks", rollover="unlimited"
    )
    back = {"when": "next_period", "converts": {"peel": "facial"}}
    glow = plan(benefits=[cream], downgrade=back, **split)
    there = {"when": "next_period", "converts": {"facial": "peel"}}
    both = [cream, facial(id="peel")]
    gold = plan(id="gold", price="299.00", benefits=both, upgrade=there, **split)
    life = enrolled(glow, card=None).on("2026-01-25").and_(changing.change_plan, gold)
    life = life.and_(pausing.pause, day("2026-03-20"), waived="agreed")
    life = life.on("2026-02-06").and_(changing.change_plan, glow).on("2026-03-10")
    facials, peels = ["facial", "facial"], ["peel", "peel"]
    assert [lot.benefit for lot in life.state.lots.values()] == [*facials, *peels, *facials]
    settled = life.and_(pays("a", 19900)).of(e.BillSettled)[0]
    assert settled.caught_up == ((1, 6634), (2, 6633))
    assert settled.shares == (("facial", 6633),)
