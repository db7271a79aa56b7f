"""Benefits come with the money: which lots a paid bill gives, and when a cadence's day comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import clocks
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.giving import Wanted, give, quantity_of
from memberledger.aggregates.member.parts import Bill, Delayed
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.terms import Benefit, Plan

__all__ = [
    "grant_at_start",
    "grant_due",
    "grant_paid",
    "grants_in",
]


def grants_in(s: MemberState, benefit: Benefit, bill: Bill) -> int:
    """How many grants of a benefit fall in a bill's stretch."""
    if benefit.cadence is not None:
        return clocks.grants_in(s, benefit, bill)
    return int(_comes_with(benefit, bill))


def _comes_with(benefit: Benefit, bill: Bill) -> bool:
    """Whether dues bring a benefit that has no clock of its own."""
    if benefit.grants == "at_enrollment":
        return bill.first
    if benefit.grants == "each_term":
        return bill.term_ends_on is not None
    return benefit.occasion is None


def grant_paid(work: Work, day: date, bill: Bill) -> None:
    """The lots that came with a bill, once it is paid in full."""
    s, plan = work.state, work.state.plans[bill.plan]
    if bill.kind == "change":
        wanted = [(plan.by_id[g.benefit], g.quantity, g.start, g.end) for g in bill.grants]
    elif bill.no_grants:
        _waive_grants(work, day, bill)
        return
    elif bill.kind == "dues":
        wanted = list(_of_period(plan, bill, "payment"))
    elif bill.kind == "rest_of_dues":
        wanted = list(_rest_banked(s, plan, bill))
    else:
        return
    give(work, day, plan, bill, wanted)
    if bill.kind != "dues":
        return
    for waiting in [d for d in s.delayed if d.cause == "unpaid" and _is_for(d, bill)]:
        _come(work, day, waiting, bill)
    if s.plan.clocks_that_wait:
        clocks.start_waiting(work, day)
        grant_due(work, day)


def _come(work: Work, day: date, waiting: Delayed, bill: Bill | None) -> None:
    """A grant that has waited, by the terms of the plan it came due under."""
    plan = work.state.plans[waiting.plan]
    benefit = plan.by_id[waiting.benefit]
    give(work, day, plan, bill, [(benefit, quantity_of(benefit), waiting.start, waiting.end)])


def _is_for(waiting: Delayed, bill: Bill) -> bool:
    """Whether a grant that waits comes with a bill.

    One whose own period was never billed comes with the first dues that are billed after it.
    """
    if waiting.bill is not None:
        return waiting.bill == bill.id
    return bill.start is not None and bill.start > waiting.start


def _waive_grants(work: Work, day: date, bill: Bill) -> None:
    """Dues waived without what they give: what waited for them never comes."""
    for waiting in [d for d in work.state.delayed if d.bill == bill.id]:
        work.record(
            e.GrantDelayed,
            day,
            benefit=waiting.benefit,
            start=waiting.start,
            end=waiting.end,
            cause="waived",
        )


def grant_at_start(work: Work, day: date) -> None:
    """What is granted when a period begins, paid or not."""
    clocks.start_waiting(work, day)
    s = work.state
    assert s.period is not None  # noqa: S101 - a period was just billed
    assert s.period.bill is not None  # noqa: S101
    bill = s.bills[s.period.bill]
    if bill.no_grants:
        return
    give(work, day, s.plan, bill, _of_period(s.plan, bill, "period_start"))


def _of_period(plan: Plan, bill: Bill, trigger: str) -> Iterable[Wanted]:
    start, end = bill.start, bill.end
    assert start is not None  # noqa: S101 - dues have a period
    assert end is not None  # noqa: S101
    for benefit in plan.with_lots:
        is_bank = benefit.amount == "dues"
        when = "payment" if is_bank else benefit.trigger
        if when != trigger or benefit.cadence is not None or not _comes_with(benefit, bill):
            continue
        until = end
        if benefit.grants == "each_term" and bill.term_ends_on is not None:
            until = max(bill.term_ends_on, end)
        if is_bank:
            quantity = bill.money["dues"]
        else:
            amount = benefit.quantity or benefit.amount or 0
            assert isinstance(amount, int)  # noqa: S101 - dues were handled above
            quantity = amount
        if quantity > 0:
            yield benefit, quantity, start, until


def _rest_banked(s: MemberState, plan: Plan, bill: Bill) -> Iterable[Wanted]:
    """What was left out of banked dues, and is paid after all, is banked as they were."""
    start, end = bill.start, bill.end
    assert start is not None  # noqa: S101 - it is a part of a period
    assert end is not None  # noqa: S101
    running = s.period
    if running is not None and running.bill is not None and running.bill < bill.id:
        end = running.end
    quantity = bill.money["rest_of_dues"]
    for benefit in plan.with_lots:
        if benefit.amount == "dues" and quantity > 0:
            yield benefit, quantity, start, end


def grant_due(work: Work, day: date) -> None:
    """Grants whose own day has come: given, or kept waiting with their reason."""
    s = work.state
    if not s.is_member:
        return
    if s.pause is None:
        for waiting in [d for d in s.delayed if d.cause == "paused"]:
            _after_pause(work, day, waiting)
    clocks.start_waiting(work, day)
    for benefit in s.plan.with_lots:
        clock = s.cadences.get(benefit.id)
        if clock is None or clock.due_on > day or clocks.has_run_out(s, benefit):
            continue
        if not clocks.moves_with_the_period(s, benefit, clock.due_on):
            start, end = (clock.step.after(clock.base, k) for k in (clock.k, clock.k + 1))
            _come_due(work, day, benefit, start, end)


def _come_due(work: Work, day: date, benefit: Benefit, start: date, end: date) -> None:
    s = work.state
    bill = s.bills[s.period.bill] if s.period is not None and s.period.bill is not None else None
    nested = benefit.cadence is not None and benefit.cadence.in_months <= s.plan.cycle.in_months
    paid = bill is not None and bill.settled_on is not None
    cause = None
    if (bill is None and nested) or (bill is not None and bill.void):
        cause = "not_billed"
    elif bill is not None and bill.no_grants:
        cause = "waived"
    elif s.pause is not None:
        cause = "paused"
    elif not paid and (benefit.trigger == "payment" or _suspended(s)):
        cause = "unpaid"
    if cause is None:
        give(work, day, s.plan, bill, [(benefit, quantity_of(benefit), start, end)])
        return
    work.record(
        e.GrantDelayed,
        day,
        benefit=benefit.id,
        start=start,
        end=end,
        cause=cause,
        bill=bill.id if bill is not None and cause in ("unpaid", "paused") else None,
    )


def _suspended(s: MemberState) -> bool:
    return s.dunning is not None and s.dunning.suspended


def _after_pause(work: Work, day: date, waiting: Delayed) -> None:
    """A grant that fell in a pause is postponed to its end, never lost."""
    s = work.state
    bill = s.bills[waiting.bill] if waiting.bill is not None else None
    benefit = s.plans[waiting.plan].by_id[waiting.benefit]
    cause = "unpaid"
    if bill is not None and bill.void:
        cause = "not_billed"
    elif bill is None or bill.settled_on is not None or benefit.trigger == "period_start":
        _come(work, day, waiting, bill)
        return
    work.record(
        e.GrantDelayed,
        day,
        benefit=waiting.benefit,
        start=waiting.start,
        end=waiting.end,
        cause=cause,
        bill=waiting.bill if cause == "unpaid" else None,
    )
