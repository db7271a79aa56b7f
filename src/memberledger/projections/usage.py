"""How much of what was granted is used, and how many members use anything at all.

Source: own definitions; no authority was found for either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member.parts import Lot
from memberledger.projections.rates import Ratio
from memberledger.projections.rows.entitlements import LotRow

__all__ = ["is_engaged", "utilisation_of"]


def utilisation_of(lots: Iterable[Lot | LotRow], first: date, until: date) -> dict[str, Ratio]:
    """Redeemed of what was granted in [first, until), per benefit: units, or minor units of money.

    Net of reversals and whenever it was redeemed. Promotional lots do not count; of a lot that a
    refund or a lost dispute took only what was used counts, on both sides. Units that were
    converted count as the benefit they became; units that were given to another member count once,
    by the first day they are for, and as used when that member used them.

    >>> from memberledger.aggregates.member.parts import Lot
    >>> january, rest = date(2026, 1, 5), (None, date(2026, 1, 5), date(2026, 2, 5))
    >>> lots = [Lot(n, "facial", "glow@1", 1, january, *rest, redeemed=n % 2) for n in (1, 2)]
    >>> utilisation_of(lots, date(2026, 1, 1), date(2026, 2, 1))["facial"].percent
    '50.00'
    """
    found: dict[str, list[int]] = {}
    for lot in lots:
        granted = _granted(lot)
        if granted and first <= _granted_on(lot) < until and not lot.promotional:
            sums = found.setdefault(lot.benefit, [0, 0])
            sums[0] += lot.redeemed
            sums[1] += granted
    return {benefit: Ratio(*sums) for benefit, sums in sorted(found.items())}


def _granted_on(lot: Lot | LotRow) -> date:
    return lot.granted_on if lot.giver is None else lot.start


def _granted(lot: Lot | LotRow) -> int:
    if lot.void == "refunded":
        return lot.redeemed
    return lot.quantity - lot.converted - lot.given


def is_engaged(state: MemberState, first: date, until: date) -> bool:
    """Whether a redemption was performed in [first, until) and not reversed.

    A use by somebody the member shares with is the member's; a reservation is no use.
    """
    return any(
        first <= used.performed_on < until and used.reversed_on is None
        for used in state.redemptions.values()
    )
