"""Money that comes in, and what it pays for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings
from memberledger.projections.layers import LotMoney, Piece
from memberledger.projections.posting.days import break_pools, restore
from memberledger.projections.times import TimeMoney
from memberledger.values import split

__all__ = ["POSTINGS"]


def _charged(m: Holdings, event: e.Charged) -> None:
    m.collected += event.amount
    m.post(accounts.CHARGES, event.amount, charge=event.charge)
    for bill, amount in event.bills:
        _fund(m, bill, amount)
    over = event.credited + event.unapplied
    m.held += over
    m.post(accounts.CREDIT, -over, charge=event.charge)


def _credit_used(m: Holdings, event: e.CreditUsed) -> None:
    m.held -= event.amount
    m.post(accounts.CREDIT, event.amount, event.bill)
    _fund(m, event.bill, event.amount)


def _fund(m: Holdings, bill: int, amount: int) -> None:
    """Money for a bill that is not yet paid in full."""
    m.part_paid.setdefault(bill, [0])[0] += amount
    m.post(accounts.PART_PAID, -amount, bill)


def _settled(m: Holdings, event: e.BillSettled) -> None:
    """The part paid becomes layers, as the payment recorded the split.

    Seen by its day, a refund that was known already may be still to come; its money stays apart.
    """
    bill = event.bill
    paid = m.part_paid.pop(bill, [0])[0]
    rest = max(paid - _split_in_all(event), 0)
    if rest:
        m.part_paid[bill] = [rest]
    m.post(accounts.PART_PAID, paid - rest, bill)
    if event.tax:
        m.taxes.collect(event)
        m.post(accounts.TAX_COLLECTED, -event.tax, bill)
    for benefit, share in event.shares:
        m.pools.setdefault(bill, {}).setdefault(benefit, []).append(share)
        m.post(accounts.deferred(benefit), -share, bill)
    name = "Access"
    if bill in m.pause_fees:
        name = "Freeze"
    elif bill in m.annual_fees:
        name = "Annual"
    # a `shift` pause has moved the end of the period, and its days stand still
    end = m.unpaid.pop(bill, event.access_end)
    _add_time(m, name, event, event.access, event.access_start, end)
    fee = event.enrollment
    _add_time(m, "Enrollment", event, fee, event.enrollment_start, event.enrollment_end)
    for lot, share in event.caught_up:
        if lot in m.lots:
            _catch_up(m, lot, share)
        else:  # paid on an earlier day than the grant: on that day it is for a grant to come
            _fund(m, bill, share)
    for kind, amount in event.fees:
        fees = m.fees.setdefault(bill, {})
        fees[kind] = fees.get(kind, 0) + amount
        m.post(accounts.fee_account(kind), -amount, bill)
    if bill in m.pools and m.end_of(bill) is not None:
        break_pools(m, bill)


def _split_in_all(event: e.BillSettled) -> int:
    parts = (*event.shares, *event.caught_up, *event.fees)
    return event.access + event.enrollment + sum(part for _, part in parts) + (event.tax or 0)


def _add_time(
    m: Holdings, name: str, event: e.BillSettled, total: int, start: date | None, end: date | None
) -> None:
    if not total:
        return
    first = start or event.effective_on
    days = (end - first).days if end is not None else 1
    pauses: list[tuple[date, date | None]] = []
    if event.bill not in m.pause_fees and event.bill not in m.annual_fees:
        pauses += [pause for pause in m.stood if pause[1] > first]
        if m.shift_since is not None:
            pauses.append((m.shift_since, None))
    ended_on = m.fees_over.get(event.bill) or m.end_of(event.bill)
    m.put_time(TimeMoney(event.bill, total, first, max(days, 1), name, ended_on, pauses))


def _catch_up(m: Holdings, lot: int, share: int) -> None:
    """Money for a lot that came before it was paid, shared by units with what it became."""
    if lot not in m.became:
        m.lot(lot).fill(share)
        return
    same = [lot]
    for each in same:
        same.extend(m.became.get(each, ()))
    pieces = [piece for each in same for piece in m.lot(each).pieces]
    for piece, part in zip(pieces, split(share, [p.quantity for p in pieces]), strict=True):
        piece.total += part


def _granted(m: Holdings, event: e.Granted) -> None:
    """What was set aside for a grant is now that of its lot."""
    bill = event.bill
    pools = m.pools.get(bill, {}) if bill is not None else {}
    for lot in event.lots:
        pool = pools.get(lot.benefit)
        if bill is not None and -bill in m.lots:
            share = restore(m, bill, lot.share)
        else:
            share = pool.pop(0) if pool else 0
            m.post(accounts.deferred(lot.benefit), share, bill)
        m.put_lot(lot.lot, LotMoney(bill, [Piece(share, lot.quantity)], lot.benefit))
    if bill is not None and bill in m.pools and not any(pools.values()):
        del m.pools[bill]


POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    e.Charged: _charged,
    e.CreditUsed: _credit_used,
    e.BillSettled: _settled,
    e.Granted: _granted,
}
