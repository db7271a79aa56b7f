"""Prices at the checkout: metered benefits, sale prices, and what a member chooses to keep."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger import Item, LedgerError, Plan, read_plan
from memberledger.policies import metering, quoting
from memberledger.policies.pricing import lowered


def plan(*benefits: dict[str, Any], **facts: Any) -> Plan:
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": list(benefits)}
    return read_plan({**terms, **facts}, "USD")


FIFTY = {"id": "fifty", "kind": "discount", "amount_off": "50.00", "quantity": 1}
HALF = {"id": "half", "kind": "discount", "percent": 50, "quantity": 1}
TWENTY = {"id": "twenty", "kind": "discount", "percent": 20}
EIGHTY = {
    "id": "eighty",
    "kind": "member_price",
    "price": "80.00",
    "quantity": 2,
    "services": "all",
}
SEVENTY = {
    "id": "seventy",
    "kind": "member_price",
    "price": "70.00",
    "quantity": 2,
    "services": "all",
}


def test_a_metered_discount_goes_where_it_saves_most() -> None:
    told = quoting.quote(
        plan(HALF), {"half": 1}, [Item("peel", 10000, 2), Item("filler", 60000), Item("tea", 300)]
    )
    assert [line.due for line in told.lines] == [20000, 30000, 300]
    assert told.lines[1].metered == (metering.Metered(1, ("half",), ("half",), 30000),)


def test_a_metered_discount_is_kept_where_another_price_is_as_low() -> None:
    told = quoting.quote(plan(FIFTY, TWENTY), {"fifty": 1}, [Item("peel", 25000)])
    assert (told.total, told.lines[0].metered) == (20000, ())
    told = quoting.quote(plan(FIFTY, TWENTY), {"fifty": 1}, [Item("peel", 24999)])
    # a fifth of 249.99 is 50.00 rounded, so nothing is won
    assert (told.total, told.lines[0].metered) == (19999, ())
    told = quoting.quote(plan(FIFTY, TWENTY), {"fifty": 1}, [Item("peel", 20000)])
    assert (told.total, told.lines[0].metered[0].takes) == (15000, ("fifty",))


def test_units_beyond_the_lot_cost_the_other_best_price() -> None:
    told = quoting.quote(plan(FIFTY, TWENTY), {"fifty": 1}, [Item("peel", 10000, 3)])
    assert told.total == 5000 + 2 * 8000


def test_stacked_metered_prices_take_no_unit_that_lowers_nothing() -> None:
    told = quoting.quote(
        plan(EIGHTY, SEVENTY, FIFTY, stackable=True),
        {"eighty": 2, "seventy": 2, "fifty": 1},
        [Item("peel", 10000)],
    )
    assert told.total == 2000
    assert told.lines[0].metered[0].takes == ("seventy", "fifty")


def test_what_may_not_be_used_today_lowers_nothing() -> None:
    for prices in (True, False):
        told = quoting.quote(
            plan(FIFTY), {"fifty": 1}, [Item("peel", 10000)], barred=["fifty"], prices=prices
        )
        assert told.total == 10000


def test_a_metered_discount_for_regular_prices_is_kept_for_them() -> None:
    off = {**FIFTY, "regular_price_only": True}
    items = [Item("peel", 20000, on_sale=True), Item("filler", 10000)]
    told = quoting.quote(plan(off), {"fifty": 1}, items)
    assert [line.due for line in told.lines] == [20000, 5000]


def test_a_member_may_keep_the_facial_and_pay() -> None:
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1}
    kept = quoting.quote(plan(facial), {"facial": 1}, [Item("facial", 15000, use_units=False)])
    assert (kept.total, kept.lines[0].covered) == (15000, ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"stackable": "yes"},
        {"benefits": [{**TWENTY, "regular_price_only": "no"}]},
        {"benefits": [{**TWENTY, "grants": "1 month"}]},  # not metered, so nothing is granted
        {"benefits": [{"id": "tea", "kind": "perk", "regular_price_only": True}]},
    ],
)
def test_prices_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(LedgerError, match="plan 'glow'"):
        read_plan({"id": "glow", "price": "1.00", "cycle": "1 month", **wrong}, "USD")


DISCOUNTS = [FIFTY, HALF, TWENTY, EIGHTY, SEVENTY, {**TWENTY, "id": "off", "quantity": 3}]


@given(
    st.lists(st.sampled_from(range(len(DISCOUNTS))), unique=True),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 30000), st.integers(1, 4)), min_size=1, max_size=3),
)
def test_metered_units_only_ever_lower_a_price_and_are_never_taken_twice(
    chosen: list[int], stackable: bool, sold: list[tuple[int, int]]
) -> None:
    terms = plan(*(DISCOUNTS[n] for n in sorted(chosen)), stackable=stackable)
    held = {b.id: b.quantity or 0 for b in terms.with_lots}
    items = [Item("peel", price, units) for price, units in sold]
    with_units = quoting.quote(terms, held, items)
    without = quoting.quote(terms, {}, items)
    assert 0 <= with_units.total <= without.total <= without.full_price
    taken: dict[str, int] = {}
    for line, item in zip(with_units.lines, items, strict=True):
        assert sum(part.units for part in line.metered) <= item.quantity
        for part in line.metered:
            for name in part.takes:
                taken[name] = taken.get(name, 0) + part.units
            plain = [b for b in terms.benefits if not b.is_metered]
            rest, _ = lowered(plain, item.price, part.units, stackable=stackable)
            assert part.due < rest
    assert all(units <= held[name] for name, units in taken.items())
