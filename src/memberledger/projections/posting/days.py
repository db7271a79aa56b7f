"""What stops and starts the days: pauses, and the beginning and end of the membership."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings
from memberledger.projections.layers import LotMoney, Piece

__all__ = ["POSTINGS", "break_pools", "restore"]


def _enrolled(m: Holdings, event: e.Enrolled) -> None:
    """What was billed until now stays with the membership that is over."""
    m.benefits = tuple(event.plan.by_id)
    if m.ended_on is not None:
        m.past_ends += ((m.last_bill, m.ended_on),)
    m.ended_on = None


def _dues_billed(m: Holdings, event: e.DuesBilled) -> None:
    m.last_bill = event.bill
    m.unpaid[event.bill] = event.until or event.end
    m.order[event.bill] = m.benefits


def _plan_changed(m: Holdings, event: e.Upgraded | e.Downgraded | e.PlanSwitched) -> None:
    m.last_bill = event.bill or m.last_bill
    m.benefits = tuple(event.plan.by_id)
    m.order[m.last_bill] = m.order.get(m.last_bill, m.benefits)


def _amended(m: Holdings, event: e.TermsAmended) -> None:
    m.benefits = tuple(event.plan.by_id)


def _fee_billed(m: Holdings, event: e.FeeBilled) -> None:
    m.last_bill = event.bill
    if event.kind == "pause_fee":
        m.pause_fees.add(event.bill)
    elif event.kind == "annual_fee":
        m.annual_fees.add(event.bill)


def _paused(m: Holdings, event: e.Paused) -> None:
    if event.billing == "shift":
        m.shift_since = event.effective_on
        for time in m.open_times(event.effective_on):
            if time.name != "Annual":  # its year is one of the calendar
                time.pauses.append((event.effective_on, None))


def _resumed(m: Holdings, event: e.Resumed) -> None:
    """What is left of a pause's fee is earned as it ends."""
    for bill in m.pause_fees:
        m.fees_over.setdefault(bill, event.effective_on)
    for time in m.open_times(event.effective_on):
        if time.bill in m.pause_fees and time.stopped_on is None:
            time.stopped_on = event.effective_on
        if m.shift_since is not None:
            time.pauses = [
                (start, event.effective_on if end is None else end) for start, end in time.pauses
            ]
    if m.shift_since is not None:
        m.stood += ((m.shift_since, event.effective_on),)
    m.shift_since = None


def _cancelled(m: Holdings, event: e.Cancelled) -> None:
    m.ended_on = event.effective_on
    for time in m.open_times(event.effective_on):
        if time.stopped_on is None:
            time.stopped_on = event.effective_on
    for bill in list(m.pools):
        break_pools(m, bill)


def break_pools(m: Holdings, bill: int) -> None:
    """What a bill paid for grants that will not come is breakage, from the end on."""
    pieces = []
    for benefit, pool in m.pools.pop(bill, {}).items():
        pieces += [Piece(share, 1, broken=1) for share in pool if share]
        m.post(accounts.deferred(benefit), sum(pool), bill)
        m.post(accounts.BREAKAGE, -sum(pool), bill)
    if pieces:
        m.lots[-bill] = LotMoney(bill, pieces)


def restore(m: Holdings, bill: int, share: int) -> int:
    """A grant that the end has left comes after all, paid late: its share is no breakage.

    Returns:
        The share, minor units; 0 where it was not set aside.
    """
    broken = m.lots[-bill].copy()
    for piece in broken.pieces:
        if piece.total == share:
            broken.pieces.remove(piece)
            m.lots[-bill] = broken
            m.post(accounts.BREAKAGE, share, bill)
            return share
    return 0


POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    e.Enrolled: _enrolled,
    e.DuesBilled: _dues_billed,
    e.Upgraded: _plan_changed,
    e.Downgraded: _plan_changed,
    e.PlanSwitched: _plan_changed,
    e.TermsAmended: _amended,
    e.FeeBilled: _fee_billed,
    e.Paused: _paused,
    e.Resumed: _resumed,
    e.Cancelled: _cancelled,
}
