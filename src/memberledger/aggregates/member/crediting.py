"""What a change of plan gives back: only what was paid, less units used where a plan says so."""

from __future__ import annotations

from memberledger.aggregates.member import taxing
from memberledger.aggregates.member.parts import Bill, Lot, Period
from memberledger.aggregates.member.state import MemberState
from memberledger.policies.changes import share_used
from memberledger.terms import Plan

__all__ = ["banked", "counted", "credits_for", "is_bank", "used_up"]


_DUES = ("dues", "rest_of_dues", "change")


def credits_for(s: MemberState, period: Period, wanted: int) -> list[tuple[int, int]]:
    """The credit as (bill, minor units): at most what was paid for the running period.

    It is taken from the dues first, then from what changes of plan have cost in the period.
    """
    left = min(wanted, _paid_for(s, period))
    given = []
    for bill in _bills_in(s, period):
        part = min(left, _paid_of(bill))
        if part > 0:
            given.append((bill.id, part))
            left -= part
    return given


def banked(s: MemberState, period: Period) -> int:
    """What was paid for the running period, its changes of plan included, less what went back."""
    bills = [bill for bill in _bills_in(s, period) if bill.settled_on is not None]
    return sum(max(_line(bill) - bill.refunded - bill.credited, 0) for bill in bills)


def counted(s: MemberState, plan: Plan, lot: Lot) -> int:
    """What a lot gave; banked dues less what was refunded of them, which lowered the bank."""
    gave = lot.quantity - lot.converted
    terms = plan.by_id.get(lot.benefit)
    if terms is None or terms.amount != "dues" or lot.bill is None:
        return gave
    bill = s.bills[lot.bill]
    return max(min(gave, _line(bill) - bill.refunded), 0)


def is_bank(s: MemberState, lot: Lot) -> bool:
    """Whether it is banked dues."""
    terms = s.plans[lot.plan].by_id.get(lot.benefit)
    return terms is not None and terms.amount == "dues"


def used_up(s: MemberState, period: Period) -> int:
    """What the units used in the running period cost: each at its share of what was paid for it.

    Shares are those of the revenue, so units of dues that are earned by the day have none.
    """
    bills = {bill.id for bill in _bills_in(s, period)}
    return sum(
        share_used(lot.share, lot.redeemed, lot.quantity - lot.converted)
        for lot in s.lots.values()
        if lot.bill in bills
    )


def _bills_in(s: MemberState, period: Period) -> list[Bill]:
    return [
        bill
        for bill in s.bills.values()
        if bill.id == period.bill
        or (
            bill.kind in ("change", "rest_of_dues")
            and bill.due_on >= period.start
            and bill.id > (period.bill or 0)
        )
    ]


def _line(bill: Bill) -> int:
    """Dues, their rest and what a change cost, without what was waived."""
    return sum(bill.lines.get(kind, 0) for kind in _DUES) - bill.waived


def _paid_of(bill: Bill) -> int:
    line = _line(bill)
    gross = line + taxing.of_part(bill, line)
    return max(min(bill.paid, gross) - bill.refunded - bill.credited, 0)


def _paid_for(s: MemberState, period: Period) -> int:
    """What was paid for the running period, less refunds and credit given."""
    return sum(_paid_of(bill) for bill in _bills_in(s, period))
