"""Ratios, told as two whole numbers and a percentage, so that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from memberledger.projections.mrr import Movement, MrrFigures, PausedAs, mrr_between
from memberledger.values import half_up
from memberledger.values.dates import plus_months

__all__ = ["MrrRates", "Ratio", "lifetime_value", "months_in", "rates_of"]


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

    @property
    def arpm(self) -> int | None:
        """Average revenue per member a month, minor units; None where nobody is counted."""
        return (
            half_up(self.per_member.part, self.per_member.whole) if self.per_member.whole else None
        )


def rates_of(
    members: Iterable[Sequence[Movement]], first: date, until: date, paused: PausedAs = "apart"
) -> MrrRates:
    """The rates of a window [first, until), from the movements of every member.

    Gross churn is (churn + contraction) / start, net churn less expansion and reactivation, as
    ChartMogul has them; the rest is our own. A member who is paused is there, unless left out.

    >>> from datetime import date
    >>> january, march = date(2026, 1, 5), date(2026, 3, 5)
    >>> ana = [Movement(january, "new", 19900), Movement(march, "churn", 19900)]
    >>> bo = [Movement(january, "new", 19900)]
    >>> rates_of([ana, bo], date(2026, 3, 1), date(2026, 4, 1)).gross_churn.percent
    '50.00'
    """
    total, there, lost, counted = MrrFigures(), 0, 0, 0
    for movements in members:
        one = mrr_between(movements, first, until).treating(paused)
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


def months_in(first: date, until: date) -> int | None:
    """How many whole months of the calendar [first, until) is; None where it is not so many.

    >>> from datetime import date
    >>> january = date(2026, 1, 31)
    >>> months_in(january, date(2026, 4, 30)), months_in(january, date(2026, 2, 7))
    (3, None)
    """
    months = (until.year - first.year) * 12 + until.month - first.month
    return months if months > 0 and plus_months(first, months) == until else None


def lifetime_value(rates: MrrRates, months: int, margin: Ratio) -> int | None:
    """What a member is worth until they leave, minor units half up; None where nobody left.

    Revenue per member a month x margin / the part of the members lost a month. Of a window of k
    months that lost the part c, a month loses 1 - (1 - c)^(1/k). With a margin of all it is
    lifetime revenue. Source: common usage; it takes for granted that the rate stays as it is.

    Args:
        rates: of the window.
        months: how long the window is, 1 or more.
        margin: what is left of revenue, as a part of it.

    >>> nothing = Ratio(0, 0)
    >>> march = MrrRates(nothing, nothing, nothing, Ratio(2, 8), Ratio(146259, 7))
    >>> lifetime_value(march, 1, Ratio(60, 100))
    50146
    >>> [lifetime_value(march, k, Ratio(1, 1)) for k in (1, 2)]
    [83577, 155956]
    """
    lost, worth = rates.member_churn, rates.per_member
    if not lost.part or not worth.whole or not margin.whole:
        return None
    stays = Fraction(lost.whole - lost.part, lost.whole)
    if months > 1:
        stays = _root(stays, months)
    value = Fraction(worth.part, worth.whole) * Fraction(margin.part, margin.whole)
    gone = 1 - stays
    told = value * Fraction(gone.denominator, gone.numerator)
    return half_up(told.numerator, told.denominator)


_DIGITS = 10**40


def _root(part: Fraction, degree: int) -> Fraction:
    """The root of a part of one, rounded down to 40 decimals."""
    wanted = part.numerator * _DIGITS**degree // part.denominator
    low, high = 0, _DIGITS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= wanted else (low, middle)
    return Fraction(low, _DIGITS)
