"""What an event leaves in the state: every field of a lot, sums that grow, and what is void."""

from __future__ import annotations

from datetime import date

import pytest

from memberledger.aggregates.member import (
    Conduct,
    Stamp,
    Work,
    banking,
    changing,
    collecting,
    deciding,
    fold,
    leaving,
    pausing,
    redeeming,
    refunding,
    reserving,
    visits,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Charge, Lot

from .spec import (
    FEBRUARY,
    JANUARY,
    NOW,
    PATIENT,
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

KEPT = {"rollover": "unlimited"}


def refund(life: History, charge: str, amount: int | None = None) -> History:
    found = refunding.find_charge(life.state, charge, None)
    return life.and_(refunding.refund, found, amount)


def dispute(life: History, charge: str) -> History:
    return life.and_(refunding.dispute, refunding.find_charge(life.state, charge, None))


def close(life: History, charge: str, *, won: bool) -> History:
    found = refunding.find_charge(life.state, charge, None)
    return life.and_(refunding.close_dispute, found, won=won)


# Lots


def test_a_lot_keeps_the_rules_it_was_granted_under() -> None:
    limits = {"max_balance": 6, "carryover_limit": 4, "periods": 2}
    terms = facial(quantity=2, priority=3, rollover=limits, standalone_price="90.00")
    paid = plan(benefits=[terms], recognition={"method": "allocated", "access": "20.00"})
    life = enrolled(paid).and_(redeeming.adjust, "facial", 4)
    # 199.00 by 90.00 twice to 20.00: 162.82 for the facials
    assert life.state.lots == {
        1: Lot(
            id=1,
            benefit="facial",
            plan="glow@1",
            quantity=2,
            granted_on=JANUARY,
            expires_on=date(2026, 4, 5),
            start=JANUARY,
            end=FEBRUARY,
            priority=3,
            bill=1,
            carryover_limit=4,
            max_balance=6,
            share=16282,
        ),
        2: Lot(
            id=2,
            benefit="facial",
            plan="glow@1",
            quantity=4,
            granted_on=JANUARY,
            expires_on=None,
            start=JANUARY,
            end=JANUARY,
            priority=3,
            promotional=True,
        ),
    }


def test_what_is_taken_by_hand_adds_up() -> None:
    life = enrolled(plan(benefits=[facial(quantity=3)]))
    life = life.and_(redeeming.adjust, "facial", -1).and_(redeeming.adjust, "facial", -1)
    assert (life.state.lots[1].forfeited, life.held()) == (2, {"facial": 1})


def test_units_that_became_money_and_units_that_became_others_add_up() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "0.01", **KEPT}
    bank["rollover"] = {"carryover_limit": "300.00", "periods": 2}
    unit = {"quantity": 3, "standalone_price": "50.00", **KEPT}
    allocated = {"method": "allocated"}
    glow = plan(
        benefits=[facial(converts={"to": "bank", "at": "40.00"}, **unit), bank],
        recognition=allocated,
    )
    peel = facial(id="peel", **unit)
    up = {"when": "now", "entitlements": "next_period", "converts": {"facial": "peel"}}
    gold = plan(id="gold", price="299.00", benefits=[peel], upgrade=up, recognition=allocated)
    life = enrolled(glow).and_(banking.convert, "facial", 1)
    banked = life.state.lots[3]
    # a third of what was paid for the three goes with the one
    whole = life.state.lots[1].share + banked.share
    assert banked.share == round(whole / 3)
    assert (banked.benefit, banked.quantity, banked.bill) == ("bank", 4000, 1)
    assert (banked.start, banked.end) == (JANUARY, FEBRUARY)
    assert (banked.expires_on, banked.carryover_limit) == (date(2026, 4, 5), 30000)
    life = life.and_(changing.change_plan, gold)
    old, new = life.state.lots[1], life.state.lots[4]
    assert (old.converted, old.free, old.share) == (3, 0, 0)
    assert (new.benefit, new.quantity, new.share) == ("peel", 2, whole - banked.share)
    assert life.held() == {"bank": 4001, "peel": 2}


def test_what_is_banked_under_a_policy_of_the_hosts_own_keeps_that_policy() -> None:
    own = {"policy": "acme.share", "version": 1, "with": {"percent": 50}}
    bank = {"id": "bank", "kind": "value_credit", "amount": "10.00", "rollover": own}
    terms = plan(benefits=[facial(converts={"to": "bank", "at": "40.00"}), bank])
    s = enrolled(terms).and_(banking.convert, "facial", 1).state
    assert s.lots[3].rollover == s.lots[2].rollover
    assert s.lots[3].rollover is not None


def test_a_lot_with_one_unit_reserved_and_none_free_is_still_open() -> None:
    leaves = {"effective": "immediately"}
    life = enrolled(plan(benefits=[facial(quantity=2)], cancellation=leaves))
    life = life.and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-20"))
    life = life.and_(redeeming.redeem, "facial", 1)
    assert list(life.state.open_lots) == [1]
    # so that the end of the membership finds it
    (gone,) = life.and_(leaving.cancel).of(e.Forfeited)
    assert (gone.takes, gone.cause) == (((1, 1),), "ended")


def test_a_reservation_keeps_what_did_not_come_of_the_charge_that_went_back() -> None:
    life = enrolled().and_(redeeming.adjust, "facial", 1)
    life = life.and_(reserving.reserve, "facial", 2, key="a", for_on=day("2026-01-20"))
    assert life.state.reservations["a"].takes == ((1, 1), (2, 1))
    after = refund(life, "ch_1_1").state
    assert (after.reservations["a"].takes, after.reservations["a"].open) == (((2, 1),), True)


def test_a_visit_under_the_name_of_an_appointment_that_is_over_takes_what_is_free() -> None:
    life = enrolled().and_(reserving.reserve, "facial", 1, key="a", for_on=day("2026-01-08"))
    life = life.on("2026-01-10").and_(redeeming.redeem, "facial", 1, key="a")
    lot = life.state.lots[1]
    assert (lot.redeemed, lot.reserved, lot.free) == (1, 0, 0)


@pytest.mark.parametrize("kept", ["used", "missed", "released"])
def test_an_appointment_that_is_over_is_open_no_more(kept: str) -> None:
    life = enrolled().and_(reserving.reserve, "facial", 1, key="a", for_on=JANUARY)
    if kept == "used":
        life = life.and_(redeeming.redeem, "facial", 1, key="a")
    elif kept == "missed":
        life = life.and_(visits.no_show, "a")
    else:
        life = life.on("2026-01-06")
    assert life.state.open_reservations == {}
    assert life.state.reservations["a"].open is False


def test_what_a_cap_took_on_a_day_was_not_there_on_that_day() -> None:
    capped = facial(rollover={"max_balance": 1, "periods": 3})
    life = enrolled(plan(benefits=[capped])).on("2026-02-06")
    # January's facial lapsed on 5 February, as February's came
    life.when(redeeming.redeem, "facial", 2, performed_on=FEBRUARY).then_refused(
        "insufficient_balance", free=1
    )
    told = life.when(redeeming.redeem, "facial", 1, performed_on=day("2026-02-04"))
    told.then(
        happened(e.LapseTakenBack, "2026-02-05", takes=((1, 1),), origin="lapsed"),
        happened(e.Redeemed, "2026-02-04", takes=((1, 1),)),
    )


# Disputes and refunds


def test_what_comes_while_its_charge_is_disputed_is_frozen_as_well() -> None:
    life = enrolled(plan(benefits=[facial(grants="1 week", **KEPT)])).on("2026-01-06")
    life = dispute(life, "ch_1_1").on("2026-01-13")
    assert [lot.disputed_on for lot in life.state.lots.values()] == [
        date(2026, 1, 6),
        date(2026, 1, 12),
    ]
    assert life.held() == {}
    assert close(life, "ch_1_1", won=True).held() == {"facial": 2}


def paid_twice(**benefit: object) -> History:
    """Two charges of 100.00 and 99.00 have paid for January."""
    life = given(card=None).and_(joins(plan(benefits=[facial(**benefit)])))
    life = life.and_(collecting.charge_succeeded, "ch_1", 10000, JANUARY)
    return life.and_(collecting.charge_succeeded, "ch_2", 9900, JANUARY)


def test_what_two_charges_paid_for_is_free_once_neither_is_disputed() -> None:
    life = dispute(paid_twice(), "ch_1")
    assert close(life, "ch_1", won=True).held() == {"facial": 1}
    both = close(dispute(life, "ch_2"), "ch_1", won=True)
    assert both.held() == {}
    assert close(both, "ch_2", won=True).held() == {"facial": 1}


@pytest.mark.parametrize("lost", [False, True])
def test_what_is_paid_for_after_a_part_went_back_is_gone_for_good(lost: bool) -> None:
    life = given(card=None).and_(joins(plan()))
    life = life.and_(collecting.charge_succeeded, "ch_1", 10000, JANUARY)
    life = close(life, "ch_1", won=False) if lost else refund(life, "ch_1")
    life = life.and_(collecting.charge_succeeded, "ch_2", 9900, JANUARY)
    lot = life.state.lots[1]
    assert (lot.forfeited, lot.void, life.held()) == (1, "refunded", {})
    cause = "dispute_lost" if lost else "refunded"
    assert [each.cause for each in life.of(e.Forfeited)] == [cause]
    life.when(deciding.extend, "facial", JANUARY, day("2026-06-05")).then_refused("invalid")


def test_what_is_left_of_a_bank_after_a_refund_in_part_is_there_as_before() -> None:
    bank = {"id": "bank", "kind": "value_credit", "amount": "dues", **KEPT}
    life = refund(enrolled(plan(benefits=[bank])), "ch_1_1", 5000)
    lot = life.state.lots[1]
    assert (lot.forfeited, lot.void, life.held()) == (5000, None, {"bank": 14900})


# Money


def test_credit_for_two_changes_of_one_period_adds_up_and_is_used_up_in_order() -> None:
    now = {"downgrade": {"when": "now"}}
    life = (
        enrolled()
        .on("2026-01-15")
        .and_(changing.change_plan, plan(id="basic", price="99.00", **now))
    )
    life = life.on("2026-01-20").and_(changing.change_plan, plan(id="mini", price="95.00", **now))
    # 21 of 31 days: 134.81 - 67.06; 16 of 31 days: 51.10 - 49.03
    assert life.state.credits == [("ch_1_1", 6775), ("ch_1_1", 207)]
    bill = life.state.bills[1]
    assert (bill.credited, bill.funding) == (6982, {"ch_1_1": 12918})
    # 68.00 go back: the first credit and 0.25 of the second
    assert refund(life, "ch_1_1", 6800).state.credits == [("ch_1_1", 182)]
    paid = life.on("2026-02-05").state.bills[4]
    assert paid.funding == {"ch_1_1": 6982, "ch_4_1": 2518}


def test_credit_beyond_what_charges_have_paid_is_of_no_charge() -> None:
    free = given(card=None).and_(joins(plan()))
    stamp = {"effective_on": JANUARY, "recorded_at": NOW}
    events = [*free.events, e.CreditGiven(amount=500, bill=1, policy="changes/1", **stamp)]
    s = fold(events)
    assert (s.credits, s.billing_credit) == ([("", 500)], 500)


def test_a_decline_that_was_a_success_after_all_is_no_decline() -> None:
    life = given(card=None).and_(joins(plan(dunning=PATIENT)))
    life = life.and_(collecting.charge_failed, "ch_1", 10000, "insufficient_funds", JANUARY)
    life = life.and_(collecting.charge_failed, "ch_2", 19900, "insufficient_funds", JANUARY)
    assert life.state.dunning is not None
    assert life.state.dunning.declines == ["ch_1", "ch_2"]
    # the other 99.00 are still owed and were declined
    paid = life.when(collecting.charge_succeeded, "ch_1", 10000, JANUARY)
    paid.then(happened(e.Charged, bills=((1, 10000),)))
    run = paid.state.dunning
    assert run is not None
    assert (run.declines, paid.state.standing) == (["ch_2"], "past_due")


def test_a_mirror_leaves_what_is_over_unapplied() -> None:
    work = Work(given(card=None).and_(joins(plan())).state, Stamp(NOW), JANUARY)
    work.conduct = Conduct(keep_over=False)
    collecting.charge_succeeded(work, "ch_1", 25000, JANUARY)
    assert work.state.charges == {"ch_1": Charge("ch_1", 25000, JANUARY, "paid", unapplied=5100)}
    assert work.state.credits == []


def test_a_reminder_in_a_pause_suspends_nobody_at_its_end() -> None:
    steps = [{"after": "5 days", "do": ["notify_email"]}, {"after": "60 days", "do": ["retry"]}]
    life = enrolled(plan(pause={}, dunning=steps), card=Card("insufficient_funds"))
    life = life.and_(pausing.pause, day("2026-01-20"), None, "hardship").on("2026-01-21")
    assert len(life.of(e.DunningStepTaken)) == 1
    assert len(life.of(e.Resumed)) == 1
    assert (life.of(e.Suspended), life.state.standing) == ([], "past_due")
