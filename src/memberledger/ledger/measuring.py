"""Questions about the practice as a business: revenue that recurs, who stays, owes and uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.member.parts import Lot
from memberledger.ledger.checking import checked_date, checked_paused
from memberledger.ledger.viewing import Viewing
from memberledger.projections import (
    Cohort,
    Delinquent,
    MrrFigures,
    MrrRates,
    Ratio,
    cohorts_of,
    delinquent_of,
    is_engaged,
    movements_of,
    mrr_between,
    rates_of,
    utilisation_of,
)
from memberledger.projections.mrr import Movement, PausedAs
from memberledger.projections.rows import LotRow

__all__ = ["Measuring", "Usage"]


@dataclass(frozen=True, slots=True)
class Usage:
    """How much is used.

    Attributes:
        benefits: redeemed of granted, per benefit; units, or minor units of a value credit.
        engagement: members with a use, of members in recurring revenue on a day of the window.
    """

    benefits: dict[str, Ratio]
    engagement: Ratio


def _pays(movements: list[Movement], first: date, until: date) -> bool:
    """Whether a member is in recurring revenue on any day of [first, until)."""
    start = mrr_between(movements, first, first).end
    joined = ("new", "reactivation", "resumed")
    return start > 0 or any(first <= m.on < until and m.cause in joined for m in movements)


class Measuring(Viewing):
    """Metrics from the views, each reproducible for any past day and as known on any past day."""

    def mrr(
        self,
        first: date,
        until: date | None = None,
        *,
        known_on: date | None = None,
        paused: PausedAs = "apart",
    ) -> MrrFigures:
        """Monthly recurring revenue and its movements in [first, until).

        Args:
            first: the first day of the window.
            until: the first day after it; default today.
            known_on: using only what had been recorded by the end of that day.
            paused: what is paused is told `apart`, `counted` as if it were paid, or `left out` as
                if it had churned.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        last = self._window(first, until, known_on)
        moved = self._movements(last, known_on)
        figures = (mrr_between(each, first, last) for _, each in moved)
        return sum(figures, MrrFigures()).treating(checked_paused(paused))

    def rates(
        self,
        first: date,
        until: date | None = None,
        *,
        known_on: date | None = None,
        paused: PausedAs = "apart",
    ) -> MrrRates:
        """Churn, pauses and revenue per member in [first, until).

        Raises:
            Refused: as `mrr`.
        """
        last = self._window(first, until, known_on)
        moved = (each for _, each in self._movements(last, known_on))
        return rates_of(moved, first, last, checked_paused(paused))

    def retention(
        self,
        as_of: date | None = None,
        *,
        known_on: date | None = None,
        paused: PausedAs = "apart",
    ) -> tuple[Cohort, ...]:
        """Cohorts by the month of their first paid dues, with the months over by a day.

        Args:
            as_of: default today.
            known_on: using only what had been recorded by the end of that day.
            paused: a paused member stays while their revenue is none (`apart`), counts with the
                revenue from before (`counted`), or has left until resumed (`left out`).

        Raises:
            Refused: `invalid` for a day in the future.
        """
        day = self._moment(as_of, known_on)
        moved = (each for _, each in self._movements(day, known_on))
        return cohorts_of(moved, day, checked_paused(paused))

    def delinquent(
        self, as_of: date | None = None, *, known_on: date | None = None
    ) -> list[Delinquent]:
        """Everybody who owes something, the longest owing first.

        Raises:
            Refused: `invalid` for a day in the future.
        """
        if as_of is None and known_on is None:
            from memberledger.views.owing import delinquent

            known = self._look(delinquent)
            if known is not None:
                return known
        rows = [delinquent_of(state, events) for state, events in self._folded(as_of, known_on)]
        found = [row for row in rows if row is not None]
        return sorted(found, key=lambda row: (row.owed_since, row.member))

    def utilisation(
        self,
        first: date,
        until: date | None = None,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Usage:
        """What of the grants of [first, until) is used, and how many members used anything in it.

        Args:
            first: the first day of the window.
            until: the first day after it; default today.
            as_of: uses performed and reversed by the end of that day count; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        last = self._window(first, until, known_on)
        moved = dict(self._movements(last, known_on))
        there = {member for member, each in moved.items() if _pays(each, first, last)}
        if as_of is None and known_on is None:
            from memberledger.views.usage import who_used

            engaged = self._look(who_used, first, last)
        else:
            engaged = None
        if engaged is None:
            folded = self._folded(as_of, known_on)
            engaged = {state.member for state, _ in folded if is_engaged(state, first, last)}
        used = utilisation_of(self._lots(first, last, as_of, known_on), first, last)
        return Usage(used, Ratio(len(engaged & there), len(there)))

    def _lots(
        self, first: date, until: date, as_of: date | None, known_on: date | None
    ) -> Sequence[Lot | LotRow]:
        """The lots granted in [first, until), maybe others too."""
        if as_of is None and known_on is None:
            from memberledger.views.usage import granted

            found = self._look(granted, first, until)
            if found is not None:
                return found
        folded = self._folded(as_of, known_on)
        return [lot for state, _ in folded for lot in state.lots.values()]

    def _window(self, first: date, until: date | None, known_on: date | None) -> date:
        last = self._moment(until, known_on)
        checked_date(first, "the first day", latest=last)
        return last

    def _movements(self, day: date, known_on: date | None) -> Iterable[tuple[str, list[Movement]]]:
        """The movements of each member up to a day; whoever has none may be left out."""
        if known_on is None:
            from memberledger.views.recurring import recurring

            found = self._look(recurring, day)
            if found is not None:
                return found
        return self._refolded(day, known_on)

    def _refolded(self, day: date, known_on: date | None) -> Iterator[tuple[str, list[Movement]]]:
        for member, stream in self._desk.store.members(self.practice):
            yield member, movements_of(self._seen(self._desk.store.read(stream), day, known_on))
