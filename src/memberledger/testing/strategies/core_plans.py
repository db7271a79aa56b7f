"""Random plans of the core: any mix of its terms. `wider_plans` draws the others onto them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.asking import MONEY
from memberledger.testing.strategies.values import cents
from memberledger.values import Duration

__all__ = ["benefits", "core_plans"]

CYCLES = ("1 month", "1 month", "1 month", "2 weeks", "30 days", "1 week", "3 months", "1 year")
CALENDAR_CYCLES = ("1 month", "1 month", "2 months", "1 year")
PRICES = (19_900, 9_900, 29_900, 10_001, 9_999, 1, 0)
_SPANS = ("10 days", "45 days", "2 months", "1 year")
_STEPS = ("0 days", "1 day", "3 days", "1 week", "14 days", "1 month", "45 days")
_ACTIONS = (
    "notify_email",
    "notify_sms",
    "flag_chart",
    "retry",
    "late_fee",
    "suspend",
    "cancel",
    "write_off",
)


@st.composite
def _rollovers(draw: st.DrawFn, currency: str, *, money: bool) -> Any:
    word = draw(st.sampled_from(["none", "unlimited", "limits", "limits", "limits"]))
    if word != "limits":
        return word

    def limit() -> Any:
        if money:
            return draw(cents(currency, 0, 5_000, 15_000, 30_000))
        return draw(st.integers(0, 6))

    chosen = draw(st.sets(st.sampled_from(["carryover_limit", "max_balance", "life"]), min_size=1))
    rules: dict[str, Any] = {}
    for name in ("carryover_limit", "max_balance"):
        if name in chosen:
            rules[name] = limit()
    if "life" in chosen:
        if draw(st.booleans()):
            rules["periods"] = draw(st.integers(1, 3))
        else:
            rules["grace"] = draw(st.sampled_from(["0 days", "7 days", "1 month"]))
    return rules


@st.composite
def benefits(draw: st.DrawFn, name: str, currency: str) -> dict[str, Any]:
    """A benefit that makes lots, with every way to grant, keep and end them.

    Args:
        name: its id; one of `MONEY` is an amount, any other counts units.
        currency: ISO 4217, of its amounts.
    """
    money = name in MONEY
    benefit: dict[str, Any] = {"id": name}
    if money:
        banked = draw(st.booleans())
        benefit |= {"kind": "value_credit", "amount": "dues"}
        if not banked:
            benefit["amount"] = draw(cents(currency, 5_000, 3_333, 1))
    else:
        banked = False
        benefit |= {"kind": "service_credit", "quantity": draw(st.integers(1, 5))}
    optional: dict[str, Any] = {
        "trigger": st.sampled_from(["payment", "period_start"]),
        "rollover": _rollovers(currency, money=money),
        "expires": st.sampled_from(_SPANS),
        "priority": st.integers(-1, 2),
        "standalone_price": cents(currency, 0, 5_000, 18_000, 333),
    }
    if not banked:
        optional["grants"] = st.sampled_from(
            ["each_period", "at_enrollment", "1 month", "1 week", "2 weeks", "2 months"]
        )
    return benefit | draw(st.fixed_dictionaries({}, optional=optional))


def _etf(currency: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.builds(lambda a: {"kind": "fixed", "amount": a}, cents(currency, 15_000, 1, 0)),
        st.builds(lambda c: {"kind": "cycles", "cycles": c}, st.integers(1, 4)),
        st.builds(
            lambda p: {"kind": "percent_remaining", "percent": p},
            st.sampled_from([50, "12.5", 0, 100, "33.33"]),
        ),
        st.just({"kind": "all_remaining"}),
    )


def _cancellations() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "notice": st.sampled_from(["0 days", "10 days", "30 days", "2 months"]),
            "effective": st.sampled_from(["period_end", "notice_end", "immediately"]),
            "after_end": st.sampled_from(
                ["forfeit", "keep", {"usable_for": "20 days"}, {"usable_for": "3 months"}]
            ),
        },
    )


def _pauses(currency: str, *, shift: bool) -> st.SearchStrategy[dict[str, Any]]:
    limit = st.fixed_dictionaries(
        {"times": st.integers(1, 3), "per": st.sampled_from(["12 months", "60 days"])}
    )
    length = st.fixed_dictionaries(
        {
            "length": st.sampled_from(["10 days", "1 month", "1 cycle"]),
            "per": st.sampled_from(["12 months", "60 days", "calendar_year", "membership"]),
        }
    )
    amounts = cents(currency, 1_000, 1, 0)
    fee = st.fixed_dictionaries({"amount": amounts}, optional={"per": st.just("pause")})
    return st.fixed_dictionaries(
        {"billing": st.sampled_from(["skip", "shift"]) if shift else st.just("skip")},
        optional={
            "expiry": st.sampled_from(["frozen", "running"]),
            "max_length": st.sampled_from(["10 days", "1 month", "3 months"]),
            "limits": st.lists(limit | length, max_size=2),
            "fee": amounts | fee,
            "after_cycles": st.sampled_from([1, 2]),
            "starts": st.sampled_from(["now", "next_period"]),
            "notice": st.sampled_from(["0 days", "14 days", "1 cycle"]),
        },
    )


def _tier_changes() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "when": st.sampled_from(["now", "now", "next_period"]),
            "proration": st.sampled_from(["by_day", "difference", "none"]),
            "entitlements": st.sampled_from(["difference", "full", "next_period"]),
        },
    )


@st.composite
def _dunning(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(0, 4))
    spans = [draw(st.sampled_from(_STEPS)) for _ in range(count)]
    spans.sort(key=lambda span: Duration.parse(span).in_months)
    actions = st.lists(st.sampled_from(_ACTIONS), min_size=1, max_size=3)
    return [{"after": span, "do": draw(actions)} for span in spans]


_MENUS = (
    ("facial",),
    (),
    ("bank",),
    ("facial", "bank"),
    ("bank", "facial"),
    ("facial", "bank", "peel"),
    ("gift", "facial"),
    ("facial", "peel", "bank", "gift"),
)
_OTHERS: tuple[dict[str, Any], ...] = (
    {"id": "tenth_off", "kind": "discount", "percent": 10},
    {"id": "gift_bag", "kind": "perk", "name": "A bag at Christmas"},
)


@st.composite
def core_plans(draw: st.DrawFn, name: str = "p0", currency: str = "USD") -> dict[str, Any]:
    """A plan as a file has it: any mix of the terms of the core.

    Args:
        name: the plan's id.
        currency: ISO 4217; amounts are text in its major units.
    """
    plan: dict[str, Any] = {"id": name, "price": draw(cents(currency, *PRICES))}
    anchored = draw(st.integers(0, 4)) == 4
    if anchored:
        plan["cycle"] = draw(st.sampled_from(CALENDAR_CYCLES))
        plan["anchor"] = {"day": draw(st.sampled_from([1, 15, 28, 30, 31]))}
        if draw(st.booleans()):
            plan["first_period"] = draw(st.sampled_from(["prorated", "full", "free"]))
    else:
        plan["cycle"] = draw(st.sampled_from(CYCLES))
    names = draw(st.sampled_from(_MENUS))
    plan["benefits"] = [draw(benefits(b, currency)) for b in names]
    if draw(st.integers(0, 5)) == 5:
        plan["benefits"] += [dict(other) for other in _OTHERS]
    if draw(st.integers(0, 5)):
        plan["pause"] = draw(_pauses(currency, shift=not anchored))
    optional = {
        "enrollment_fee": cents(currency, 4_800, 1, 0),
        "introductory_price": st.fixed_dictionaries(
            {"cycles": st.integers(1, 3), "price": cents(currency, 9_900, 0, 29_901)}
        ),
        "term": st.fixed_dictionaries({"cycles": st.integers(1, 6)}),
        "early_termination_fee": _etf(currency),
        "cancellation": _cancellations(),
        "use_while": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("paused", "past_due", "suspended"), st.sampled_from(["all", "none"])
            ),
        ),
        "upgrade": _tier_changes(),
        "downgrade": _tier_changes(),
        "dunning": _dunning(),
        "retries": st.sampled_from(["ledger", "ledger", "ledger", "processor"]),
        "sharing": st.fixed_dictionaries(
            {"add_on_members": st.integers(1, 2), "after_cycles": st.integers(0, 2)}
        ),
        "recognition": st.fixed_dictionaries(
            {"method": st.sampled_from(["ratable", "allocated", "allocated"])},
            optional={"access": cents(currency, 2_000, 0, 1)},
        ),
    }
    plan |= draw(st.fixed_dictionaries({}, optional=optional))
    if "term" in plan and "pause" in plan and draw(st.booleans()):
        plan["pause"]["term"] = "extended"
    if any("late_fee" in step["do"] for step in plan.get("dunning", ())):
        plan["late_fee"] = draw(cents(currency, 2_500, 1))
    return plan
