"""The annual fee: a bill of its own on its day, under the same dunning as the dues."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import collecting, taxing
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import annual

__all__ = ["bill_if_due", "next_on"]


def next_on(s: MemberState) -> date | None:
    """The next day on which the terms in force ask for the annual fee; None for never."""
    fee = s.plan.annual_fee
    if fee is None or not fee.amount or s.member_since is None or not s.is_member:
        return None
    return annual.next_on(fee, s.member_since, s.agreed[-1][0], s.annual_fee_on)


def bill_if_due(work: Work, day: date) -> None:
    """Bill the fee on its day, after the dues of the day, and ask the card.

    It is earned by the day over the year that follows, which a pause does not move.
    """
    s = work.state
    if s.plan.annual_fee is None or next_on(s) != day:
        return
    taxing.bill_fee(
        work,
        day,
        "annual_fee",
        s.plan.annual_fee.amount,
        start=day,
        end=annual.YEAR.after(day, 1),
        policy=annual.POLICY,
    )
    collecting.collect(work, day)
