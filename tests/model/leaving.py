"""Leaving: when it ends, what leaving early costs, and what is left afterwards."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from . import collecting, lots, pausing
from .dates import begin_of, plus
from .member import Member, Refusal, free
from .whole import half_up

__all__ = ["cancel", "end", "ends_today", "may_end", "request"]


def cancel(m: Member, on: date) -> None:
    if m.status == "cancelled":
        raise Refusal("cancelled")
    if m.ends_on is not None:
        raise Refusal("invalid")
    request(m, on)


def request(m: Member, on: date) -> None:
    """A request to leave is always taken; it ends by the terms of the plan."""
    rules = m.plan["cancellation"]
    told = plus(on, rules["notice"])
    m.ends_with_period = rules["effective"] == "period_end"
    if rules["effective"] == "immediately":
        m.ends_on = on
    elif rules["effective"] == "notice_end":
        m.ends_on = told
    else:
        n, ends = m.next_n, m.next_start
        while ends < told or ends <= on:
            n += 1
            ends = begin_of(m.schedule, n)
        m.ends_on = ends
    m.tell("leaving", on, ends=m.ends_on)


def may_end(m: Member, on: date) -> None:
    """The end, where its day has come; a fee for leaving is asked for at once."""
    if ends_today(m, on):
        bills = len(m.bills)
        on = min(on, m.ends_on or on)
        end(m, on, "requested")
        if len(m.bills) > bills:
            collecting.collect(m, on)


def ends_today(m: Member, on: date) -> bool:
    """Whether the membership is over from this day, as was asked."""
    if m.ends_on is None or m.ends_on > on or m.status == "cancelled":
        return False
    held = m.pause is not None and m.pause["terms"]["billing"] == "shift" and m.ends_with_period
    return not held


def end(m: Member, on: date, cause: str) -> None:
    """It is over: the pause too, and the lots as the plan says; a fee for leaving early."""
    if m.pause is not None:
        pausing.resume(m, on)
    fee = _fee(m, on) if cause == "requested" or _asked_to_pay(m) else 0
    rules = m.plan["cancellation"]
    m.status = "cancelled"
    m.enrollments[-1][1], m.enrollments[-1][2] = on, rules
    m.ends_on, m.change, m.later_pause = None, None, None
    m.tell("ended", on, cause=cause, enrollment=len(m.enrollments))
    m.waiting_grants = [w for w in m.waiting_grants if "clock" not in w]
    for lot in m.lots:
        if rules["after_end"] == "forfeit" or lot["promo"]:
            _forfeit(m, lot, on)
        elif rules["after_end"] == "usable_for":
            until = plus(on, rules["usable_for"])
            lot["expires"] = until if lot["expires"] is None else min(lot["expires"], until)
    if fee:
        collecting.new_bill(m, "leaving_fee", on, amount=fee)


def _asked_to_pay(m: Member) -> bool:
    """Whether the member had asked to leave on a day for which a fee would be owed."""
    return m.ends_on is not None and _fee(m, m.ends_on) > 0


def _forfeit(m: Member, lot: dict[str, Any], on: date) -> None:
    """What is unused is taken, also what was kept for an appointment."""
    lot["void"] = True
    lots.unkeep(m, [lot["id"]], on, "ended")
    left = free(lot)
    if left > 0:
        lot["taken"] += left
        on = max(on, lot["granted_on"])
        lot["gone"].append([on, left, "taken"])
        m.tell("forfeited", on, takes=[(lot["id"], left)])


def _fee(m: Member, on: date) -> int:
    """For leaving before the term's end, at the plan's price."""
    fee, price = m.plan["leaving_fee"], m.plan["price"]
    if fee is None or m.term_ends is None or on >= m.term_ends:
        return 0
    if fee["kind"] == "fixed":
        return int(fee["amount"])
    left = _whole_periods(m, on)
    if fee["kind"] == "cycles":
        return int(price * min(fee["cycles"], left))
    if fee["kind"] == "all_remaining":
        return int(price * left)
    part: Fraction = Fraction(fee["percent"]) / 100 * price * left
    return half_up(part.numerator, part.denominator)


def _whole_periods(m: Member, on: date) -> int:
    """Whole periods between a day and the term's end."""
    assert m.term_ends is not None
    n, count = 0, 0
    while begin_of(m.schedule, n) < on:
        n += 1
    while begin_of(m.schedule, n + 1) <= m.term_ends:
        n, count = n + 1, count + 1
    return count
