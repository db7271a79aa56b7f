"""What becomes of the lots when a membership ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from memberledger.terms import Benefit, Plan, UsableFor
from memberledger.values import Schedule, span_after

__all__ = ["POLICY", "Ended", "Fate", "fate", "kept_until", "of_lot", "terms_of"]

POLICY = "leaving/1"

_Terms = Literal["forfeit", "keep"] | UsableFor


@dataclass(frozen=True, slots=True)
class Ended:
    """The days from which what is left may be usable for a while.

    Attributes:
        end: the first day the membership is over.
        request: the day of the request; None where nobody asked.
        last_payment: the day the last charge was paid; None where none was.
        last_billing: the day the last dues were billed; None where none were.
        begun: the days on which the billed periods began.
    """

    end: date
    request: date | None = None
    last_payment: date | None = None
    last_billing: date | None = None
    begun: tuple[date, ...] = ()

    def since(self, word: str | None) -> date:
        """The day a duration is counted from; the end, where there is no such day."""
        days = {
            "request": self.request,
            "last_payment": self.last_payment,
            "last_billing": self.last_billing,
        }
        return days.get(word or "end") or self.end


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a lot: forfeited, kept, or usable until a day (the first it is not)."""

    word: Literal["forfeit", "keep", "usable_for"]
    until: date | None = None


def terms_of(plan: Plan, *, involuntary: bool) -> _Terms:
    """What the plan says for all its benefits, when dunning ends the membership or otherwise."""
    different = plan.cancellation.involuntary if involuntary else None
    if different is not None and different.after_end is not None:
        return different.after_end
    return plan.cancellation.after_end


def of_lot(terms: _Terms, benefit: Benefit | None, *, promotional: bool) -> _Terms:
    """The terms for one lot: what its benefit says; else forfeit if promotional; else the plan's.

    A price of a member stops at the end, so what is left of a metered one is forfeited.

    >>> peel = Benefit(id="peel", kind="service_credit", quantity=1)
    >>> of_lot("keep", peel, promotional=False), of_lot("keep", peel, promotional=True)
    ('keep', 'forfeit')
    >>> said = Benefit(id="peel", kind="service_credit", quantity=1, after_end="keep")
    >>> of_lot("forfeit", said, promotional=True)
    'keep'
    """
    if benefit is not None and benefit.is_metered:
        return "forfeit"
    if benefit is not None and benefit.after_end is not None:
        return benefit.after_end
    if promotional or (benefit is not None and benefit.is_promotional):
        return "forfeit"
    return terms


def fate(terms: _Terms, ended: Ended, later: Schedule) -> Fate:
    """Terms as days: `usable_for` counts from the day it names, and never ends before the end.

    Args:
        later: the schedule in which a duration of cycles is counted.

    >>> from memberledger.values import Duration
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> terms = UsableFor.model_validate({"usable_for": "30 days", "from": "request"})
    >>> fate(terms, Ended(date(2026, 3, 5), request=date(2026, 2, 20)), monthly).until
    datetime.date(2026, 3, 22)
    >>> fate(terms, Ended(date(2026, 4, 5), request=date(2026, 2, 20)), monthly).until
    datetime.date(2026, 4, 5)
    """
    if not isinstance(terms, UsableFor):
        return Fate(terms)
    last = span_after(terms.usable_for, ended.since(terms.counted_from), later, ended.begun)
    return Fate("usable_for", max(last, ended.end))


def kept_until(expires_on: date | None, fate: Fate) -> date | None:
    """A lot's expiry after the end: `usable_for` shortens it and never lengthens it."""
    if fate.until is None:
        return expires_on
    return fate.until if expires_on is None else min(expires_on, fate.until)
