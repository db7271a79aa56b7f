"""How much of what was granted is used, and how many members use anything at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member.parts import Lot
from memberledger.projections.rates import Ratio

__all__ = ["is_engaged", "utilisation_of"]


def utilisation_of(states: Iterable[MemberState], first: date, until: date) -> dict[str, Ratio]:
    """Redeemed of what was granted in [first, until), per benefit: units, or minor units of money.

    Net of reversals and whenever it was redeemed. Promotional lots do not count; of a lot that a
    refund or a lost dispute took only what was used counts, on both sides.
    """
    found: dict[str, list[int]] = {}
    for state in states:
        for lot in state.lots.values():
            if first <= lot.granted_on < until and not lot.promotional:
                sums = found.setdefault(lot.benefit, [0, 0])
                sums[0] += lot.redeemed
                sums[1] += _granted(lot)
    return {benefit: Ratio(*sums) for benefit, sums in sorted(found.items())}


def _granted(lot: Lot) -> int:
    return lot.redeemed if lot.void == "refunded" else lot.quantity


def is_engaged(state: MemberState, first: date, until: date) -> bool:
    """Whether a redemption was performed in [first, until) and not reversed."""
    return any(
        first <= used.performed_on < until and used.reversed_on is None
        for used in state.redemptions.values()
    )
