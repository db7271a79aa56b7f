"""Retention: of the members who first paid in a month, how many are still there, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.projections.mrr import Movement, mrr_between
from memberledger.values.dates import plus_months

__all__ = ["Cohort", "CohortMonth", "cohorts_of"]


@dataclass(frozen=True, slots=True)
class CohortMonth:
    """A cohort at the end of one of its months.

    Attributes:
        members: in recurring revenue or paused; who came back counts again.
        survivors: of these, who never left in between.
        mrr: their recurring revenue, minor units; a paused member's is 0.
    """

    members: int = 0
    survivors: int = 0
    mrr: int = 0

    def __add__(self, other: CohortMonth) -> CohortMonth:
        return CohortMonth(
            self.members + other.members, self.survivors + other.survivors, self.mrr + other.mrr
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


def cohorts_of(members: Iterable[Sequence[Movement]], as_of: date) -> tuple[Cohort, ...]:
    """Every cohort with its months over at the start of `as_of`, the oldest first."""
    found: dict[date, list[Sequence[Movement]]] = {}
    for movements in members:
        first = next((m for m in movements if m.cause == "new"), None)
        if first is not None and first.on < as_of:
            found.setdefault(first.on.replace(day=1), []).append(movements)
    return tuple(_cohort(month, found[month], as_of) for month in sorted(found))


def _cohort(month: date, members: list[Sequence[Movement]], as_of: date) -> Cohort:
    months: list[CohortMonth] = []
    while (end := plus_months(month, len(months) + 1)) <= as_of:
        months.append(sum((_at(movements, end) for movements in members), CohortMonth()))
    worth = sum(next(m.amount for m in each if m.cause == "new") for each in members)
    return Cohort(month, len(members), worth, tuple(months))


def _at(movements: Sequence[Movement], day: date) -> CohortMonth:
    """One member at the start of a day."""
    figures = mrr_between(movements, day, day)
    there = figures.end > 0 or figures.pool_end > 0
    left = any(m.cause == "churn" and m.on < day for m in movements)
    return CohortMonth(int(there), int(there and not left), figures.end)
