"""Late news under caps, which the law of late visits seldom draws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memberledger.testing.laws.late import ends_as_on_its_day
from memberledger.testing.lives import Act, Life, at_table


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
