"""Which lots a use takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

__all__ = ["POLICY", "burn_order", "take"]

POLICY = "redemption/1"


class Burnable(Protocol):
    """What the burn order needs to know of a lot."""

    id: int
    priority: int
    expires_on: date | None
    granted_on: date


def burn_order(lot: Burnable) -> tuple[Any, ...]:
    """Sort key: priority (lower first), soonest expiry, never-expiring last, oldest, lot id."""
    return (lot.priority, lot.expires_on or date.max, lot.granted_on, lot.id)


def take(available: Iterable[tuple[int, int]], quantity: int) -> list[tuple[int, int]] | None:
    """Takes of (lot id, quantity) in the order given, or None where there is not enough.

    >>> take([(1, 1), (2, 5)], 3)
    [(1, 1), (2, 2)]
    >>> take([(1, 1)], 2) is None
    True
    """
    takes, left = [], quantity
    for lot, free in available:
        if left <= 0:
            break
        if free > 0:
            takes.append((lot, min(free, left)))
            left -= min(free, left)
    return takes if left == 0 else None
