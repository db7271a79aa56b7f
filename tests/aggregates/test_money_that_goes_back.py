"""Money that goes back: which bills and units a refund takes, what a dispute gives again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Refused
from memberledger.aggregates.member import (
    collecting,
    redeeming,
    refunding,
    reserving,
)
from memberledger.aggregates.member import events as e

from .spec import Asking, History, day, enrolled, facial, happened, plan

BANK: dict[str, Any] = {"id": "bank", "kind": "value_credit", "amount": "dues"}


def refund(charge: str, amount: int | None = None) -> Asking:
    return lambda work: refunding.refund(work, work.state.charges[charge], amount)


def dispute(charge: str) -> Asking:
    return lambda work: refunding.dispute(work, work.state.charges[charge])


def closes(charge: str, *, won: bool) -> Asking:
    return lambda work: refunding.close_dispute(work, work.state.charges[charge], won=won)


def banking(*others: dict[str, Any], **facts: Any) -> History:
    return enrolled(plan(benefits=[BANK, *others], **facts))


def test_two_charges_of_a_day_are_told_apart_by_their_ids() -> None:
    life = enrolled(card=None)
    for charge in ("a", "b"):
        life = life.and_(collecting.charge_succeeded, charge, 100, day("2026-01-05"))
    with pytest.raises(Refused) as told:
        refunding.find_charge(life.state, None, day("2026-01-05"))
    assert told.value.message == "2 charges for 2026-01-05; name one charge by its id"


def test_what_was_never_applied_goes_back_before_what_paid_a_bill() -> None:
    """A mirror kept 50.00 unapplied; 30.00 of the charge have become billing credit since."""
    life = enrolled(card=None)
    last = life.events[-1]
    told: dict[str, Any] = {"effective_on": last.effective_on, "recorded_at": last.recorded_at}
    bills = ((1, 19900),)
    paid = e.Charged(charge="a", amount=24900, bills=bills, unapplied=5000, **told)
    credit = e.CreditGiven(bill=1, amount=3000, **told)
    life = History([*life.events, paid, credit], None, life.today)
    for amount, parts in (
        (3000, (3000, 0, 0)),
        (6000, (3000, 3000, 0)),
        (9000, (3000, 5000, 1000)),
        (24900, (3000, 5000, 16900)),
    ):
        (back,) = life.and_(refund("a", amount)).of(e.Refunded)
        assert (back.from_credit, back.from_unapplied, back.bills) == (*parts[:2], ((1, parts[2]),))


def test_a_refund_is_of_the_newest_bill_first_and_then_of_the_one_before() -> None:
    life = enrolled(card=None).on("2026-03-06")
    life = life.and_(collecting.charge_succeeded, "a", 3 * 19900, day("2026-03-06"))
    life.when(refund("a", 30000)).then(
        happened(e.Refunded, bills=((3, 19900), (2, 10100), (1, 0)), from_credit=0)
    )


@pytest.mark.parametrize("back", [1, 15000])
def test_banked_dues_fall_by_all_that_goes_back_to_the_cent(back: int) -> None:
    life = banking().and_(refund("ch_1_1", back))
    assert life.held() == {"bank": 19900 - back}


def test_banked_dues_that_are_kept_for_an_appointment_give_way_only_where_they_must() -> None:
    terms = plan(benefits=[BANK])
    life = enrolled(terms).and_(reserving.reserve, "bank", 5000, key="a", for_on=day("2026-01-20"))
    # 149.00 are free
    life.when(refund("ch_1_1", 14900)).then(
        happened(e.Refunded, consumed=None),
        happened(e.Forfeited, takes=((1, 14900),), cause="refunded"),
    )
    life.when(refund("ch_1_1", 14901)).then(
        happened(e.Refunded, consumed=None),
        happened(e.ReservationReleased, takes=((1, 5000),), cause="refunded"),
        happened(e.Forfeited, takes=((1, 14901),), cause="refunded"),
    )


def test_dues_banked_twice_fall_in_the_order_they_were_granted() -> None:
    """Both hold 199.00; of the first 180.00 are used, then all of it."""
    both = banking({**BANK, "id": "gifts"}, {**BANK, "id": "more"})
    some = both.and_(redeeming.redeem, "bank", 18000)
    some.when(refund("ch_1_1", 6000)).then(
        happened(e.Refunded, amount=6000, consumed=None),
        happened(e.Forfeited, takes=((1, 1900), (2, 4100)), cause="refunded"),
    )
    used = both.and_(redeeming.redeem, "bank", 19900)
    used.when(refund("ch_1_1", 6000)).then(
        happened(e.Refunded, amount=6000, consumed=None),
        happened(e.Forfeited, takes=((2, 6000),), cause="refunded"),
    )


def test_what_is_left_of_a_charge_is_disputed() -> None:
    life = enrolled().and_(refund("ch_1_1", 5000))
    life.when(dispute("ch_1_1")).then(happened(e.Disputed, amount=14900, lots=(1,)))


def test_a_dispute_that_was_lost_is_not_won_afterwards() -> None:
    life = enrolled().and_(dispute("ch_1_1")).and_(closes("ch_1_1", won=False))
    life.when(closes("ch_1_1", won=True)).then_nothing_happened()


def test_a_won_dispute_gives_days_to_what_had_some_left_on_its_first() -> None:
    """The bank has no last day; January's facial had its last day before the dispute."""
    bank = {"id": "bank", "kind": "value_credit", "amount": "50.00", "rollover": "unlimited"}
    life = enrolled(plan(benefits=[bank, facial()]))
    early = life.on("2026-01-20").and_(dispute("ch_1_1")).on("2026-01-30")
    early.when(closes("ch_1_1", won=True)).then(
        happened(e.DisputeWon, expiries=((2, date(2026, 2, 15)),))
    )
    late = life.on("2026-02-05").and_(dispute("ch_1_1")).on("2026-02-15")
    late.when(closes("ch_1_1", won=True)).then(happened(e.DisputeWon, expiries=()))
