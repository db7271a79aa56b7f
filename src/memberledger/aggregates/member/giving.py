"""Making the lots of a grant: what each holds, until when, and what the caps then take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import lapsing
from memberledger.aggregates.member.afterwards import fate_of_dues
from memberledger.aggregates.member.parts import Bill, Cadence
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import after_end, rollover
from memberledger.policies.after_end import Fate
from memberledger.terms import Benefit, Plan
from memberledger.values import Schedule, count_between

__all__ = ["Wanted", "give", "quantity_of", "stretch_at"]

Wanted = tuple[Benefit, int, date, date]
"""A grant to make: of which benefit, how much, for which stretch [start, end)."""


def stretch_at(benefit: Benefit, cadence: Cadence, day: date) -> tuple[date, date]:
    """The stretch of a cadence that holds `day`."""
    step = benefit.cadence
    assert step is not None  # noqa: S101 - only benefits with a cadence have one
    k = count_between(step, cadence.base, day)
    return step.after(cadence.base, k), step.after(cadence.base, k + 1)


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
    wanted: Iterable[Wanted],
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
                rollover=limits.own if limits else None,
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
    if s.period is not None and s.period.start <= day < s.period.end:
        return max(end, s.period.end)
    return end


def _expiry(
    s: MemberState, benefit: Benefit, day: date, end: date, fate: Fate | None
) -> date | None:
    cadence = s.cadences.get(benefit.id)
    begun: tuple[date, ...] = ()
    if benefit.cadence is not None and cadence is not None:
        beyond = Schedule(cadence.base, benefit.cadence)
        paid_in = stretch_at(benefit, cadence, day)[1]
    else:
        beyond = s.schedule
        if benefit.rollover is not None and benefit.rollover.periods is not None:
            begun = s.begun()
        paid_in = _period_end(s, day) or end
    expires_on = rollover.expiry(benefit, day, end, paid_in, beyond, s.schedule, begun)
    return after_end.kept_until(expires_on, fate) if fate is not None else expires_on


def _period_end(s: MemberState, day: date) -> date | None:
    """Where the billing period that holds a day ends; it is an earlier one for late news.

    None once the last one is over, and while a pause keeps the next from beginning.
    """
    if s.period is not None and s.period.end <= day:
        return None
    cycle = s.spans_on(day).cycle
    return cycle[1] if cycle is not None else None
