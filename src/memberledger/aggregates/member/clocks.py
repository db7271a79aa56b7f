"""The clocks of benefits with a cadence of their own: when one starts, and when it has run out."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Bill
from memberledger.aggregates.member.rows import paid_row
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import cadences
from memberledger.terms import Benefit

__all__ = ["grants_in", "has_run_out", "is_ticking", "moves_with_the_period", "start_waiting"]


def has_run_out(s: MemberState, benefit: Benefit) -> bool:
    """Whether it has come as many times as it does in one enrollment; one that waits has come."""
    return benefit.times is not None and len(s.stretches.get(benefit.id, ())) >= benefit.times


def moves_with_the_period(s: MemberState, benefit: Benefit, due_on: date) -> bool:
    """Whether a grant waits for the resume, which moves it to the period's new end.

    In a shift pause the running period has no end yet, and what comes once or more in a period
    has no day at or after its old end.
    """
    step = benefit.cadence
    if s.pause is None or s.pause.billing != "shift" or step is None or benefit.on_calendar:
        return False
    nested = step.in_months <= s.plan.cycle.in_months
    return nested and s.next_n >= 0 and due_on >= s.next_billing_on()


def is_ticking(s: MemberState, benefit: Benefit) -> bool:
    """Whether a benefit may be granted now, as far as its own clock goes."""
    if benefit.after_cycles and benefit.id not in s.cadences:
        return False
    return not has_run_out(s, benefit)


def start_waiting(work: Work, day: date) -> None:
    """Start the clocks that wait for paid periods, once the row is long enough.

    Not in a pause, nor in a period that is not billed: there the clock starts with the next one.
    """
    s = work.state
    if not s.plan.clocks_that_wait or not s.is_member or s.pause is not None:
        return
    if s.period is None or s.period.bill is None:
        return
    for benefit in s.plan.clocks_that_wait:
        if benefit.id in s.cadences or paid_row(s, day) < benefit.after_cycles:
            continue
        work.record(
            e.BenefitClockStarted,
            day,
            benefit=benefit.id,
            base=cadences.base(benefit, day),
            policy=cadences.POLICY,
        )


def grants_in(s: MemberState, benefit: Benefit, bill: Bill) -> int:
    """How many grants of a benefit's own clock come due in a bill's stretch."""
    cadence = s.cadences.get(benefit.id)
    if cadence is None or benefit.cadence is None or bill.start is None or bill.end is None:
        return 0
    first, count = cadences.due_within(
        cadence.base, benefit.cadence, cadence.since, bill.start, bill.end
    )
    if benefit.times is None:
        return count
    begun = benefit.cadence.after(cadence.base, first)
    before = sum(start < begun for start in s.stretches.get(benefit.id, ()))
    return min(count, max(benefit.times - before, 0))
