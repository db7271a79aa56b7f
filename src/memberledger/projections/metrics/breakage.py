"""Breakage rate: of what was paid for in a month's grants, what was never used.

Source: what breakage is, ASC 606-10-55-46 to 55-49 (IFRS 15 B44 to B47); the rate over cohorts that
are closed is our own definition. It looks back: it is no estimate of what will be broken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from memberledger.aggregates.member.parts import Lot
from memberledger.policies.recognition import balances
from memberledger.projections.rates import Ratio
from memberledger.projections.rows.entitlements import LotRow

__all__ = ["Breakage", "BreakageCohort", "breakage_of"]

Measure = Literal["value", "units"]


@dataclass(frozen=True, slots=True)
class BreakageCohort:
    """The lots of one benefit that were granted in one month.

    Attributes:
        month: its first day.
        lots: how many; `open` of them have not ended.
        measure: `value` in minor units, or `units` where no money belongs to the lots.
        broken: lapsed and forfeited, of what was granted; None while a lot is open.
    """

    benefit: str
    month: date
    lots: int
    open: int
    measure: Measure
    broken: Ratio | None


@dataclass(frozen=True, slots=True)
class Breakage:
    """The cohorts by benefit and month, and the closed ones of each benefit in one figure.

    Attributes:
        cohorts: sorted by benefit, the oldest month first.
        benefits: of each benefit with a closed cohort, the measure and the rate; where some of its
            cohorts have a value, those alone.
    """

    cohorts: tuple[BreakageCohort, ...]
    benefits: dict[str, tuple[Measure, Ratio]]


def breakage_of(lots: Iterable[Lot | LotRow], first: date, until: date) -> Breakage:
    """Breakage of the lots granted in [first, until), per benefit and month of grant.

    Value is what was paid for the lot: its share of the dues. Of T paid for Q units, r used and b
    lapsed or forfeited, T(r + b)/Q less Tr/Q is broken, each half up. Where dues are earned by the
    day no money belongs to the lots, and units are counted.

    Not in it: promotional lots, lots that a refund or a lost dispute took, units that were
    converted into another benefit (they count there) or given to another member, and what was
    received from one. A cohort with a lot that is not over has no rate yet.

    >>> from memberledger.aggregates.member.parts import Lot
    >>> january, rest = date(2026, 1, 5), (date(2026, 2, 5), date(2026, 1, 5), date(2026, 2, 5))
    >>> lot = Lot(1, "credit", "glow@1", 5000, january, *rest, redeemed=2000, lapsed=3000)
    >>> lot.share = 3980
    >>> breakage_of([lot], date(2026, 1, 1), date(2026, 2, 1)).cohorts[0].broken
    Ratio(part=2388, whole=3980)
    """
    found: dict[tuple[str, date], list[Lot | LotRow]] = {}
    for lot in lots:
        if _counts(lot) and first <= lot.granted_on < until:
            key = lot.benefit, lot.granted_on.replace(day=1)
            found.setdefault(key, []).append(lot)
    cohorts = tuple(_cohort(*key, found[key]) for key in sorted(found))
    return Breakage(cohorts, _rates(cohorts))


def _counts(lot: Lot | LotRow) -> bool:
    """Paid for, not taken back, and not all of it gone elsewhere."""
    if lot.promotional or lot.giver is not None or lot.void == "refunded":
        return False
    return _kept(lot) > 0


def _kept(lot: Lot | LotRow) -> int:
    return lot.quantity - lot.converted - lot.given


def _cohort(benefit: str, month: date, lots: list[Lot | LotRow]) -> BreakageCohort:
    left = sum(_kept(lot) > lot.redeemed + lot.lapsed + lot.forfeited for lot in lots)
    measure: Measure = "value" if any(lot.share for lot in lots) else "units"
    part = whole = 0
    for lot in lots:
        broken = lot.lapsed + lot.forfeited
        if measure == "units":
            part, whole = part + broken, whole + _kept(lot)
        else:
            worth = _worth(lot)
            part += balances(worth, _kept(lot), lot.redeemed, broken).breakage
            whole += worth
    return BreakageCohort(
        benefit, month, len(lots), left, measure, None if left else Ratio(part, whole)
    )


def _worth(lot: Lot | LotRow) -> int:
    """The money of what stayed with the member: given units take their part along."""
    here = lot.quantity - lot.converted
    return balances(lot.share, here, _kept(lot), 0).earned if lot.given else lot.share


def _rates(cohorts: tuple[BreakageCohort, ...]) -> dict[str, tuple[Measure, Ratio]]:
    found: dict[str, dict[Measure, list[int]]] = {}
    for cohort in cohorts:
        if cohort.broken is not None:
            sums = found.setdefault(cohort.benefit, {}).setdefault(cohort.measure, [0, 0])
            sums[0] += cohort.broken.part
            sums[1] += cohort.broken.whole
    rates: dict[str, tuple[Measure, Ratio]] = {}
    for benefit, sums_of in found.items():
        measure: Measure = "value" if "value" in sums_of else "units"
        rates[benefit] = measure, Ratio(*sums_of[measure])
    return rates
