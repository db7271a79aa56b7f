"""What a plan can say beyond its core, drawn at random onto a plan of the core."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from memberledger.values import format_amount

__all__ = ["LOCATIONS", "OCCASIONS", "catalogues", "widened"]

LOCATIONS = ("north", "south")
OCCASIONS = ("birthday", "referral")
_WINDOWS = ("cycle", "calendar_month", "calendar_year", "membership", "45 days", "12 months")
_AFTER_END = (
    "forfeit",
    "keep",
    {"usable_for": "20 days"},
    {"usable_for": "1 cycle", "from": "request"},
    {"usable_for": "60 days", "from": "last_payment"},
    {"usable_for": "3 months", "from": "last_billing"},
)
_INSTEAD = (("peel", "facial"), ("facial", "peel"), ("facial", "guest_pass"))
_USABLE = ("all", "none", ["service_credit"], ["facial", "discount"], ["bank", "peel"])


def _money(currency: str, *minor: int) -> st.SearchStrategy[str]:
    return st.sampled_from([format_amount(m, currency) for m in minor])


def catalogues(currency: str) -> st.SearchStrategy[tuple[dict[str, Any], ...] | None]:
    """The services of a practice, with the price of some; or no catalogue."""
    listed = (
        {"id": "facial", "category": "skin"},
        {"id": "peel", "category": "skin", "price": format_amount(18_000, currency)},
        {"id": "massage", "category": "body", "price": format_amount(12_000, currency)},
    )
    return st.sampled_from([listed, listed[1:], None])


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _in_order(terms: dict[str, Any]) -> str:
    return str(sorted(terms.items()))


def _windows(*, term: bool) -> st.SearchStrategy[str]:
    return st.sampled_from((*_WINDOWS, "term") if term else _WINDOWS)


def _limits(*, term: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    counted = st.fixed_dictionaries(
        {"per": _windows(term=term)}, optional={"quantity": st.integers(1, 4)}
    )
    apart = st.fixed_dictionaries({"wait": st.sampled_from(["1 day", "14 days", "1 month"])})
    return st.lists(counted | apart, min_size=1, max_size=2, unique_by=_in_order)


def _missed(currency: str) -> st.SearchStrategy[dict[str, Any]]:
    return _some(
        units=st.sampled_from(["release", "forfeit"]),
        fee=_money(currency, 5_000, 1) | st.sampled_from([{"percent": 50}, {"percent": "33.33"}]),
    )


@st.composite
def _grants(draw: st.DrawFn, *, term: bool) -> Any:
    words: list[Any] = ["each_term"] if term else []
    every = _some(
        after_cycles=st.integers(0, 3),
        times=st.integers(1, 4),
        anchor=st.sampled_from(["enrollment", "calendar"]),
    )
    forms = [
        every.map(lambda more: {"every": "3 months", **more}),
        every.map(lambda more: {"every": "1 month", **more}),
        st.fixed_dictionaries(
            {"occasion": st.sampled_from(OCCASIONS)}, optional={"per": _windows(term=term)}
        ),
    ]
    if words:
        forms.append(st.sampled_from(words))
    return draw(st.one_of(forms))


@st.composite
def _benefit(draw: st.DrawFn, benefit: dict[str, Any], currency: str, *, term: bool) -> Any:
    """A benefit with lots, with more said of it."""
    banked = benefit.get("amount") == "dues"
    units = benefit["kind"] == "service_credit"
    optional: dict[str, st.SearchStrategy[Any]] = {
        "after_end": st.sampled_from(_AFTER_END),
        "redemption_limits": _limits(term=term),
        "for": st.sampled_from(["member", "sharers", "guest", ["member", "sharers", "guest"]]),
        "redeem_at": st.sampled_from(["any", "home", ["north"], list(LOCATIONS)]),
        "no_show": _missed(currency),
        "late_cancel": _missed(currency).map(lambda more: {"within": "24 hours", **more}),
        "services": st.sampled_from(["all", ["skin"], ["facial", "massage"]]),
        "except": st.sampled_from([["massage"], ["body"]]),
    }
    if not banked:
        optional["grants"] = _grants(term=term)
        optional["promotional"] = st.booleans()
        optional["transferable"] = _some(
            expires=st.sampled_from(["10 days", "60 days"]), limits=_limits(term=term)
        )
    if units:
        optional["substitution"] = st.lists(
            st.fixed_dictionaries({"value": _money(currency, 15_000)})
            | st.fixed_dictionaries(
                {"fee": _money(currency, 2_500)},
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
    ) | st.fixed_dictionaries({"times": st.integers(1, 2), "per": _windows(term=term)})
    more: dict[str, st.SearchStrategy[Any]] = {
        "limits": st.lists(limit, max_size=2),
        "after_cycles": st.integers(0, 2),
        "starts": st.sampled_from(["now", "next_period"]),
        "fee": st.fixed_dictionaries(
            {"amount": _money(currency, 1_000), "per": st.sampled_from(["pause", "cycle"])}
        ),
        "notice": st.sampled_from(["14 days", "1 cycle"]),
        "max_length": st.sampled_from(["2 cycles", "45 days"]),
    }
    if term:
        more["term"] = st.sampled_from(["unchanged", "extended"])
    return st.fixed_dictionaries({}, optional=more)


def _cancellation() -> st.SearchStrategy[dict[str, Any]]:
    return _some(
        notice=st.sampled_from(["1 cycle", "30 days"]),
        effective=st.sampled_from(["term_end", "month_end", "period_end"]),
        after_end=st.sampled_from(_AFTER_END),
        final_dues=st.sampled_from(["full", "by_day"]),
        involuntary=_some(
            after_end=st.sampled_from(_AFTER_END), early_termination_fee=st.booleans()
        ),
    )


def _of_plan(currency: str) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "name": st.just("Glow"),
        "version": st.integers(1, 2),
        "tier": st.sampled_from(["glow", "other"]),
        "level": st.integers(1, 3),
        "prices": st.fixed_dictionaries({"south": _money(currency, 21_900, 5_000)}),
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
            {"amount": _money(currency, 9_900, 1)},
            optional={"first": st.sampled_from(["at_enrollment", "anniversary"])},
        ),
        "no_show": _missed(currency),
        "late_cancel": _missed(currency),
        "reenrollment": _some(
            allowed=st.booleans(), enrollment_fee=st.sampled_from(["again", "once"])
        ),
        "price_change": st.fixed_dictionaries({"notice": st.sampled_from(["30 days", "1 cycle"])}),
        "stackable": st.booleans(),
    }


_EXTRA = ("convertible", "metered", "guest_pass", "member_price", "amount_off")


@st.composite
def _extra(draw: st.DrawFn, plan: dict[str, Any], currency: str) -> None:
    """Benefits that only the wider schema has."""
    chosen = draw(st.sets(st.sampled_from(_EXTRA), max_size=3))
    money = [b["id"] for b in plan["benefits"] if b["kind"] == "value_credit"]
    for benefit in plan["benefits"]:
        if "convertible" in chosen and benefit["kind"] == "service_credit" and money:
            benefit["converts"] = {"to": money[0], "at": format_amount(9_900, currency)} | draw(
                _some(when=st.sampled_from(["on_request", "period_end"]))
            )
    if "metered" in chosen:
        plan["benefits"].append(
            {"id": "half_off", "kind": "discount", "percent": 50, "quantity": 1}
            | draw(_some(regular_price_only=st.booleans(), services=st.just("all")))
        )
    if "member_price" in chosen:
        price = {"id": "retail", "kind": "member_price", "price": format_amount(1_200, currency)}
        plan["benefits"].append(price | draw(_some(quantity=st.just(2))))
    if "amount_off" in chosen:
        off = {"id": "some_off", "kind": "discount", "amount_off": format_amount(500, currency)}
        plan["benefits"].append(
            off
            | draw(
                st.just({})
                | _some(expires=st.just("6 months"), rollover=st.just("unlimited")).map(
                    lambda more: {"quantity": 1, "grants": {"every": "6 months"}, **more}
                )
            )
        )
    if "guest_pass" in chosen:
        plan["benefits"].append(
            {"id": "guest_pass", "kind": "service_credit", "quantity": 1, "for": "guest"}
        )


@st.composite
def widened(draw: st.DrawFn, plan: dict[str, Any], currency: str) -> dict[str, Any]:
    """The plan with more said: any mix of the terms beyond the core."""
    plan = dict(plan)
    if draw(st.booleans()):
        plan["term"] = {"cycles": draw(st.sampled_from([1, 2, 3, 6]))} | draw(
            _some(at_end=st.sampled_from(["month_to_month", "renew", "end", "opt_in", "opt_in"]))
        )
    term = "term" in plan
    plan["benefits"] = [
        draw(_benefit(b, currency, term=term))
        if b["kind"] in ("service_credit", "value_credit") and draw(st.booleans())
        else dict(b)
        for b in plan["benefits"]
    ]
    draw(_extra(plan, currency))
    names = tuple(b["id"] for b in plan["benefits"])
    plan |= draw(st.fixed_dictionaries({}, optional=_of_plan(currency)))
    for field, more in (
        ("pause", _pause(currency, term=term)),
        ("cancellation", _cancellation()),
        ("upgrade", _changes(names, down=False)),
        ("downgrade", _changes(names, down=True)),
        (
            "use_while",
            _some(
                **dict.fromkeys(
                    ("paused", "past_due", "suspended", "notice"), st.sampled_from(_USABLE)
                )
            ),
        ),
    ):
        if draw(st.booleans()):
            plan[field] = {**plan.get(field, {}), **draw(more)}
    fee = plan.get("early_termination_fee")
    if fee is not None:
        fee = fee | draw(_some(waived_within=st.sampled_from(["3 days", "1 cycle"])))
        if fee["kind"] in ("fixed", "cycles"):
            fee |= draw(_some(applies=st.sampled_from(["in_term", "always"])))
        plan["early_termination_fee"] = fee
    if plan.get("recognition", {}).get("method") == "allocated" and draw(st.booleans()):
        plan["recognition"] = {
            **plan["recognition"],
            "at_charge": draw(_money(currency, 2_000, 1)),
        }
    steps = plan.get("dunning")
    if steps and draw(st.integers(0, 2)):
        action = draw(st.sampled_from(["forfeit", "review", "returned_payment_fee"]))
        which = draw(st.integers(0, len(steps) - 1))
        more = {**steps[which], "do": [*steps[which]["do"], action]}
        plan["dunning"] = [*steps[:which], more, *steps[which + 1 :]]
    if any("returned_payment_fee" in step["do"] for step in plan.get("dunning", ())):
        plan["returned_payment_fee"] = draw(_money(currency, 3_500))
    return plan
