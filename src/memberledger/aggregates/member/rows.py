"""The row of paid periods that a term such as `after_cycles` counts."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.state import MemberState

__all__ = ["paid_row"]


def paid_row(s: MemberState, day: date, *, owed_is_paid: bool = False) -> int:
    """Billing periods over and paid, in an unbroken row, counted at the start of a day.

    A paused period neither counts nor breaks the row; an unpaid one breaks it until it is paid. A
    first period before the anchor is no cycle. Only the running enrollment counts. To look ahead,
    what is still owed may be taken as paid (`owed_is_paid`).
    """
    row = 0
    first = s.first_bill
    if first is None:
        return row
    for bill in reversed(s.bills.values()):
        if bill.id < first:
            break
        if bill.n is None or bill.n < 0:
            continue
        if bill.end is None or bill.end > day:
            continue
        if bill.settled_on is None and not (owed_is_paid and bill.owed > 0):
            break
        row += 1
    return row
