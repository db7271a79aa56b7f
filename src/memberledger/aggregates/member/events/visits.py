"""Visits that did not take place: no-shows and late cancellations."""

from __future__ import annotations

from typing import Literal

from memberledger.aggregates.event import Event
from memberledger.aggregates.member.events.entitlements import Takes

__all__ = ["MissExcused", "VisitMissed"]


class VisitMissed(Event):
    """The member did not come, or cancelled late.

    Attributes:
        reservation: the key of the appointment.
        cause: which of the two.
        benefit: what was reserved.
        forfeited: (lot, units) that leave their lots.
        released: (lot, units) that are free again.
        reserved: whether what is forfeited was still reserved.
        price: of the visit, minor units, where the host gave it.
        fee: what it costs, minor units; billed apart.
        bill: that bill, where there is a fee.
    """

    reservation: str
    cause: Literal["no_show", "late_cancel"]
    benefit: str
    forfeited: Takes = ()
    released: Takes = ()
    reserved: bool = False
    price: int | None = None
    fee: int = 0
    bill: int | None = None


class MissExcused(Event):
    """A missed visit was undone: the units are back in their lots."""

    reservation: str
    takes: Takes
