"""Pausing: when one may begin, when it ends by itself, and what moves with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from . import chasing, collecting, giving
from .dates import Span, begin_of, days, plus, span
from .member import Member, Refusal, owed_of

__all__ = ["ask", "begin", "judge", "later_begins", "may_end", "paid_in_a_row", "resume"]


def ask(m: Member, on: date, until: date | None, from_on: date | None, waived: bool) -> None:
    """A pause from today, or from a later day that the terms or the member name."""
    if (from_on is not None and from_on < on) or (until is not None and until <= on):
        raise Refusal("invalid")
    if m.status == "cancelled":
        raise Refusal("cancelled")
    _owing(m, waived)
    if m.status == "paused":
        raise Refusal("paused")
    terms = m.plan["pause"]
    if terms is None:
        raise Refusal("pause_not_allowed")
    first = _first_day(m, terms, on, from_on)
    if until is not None and until <= first:
        raise Refusal("invalid")
    ends_by = judge(m, terms, first, until, foreseen=first > on)
    m.later_pause = None
    if first > on:
        m.later_pause = {"from": first, "until": until, "ends_by": ends_by, "waived": waived}
        m.tell("pause_asked", on, starts=first)
        return
    bills = len(m.bills)
    begin(m, terms, first, ends_by, until)
    if len(m.bills) > bills:
        collecting.collect(m, on)


def _owing(m: Member, waived: bool) -> None:
    dues = any(owed_of(b) > 0 for b in m.bills if b["kind"] == "dues")
    if dues and not waived:
        raise Refusal("past_due")
    if m.standing == "suspended":
        raise Refusal("suspended")


def _first_day(m: Member, terms: dict[str, Any], on: date, from_on: date | None) -> date:
    """The day that notice and `next_period` give, or a later one."""
    told = _after(m, on, terms["notice"])
    if from_on is not None and from_on < told:
        raise Refusal("notice_too_short")
    first = max(told, from_on or on)
    if terms["next_period"]:
        n = max(m.next_n, 0)
        while begin_of(m.schedule, n) < first:
            n += 1
        first = begin_of(m.schedule, n)
    return first


def _after(m: Member, on: date, length: Span) -> date:
    """So long after a day; cycles are whole periods that begin on or after it."""
    count, unit = length
    if unit != "cycles":
        return plus(on, length)
    n = 0
    while begin_of(m.schedule, n) < on:
        n += 1
    return begin_of(m.schedule, n + count)


def judge(
    m: Member, terms: dict[str, Any], first: date, until: date | None, *, foreseen: bool
) -> date | None:
    """The day it ends by itself; refused where the limits leave no room."""
    if paid_in_a_row(m, first, foreseen=foreseen) < terms["after_cycles"]:
        raise Refusal("too_soon")
    ends = [until] if until is not None else []
    latest = []
    if terms["max_length"]:
        latest.append(_after(m, first, terms["max_length"]))
    for limit in terms["limits"]:
        if limit["times"] is not None:
            begun = [p["from"] for p in m.pauses if _in_window(m, limit["per"], p["from"], first)]
            if len(begun) + 1 > limit["times"]:
                raise Refusal("pause_limit")
        if limit["length"] is not None:
            used_up = _used_up(m, limit, first)
            if used_up is not None:
                latest.append(used_up)
    if any(day <= first for day in latest):
        raise Refusal("pause_limit")
    if until is not None and any(until > day for day in latest):
        raise Refusal("pause_limit")
    return min([*ends, *latest], default=None)


def _in_window(m: Member, per: str, day: date, on: date) -> bool:
    """Whether a day lies in the window of another."""
    if day > on:
        return False
    if per == "membership":
        return True
    if per == "calendar_year":
        return day.year == on.year
    count, unit = span(per)
    opened = plus(on, (-count, unit))
    return day > opened


def _used_up(m: Member, limit: dict[str, Any], first: date) -> date | None:
    """The first day of a pause from `first` that the limit does not allow; None for none."""
    paused: list[date] = []
    for pause in m.pauses:
        day = pause["from"]
        while pause["ended"] is not None and day < pause["ended"]:
            paused.append(day)
            day += timedelta(days=1)
    day = first
    for _ in range(1500):
        paused.append(day)
        window = [each for each in paused if _in_window(m, limit["per"], each, day)]
        allowed = days(window[0], _after(m, window[0], limit["length"]))
        if len(window) > allowed:
            return day
        day += timedelta(days=1)
    return None


def paid_in_a_row(m: Member, on: date, *, foreseen: bool = False) -> int:
    """Whole periods over and paid, up to a day, in an unbroken row."""
    row = 0
    enrolled = [p for p in m.periods if p["start"] >= m.enrollments[-1][0]]
    for period in enrolled:
        if period["n"] < 0 or period["end"] > on or period["why"] == "paused":
            continue
        bill = period["bill"]
        paid = bill is not None and bill["settled"] is not None
        row = row + 1 if paid else 0
    if foreseen:
        n = m.next_n
        while begin_of(m.schedule, n + 1) <= on:
            row += 1 if n >= 0 else 0
            n += 1
    return row


def begin(
    m: Member, terms: dict[str, Any], on: date, ends_by: date | None, until: date | None
) -> None:
    m.status = "paused"
    m.pause = {"terms": terms, "from": on, "ends_by": ends_by, "ended": None, "until": until}
    m.pause["schedule"] = m.schedule
    m.pauses.append(m.pause)
    m.span_begins("paused", on)
    m.tell("paused", on, ends_by=ends_by, billing=terms["billing"])
    collecting.pause_fee(m, on)


def later_begins(m: Member, on: date) -> None:
    """A pause asked for ahead begins, unless something would refuse it now."""
    asked = m.later_pause
    if asked is None or asked["from"] > on or m.status != "active":
        return
    m.later_pause = None
    try:
        _owing(m, asked["waived"])
        terms = m.plan["pause"]
        if terms is None:
            raise Refusal("pause_not_allowed")
        ends_by = judge(m, terms, on, asked["until"], foreseen=False)
    except Refusal as why:
        m.tell("pause_prevented", on, cause=why.word)
        return
    begin(m, terms, on, ends_by, asked["until"])


def may_end(m: Member, on: date) -> None:
    if m.pause is not None and m.pause["ends_by"] is not None and m.pause["ends_by"] <= on:
        resume(m, on)


def resume(m: Member, on: date) -> None:
    """Active again: what stood still moves by the days paused."""
    pause = m.pause
    assert pause is not None
    lasted = days(pause["from"], on)
    pause["ended"], m.pause, m.status = on, None, "active"
    m.span_ends("paused", on)
    if pause["terms"]["expiry"] == "frozen":
        for lot in m.lots:
            if lot["expires"] is None or lot["void"]:
                continue
            frozen = lot["frozen_on"] is not None and lot["frozen_on"] < lot["expires"]
            if lot["expires"] <= pause["from"] and not frozen:
                continue
            lot["expires"] += timedelta(days=days(max(pause["from"], lot["granted_on"]), on))
    if pause["terms"]["billing"] == "shift" and lasted:
        _shift(m, lasted)
    if m.term_ends and pause["terms"]["extends_term"] and m.term_ends > pause["from"]:
        if pause["terms"]["billing"] == "shift":
            m.term_ends += timedelta(days=lasted)
        else:
            skipped = [p for p in m.periods if p["why"] == "paused" and p["n"] >= 0]
            skipped = [p for p in skipped if pause["from"] <= p["start"] < on]
            if m.schedule != pause["schedule"]:  # they were not all equally long
                lost = sum(days(p["start"], p["end"]) for p in skipped)
                m.term_ends += timedelta(days=lost)
            else:
                for _ in skipped:
                    m.term_ends = _next_begin(m, m.term_ends)
    m.tell("resumed", on, days=lasted)
    chasing.resumed(m, on)


def _next_begin(m: Member, day: date) -> date:
    n = 0
    while begin_of(m.schedule, n) < day:
        n += 1
    if begin_of(m.schedule, n) == day:
        return begin_of(m.schedule, n + 1)
    return plus(day, m.schedule[2])


def _shift(m: Member, lasted: int) -> None:
    """The running period is longer by the days paused; its new end is the anchor."""
    moved = timedelta(days=lasted)
    for clock in m.clocks.values():
        if giving.nested(m, clock) and giving.tick(clock) >= m.next_start:
            clock |= {"base": m.next_start + moved, "k": 0, "moved": True}
    if m.period is not None and m.period["end"] == m.next_start:
        m.period.setdefault("old_end", m.period["end"])
        m.period["end"] += moved
    else:
        m.first_on += moved
    boundary, ahead = m.next_start, 0
    while m.ends_on is not None and begin_of(m.schedule, m.next_n + ahead) < m.ends_on:
        ahead += 1
    m.next_start += moved
    m.schedule = (m.next_start, None, m.plan["cycle"])
    m.next_n = 0
    if m.ends_on is not None and m.ends_with_period:
        m.ends_on = m.ends_on + moved if m.ends_on <= boundary else begin_of(m.schedule, ahead)
