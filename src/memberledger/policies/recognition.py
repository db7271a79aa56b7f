"""How paid dues become revenue: the split of an item, and a layer's three balances.

A layer is money T over a quantity Q, of which r is earned and b is forfeited or lapsed. Its
balances are functions of these counters, so the same facts in any order give the same figures, and
the last unit closes the layer exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from memberledger.values import half_up, split

__all__ = [
    "ALLOCATED",
    "RATABLE",
    "Balances",
    "allocate",
    "balances",
    "over_grants",
    "reduce_layers",
]

ALLOCATED = "recognition.allocated/2"
ALLOCATED_BEFORE = "recognition.allocated/1"
"""Named by older events: it split over grants and access at once, not by benefit first."""
RATABLE = "recognition.ratable/1"


class Balances(NamedTuple):
    """Minor units that are earned, broken (never used) and still deferred; they add up to T."""

    earned: int
    breakage: int
    deferred: int


def balances(total: int, quantity: int, used: int, broken: int) -> Balances:
    """Earned C(r), breakage C(r + b) - C(r), deferred T - C(r + b), with C(u) = half_up(T u / Q).

    >>> balances(3980, 5000, 2000, 3000)
    Balances(earned=1592, breakage=2388, deferred=0)
    """
    if quantity == 0:
        return Balances(0, 0, total)
    earned = half_up(total * used, quantity)
    closed = half_up(total * (used + broken), quantity)
    return Balances(earned, closed - earned, total - closed)


def allocate(net: int, weights: Sequence[int], access: int) -> tuple[list[int], int]:
    """Split the dues of an item over its benefits and access by their stand-alone prices.

    The weight of a benefit is that of all its grants; `over_grants` splits its part over them.
    What is earned when the charge is paid, `at_charge`, is one more weight behind the benefits'.

    By largest remainder, ties to the earlier benefit, access last; no weights at all give
    everything to access. Source: ASC 606-10-32-31, relative stand-alone selling price.

    >>> allocate(19900, [18000, 5000], 2000)
    ([14328, 3980], 1592)
    >>> allocate(20000, [15000, 3000], 2000)  # 30.00 at charge
    ([15000, 3000], 2000)
    """
    shares = split(net, [*weights, access])
    return shares[:-1], shares[-1]


def over_grants(part: int, count: int) -> list[int]:
    """A benefit's part of the dues over its grants, equally; the cents left go to the earlier.

    >>> over_grants(9782, 5)
    [1957, 1957, 1956, 1956, 1956]
    """
    return split(part, [1] * count) if count else []


def reduce_layers(deferred: Sequence[int], earned: Sequence[int], amount: int) -> list[int]:
    """By how much a refund lowers each layer: what is deferred first, then what was earned.

    Both parts are spread pro rata to the money by largest remainder. The result has one figure a
    layer, deferred ones first, and adds up to `amount`.

    Raises:
        ValueError: `amount` is more than there is.
    """
    first = min(amount, sum(deferred))
    rest = amount - first
    if rest > sum(earned):
        raise ValueError("a refund can't lower layers below zero")
    lowered = split(first, deferred) if first else [0] * len(deferred)
    return lowered + (split(rest, earned) if rest else [0] * len(earned))
