"""Questions about everybody: the roster, balances, what expires, what is due.

They are answered from the views, which first take what was recorded since. Where a past moment is
asked for, every member's events are read again; so they are where the database may only be read and
the views are behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, TypeVar

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, fold
from memberledger.errors import Refused
from memberledger.ledger.asking import Asking
from memberledger.ledger.checking import checked_date, checked_name, invalid, quantity_of
from memberledger.projections import EntitlementMovement, entitlement_movements
from memberledger.projections.rows import (
    BalanceRow,
    Expiring,
    LotRow,
    RosterRow,
    balances_of,
    expiring_of,
    lots_of,
    roster_row,
)
from memberledger.store import StoreDenied

if TYPE_CHECKING:
    from memberledger.views import Views
    from memberledger.views.agenda import Due

__all__ = ["Viewing"]

P = ParamSpec("P")
T = TypeVar("T")

_STATUSES = ("active", "paused", "cancelled")
_STANDINGS = ("good", "past_due", "suspended")


class Viewing(Asking):
    """Questions whose answers are kept ready, of one practice."""

    def roster(
        self,
        *,
        tier: str | None = None,
        status: Literal["active", "paused", "cancelled"] | None = None,
        standing: Literal["good", "past_due", "suspended"] | None = None,
        flagged: bool | None = None,
        expiring_by: date | None = None,
        after: str = "",
        limit: int | None = None,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> dict[str, RosterRow]:
        """Members at a glance, by reference, sorted; those that meet everything that is given.

        Args:
            tier: of the plan; a plan that names none is a tier of its own, by its id.
            status: active, paused or cancelled.
            standing: good, past_due or suspended.
            flagged: whether dunning flagged the chart.
            expiring_by: something free to use will be gone on this day, or before.
            after: the last member of the page before.
            limit: how many at most, 1 or more.
            as_of: what was true at the end of that day.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid`.
            ViewFailed: a view stopped at an event it could not take.
        """
        from memberledger.views.rosters import Wanted, roster

        _check_wanted(tier, status, standing, flagged, expiring_by)
        if after != "":
            checked_name(after, "after")
        if limit is not None:
            limit = quantity_of(limit)
        wanted = Wanted(tier, status, standing, flagged, expiring_by)
        if as_of is None and known_on is None:
            found = self._look(roster, wanted, after, limit)
            if found is not None:
                return found
        told: dict[str, RosterRow] = {}
        for state, _ in self._folded(as_of, known_on):
            row = roster_row(state)
            if state.member > after and wanted.takes(row, state):
                told[state.member] = row
                if len(told) == limit:
                    break
        return told

    def balances(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> dict[str, BalanceRow]:
        """What a member has of each benefit of which something was granted.

        Args:
            member: the reference.
            as_of: what was true at the end of that day.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `not_enrolled`, `invalid` for a day in the future.
            ViewFailed: the view stopped at an event it could not take.
        """
        if as_of is None and known_on is None:
            from memberledger.views.entitled import balances

            checked_name(member, "a member")
            found = self._look(balances, member)
            if found:
                return found
        return balances_of(self._state(member, as_of, known_on))

    def all_balances(
        self, *, as_of: date | None = None, known_on: date | None = None
    ) -> dict[str, dict[str, BalanceRow]]:
        """As `balances`, of everybody who was ever granted something, by member.

        Raises:
            Refused: `invalid` for a day in the future.
            ViewFailed: as `balances`.
        """
        if as_of is None and known_on is None:
            from memberledger.views.entitled import all_balances

            found = self._look(all_balances)
            if found is not None:
                return found
        folded = self._folded(as_of, known_on)
        return {state.member: balances_of(state) for state, _ in folded if state.lots}

    def lots(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> list[LotRow]:
        """Every lot a member ever had, by number, with what became of it.

        Raises:
            Refused: as `balances`.
            ViewFailed: as `balances`.
        """
        if as_of is None and known_on is None:
            from memberledger.views.entitled import lots

            checked_name(member, "a member")
            found = self._look(lots, member)
            if found:
                return found
        return lots_of(self._state(member, as_of, known_on))

    def expiring(
        self, until: date, *, as_of: date | None = None, known_on: date | None = None
    ) -> list[Expiring]:
        """Who loses what by when: what is free and has a last day, the first to go first.

        What a rule takes at a period's end beside such days (a limit of what carries over) is
        decided then, and is not in it.

        Args:
            until: what is gone on this day, or before.
            as_of: as things stood at the end of that day.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `invalid`.
            ViewFailed: as `balances`.
        """
        checked_date(until, "until")
        if as_of is None and known_on is None:
            from memberledger.views.entitled import expiring

            found = self._look(expiring, until)
            if found is not None:
                return found
        folded = self._folded(as_of, known_on)
        return sorted(each for state, _ in folded for each in expiring_of(state, until))

    def movements(
        self,
        member: str,
        benefit: str | None = None,
        *,
        as_of: date | None = None,
        known_on: date | None = None,
    ) -> list[EntitlementMovement]:
        """Every change of a member's lots with the event that made it; they add up to the balance.

        Args:
            member: the reference.
            benefit: of one benefit, or of all.
            as_of: what was true at the end of that day.
            known_on: using only what had been recorded by the end of that day.

        Raises:
            Refused: `not_enrolled`, `unknown_benefit`, `invalid` for a day in the future.
            ViewFailed: as `balances`.
        """
        checked_name(member, "a member")
        if benefit is not None:
            checked_name(benefit, "a benefit")
        if as_of is None and known_on is None:
            from memberledger.views.entitled import movements

            found = self._look(movements, member, benefit)
            if found:
                return found
        day = self._moment(as_of, known_on)
        events = list(self._seen(self.history(member), day, known_on))
        moved = entitlement_movements(events, benefit)
        if benefit is not None and not moved and fold(events).benefit_kind(benefit) is None:
            raise Refused(
                "unknown_benefit", f"no terms of this member have {benefit}", benefit=benefit
            )
        return moved

    def agenda(self, until: date | None = None) -> list[Due]:
        """Each member's next day with something due, the first first; none where nothing is.

        It is written with the events themselves, so `advance` touches only these members.

        Args:
            until: only what is due on this day or before.

        Raises:
            Refused: `invalid`, `unknown_practice`.
        """
        from memberledger.views.agenda import agenda

        self._desk.practice_state()
        if until is not None:
            checked_date(until, "until")
        return agenda(self.views, self.practice, until)

    def _look(
        self, question: Callable[Concatenate[Views, str, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """What the views say; None where they are behind in a database that may only be read."""
        self._desk.practice_state()
        try:
            return question(self.views, self.practice, *args, **kwargs)
        except StoreDenied:
            return None

    def _folded(
        self, as_of: date | None, known_on: date | None
    ) -> Iterator[tuple[MemberState, list[Event]]]:
        """Every member of whom something was known, folded anew, sorted."""
        day = self._moment(as_of, known_on)
        for _, stream in self._desk.store.members(self.practice):
            events = list(self._seen(self._desk.store.read(stream), day, known_on))
            if events:
                yield fold(events), events


def _check_wanted(
    tier: object, status: object, standing: object, flagged: object, expiring_by: object
) -> None:
    """What a roster may be asked for."""
    if tier is not None:
        checked_name(tier, "a tier")
    for name, value, known in (("status", status, _STATUSES), ("standing", standing, _STANDINGS)):
        if value is not None and value not in known:
            raise invalid(f"a {name} is {' or '.join(known)}", value=str(value)[:80])
    if flagged is not None and not isinstance(flagged, bool):
        raise invalid("flagged is True or False", value=str(flagged)[:80])
    if expiring_by is not None:
        checked_date(expiring_by, "expiring_by")
