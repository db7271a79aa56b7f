"""Tax: beside the dues, never in them."""

from __future__ import annotations

import pytest
from tests.aggregates.spec import Card, History, day, enrolled, facial, happened, plan

from memberledger.aggregates.member import Work, collecting, deciding, refunding
from memberledger.aggregates.member import events as e
from memberledger.projections import revenue_of

TAX = {"rate": "7.5"}


def identity(life: History, on: str) -> None:
    now = revenue_of(life.events, day(on))
    assert now.collected == now.recognised + now.deferred + now.refunded


def test_tax_on_top_is_a_line_of_its_own() -> None:
    life = enrolled(plan(tax=TAX, enrollment_fee="48.00"))
    (billed,) = life.of(e.DuesBilled)
    assert (billed.dues, billed.enrollment_fee, billed.tax) == (19900, 4800, 1493 + 360)
    assert life.of(e.Charged)[0].amount == 19900 + 4800 + 1853


def test_tax_is_only_on_what_the_plan_says() -> None:
    life = enrolled(plan(tax={**TAX, "on": ["enrollment_fee"]}, enrollment_fee="48.00"))
    assert life.of(e.DuesBilled)[0].tax == 360


def test_tax_in_the_price_leaves_the_price_as_it_is() -> None:
    life = enrolled(plan(price="119.00", tax={"rate": 19, "included": True}))
    assert (life.of(e.DuesBilled)[0].dues, life.of(e.DuesBilled)[0].tax) == (10000, 1900)
    assert life.of(e.Charged)[0].amount == 11900


def test_a_plan_without_tax_stores_none() -> None:
    assert enrolled(plan()).of(e.DuesBilled)[0].tax is None


def test_dues_that_are_waived_take_their_tax_with_them() -> None:
    life = enrolled(plan(tax=TAX), card=Card("card_declined"))
    assert life.state.owed == 21393
    waived = life.when(lambda work: deciding.waive(work, day("2026-01-05"), grants=True))
    assert waived.of(e.DuesWaived)[0].tax == 1493
    assert waived.state.owed == 0


@pytest.mark.parametrize("amounts", [(5000, 5000, 11393), (1,) * 7, (21393,)])
def test_refunds_give_tax_back_step_by_step_and_close_exactly(amounts: tuple[int, ...]) -> None:
    life = enrolled(plan(tax=TAX, benefits=[facial(standalone_price="180.00")]))

    def back(amount: int) -> History:
        def act(work: Work) -> None:
            refunding.refund(work, work.state.charges["ch_1_1"], amount)

        return life.and_(act)

    for amount in amounts:
        life = back(amount)
        identity(life, "2026-01-05")
    now = revenue_of(life.events, day("2026-01-20"))
    tax_back = (1493 * sum(amounts) * 2 + 21393) // (2 * 21393)
    assert now.tax == 1493 - tax_back
    assert now.refunded == sum(amounts) - tax_back


def test_what_is_paid_in_parts_has_no_tax_until_it_is_paid_in_full() -> None:
    life = enrolled(plan(tax=TAX), card=None)
    life = life.and_(lambda work: collecting.charge_succeeded(work, "c1", 20000, work.today))
    assert revenue_of(life.events, day("2026-01-05")).tax == 0
    identity(life, "2026-01-05")
    done = life.when(lambda work: collecting.charge_succeeded(work, "c2", 1393, work.today))
    done.then(happened(e.Charged), happened(e.BillSettled, tax=1493), happened(e.Granted))
    identity(done, "2026-01-20")
    assert revenue_of(done.events, day("2026-01-05")).collected == 19900
