"""A plan as its file has it, read into plain dictionaries with every default written out.

Amounts become integers of the minor unit. Only the terms of the core are read; any other is an
error, so that a life can't be judged by a model that does not know its terms.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .dates import span

__all__ = ["EXPONENTS", "Plan", "minor", "per_month", "read_plan"]

Plan = dict[str, Any]
EXPONENTS = {"JPY": 0, "KWD": 3}

_KNOWN = {
    *("id", "name", "version", "price", "cycle", "anchor", "first_period", "enrollment_fee"),
    *("late_fee", "introductory_price", "benefits", "term", "early_termination_fee"),
    *("cancellation", "pause", "use_while", "upgrade", "downgrade", "dunning", "retries"),
    *("sharing", "recognition"),
}
_KNOWN_OF_BENEFITS = {
    *("id", "kind", "name", "quantity", "amount", "services", "grants", "trigger", "rollover"),
    *("expires", "priority", "standalone_price", "percent", "amount_off", "price"),
}


def minor(text: str | None, currency: str) -> int:
    """ "199.00" dollars are 19900."""
    if text is None:
        return 0
    whole, _, rest = str(text).partition(".")
    places = EXPONENTS.get(currency, 2)
    assert len(rest) <= places, text
    sign = -1 if whole.startswith("-") else 1
    return sign * int(whole.lstrip("-") + rest.ljust(places, "0"))


def per_month(plan: Plan) -> Fraction:
    """A year is twelve months; days by 365/12."""
    count, unit = plan["cycle"]
    if unit == "months":
        return Fraction(plan["price"], count)
    return Fraction(plan["price"] * 365, 12 * count)


def _benefit(raw: dict[str, Any], currency: str) -> dict[str, Any]:
    assert set(raw) <= _KNOWN_OF_BENEFITS, raw
    money = raw["kind"] == "value_credit"
    counted = raw["kind"] == "service_credit"
    grants = raw.get("grants", "each_period")
    if grants not in ("each_period", "at_enrollment"):
        grants = span(grants)
    roll = raw.get("rollover")
    limits: dict[str, Any] = {}
    if isinstance(roll, dict):
        assert set(roll) <= {"carryover_limit", "max_balance", "periods", "grace"}, roll
        for cap in ("carryover_limit", "max_balance"):
            if cap in roll:
                limits[cap] = minor(roll[cap], currency) if money else roll[cap]
        limits["periods"] = roll.get("periods")
        limits["grace"] = span(roll["grace"]) if "grace" in roll else None
        roll = "limits"
    elif roll is None and "expires" not in raw:
        roll = "none"
    quantity = None
    if money:
        quantity = "dues" if raw["amount"] == "dues" else minor(raw["amount"], currency)
    elif counted:
        quantity = raw["quantity"]
    return {
        "id": raw["id"],
        "kind": raw["kind"],
        "lots": money or counted,
        "quantity": quantity,
        "grants": grants,
        "early": raw.get("trigger", "payment") == "period_start" and quantity != "dues",
        "rollover": roll,
        "carryover_limit": None,
        "max_balance": None,
        "periods": None,
        "grace": None,
        **limits,
        "expires": span(raw["expires"]) if "expires" in raw else None,
        "priority": raw.get("priority", 0),
        "weight": minor(raw.get("standalone_price"), currency),
    }


def _pause(raw: Any, currency: str) -> dict[str, Any] | None:
    if raw in (None, "none", False):
        return None
    raw = {} if raw is True else raw
    fee = raw.get("fee")
    every = True
    if isinstance(fee, dict):
        every = fee.get("per", "cycle") == "cycle"
        fee = fee["amount"]
    limits = [
        {
            "times": limit.get("times"),
            "length": span(limit["length"]) if "length" in limit else None,
            "per": limit["per"],
        }
        for limit in raw.get("limits") or ()
    ]
    assert all(limit["per"] not in ("term", "cycle", "calendar_month") for limit in limits), raw
    return {
        "billing": raw.get("billing", "skip"),
        "expiry": raw.get("expiry", "frozen"),
        "max_length": span(raw["max_length"]) if "max_length" in raw else None,
        "limits": limits,
        "fee": minor(fee, currency),
        "fee_every_cycle": every,
        "after_cycles": raw.get("after_cycles", 0),
        "next_period": raw.get("starts", "now") == "next_period",
        "notice": span(raw.get("notice", "0 days")),
        "extends_term": raw.get("term", "unchanged") == "extended",
    }


def _change(raw: dict[str, Any] | None, when: str) -> dict[str, str]:
    raw = raw or {}
    assert set(raw) <= {"when", "proration", "entitlements"}, raw
    assert isinstance(raw.get("proration", ""), str), raw
    usual = {"when": when, "proration": "by_day", "entitlements": "difference"}
    return {**usual, **raw}


def _cancellation(raw: dict[str, Any] | None) -> dict[str, Any]:
    raw = raw or {}
    assert set(raw) <= {"notice", "effective", "after_end"}, raw
    assert raw.get("effective") in (None, "period_end", "notice_end", "immediately"), raw
    after = raw.get("after_end", "forfeit")
    assert not isinstance(after, dict) or set(after) == {"usable_for"}, raw
    return {
        "notice": span(raw.get("notice", "0 days")),
        "effective": raw.get("effective", "period_end"),
        "after_end": "usable_for" if isinstance(after, dict) else after,
        "usable_for": span(after["usable_for"]) if isinstance(after, dict) else None,
    }


def _fee_of_leaving(raw: Any, currency: str) -> dict[str, Any] | None:
    if raw in (None, "none"):
        return None
    assert set(raw) <= {"kind", "amount", "cycles", "percent"}, raw
    percent = Fraction(str(raw["percent"])) if "percent" in raw else None
    amount = minor(raw.get("amount"), currency)
    return {**raw, "percent": percent, "amount": amount}


def read_plan(raw: dict[str, Any], currency: str) -> Plan:
    """A plan with every term of the core, said or not."""
    assert set(raw) <= _KNOWN, set(raw) - _KNOWN
    assert raw.get("version", 1) == 1, raw["version"]
    anchor = raw.get("anchor", "enrollment")
    term, intro = raw.get("term"), raw.get("introductory_price")
    if term not in (None, "none"):
        assert set(term) <= {"cycles", "at_end"}, term
        assert term.get("at_end", "month_to_month") == "month_to_month", term
    uses = raw.get("use_while") or {}
    assert set(uses) <= {"paused", "past_due", "suspended"}, uses
    assert set(uses.values()) <= {"all", "none"}, uses
    sharing, recognition = raw.get("sharing"), raw.get("recognition") or {}
    assert set(recognition) <= {"method", "access"}, recognition
    sharing = None if sharing in ("none", False) else {} if sharing is True else sharing
    return {
        "id": raw["id"],
        "price": minor(raw["price"], currency),
        "cycle": span(raw["cycle"]),
        "day": anchor["day"] if isinstance(anchor, dict) else None,
        "first_period": raw.get("first_period", "prorated"),
        "enrollment_fee": minor(raw.get("enrollment_fee"), currency),
        "late_fee": minor(raw.get("late_fee"), currency),
        "intro": (intro["cycles"], minor(intro["price"], currency)) if intro else None,
        "benefits": [_benefit(b, currency) for b in raw.get("benefits") or () if b != "none"],
        "term": term["cycles"] if isinstance(term, dict) else None,
        "leaving_fee": _fee_of_leaving(raw.get("early_termination_fee"), currency),
        "cancellation": _cancellation(raw.get("cancellation")),
        "pause": _pause(raw.get("pause"), currency),
        "use_while": {"paused": "none", "past_due": "all", "suspended": "none", **uses},
        "upgrade": _change(raw.get("upgrade"), "now"),
        "downgrade": _change(raw.get("downgrade"), "next_period"),
        "dunning": [
            (span(step["after"]), list(dict.fromkeys(step["do"])))
            for step in raw.get("dunning") or ()
            if step != "none"
        ],
        "retries": raw.get("retries", "ledger"),
        "sharing": None
        if sharing is None
        else (sharing.get("add_on_members", 1), sharing.get("after_cycles", 0)),
        "allocated": recognition.get("method", "ratable") == "allocated",
        "access": minor(recognition.get("access"), currency),
    }
