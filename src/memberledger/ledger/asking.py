"""Questions: a member at a moment, a member's history, the practice's money."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, eligibility, fold, limits
from memberledger.aggregates.member.day import run_until
from memberledger.errors import Refused
from memberledger.ledger.cataloguing import Cataloguing
from memberledger.ledger.checking import checked_date, checked_name
from memberledger.ledger.clock import zone
from memberledger.policies.quoting import Item, Quote, quote
from memberledger.projections import (
    MemberCard,
    RevenueFigures,
    member_card,
    revenue_of,
)
from memberledger.values import stream_id

__all__ = ["Asking"]


class Asking(Cataloguing):
    """Questions by refold: nothing is changed, and any past moment can be asked for."""

    def members(self) -> list[str]:
        """Every member's reference, sorted."""
        return [member for member, _ in self._desk.store.members(self.practice)]

    def member(
        self, member: str, *, as_of: date | None = None, known_on: date | None = None
    ) -> MemberCard:
        """One member: as recorded so far, or at a past moment.

        Args:
            member: the reference.
            as_of: what was true at the end of that day.
            known_on: using only what had been recorded by the end of that day; alone it is also
                the `as_of`.

        Raises:
            Refused: `not_enrolled`, `invalid` for a day in the future.
        """
        return member_card(self._state(member, as_of, known_on))

    def history(self, member: str) -> list[Event]:
        """Every event of a member, oldest first.

        Raises:
            Refused: `not_enrolled`.
        """
        checked_name(member, "a member")
        events = self._desk.store.read(stream_id(self.practice, member))
        if not events:
            raise _unknown(member)
        return events

    def revenue(self, *, as_of: date | None = None, known_on: date | None = None) -> RevenueFigures:
        """The practice's money at the start of a day; default today.

        collected = recognised + deferred + refunded, and `recognised` includes `breakage`.
        """
        day = self._moment(as_of, known_on)
        total = RevenueFigures()
        for _, stream in self._desk.store.members(self.practice):
            events = self._seen(self._desk.store.read(stream), day, known_on)
            total += revenue_of(events, day)
        return total

    def quote(self, member: str, items: list[Item]) -> Quote:
        """What this member pays for these services today, without changing anything.

        What falls due by today counts, except money that a card would first have to give.

        Raises:
            Refused: `not_enrolled`.
        """
        checked_name(member, "a member")
        if not isinstance(items, list | tuple) or not all(isinstance(i, Item) for i in items):
            raise Refused("invalid", "give a list of Items, such as [Item('facial', 15000)]")
        with self._desk.lock:
            state = copy.deepcopy(self._desk.load(member))
            if state.status == "none":
                raise _unknown(member)
            work = self._desk.work(state)
            work.conduct = replace(work.conduct, ask=None)
            run_until(work, max(work.today, state.latest_on))
            free = _within_limits(state, member_card(state).balance, work.today)
            items = [self._with_category(item) for item in items]
            barred = eligibility.unusable(state, work.today)
            prices = state.has_begun(work.today)
            return quote(state.plan, free, items, barred=barred, prices=prices)

    def _with_category(self, item: Item) -> Item:
        known = self._desk.practice_state().catalogue.get(item.service)
        if known is None or known.category is None or item.category is not None:
            return item
        return replace(item, category=known.category)

    def _state(self, member: str, as_of: date | None, known_on: date | None) -> MemberState:
        checked_name(member, "a member")
        self._desk.practice_state()
        if as_of is None and known_on is None:
            with self._desk.lock:
                state = self._desk.load(member)
                if state.status == "none":
                    raise _unknown(member)
                return state
        day = self._moment(as_of, known_on)
        events = self._desk.store.read(stream_id(self.practice, member))
        if not events:
            raise _unknown(member)
        seen = list(self._seen(events, day, known_on))
        if not seen:
            when = f"by {known_on} nobody knew of {member}" if known_on else f"not yet on {day}"
            raise Refused("not_enrolled", f"{member}: {when}", member=member)
        return fold(seen)

    def _moment(self, as_of: date | None, known_on: date | None) -> date:
        today = self.today()
        for name, value in (("as_of", as_of), ("known_on", known_on)):
            if value is not None:
                checked_date(value, name, latest=today)
        return as_of or known_on or today

    def _seen(self, events: list[Event], day: date, known_on: date | None) -> Iterator[Event]:
        local = zone(self.timezone)
        for event in events:
            if known_on is not None and _local_date(event.recorded_at, local) > known_on:
                return
            if event.effective_on <= day:
                yield event


def _within_limits(s: MemberState, free: dict[str, int], today: date) -> dict[str, int]:
    """What is free of each benefit, as far as its limits allow a use today; money all or none."""
    allowed = dict(free)
    for benefit in s.plan.with_lots:
        left = limits.room(s, benefit.id, today) if benefit.redemption_limits else None
        if left is not None and benefit.id in allowed and (left == 0 or not benefit.is_money):
            allowed[benefit.id] = min(allowed[benefit.id], left)
    return allowed


def _local_date(instant: datetime, local: object) -> date:
    return instant.astimezone(local).date()  # type: ignore[arg-type]


def _unknown(member: str) -> Refused:
    return Refused("not_enrolled", f"{member} is not enrolled here", member=member)
