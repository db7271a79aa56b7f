"""Units handed on: turned into money of another benefit."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from memberledger.aggregates.event import Event
from memberledger.terms import OwnPolicy

__all__ = ["ConvertedUnits", "UnitsConverted"]


class ConvertedUnits(BaseModel):
    """What units of one lot became; the new lot keeps what they cost and whether they were paid.

    Attributes:
        source, units: the lot the units left.
        lot, quantity: the new lot, and its money in minor units.
        start, end: the period it is for.
        expires_on: the first day it can no longer be used; None for never.
        priority: lower burns first.
        carryover_limit, max_balance: the caps it counts in.
        rollover: the policy of the host's own that decides what of it carries over.
        share: its part of the old lot's money, minor units.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    source: int
    units: int
    lot: int
    quantity: int
    start: date
    end: date
    expires_on: date | None = None
    priority: int = 0
    carryover_limit: int | None = None
    max_balance: int | None = None
    rollover: OwnPolicy | None = None
    share: int = 0


class UnitsConverted(Event):
    """Units became money in another benefit.

    Attributes:
        benefit: whose units.
        to: the value credit.
        lots: from which lot, and what it became.
        cause: as somebody asked, or as the lot's period ended.
    """

    benefit: str
    to: str
    lots: tuple[ConvertedUnits, ...]
    cause: Literal["on_request", "period_end"]
