"""Sentences about money going back: refunds and disputes."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names
from memberledger.history.table import Table

__all__ = ["MONEY_BACK"]


def _refunded(event: e.Refunded, names: Names) -> str:
    whole = ", all of it" if event.full else ""
    told = f"Refunded {names.amount(event.amount)} of charge {event.charge}{whole}"
    if event.consumed:
        told += f"; {names.amount(event.consumed)} of it had been banked and used"
    return told


def _disputed(event: e.Disputed, names: Names) -> str:
    frozen = "; what it gave is frozen" if event.lots else ""
    return f"The bank disputes charge {event.charge} of {names.amount(event.amount)}{frozen}"


def _dispute_won(event: e.DisputeWon, _names: Names) -> str:
    moved = "; the frozen days are given back" if event.expiries else ""
    return f"The dispute of charge {event.charge} was won{moved}"


def _dispute_lost(event: e.DisputeLost, names: Names) -> str:
    return f"The dispute of charge {event.charge} was lost: {names.amount(event.amount)} is gone"


MONEY_BACK: Table = {
    e.Refunded: _refunded,
    e.Disputed: _disputed,
    e.DisputeWon: _dispute_won,
    e.DisputeLost: _dispute_lost,
}
