"""What a benefit can say beyond the core, drawn at random onto a benefit of the core."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.testing.strategies.values import cents
from memberledger.values import format_amount

__all__ = [
    "AFTER_END",
    "LOCATIONS",
    "OCCASIONS",
    "catalogues",
    "extra_benefits",
    "missed",
    "some",
    "widened_benefits",
    "windows",
]

LOCATIONS = ("north", "south")
"""The places of a practice whose plans say more than the core."""
OCCASIONS = ("birthday", "referral")
"""What their benefits may be granted on."""
_WINDOWS = ("cycle", "calendar_month", "calendar_year", "membership", "45 days", "12 months")
AFTER_END: tuple[Any, ...] = (
    "forfeit",
    "keep",
    {"usable_for": "20 days"},
    {"usable_for": "1 cycle", "from": "request"},
    {"usable_for": "60 days", "from": "last_payment"},
    {"usable_for": "3 months", "from": "last_billing"},
)
"""What is left of a lot when its membership has ended."""


def catalogues(currency: str) -> st.SearchStrategy[tuple[dict[str, Any], ...] | None]:
    """The services of a practice, with the price of some; or no catalogue."""
    listed = (
        {"id": "facial", "category": "skin"},
        {"id": "peel", "category": "skin", "price": format_amount(18_000, currency)},
        {"id": "massage", "category": "body", "price": format_amount(12_000, currency)},
    )
    return st.sampled_from([listed, listed[1:], None])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these fields, or none."""
    return st.fixed_dictionaries({}, optional=fields)


def _in_order(terms: dict[str, Any]) -> str:
    return str(sorted(terms.items()))


def windows(*, term: bool) -> st.SearchStrategy[str]:
    """What a limit counts in; `term` among them for a plan that has one."""
    return st.sampled_from((*_WINDOWS, "term") if term else _WINDOWS)


def _limits(*, term: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    counted = st.fixed_dictionaries(
        {"per": windows(term=term)}, optional={"quantity": st.integers(1, 4)}
    )
    apart = st.fixed_dictionaries({"wait": st.sampled_from(["1 day", "14 days", "1 month"])})
    return st.lists(counted | apart, min_size=1, max_size=2, unique_by=_in_order)


def missed(currency: str) -> st.SearchStrategy[dict[str, Any]]:
    """What becomes of units and money when a visit is missed or cancelled late."""
    return some(
        units=st.sampled_from(["release", "forfeit"]),
        fee=cents(currency, 5_000, 1) | st.sampled_from([{"percent": 50}, {"percent": "33.33"}]),
    )


@st.composite
def _grants(draw: st.DrawFn, *, term: bool) -> Any:
    words: list[Any] = ["each_term"] if term else []
    every = some(
        after_cycles=st.integers(0, 3),
        times=st.integers(1, 4),
        anchor=st.sampled_from(["enrollment", "calendar"]),
    )
    forms = [
        every.map(lambda more: {"every": "3 months", **more}),
        every.map(lambda more: {"every": "1 month", **more}),
        st.fixed_dictionaries(
            {"occasion": st.sampled_from(OCCASIONS)}, optional={"per": windows(term=term)}
        ),
    ]
    if words:
        forms.append(st.sampled_from(words))
    return draw(st.one_of(forms))


@st.composite
def widened_benefits(draw: st.DrawFn, benefit: dict[str, Any], currency: str, *, term: bool) -> Any:
    """A benefit with lots, with more said of it."""
    banked = benefit.get("amount") == "dues"
    units = benefit["kind"] == "service_credit"
    optional: dict[str, st.SearchStrategy[Any]] = {
        "after_end": st.sampled_from(AFTER_END),
        "redemption_limits": _limits(term=term),
        "for": st.sampled_from(["member", "sharers", "guest", ["member", "sharers", "guest"]]),
        "redeem_at": st.sampled_from(["any", "home", ["north"], list(LOCATIONS)]),
        "no_show": missed(currency),
        "late_cancel": missed(currency).map(lambda more: {"within": "24 hours", **more}),
        "services": st.sampled_from(["all", ["skin"], ["facial", "massage"]]),
        "except": st.sampled_from([["massage"], ["body"]]),
    }
    if not banked:
        optional["grants"] = _grants(term=term)
        optional["promotional"] = st.booleans()
        optional["transferable"] = some(
            expires=st.sampled_from(["10 days", "60 days"]), limits=_limits(term=term)
        )
    if units:
        optional["substitution"] = st.lists(
            st.fixed_dictionaries({"value": cents(currency, 15_000)})
            | st.fixed_dictionaries(
                {"fee": cents(currency, 2_500)},
                optional={
                    "services": st.sampled_from([["massage"], "all"]),
                    "except": st.just(["peel"]),
                },
            ),
            min_size=1,
            max_size=2,
            unique_by=lambda form: (form.get("value"), form.get("fee")),
        )
    wide = benefit | draw(st.fixed_dictionaries({}, optional=optional))
    if wide.get("promotional") or isinstance(wide.get("grants"), dict):
        wide.pop("standalone_price", None)
    return wide


_EXTRA = ("convertible", "metered", "guest_pass", "member_price", "amount_off")


@st.composite
def extra_benefits(
    draw: st.DrawFn, benefits: list[dict[str, Any]], currency: str
) -> list[dict[str, Any]]:
    """The benefits of a plan with those that only the wider schema has, or some of them."""
    chosen = draw(st.sets(st.sampled_from(_EXTRA), max_size=3))
    money = [b["id"] for b in benefits if b["kind"] == "value_credit"]
    extra = []
    for benefit in benefits:
        if "convertible" in chosen and benefit["kind"] == "service_credit" and money:
            converts = {"to": money[0], "at": format_amount(9_900, currency)}
            when = draw(some(when=st.sampled_from(["on_request", "period_end"])))
            extra.append({**benefit, "converts": converts | when})
        else:
            extra.append(benefit)
    if "metered" in chosen:
        half = {"id": "half_off", "kind": "discount", "percent": 50, "quantity": 1}
        extra.append(half | draw(some(regular_price_only=st.booleans(), services=st.just("all"))))
    if "member_price" in chosen:
        price = {"id": "retail", "kind": "member_price", "price": format_amount(1_200, currency)}
        extra.append(price | draw(some(quantity=st.just(2))))
    if "amount_off" in chosen:
        off = {"id": "some_off", "kind": "discount", "amount_off": format_amount(500, currency)}
        counted = some(expires=st.just("6 months"), rollover=st.just("unlimited")).map(
            lambda more: {"quantity": 1, "grants": {"every": "6 months"}, **more}
        )
        extra.append(off | draw(st.just({}) | counted))
    if "guest_pass" in chosen:
        extra.append({"id": "guest_pass", "kind": "service_credit", "quantity": 1, "for": "guest"})
    return extra
