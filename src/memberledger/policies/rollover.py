"""How long a lot lives, and which lots give way to a cap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from memberledger.terms import Benefit
from memberledger.values import Cycles, Schedule, span_after

__all__ = ["POLICY", "Held", "expiry", "over_cap"]

POLICY = "rollover/1"


class Held(Protocol):
    """What a cap needs to know of a lot: its id, its day, what is free and what is reserved."""

    id: int
    granted_on: date

    @property
    def free(self) -> int:
        """What is neither used, kept nor gone."""

    reserved: int


def expiry(
    benefit: Benefit,
    granted_on: date,
    period_end: date,
    paid_period_end: date,
    beyond: Schedule,
    billing: Schedule,
    begun: Iterable[date] = (),
) -> date | None:
    """The first day a lot can no longer be used; None for never.

    The period rule: no rollover ends with the period (or the stretch of its own cadence), `grace`
    that long past it, `periods` so many whole periods beyond it, anything else never. A lot paid
    late ends no sooner than the period in which it was paid. `expires` counts from the day of the
    grant, and the earlier of the two holds; where a plan gives `expires` and no rollover, it
    holds alone.

    Args:
        benefit: the terms it is granted under.
        granted_on: the day of the grant.
        period_end: the end of the period or stretch it is granted for.
        paid_period_end: the end of the period or stretch that holds the day of the grant.
        beyond: the schedule in which later periods are counted.
        billing: the billing periods, in which an `expires` of cycles is counted.
        begun: the days on which periods began, where later ones have another anchor.
    """
    rollover, dates = benefit.rollover, []
    if rollover is None and benefit.expires is None:
        dates.append(max(period_end, paid_period_end))
    elif rollover is not None:
        if rollover.mode == "none":
            dates.append(max(period_end, paid_period_end))
        elif rollover.grace is not None:
            dates.append(max(rollover.grace.after(period_end), paid_period_end))
        elif rollover.periods is not None:
            last = span_after(Cycles(rollover.periods), period_end, beyond, begun)
            dates.append(max(last, paid_period_end))
    if benefit.expires is not None:
        dates.append(span_after(benefit.expires, granted_on, billing))
    return min(dates) if dates else None


def over_cap(lots: Sequence[Held], limit: int) -> list[tuple[int, int]]:
    """What gives way so that at most `limit` is held: (lot id, quantity), the oldest first.

    Reserved units count in the cap and are dropped last, so only free ones are named here while
    there are any; what is reserved stays reserved.
    """
    over = sum(lot.free + lot.reserved for lot in lots) - limit
    drops = []
    for lot in sorted(lots, key=lambda lot: (lot.granted_on, lot.id)):
        if over <= 0:
            break
        quantity = min(lot.free, over)
        if quantity > 0:
            drops.append((lot.id, quantity))
            over -= quantity
    return drops
