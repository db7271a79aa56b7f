"""Questions of an owner: what fails and is recovered, what breaks, tiers, joiners, and margins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.ledger.booking import Booking
from memberledger.ledger.checking import (
    DATE_MIN,
    Money,
    amount_of,
    checked_name,
    checked_paused,
    invalid,
)
from memberledger.projections.metrics import (
    Breakage,
    MemberBills,
    MemberTerms,
    PlanMargin,
    Recovery,
    TierShare,
    TrendMonth,
    breakage_of,
    margins_of,
    recovery_of,
    tier_mix_of,
    trend_of,
)
from memberledger.projections.mrr import PausedAs
from memberledger.projections.rates import Ratio, lifetime_value, months_in
from memberledger.projections.rows import AgreementRow, AgreementRows, BillRows, MemberRows, rows_of

__all__ = ["Analysing"]


class Analysing(Booking):
    """More metrics, each reproducible for any past day and as known on any past day."""

    def lifetime_value(
        self,
        first: date,
        until: date | None = None,
        *,
        margin: Ratio = Ratio(1, 1),  # noqa: B008 - it can't be changed
        known_on: date | None = None,
        paused: PausedAs = "apart",
    ) -> int | None:
        """What a member is worth until they leave, by the rates of [first, until); minor units.

        Args:
            first: the first day of the window.
            until: the first day after it; default today.
            margin: what is left of revenue; all of it gives lifetime revenue.
            known_on: using only what had been recorded by the end of that day.
            paused: as in `rates`.

        Returns:
            None where nobody left, and where the window is not of whole months.

        Raises:
            Refused: `invalid` for a margin below nothing or above all; for a window as in `rates`.
        """
        if not isinstance(margin, Ratio) or not _is_part(margin):
            raise invalid("a margin is a Ratio from 0 to 1, such as Ratio(60, 100)")
        last = self._window(first, until, known_on)
        rates = self.rates(first, last, known_on=known_on, paused=paused)
        months = months_in(first, last)
        return lifetime_value(rates, months, margin) if months is not None else None

    def recovery(
        self,
        first: date,
        until: date | None = None,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Recovery:
        """How many of the dues first attempted in [first, until) failed, and what was recovered.

        Args:
            first: the first day of the window.
            until: the first day after it; default today.
            as_of: what was paid and given back by the end of that day counts; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        last, day = self._window(first, until, known_on), self._moment(as_of, known_on)
        members = self._attempted(first, last, day) if known_on is None else None
        if members is None:
            found = self._rows(BillRows, day, known_on)
            members = [MemberBills(rows["bills"], rows["bill_entries"]) for rows in found]
        return recovery_of(members, first, last, day)

    def breakage(
        self,
        first: date | None = None,
        until: date | None = None,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> Breakage:
        """What was never used of the grants of [first, until), by benefit and month of grant.

        Args:
            first: the first day of the window; default the beginning.
            until: the first day after it; default today.
            as_of: as the lots were at the end of that day; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        begins = first if first is not None else DATE_MIN
        last = self._window(begins, until, known_on)
        return breakage_of(self._lots(begins, last, as_of, known_on), begins, last)

    def tiers(
        self,
        as_of: date | None = None,
        *,
        known_on: date | None = None,
        paused: PausedAs = "apart",
    ) -> tuple[TierShare, ...]:
        """The members and the recurring revenue of each tier at the start of a day.

        Args:
            as_of: default today.
            known_on: using only what had been recorded by the end of that day.
            paused: paused members are told `apart`, `counted` with the others, or `left out`.

        Raises:
            Refused: `invalid` for a day in the future.
        """
        day = self._moment(as_of, known_on)
        checked_paused(paused)
        moved = dict(self._movements(day, known_on))
        members = [
            MemberTerms(agreed, moved.get(member, []))
            for member, agreed in self._agreements(day, known_on).items()
        ]
        return tier_mix_of(members, day, paused)

    def trend(
        self, first: date, until: date | None = None, *, known_on: date | None = None
    ) -> tuple[TrendMonth, ...]:
        """Who joined, came back and left, by month from that of `first` up to `until`.

        Args:
            first: a day of the first month.
            until: the first day that does not count; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for a window that ends in the future, or before it begins.
        """
        last = self._window(first, until, known_on)
        agreed = chain.from_iterable(self._agreements(last, known_on).values())
        return trend_of(agreed, first, last)

    def margin(
        self,
        costs: Mapping[str, Money],
        first: date,
        until: date | None = None,
        *,
        known_on: date | None = None,
    ) -> tuple[PlanMargin, ...]:
        """Income of each plan in [first, until) by the books, less the cost of its uses.

        It is worked out from the events, member by member.

        Args:
            costs: what one use costs, by service or benefit; text in major units, or minor units.
            first: the first day of the window.
            until: the first day after it; default today.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid` for costs that are none, and for a window as in `recovery`.
        """
        last = self._window(first, until, known_on)
        checked = self._checked_costs(costs)
        members = (events for _, events in self._streams(self.today(), known_on))
        return margins_of(members, checked, first, last)

    def _checked_costs(self, costs: object) -> dict[str, int]:
        if not isinstance(costs, Mapping):
            raise invalid('costs are a mapping, such as {"facial": "45.00"}')
        return {checked_name(name, "a service"): self._cost(costs[name]) for name in costs}

    def _cost(self, value: Any) -> int:
        free = type(value) is int and value == 0
        if free or (isinstance(value, str) and value and set(value) <= {"0", "."}):
            return 0
        return amount_of(value, self.currency)

    def _attempted(self, first: date, until: date, day: date) -> list[MemberBills] | None:
        from memberledger.views.billed import attempted

        return self._look(attempted, first, until, day)

    def _agreements(self, until: date, known_on: date | None) -> dict[str, list[AgreementRow]]:
        """Of each member, the agreements and ends before a day, maybe later ones too."""
        if known_on is None:
            from memberledger.views.agreed import agreements

            found = self._look(agreements, until)
            if found is not None:
                return found
        return {
            member: rows_of(AgreementRows, events)["agreements"]
            for member, events in self._streams(until, known_on)
        }

    def _rows(
        self, kind: type[MemberRows], day: date, known_on: date | None
    ) -> Iterator[dict[str, list[Any]]]:
        return (rows_of(kind, events) for _, events in self._streams(day, known_on))

    def _streams(self, day: date, known_on: date | None) -> Iterator[tuple[str, list[Event]]]:
        """Each member with the events that are effective by a day and were known on another."""
        for member, stream in self._desk.store.members(self.practice):
            yield member, list(self._seen(self._desk.store.read(stream), day, known_on))


def _is_part(ratio: Ratio) -> bool:
    numbers = (ratio.part, ratio.whole)
    return all(type(n) is int for n in numbers) and 0 <= ratio.part <= ratio.whole != 0
