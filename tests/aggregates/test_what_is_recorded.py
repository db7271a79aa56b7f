"""Every fact of an event: who, what, which day, how much; nothing that was decided is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import (
    ChargeRequest,
    Conduct,
    MemberState,
    Stamp,
    Work,
    changing,
    collecting,
    enrolling,
    fold,
    leaving,
    redeeming,
    refunding,
    reserving,
    term,
    transferring,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.serving import Visit

from .spec import (
    FEBRUARY,
    JANUARY,
    NOW,
    Card,
    History,
    day,
    enrolled,
    facial,
    given,
    joins,
    plan,
)

STAMP = {"recorded_at", "actor", "reason", "key", "request"}


def facts(event: Event) -> dict[str, Any]:
    """What an event says, beside who recorded it and when."""
    told = {name: getattr(event, name) for name in type(event).model_fields}
    return {k: v for k, v in told.items() if v is not None and k not in STAMP}


def last(life: History) -> dict[str, Any]:
    return facts(life.events[-1])


def test_an_event_says_who_asked_why_and_under_which_key() -> None:
    work = Work(MemberState(), Stamp(NOW, "bo", "opening"), JANUARY, Conduct())
    work.key, work.request = "enrollment:k", "abc"
    enrolling.enroll(work, practice="hill", member="ana", plan=plan(), currency="USD")
    (joined,) = work.events
    assert (joined.recorded_at, joined.actor, joined.reason) == (NOW, "bo", "opening")
    assert (joined.key, joined.request) == ("enrollment:k", "abc")


def test_joining_says_the_dates_that_were_fixed() -> None:
    terms = plan(term={"cycles": 6})
    life = given().and_(
        joins(terms, starts=day("2026-01-10"), home="north", price=14900, state="US-CA", waive="x")
    )
    assert facts(life.events[0]) == {
        "effective_on": JANUARY,
        "practice": "main",
        "member": "ana",
        "enrollment": 1,
        "plan": terms.priced(14900, everywhere=True),
        "currency": "USD",
        "first_on": date(2026, 1, 10),
        "anchor": date(2026, 1, 10),
        "term_ends_on": date(2026, 7, 10),
        "state": "US-CA",
        "home": "north",
        "starts_on": date(2026, 1, 10),
        "list_price": 19900,
        "waived": ("enrollment_fee",),
        "policy": "billing/1",
    }


def test_dues_say_their_period_their_price_and_their_tax() -> None:
    terms = plan(enrollment_fee="50.00", tax={"rate": "10"})
    billed = enrolled(terms).of(e.DuesBilled)[0]
    assert facts(billed) == {
        "effective_on": JANUARY,
        "bill": 1,
        "n": 0,
        "start": JANUARY,
        "end": FEBRUARY,
        "whole": 31,
        "rate": 19900,
        "dues": 19900,
        "enrollment_fee": 5000,
        "tax": 2490,
        "plan": "glow@1",
        "policy": "billing/1",
    }


def test_a_grant_says_the_rules_its_lots_keep_for_life() -> None:
    terms = facial(
        quantity=2,
        priority=3,
        rollover={"max_balance": 6, "carryover_limit": 4, "periods": 2},
        standalone_price="90.00",
    )
    recognition = {"method": "allocated", "access": "20.00"}
    granted = enrolled(plan(benefits=[terms], recognition=recognition)).of(e.Granted)[0]
    assert (granted.bill, granted.policy, len(granted.lots)) == (1, "rollover/1", 1)
    lot = granted.lots[0]
    told = {k: v for k, v in lot.model_dump().items() if v is not None}
    # 199.00 by 90.00 to 20.00: 162.82 and 36.18
    assert told == {
        "lot": 1,
        "benefit": "facial",
        "quantity": 2,
        "plan": "glow@1",
        "start": JANUARY,
        "end": FEBRUARY,
        "expires_on": date(2026, 4, 5),
        "priority": 3,
        "carryover_limit": 4,
        "max_balance": 6,
        "share": 16282,
    }


def test_a_use_says_its_lots_its_place_and_what_is_left() -> None:
    terms = plan(benefits=[facial(quantity=5, substitution=[{"fee": "25.00"}])])
    life = given().and_(joins(terms, home="north"))
    used = life.and_(
        redeeming.redeem, "facial", 2, key="v", at="south", visit=Visit("peel", "skin", 9000)
    )
    assert last(used) == {
        "effective_on": JANUARY,
        "redemption": "v",
        "benefit": "facial",
        "quantity": 2,
        "takes": ((1, 2),),
        "reserved": False,
        "released": (),
        "left": 3,
        "at": "south",
        "service": "peel",
        "price": 9000,
        "fee": 5000,
        "policy": "redemption/1",
    }
    again = used.and_(redeeming.redeem, "facial", 1)
    assert (last(again)["redemption"], last(again)["left"]) == ("#2", 2)
    assert last(again)["at"] == "north"


def test_an_appointment_says_who_comes_where_and_for_what() -> None:
    terms = plan(sharing={}, benefits=[facial(quantity=3)])
    life = given().and_(joins(terms, home="north")).and_(enrolling.share, "bo")
    kept = life.and_(
        reserving.reserve,
        "facial",
        2,
        key="a",
        for_on=day("2026-01-09"),
        by="bo",
        at="south",
        visit=Visit("facial"),
    )
    assert last(kept) == {
        "effective_on": JANUARY,
        "reservation": "a",
        "benefit": "facial",
        "takes": ((1, 2),),
        "for_on": date(2026, 1, 9),
        "at": "south",
        "service": "facial",
        "by": "bo",
        "policy": "redemption/1",
    }
    came = kept.on("2026-01-09").and_(redeeming.redeem, "facial", 1, key="a")
    used = facts(came.of(e.Redeemed)[0])
    assert (used["by"], used["at"], used["takes"]) == ("bo", "south", ((1, 1),))
    assert (used["reserved"], used["released"], used["left"]) == (True, ((1, 1),), 2)


@pytest.mark.parametrize("chosen", [None, "2026-02-05", "2026-02-20"])
def test_a_request_to_leave_says_what_kind_of_day_it_ends_on(chosen: str | None) -> None:
    ends_on = day(chosen) if chosen else None
    life = enrolled().and_(leaving.cancel, waive="moved", ends_on=ends_on)
    assert last(life) == {
        "effective_on": JANUARY,
        "ends_on": date(2026, 2, 20) if chosen == "2026-02-20" else FEBRUARY,
        "at_period_end": chosen != "2026-02-20",
        "origin": "member",
        "waived": "moved",
        "policy": "leaving/1",
    }
    terms = plan(term={"cycles": 6}, cancellation={"effective": "term_end"})
    asked = last(enrolled(terms).and_(leaving.cancel))
    assert (asked["at_term_end"], asked["at_period_end"]) == (True, False)


def test_a_change_is_taxed_as_dues_are() -> None:
    terms = plan(tax={"rate": "10", "on": ["dues"]})
    gold = plan(id="gold", price="299.00", tax={"rate": "10", "on": ["dues"]})
    changed = enrolled(terms).on("2026-01-21").and_(changing.change_plan, gold)
    # 15 of 31 days: 144.68 - 96.29 = 48.39, and a tenth of it
    up = changed.of(e.Upgraded)[0]
    assert (up.billed, up.tax, up.days_left, up.whole, up.bill) == (4839, 484, 15, 31, 2)
    assert (up.start, up.end, up.rate, up.left) == (date(2026, 1, 21), FEBRUARY, 29900, "glow@1")


def test_what_a_change_adds_is_split_over_what_it_grants() -> None:
    allocated = {"method": "allocated"}
    botox = {"id": "botox", "kind": "service_credit", "quantity": 10, "standalone_price": "100.00"}
    peel = {"id": "peel", "kind": "service_credit", "quantity": 1, "standalone_price": "50.00"}
    gold = plan(id="gold", price="299.00", benefits=[botox, peel], recognition=allocated)
    life = enrolled(plan(benefits=[], recognition=allocated)).on("2026-01-21")
    settled = life.and_(changing.change_plan, gold).of(e.BillSettled)[-1]
    # 48.39 by 100.00 to 50.00
    assert (settled.shares, settled.access) == ((("botox", 3226), ("peel", 1613)), 0)


def test_a_refund_says_why_an_appointment_is_released() -> None:
    life = enrolled().and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-09"))
    charge = refunding.find_charge(life.state, "ch_1_1", None)
    back = life.and_(refunding.refund, charge)
    released = [facts(each) for each in back.of(e.ReservationReleased)]
    assert released == [
        {"effective_on": JANUARY, "reservation": "a", "takes": ((1, 1),), "cause": "refunded"}
    ]
    assert facts(back.of(e.Refunded)[0]) == {
        "effective_on": JANUARY,
        "charge": "ch_1_1",
        "amount": 19900,
        "full": True,
        "from_credit": 0,
        "from_unapplied": 0,
        "bills": ((1, 19900),),
    }


def test_a_gift_says_the_same_in_both_histories() -> None:
    gives = facial(
        quantity=3, rollover="unlimited", transferable={"expires": "60 days"}, priority=2
    )
    ana = fold(enrolled(plan(benefits=[gives])).events)
    bo = fold(given().and_(joins(plan(), member="bo")).events)
    stamp = Stamp(NOW)
    giver = Work(ana, stamp, JANUARY, Conduct())
    receiver = Work(bo, stamp, JANUARY, Conduct())
    transferring.give(giver, receiver, "facial", 2, lambda lot, units: 100 * lot + units)
    moved = {
        "lot": 1,
        "into": 2,
        "units": 2,
        "money": 102,
        "plan": "glow@1",
        "start": JANUARY,
        "end": FEBRUARY,
        "expires_on": date(2026, 3, 6),
        "priority": 2,
        "promotional": False,
    }
    (given_away,), (received,) = giver.events, receiver.events
    for event, other in ((given_away, {"to": "bo"}), (received, {"giver": "ana"})):
        told = facts(event)
        (part,) = told.pop("moved")
        assert {k: v for k, v in part.model_dump().items() if v is not None} == moved
        plans = told.pop("plans", None)
        assert told == {
            "effective_on": JANUARY,
            "benefit": "facial",
            "policy": "transfers/1",
            **other,
        }
        assert plans in (None, (ana.plan,))


def test_an_excuse_that_was_made_and_a_term_that_is_over_are_told() -> None:
    strict = plan(benefits=[facial(no_show={"units": "forfeit", "fee": "50.00"})])
    life = enrolled(strict).and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-09"))
    missed = life.on("2026-01-09").and_(visits.no_show, "a").and_(redeeming.reverse, "a")
    refused = missed.on("2026-01-10").when(redeeming.reverse, "a").refused
    assert refused is not None
    assert refused.message == "a was excused on 2026-01-09"
    assert refused.facts == {"key": "a"}
    asks = plan(term={"cycles": 1, "at_end": "opt_in"}, cancellation={"notice": "40 days"})
    over = enrolled(asks).and_(term.renew).and_(leaving.cancel).on("2026-02-06")
    told = over.when(term.renew).refused
    assert told is not None
    assert (told.reason, told.message) == (
        "invalid",
        "no term is running; there is nothing to renew",
    )


@pytest.mark.parametrize(
    ("practice", "member", "key"),
    [
        ("main", "ana", "main/ana/bill-3/2"),
        ("a/b", "c", "a%2Fb/c/bill-3/2"),
        ("a", "b/c", "a/b%2Fc/bill-3/2"),
        ("a%2Fb", "c%", "a%252Fb/c%25/bill-3/2"),
    ],
)
def test_no_two_requests_to_a_card_have_one_key(practice: str, member: str, key: str) -> None:
    request = ChargeRequest(practice, member, 3, 2, 19900, "USD", JANUARY)
    assert request.key == key


def test_a_late_fee_goes_to_the_oldest_dues_and_not_to_a_fee() -> None:
    terms = plan(
        late_fee="25.00",
        dunning=[{"after": "10 days", "do": ["late_fee"]}],
        benefits=[facial(trigger="period_start", no_show={"fee": "50.00"})],
    )
    card = Card("insufficient_funds")
    life = enrolled(terms, card=card)
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=JANUARY)
    life = life.and_(visits.no_show, "a").on("2026-01-15")
    assert [(each.bill, each.amount) for each in life.of(e.LateFeeAssessed)] == [(1, 2500)]
    card.code = None
    paid = life.and_(collecting.replace_card)
    assert [charge.bills for charge in paid.of(e.Charged)] == [((1, 22400),), ((2, 5000),)]
