"""Every field of every group of terms changes the words when it is set."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from memberledger import Plan, terms
from memberledger.agreement import told
from memberledger.terms.base import Terms

from .plans import BANK, FACIAL, plan

TERM = {"cycles": 12}
LATE = {"after": "3 days", "do": ["late_fee", "returned_payment_fee"]}
DUES = {"late_fee": "10.00", "returned_payment_fee": "5.00", "dunning": [LATE]}

SHARE = {"recognition": {"method": "allocated"}}
LIMIT = {"per": "cycle"}
FIXED = {"kind": "fixed", "amount": "50.00"}
OWN = {"policy": "acme.rule", "version": 1}


def _benefit(before: dict[str, Any], after: dict[str, Any], **facts: Any) -> tuple[Plan, Plan]:
    return plan({**FACIAL, **before}, BANK, **facts), plan({**FACIAL, **after}, BANK, **facts)


def _plan(before: dict[str, Any], after: dict[str, Any]) -> tuple[Plan, Plan]:
    return plan(FACIAL, BANK, **before), plan(FACIAL, BANK, **after)


def _kind(kind: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[Plan, Plan]:
    thing = {"id": "thing", "kind": kind}
    return plan({**thing, **before}), plan({**thing, **after})


def _inside(field: str, before: Any, after: Any, **facts: Any) -> tuple[Plan, Plan]:
    """A group of terms of the plan before and after."""
    return _plan({**facts, field: before}, {**facts, field: after})


def _of(field: str, before: Any, after: Any, **facts: Any) -> tuple[Plan, Plan]:
    """A group of terms of a benefit before and after."""
    return _benefit({field: before}, {field: after}, **facts)


CASES: dict[str, dict[str, tuple[Plan, Plan]]] = {
    "Plan": {
        "price": _plan({}, {"price": "189.00"}),
        "cycle": _plan({}, {"cycle": "2 weeks"}),
        "anchor": _plan({}, {"anchor": {"day": 15}}),
        "first_period": _inside("first_period", "prorated", "free", anchor={"day": 1}),
        "enrollment_fee": _plan({}, {"enrollment_fee": "49.00"}),
        "late_fee": _plan(DUES, {**DUES, "late_fee": "12.00"}),
        "introductory_price": _plan({}, {"introductory_price": {"cycles": 1, "price": "9.00"}}),
        "benefits": (plan(FACIAL), plan(FACIAL, BANK)),
        "term": _plan({}, {"term": TERM}),
        "early_termination_fee": _inside("early_termination_fee", None, FIXED, term=TERM),
        "cancellation": _plan({}, {"cancellation": {"notice": "30 days"}}),
        "pause": _plan({}, {"pause": {}}),
        "use_while": _plan({}, {"use_while": {"past_due": "none"}}),
        "upgrade": _plan({}, {"upgrade": {"proration": "none"}}),
        "downgrade": _plan({}, {"downgrade": {"when": "now"}}),
        "dunning": _plan({}, {"dunning": [{"after": "3 days", "do": ["retry"]}]}),
        "retries": _plan({}, {"retries": "processor"}),
        "sharing": _plan({}, {"sharing": {}}),
        "recognition": _plan({}, SHARE),
        "stackable": _plan({}, {"stackable": True}),
        "price_change": _plan({}, {"price_change": {"notice": "30 days"}}),
        "tier": _plan({}, {"tier": "gold"}),
        "level": _plan({}, {"level": 2}),
        "prices": _plan({}, {"prices": {"south": "219.00"}}),
        "sold": _plan({}, {"sold": {"until": "2027-01-01"}}),
        "sold_at": _plan({}, {"sold_at": ["south"]}),
        "redeem_at": _plan({}, {"redeem_at": "home"}),
        "tax": _plan({}, {"tax": {"rate": 19}}),
        "annual_fee": _plan({}, {"annual_fee": {"amount": "50.00"}}),
        "returned_payment_fee": _plan(DUES, {**DUES, "returned_payment_fee": "6.00"}),
        "no_show": _plan({}, {"no_show": {"fee": "50.00"}}),
        "late_cancel": _plan({}, {"late_cancel": {"fee": "50.00"}}),
        "reenrollment": _plan({}, {"reenrollment": {"allowed": False}}),
        "dunning_policy": _plan({}, {"dunning_policy": OWN}),
    },
    "Benefit": {
        "id": (plan(FACIAL), plan({**FACIAL, "id": "peel"})),
        "kind": (plan(BANK), plan({**BANK, "kind": "perk", "amount": None})),
        "name": _of("name", None, "HydraFacial"),
        "quantity": _of("quantity", 1, 2),
        "amount": (plan(BANK), plan({**BANK, "amount": "dues"})),
        "services": _of("services", None, ["peel", "hydrafacial"]),
        "excluded": _benefit({"services": "all"}, {"services": "all", "except": ["botox"]}),
        "grants": _of("grants", "each_period", "at_enrollment"),
        "trigger": _of("trigger", "payment", "period_start"),
        "rollover": _of("rollover", "none", "unlimited"),
        "expires": _of("expires", None, "60 days"),
        "priority": _of("priority", 0, 1),
        "standalone_price": _of("standalone_price", "0.00", "150.00", **SHARE),
        "percent": _kind("discount", {"percent": 10}, {"percent": 15}),
        "amount_off": _kind("discount", {"amount_off": "5.00"}, {"amount_off": "6.00"}),
        "price": _kind("member_price", {"price": "11.00"}, {"price": "12.00"}),
        "regular_price_only": _kind(
            "discount", {"percent": 10}, {"percent": 10, "regular_price_only": True}
        ),
        "promotional": _of("promotional", None, True),
        "after_end": _of("after_end", None, "keep"),
        "redemption_limits": _of("redemption_limits", None, [LIMIT]),
        "substitution": _of("substitution", None, [{"fee": "25.00"}]),
        "transferable": _of("transferable", None, {}),
        "for_whom": _of("for", None, "guest"),
        "converts": _of("converts", None, {"to": "bank", "at": "99.00"}),
        "redeem_at": _of("redeem_at", None, "home"),
        "no_show": _of("no_show", None, {"units": "forfeit"}),
        "late_cancel": _of("late_cancel", None, {"units": "forfeit"}),
    },
    "AnchorDay": {"day": _inside("anchor", {"day": 1}, {"day": 31})},
    "Introductory": {
        name: _inside("introductory_price", {"cycles": 1, "price": "99.00"}, after)
        for name, after in (
            ("cycles", {"cycles": 2, "price": "99.00"}),
            ("price", {"cycles": 1, "price": "98.00"}),
        )
    },
    "AnnualFee": {
        "amount": _inside("annual_fee", {"amount": "50.00"}, {"amount": "51.00"}),
        "first": _inside(
            "annual_fee", {"amount": "50.00"}, {"amount": "50.00", "first": "at_enrollment"}
        ),
    },
    "Tax": {
        "rate": _inside("tax", {"rate": 19}, {"rate": "8.875"}),
        "included": _inside("tax", {"rate": 19}, {"rate": 19, "included": True}),
        "on": _inside("tax", {"rate": 19}, {"rate": 19, "on": ["dues", "annual_fee"]}),
    },
    "Sold": {
        "first_on": _inside("sold", {"until": "2027-01-01"}, {"from": "2026-01-01"}),
        "until": _inside(
            "sold", {"from": "2026-01-01"}, {"from": "2026-01-01", "until": "2027-01-01"}
        ),
    },
    "Recognition": {
        "method": _inside("recognition", {"method": "ratable"}, {"method": "allocated"}),
        "access": _inside(
            "recognition", *({"method": "allocated", **x} for x in ({}, {"access": "9.00"}))
        ),
        "at_charge": _inside(
            "recognition", *({"method": "allocated", **x} for x in ({}, {"at_charge": "9.00"}))
        ),
    },
    "GrantEvery": {
        name: _of("grants", {"every": "2 months"}, {"every": "2 months", **after})
        for name, after in (
            ("every", {"every": "3 months"}),
            ("after_cycles", {"after_cycles": 1}),
            ("times", {"times": 4}),
            ("anchor", {"anchor": "calendar"}),
        )
    },
    "GrantOn": {
        "occasion": _of("grants", {"occasion": "birthday"}, {"occasion": "wedding"}),
        "per": _of(
            "grants", {"occasion": "birthday"}, {"occasion": "birthday", "per": "membership"}
        ),
    },
    "Rollover": {
        "mode": _of("rollover", "none", "unlimited"),
        "carryover_limit": _of(
            "rollover", {"max_balance": 6}, {"max_balance": 6, "carryover_limit": 3}
        ),
        "max_balance": _of("rollover", {"max_balance": 6}, {"max_balance": 5}),
        "periods": _of("rollover", {"periods": 1}, {"periods": 2}),
        "grace": _of("rollover", {"grace": "7 days"}, {"grace": "8 days"}),
        "policy": _of("rollover", {"carryover_limit": 3}, OWN),
        "version": _of("rollover", OWN, {**OWN, "version": 2}),
        "parameters": _of("rollover", OWN, {**OWN, "with": {"percent": 50}}),
        "says": _of("rollover", OWN, {**OWN, "says": "half of it carries over"}),
    },
    "OwnPolicy": {
        name: _inside("dunning_policy", OWN, {**OWN, **after})
        for name, after in (
            ("policy", {"policy": "acme.other"}),
            ("version", {"version": 2}),
            ("parameters", {"with": {"days": 5}}),
            ("says", {"says": "a reminder every five days"}),
        )
    },
    "RedemptionLimit": {
        "quantity": _of("redemption_limits", [LIMIT], [{**LIMIT, "quantity": 3}]),
        "per": _of("redemption_limits", [LIMIT], [{"per": "12 months"}]),
        "wait": _of("redemption_limits", [{"wait": "14 days"}], [{"wait": "2 weeks"}]),
    },
    "Substitution": {
        "value": _of("substitution", [{"value": "150.00"}], [{"value": "151.00"}]),
        "fee": _of("substitution", [{"fee": "25.00"}], [{"fee": "26.00"}]),
        "services": _of("substitution", [{"fee": "25.00"}], [{"fee": "25.00", "services": ["x"]}]),
        "excluded": _of("substitution", [{"fee": "25.00"}], [{"fee": "25.00", "except": ["x"]}]),
    },
    "Transferable": {
        "expires": _of("transferable", {}, {"expires": "60 days"}),
        "limits": _of("transferable", {}, {"limits": [LIMIT]}),
    },
    "Conversion": {
        "to": (
            plan({**FACIAL, "converts": {"to": "bank", "at": "9.00"}}, BANK, {**BANK, "id": "jar"}),
            plan({**FACIAL, "converts": {"to": "jar", "at": "9.00"}}, BANK, {**BANK, "id": "jar"}),
        ),
        "at": _of("converts", {"to": "bank", "at": "9.00"}, {"to": "bank", "at": "8.00"}),
        "when": _of(
            "converts",
            {"to": "bank", "at": "9.00"},
            {"to": "bank", "at": "9.00", "when": "period_end"},
        ),
    },
    "MissedVisit": {
        "units": _inside("no_show", {"units": "release"}, {"units": "forfeit"}),
        "fee": _inside("no_show", {}, {"fee": "50.00"}),
    },
    "LateCancel": {
        "units": _inside("late_cancel", {"units": "release"}, {"units": "forfeit"}),
        "fee": _inside("late_cancel", {}, {"fee": {"percent": 50}}),
        "within": _inside("late_cancel", {}, {"within": "24 hours"}),
    },
    "MissedFee": {
        "percent": _inside("no_show", {"fee": {"percent": 50}}, {"fee": {"percent": "12.5"}})
    },
    "UseWhile": {
        "paused": _inside("use_while", {}, {"paused": ["discount", "facial"]}, pause={}),
        "past_due": _inside("use_while", {}, {"past_due": ["facial"]}),
        "suspended": _inside("use_while", {}, {"suspended": "all"}),
        "notice": _inside("use_while", {}, {"notice": "none"}),
    },
    "Sharing": {
        "add_on_members": _inside("sharing", {}, {"add_on_members": 2}),
        "after_cycles": _inside("sharing", {}, {"after_cycles": 3}),
    },
    "DunningStep": {
        "after": _inside(
            "dunning",
            [{"after": "0 days", "do": ["retry"]}],
            [{"after": "5 days", "do": ["retry"]}],
        ),
        "do": _inside(
            "dunning",
            [{"after": "5 days", "do": ["retry"]}],
            [{"after": "5 days", "do": ["review"]}],
        ),
    },
    "Pause": {
        name: _inside("pause", {}, {name: after}, term=TERM)
        for name, after in {
            "billing": "shift",
            "expiry": "running",
            "max_length": "3 months",
            "limits": [{"times": 2, "per": "calendar_year"}],
            "fee": "10.00",
            "after_cycles": 2,
            "starts": "next_period",
            "notice": "14 days",
            "term": "extended",
        }.items()
    },
    "PauseLimit": {
        "times": _inside("pause", *({"limits": [{"times": n, "per": "cycle"}]} for n in (1, 2))),
        "length": _inside(
            "pause", *({"limits": [{"length": f"{n} cycles", "per": "12 months"}]} for n in (2, 3))
        ),
        "per": _inside(
            "pause", *({"limits": [{"times": 1, "per": per}]} for per in ("cycle", "1 year"))
        ),
    },
    "PauseFee": {
        "amount": _inside("pause", *({"fee": {"amount": amount}} for amount in ("5.00", "6.00"))),
        "per": _inside(
            "pause", *({"fee": {"amount": "5.00", "per": per}} for per in ("cycle", "pause"))
        ),
    },
    "TierChange": {
        name: _inside("downgrade", {"when": "now"}, {"when": "now", **after}, **facts)
        for name, after, facts in (
            ("when", {"when": "next_period"}, {}),
            ("proration", {"proration": "difference"}, {}),
            ("entitlements", {"entitlements": "full"}, {}),
            ("notice", {"notice": "1 cycle"}, {}),
            ("term", {"term": "restart"}, {"term": TERM}),
            ("credit", {"credit": "unused"}, {}),
            ("converts", {"converts": {"peel": "facial"}}, {}),
        )
    },
    "PriceChange": {
        "notice": _inside("price_change", {"notice": "30 days"}, {"notice": "1 cycle"})
    },
    "Commitment": {
        "cycles": _inside("term", TERM, {"cycles": 6}),
        "at_end": _inside("term", TERM, {**TERM, "at_end": "opt_in"}),
    },
    "Cancellation": {
        name: _inside("cancellation", {}, {name: after}, term=TERM)
        for name, after in {
            "notice": "1 cycle",
            "effective": "month_end",
            "after_end": "keep",
            "final_dues": "by_day",
            "involuntary": {"after_end": "keep"},
        }.items()
    },
    "UsableFor": {
        "usable_for": _inside(
            "cancellation", *({"after_end": {"usable_for": f"{n} days"}} for n in (30, 60))
        ),
        "counted_from": _inside(
            "cancellation",
            *({"after_end": {"usable_for": "60 days", "from": x}} for x in ("end", "request")),
        ),
    },
    "Involuntary": {
        "after_end": _inside(
            "cancellation", {"involuntary": {}}, {"involuntary": {"after_end": "keep"}}
        ),
        "early_termination_fee": _inside(
            "cancellation",
            {"involuntary": {}},
            {"involuntary": {"early_termination_fee": True}},
        ),
    },
    "EarlyTerminationFee": {
        name: _inside("early_termination_fee", before, after, term=TERM)
        for name, before, after in (
            ("kind", FIXED, {"kind": "all_remaining"}),
            ("amount", FIXED, {"kind": "fixed", "amount": "51.00"}),
            ("cycles", {"kind": "cycles", "cycles": 1}, {"kind": "cycles", "cycles": 2}),
            (
                "percent",
                {"kind": "percent_remaining", "percent": 50},
                {"kind": "percent_remaining", "percent": 30},
            ),
            ("waived_within", FIXED, {**FIXED, "waived_within": "3 days"}),
            ("applies", FIXED, {**FIXED, "applies": "always"}),
        )
    },
    "Reenrollment": {
        "allowed": _inside("reenrollment", {}, {"allowed": False}),
        "enrollment_fee": _inside("reenrollment", {}, {"enrollment_fee": "once"}),
    },
}

NOT_SENTENCES = {("Plan", "id"), ("Plan", "version"), ("Plan", "name")}
"""These are the heading above the agreement."""


def _models(model: type[BaseModel], found: dict[str, type[BaseModel]]) -> dict[str, Any]:
    if model.__name__ not in found:
        found[model.__name__] = model
        for field in model.model_fields.values():
            for inner in _inside_of(field.annotation):
                _models(inner, found)
    return found


def _inside_of(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Terms):
        return [annotation]
    parts = [part for part in get_args(annotation) if part is not Ellipsis]
    return [model for part in parts for model in _inside_of(part)]


FIELDS = [
    (name, field)
    for name, model in _models(Plan, {}).items()
    for field in model.model_fields
    if (name, field) not in NOT_SENTENCES
]


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_a_field_that_is_set_changes_the_words(model: str, field: str) -> None:
    before, after = CASES[model][field]
    assert [line.text for line in told(before, "USD")] != [line.text for line in told(after, "USD")]


def test_every_model_of_the_terms_that_a_plan_can_hold_is_walked() -> None:
    offered = {name for name in terms.__all__ if isinstance(getattr(terms, name), type)}
    assert offered - {"Service"} <= {name for name, _ in FIELDS}
    assert {(name, field) for name, cases in CASES.items() for field in cases} == set(FIELDS)
