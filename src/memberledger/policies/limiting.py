"""How often, and how far apart, a benefit can be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.policies.windows import Spans, bounds
from memberledger.terms import RedemptionLimit

__all__ = ["Act", "room"]

Act = tuple[date, int]
"""A use or a reservation: the day it is for, and how many units."""


def room(limit: RedemptionLimit, day: date, acts: Sequence[Act], spans: Spans) -> int | None:
    """How many units one limit still allows on a day; None where it sets no bound.

    A window holds so many units; of a calendar's or a cycle's, the acts of its later days count
    too. A wait needs that no other
    act lies within it before or after the day, so that what is told late is judged on both sides;
    acts on the day itself are too near as well.

    Args:
        limit: the terms.
        day: of the use, or of the appointment.
        acts: all other uses that were not reversed, and reservations.
        spans: the billing cycle and the term that hold the day.

    >>> from memberledger.values import Duration
    >>> acts = [(date(2026, 3, 2), 1)]
    >>> room(RedemptionLimit(quantity=2, per="calendar_month"), date(2026, 3, 20), acts, Spans())
    1
    >>> wait = RedemptionLimit(wait=Duration.parse("14 days"))
    >>> [room(wait, date(2026, day_month, 16), acts, Spans()) for day_month in (2, 3)]
    [None, None]
    >>> room(wait, date(2026, 2, 17), acts, Spans()), room(wait, date(2026, 3, 15), acts, Spans())
    (0, 0)
    """
    if limit.wait is not None:
        first, last = limit.wait.before(day), limit.wait.after(day)
        return 0 if any(first < on < last for on, _ in acts) else None
    assert limit.per is not None  # noqa: S101 - a limit has one of the two
    first, last = bounds(limit.per, day, spans)
    used = sum(units for on, units in acts if first <= on < last)
    return max(limit.most - used, 0)
