"""Grants: what comes with a payment, at a period's start, or on a clock of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from . import lots, money_back, sharing_out
from .dates import in_months, plus, plus_many
from .member import Member
from .plans import Plan

__all__ = [
    "banked_since",
    "change_clocks",
    "free_period_gives",
    "give",
    "granted_since",
    "nested",
    "own_clocks",
    "period_gives",
    "start_clocks",
    "tick",
]


def period_gives(m: Member, period: dict[str, Any], on: date) -> None:
    """What comes at the period's start, paid or not."""
    m.waiting_grants.append({"period": period})


def free_period_gives(m: Member, period: dict[str, Any], on: date) -> None:
    """Nothing is owed of a free period, so it is paid."""
    m.waiting_grants.append({"free": period})


def give(m: Member, on: date) -> None:
    """Everything that can come now."""
    queue, m.waiting_grants = m.waiting_grants, []
    later = []
    for item in queue:
        if "period" in item:
            period = item["period"]
            _of_period(m, period, period["bill"], on, early=True)
        elif "free" in item:
            _of_period(m, item["free"], None, on, early=False)
        elif "bill" in item:
            _of_bill(m, item["bill"], max(on, item["paid_on"]))
        else:
            later.append(item)
    for item in later:
        if not _of_clock(m, item, on):
            m.waiting_grants.append(item)
    _goes_at_once(m)


def _goes_at_once(m: Member) -> None:
    """What is paid for once a charge of its bill is refunded ends as if that was told later."""
    for lot in m.lots:
        if lot["bill"] is not None and lot["bill"]["void"] and not lot["void"]:
            on = lot["granted_on"]
            takes = money_back.void(m, lot, on, lot["bill"]["void"])
            m.tell("forfeited", on, takes=takes)


def _of_bill(m: Member, bill: dict[str, Any], on: date) -> None:
    if bill["kind"] == "dues":
        _of_period(m, bill["period"], bill, on, early=False)
    for benefit, quantity, stretch in bill["grants"]:
        _grant(m, bill["plan"], benefit, quantity, on, stretch, bill)


def _of_period(
    m: Member, period: dict[str, Any], bill: dict[str, Any] | None, on: date, *, early: bool
) -> None:
    plan = period["plan"]
    stretch = (period["start"], period["end"])
    for benefit in plan["benefits"]:
        if not benefit["lots"] or isinstance(benefit["grants"], tuple):
            continue
        if benefit["early"] != early:
            continue
        if benefit["grants"] == "at_enrollment" and not period.get("first"):
            continue
        quantity = benefit["quantity"]
        if quantity == "dues":
            quantity = bill["dues"] - bill["back"] if bill else 0
        _grant(m, plan, benefit, quantity, on, stretch, bill)


def _grant(
    m: Member,
    plan: Plan,
    benefit: dict[str, Any],
    quantity: int,
    on: date,
    stretch: tuple[date, date],
    bill: dict[str, Any] | None,
) -> None:
    """A lot; after an end only what the end left."""
    if quantity <= 0:
        return
    ended = None
    if bill is not None:
        enrollment = m.enrollments[bill["enrollment"] - 1]
        if enrollment[1] is not None:
            ended = enrollment[2]
            if ended["after_end"] == "forfeit":
                return
    lot = lots.new_lot(m, plan, benefit, quantity, on, stretch, bill)
    if ended is not None and ended["after_end"] == "usable_for":
        until = plus(m.enrollments[bill["enrollment"] - 1][1], ended["usable_for"])  # type: ignore[index]
        lot["expires"] = until if lot["expires"] is None else min(until, lot["expires"])
        m.log[-1]["expires"] = lot["expires"]
    sharing_out.layer_of_lot(m, lot, benefit)
    if bill is not None and any(
        charge["open"] for charge in m.charges if charge["id"] in dict(bill["parts"])
    ):
        lot["frozen_on"] = on
    if benefit["max_balance"] is not None:
        held = [
            each
            for each in m.lots
            if (each["benefit"], each["plan"]) == (lot["benefit"], lot["plan"])
            and each["max_balance"] is not None
        ]
        lots.capped(m, held, benefit["max_balance"], on, "max_balance")


# Clocks of their own


def start_clocks(m: Member, first: date) -> None:
    """An enrollment starts the clock of every benefit that has one."""
    m.clocks = {
        b["id"]: {"base": first, "step": b["grants"], "k": 0}
        for b in m.plan["benefits"]
        if b["lots"] and isinstance(b["grants"], tuple)
    }


def change_clocks(m: Member, base: date, topped_up: date | None) -> None:
    """A clock goes on where the new plan has it too; others stop, and new ones begin.

    With a change now, as if they had run since the anchor, without what they gave until then.
    """
    old = m.clocks
    start_clocks(m, base)
    for name, clock in m.clocks.items():
        if name in old and old[name]["step"] == clock["step"]:
            m.clocks[name] = old[name]
            continue
        while topped_up is not None and tick(clock) <= topped_up:
            clock["k"] += 1


def tick(clock: dict[str, Any]) -> date:
    """The day on which a clock gives next."""
    return plus_many(clock["base"], clock["step"], clock["k"])


def nested(m: Member, clock: dict[str, Any]) -> bool:
    """Whether it ticks at least once in a billing period."""
    return in_months(clock["step"]) <= in_months(m.plan["cycle"])


def own_clocks(m: Member, on: date) -> None:
    """On a date of a benefit's own clock, if the period that holds it is billed."""
    shifting = m.pause is not None and m.pause["terms"]["billing"] == "shift"
    for benefit in m.plan["benefits"]:
        clock = m.clocks.get(benefit["id"])
        while clock is not None and tick(clock) <= on:
            if shifting and nested(m, clock) and m.next_n >= 0 and tick(clock) >= m.next_start:
                break
            start = tick(clock)
            clock["k"] += 1
            item = {"clock": benefit, "stretch": (start, tick(clock)), "owner": m.period}
            item |= {"plan": m.plan, "on": on, "nested": nested(m, clock), "unpaid": False}
            if not _of_clock(m, item, on):
                m.waiting_grants.append(item)


def _of_clock(m: Member, item: dict[str, Any], on: date) -> bool:
    """Whether it came, or never will."""
    period, benefit = item["owner"], item["clock"]
    bill = period["bill"] if period is not None else None
    is_free = period is not None and period["why"] == "free"
    gone = item["nested"] if bill is None else bill["void"] and not item["unpaid"]
    if gone and not is_free:
        return True
    if m.pause is not None and not item["unpaid"]:
        item["paused"] = True
        return False
    paid = bill is not None and bill["settled"] is not None
    if period is not None and period["why"] == "free":
        paid = True
    if bill is None and item.get("paused"):
        paid = True
    if bill is None and item["unpaid"] and not paid:
        # rarer than the billing: with the next dues that are billed, once they are paid
        for later in m.bills:
            if later["kind"] == "dues" and later["on"] > item["on"] and later["settled"]:
                _grant(m, item["plan"], benefit, benefit["quantity"], on, item["stretch"], later)
                return True
        return False
    early = benefit["early"] and m.standing != "suspended" and not item["unpaid"]
    if not paid and not early:
        item["unpaid"] = True
        return bool(bill is not None and bill["given_up"])
    if paid and bill is not None:
        on = max(on, bill["settled"])
    _grant(m, item["plan"], benefit, benefit["quantity"], on, item["stretch"], bill)
    return True


def granted_since(m: Member, benefit: str, start: date) -> int:
    """How much of a benefit was granted for stretches from a day on, used or not."""
    mine = [x for x in m.lots if x["benefit"] == benefit and not x["promo"]]
    return sum(lot["quantity"] for lot in mine if lot["start"] >= start)


def banked_since(m: Member, benefit: str, start: date, *, all_lots: bool) -> int:
    """What of dues was banked from a day on; no lot holds more of them than its bill was paid."""
    total = 0
    for lot in m.lots:
        bill = lot["bill"]
        if lot["benefit"] != benefit or lot["promo"] or lot["start"] < start:
            continue
        if not all_lots and not lot["bank"]:
            continue
        if bill is None:
            total += lot["quantity"]
            continue
        dues = bill["dues"] if bill["kind"] == "dues" else bill["amount"]
        total += max(0, min(lot["quantity"], dues - bill["back"]))
    return total
