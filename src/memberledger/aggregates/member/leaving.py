"""Leaving: a request is always taken; the fee is computed beside it, never a reason to refuse."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import (
    afterwards,
    collecting,
    lapsing,
    pausing,
    requesting,
    taxing,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import coming_end, is_held
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import leaving
from memberledger.policies.proration import by_day

__all__ = ["cancel", "end", "end_if_due", "reinstate"]


def cancel(work: Work, *, waive: str | None = None, ends_on: date | None = None) -> None:
    """Ask to leave, today.

    Args:
        waive: why the early-termination fee is waived; default it is owed as the terms say.
        ends_on: a day that was chosen, the first that is over. One before the day the terms give
            needs the early-termination fee: it is owed for that day, or somebody waives it.

    Raises:
        Refused: `invalid` when the membership is ending already, or for a day that is past or
            later than the term's own end; `too_soon` for a day before the terms allow.
    """
    must_be_running(work)
    s = work.state
    if s.ending is not None:
        raise refuse(
            "invalid",
            "the membership is ending already; reinstate it before asking anew",
            ends_on=s.ending.ends_on,
        )
    if ends_on is not None:
        _may_end(work, ends_on, waived=waive is not None)
    requesting.request(work, work.today, "member", ends_on=ends_on, waived=waive)
    end_if_due(work, work.today)


def _may_end(work: Work, ends_on: date, *, waived: bool) -> None:
    s, today = work.state, work.today
    if ends_on < today:
        raise refuse("invalid", "a membership ends today or later; choose a later day")
    over = requesting.latest_end(s, today)
    if over is not None and ends_on > over:
        raise refuse("invalid", f"the term ends the membership on {over} already", ends_on=over)
    earliest = requesting.end_by_the_terms(s, today).on
    if ends_on >= earliest or waived or _fee(s, ends_on, today):
        return
    raise refuse(
        "too_soon",
        f"the terms end the membership on {earliest}; choose a later day, or waive the fee",
        earliest=earliest,
    )


def reinstate(work: Work) -> None:
    """Take the request back; what was left out of dues billed by the day is owed after all.

    Where the dues of the period were waived, nothing more of them is owed.

    Raises:
        Refused: `invalid` when the membership is not ending.
    """
    must_be_running(work)
    s = work.state
    if s.ending is None:
        raise refuse("invalid", "the membership is not ending; there is nothing to take back")
    work.record(e.CancellationWithdrawn, work.today)
    period = s.period
    if period is None or period.until is None or coming_end(s) == period.until:
        return
    if period.bill is not None and s.bills[period.bill].waived:
        return
    whole = by_day(period.rate, (period.end - period.start).days, period.whole)
    rest = whole - by_day(period.rate, (period.until - period.start).days, period.whole)
    taxing.bill_fee(
        work,
        work.today,
        "rest_of_dues",
        rest,
        start=period.until,
        end=period.end,
        policy=leaving.POLICY,
    )
    collecting.collect(work, work.today)


def end_if_due(work: Work, day: date) -> None:
    """End the membership on its day; one that a pause is to move waits for its end."""
    s = work.state
    if s.ending is None or s.ending.ends_on > day or not s.is_member:
        return
    if is_held(s):
        return
    end(work, day, "requested")


def end(work: Work, day: date, cause: Literal["requested", "dunning", "term_over"]) -> None:
    """The membership is over: pause, lots, fee, in this order.

    A request made before dunning ends the membership keeps the terms of a requested end. The fee
    counts the periods as the end of the pause has left them.
    """
    s = work.state
    involuntary = cause == "dunning" and s.ending is None
    asked_on = _asked_on(s, day, cause)
    if s.pause is not None:
        pausing.end(work, day)
    fee = _fee(s, day, asked_on) if asked_on is not None else 0
    facts = afterwards.fates_at(s, day, involuntary=involuntary)
    work.record(e.Cancelled, day, cause=cause, **facts)
    _forfeit(work, day)
    if fee:
        taxing.bill_fee(work, day, "early_termination_fee", fee, policy=leaving.POLICY)
        collecting.collect(work, day)


def _asked_on(s: MemberState, day: date, cause: str) -> date | None:
    """The day of the request that an early-termination fee may follow; None where none does.

    Where dunning ends the membership and the plan has a fee for it, that is the day of the end,
    unless a request came before. Without such a fee, who asked before for an end that costs
    nothing owes none for the earlier one either.
    """
    asked, terms = s.ending, s.plan.cancellation.involuntary
    by_dunning = cause == "dunning" and terms is not None and terms.early_termination_fee
    if asked is None:
        return day if by_dunning else None
    if asked.waived:
        return None
    if cause == "dunning":
        free = asked.at_term_end or not _fee(s, asked.ends_on, asked.requested_on)
        return None if free and not by_dunning else asked.requested_on
    return None if asked.at_term_end else asked.requested_on


def _fee(s: MemberState, ends: date, requested_on: date) -> int:
    return leaving.early_termination_fee(
        s.plan,
        ends,
        s.term_ends_on,
        s.schedule,
        sold_on=s.enrolled_on,
        requested_on=requested_on,
        begun=s.begun(),
    )


def _forfeit(work: Work, day: date) -> None:
    s = work.state
    void = [lot for lot in s.open_lots.values() if lot.void == "ended"]
    if not void:
        return
    lots = lapsing.promotional_first(void)
    lapsing.release_lots(work, day, {lot.id for lot in lots}, "ended")
    due: dict[date, list[tuple[int, int]]] = {}
    for lot in lots:
        if lot.free > 0:  # of an end told late, what came since goes on the day it came
            due.setdefault(max(day, lot.granted_on), []).append((lot.id, lot.free))
    for on in sorted(due):
        work.record(e.Forfeited, on, takes=tuple(due[on]), cause="ended")
