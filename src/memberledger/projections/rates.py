"""Ratios, told as two whole numbers and a percentage, so that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.projections.mrr import Movement, MrrFigures, mrr_between
from memberledger.values import half_up

__all__ = ["MrrRates", "Ratio", "rates_of"]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole; `percent` is None where the whole is nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> str | None:
        """In percent with two decimals, half up; below zero as minus the rounding of its size.

        >>> Ratio(40763, 137222).percent, Ratio(0, 0).percent
        ('29.71', None)
        """
        if self.whole == 0:
            return None
        points = half_up(abs(self.part) * 10_000, self.whole)
        sign = "-" if self.part < 0 and points else ""
        return f"{sign}{points // 100}.{points % 100:02}"


@dataclass(frozen=True, slots=True)
class MrrRates:
    """What a window lost, of what there was at its start.

    Attributes:
        gross_churn: churn and contraction of the recurring revenue at the start; pauses are not
            in it.
        net_churn: less expansion and reactivation; may be below zero.
        pause_rate: paused of the recurring revenue at the start, beside churn and never inside.
        member_churn: members at the start, paused ones among them, who are lost at the end.
        per_member: recurring revenue at the end in minor units, and the members it is from.
    """

    gross_churn: Ratio
    net_churn: Ratio
    pause_rate: Ratio
    member_churn: Ratio
    per_member: Ratio


def rates_of(members: Iterable[Sequence[Movement]], first: date, until: date) -> MrrRates:
    """The rates of a window [first, until), from the movements of every member."""
    total, there, lost, counted = MrrFigures(), 0, 0, 0
    for movements in members:
        one = mrr_between(movements, first, until)
        total += one
        began = one.start > 0 or one.pool_start > 0
        there += began
        lost += began and not (one.end > 0 or one.pool_end > 0)
        counted += one.end > 0
    gone = total.churn + total.contraction
    back = total.expansion + total.reactivation
    return MrrRates(
        Ratio(gone, total.start),
        Ratio(gone - back, total.start),
        Ratio(total.paused, total.start),
        Ratio(lost, there),
        Ratio(total.end, counted),
    )
