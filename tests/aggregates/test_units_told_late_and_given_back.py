"""Units that were used before they were told of, and units that come back."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger.aggregates.member import (
    changing,
    collecting,
    deciding,
    enrolling,
    leaving,
    pausing,
    redeeming,
    refunding,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.work import Work

from .spec import Card, History, day, enrolled, facial, happened, plan

PEEL = facial(id="peel", rollover="unlimited")


def use(life: History, quantity: int = 1, on: str | None = None, **details: Any) -> History:
    performed = day(on) if on is not None else None
    return life.when(redeeming.redeem, "facial", quantity, performed_on=performed, **details)


def used(life: History, quantity: int = 1, on: str | None = None, **details: Any) -> History:
    performed = day(on) if on is not None else None
    return life.and_(redeeming.redeem, "facial", quantity, performed_on=performed, **details)


def keep(life: History, key: str, for_on: str, quantity: int = 1, **details: Any) -> History:
    on = day(for_on)
    return life.and_(reserving.reserve, "facial", quantity, key=key, for_on=on, **details)


def dispute(work: Work) -> None:
    refunding.dispute(work, work.state.charges["ch_1_1"])


# What is told late takes back first what went first


def went_twice() -> History:
    """Of four facials of January one went on 5 February and three on 5 March; it is 10 March."""
    terms = plan(benefits=[facial(quantity=4, rollover={"carryover_limit": 3})])
    life = enrolled(terms).on("2026-03-10")
    assert [(str(x.effective_on), x.takes) for x in life.of(e.Lapsed)] == [
        ("2026-02-05", ((1, 1),)),
        ("2026-03-05", ((1, 3), (2, 1))),
    ]
    return life


def back(on: str, quantity: int) -> Any:
    return happened(e.LapseTakenBack, on, takes=((1, quantity),), origin="lapsed")


@pytest.mark.parametrize(
    ("quantity", "on", "taken_back"),
    [
        (1, "2026-01-20", [("2026-02-05", 1)]),
        (2, "2026-01-20", [("2026-02-05", 1), ("2026-03-05", 1)]),
        (3, "2026-01-20", [("2026-02-05", 1), ("2026-03-05", 2)]),
        # what had gone by the day stays gone, also what went as the day began
        (1, "2026-02-05", [("2026-03-05", 1)]),
        (1, "2026-02-10", [("2026-03-05", 1)]),
        (3, "2026-02-10", [("2026-03-05", 3)]),
    ],
)
def test_a_visit_told_late_takes_back_what_went_since_the_first_of_it_first(
    quantity: int, on: str, taken_back: list[tuple[str, int]]
) -> None:
    use(went_twice(), quantity, on).then(
        *(back(*each) for each in taken_back),
        happened(e.Redeemed, on, takes=((1, quantity),)),
    )


def test_what_went_in_two_ways_on_one_day_comes_back_at_once() -> None:
    limits = {"carryover_limit": 3, "max_balance": 5}
    life = enrolled(plan(benefits=[facial(quantity=4, rollover=limits)])).on("2026-02-10")
    assert [(x.cause, x.takes) for x in life.of(e.Lapsed)] == [
        ("carryover_limit", ((1, 1),)),
        ("max_balance", ((1, 2),)),
    ]
    use(life, 3, "2026-01-20").then(
        back("2026-02-05", 3), happened(e.Redeemed, "2026-01-20", takes=((1, 3),))
    )


def test_what_lapsed_on_the_day_of_the_end_comes_back_before_what_the_end_took() -> None:
    terms = plan(
        benefits=[facial(quantity=3, rollover={"max_balance": 4})],
        cancellation={"effective": "immediately"},
    )
    life = enrolled(terms).on("2026-02-05").and_(leaving.cancel).on("2026-02-06")
    # two gave way to the cap, one went with the end
    use(life, 1, "2026-01-20").then(
        back("2026-02-05", 1), happened(e.Redeemed, "2026-01-20", takes=((1, 1),))
    )
    use(life, 3, "2026-01-20").then(
        back("2026-02-05", 2),
        happened(e.LapseTakenBack, "2026-02-05", takes=((1, 1),), origin="forfeited"),
        happened(e.Redeemed, "2026-01-20", takes=((1, 3),)),
    )


def test_what_an_extension_has_brought_back_is_not_taken_back_again() -> None:
    rules = {"carryover_limit": 3, "periods": 1}
    life = enrolled(plan(benefits=[facial(quantity=4, rollover=rules)])).on("2026-03-10")
    # one gave way on 5 February, three were over on 5 March
    life = life.and_(deciding.extend, "facial", day("2026-01-05"), day("2026-05-05"))
    assert life.state.lots[1].free == 3
    use(life, 2, "2026-01-20").then(
        back("2026-02-05", 1), happened(e.Redeemed, "2026-01-20", takes=((1, 2),))
    )


def test_what_the_end_took_is_not_there_on_the_day_of_the_end() -> None:
    leaves = {"effective": "immediately", "after_end": "keep"}
    both = [facial(after_end="forfeit"), PEEL]
    life = enrolled(plan(cancellation=leaves, benefits=both)).on("2026-01-10")
    life = life.and_(leaving.cancel).on("2026-01-12")
    assert life.held() == {"peel": 1}
    use(life, on="2026-01-10").then_refused("insufficient_balance", free=0)
    use(life, on="2026-01-09").then(
        happened(e.LapseTakenBack, "2026-01-10", origin="forfeited"), happened(e.Redeemed)
    )


def test_a_day_on_which_dues_were_owed_is_judged_as_it_was() -> None:
    card = Card()
    terms = plan(use_while={"past_due": "none"}, benefits=[facial(rollover="unlimited")])
    life = enrolled(terms, card=card).on("2026-02-04")
    card.code = "insufficient_funds"
    life = life.on("2026-02-09")
    card.code = None
    life = life.and_(collecting.replace_card).on("2026-02-12")
    use(life, on="2026-02-07").then_refused("past_due")
    use(life, on="2026-02-04").then(happened(e.Redeemed, "2026-02-04", takes=((1, 1),)))


# In a pause


def asleep(expiry: str) -> History:
    """Paused from 20 January; it is 10 February, and a facial of January was used."""
    terms = plan(
        benefits=[facial(quantity=3)],
        pause={"billing": "skip", "expiry": expiry},
        use_while={"paused": ["facial"]},
    )
    life = used(enrolled(terms).on("2026-01-10"), key="v").on("2026-01-20")
    return life.and_(pausing.pause).on("2026-02-10")


def test_what_a_pause_keeps_from_ending_can_be_used_where_the_plan_allows_it() -> None:
    life = asleep("frozen")
    use(life).then(happened(e.Redeemed, "2026-02-10", takes=((1, 1),), left=1))
    use(life, on="2026-02-08").then(happened(e.Redeemed, "2026-02-08", takes=((1, 1),), left=1))
    use(asleep("running")).then_refused("insufficient_balance", free=0)


def test_what_comes_back_in_a_pause_is_over_where_its_time_went_on() -> None:
    asleep("frozen").when(redeeming.reverse, "v").then(
        happened(e.RedemptionReversed, takes=((1, 1),))
    )
    gone = happened(e.Lapsed, "2026-02-10", takes=((1, 1),), cause="returned")
    asleep("running").when(redeeming.reverse, "v").then(happened(e.RedemptionReversed), gone)


def test_what_comes_back_on_the_day_on_which_its_lot_is_over_is_over_too() -> None:
    life = used(enrolled(), key="v").on("2026-02-05")
    life.when(redeeming.reverse, "v").then(
        happened(e.RedemptionReversed),
        happened(e.Lapsed, "2026-02-05", takes=((1, 1),), cause="returned"),
    )


def test_what_was_over_before_the_pause_stays_so() -> None:
    life = used(enrolled(plan(pause={})), key="v").on("2026-02-08").and_(pausing.pause)
    life.on("2026-02-10").when(redeeming.reverse, "v").then(
        happened(e.RedemptionReversed),
        happened(e.Lapsed, "2026-02-10", takes=((1, 1),), cause="returned"),
    )


# Units that become money


def saves(**facts: Any) -> Any:
    converts = {"to": "bank", "at": "30.00", "when": "period_end"}
    unit = facial(quantity=3, converts=converts, standalone_price="100.00", **facts)
    money = {"id": "bank", "kind": "value_credit", "amount": "0.00"}
    rules = {"max_balance": "30.00"}
    return plan(recognition={"method": "allocated"}, benefits=[unit, {**money, "rollover": rules}])


def test_a_unit_that_comes_back_after_its_period_becomes_money_and_no_cap_is_taken() -> None:
    life = used(enrolled(saves()), key="v").on("2026-02-10")
    # two became 60.00, of which the cap left 30.00
    assert life.held() == {"facial": 3, "bank": 3000}
    back = life.when(redeeming.reverse, "v")
    back.then(
        happened(e.RedemptionReversed, takes=((1, 1),)),
        happened(e.UnitsConverted, "2026-02-10", to="bank", cause="period_end"),
    )
    assert back.held() == {"facial": 3, "bank": 6000}


def test_a_visit_that_is_excused_brings_its_unit_back_the_same_way() -> None:
    life = keep(enrolled(saves(no_show={"units": "forfeit"})), "a", "2026-01-10").on("2026-01-10")
    life = life.and_(visits.no_show, "a").on("2026-02-10")
    assert life.held() == {"facial": 3, "bank": 3000}
    back = life.when(redeeming.reverse, "a")
    back.then(
        happened(e.MissExcused, takes=((1, 1),)),
        happened(e.UnitsConverted, "2026-02-10", to="bank", cause="period_end"),
    )
    assert back.held() == {"facial": 3, "bank": 6000}


def test_what_was_used_is_not_taken_by_a_refund() -> None:
    refund = lambda work: refunding.refund(work, work.state.charges["ch_1_1"])  # noqa: E731
    used(enrolled()).when(refund).then(happened(e.Refunded))
    used(enrolled(plan(benefits=[facial(), PEEL]))).when(refund).then(
        happened(e.Refunded), happened(e.Forfeited, takes=((2, 1),), cause="refunded")
    )


# Reservations


def test_of_a_reservation_over_two_lots_what_is_not_used_is_released() -> None:
    life = enrolled(plan(benefits=[facial(rollover="unlimited")])).on("2026-02-05")
    life = keep(life, "a", "2026-02-10", 2)
    use(life, 1, key="a").then(
        happened(
            e.Redeemed,
            takes=((1, 1),),
            released=((2, 1),),
            left=1,
            reserved=True,
            policy="redemption/1",
        )
    )
    use(life, 2, key="a").then(happened(e.Redeemed, takes=((1, 1), (2, 1)), released=(), left=0))
    late = use(life, 2, "2026-01-20", key="a")
    late.then_refused("insufficient_balance", benefit="facial", wanted=2, free=1)
    assert late.refused is not None
    assert late.refused.message == "facial: 2 wanted, but on 2026-01-20 only 1 was free"


def test_a_dispute_keeps_what_was_reserved_from_being_used_and_releases_it_on_its_day() -> None:
    life = enrolled(plan(benefits=[facial(rollover="unlimited")]))
    life = keep(life, "a", "2026-01-10").and_(dispute)
    asked = use(life, key="a")
    asked.then_refused("insufficient_balance", benefit="facial", wanted=1, free=0)
    assert asked.refused is not None
    assert asked.refused.message == "facial: 1 wanted, but on 2026-01-05 only 0 was free"
    (released,) = life.on("2026-01-10").of(e.ReservationReleased)
    told = (str(released.effective_on), released.takes, released.cause)
    assert told == ("2026-01-10", ((1, 1),), "disputed")


def test_who_comes_may_be_another_than_was_named_and_each_benefit_says_for_whom() -> None:
    terms = plan(
        sharing={"add_on_members": 2},
        benefits=[
            facial(),
            facial(id="guests", **{"for": ["guest"]}),
            facial(id="shared", **{"for": ["sharers"]}),
        ],
    )
    life = enrolled(terms)
    for person in ("bo", "cy"):
        life = life.and_(enrolling.share, person)
    booked = keep(life, "a", "2026-01-10", by="bo")
    use(booked, key="a", by="cy").then(happened(e.Redeemed, by="cy"))
    use(booked, key="a").then(happened(e.Redeemed, by="bo"))
    life.when(redeeming.redeem, "guests", 1, by="dee").then(happened(e.Redeemed, by="dee"))
    life.when(redeeming.redeem, "shared", 1, by="bo").then(happened(e.Redeemed, by="bo"))
    life.when(redeeming.redeem, "shared", 1).then_refused("not_eligible", by=None)
    on = day("2026-01-10")
    reserve = reserving.reserve
    life.when(reserve, "shared", 1, key="b", for_on=on, by="bo").then(happened(e.Reserved, by="bo"))
    life.when(reserve, "facial", 1, key="b", for_on=on, by="dee").then_refused("not_shared")


# Corrections by hand


def test_a_correction_has_the_priority_of_its_benefit_and_none_where_the_plan_has_it_not() -> None:
    life = enrolled(plan(benefits=[facial(priority=3)]))
    life.when(redeeming.adjust, "facial", 1).then(happened(e.Adjusted, priority=3, lot=2))
    moved = life.and_(changing.change_plan, plan(id="gold", price="299.00", benefits=[]))
    moved = moved.on("2026-02-06")
    moved.when(redeeming.adjust, "facial", 1).then(happened(e.Adjusted, priority=0))
