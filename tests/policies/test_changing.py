"""Which way a change goes, when it comes, what it costs and what it tops up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from memberledger import Plan, read_plan
from memberledger.policies import annual, billing, changes, dunning, recognition
from memberledger.policies.changes import Cost
from memberledger.terms import AnnualFee
from memberledger.values import Duration, Schedule

MONTH = Duration.parse("1 month")
FIFTH = Schedule(date(2026, 1, 5), MONTH)


def d(text: str) -> date:
    return date.fromisoformat(text)


def plan(**facts: Any) -> Plan:
    return read_plan({"id": "glow", "price": "199.00", "cycle": "1 month", **facts}, "USD")


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ({"tier": "a"}, {"tier": "a", "level": 9, "price": "999.00"}, "within"),
        ({"level": 2}, {"id": "b", "level": 1, "price": "299.00"}, "down"),
        ({"level": 1}, {"id": "b", "level": 2, "price": "99.00"}, "up"),
        ({"level": 1}, {"id": "b", "level": 1, "price": "198.99"}, "down"),
        ({"level": 1}, {"id": "b", "level": 1, "price": "199.00"}, "up"),
        ({"level": 0}, {"id": "b", "level": 1, "price": "99.00"}, "up"),
        ({"level": 1}, {"id": "b", "level": 0, "price": "299.00"}, "down"),
        ({"level": 9}, {"id": "b", "price": "199.00"}, "up"),
        ({}, {"id": "b", "level": 1, "price": "198.99"}, "down"),
        ({}, {"id": "b", "cycle": "1 year", "price": "2387.99"}, "down"),
        ({}, {"id": "b", "cycle": "1 year", "price": "2388.00"}, "up"),
    ],
)
def test_which_way_a_change_goes(old: dict[str, Any], new: dict[str, Any], way: str) -> None:
    assert changes.direction(plan(**old), plan(**new)) == way


def test_a_move_within_a_tier_waits_for_the_next_period_without_notice() -> None:
    other = plan(id="year", tier="glow", upgrade={"notice": "30 days"}, downgrade={"when": "now"})
    rules = changes.rules_of(plan(tier="glow"), other)
    assert (rules.when, rules.notice, rules.term) == ("next_period", None, None)


@pytest.mark.parametrize(
    ("notice", "asked_for", "earliest"),
    [
        (None, None, None),
        (None, "2026-03-10", "2026-03-10"),
        ("0 days", None, None),
        ("0 days", "2026-03-10", "2026-03-10"),
        ("30 days", None, "2026-02-19"),
        ("30 days", "2026-02-10", "2026-02-19"),
        ("30 days", "2026-03-10", "2026-03-10"),
        ("1 cycle", None, "2026-03-05"),
    ],
)
def test_the_earliest_day_of_a_change(
    notice: str | None, asked_for: str | None, earliest: str | None
) -> None:
    rules = plan(upgrade={"when": "next_period", **({"notice": notice} if notice else {})}).upgrade
    wanted = d(asked_for) if asked_for else None
    found = changes.earliest(rules, d("2026-01-20"), wanted, FIFTH)
    assert found == (d(earliest) if earliest else None)


def test_a_term_that_restarts_counts_whole_periods_from_the_change_on() -> None:
    half = plan(term={"cycles": 6})
    assert changes.restarted_term(half, d("2026-02-05"), FIFTH) == d("2026-08-05")
    assert changes.restarted_term(half, d("2026-02-06"), FIFTH) == d("2026-09-05")
    assert changes.restarted_term(plan(), d("2026-02-05"), FIFTH) is None


@pytest.mark.parametrize(
    ("proration", "cost"),
    [
        ("by_day", Cost(6666, 29900, "proration.by_day/1")),
        ("difference", Cost(10000, 29900, "proration.difference/1")),
        ("none", Cost(0, 19900, "proration.none/1")),
    ],
)
def test_the_cost_of_a_change_names_the_rule_that_decided_it(proration: str, cost: Cost) -> None:
    dearer = plan(id="radiance", price="299.00", upgrade={"proration": proration})
    assert changes.cost_now(dearer.upgrade, dearer, 19900, 20, 30) == cost


def test_a_unit_costs_its_part_of_the_lots_share() -> None:
    assert changes.share_used(5161, 1, 2) == 2581
    assert changes.share_used(5161, 2, 2) == 5161
    assert changes.share_used(5161, 0, 2) == 0
    assert changes.share_used(5161, 1, 0) == 0


def test_a_change_tops_up_what_each_period_gives_and_not_what_comes_once() -> None:
    once = {"kind": "service_credit", "quantity": 1}
    dearer = plan(
        term={"cycles": 12},
        upgrade={"entitlements": "full"},
        benefits=[
            {"id": "kit", **once, "grants": "at_enrollment"},
            {"id": "yearly", **once, "grants": "each_term"},
            {"id": "cake", **once, "grants": {"occasion": "birthday", "per": "calendar_year"}},
            {"id": "facial", **once},
            {"id": "credit", "kind": "value_credit", "amount": "50.00"},
            {"id": "weekly", **once, "grants": "1 week"},
        ],
    )
    assert changes.top_up(dearer.upgrade, dearer, {"facial": 1}, 0) == [
        ("facial", 1),
        ("credit", 5000),
        ("weekly", 1),
    ]


def test_a_credit_of_nothing_tops_up_nothing() -> None:
    none = {"id": "credit", "kind": "value_credit", "amount": "0.00"}
    dearer = plan(benefits=[none])
    assert changes.top_up(dearer.upgrade, dearer, {}, 0) == []


def test_what_was_granted_beyond_the_new_plan_is_not_taken_back() -> None:
    dearer = plan(benefits=[{"id": "facial", "kind": "service_credit", "quantity": 2}])
    granted = changes.top_up(dearer.upgrade, dearer, {"facial": 2}, 0)
    assert granted == []
    assert changes.top_up(dearer.upgrade, dearer, {"facial": 1}, 0) == [("facial", 1)]


# Billing dates


@pytest.mark.parametrize(
    ("kind", "stub"),
    [
        (None, (d("2026-01-20"), d("2026-02-01"), 12000, 31, 31000)),
        ("prorated", (d("2026-01-20"), d("2026-02-01"), 12000, 31, 31000)),
        ("full", (d("2026-01-20"), d("2026-02-01"), 31000, 12, 31000)),
        ("free", (d("2026-01-20"), d("2026-02-01"), 0, 31, 0)),
    ],
)
def test_a_first_period_before_the_common_day(kind: str | None, stub: tuple[Any, ...]) -> None:
    first = {"first_period": kind} if kind else {}
    terms = plan(price="310.00", anchor={"day": 1}, **first)
    schedule = billing.schedule_for(terms, d("2026-01-20"))
    found = billing.stub_before(terms, schedule, d("2026-01-20"))
    assert found is not None
    assert (found.start, found.end, found.dues, found.whole, found.rate) == stub


def test_billing_dates_follow_the_anchor_given_or_the_day_of_the_plan() -> None:
    own, common = plan(), plan(anchor={"day": 1})
    assert billing.schedule_for(own, d("2026-01-20")) == Schedule(d("2026-01-20"), MONTH)
    given = billing.schedule_for(own, d("2026-01-20"), d("2026-01-31"))
    assert given == Schedule(d("2026-01-31"), MONTH)
    assert billing.schedule_for(common, d("2026-01-20")) == Schedule(d("2026-02-01"), MONTH, 1)
    later = billing.schedule_for(common, d("2026-01-20"), d("2026-02-10"))
    assert later == Schedule(d("2026-03-01"), MONTH, 1)


def test_a_change_keeps_the_billing_dates_unless_cycle_or_day_is_another() -> None:
    own, common = plan(), plan(anchor={"day": 1})
    day = d("2026-02-05")
    assert billing.schedule_after_change(own, None, plan(id="b"), day) is None
    assert billing.schedule_after_change(common, 1, common, day) is None
    assert billing.schedule_after_change(own, None, common, day) == Schedule(
        d("2026-03-01"), MONTH, 1
    )
    assert billing.schedule_after_change(common, 1, own, day) is None
    same = plan(id="b", cycle="12 months")
    assert billing.schedule_after_change(plan(cycle="1 year"), None, same, day) is None
    weekly = plan(id="b", cycle="1 week")
    found = billing.schedule_after_change(own, None, weekly, day)
    assert found == Schedule(day, Duration.parse("1 week"))


# The annual fee


@pytest.mark.parametrize(
    ("first", "agreed", "last", "on"),
    [
        ("at_enrollment", "2024-03-10", None, "2024-03-10"),
        ("at_enrollment", "2024-03-10", "2024-03-10", "2025-03-10"),
        ("anniversary", "2024-03-10", None, "2025-03-10"),
        ("anniversary", "2025-03-10", None, "2025-03-10"),  # agreed on the anniversary itself
        ("anniversary", "2025-03-11", None, "2026-03-10"),
        ("at_enrollment", "2026-03-09", "2025-03-10", "2026-03-10"),
        ("at_enrollment", "2026-01-01", "2026-03-10", "2027-03-10"),
        ("anniversary", "2024-03-10", "2029-03-10", "2030-03-10"),
    ],
)
def test_the_next_day_of_an_annual_fee(first: Any, agreed: str, last: str | None, on: str) -> None:
    fee = AnnualFee(amount=4900, first=first)
    found = annual.next_on(fee, d("2024-03-10"), d(agreed), d(last) if last else None)
    assert found == d(on)


# Declines


@pytest.mark.parametrize("code", sorted(dunning._HARD))
def test_a_card_that_is_no_more_is_not_tried_again(code: str) -> None:
    assert dunning.severity(code) == "hard"


@pytest.mark.parametrize("code", sorted(dunning._STOP))
def test_a_withdrawn_authorization_is_a_stop_order(code: str) -> None:
    assert dunning.severity(code) == "stop"


# Recognition


def test_a_refund_of_nothing_lowers_nothing() -> None:
    assert recognition.reduce_layers([5, 5], [3], 0) == [0, 0, 0]
    assert recognition.reduce_layers([5, 5], [], 10) == [5, 5]
    with pytest.raises(ValueError, match=r"^a refund can't lower layers below zero$"):
        recognition.reduce_layers([5], [3], 9)
    assert recognition.reduce_layers([5], [3], 8) == [5, 3]


def test_what_is_broken_is_what_use_and_lapse_leave_between_them() -> None:
    now = recognition.balances(100, 3, 1, 1)
    assert (now.earned, now.breakage, now.deferred) == (33, 34, 33)
    assert recognition.balances(100, 0, 0, 0) == recognition.Balances(0, 0, 100)
