"""What a plan can say beyond its core, drawn at random onto a plan of the core."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.strategies.values import cents
from memberledger.testing.strategies.wider_benefits import (
    AFTER_END,
    LOCATIONS,
    extra_benefits,
    missed,
    some,
    widened_benefits,
    windows,
)

__all__ = ["widened"]

_INSTEAD = (("peel", "facial"), ("facial", "peel"), ("facial", "guest_pass"))
_USABLE = ("all", "none", ["service_credit"], ["facial", "discount"], ["bank", "peel"])


def _changes(names: tuple[str, ...], *, down: bool) -> st.SearchStrategy[dict[str, Any]]:
    more: dict[str, st.SearchStrategy[Any]] = {
        "notice": st.sampled_from(["0 days", "30 days", "1 cycle"]),
        "term": st.sampled_from(["inherit", "restart"]),
    }
    if down:
        more["credit"] = st.just("unused")
    maps = [{old: new} for old, new in _INSTEAD if new in names]
    if maps:
        more["converts"] = st.sampled_from(maps)
    return st.fixed_dictionaries({}, optional=more)


def _pause(currency: str, *, term: bool) -> st.SearchStrategy[dict[str, Any]]:
    limit = st.fixed_dictionaries(
        {
            "length": st.sampled_from(["20 days", "2 months", "1 cycle"]),
            "per": st.sampled_from(["calendar_year", "membership", "12 months"]),
        }
    ) | st.fixed_dictionaries({"times": st.integers(1, 2), "per": windows(term=term)})
    more: dict[str, st.SearchStrategy[Any]] = {
        "limits": st.lists(limit, max_size=2),
        "after_cycles": st.integers(0, 2),
        "starts": st.sampled_from(["now", "next_period"]),
        "fee": st.fixed_dictionaries(
            {"amount": cents(currency, 1_000), "per": st.sampled_from(["pause", "cycle"])}
        ),
        "notice": st.sampled_from(["14 days", "1 cycle"]),
        "max_length": st.sampled_from(["2 cycles", "45 days"]),
    }
    if term:
        more["term"] = st.sampled_from(["unchanged", "extended"])
    return st.fixed_dictionaries({}, optional=more)


def _cancellation() -> st.SearchStrategy[dict[str, Any]]:
    return some(
        notice=st.sampled_from(["1 cycle", "30 days"]),
        effective=st.sampled_from(["term_end", "month_end", "period_end"]),
        after_end=st.sampled_from(AFTER_END),
        final_dues=st.sampled_from(["full", "by_day"]),
        involuntary=some(after_end=st.sampled_from(AFTER_END), early_termination_fee=st.booleans()),
    )


def _of_plan(currency: str) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "name": st.just("Glow"),
        "version": st.integers(1, 2),
        "tier": st.sampled_from(["glow", "other"]),
        "level": st.integers(1, 3),
        "prices": st.fixed_dictionaries({"south": cents(currency, 21_900, 5_000)}),
        "sold": st.sampled_from([{"from": "2000-01-01"}, {"until": "2999-01-01"}]),
        "sold_at": st.sampled_from([["north"], list(LOCATIONS)]),
        "redeem_at": st.sampled_from(["any", "home", ["south"]]),
        "tax": st.fixed_dictionaries(
            {"rate": st.sampled_from(["8.875", 19, "0"])},
            optional={
                "included": st.booleans(),
                "on": st.sampled_from([["dues"], ["dues", "fees"], ["annual_fee"]]),
            },
        ),
        "annual_fee": st.fixed_dictionaries(
            {"amount": cents(currency, 9_900, 1)},
            optional={"first": st.sampled_from(["at_enrollment", "anniversary"])},
        ),
        "no_show": missed(currency),
        "late_cancel": missed(currency),
        "reenrollment": some(
            allowed=st.booleans(), enrollment_fee=st.sampled_from(["again", "once"])
        ),
        "price_change": st.fixed_dictionaries({"notice": st.sampled_from(["30 days", "1 cycle"])}),
        "stackable": st.booleans(),
    }


def _leaving_fee(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    waived = {"waived_within": st.sampled_from(["3 days", "1 cycle"])}
    if kind in ("fixed", "cycles"):
        return some(**waived, applies=st.sampled_from(["in_term", "always"]))
    return some(**waived)


@st.composite
def _sterner(draw: st.DrawFn, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps of dunning, with one more action in one of them."""
    action = draw(st.sampled_from(["forfeit", "review", "returned_payment_fee"]))
    which = draw(st.integers(0, len(steps) - 1))
    sterner = {**steps[which], "do": [*steps[which]["do"], action]}
    return [*steps[:which], sterner, *steps[which + 1 :]]


@st.composite
def widened(draw: st.DrawFn, plan: dict[str, Any], currency: str) -> dict[str, Any]:
    """The plan with more said: any mix of the terms beyond the core.

    Args:
        plan: a plan of the core, as a file has it; it is not changed.
        currency: ISO 4217, of its amounts.
    """
    plan = dict(plan)
    if draw(st.booleans()):
        plan["term"] = {"cycles": draw(st.sampled_from([1, 2, 3, 6]))} | draw(
            some(at_end=st.sampled_from(["month_to_month", "renew", "end", "opt_in", "opt_in"]))
        )
    term = "term" in plan
    plan["benefits"] = [
        draw(widened_benefits(b, currency, term=term))
        if b["kind"] in ("service_credit", "value_credit") and draw(st.booleans())
        else dict(b)
        for b in plan["benefits"]
    ]
    plan["benefits"] = draw(extra_benefits(plan["benefits"], currency))
    names = tuple(b["id"] for b in plan["benefits"])
    plan |= draw(st.fixed_dictionaries({}, optional=_of_plan(currency)))
    for field, more in (
        ("pause", _pause(currency, term=term)),
        ("cancellation", _cancellation()),
        ("upgrade", _changes(names, down=False)),
        ("downgrade", _changes(names, down=True)),
        (
            "use_while",
            some(
                **dict.fromkeys(
                    ("paused", "past_due", "suspended", "notice"), st.sampled_from(_USABLE)
                )
            ),
        ),
    ):
        if draw(st.booleans()):
            plan[field] = {**plan.get(field, {}), **draw(more)}
    if "early_termination_fee" in plan:
        more = _leaving_fee(plan["early_termination_fee"]["kind"])
        plan["early_termination_fee"] = plan["early_termination_fee"] | draw(more)
    if plan.get("recognition", {}).get("method") == "allocated" and draw(st.booleans()):
        plan["recognition"] = {
            **plan["recognition"],
            "at_charge": draw(cents(currency, 2_000, 1)),
        }
    if plan.get("dunning") and draw(st.integers(0, 2)):
        plan["dunning"] = draw(_sterner(plan["dunning"]))
    if any("returned_payment_fee" in step["do"] for step in plan.get("dunning", ())):
        plan["returned_payment_fee"] = draw(cents(currency, 3_500))
    return plan
