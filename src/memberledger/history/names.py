"""What a sentence about an event needs from the other events: the currency, lots, benefits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.terms import Plan
from memberledger.values import format_amount

__all__ = ["Names", "day_in_words", "names_of", "plan_in_words"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class Names:
    """Names that hold for a whole stream; a lot keeps its number for good.

    Attributes:
        currency: of every amount.
        lots: (benefit, the day it was granted) of each lot.
        money: the benefits that count money.
    """

    currency: str = ""
    lots: dict[int, tuple[str, date]] = field(default_factory=dict)
    money: set[str] = field(default_factory=set)

    def amount(self, minor: int) -> str:
        """An amount in major units."""
        return format_amount(minor, self.currency)

    def quantity(self, benefit: str, quantity: int) -> str:
        """What was counted: "1 facial", "20.00 of bank"."""
        if benefit in self.money:
            return f"{self.amount(quantity)} of {benefit}"
        return f"{quantity} {benefit}"

    def takes(self, takes: Iterable[tuple[int, int]], seen_on: date) -> str:
        """Quantities with their benefit and the day of their lot, for several benefits at once."""
        return _listed(
            f"{self.quantity(self._benefit(lot), quantity)} of {self._granted(lot, seen_on)}"
            for lot, quantity in takes
        )

    def from_lots(self, takes: Iterable[tuple[int, int]], seen_on: date) -> str:
        """The lots of one benefit: "the lot of 15 Feb", or several with what each gave."""
        parts = list(takes)
        if len(parts) == 1:
            return f"the lot of {self._granted(parts[0][0], seen_on)}"
        return "the lots of " + _listed(
            f"{self._granted(lot, seen_on)} ({self._bare(lot, quantity)})"
            for lot, quantity in parts
        )

    def _bare(self, lot: int, quantity: int) -> str:
        return self.amount(quantity) if self._benefit(lot) in self.money else str(quantity)

    def _benefit(self, lot: int) -> str:
        return self.lots[lot][0] if lot in self.lots else f"lot {lot}"

    def _granted(self, lot: int, seen_on: date) -> str:
        return day_in_words(self.lots[lot][1], seen_on) if lot in self.lots else "an unknown day"


def names_of(history: Iterable[Event]) -> Names:
    """Collect the names from a member's whole history."""
    names = Names()
    for event in history:
        if isinstance(event, e.Enrolled):
            names.currency = event.currency
        plan = getattr(event, "plan", None)
        if isinstance(plan, Plan):
            names.money.update(b.id for b in plan.benefits if b.is_money)
        if isinstance(event, e.Granted):
            names.lots.update({lot.lot: (lot.benefit, event.effective_on) for lot in event.lots})
        elif isinstance(event, e.UnitsReceived):
            names.lots.update({u.into: (event.benefit, event.effective_on) for u in event.moved})
            names.money.update(b.id for p in event.plans for b in p.benefits if b.is_money)
        elif isinstance(event, e.UnitsConverted):
            names.lots.update({part.lot: (event.to, event.effective_on) for part in event.lots})
        elif isinstance(event, e.LotsConverted):
            for made in event.lots:
                granted_on = names.lots.get(made.lot, ("", event.effective_on))[1]
                names.lots[made.into] = (made.benefit, granted_on)
        elif isinstance(event, e.Adjusted) and event.lot is not None:
            names.lots[event.lot] = (event.benefit, event.effective_on)
    return names


def day_in_words(day: date, seen_on: date) -> str:
    """A day as people write it, with its year where that is not the year of the event.

    >>> day_in_words(date(2026, 1, 15), date(2026, 3, 1))
    '15 Jan'
    >>> day_in_words(date(2027, 1, 15), date(2026, 12, 15))
    '15 Jan 2027'
    """
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == seen_on.year else f"{words} {day.year}"


def plan_in_words(plan: Plan) -> str:
    """A plan's title, its id where the title is another, its version where it is not the first."""
    facts = [plan.id] if plan.title.lower() != plan.id.lower() else []
    if plan.version > 1:
        facts.append(f"version {plan.version}")
    return f"{plan.title} ({', '.join(facts)})" if facts else plan.title


def _listed(parts: Iterable[str]) -> str:
    *most, last = list(parts) or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last
