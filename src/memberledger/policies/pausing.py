"""Whether a pause may begin, and when it ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from memberledger.terms import Pause

__all__ = ["POLICY", "limit_reached", "longest_end"]

POLICY = "pausing/1"


def longest_end(pause: Pause, starts_on: date) -> date | None:
    """The day a pause ends by itself: its first day + `max_length`; None for no limit."""
    return pause.max_length.after(starts_on) if pause.max_length is not None else None


def limit_reached(pause: Pause, begun: Sequence[date], starts_on: date) -> str | None:
    """The limit that one more pause would break, in words; None if it may begin.

    A limit counts the pauses begun in (day - per, day].
    """
    for limit in pause.limits:
        since = limit.per.before(starts_on)
        if sum(since < day <= starts_on for day in begun) >= limit.times:
            return f"{limit.times} in {limit.per}"
    return None
