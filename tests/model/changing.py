"""Changing the plan: now, for money by the day and what is more; or at the next billing date."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import collecting, giving
from .dates import days, next_anchor_day
from .lots import stretch_of
from .member import Member, Refusal
from .plans import Plan, per_month
from .whole import half_up

__all__ = ["ask", "new_schedule", "takes_place"]


def ask(m: Member, on: date, plan: Plan, when: str | None) -> None:
    """A request; one change waits at most, and a new request replaces it."""
    if m.status == "cancelled":
        raise Refusal("cancelled")
    if plan["id"] == m.plan["id"]:
        if m.change is not None:
            m.change = None
            m.tell("change_called_off", on)
        return
    up = per_month(plan) >= per_month(m.plan)
    rules = plan["upgrade" if up else "downgrade"]
    now = (when or rules["when"]) == "now"
    if now and m.owed > 0:
        raise Refusal("past_due")
    if now and m.status == "paused":
        raise Refusal("paused")
    if not now or not _can_be_now(m, plan, on):
        m.change = plan
        m.tell("change_asked", on, plan=plan["id"])
        return
    _now(m, on, plan, rules, up)


def _can_be_now(m: Member, plan: Plan, on: date) -> bool:
    """Not in a period that was not billed, nor to another cycle or day of the month."""
    period = m.period
    if period is None or period["bill"] is None or on >= period["end"]:
        return False
    return not _other_dates(m, plan)


def _other_dates(m: Member, plan: Plan) -> bool:
    """Whether a plan has another cycle, or a day of the month that is not the member's."""
    other_day = plan["day"] is not None and plan["day"] != m.schedule[1]
    return bool(other_day or plan["cycle"] != m.plan["cycle"])


def _now(m: Member, on: date, plan: Plan, rules: dict[str, str], up: bool) -> None:
    period = m.period
    assert period is not None
    left, whole, rate = days(on, period["end"]), period["whole"], period["rate"]
    if rules["proration"] == "by_day":
        cost = half_up(plan["price"] * left, whole) - half_up(rate * left, whole)
    elif rules["proration"] == "difference":
        cost = plan["price"] - rate
    else:
        cost = 0
    m.change = None
    m.intro_left = 0
    m.agree(plan, on)
    if rules["proration"] != "none":  # else the days left stay billed as they were
        period["rate"] = plan["price"]
    m.tell("changed", on, plan=plan["id"], now=True, up=up, cost=cost)
    grants = _more(m, on, plan, rules["entitlements"], period, cost)
    giving.change_clocks(m, m.schedule[0], on)
    # a credit comes only from what was paid
    if cost < 0:
        _credit(m, on, period, -cost)
    collecting.new_bill(m, "change", on, amount=max(cost, 0), period=period, grants=grants)
    collecting.collect(m, on)
    giving.give(m, on)


def _more(
    m: Member, on: date, plan: Plan, how: str, period: dict[str, Any], cost: int
) -> list[Any]:
    """(benefit, quantity, stretch) that the change gives in the running period."""
    if how == "next_period":
        return []
    more = []
    for benefit in plan["benefits"]:
        if not benefit["lots"] or benefit["grants"] == "at_enrollment":
            continue
        stretch = (period["start"], period["end"])
        clock = m.clocks.get(benefit["id"])
        if isinstance(benefit["grants"], tuple) and clock is not None:
            stretch = stretch_of(clock["base"], benefit["grants"], on)
        since = min(stretch[0], period["start"])
        quantity = benefit["quantity"]
        if quantity == "dues":
            paid = sum(_paid_for(b) for b in m.bills if b["period"] is period)
            quantity = (
                paid
                + cost
                - giving.banked_since(m, benefit["id"], since, all_lots=how == "difference")
            )
        elif how == "difference":
            quantity -= giving.granted_since(m, benefit["id"], since)
        if quantity > 0:
            more.append((benefit, quantity, stretch))
    return more


def _paid_for(bill: dict[str, Any]) -> int:
    """What was paid of a bill's dues, and not given back as credit."""
    whole = bill["dues"] if bill["kind"] == "dues" else bill["amount"]
    return max(0, whole - bill["credited"] - bill["back"]) if bill["settled"] else 0


def _credit(m: Member, on: date, period: dict[str, Any], wanted: int) -> None:
    """Billing credit from what was paid for the period, of the dues first."""
    for bill in m.bills:
        if bill["period"] is not period or bill["kind"] not in ("dues", "change"):
            continue
        given = min(wanted, _paid_for(bill), sum(part for _, part in bill["parts"]))
        if not given:
            continue
        wanted -= given
        bill["credited"] += given
        m.tell("credit_given", on, bill=bill["id"], amount=given)
        for part in reversed(bill["parts"]):
            moved = min(part[1], given)
            part[1] -= moved
            given -= moved
            if moved:
                m.credit.append([part[0], moved])


def takes_place(m: Member, on: date) -> None:
    """A waiting change on the billing date that begins now."""
    if m.change is None or on != m.next_start or m.next_n < 0:
        return
    plan, m.change = m.change, None
    up = per_month(plan) >= per_month(m.plan)
    other = _other_dates(m, plan)
    m.intro_left = 0
    m.agree(plan, on)
    m.tell("changed", on, plan=plan["id"], now=False, up=up, cost=0)
    if other:
        new_schedule(m, on)
    giving.change_clocks(m, on, None)


def new_schedule(m: Member, on: date) -> None:
    """Periods count from a day, or from the plan's day of the month with a first part before."""
    plan = m.plan
    anchor = on if plan["day"] is None else next_anchor_day(on, plan["day"])
    m.schedule = (anchor, plan["day"], plan["cycle"])
    m.next_start = on
    m.next_n = 0 if anchor == on else -1
