"""Rows of bills: what each asked for, and every payment, decline and giving back, with its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = ["BillEntryRow", "BillRow", "BillRows"]


class BillRow(NamedTuple):
    """One bill as it was billed, and how it stands; amounts are minor units.

    Attributes:
        bill: its number, counted from 1 for each member.
        kind: `dues`, `change`, or the fee it is for.
        enrollment: the enrollment it belongs to, 1 for the first.
        first: whether it is the first dues above zero of its enrollment.
        due_on: the day it was due.
        plan: whose terms it follows, as `id@version`.
        net: the dues or the fee, without tax.
        enrollment_fee: billed with the dues, without tax.
        tax: billed with both.
        late_fees: added to it so far, without tax.
        paid: by charges and billing credit so far.
        waived: of the dues so far, without tax.
        written_off: given up so far.
        refunded: given back so far, lost disputes among it.
        owed: what is still to pay.
        declines: how often it was declined.
        settled_on: the day it was paid in full; None where it was not.
    """

    bill: int
    kind: str
    enrollment: int
    first: bool
    due_on: date
    plan: str
    net: int
    enrollment_fee: int
    tax: int
    late_fees: int
    paid: int
    waived: int
    written_off: int
    refunded: int
    owed: int
    declines: int
    settled_on: date | None


class BillEntryRow(NamedTuple):
    """What one event did to one bill; entries are only ever added.

    Attributes:
        version: of the event in its member's stream.
        bill: the number of the bill.
        effective_on: the local date it counts from.
        what: `paid` by a charge or by billing `credit`, `declined`, `waived`, `written_off`,
            `refunded`, `lost` in a dispute, `credited` (given as billing credit), `late_fee` or
            `returned_fee`.
        amount: gross, minor units, never negative.
        charge: the processor's id of the charge; None where there was none.
    """

    version: int
    bill: int
    effective_on: date
    what: str
    amount: int
    charge: str | None


_BILLING = (e.Enrolled, e.DuesBilled, e.FeeBilled, e.Upgraded, e.Downgraded, e.PlanSwitched)
_NAMING = (
    e.Charged,
    e.ChargeFailed,
    e.CreditUsed,
    e.CreditGiven,
    e.BillSettled,
    e.DuesWaived,
    e.WrittenOff,
    e.Refunded,
    e.DisputeLost,
    e.LateFeeAssessed,
    e.ReturnedPaymentFeeAssessed,
)


class BillRows(MemberRows):
    """The bills of one member and their entries; an event looks at the bills it names alone."""

    BILLS = RowsOf("bills", BillRow, 1)
    ENTRIES = RowsOf("bill_entries", BillEntryRow, 2)
    tables = (BILLS, ENTRIES)
    heeds = frozenset((*_BILLING, *_NAMING))

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._billed: dict[int, BillRow] = {}
        self._touched: set[int] = set()
        self._paying = False

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """A row for what is billed, and an entry for each bill the event names."""
        if type(event) in _BILLING:
            billed = self._billed_by(s, event)
            if billed is not None:
                self._billed[billed.bill] = billed
                self._touched.add(billed.bill)
        else:
            for row in _entries(s, event):
                self.changes.put(self.ENTRIES, row)
                self._touched.add(row.bill)
            if isinstance(event, e.BillSettled):
                self._touched.add(event.bill)

    def finish(self, s: MemberState) -> None:
        """The bills that were named, as they stand now."""
        for number in sorted(self._touched):
            self.changes.put(self.BILLS, _standing(self._billed[number], s))
        self._touched.clear()

    def _billed_by(self, s: MemberState, event: Event) -> BillRow | None:
        """The row of a bill as it was billed; None where the event billed nothing."""
        if isinstance(event, e.Enrolled):
            self._paying = False
            return None
        kind, net, fee, first = "change", 0, 0, False
        if isinstance(event, e.DuesBilled):
            kind, net, fee = "dues", event.dues, event.enrollment_fee
            first = net > 0 and not self._paying
            self._paying = self._paying or net > 0
        elif isinstance(event, e.FeeBilled):
            kind, net = event.kind, event.amount
        elif isinstance(event, e.Upgraded | e.Downgraded | e.PlanSwitched):
            net = event.billed
        number = getattr(event, "bill", None)
        if number is None:
            return None
        bill, tax = s.bills[number], getattr(event, "tax", None) or 0
        told = (s.enrollment, first, bill.due_on, bill.plan, net, fee, tax)
        return BillRow(number, kind, *told, 0, 0, 0, 0, 0, 0, 0, None)


def _standing(billed: BillRow, s: MemberState) -> BillRow:
    bill = s.bills[billed.bill]
    fees = bill.lines.get("late_fee", 0) + bill.lines.get("returned_payment_fee", 0)
    return billed._replace(
        late_fees=fees,
        paid=bill.paid,
        waived=bill.waived,
        written_off=bill.written_off,
        refunded=bill.refunded,
        owed=bill.owed,
        declines=len(bill.attempts),
        settled_on=bill.settled_on,
    )


def _entries(s: MemberState, event: Event) -> Iterator[BillEntryRow]:
    for bill, what, amount, charge in _told(event):
        yield BillEntryRow(s.version, bill, event.effective_on, what, amount, charge)


def _told(event: Event) -> Iterator[tuple[int, str, int, str | None]]:
    match event:
        case e.Charged():
            yield from ((bill, "paid", part, event.charge) for bill, part in event.bills)
        case e.ChargeFailed(bill=int(bill)):
            yield bill, "declined", event.amount, event.charge
        case e.CreditUsed():
            yield event.bill, "credit", event.amount, None
        case e.CreditGiven():
            yield event.bill, "credited", event.amount, None
        case e.DuesWaived():
            yield event.bill, "waived", event.amount + (event.tax or 0), None
        case e.WrittenOff():
            yield from ((bill, "written_off", part, None) for bill, part in event.bills)
        case e.Refunded():
            yield from ((b, "refunded", part, event.charge) for b, part in event.bills if part)
        case e.DisputeLost():
            yield from ((bill, "lost", part, event.charge) for bill, part in event.bills if part)
        case e.LateFeeAssessed():
            yield event.bill, "late_fee", event.amount + (event.tax or 0), None
        case e.ReturnedPaymentFeeAssessed():
            yield event.bill, "returned_fee", event.amount + (event.tax or 0), None
