"""Late news beyond what its laws draw: chosen visits, caps, and news as Hypothesis mixes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from memberledger.testing.asking import MONEY, UNITS
from memberledger.testing.laws.late import News, ends_alike_in_any_order, ends_as_on_its_day
from memberledger.testing.lives import Act, Life, at_table
from memberledger.testing.strategies import lives, plans, starts


@st.composite
def visits(draw: st.DrawFn) -> tuple[Life, dict[str, Any]]:
    """A life, and a visit at its end that uses one of its plan's benefits."""
    life = draw(lives(frozenset({"cancel", "reserve"}), tiers=2))
    menu = [b["id"] for b in life.plans[0]["benefits"] if b["id"] in UNITS + MONEY]
    benefit = draw(st.sampled_from(menu or ["facial"]))
    quantity = draw(st.sampled_from([1, 999, 5_000] if benefit in MONEY else [1, 1, 2, 3]))
    return life, {"benefit": benefit, "quantity": quantity, "key": "visit"}


@given(visits(), st.sampled_from([10, 1, 35, 3, 70]), st.sampled_from([0, 20]))
def test_a_redemption_told_late_ends_as_one_told_on_its_day(
    visit: tuple[Life, dict[str, Any]], late: int, later: int
) -> None:
    life, told = visit
    with at_table(life) as table:
        ends_as_on_its_day(table, told, late, later)


@st.composite
def capped(draw: st.DrawFn) -> Life:
    """A plan of one service under caps, and a few visits told on their days."""
    rollover = draw(
        st.fixed_dictionaries(
            {"carryover_limit": st.integers(0, 6)}, optional={"max_balance": st.integers(1, 8)}
        )
    )
    service = {"id": "facial", "kind": "service_credit", "quantity": draw(st.integers(1, 5))}
    plan = {
        "id": "p0",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [{**service, "rollover": rollover}],
    }
    days = st.sampled_from([2, 9, 33, 64])
    visits = draw(st.lists(st.tuples(days, st.integers(1, 3)), max_size=3))
    told = [Act(n, "redeem", {"benefit": "facial", "quantity": q}) for n, q in visits]
    return Life((plan,), (Act(0, "enroll", {"plan": "p0"}), *told))


@given(capped(), st.integers(1, 3), st.sampled_from([10, 35, 70]))
def test_a_cap_takes_no_more_because_a_visit_was_told_late(
    life: Life, quantity: int, late: int
) -> None:
    with at_table(life) as table:
        ends_as_on_its_day(table, {"benefit": "facial", "quantity": quantity, "key": "v"}, late)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[Life, list[News], list[News]]:
    """A member whose processor charges, and its news in two orders, the second with doubles.

    What a chase does in between (a fee, a suspension) is a fact of its own, so its steps only
    notify and flag.
    """
    plan = draw(plans("p0", "USD"))
    plan["dunning"] = [{"after": "0 days", "do": ["notify_email", "flag_chart"]}]
    life = Life(
        (plan,),
        (Act(0, "enroll", {"plan": "p0"}), Act(draw(st.sampled_from([0, 3, 33, 65])), "wait")),
        start=draw(starts()),
        manual=True,
    )
    news: list[News] = []
    for n in range(draw(st.integers(1, 4))):
        amount = draw(st.sampled_from([19_900, 5_000, 100, 30_000]))
        told = News(f"c{n}", amount, draw(st.sampled_from([0, 1, 2])))
        outcome = draw(st.sampled_from(["succeeded", "failed", "failed then succeeded"]))
        if outcome != "succeeded":
            news.append(replace(told, code="insufficient_funds"))
        if outcome != "failed":
            news.append(told)
    again = news + draw(st.lists(st.sampled_from(news), max_size=3))
    return life, news, draw(st.permutations(again))


@given(deliveries())
def test_what_the_processor_tells_twice_and_out_of_order_ends_the_same(
    told: tuple[Life, list[News], list[News]],
) -> None:
    life, news, mixed = told
    with at_table(life) as table:
        ends_alike_in_any_order(table, news, mixed)
