"""Money going back: refunds and disputes."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.event import Event

__all__ = ["DisputeLost", "DisputeWon", "Disputed", "Refunded"]


class Refunded(Event):
    """Money of a charge went back.

    Attributes:
        charge: the charge.
        amount: minor units.
        full: whether the whole charge is now refunded; then the lots of its bills are void.
        from_credit: the part that was still billing credit.
        from_unapplied: the part that had been left unapplied.
        bills: (bill, amount) it takes back from what it had paid, the newest first; a bill with
            nothing taken is named when the whole charge is gone.
        consumed: what of it had been banked and used already, minor units; None where nothing.
    """

    charge: str
    amount: int
    full: bool
    consumed: int | None = None
    from_credit: int = 0
    from_unapplied: int = 0
    bills: tuple[tuple[int, int], ...] = ()


class Disputed(Event):
    """The cardholder's bank took the money of a charge back for now; `lots` are frozen."""

    charge: str
    amount: int
    lots: tuple[int, ...]


class DisputeWon(Event):
    """The money stays; `expiries` give the frozen days back."""

    charge: str
    expiries: tuple[tuple[int, date], ...] = ()


class DisputeLost(Event):
    """The money is gone, as by a refund; the lots of its bills are void."""

    charge: str
    amount: int
    from_credit: int = 0
    from_unapplied: int = 0
    bills: tuple[tuple[int, int], ...] = ()
