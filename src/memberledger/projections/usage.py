"""How much of what was granted is used, and how many members use anything at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from memberledger.aggregates.member import MemberState
from memberledger.projections.rates import Ratio

__all__ = ["Granted", "is_engaged", "utilisation_of"]


class Granted(Protocol):
    """A lot, folded or read from the table of lots."""

    @property
    def benefit(self) -> str: ...  # noqa: D102
    @property
    def granted_on(self) -> date: ...  # noqa: D102
    @property
    def promotional(self) -> bool: ...  # noqa: D102
    @property
    def quantity(self) -> int: ...  # noqa: D102
    @property
    def redeemed(self) -> int: ...  # noqa: D102
    @property
    def void(self) -> str | None: ...  # noqa: D102


def utilisation_of(lots: Iterable[Granted], first: date, until: date) -> dict[str, Ratio]:
    """Redeemed of what was granted in [first, until), per benefit: units, or minor units of money.

    Net of reversals and whenever it was redeemed. Promotional lots do not count; of a lot that a
    refund or a lost dispute took only what was used counts, on both sides.
    """
    found: dict[str, list[int]] = {}
    for lot in lots:
        if first <= lot.granted_on < until and not lot.promotional:
            sums = found.setdefault(lot.benefit, [0, 0])
            sums[0] += lot.redeemed
            sums[1] += _granted(lot)
    return {benefit: Ratio(*sums) for benefit, sums in sorted(found.items())}


def _granted(lot: Granted) -> int:
    return lot.redeemed if lot.void == "refunded" else lot.quantity


def is_engaged(state: MemberState, first: date, until: date) -> bool:
    """Whether a redemption was performed in [first, until) and not reversed."""
    return any(
        first <= used.performed_on < until and used.reversed_on is None
        for used in state.redemptions.values()
    )
