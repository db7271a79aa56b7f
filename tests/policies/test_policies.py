"""The rules one by one, at their edges, with figures worked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memberledger import Item, Plan, read_plan
from memberledger.policies import (
    after_end,
    billing,
    changes,
    dunning,
    leaving,
    pausing,
    price_change,
    quoting,
    recognition,
    redemption,
    rollover,
)
from memberledger.policies.proration import by_day, change_by_day
from memberledger.policies.windows import Spans
from memberledger.terms import PriceChange
from memberledger.values import Duration, Schedule

MONTH = Duration.parse("1 month")
FIFTH = Schedule(date(2026, 1, 5), MONTH)


def plan(**facts: Any) -> Plan:
    return read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")


def d(text: str) -> date:
    return date.fromisoformat(text)


# Proration


@pytest.mark.parametrize(
    ("price", "days", "whole", "part"),
    [
        (10000, 12, 31, 3871),
        (19900, 0, 31, 0),
        (19900, 31, 31, 19900),
        (1, 1, 2, 1),  # half a cent is a cent
        (29900, 20, 30, 19933),
        (19900, 20, 30, 13267),
    ],
)
def test_a_part_of_a_period_by_its_days(price: int, days: int, whole: int, part: int) -> None:
    assert by_day(price, days, whole) == part


def test_each_side_of_a_change_is_rounded_by_itself() -> None:
    assert change_by_day(29900, 19900, 20, 30) == 19933 - 13267 == 6666
    assert by_day(10000, 20, 30) == 6667  # and not the difference of the prices
    assert change_by_day(19900, 29900, 20, 30) == -6666
    assert change_by_day(29900, 19900, 16, 31) == 5161


# Billing


@pytest.mark.parametrize(
    ("first_period", "dues", "rate"),
    [("prorated", 12000, 31000), ("full", 31000, 31000), ("free", 0, 0), (None, 12000, 31000)],
)
def test_the_days_before_the_common_day(first_period: str | None, dues: int, rate: int) -> None:
    terms = plan(price="310.00", anchor={"day": 1}, first_period=first_period)
    schedule = billing.schedule_for(terms, d("2026-01-20"))
    stub = billing.stub_before(terms, schedule, d("2026-01-20"))
    assert stub is not None
    assert (stub.dues, stub.rate, stub.end) == (dues, rate, d("2026-02-01"))


def test_on_the_common_day_itself_there_is_no_short_period() -> None:
    terms = plan(anchor={"day": 1})
    schedule = billing.schedule_for(terms, d("2026-02-01"))
    assert billing.stub_before(terms, schedule, d("2026-02-01")) is None


@pytest.mark.parametrize(("billed", "dues"), [(0, 9900), (1, 9900), (2, 19900)])
def test_the_first_two_cycles_cost_less(billed: int, dues: int) -> None:
    terms = plan(introductory_price={"cycles": 2, "price": "99.00"})
    assert billing.dues(terms, billed) == dues
    assert billing.dues(terms, billed, introductory=False) == 19900


# Changes


def test_thirty_days_at_a_price_are_dearer_than_a_month_at_the_same() -> None:
    days, month = plan(id="days", cycle="30 days"), plan()
    assert days.monthly_price == Fraction(19900 * 365, 30 * 12) > month.monthly_price == 19900
    assert changes.direction(month, days) == "up"
    assert changes.direction(days, month) == "down"


@pytest.mark.parametrize(
    ("price", "cycle", "per_month"),
    [
        ("1990.00", "1 year", 16583),
        ("25.00", "1 week", 10863),
        ("25.00", "2 weeks", 5432),
        ("199.00", "4 weeks", 21618),
        ("199.00", "30 days", 20176),
        ("300.00", "3 months", 10000),
    ],
)
def test_a_price_per_month(price: str, cycle: str, per_month: int) -> None:
    exact = plan(price=price, cycle=cycle).monthly_price
    assert round(exact) == per_month
    assert abs(exact - per_month) <= Fraction(1, 2)


def test_the_same_price_is_an_upgrade() -> None:
    assert changes.direction(plan(), plan(id="other")) == "up"
    up = plan(id="other", upgrade={"when": "next_period"})
    down = plan(id="other", price="1.00", downgrade={"when": "now"})
    assert changes.rules_of(plan(), up).when == "next_period"
    assert changes.rules_of(plan(), down).when == "now"


@pytest.mark.parametrize(
    ("proration", "amount", "rate"),
    [("by_day", 6666, 29900), ("difference", 10000, 29900), ("none", 0, 19900)],
)
def test_what_a_change_now_costs(proration: str, amount: int, rate: int) -> None:
    dearer = plan(id="radiance", price="299.00", upgrade={"proration": proration})
    cost = changes.cost_now(changes.rules_of(plan(), dearer), dearer, 19900, 20, 30)
    assert (cost.amount, cost.rate) == (amount, rate)


@pytest.mark.parametrize(
    ("entitlements", "granted", "grants"),
    [
        ("difference", {}, [("facial", 2), ("bank", 9000)]),
        ("difference", {"facial": 1, "bank": 4000}, [("facial", 1), ("bank", 5000)]),
        ("difference", {"facial": 3, "bank": 9000}, []),
        ("full", {"facial": 3}, [("facial", 2), ("bank", 9000)]),
        ("next_period", {}, []),
    ],
)
def test_what_a_change_now_tops_up(
    entitlements: str, granted: dict[str, int], grants: list[tuple[str, int]]
) -> None:
    dearer = plan(
        upgrade={"entitlements": entitlements},
        benefits=[
            {"id": "facial", "kind": "service_credit", "quantity": 2},
            {"id": "kit", "kind": "service_credit", "quantity": 1, "grants": "at_enrollment"},
            {"id": "bank", "kind": "value_credit", "amount": "dues"},
        ],
    )
    assert changes.top_up(dearer.upgrade, dearer, granted, 9000) == grants


# Dunning


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("insufficient_funds", "soft"),
        ("card_declined", "soft"),
        ("never heard of", "soft"),
        ("lost_card", "hard"),
        ("stolen_card", "hard"),
        ("expired_card", "hard"),
        ("revocation_of_authorization", "stop"),
        ("R1", "stop"),
        ("mac_03", "hard"),
        ("mac_21", "stop"),
    ],
)
def test_how_hard_a_decline_is(code: str, severity: str) -> None:
    assert dunning.severity(code) == severity


def test_fifteen_reattempts_in_thirty_days_and_the_first_try_is_none() -> None:
    first = d("2026-01-01")
    tries = [first, *(date(2026, 1, n) for n in range(2, 16))]
    assert dunning.may_try_again(tries, d("2026-01-20"))
    tries.append(d("2026-01-16"))
    assert not dunning.may_try_again(tries, d("2026-01-20"))
    # the reattempt of the 2nd is thirty days ago on 1 February
    assert not dunning.may_try_again(tries, d("2026-01-31"))
    assert dunning.may_try_again(tries, d("2026-02-01"))
    assert dunning.may_try_again([], first)


def test_a_step_falls_on_the_day_of_the_first_failure_plus_its_wait() -> None:
    (step,) = plan(dunning=[{"after": "1 month", "do": ["retry"]}]).dunning
    assert dunning.step_on(step, d("2026-01-31")) == d("2026-02-28")


# Leaving


@pytest.mark.parametrize(
    ("notice", "effective", "asked", "ends"),
    [
        ("0 days", "period_end", "2026-01-20", "2026-02-05"),
        ("0 days", "period_end", "2026-02-05", "2026-02-05"),  # the running period's end
        ("16 days", "period_end", "2026-01-20", "2026-02-05"),
        ("17 days", "period_end", "2026-01-20", "2026-03-05"),
        ("1 month", "period_end", "2026-01-20", "2026-03-05"),
        ("30 days", "notice_end", "2026-01-20", "2026-02-19"),
        ("0 days", "notice_end", "2026-01-20", "2026-01-20"),
        ("30 days", "immediately", "2026-01-20", "2026-01-20"),
    ],
)
def test_the_first_day_it_is_over(notice: str, effective: str, asked: str, ends: str) -> None:
    terms = plan(cancellation={"notice": notice, "effective": effective}).cancellation
    boundary = d("2026-02-05")
    if asked == "2026-02-05":  # asked on a billing date, the running period ends a month later
        boundary, ends = d("2026-03-05"), "2026-03-05"
    assert leaving.ends_on(terms, d(asked), boundary, FIFTH) == d(ends)


@pytest.mark.parametrize(
    ("ends", "fee"),
    [("2026-06-05", 9950), ("2026-06-06", 0), ("2026-07-04", 0), ("2026-07-05", 0)],
)
def test_only_whole_periods_between_the_end_and_the_terms_end_count(ends: str, fee: int) -> None:
    terms = plan(early_termination_fee={"kind": "percent_remaining", "percent": 50})
    assert leaving.early_termination_fee(terms, d(ends), d("2026-07-05"), FIFTH) == fee


def test_a_fixed_fee_is_owed_to_the_last_day_of_the_term() -> None:
    terms = plan(early_termination_fee={"kind": "fixed", "amount": "150.00"})
    fee = leaving.early_termination_fee
    assert fee(terms, d("2026-07-04"), d("2026-07-05"), FIFTH) == 15000
    assert fee(terms, d("2026-07-05"), d("2026-07-05"), FIFTH) == 0
    assert fee(terms, d("2026-07-04"), None, FIFTH) == 0
    assert fee(plan(), d("2026-07-04"), d("2026-07-05"), FIFTH) == 0


def test_usable_for_shortens_and_never_lengthens() -> None:
    usable = plan(cancellation={"after_end": {"usable_for": "90 days"}}).cancellation.after_end
    ended = after_end.Ended(d("2026-01-10"))
    usable_until = after_end.fate(usable, ended, FIFTH)
    assert after_end.kept_until(None, usable_until) == d("2026-04-10")
    assert after_end.kept_until(d("2026-02-05"), usable_until) == d("2026-02-05")
    kept = after_end.fate("keep", ended, FIFTH)
    assert after_end.kept_until(None, kept) is None
    assert after_end.kept_until(d("2026-02-05"), kept) == d("2026-02-05")


# Pausing


def test_pauses_are_counted_in_the_window_before_the_day_of_the_request() -> None:
    terms = plan(pause={"limits": [{"times": 2, "per": "12 months"}]}).pause
    assert terms is not None
    begun = [d("2026-01-05"), d("2026-06-01")]
    assert pausing.limit_reached(terms, begun, d("2027-01-04"), Spans()) == "2 in 12 months"
    assert pausing.limit_reached(terms, begun, d("2027-01-05"), Spans()) is None
    assert pausing.limit_reached(terms, begun[:1], d("2026-06-01"), Spans()) is None


def test_a_pause_without_a_longest_length_ends_by_hand() -> None:
    open_ended = plan(pause={}).pause
    three = plan(pause={"max_length": "3 months"}).pause
    assert open_ended is not None
    assert three is not None
    assert pausing.longest_end(open_ended, d("2026-01-31"), FIFTH) is None
    assert pausing.longest_end(three, d("2025-11-30"), FIFTH) == d("2026-02-28")


# Notices


@pytest.mark.parametrize(
    ("state", "own", "notified", "takes_effect", "problem"),
    [
        (None, None, None, "2026-02-05", None),
        ("US-TX", None, None, "2026-02-05", None),
        ("US-CA", None, None, "2026-02-05", ("notice_too_short", None)),
        ("US-CA", None, "2026-01-29", "2026-02-05", None),
        ("US-CA", None, "2026-01-30", "2026-02-05", ("notice_too_short", d("2026-02-06"))),
        ("US-CA", None, "2026-01-06", "2026-02-05", None),
        ("US-CA", None, "2026-01-05", "2026-02-05", ("notice_too_early", d("2026-02-04"))),
        (None, "30 days", "2026-01-06", "2026-02-05", None),
        (None, "30 days", "2026-01-07", "2026-02-05", ("notice_too_short", d("2026-02-06"))),
        (None, "30 days", None, "2026-02-05", ("notice_too_short", None)),
        ("US-CA", "10 days", "2026-01-27", "2026-02-05", ("notice_too_short", d("2026-02-06"))),
    ],
)
def test_a_new_price_may_take_effect(
    state: str | None, own: str | None, notified: str | None, takes_effect: str, problem: Any
) -> None:
    terms = PriceChange.model_validate({"notice": own}) if own else None
    given_on = d(notified) if notified else None
    assert (
        price_change.problem_with_notice(terms, state, given_on, d(takes_effect), FIFTH) == problem
    )


def test_every_window_of_the_law_says_where_it_is_written() -> None:
    for state, window in price_change.WINDOWS.items():
        assert state.startswith("US-")
        assert window.source
        assert window.at_most is None or window.at_least <= window.at_most


# Recognition


def test_the_first_twenty_dollars_of_a_fifty_dollar_credit_and_the_lapse_of_thirty() -> None:
    used = recognition.balances(3980, 5000, 2000, 0)
    assert (used.earned, used.breakage, used.deferred) == (1592, 0, 2388)
    lapsed = recognition.balances(3980, 5000, 2000, 3000)
    assert (lapsed.earned, lapsed.breakage, lapsed.deferred) == (1592, 2388, 0)


def test_ten_units_of_66_66_are_earned_to_the_cent_one_by_one() -> None:
    earned = [recognition.balances(6666, 10, n, 0).earned for n in range(11)]
    steps = [after - before for before, after in pairwise(earned)]
    assert steps == [667, 666, 667, 666, 667, 667, 666, 667, 666, 667]
    assert earned[-1] == 6666


def test_a_dollar_over_three_units() -> None:
    earned = [recognition.balances(100, 3, n, 0).earned for n in range(4)]
    assert earned == [0, 33, 67, 100]


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_earned_broken_and_deferred_are_the_whole(
    total: int, quantity: int, used: int, broken: int
) -> None:
    used = min(used, quantity)
    broken = min(broken, quantity - used)
    now = recognition.balances(total, quantity, used, broken)
    assert now.earned + now.breakage + now.deferred == total
    assert min(now.earned, now.breakage, now.deferred) >= 0
    if used + broken == quantity:
        assert now.deferred == 0


def test_a_layer_over_nothing_stays_deferred() -> None:
    assert recognition.balances(100, 0, 0, 0) == recognition.Balances(0, 0, 100)


def test_without_weights_everything_is_access() -> None:
    assert recognition.allocate(19900, [], 0) == ([], 19900)
    assert recognition.allocate(19900, [0, 0], 0) == ([0, 0], 19900)
    assert recognition.allocate(19900, [18000, 5000], 2000) == ([14328, 3980], 1592)
    assert recognition.allocate(1, [180, 50], 20) == ([1, 0], 0)


@pytest.mark.parametrize(
    ("deferred", "earned", "amount", "lowered"),
    [
        ([14328, 3980], [1592], 5000, [3913, 1087, 0]),  # 3913.04 and 1086.96
        ([14328, 3980], [1592], 18308, [14328, 3980, 0]),
        ([14328, 3980], [1592], 19900, [14328, 3980, 1592]),
        ([], [300, 100], 200, [150, 50]),
        ([0], [100], 50, [0, 50]),
        ([5], [], 0, [0]),
    ],
)
def test_a_refund_lowers_what_is_deferred_first_and_then_what_was_earned(
    deferred: list[int], earned: list[int], amount: int, lowered: list[int]
) -> None:
    assert recognition.reduce_layers(deferred, earned, amount) == lowered


def test_no_refund_lowers_more_than_there_is() -> None:
    with pytest.raises(ValueError, match="below zero"):
        recognition.reduce_layers([1], [1], 3)


# Lots


@dataclass
class Lot:
    id: int
    free: int
    reserved: int = 0
    granted_on: date = date(2026, 1, 1)
    expires_on: date | None = None
    priority: int = 0


def test_lots_burn_by_priority_then_expiry_then_age_then_number() -> None:
    lots = [
        Lot(1, 1),
        Lot(2, 1, expires_on=d("2026-03-01")),
        Lot(3, 1, expires_on=d("2026-02-01")),
        Lot(4, 1, priority=-1),
        Lot(5, 1, expires_on=d("2026-02-01"), granted_on=d("2025-12-01")),
        Lot(6, 1),
    ]
    assert [lot.id for lot in sorted(lots, key=redemption.burn_order)] == [4, 5, 3, 2, 1, 6]


@pytest.mark.parametrize(
    ("available", "quantity", "takes"),
    [
        ([(1, 1), (2, 5)], 3, [(1, 1), (2, 2)]),
        ([(1, 0), (2, 5)], 5, [(2, 5)]),
        ([(1, 5), (2, 5)], 5, [(1, 5)]),
        ([(1, 1)], 2, None),
        ([], 1, None),
    ],
)
def test_a_use_takes_lots_in_the_order_given(available: Any, quantity: int, takes: Any) -> None:
    assert redemption.take(available, quantity) == takes


@pytest.mark.parametrize(
    ("lots", "limit", "drops"),
    [
        ([Lot(1, 2), Lot(2, 2)], 3, [(1, 1)]),
        ([Lot(1, 2), Lot(2, 2)], 0, [(1, 2), (2, 2)]),
        ([Lot(1, 2), Lot(2, 2)], 4, []),
        ([Lot(1, 1, reserved=1), Lot(2, 2)], 2, [(1, 1), (2, 1)]),
        ([Lot(1, 0, reserved=5)], 2, []),
        ([Lot(2, 2), Lot(1, 2)], 3, [(1, 1)]),
        ([Lot(1, 2, granted_on=d("2026-01-02")), Lot(2, 2)], 3, [(2, 1)]),
    ],
)
def test_the_oldest_give_way_to_a_cap_and_reserved_units_last(
    lots: Any, limit: int, drops: Any
) -> None:
    assert rollover.over_cap(lots, limit) == drops


@pytest.mark.parametrize(
    ("terms", "ends"),
    [
        ({}, "2026-02-05"),
        ({"rollover": "none"}, "2026-02-05"),
        ({"rollover": "none", "expires": "10 days"}, "2026-01-15"),
        ({"rollover": "none", "expires": "90 days"}, "2026-02-05"),
        ({"expires": "90 days"}, "2026-04-05"),
        ({"rollover": "unlimited"}, None),
        ({"rollover": "unlimited", "expires": "6 months"}, "2026-07-05"),
        ({"rollover": {"grace": "0 days"}}, "2026-02-05"),
        ({"rollover": {"grace": "7 days"}}, "2026-02-12"),
        ({"rollover": {"periods": 1}}, "2026-03-05"),
        ({"rollover": {"max_balance": 6}}, None),
        ({"rollover": {"periods": 2, "max_balance": 6}}, "2026-04-05"),
    ],
)
def test_a_lot_of_the_period_from_5_january_ends(terms: Any, ends: str | None) -> None:
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1, **terms}
    (benefit,) = plan(benefits=[facial]).benefits
    until = rollover.expiry(
        benefit, d("2026-01-05"), d("2026-02-05"), d("2026-02-05"), FIFTH, FIFTH
    )
    assert until == (d(ends) if ends else None)


def test_a_lot_paid_late_ends_no_sooner_than_the_period_in_which_it_was_paid() -> None:
    facial = {"id": "facial", "kind": "service_credit", "quantity": 1}
    (benefit,) = plan(benefits=[facial]).benefits
    late = rollover.expiry(benefit, d("2026-02-20"), d("2026-02-05"), d("2026-03-05"), FIFTH, FIFTH)
    assert late == d("2026-03-05")
    cut = {**facial, "rollover": "none", "expires": "3 days"}
    (benefit,) = plan(benefits=[cut]).benefits
    late = rollover.expiry(benefit, d("2026-02-20"), d("2026-02-05"), d("2026-03-05"), FIFTH, FIFTH)
    assert late == d("2026-02-23")


# Quotes

PRICED = [
    {"id": "facial", "kind": "service_credit", "quantity": 1},
    {"id": "ten", "kind": "discount", "percent": 10, "services": "all"},
    {"id": "peel_price", "kind": "member_price", "price": "80.00", "services": ["peel"]},
    {"id": "five", "kind": "discount", "amount_off": "5.00", "services": ["peel"]},
    {"id": "credit", "kind": "value_credit", "amount": "50.00", "services": "all"},
    {"id": "tea", "kind": "perk"},
]


def test_the_best_of_the_prices_holds_and_credit_pays_afterwards() -> None:
    told = quoting.quote(
        plan(benefits=PRICED),
        {"facial": 1, "credit": 5000},
        [Item("peel", 10000), Item("facial", 15000, 2)],
    )
    # a peel at the member price of 80; one facial covered, the other at 135
    assert [(line.unit_price, line.lowered_by, line.covered, line.due) for line in told.lines] == [
        (8000, ("peel_price",), (), 8000),
        (13500, ("ten",), (("facial", 1),), 13500),
    ]
    assert (told.credits, told.total, told.full_price) == ((("credit", 5000),), 16500, 40000)
    assert told.perks == ("tea",)


def test_stackable_takes_member_price_then_percent_then_amount() -> None:
    told = quoting.quote(plan(benefits=PRICED, stackable=True), {}, [Item("peel", 10000)])
    # 80.00, less 10% is 72.00, less 5.00
    assert (told.total, told.lines[0].lowered_by) == (6700, ("peel_price", "ten", "five"))


def test_a_price_never_falls_below_zero() -> None:
    off = [{"id": "gift", "kind": "discount", "amount_off": "500.00", "services": "all"}]
    for stackable in (False, True):
        told = quoting.quote(plan(benefits=off, stackable=stackable), {}, [Item("tea", 300)])
        assert told.total == 0


def test_nothing_is_lowered_for_a_member_who_is_barred() -> None:
    told = quoting.quote(
        plan(benefits=PRICED),
        {"facial": 1},
        [Item("facial", 15000)],
        barred=["facial"],
        prices=False,
    )
    assert (told.total, told.perks) == (15000, ())


def test_the_dearest_unit_is_covered_first() -> None:
    any_two = [
        {
            "id": "visit",
            "kind": "service_credit",
            "quantity": 1,
            "services": ["facial", "peel"],
        }
    ]
    told = quoting.quote(
        plan(benefits=any_two), {"visit": 1}, [Item("facial", 15000), Item("peel", 20000)]
    )
    assert [line.due for line in told.lines] == [15000, 0]


@pytest.mark.parametrize(("price", "quantity"), [(-1, 1), (100, 0), (100, -1)])
def test_an_item_has_a_price_and_a_quantity(price: int, quantity: int) -> None:
    with pytest.raises(ValueError, match="an item has"):
        Item("facial", price, quantity)
