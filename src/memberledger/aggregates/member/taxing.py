"""Tax: decided when a line is billed, and recorded beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Bill
from memberledger.aggregates.member.work import Work
from memberledger.policies import tax
from memberledger.terms import Plan
from memberledger.values import half_up

__all__ = ["bill_fee", "gross", "net_of", "of_part", "of_waived", "taxed"]


def taxed(plan: Plan, line: str, amount: int) -> tuple[int, int | None]:
    """A line without its tax, and the tax; None where there is none."""
    if plan.tax is None:
        return amount, None
    net, part = tax.parts(plan.tax, line, amount)
    return net, part or None


def gross(plan: Plan, line: str, amount: int) -> int:
    """What is asked for a line, its tax included."""
    net, part = taxed(plan, line, amount)
    return net + (part or 0)


def bill_fee(work: Work, day: date, kind: str, amount: int, **facts: Any) -> None:
    """Bill a fee, by itself, with its tax."""
    net, part = taxed(work.state.plan, kind, amount)
    bill = work.state.last_bill + 1
    work.record(e.FeeBilled, day, bill=bill, kind=kind, amount=net, tax=part, **facts)


def of_waived(bill: Bill, amount: int) -> int | None:
    """The tax that is not owed any more when so much of a bill's dues is waived."""
    return of_part(bill, amount) or None


def of_part(bill: Bill, amount: int) -> int:
    """The tax on a part of a bill's lines, half up."""
    part = bill.lines.get("tax", 0)
    return half_up(part * amount, bill.amount - part) if part and amount else 0


def net_of(bill: Bill, back: int) -> int:
    """What of an amount of a bill that goes back now is not tax."""
    part = bill.lines.get("tax", 0)
    before = tax.given_back(part, bill.amount, bill.refunded)
    return back - tax.given_back(part, bill.amount, bill.refunded + back) + before
