"""How a reported charge meets the dues: which due it pays, or what kind of leak it is.

A success within three days, either side, of an unpaid due pays that due; any other success pays
the oldest owed; what was charged too much is reported and left unapplied.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from memberledger.aggregates.member import MemberState, Work, collecting
from memberledger.aggregates.member.billing import next_dues
from memberledger.aggregates.member.coming import coming_end
from memberledger.aggregates.member.parts import Bill
from memberledger.integrations.mirror.findings import Finding
from memberledger.integrations.mirror.rows import ChargeRow
from memberledger.values import format_amount

__all__ = ["WINDOW", "due_soon", "fail", "succeed"]

WINDOW = timedelta(days=3)

Leak = Literal[
    "billed_after_cancellation", "billed_while_paused", "billed_twice", "unmatched_charge"
]


def _near(bill: Bill, day: date) -> bool:
    return abs(bill.due_on - day) <= WINDOW


def _match(s: MemberState, day: date) -> Bill | None:
    """The unpaid due near the day, else the oldest owed."""
    owed = list(s.owed_bills.values())
    near = [bill for bill in owed if bill.kind == "dues" and _near(bill, day)]
    near = near or [bill for bill in owed if _near(bill, day)]
    return (near or owed or [None])[0]  # type: ignore[list-item]


def due_soon(s: MemberState, day: date) -> date | None:
    """The day of dues that will fall within three days, where none near are unpaid now."""
    if any(_near(bill, day) for bill in s.owed_bills.values()):
        return None
    coming = next_dues(s)
    return coming[0] if coming is not None and day < coming[0] <= day + WINDOW else None


def fail(work: Work, row: ChargeRow, day: date) -> None:
    """A decline counts against the due it was for."""
    bill = _match(work.state, row.date)
    name = bill.id if bill is not None else None
    collecting.charge_failed(work, row.id, row.amount, row.code, day, name)


def succeed(work: Work, row: ChargeRow, day: date) -> Finding | None:
    """A payment, applied; what does not fit is a finding.

    Args:
        work: the member, as of the day it is played.
        row: the export's row.
        day: the day it counts from: its own, or the due's it was early for.
    """
    s = work.state
    known = s.charges.get(row.id)
    if known is not None and (known.outcome == "paid" or known.amount != row.amount):
        collecting.charge_succeeded(work, row.id, row.amount, day)
        return None
    bill = _match(s, row.date)
    if bill is None:
        leak, detail = _leak(s, row)
        collecting.take_payment(work, row.id, row.amount, day, [])
        return Finding(leak, s.member, row.date, row.amount, detail, row.source.where)
    owed = bill.owed
    parts = [(bill, min(owed, row.amount))]
    over = row.amount - owed
    others = _exactly(s, bill, over)
    parts += others
    over -= sum(part for _, part in others)
    day = max([day, *(item.due_on for item, _ in parts)])
    collecting.take_payment(work, row.id, row.amount, day, parts)
    if not over:
        return None
    detail = (
        f"{_money(s, row.amount)} was charged for dues of {_money(s, owed)} "
        f"due on {bill.due_on} ({s.plans[bill.plan].title})."
    )
    return Finding("billed_wrong_amount", s.member, row.date, over, detail, row.source.where)


def _exactly(s: MemberState, bill: Bill, over: int) -> list[tuple[Bill, int]]:
    """Other dues that what is over pays in full and to the last unit, oldest first."""
    found = []
    for other in s.owed_bills.values():
        if other.id == bill.id or over <= 0:
            continue
        if other.owed <= over:
            found.append((other, other.owed))
            over -= other.owed
    return found if over == 0 else []


def _leak(s: MemberState, row: ChargeRow) -> tuple[Leak, str]:
    """What kind of leak a success is when nothing is owed."""
    money, day = _money(s, row.amount), row.date
    ends = s.ended_on if s.status == "cancelled" else coming_end(s)
    if ends is not None and day >= ends - WINDOW and next_dues(s) is None and not s.pause:
        return (
            "billed_after_cancellation",
            f"{money} was charged although the membership ends on {ends}.",
        )
    if s.paused_on(day) or _in_skipped(s, day):
        return "billed_while_paused", f"{money} was charged while the membership was paused."
    paid = _already_paid(s, row)
    if paid is not None:
        return (
            "billed_twice",
            f"{money} was charged again for the dues of {paid.due_on}, which were paid.",
        )
    return "unmatched_charge", f"{money} was charged and fits nothing the member owed."


def _in_skipped(s: MemberState, day: date) -> bool:
    """Whether the day is near the start of a period that a pause skipped."""
    period = s.period
    return period is not None and period.bill is None and abs(period.start - day) <= WINDOW


def _already_paid(s: MemberState, row: ChargeRow) -> Bill | None:
    """The newest dues that were paid with the same amount, and begun by then."""
    for bill in reversed(s.bills.values()):
        if bill.kind != "dues" or bill.settled_on is None or bill.due_on > row.date + WINDOW:
            continue
        amounts = {bill.amount, bill.lines.get("dues", 0)}
        amounts.update(s.charges[c].amount for c in bill.funding if c in s.charges)
        return bill if row.amount in amounts else None
    return None


def _money(s: MemberState, amount: int) -> str:
    return f"{format_amount(amount, s.currency)} {s.currency}"
