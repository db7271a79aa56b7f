"""What services cost a member today: categories, several credits, units that are covered first."""

from __future__ import annotations

from typing import Any

import pytest

from memberledger import Item, Plan, read_plan
from memberledger.policies.metering import Metered, offers
from memberledger.policies.pricing import fitting, lowered
from memberledger.policies.quoting import Quote, quote
from memberledger.terms import Benefit


def plan(*benefits: dict[str, Any], **facts: Any) -> Plan:
    terms = {"id": "glow", "price": "199.00", "cycle": "1 month", "benefits": list(benefits)}
    return read_plan({**terms, **facts}, "USD")


UNITS = {"id": "visit", "kind": "service_credit", "quantity": 2, "services": ["skin"]}
TEN = {"id": "ten", "kind": "discount", "percent": 10, "services": ["skin"]}
OFF = {"id": "off", "kind": "discount", "amount_off": "50.00", "quantity": 1, "services": ["skin"]}
GIFT = {"id": "gift", "kind": "value_credit", "amount": "30.00", "services": ["skin"]}
BANK = {"id": "bank", "kind": "value_credit", "amount": "50.00"}


def due(told: Quote) -> tuple[list[int], tuple[tuple[str, int], ...], int, int]:
    return [line.due for line in told.lines], told.credits, told.total, told.full_price


def test_a_category_is_covered_lowered_and_paid_for_like_a_service() -> None:
    items = [Item("peel", 10000, 3, category="skin"), Item("nails", 4000, category="hands")]
    told = quote(plan(UNITS, TEN, GIFT), {"visit": 2, "gift": 3000}, items)
    # two peels are covered, the third costs 90.00, of which the gift pays 30.00
    assert due(told) == ([9000, 4000], (("gift", 3000),), 10000, 34000)
    first = told.lines[0]
    assert (first.service, first.quantity, first.covered) == ("peel", 3, (("visit", 2),))
    assert (first.unit_price, first.lowered_by) == (9000, ("ten",))


def test_several_credits_pay_one_after_another_and_no_more_than_is_due() -> None:
    items = [Item("peel", 4000, category="skin"), Item("tea", 300)]
    told = quote(plan(GIFT, BANK), {"gift": 3000, "bank": 5000}, items)
    # the gift pays 30.00 of the peel, the bank its rest and the tea
    assert due(told) == ([4000, 300], (("gift", 3000), ("bank", 1300)), 0, 4300)
    assert quote(plan(GIFT, BANK), {"gift": 0}, items).credits == ()


def test_a_credit_pays_only_for_what_it_covers() -> None:
    told = quote(plan(GIFT), {"gift": 3000}, [Item("tea", 300), Item("mask", 1000)])
    assert due(told) == ([300, 1000], (), 1300, 1300)


def test_a_credit_for_one_service_pays_for_it_whatever_its_category() -> None:
    peels = {"id": "peels", "kind": "value_credit", "amount": "30.00", "services": ["peel"]}
    told = quote(plan(peels), {"peels": 3000}, [Item("peel", 4000, category="skin")])
    assert due(told) == ([4000], (("peels", 3000),), 1000, 4000)


def test_a_line_that_is_covered_leaves_the_metered_price_to_the_next() -> None:
    items = [Item("peel", 20000, 2, category="skin"), Item("mask", 10000, category="skin")]
    told = quote(plan(UNITS, OFF), {"visit": 2, "off": 1}, items)
    assert due(told) == ([0, 5000], (), 5000, 50000)
    assert told.lines[1].metered == (Metered(1, ("off",), ("off",), 5000),)


def test_a_metered_price_holds_where_the_others_do_not() -> None:
    items = [Item("mask", 10000, category="skin")]
    metered = quote(plan(TEN, OFF), {"off": 1}, items, prices=False)
    assert (metered.total, metered.lines[0].unit_price) == (5000, 10000)
    assert quote(plan(TEN, OFF), {"off": 1}, items, prices=False, barred=["off"]).total == 10000
    assert quote(plan(TEN, OFF), {}, items).total == 9000


def test_a_member_who_keeps_the_units_pays_the_best_price() -> None:
    items = [Item("peel", 10000, category="skin", use_units=False)]
    told = quote(plan(UNITS, TEN), {"visit": 2}, items)
    assert (told.lines[0].covered, told.total) == ((), 9000)


def test_units_left_over_cover_the_next_line_and_are_not_covered_twice() -> None:
    items = [Item("mask", 9000, category="skin"), Item("peel", 10000, 2, category="skin")]
    told = quote(plan(UNITS), {"visit": 2}, items)
    assert [line.covered for line in told.lines] == [(), (("visit", 2),)]
    told = quote(plan(UNITS), {"visit": 3}, items)
    assert [line.covered for line in told.lines] == [(("visit", 1),), (("visit", 2),)]


def test_what_only_somebody_without_a_membership_pays_is_told_beside() -> None:
    tea = {"id": "tea", "kind": "perk", "name": "A cup of tea"}
    robe = {"id": "robe", "kind": "perk"}
    told = quote(plan(TEN, tea, robe), {}, [Item("peel", 10000, 2, category="skin")])
    assert (told.total, told.full_price, told.perks) == (18000, 20000, ("A cup of tea", "robe"))
    assert quote(plan(tea, robe), {}, [], barred=["tea"]).perks == ("robe",)


@pytest.mark.parametrize("facts", [("peel", "100"), ("peel", True), ("peel", 100, True)])
def test_an_items_numbers_are_whole_numbers(facts: Any) -> None:
    words = r"^an item's price is minor units, and its quantity whole units$"
    with pytest.raises(ValueError, match=words):
        Item(*facts)


@pytest.mark.parametrize("facts", [("peel", -1), ("peel", 1, 0), (7, 100)])
def test_an_item_has_a_service_and_is_sold_at_least_once(facts: Any) -> None:
    words = r"^an item has a service, a price of zero or more, a quantity above it$"
    with pytest.raises(ValueError, match=words):
        Item(*facts)
    assert Item("tea", 0, 1).price == 0


# Prices by themselves

REGULAR = Benefit(id="reg", kind="discount", percent=10, regular_price_only=True)
PEELS = Benefit(id="peels", kind="member_price", price=8000, services=("skin",))
PERK = Benefit(id="tea", kind="perk")


def test_what_can_lower_the_price_of_a_service() -> None:
    some = [REGULAR, PEELS, PERK]
    assert fitting(some, "peel") == (REGULAR,)
    assert fitting(some, "peel", category="skin") == (REGULAR, PEELS)
    assert fitting(some, "skin", on_sale=True) == (PEELS,)


def test_of_equal_prices_the_first_holds_and_one_that_lowers_nothing_does_not() -> None:
    twin = PEELS.model_copy(update={"id": "twin"})
    assert lowered([PEELS, twin], 10000, 2, stackable=False) == (16000, ("peels",))
    assert lowered([PEELS], 8000, 1, stackable=False) == (8000, ())
    assert lowered([PEELS, twin], 10000, 1, stackable=True) == (8000, ("peels",))
    assert lowered([], 10000, 3, stackable=True) == (30000, ())


def test_amounts_off_are_per_unit_and_never_below_nothing() -> None:
    off = Benefit(id="off", kind="discount", amount_off=6000)
    assert lowered([off], 10000, 2, stackable=False) == (8000, ("off",))
    assert lowered([off, off.model_copy(update={"id": "b"})], 10000, 2, stackable=True) == (
        0,
        ("off", "b"),
    )


def test_metered_units_go_where_they_save_most_and_then_on() -> None:
    off = Benefit(id="off", kind="discount", amount_off=5000, quantity=1)
    left = {"off": 3}
    found = offers([([off], 3000, 1), ([off], 9000, 1), ([off], 4000, 0)], left, stackable=False)
    assert found == [
        (Metered(1, ("off",), ("off",), 0),),
        (Metered(1, ("off",), ("off",), 4000),),
        (),
    ]
    assert left == {"off": 1}
    none_waits = offers([([off], 4000, 0), ([off], 9000, 2)], {"off": 1}, stackable=False)
    assert none_waits == [(), (Metered(1, ("off",), ("off",), 4000),)]


def test_two_metered_prices_that_stack_each_take_a_unit() -> None:
    off = Benefit(id="off", kind="discount", amount_off=1000, quantity=1)
    half = Benefit(id="half", kind="discount", percent=50, quantity=1)
    left = {"off": 1, "half": 2}
    found = offers([([off, half], 10000, 2)], left, stackable=True)
    # half of 100.00 less 10.00 for one, half of 100.00 for the other
    assert found == [
        (
            Metered(1, ("off", "half"), ("half", "off"), 4000),
            Metered(1, ("half",), ("half",), 5000),
        )
    ]
    assert left == {"off": 0, "half": 0}


def test_a_metered_price_is_used_for_a_cent_and_not_for_less() -> None:
    cent = Benefit(id="cent", kind="discount", amount_off=1, quantity=1)
    assert offers([([cent], 100, 1)], {"cent": 1}, stackable=False)[0][0].due == 99
    # two fifths of a cent are nothing, though of two they would be one
    little = Benefit(id="little", kind="discount", percent=40, quantity=1)
    assert offers([([little], 1, 2)], {"little": 2}, stackable=False) == [()]


def test_of_equal_savings_the_first_line_has_the_unit() -> None:
    off = Benefit(id="off", kind="discount", amount_off=5000, quantity=1)
    found = offers([([off], 9000, 1), ([off], 8000, 1)], {"off": 1}, stackable=False)
    assert [len(parts) for parts in found] == [1, 0]


def test_a_metered_benefit_that_was_never_granted_lowers_nothing() -> None:
    off = Benefit(id="off", kind="discount", amount_off=5000, quantity=1)
    for stackable in (False, True):
        assert offers([([off], 9000, 1)], {}, stackable=stackable) == [()]
