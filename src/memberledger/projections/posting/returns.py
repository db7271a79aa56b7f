"""Money that goes back, and out of which layers it is taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings
from memberledger.projections.layers import BillMoney, Piece
from memberledger.projections.times import TimeMoney
from memberledger.values import split

__all__ = ["POSTINGS"]


def _money_back(m: Holdings, event: e.Refunded | e.DisputeLost) -> None:
    m.refunded += event.amount
    m.post(accounts.REFUNDS, -event.amount, charge=event.charge)
    over = event.from_credit + event.from_unapplied
    m.held -= over
    m.post(accounts.CREDIT, over, charge=event.charge)
    for bill, amount in event.bills:
        tax = m.taxes.give_back(bill, amount)
        m.taxes.refunded += tax
        m.post(accounts.TAX_REFUNDED, tax, bill)
        _reduce(m, bill, event.effective_on, amount - tax)


def _credit_given(m: Holdings, event: e.CreditGiven) -> None:
    tax = m.taxes.give_back(event.bill, event.amount)
    m.taxes.collected -= tax
    m.post(accounts.TAX_COLLECTED, tax, event.bill)
    _reduce(m, event.bill, event.effective_on, event.amount - tax)
    m.held += event.amount
    m.post(accounts.CREDIT, -event.amount, event.bill)


def _reduce(m: Holdings, bill: int, day: date, amount: int) -> None:
    """Take money out of what a bill paid for: what is deferred first, then what was earned.

    What is not there any more was earned by those whom its units were given to; where none were,
    it lowers breakage.

    Args:
        bill: whose layers.
        day: time layers are cut on this day.
        amount: minor units to take; where it is none, nothing is cut.
    """
    if not amount:
        return
    parts, pools = m.part_paid.get(bill, [0]), m.pools.get(bill, {})
    before = {benefit: sum(pool) for benefit, pool in pools.items()}
    part, fees = parts[0], m.fees.get(bill, {})
    fee = [sum(fees.values())]
    pieces, times = _cut(m, bill, day)
    units = _in_order(m.order.get(bill, ()), pieces, pools)
    missing = BillMoney([parts, *units], times, fee).lower(day, amount)
    m.post(accounts.PART_PAID, part - parts[0], bill)
    for benefit, money in before.items():
        m.post(accounts.deferred(benefit), money - sum(pools[benefit]), bill)
    _lower_fees(m, bill, fees, fee[0])
    if m.gave is not None:
        m.used_by_others += missing
        m.post(accounts.earned(m.gave), missing, bill)
    else:
        m.broken -= missing
        m.post(accounts.BREAKAGE, missing, bill)


def _in_order(
    order: tuple[str, ...], pieces: dict[str, list[Piece]], pools: dict[str, list[int]]
) -> list[Piece | list[int]]:
    """By the plan's order of benefits, of each the lots and then what is still to come."""
    names = dict.fromkeys([*order, *pieces, *pools])
    found: list[Piece | list[int]] = []
    for name in names:
        found += pieces.get(name, ())
        if name in pools:
            found.append(pools[name])
    return found


def _cut(m: Holdings, bill: int, day: date) -> tuple[dict[str, list[Piece]], list[TimeMoney]]:
    """The lots and days that a bill paid for, cut so that a refund lowers the right part."""
    lots = [m.lot(number) for number, lot in list(m.lots.items()) if lot.bill == bill]
    for lot in lots:
        lot.cut()
    times = [m.time(number) for number, time in list(m.times.items()) if time.bill == bill]
    for time in list(times):
        rest = time.cut(day)
        if rest is not None:
            m.put_time(rest)
            times.append(rest)
    pieces: dict[str, list[Piece]] = {}
    for lot in lots:
        pieces.setdefault(lot.benefit, []).extend(lot.pieces)
    return pieces, times


def _lower_fees(m: Holdings, bill: int, fees: dict[str, int], left: int) -> None:
    """What fees of a bill earned is lowered together, each by its part."""
    lost = sum(fees.values()) - left
    if not lost:
        return
    for kind, part in zip(fees, split(lost, [*fees.values()]), strict=True):
        fees[kind] -= part
        m.post(accounts.fee_account(kind), part, bill)


POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    e.CreditGiven: _credit_given,
    e.Refunded: _money_back,
    e.DisputeLost: _money_back,
}
