"""Retention: of the members who first paid in a month, how many are still there, month by month.

Source: cohorts by the month of the first payment, measured by members and by recurring revenue, are
common usage without one authority; the edges are our own judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.projections.mrr import Movement, PausedAs, mrr_between
from memberledger.values.dates import plus_months

__all__ = ["Cohort", "CohortMonth", "cohorts_of"]


@dataclass(frozen=True, slots=True)
class CohortMonth:
    """A cohort at the end of one of its months.

    Attributes:
        members: in recurring revenue or paused; who came back counts again.
        survivors: of these, who never left in between.
        mrr: their recurring revenue, minor units; a paused member's is 0.
        paused: of the members, who are paused.
    """

    members: int = 0
    survivors: int = 0
    mrr: int = 0
    paused: int = 0

    def __add__(self, other: CohortMonth) -> CohortMonth:
        return CohortMonth(
            self.members + other.members,
            self.survivors + other.survivors,
            self.mrr + other.mrr,
            self.paused + other.paused,
        )


@dataclass(frozen=True, slots=True)
class Cohort:
    """Members whose first paid dues fell in one month; it is never dated anew.

    Attributes:
        month: its first day.
        size: how many.
        mrr: what they were worth on their first day, minor units.
        months: at the end of month 0, 1, ...; only months that are over.
    """

    month: date
    size: int
    mrr: int
    months: tuple[CohortMonth, ...]


def cohorts_of(
    members: Iterable[Sequence[Movement]], as_of: date, paused: PausedAs = "apart"
) -> tuple[Cohort, ...]:
    """Every cohort with its months over at the start of `as_of`, the oldest first.

    Month 0 is the month of the first paid dues, and month k is measured at the start of the month
    after it. A cohort's revenue at first is the sum of its first movements.

    Args:
        members: the movements of each.
        as_of: months that end later are blank.
        paused: a paused member stays while their revenue is none (`apart`), counts with the
            revenue from before the pause (`counted`), or has left until resumed (`left out`).

    >>> from datetime import date
    >>> joined = Movement(date(2026, 1, 5), "new", 19900)
    >>> ana = [joined, Movement(date(2026, 2, 9), "paused", 19900)]
    >>> january = cohorts_of([ana], date(2026, 3, 1))[0]
    >>> january.months[1]
    CohortMonth(members=1, survivors=1, mrr=0, paused=1)
    >>> cohorts_of([ana], date(2026, 3, 1), "counted")[0].months[1].mrr
    19900
    """
    found: dict[date, list[Sequence[Movement]]] = {}
    for movements in members:
        first = next((m for m in movements if m.cause == "new"), None)
        if first is not None and first.on < as_of:
            found.setdefault(first.on.replace(day=1), []).append(movements)
    return tuple(_cohort(month, found[month], as_of, paused) for month in sorted(found))


def _cohort(
    month: date, members: list[Sequence[Movement]], as_of: date, paused: PausedAs
) -> Cohort:
    months: list[CohortMonth] = []
    while (end := plus_months(month, len(months) + 1)) <= as_of:
        each = (_at(movements, end, paused) for movements in members)
        months.append(sum(each, CohortMonth()))
    worth = sum(next(m.amount for m in each if m.cause == "new") for each in members)
    return Cohort(month, len(members), worth, tuple(months))


def _at(movements: Sequence[Movement], day: date, paused: PausedAs) -> CohortMonth:
    """One member at the start of a day."""
    plain = mrr_between(movements, day, day)
    told = plain.treating(paused)
    there = told.end > 0 or told.pool_end > 0
    leaving = ("churn", "paused") if paused == "left out" else ("churn",)
    left = any(m.cause in leaving and m.on < day for m in movements)
    return CohortMonth(
        int(there), int(there and not left), told.end, int(there and plain.pool_end > 0)
    )
