"""Pairs of accounts that are always zero together: what members owe, what banks dispute.

They move no money. `Assets:Receivable:Dues` is what is owed, `Assets:Receivable:Unearned` its
mirror: nothing is earned before it is paid, so what is owed is no asset. A dispute's money is with
the cardholder's bank, and a claim stands against it until it is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings

__all__ = ["POSTINGS"]


def _owe(m: Holdings, bill: int, amount: int) -> None:
    """More is owed; below zero, less."""
    m.post(accounts.DUES, amount, bill)
    m.post(accounts.UNEARNED, -amount, bill)


def _dues_billed(m: Holdings, event: e.DuesBilled) -> None:
    _owe(m, event.bill, event.dues + event.enrollment_fee + (event.tax or 0))


def _fee_billed(
    m: Holdings, event: e.FeeBilled | e.LateFeeAssessed | e.ReturnedPaymentFeeAssessed
) -> None:
    _owe(m, event.bill, event.amount + (event.tax or 0))


def _plan_changed(m: Holdings, event: e.Upgraded | e.Downgraded | e.PlanSwitched) -> None:
    if event.bill is not None:
        _owe(m, event.bill, event.billed + (event.tax or 0))


def _charged(m: Holdings, event: e.Charged) -> None:
    for bill, amount in event.bills:
        _owe(m, bill, -amount)


def _credit_used(m: Holdings, event: e.CreditUsed) -> None:
    _owe(m, event.bill, -event.amount)


def _waived(m: Holdings, event: e.DuesWaived) -> None:
    _owe(m, event.bill, -event.amount - (event.tax or 0))


def _written_off(m: Holdings, event: e.WrittenOff) -> None:
    for bill, amount in event.bills:
        _owe(m, bill, -amount)


def _disputed(m: Holdings, event: e.Disputed) -> None:
    m.disputed[event.charge] = event.amount
    _claim(m, event.charge, event.amount)


def _closed(m: Holdings, event: e.DisputeWon | e.DisputeLost) -> None:
    _claim(m, event.charge, -m.disputed.pop(event.charge, 0))


def _claim(m: Holdings, charge: str, amount: int) -> None:
    m.post(accounts.DISPUTED, amount, charge=charge)
    m.post(accounts.DISPUTES, -amount, charge=charge)


POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    e.DuesBilled: _dues_billed,
    e.FeeBilled: _fee_billed,
    e.LateFeeAssessed: _fee_billed,
    e.ReturnedPaymentFeeAssessed: _fee_billed,
    e.Upgraded: _plan_changed,
    e.Downgraded: _plan_changed,
    e.PlanSwitched: _plan_changed,
    e.Charged: _charged,
    e.CreditUsed: _credit_used,
    e.DuesWaived: _waived,
    e.WrittenOff: _written_off,
    e.Disputed: _disputed,
    e.DisputeWon: _closed,
    e.DisputeLost: _closed,
}
