"""Where the money is: collected = recognised + deferred + refunded, at every date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.projections.holdings import Holdings
from memberledger.projections.posting import POSTINGS

__all__ = ["MemberRevenue", "RevenueFigures", "revenue_of"]


@dataclass(frozen=True, slots=True)
class RevenueFigures:
    """Minor units. `recognised` includes `breakage`; `deferred` includes billing credit.

    No figure has tax in it but `tax`: what was collected for the state, less what went back.
    """

    collected: int = 0
    recognised: int = 0
    breakage: int = 0
    deferred: int = 0
    refunded: int = 0
    tax: int = 0

    def __add__(self, other: RevenueFigures) -> RevenueFigures:
        return RevenueFigures(
            self.collected + other.collected,
            self.recognised + other.recognised,
            self.breakage + other.breakage,
            self.deferred + other.deferred,
            self.refunded + other.refunded,
            self.tax + other.tax,
        )


@dataclass(slots=True)
class MemberRevenue(Holdings):
    """One member's money, layer by layer. `apply` changes it in place."""

    def apply(self, event: Event) -> None:
        """Post one event; those that move no money change nothing."""
        post = POSTINGS.get(type(event))
        if post is not None:
            post(self, event)

    def unused_money(self, lot: int, units: int) -> int:
        """What of the money of a lot goes with some of its unused units; nothing is changed."""
        taken = self.lots[lot].copy().take_out(units)
        return sum(piece.total for piece in taken.pieces)

    def figures(self, day: date) -> RevenueFigures:
        """The five figures at the start of `day`: time-based revenue counts days fully over."""
        return self.figures_at((day,))[0]

    def figures_at(self, days: Sequence[date]) -> list[RevenueFigures]:
        """The figures at the start of each of some days."""
        earned = sum(sum(fees.values()) for fees in self.fees.values()) - self.used_by_others
        breakage = self.broken
        deferred = self.held + sum(part[0] for part in self.part_paid.values())
        for lot in self.lots.values():
            used, missed, broken, left = lot.worth()
            earned += used + missed
            breakage += broken
            deferred += left
        for pools in self.pools.values():
            deferred += sum(sum(pool) for pool in pools.values())
        return [self._with_days(day, earned, breakage, deferred) for day in days]

    def _with_days(self, day: date, earned: int, breakage: int, deferred: int) -> RevenueFigures:
        for time in self.times.values():
            now = time.figures(day)
            earned += now.earned
            breakage += now.breakage
            deferred += now.deferred
        taxes = self.taxes
        return RevenueFigures(
            self.collected - taxes.collected,
            earned + breakage,
            breakage,
            deferred,
            self.refunded - taxes.refunded,
            taxes.collected - taxes.refunded,
        )


def revenue_of(events: Iterable[Event], day: date) -> RevenueFigures:
    """One member's figures at the start of `day`, from the events given."""
    money = MemberRevenue()
    for event in events:
        money.apply(event)
    return money.figures(day)
