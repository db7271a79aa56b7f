"""Questions about the practice as a business: recurring revenue, its rates, and who stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from memberledger.ledger.asking import Asking
from memberledger.ledger.checking import checked_date
from memberledger.projections import (
    Cohort,
    MrrFigures,
    MrrRates,
    cohorts_of,
    movements_of,
    mrr_between,
    rates_of,
)
from memberledger.projections.mrr import Movement

__all__ = ["Measuring"]


class Measuring(Asking):
    """Metrics by refold, each reproducible for any past day and as known on any past day."""

    def mrr(
        self, first: date, until: date | None = None, *, known_on: date | None = None
    ) -> MrrFigures:
        """Monthly recurring revenue and its movements in [first, until).

        Args:
            first: the first day of the window.
            until: the first day after it; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        last = self._window(first, until, known_on)
        moved = self._movements(last, known_on)
        return sum((mrr_between(each, first, last) for each in moved), MrrFigures())

    def rates(
        self, first: date, until: date | None = None, *, known_on: date | None = None
    ) -> MrrRates:
        """Churn, pauses and revenue per member in [first, until).

        Raises:
            Refused: as `mrr`.
        """
        last = self._window(first, until, known_on)
        return rates_of(self._movements(last, known_on), first, last)

    def retention(
        self, as_of: date | None = None, *, known_on: date | None = None
    ) -> tuple[Cohort, ...]:
        """Cohorts by the month of their first paid dues, with the months over by a day.

        Raises:
            Refused: `invalid` for a day in the future.
        """
        day = self._moment(as_of, known_on)
        return cohorts_of(self._movements(day, known_on), day)

    def _window(self, first: date, until: date | None, known_on: date | None) -> date:
        last = self._moment(until, known_on)
        checked_date(first, "the first day", latest=last)
        return last

    def _movements(self, day: date, known_on: date | None) -> Iterator[list[Movement]]:
        for _, stream in self._desk.store.members(self.practice):
            yield movements_of(self._seen(self._desk.store.read(stream), day, known_on))
