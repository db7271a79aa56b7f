"""Units that become money."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger import LedgerError, Plan
from memberledger.aggregates.member import banking, collecting, leaving, redeeming, refunding
from memberledger.aggregates.member import events as e
from memberledger.projections import revenue_of

from .spec import Asking, Card, History, enrolled, facial, happened, plan

BANK = {"id": "bank", "kind": "value_credit", "amount": "0.00", "rollover": "unlimited"}


def saving(when: str = "on_request", **facts: Any) -> Plan:
    converts = {"to": "bank", "at": "30.00", "when": when}
    unit = facial(quantity=3, standalone_price="100.00", converts=converts, **facts)
    return plan(recognition={"method": "allocated"}, benefits=[unit, BANK])


def convert(quantity: int = 1) -> Asking:
    return lambda work: banking.convert(work, "facial", quantity)


def redeem(key: str) -> Asking:
    return lambda work: redeeming.redeem(work, "facial", 1, key=key)


def test_units_become_one_lot_for_each_lot_they_leave() -> None:
    life = enrolled(saving(rollover="unlimited")).on("2026-02-06").when(convert(4))
    (event,) = life.then(
        happened(e.UnitsConverted, "2026-02-06", to="bank", cause="on_request")
    ).made
    assert [(p.source, p.units, p.lot, p.quantity) for p in event.lots] == [
        (1, 3, 3, 9000),
        (2, 1, 4, 3000),
    ]
    lots = life.state.lots
    assert (lots[3].bill, lots[4].bill) == (lots[1].bill, lots[2].bill)
    assert life.held() == {"facial": 2, "bank": 12000}


def test_a_gift_that_becomes_money_is_still_a_gift() -> None:
    gift = enrolled(saving(rollover="unlimited")).and_(
        lambda work: redeeming.adjust(work, "facial", 1)
    )
    life = gift.and_(redeem("a")).and_(redeem("b")).and_(redeem("c")).and_(convert())
    assert [lot.promotional for lot in life.state.open_lots.values()] == [True]


def test_what_is_not_paid_for_is_not_turned_into_money() -> None:
    card = Card("insufficient_funds")
    terms = saving(trigger="period_start", rollover="unlimited")
    life = enrolled(terms, card=card)
    life.when(convert()).then_refused("insufficient_balance", free=0)
    card.code = None
    paid = life.and_(collecting.replace_card)
    assert paid.and_(convert()).held() == {"facial": 2, "bank": 3000}


def test_a_unit_unpaid_at_its_periods_end_lapses() -> None:
    card = Card("insufficient_funds")
    terms = saving("period_end", trigger="period_start")
    life = enrolled(terms, card=card).on("2026-02-05")
    assert [event.cause for event in life.of(e.Lapsed)] == ["expired"]
    assert life.of(e.UnitsConverted) == []


def test_what_carries_over_becomes_money_as_its_own_period_ends() -> None:
    life = enrolled(saving("period_end", rollover="unlimited")).on("2026-02-10")
    assert life.held() == {"facial": 3, "bank": 9000}
    assert [(x.cause, str(x.effective_on)) for x in life.of(e.UnitsConverted)] == [
        ("period_end", "2026-02-05")
    ]


def test_nothing_is_converted_once_the_membership_is_over() -> None:
    terms = saving("period_end", rollover={"grace": "60 days"})
    ended = terms.model_copy(
        update={"cancellation": plan(cancellation={"after_end": "keep"}).cancellation}
    )
    life = enrolled(ended).and_(leaving.cancel).on("2026-02-06")
    # the last period's units became money as it ended; afterwards nothing does
    assert life.state.status == "cancelled"
    assert life.held() == {"bank": 9000}
    life.when(convert()).then_refused("cancelled")


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "bank", "at": "0.00"},
        {"to": "facial", "at": "30.00"},
        {"to": "nothing", "at": "30.00"},
        {"to": "bank", "at": "30.00", "when": "never"},
        {"to": "bank"},
    ],
)
def test_conversions_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(LedgerError, match="converts"):
        plan(benefits=[facial(converts=wrong), BANK])


STEPS = st.lists(st.sampled_from(["convert", "redeem", "reverse", "refund", "month"]), max_size=9)


@given(STEPS, st.sampled_from(["on_request", "period_end"]), st.booleans())
def test_conversions_keep_every_cent_and_every_unit(
    steps: list[str], when: str, ratable: bool
) -> None:
    terms = saving(when, rollover="unlimited")
    if ratable:
        terms = terms.model_copy(update={"recognition": plan().recognition})
    life: History = enrolled(terms)
    acts: dict[str, Asking] = {
        "convert": convert(2),
        "redeem": lambda work: redeeming.redeem(work, "bank", 1000),
        "reverse": lambda work: redeeming.reverse(work, "#1"),
        "refund": lambda work: refunding.refund(work, work.state.charges["ch_1_1"]),
    }
    months = 1
    for step in steps:
        if step == "month":
            months += 1
            life = life.on(f"2026-{months:02}-06")
        else:
            after = life.when(acts[step])
            life = History(after.events, life.card, life.today) if after.refused is None else life
        figures = revenue_of(life.events, life.today)
        far = revenue_of(life.events, date(2100, 1, 1))
        for told in (figures, far):
            assert told.collected == told.recognised + told.deferred + told.refunded
            assert told.deferred >= 0
        for lot in life.state.lots.values():
            parts = (lot.redeemed, lot.reserved, lot.lapsed, lot.forfeited, lot.converted, lot.free)
            assert min(parts) >= 0, lot
            assert sum(parts) == lot.quantity, lot
    converted = sum(part.units for event in life.of(e.UnitsConverted) for part in event.lots)
    assert sum(lot.converted for lot in life.state.lots.values()) == converted
