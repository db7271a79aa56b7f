"""By which terms a unit is used: its lot's, those of the day, those of its benefit."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Plan
from memberledger.aggregates.member import (
    amending,
    banking,
    changing,
    enrolling,
    limits,
    pausing,
    redeeming,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.serving import Visit

from .spec import Card, History, day, enrolled, facial, given, happened, joins, plan

PEEL = facial(id="peel", rollover="unlimited")
GOLD = plan(id="gold", price="299.00", benefits=[])
FEBRUARY = day("2026-02-05")


def use(life: History, quantity: int = 1, on: str | None = None, **details: Any) -> History:
    performed = day(on) if on is not None else None
    return life.when(redeeming.redeem, "facial", quantity, performed_on=performed, **details)


def keep(life: History, key: str, for_on: str, quantity: int = 1, **details: Any) -> History:
    on = day(for_on)
    return life.and_(reserving.reserve, "facial", quantity, key=key, for_on=on, **details)


def asks(life: History, for_on: str = "2026-01-10", **details: Any) -> History:
    """A facial is to be kept for a day."""
    return life.when(reserving.reserve, "facial", 1, key="a", for_on=day(for_on), **details)


def amended(old: Plan, new: Plan, on: str = "2026-02-06") -> History:
    """The terms are others from 5 February on."""
    return enrolled(old).and_(amending.amend, new, FEBRUARY, None).on(on)


def moved(old: Plan, on: str = "2026-02-06", **details: Any) -> History:
    """From 5 February on the plan is gold, which has none of the benefits."""
    life = given().and_(joins(old, **details))
    return life.and_(changing.change_plan, GOLD, "next_period").on(on)


# Services


def test_what_a_lot_is_for_is_said_by_the_terms_it_was_granted_under() -> None:
    wide = plan(benefits=[facial(rollover="unlimited", services=["facial", "peel"])])
    narrow = plan(version=2, benefits=[facial(rollover="unlimited", services=["facial"])])
    life = amended(wide, narrow)
    use(life, visit=Visit("peel")).then(happened(e.Redeemed, takes=((1, 1),), service="peel"))
    use(life, 2, visit=Visit("facial")).then(happened(e.Redeemed, takes=((1, 1), (2, 1))))
    few = use(life, 2, visit=Visit("peel"))
    few.then_refused("insufficient_balance", wanted=2, free=1)
    assert few.refused is not None
    assert few.refused.message == "facial: 2 wanted, but on 2026-02-06 only 1 was free"
    ahead = life.when(
        reserving.reserve, "facial", 2, key="a", for_on=day("2026-02-10"), visit=Visit("peel")
    )
    ahead.then_refused("insufficient_balance", wanted=2, free=1)


def test_where_all_is_used_that_is_told_and_not_that_the_service_is_another() -> None:
    life = enrolled().and_(redeeming.redeem, "facial", 1)
    use(life, visit=Visit("facial")).then_refused("insufficient_balance", wanted=1, free=0)
    use(life, visit=Visit("peel")).then_refused("not_eligible", service="peel")
    swaps = plan(benefits=[facial(substitution=[{"fee": "25.00", "services": ["peel"]}])])
    life = enrolled(swaps).and_(redeeming.redeem, "facial", 1)
    use(life, visit=Visit("peel")).then_refused("insufficient_balance", wanted=1, free=0)


def test_a_unit_given_by_hand_after_a_change_is_for_what_the_terms_left_say() -> None:
    life = moved(plan(benefits=[facial(services=["mask"])])).and_(redeeming.adjust, "facial", 1)
    use(life, visit=Visit("mask")).then(happened(e.Redeemed, takes=((2, 1),), service="mask"))
    use(life, visit=Visit("facial")).then_refused("not_eligible")


def test_a_price_of_a_member_that_is_counted_takes_a_unit_each_time() -> None:
    half = {"id": "half", "kind": "discount", "percent": 50, "quantity": 1, "rollover": "unlimited"}
    life = enrolled(plan(benefits=[facial(), {**half, "services": ["light"]}]))
    life.when(redeeming.redeem, "half", 1).then(happened(e.Redeemed, benefit="half"))


# Places


def test_where_a_benefit_is_used_is_said_by_the_terms_of_the_day() -> None:
    old = plan(benefits=[facial(rollover="unlimited", redeem_at=["south"])])
    new = plan(version=2, benefits=[facial(rollover="unlimited", redeem_at=["north"])])
    life = amended(old, new)
    use(life, on="2026-02-04", at="south").then(happened(e.Redeemed, at="south"))
    use(life, on="2026-02-04", at="north").then_refused("wrong_location")
    use(life, at="north").then(happened(e.Redeemed, at="north"))
    use(life, at="south").then_refused("wrong_location")


def test_where_a_benefit_of_a_plan_left_is_used_is_said_by_the_terms_left() -> None:
    life = moved(plan(benefits=[facial(rollover="unlimited", redeem_at=["south"])]))
    use(life, at="south").then(happened(e.Redeemed, at="south"))
    use(life, at="north").then_refused("wrong_location")


def test_what_is_for_home_is_used_and_kept_there() -> None:
    away = plan(benefits=[facial(redeem_at="home"), PEEL])
    life = given().and_(joins(away, home="north"))
    use(life).then(happened(e.Redeemed, at="north"))
    use(life, at="north").then(happened(e.Redeemed, at="north"))
    asks(life, at="north").then(happened(e.Reserved, at="north"))
    asks(life, at="south").then_refused("wrong_location", at="south", home="north")


# Appointments


def test_an_appointment_that_is_refused_says_why() -> None:
    for usable, may in ((["peel"], False), (["facial"], True)):
        terms = plan(
            use_while={"past_due": usable},
            benefits=[facial(trigger="period_start")],
            dunning=[{"after": "100 days", "do": ["retry"]}],
        )
        asked = asks(enrolled(terms, card=Card("insufficient_funds")))
        if may:
            asked.then(happened(e.Reserved, takes=((1, 1),)))
            continue
        asked.then_refused("past_due")
        assert asked.refused is not None
        assert asked.refused.message == "the plan allows no facial while past due"
    life = enrolled().when(reserving.reserve, "facial", 2, key="a", for_on=day("2026-01-10"))
    life.then_refused("insufficient_balance", benefit="facial", wanted=2, free=1)
    assert life.refused is not None
    assert life.refused.message == "facial: 2 wanted, but on 2026-01-10 only 1 was free"


def test_an_appointment_after_a_pause_that_runs_is_kept_for_its_day() -> None:
    life = enrolled(plan(pause={"expiry": "running"})).on("2026-01-10")
    life = keep(life.and_(pausing.pause, day("2026-01-20")), "a", "2026-01-25")
    (released,) = life.on("2026-01-27").of(e.ReservationReleased)
    assert (str(released.effective_on), released.cause) == ("2026-01-26", "unused")


def test_an_appointment_is_for_somebody_the_benefit_is_for() -> None:
    terms = plan(sharing={}, benefits=[facial(**{"for": ["sharers"]})])
    life = enrolled(terms).and_(enrolling.share, "bo")
    asks(life, by="bo").then(happened(e.Reserved, by="bo"))
    asks(life, by="ana").then_refused("not_eligible")


# How often


def test_a_use_of_money_counts_as_one_and_one_of_units_as_so_many() -> None:
    monthly = {"quantity": 3, "per": "calendar_month"}
    money = {"id": "bank", "kind": "value_credit", "amount": "100.00"}
    terms = plan(
        benefits=[
            {**money, "redemption_limits": [monthly]},
            facial(quantity=5, redemption_limits=[{**monthly, "quantity": 4}]),
            PEEL,
        ]
    )
    life = enrolled(terms)
    today = life.today

    def room(after: History, benefit: str) -> int | None:
        return limits.room(after.state, benefit, today)

    assert (room(life, "bank"), room(life, "facial"), room(life, "peel")) == (3, 4, None)
    once = life.and_(redeeming.redeem, "bank", 3000).and_(redeeming.redeem, "facial", 2)
    assert (room(once, "bank"), room(once, "facial")) == (2, 2)
    on = day("2026-01-10")
    booked = once.and_(reserving.reserve, "bank", 2000, key="b", for_on=on)
    booked = keep(booked, "f", "2026-01-10", 2)
    assert (room(booked, "bank"), room(booked, "facial")) == (1, 0)
    again = booked.and_(redeeming.redeem, "bank", 100)
    again.when(redeeming.redeem, "bank", 100).then_refused("limit_reached", left=0)
    once.when(redeeming.redeem, "bank", 100).then(happened(e.Redeemed, quantity=100))
    once.when(redeeming.redeem, "facial", 3).then_refused("limit_reached", left=2)
    use(booked, 2, key="f").then(happened(e.Redeemed, quantity=2))


# Stretches


def test_what_a_change_gives_is_of_the_stretch_that_runs() -> None:
    weekly = plan(benefits=[facial(grants="1 week")])
    more = plan(
        id="gold",
        price="299.00",
        upgrade={"when": "now", "entitlements": "full"},
        benefits=[facial(quantity=3, grants="1 week")],
    )
    life = enrolled(weekly).on("2026-01-20").and_(changing.change_plan, more)
    # weeks from 5, 12 and 19 January
    lot = life.of(e.Granted)[-1].lots[0]
    assert (lot.quantity, str(lot.start), str(lot.end)) == (3, "2026-01-19", "2026-01-26")


# Visits that did not take place


MISSED = {"units": "forfeit", "fee": "50.00"}


def test_a_missed_visit_costs_what_the_terms_of_its_day_say() -> None:
    terms = plan(benefits=[facial(no_show=MISSED, rollover="unlimited")])
    dearer = plan(version=2, benefits=[facial(no_show={**MISSED, "fee": "80.00"})])
    life = enrolled(terms).and_(amending.amend, dearer, day("2026-02-05"), None)
    early = keep(life, "a", "2026-02-04").on("2026-02-06").when(visits.no_show, "a")
    assert (early.of(e.VisitMissed)[0].fee, early.state.plan.version) == (5000, 2)
    later = keep(life, "a", "2026-02-06").on("2026-02-06").when(visits.no_show, "a")
    assert later.of(e.VisitMissed)[0].fee == 8000
    gold = plan(id="gold", price="299.00", benefits=[])
    left = enrolled(terms).and_(changing.change_plan, gold, "next_period").on("2026-02-06")
    gone = keep(left, "a", "2026-02-10").on("2026-02-10").when(visits.no_show, "a")
    (missed,) = gone.of(e.VisitMissed)
    assert (missed.fee, missed.forfeited) == (5000, ((1, 1),))


def test_a_late_cancellation_keeps_the_price_its_fee_is_a_part_of() -> None:
    half = {"units": "forfeit", "fee": {"percent": 50}}
    life = keep(enrolled(plan(benefits=[facial(late_cancel=half)])), "a", "2026-01-10")
    done = life.when(visits.cancel_late, "a", 10000)
    (missed,) = done.of(e.VisitMissed)
    assert (missed.price, missed.fee, missed.cause) == (10000, 5000, "late_cancel")


def missed_since(*gifts: tuple[str, str | None]) -> History:
    """The unit kept for 10 January is used elsewhere on the 12th; others were given by hand.

    Args:
        gifts: the day of each, and the first on which it is over.
    """
    terms = plan(benefits=[facial(no_show={"units": "forfeit"}), PEEL])
    life = keep(enrolled(terms), "a", "2026-01-10")
    for given_on, ends in gifts:
        expires = day(ends) if ends is not None else None
        life = life.on(given_on).and_(redeeming.adjust, "facial", 1, expires)
    life = life.on("2026-01-12").and_(redeeming.redeem, "facial", 1)
    return life.when(visits.no_show, "a")


@pytest.mark.parametrize(
    ("gifts", "taken"),
    [
        ([("2026-01-10", None)], ((3, 1),)),
        ([("2026-01-11", None)], ()),
        # that which is over first
        ([("2026-01-08", None), ("2026-01-09", "2026-03-01")], ((4, 1),)),
    ],
)
def test_a_missed_visit_told_late_takes_another_unit_that_was_there_on_its_day(
    gifts: list[tuple[str, str | None]], taken: tuple[tuple[int, int], ...]
) -> None:
    assert missed_since(*gifts).of(e.VisitMissed)[0].forfeited == taken


def test_a_unit_that_has_lapsed_since_is_gone_already_though_others_are_there() -> None:
    terms = plan(benefits=[facial(no_show={"units": "forfeit"})])
    life = keep(enrolled(terms), "a", "2026-01-10")
    life = life.and_(redeeming.adjust, "facial", 1).on("2026-02-06")
    assert life.held() == {"facial": 2}
    assert life.when(visits.no_show, "a").of(e.VisitMissed)[0].forfeited == ()


# Money of units


def money_of(bank: dict[str, Any], on: str = "2026-01-10", **facts: Any) -> e.ConvertedUnits:
    """What one facial has become on a day, in a bank of these terms."""
    converts = {"to": "bank", "at": "30.00", "when": "on_request"}
    unit = facial(quantity=3, converts=converts, standalone_price="100.00")
    money = {"id": "bank", "kind": "value_credit", "amount": "0.00", **bank}
    terms = plan(benefits=[unit, money], recognition={"method": "allocated"}, **facts)
    life = enrolled(terms).on(on).and_(banking.convert, "facial", 1)
    ((lot,),) = (event.lots for event in life.of(e.UnitsConverted))
    assert isinstance(lot, e.ConvertedUnits)
    return lot


@pytest.mark.parametrize(
    ("bank", "ends"),
    [
        ({}, "2026-02-05"),
        ({"expires": "90 days"}, "2026-04-10"),
        # whole periods from 5 February on
        ({"expires": "2 cycles"}, "2026-04-05"),
    ],
)
def test_money_of_units_lives_as_its_benefit_says(bank: dict[str, Any], ends: str) -> None:
    lot = money_of(bank)
    assert (str(lot.start), str(lot.end), str(lot.expires_on)) == ("2026-01-05", "2026-02-05", ends)
    assert (lot.carryover_limit, lot.max_balance, lot.rollover) == (None, None, None)


def test_money_of_units_of_the_first_day_is_of_the_first_part() -> None:
    lot = money_of({}, on="2026-01-05", anchor={"day": 1})
    assert (str(lot.start), str(lot.end)) == ("2026-01-05", "2026-02-01")
