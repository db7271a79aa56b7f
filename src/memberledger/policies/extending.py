"""A longer life for a lot: whether a date lengthens it, and what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

__all__ = ["POLICY", "lengthens", "ran_out"]

POLICY = "extending/1"


def lengthens(expires_on: date | None, to: date, today: date) -> bool:
    """Whether a lot lives longer until `to`: it ends before, and `to` is not over.

    A lot that never expires has nothing to lengthen.

    >>> lengthens(date(2026, 2, 5), date(2026, 3, 5), date(2026, 2, 10))
    True
    >>> lengthens(date(2026, 2, 5), date(2026, 2, 9), date(2026, 2, 10))
    False
    """
    return expires_on is not None and expires_on < to and to > today


def ran_out(lapses: Sequence[tuple[date, int]], expires_on: date | None) -> int:
    """What of a lot lapsed since its time ran out, and not because of a cap before.

    Args:
        lapses: (day, quantity); below zero what was taken back.
        expires_on: the lot's expiry until now.

    >>> ran_out([(date(2026, 1, 20), 1), (date(2026, 2, 5), 2)], date(2026, 2, 5))
    2
    """
    if expires_on is None:
        return 0
    return max(sum(quantity for on, quantity in lapses if on >= expires_on), 0)
