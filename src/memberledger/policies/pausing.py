"""Whether a pause may begin, and when it ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.policies.windows import Spans, bounds
from memberledger.terms import Pause
from memberledger.values import Schedule, span_after

__all__ = ["POLICY", "limit_reached", "longest_end"]

POLICY = "pausing/1"


def longest_end(pause: Pause, starts_on: date, schedule: Schedule) -> date | None:
    """The day a pause ends by itself: its first day + `max_length`; None for no limit."""
    if pause.max_length is None:
        return None
    return span_after(pause.max_length, starts_on, schedule)


def limit_reached(pause: Pause, begun: Sequence[date], starts_on: date, spans: Spans) -> str | None:
    """The limit that one more pause would break, in words; None if it may begin.

    A limit of `times` counts the pauses whose first day lies in its window.
    """
    for limit in pause.limits:
        if limit.times is None:
            continue
        first, last = bounds(limit.per, starts_on, spans)
        if sum(first <= day < last for day in begun) >= limit.times:
            return f"{limit.times} in {limit.per}"
    return None
