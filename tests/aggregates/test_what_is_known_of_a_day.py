"""What a member's history says of a day: standing, pause, notice, cycle and term; tax of a part."""

from __future__ import annotations

import json
from datetime import date

import pytest

from memberledger.aggregates.member import (
    changing,
    collecting,
    leaving,
    pausing,
    redeeming,
    refunding,
    reserving,
    snapshot,
    taxing,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Keyed

from .spec import (
    FEBRUARY,
    JANUARY,
    MARCH,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)


def test_the_dues_of_this_membership_are_known_without_fees_and_without_an_earlier_one() -> None:
    terms = plan(
        enrollment_fee="50.00",
        annual_fee={"amount": "50.00", "first": "at_enrollment"},
        cancellation={"effective": "immediately"},
    )
    life = enrolled(terms).on("2026-02-06")
    assert [bill.kind for bill in life.state.dues_billed()] == ["dues", "dues"]
    assert life.state.begun() == (JANUARY, FEBRUARY)
    back = life.and_(leaving.cancel).on("2026-02-10").and_(joins(terms))
    assert [bill.start for bill in back.state.dues_billed()] == [date(2026, 2, 10)]
    assert given().state.dues_billed() == []


def test_a_first_part_is_no_whole_period() -> None:
    life = enrolled(plan(anchor={"day": 1})).on("2026-03-02")
    assert life.state.begun() == (date(2026, 2, 1), date(2026, 3, 1))


def test_the_standing_of_each_day_is_known() -> None:
    card = Card()
    life = given(card=card).and_(joins(plan(dunning=[{"after": "90 days", "do": ["retry"]}])))
    card.code = "insufficient_funds"
    life = life.on("2026-02-10")
    card.code = None
    s = life.and_(collecting.replace_card).state
    days = ("2026-01-05", "2026-02-04", "2026-02-05", "2026-02-09", "2026-02-10")
    assert [s.standing_on(day(on)) for on in days] == [
        *("good", "good", "past_due", "past_due", "good")
    ]


def test_a_pause_and_a_notice_hold_from_their_first_day_and_not_on_their_last() -> None:
    life = enrolled(plan(pause={})).on("2026-01-10").and_(pausing.pause, day("2026-01-20"))
    s = life.on("2026-01-25").state
    days = ("2026-01-09", "2026-01-10", "2026-01-19", "2026-01-20")
    assert [s.paused_on(day(on)) for on in days] == [False, True, True, False]
    noticed = enrolled().on("2026-01-10").and_(leaving.cancel).on("2026-01-15")
    s = noticed.and_(leaving.reinstate).state
    days = ("2026-01-09", "2026-01-10", "2026-01-14", "2026-01-15")
    assert [s.in_notice_on(day(on)) for on in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("on", "cycle"),
    [
        ("2026-01-04", None),
        ("2026-01-05", (JANUARY, FEBRUARY)),
        ("2026-02-04", (JANUARY, FEBRUARY)),
        ("2026-02-05", (FEBRUARY, MARCH)),
        ("2026-03-04", (FEBRUARY, MARCH)),
        ("2026-03-05", (MARCH, date(2026, 4, 5))),
        ("2026-04-05", (date(2026, 4, 5), date(2026, 5, 5))),
    ],
)
def test_the_cycle_that_holds_a_day(on: str, cycle: tuple[date, date] | None) -> None:
    s = (
        enrolled(plan(annual_fee={"amount": "9.00", "first": "at_enrollment"}))
        .on("2026-02-06")
        .state
    )
    assert s.spans_on(day(on)).cycle == cycle
    # the first part of a membership billed on the first of the month
    first = enrolled(plan(anchor={"day": 1})).on("2026-02-02").state
    assert first.spans_on(day("2026-01-31")).cycle == (JANUARY, date(2026, 2, 1))


def test_the_term_that_holds_a_day() -> None:
    s = enrolled(plan(term={"cycles": 3})).state
    term = (JANUARY, date(2026, 4, 5))
    days = ("2026-01-04", "2026-01-05", "2026-04-04", "2026-04-05")
    assert [s.spans_on(day(on)).term for on in days] == [None, term, term, None]
    assert enrolled().state.spans_on(JANUARY).term is None


def test_cycles_that_are_no_longer_of_the_schedule_are_known_from_their_bills() -> None:
    shifted = enrolled(plan(pause={"billing": "shift"})).on("2026-02-10")
    s = shifted.and_(pausing.pause, day("2026-02-20")).on("2026-03-16").state
    # January's from the 5th, February's until 15 March, and the one that runs
    days = ("2026-01-04", "2026-01-05", "2026-02-05", "2026-03-15")
    assert [s.spans_on(day(on)).cycle for on in days] == [
        None,
        (JANUARY, FEBRUARY),
        (FEBRUARY, date(2026, 3, 15)),
        (date(2026, 3, 15), date(2026, 4, 15)),
    ]


def test_cycles_before_the_first_one_and_in_a_first_part_that_was_skipped() -> None:
    ahead = given().and_(joins(plan(), starts=FEBRUARY)).state
    days = ("2026-02-04", "2026-02-05", "2026-03-05")
    assert [ahead.spans_on(day(on)).cycle for on in days] == [
        None,
        (FEBRUARY, MARCH),
        (MARCH, date(2026, 4, 5)),
    ]
    first = (date(2026, 2, 1), date(2026, 2, 15))
    part = given().and_(joins(plan(pause={}, anchor={"day": 15}), starts=first[0]))
    part = part.and_(pausing.pause, day("2026-02-10"), first[0]).on("2026-02-12")
    days = ("2026-01-31", "2026-02-01", "2026-02-14")
    assert [part.state.spans_on(day(on)).cycle for on in days] == [None, first, first]


def test_the_terms_of_a_day_are_those_agreed_to_on_it() -> None:
    gold = plan(id="gold", price="299.00")
    s = enrolled().on("2026-01-21").and_(changing.change_plan, gold).state
    days = ("2026-01-04", "2026-01-05", "2026-01-20", "2026-01-21", "2026-01-22")
    assert [s.plan_on(day(on)).id for on in days] == [*3 * ["glow"], "gold", "gold"]


# Tax of a part


def test_what_goes_back_has_its_tax_step_by_step() -> None:
    life = enrolled(plan(tax={"rate": "7.5"}))
    # 14.93 of 213.93; of 50.00 it is 3.49, of 100.00 in all 6.98
    bill = life.state.bills[1]
    assert (bill.amount, taxing.net_of(bill, 5000)) == (21393, 4651)
    assert taxing.net_of(bill, 21393) == 19900
    charge = refunding.find_charge(life.state, None, JANUARY)
    after = life.and_(refunding.refund, charge, 5000).state.bills[1]
    assert taxing.net_of(after, 5000) == 4651
    assert taxing.net_of(after, 16393) == 15249
    assert (taxing.of_part(bill, 9950), taxing.of_part(bill, 0)) == (747, 0)
    plain = enrolled().state.bills[1]
    assert (taxing.net_of(plain, 5000), taxing.of_part(plain, 5000)) == (5000, 0)


# Lots of a plan that is left


def test_unused_lots_become_lots_of_the_new_plan_with_what_was_paid_for_them() -> None:
    allocated = {"method": "allocated"}
    unit = {"quantity": 2, "rollover": "unlimited", "standalone_price": "90.00"}
    peel = facial(id="peel", standalone_price="90.00", rollover="unlimited")
    up = {"when": "now", "entitlements": "next_period", "converts": {"facial": "peel"}}
    gold = plan(id="gold", price="299.00", benefits=[peel], upgrade=up, recognition=allocated)
    cream = facial(id="cream")
    life = enrolled(plan(benefits=[cream, facial(**unit)], recognition=allocated))
    life = life.on("2026-02-06").and_(redeeming.redeem, "facial", 1)
    changed = life.and_(changing.change_plan, gold)
    (event,) = changed.of(e.LotsConverted)
    # of January's two one is used; 199.00 a month fall to two facials
    assert [(lot.lot, lot.into, lot.benefit, lot.quantity, lot.share) for lot in event.lots] == [
        (2, 5, "peel", 1, 9950),
        (4, 6, "peel", 2, 19900),
    ]
    assert changed.held() == {"cream": 1, "peel": 3}
    shares = {number: changed.state.lots[number].share for number in (2, 4, 5, 6)}
    assert shares == {2: 9950, 4: 0, 5: 9950, 6: 19900}


# A state that is kept


def kept() -> History:
    """A bill is owed; a lot is used up, one is reserved, of another a single unit is free."""
    card = Card()
    benefits = [
        facial(quantity=1, rollover="unlimited"),
        facial(id="peel", quantity=1, rollover="unlimited"),
        facial(id="cream", quantity=1, rollover="unlimited"),
    ]
    life = given(card=card).and_(joins(plan(benefits=benefits)))
    life = life.and_(redeeming.redeem, "facial", 1, key="visit")
    life = life.and_(reserving.reserve, "peel", 1, key="a", for_on=day("2026-02-20"))
    card.code = "insufficient_funds"
    return life.on("2026-02-06")


def test_a_state_that_is_kept_and_read_again_is_the_same() -> None:
    one, other = kept().state, enrolled().state
    assert snapshot.same(one, kept().state)
    assert not snapshot.same(one, other)
    assert not snapshot.same(other, one)
    read = snapshot.load(snapshot.dump(one))
    assert read is not None
    assert read == one
    assert (list(read.open_lots), list(read.owed_bills)) == ([2, 3], [2])
    assert list(read.open_reservations) == ["a"]
    told = snapshot.plain(one)
    assert {"open_lots", "owed_bills", "open_reservations"}.isdisjoint(told)
    assert told["member"] == "ana"
    assert "erased_on" not in told


def test_what_is_kept_leaves_out_what_follows_from_the_rest_and_what_is_as_ever() -> None:
    s = kept().state
    s.keys["enrollment:k"] = Keyed("abc", 1, 4)
    used, keys, rest = [json.loads(line) for line in snapshot.dump(s).split(b"\n")]
    assert (list(used), list(keys)) == (["visit"], ["enrollment:k"])
    left_out = {"open_lots", "owed_bills", "open_reservations", "redemptions", "keys", "erased_on"}
    assert left_out.isdisjoint(rest)
    assert snapshot.load(snapshot.dump(s)) == s
