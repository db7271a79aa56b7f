"""When a membership ends, and what leaving early costs."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.terms import Cancellation, Plan, UsableFor
from memberledger.values import Schedule, half_up, span_after

__all__ = ["POLICY", "early_termination_fee", "ends_on", "kept_until"]

POLICY = "leaving/1"


def ends_on(
    cancellation: Cancellation, requested_on: date, boundary: date, later: Schedule
) -> date:
    """The first day the membership is over.

    `immediately`: the day of the request. `notice_end`: request + notice. `period_end`: the first
    period end on or after the notice's end and after the request.

    Args:
        boundary: the end of the running period.
        later: the schedule of the periods that follow it.
    """
    if cancellation.effective == "immediately":
        return requested_on
    notice_ends = span_after(cancellation.notice, requested_on, later)
    if cancellation.effective == "notice_end":
        return notice_ends
    earliest = max(notice_ends, requested_on + timedelta(days=1))
    return boundary if boundary >= earliest else later.first_start_on_or_after(earliest)


def early_termination_fee(plan: Plan, ends: date, term_ends: date | None, later: Schedule) -> int:
    """The fee for ending before the term's end, minor units; 0 when none is owed.

    `fixed` and `cycles` are owed whenever the end precedes the term's end, `cycles` never more
    than are left. The others count the whole periods between the two, at the plan's price; a
    percentage is rounded half up once, on the sum.
    """
    fee = plan.early_termination_fee
    if fee is None or term_ends is None or ends >= term_ends:
        return 0
    if fee.kind == "fixed":
        return fee.amount or 0
    left = later.until(ends, term_ends)
    if fee.kind == "cycles":
        return min(fee.cycles or 0, left) * plan.price
    if fee.kind == "all_remaining":
        return left * plan.price
    return half_up(left * plan.price * (fee.percent or 0), 10_000)


def kept_until(
    after_end: str | UsableFor, end: date, expires_on: date | None, later: Schedule
) -> date | None:
    """A lot's expiry after the end: `usable_for` shortens it and never lengthens it."""
    if not isinstance(after_end, UsableFor):
        return expires_on
    last = span_after(after_end.usable_for, end, later)
    return last if expires_on is None else min(expires_on, last)
