"""Enrollment trend: who joined, came back and left, month by month.

Source: own definition; no authority was found. It counts agreements, not money: who enrolled and
never paid is in it, and recurring revenue tells who pays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memberledger.projections.rows.agreements import AgreementRow
from memberledger.values.dates import plus_months

__all__ = ["TrendMonth", "trend_of"]


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """One month of the calendar.

    Attributes:
        month: its first day.
        enrolled: memberships agreed for the first time.
        back: memberships of who had been a member before.
        ended: memberships whose first day over was in it, whoever ended them.
        ended_by_dunning: of these, ended since dues were not paid.
        members: with a running membership at its end, paused ones among them.
    """

    month: date
    enrolled: int
    back: int
    ended: int
    ended_by_dunning: int
    members: int

    @property
    def net(self) -> int:
        """By how much the members are more than at the end of the month before."""
        return self.enrolled + self.back - self.ended


def trend_of(
    agreements: Iterable[AgreementRow], first: date, until: date
) -> tuple[TrendMonth, ...]:
    """The months from that of `first` to that of the day before `until`, quiet ones too.

    The last one is up to `until` only. An enrollment counts on the day it was agreed, an end on the
    first day it was over; a plan change counts as neither.

    Args:
        agreements: of all members, in any order, from the beginning on.
        first: a day of the first month.
        until: the first day that does not count.

    >>> from datetime import date
    >>> terms = ("glow", 1, "glow", 19900)
    >>> rows = [
    ...     AgreementRow(1, date(2026, 1, 5), "enrolled", None, 1, *terms),
    ...     AgreementRow(9, date(2026, 2, 5), "ended", "requested", 1, *terms),
    ... ]
    >>> [(m.enrolled, m.ended, m.net) for m in trend_of(rows, date(2026, 1, 1), date(2026, 3, 1))]
    [(1, 0, 1), (0, 1, -1)]
    """
    counts: dict[date, list[int]] = {}
    month, there = first.replace(day=1), 0
    for row in agreements:
        column = _column(row)
        if column is None or row.effective_on >= until:
            continue
        if row.effective_on < month:
            there += -1 if row.cause == "ended" else 1
            continue
        sums = counts.setdefault(row.effective_on.replace(day=1), [0, 0, 0, 0])
        sums[column] += 1
        sums[3] += row.why == "dunning"
    months: list[TrendMonth] = []
    while month < until:
        enrolled, back, ended, by_dunning = counts.get(month, [0, 0, 0, 0])
        there += enrolled + back - ended
        months.append(TrendMonth(month, enrolled, back, ended, by_dunning, there))
        month = plus_months(month, 1)
    return tuple(months)


def _column(row: AgreementRow) -> int | None:
    if row.cause == "enrolled":
        return 0 if row.enrollment == 1 else 1
    return 2 if row.cause == "ended" else None
