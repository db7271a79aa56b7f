"""Giving units to another member: how often, and how long they live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.policies.windows import Spans, bounds
from memberledger.terms import RedemptionLimit, Transferable
from memberledger.values import Schedule, span_after

__all__ = ["POLICY", "expiry", "over_limit"]

POLICY = "transfers/1"


def over_limit(
    limits: Sequence[RedemptionLimit],
    given: Sequence[tuple[date, int]],
    day: date,
    quantity: int,
    spans: Spans,
) -> RedemptionLimit | None:
    """The limit that giving `quantity` units on a day would break, or None.

    Args:
        limits: so many units in a window, or so long between two transfers.
        given: (day, units) of the member's transfers of the benefit.
        day: of this one.
        quantity: units.
        spans: the billing cycle and the term that hold the day.

    >>> once = RedemptionLimit(quantity=1, per="calendar_month")
    >>> over_limit([once], [(date(2026, 1, 5), 1)], date(2026, 1, 31), 1, Spans()) is once
    True
    >>> over_limit([once], [(date(2026, 1, 5), 1)], date(2026, 2, 1), 1, Spans()) is None
    True
    """
    for limit in limits:
        if limit.wait is not None:
            first, last = limit.wait.before(day), limit.wait.after(day)
            if any(first < on < last for on, _ in given):
                return limit
        elif limit.per is not None:
            first, last = bounds(limit.per, day, spans)
            if sum(units for on, units in given if first <= on < last) + quantity > limit.most:
                return limit
    return None


def expiry(terms: Transferable, own: date | None, day: date, billing: Schedule) -> date | None:
    """The first day a unit given can't be used: its own expiry, or the terms' if that is earlier.

    Periods are the giver's.

    >>> from memberledger.values import Duration
    >>> monthly = Schedule(date(2026, 1, 5), Duration.parse("1 month"))
    >>> soon = Transferable(expires=Duration.parse("60 days"))
    >>> str(expiry(soon, None, date(2026, 1, 1), monthly))
    '2026-03-02'
    >>> expiry(Transferable(), None, date(2026, 1, 1), monthly)
    """
    if terms.expires is None:
        return own
    new = span_after(terms.expires, day, billing)
    return new if own is None else min(own, new)
