"""Benefits come with the money: which lots a paid bill gives, and when a cadence's day comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import clocks, lapsing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.afterwards import fate_of_dues
from memberledger.aggregates.member.parts import Bill, Cadence, Delayed
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import after_end, rollover
from memberledger.policies.after_end import Fate
from memberledger.terms import Benefit, Plan
from memberledger.values import Schedule, count_between

__all__ = [
    "give",
    "grant_at_start",
    "grant_due",
    "grant_paid",
    "grants_in",
    "quantity_of",
    "stretch_at",
]

_Wanted = tuple[Benefit, int, date, date]


def grants_in(s: MemberState, benefit: Benefit, bill: Bill) -> int:
    """How many grants of a benefit fall in a bill's stretch."""
    if benefit.grants == "at_enrollment":
        return int(bill.id == s.first_bill)
    if benefit.grants == "each_term":
        return int(_begins_term(s, bill))
    if benefit.occasion is not None:
        return 0
    return 1 if benefit.cadence is None else clocks.grants_in(s, benefit, bill)


def _begins_term(s: MemberState, bill: Bill) -> bool:
    """Whether a bill's period is the first of a term: its cycles counted from there end with it.

    The first term begins with the first bill, which may be of a stub before the anchor.
    """
    if bill.id == s.first_bill:
        return True
    term, first = s.plan.term, s.bills.get(s.first_bill or 0)
    if term is None or bill.n is None or bill.n < 0 or bill.start != s.schedule.start(bill.n):
        return False
    if bill.n == 0 and first is not None and first.n == -1 and first.end == bill.start:
        return False
    return s.schedule.start(bill.n + term.cycles) == s.term_ends_on


def stretch_at(benefit: Benefit, cadence: Cadence, day: date) -> tuple[date, date]:
    """The stretch of a cadence that holds `day`."""
    step = benefit.cadence
    assert step is not None  # noqa: S101 - only benefits with a cadence have one
    k = count_between(step, cadence.base, day)
    return step.after(cadence.base, k), step.after(cadence.base, k + 1)


def grant_paid(work: Work, day: date, bill: Bill) -> None:
    """The lots that came with a bill, once it is paid in full."""
    s, plan = work.state, work.state.plans[bill.plan]
    if bill.kind == "change":
        wanted = [(plan.by_id[g.benefit], g.quantity, g.start, g.end) for g in bill.grants]
    elif bill.no_grants:
        _waive_grants(work, day, bill)
        return
    elif bill.kind == "dues":
        wanted = list(_of_period(s, plan, bill, "payment"))
        for waiting in s.delayed:
            if waiting.cause == "unpaid" and waiting.bill in (bill.id, None):
                benefit = s.plan.by_id.get(waiting.benefit) or plan.by_id[waiting.benefit]
                amount = benefit.quantity or benefit.amount
                assert isinstance(amount, int)  # noqa: S101 - banked dues have no cadence
                wanted.append((benefit, amount, waiting.start, waiting.end))
    elif bill.kind == "rest_of_dues":
        wanted = list(_rest_banked(s, plan, bill))
    else:
        return
    give(work, day, plan, bill, wanted)
    if s.plan.clocks_that_wait and bill.kind == "dues":
        clocks.start_waiting(work, day)
        grant_due(work, day)


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
    give(work, day, s.plan, bill, _of_period(s, s.plan, bill, "period_start"))


def _of_period(s: MemberState, plan: Plan, bill: Bill, trigger: str) -> Iterable[_Wanted]:
    start, end = bill.start, bill.end
    assert start is not None  # noqa: S101 - dues have a period
    assert end is not None  # noqa: S101
    if s.period is not None and s.period.bill == bill.id:
        end = s.period.end
    for benefit in plan.with_lots:
        is_bank = benefit.amount == "dues"
        when = "payment" if is_bank else benefit.trigger
        if when != trigger or benefit.cadence is not None or not grants_in(s, benefit, bill):
            continue
        until = end
        if benefit.grants == "each_term" and s.term_ends_on is not None:
            until = max(s.term_ends_on, end)
        if is_bank:
            quantity = bill.money["dues"]
        else:
            amount = benefit.quantity or benefit.amount or 0
            assert isinstance(amount, int)  # noqa: S101 - dues were handled above
            quantity = amount
        if quantity > 0:
            yield benefit, quantity, start, until


def _rest_banked(s: MemberState, plan: Plan, bill: Bill) -> Iterable[_Wanted]:
    """What was left out of banked dues, and is paid after all, is banked as they were."""
    start, end = bill.start, bill.end
    assert start is not None  # noqa: S101 - it is a part of a period
    assert end is not None  # noqa: S101
    if s.period is not None and s.period.start <= start < s.period.end:
        end = s.period.end
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
        cadence = s.cadences.get(benefit.id)
        while cadence is not None and benefit.cadence is not None:
            if cadence.due_on > day or clocks.has_run_out(s, benefit):
                break
            if clocks.moves_with_the_period(s, benefit, cadence.due_on):
                break
            start = benefit.cadence.after(cadence.base, cadence.k)
            _come_due(work, day, benefit, start, benefit.cadence.after(cadence.base, cadence.k + 1))
            cadence = s.cadences[benefit.id]


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
    benefit = s.plan.by_id.get(waiting.benefit)
    if benefit is None or benefit.cadence is None:
        return
    bill = s.bills[waiting.bill] if waiting.bill is not None else None
    cause = "unpaid"
    if bill is not None and bill.void:
        cause = "not_billed"
    elif bill is not None and bill.no_grants:
        cause = "waived"
    elif bill is None or bill.settled_on is not None or benefit.trigger == "period_start":
        wanted = [(benefit, quantity_of(benefit), waiting.start, waiting.end)]
        give(work, day, s.plan, bill, wanted)
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


def quantity_of(benefit: Benefit) -> int:
    """What one grant gives: units, or minor units of a value credit."""
    amount = benefit.quantity if benefit.quantity is not None else benefit.amount
    assert isinstance(amount, int)  # noqa: S101 - banked dues follow the billing periods
    return amount


def give(
    work: Work,
    day: date,
    plan: Plan,
    bill: Bill | None,
    wanted: Iterable[_Wanted],
    occasion: str | None = None,
) -> None:
    """Make the lots, then let the caps on what is held take the oldest."""
    s = work.state
    key = f"{plan.id}@{plan.version}"
    lots: list[e.GrantedLot] = []
    pool = {name: list(shares) for name, shares in bill.pool.items()} if bill is not None else {}
    for benefit, quantity, start, end in wanted:
        fate = fate_of_dues(s, benefit.id, bill)
        if fate is not None and fate.word == "forfeit":
            continue
        limits = benefit.rollover
        shares = pool.get(benefit.id)
        lots.append(
            e.GrantedLot(
                lot=s.last_lot + len(lots) + 1,
                benefit=benefit.id,
                quantity=quantity,
                plan=key,
                start=start,
                end=end,
                expires_on=_expiry(s, benefit, day, end, fate),
                priority=benefit.priority,
                carryover_limit=limits.carryover_limit if limits else None,
                max_balance=limits.max_balance if limits else None,
                share=shares.pop(0) if shares else 0,
                converts_on=_converts_on(s, benefit, day, end),
                promotional=benefit.is_promotional or None,
            )
        )
    if not lots:
        return
    bill_id = bill.id if bill is not None else None
    work.record(
        e.Granted,
        day,
        lots=tuple(lots),
        bill=bill_id,
        occasion=occasion,
        policy=rollover.POLICY,
    )
    for lot in lots:
        if lot.max_balance is not None:
            lapsing.cap_balance(work, day, lot.benefit, key, lot.max_balance)


def _converts_on(s: MemberState, benefit: Benefit, day: date, end: date) -> date | None:
    """When what is left becomes money by itself: as the period ends in which it was paid."""
    if benefit.converts is None or benefit.converts.when != "period_end":
        return None
    running = s.period is not None and s.period.start <= day < s.period.end
    return max(end, s.period.end) if running and s.period is not None else end


def _expiry(
    s: MemberState, benefit: Benefit, day: date, end: date, fate: Fate | None
) -> date | None:
    cadence = s.cadences.get(benefit.id)
    if benefit.cadence is not None and cadence is not None:
        beyond = Schedule(cadence.base, benefit.cadence)
        paid_in = stretch_at(benefit, cadence, day)[1]
    else:
        beyond = s.schedule
        running = s.period is not None and s.period.start <= day < s.period.end
        paid_in = s.period.end if running and s.period is not None else end
    expires_on = rollover.expiry(benefit, day, end, paid_in, beyond, s.schedule)
    return after_end.kept_until(expires_on, fate) if fate is not None else expires_on
