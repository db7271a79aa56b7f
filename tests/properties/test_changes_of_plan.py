"""However a member moves between plans, nothing lapses by it and nothing is collected twice."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.aggregates.spec import Asking, enrolled, plan

from memberledger.aggregates.member import Work, changing
from memberledger.aggregates.member import events as e
from memberledger.terms import Plan


@st.composite
def _ladder(draw: st.DrawFn) -> list[Plan]:
    """Three plans, the units of the higher never fewer; each with a cap of its own, or none."""
    units = sorted(draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)))
    plans = []
    for n, quantity in enumerate(units):
        cap: Any = draw(st.sampled_from(["unlimited", {"max_balance": 3}, {"carryover_limit": 1}]))
        botox = {"id": "botox", "kind": "service_credit", "quantity": quantity, "rollover": cap}
        rules = {"when": "now", "proration": draw(st.sampled_from(["by_day", "difference"]))}
        price = f"{100 + 50 * n}.00"
        terms = {"upgrade": rules, "downgrade": rules, "benefits": [botox]}
        plans.append(plan(id=f"plan-{n}", price=price, **terms))
    return plans


def _change(to: Plan) -> Asking:
    def act(work: Work) -> None:
        changing.change_plan(work, to)

    return act


_MOVES = st.lists(st.tuples(st.integers(6, 31), st.integers(0, 2)), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(_ladder(), st.integers(0, 2), _MOVES)
def test_moves_within_a_period_lapse_nothing_of_another_plan_and_grant_no_more_than_the_highest(
    plans: list[Plan], first: int, moves: list[tuple[int, int]]
) -> None:
    life = enrolled(plans[first])
    highest = first
    for day, to in sorted(moves):
        life = life.on(f"2026-01-{day:02}").and_(_change(plans[to]))
        highest = max(highest, to)
    s = life.state
    granted = sum(lot.quantity for lot in s.lots.values())
    assert granted == plans[highest].by_id["botox"].quantity
    capped = 0
    for event in life.events:
        if isinstance(event, e.Granted):
            just = {lot.plan for lot in event.lots}
        elif isinstance(event, e.Lapsed):
            assert {s.lots[lot].plan for lot, _ in event.takes} <= just
            capped += sum(quantity for _, quantity in event.takes)
    assert sum(lot.free for lot in s.lots.values()) == granted - capped
    paid = sum(charge.amount for charge in s.charges.values())
    assert 0 <= s.billing_credit <= paid
    assert all(bill.credited <= bill.paid for bill in s.bills.values())
