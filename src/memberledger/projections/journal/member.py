"""The journal of one member: each event's rows, from the events up to it and never changed after.

Let G(n, D) be the balances at D of the first n events that are effective by D. Event n posts the
difference G(n) - G(n - 1), so its rows depend on the events up to it and on nothing else.

In the order of the dates this is what the event's own layers make, from its day on. A late event,
dated before one that is recorded already, can make another difference from a later day on: a use
told after a refund earns all of its price on its day, and what the refund left of it from the day
of the refund on. So its difference is worked out for each stretch between two dates of events, and
what changes from one stretch to the next is posted where the next begins.

Accounting dates: what a lapse, the end of a membership or of a pause closes belongs to the day
before. What a late event changes on a later date is booked on that date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings, Line, Touched
from memberledger.projections.journal.effects import Change, Signed, change_at
from memberledger.projections.journal.rows import Posting, Spread
from memberledger.projections.posting import POSTINGS, SIDE_POSTINGS
from memberledger.projections.revenue import MemberRevenue

__all__ = ["Changed", "MemberJournal", "journal_of", "rows_of", "spreads_of"]

Rows = tuple[list[Posting], list[Spread]]
Changed = tuple[date, date, list[Line], list[Signed]]
"""From which day on, the accounting date, the lines, the runs of days."""
_DAY = timedelta(days=1)
_ENDING = frozenset({e.CancellationRequested, e.Cancelled})
_Post = Callable[[Holdings, Any], None]
_POSTS: dict[type[Event], tuple[_Post, ...]] = {
    kind: tuple(side[kind] for side in (POSTINGS, SIDE_POSTINGS) if kind in side)
    for kind in {**POSTINGS, **SIDE_POSTINGS}
}
"""What posts each kind of event; events that move nothing are not in it."""


class MemberJournal:
    """Accumulates the events of one member, in the order in which they were recorded.

    Args:
        history: gives all earlier events of the member; it is asked only when an event is late.
            Left out, the events are kept here.
    """

    def __init__(self, history: Callable[[], list[Event]] | None = None) -> None:
        self._money = MemberRevenue()
        self._latest = date.min
        self._kept: list[Event] = []
        self._history = history
        self._left_at_once: date | None = None
        self._touched = Touched()

    @property
    def money(self) -> MemberRevenue:
        """Where the money is after the events applied so far."""
        return self._money

    def apply(self, event: Event, version: int) -> Rows:
        """The rows of the next event.

        Args:
            event: recorded after all that were applied before.
            version: of it in the stream.
        """
        return rows_of(version, self.changes(event))

    def changes(self, event: Event) -> Sequence[Changed]:
        """What the rows of the next event are made of: a change for each stretch of days."""
        posts, day = _POSTS.get(type(event)), event.effective_on
        found: Sequence[Changed] = ()
        if posts is not None:
            if day < self._latest:
                found = self._late(event)
            elif touched := self._touch(posts, event):
                booked = self._booked(event) if type(event) in _ENDS else day
                found = ((day, booked, *change_at(touched, self._money, day)),)
                touched.forget()
        self._remember(event)
        return found

    def catch_up(self, events: Iterable[Event]) -> None:
        """Take in events whose rows are there already, at a fraction of the cost."""
        for event in events:
            _apply(self._money, event)
            self._remember(event)

    def _touch(self, posts: Sequence[_Post], event: Event) -> Touched | None:
        """Post an event; what it touched, to be forgotten before the next; None for nothing."""
        money, touched = self._money, self._touched
        money.touched = touched
        try:
            for post in posts:
                post(money, event)
        finally:
            money.touched = None
        return touched if touched.lines or touched.lots or touched.times else None

    def _remember(self, event: Event) -> None:
        if type(event) in _ENDING and _ends_at_once(event):
            self._left_at_once = event.effective_on
        if event.effective_on > self._latest and type(event) in _POSTS:
            self._latest = event.effective_on
        if self._history is None:
            self._kept.append(event)

    def _late(self, event: Event) -> list[Changed]:
        """The difference it makes, stretch by stretch."""
        first = event.effective_on
        history = self._kept if self._history is None else self._history()
        after = {known.effective_on for known in history if type(known) in _POSTS}
        days = sorted({first} | {day for day in after if day > first})
        found: list[Changed] = []
        carried: Change = ([], [])
        past = _Past(history)
        for day, following in zip(days, [*days[1:], None], strict=True):
            money = self._money if following is None else past.at(day).branch()
            touched = _watched(money, event)
            booked = self._booked(event) if day == first else day
            found.append((day, booked, *_difference(change_at(touched, money, day), carried)))
            if following is not None:
                carried = change_at(touched, money, following)
        return found

    def _booked(self, event: Event) -> date:
        """The day before, for what ends on a day; else the day itself."""
        day = event.effective_on
        ends = _ENDS.get(type(event))
        if ends is None or not ends(event):
            return day
        if day == self._left_at_once and isinstance(event, e.Cancelled | e.Forfeited):
            return day
        return day - _DAY


class _Past:
    """A member's holdings at one day after another, by the events that are effective by then."""

    def __init__(self, history: list[Event]) -> None:
        self._history = history
        self._day = date.min
        self._last = -1
        self._money = MemberRevenue()

    def at(self, day: date) -> MemberRevenue:
        """The holdings; they are those of the next day asked for, so they must not be changed."""
        added = [
            n for n, event in enumerate(self._history) if self._day < event.effective_on <= day
        ]
        if added and added[0] < self._last:  # in the order in which they were recorded
            self._money = MemberRevenue()
            added = [n for n, event in enumerate(self._history) if event.effective_on <= day]
        for n in added:
            _apply(self._money, self._history[n])
            self._last = n
        self._day = day
        return self._money


def journal_of(events: Iterable[Event]) -> Rows:
    """All rows of one member's events, the first of which has version 1."""
    journal = MemberJournal()
    postings: list[Posting] = []
    spreads: list[Spread] = []
    for version, event in enumerate(events, 1):
        lines, runs = journal.apply(event, version)
        postings += lines
        spreads += runs
    return postings, spreads


def _ends_at_once(event: Event) -> bool:
    """Whether a membership ends on the day it is asked for, or that of a dunning step."""
    if isinstance(event, e.CancellationRequested):
        return event.ends_on <= event.effective_on
    return isinstance(event, e.Cancelled) and event.cause == "dunning"


def _apply(money: MemberRevenue, event: Event) -> None:
    for post in _POSTS.get(type(event), ()):
        post(money, event)


def _watched(money: MemberRevenue, event: Event) -> Touched:
    return money.watch(lambda: _apply(money, event))


def _difference(now: Change, carried: Change) -> Change:
    """What a change is beyond one that is posted already; equal parts fall out."""
    sums: dict[tuple[str, int | None, int | None, str | None], int] = {}
    for lines, sign in ((now[0], 1), (carried[0], -1)):
        for account, amount, bill, lot, charge in lines:
            key = account, bill, lot, charge
            sums[key] = sums.get(key, 0) + sign * amount
    runs = list(now[1])
    for run, sign, name, bill in carried[1]:
        if (run, sign, name, bill) in runs:
            runs.remove((run, sign, name, bill))
        else:
            runs.append((run, -sign, name, bill))
    return [(a, amount, b, lot, c) for (a, b, lot, c), amount in sums.items() if amount], runs


def rows_of(version: int, found: Sequence[Changed]) -> Rows:
    """The rows of one event, numbered."""
    postings: list[Posting] = []
    spreads: list[Spread] = []
    for day, booked, lines, runs in found:
        for line in lines:
            postings.append(Posting(version, len(postings) + 1, day, booked, *line))
        spreads += spreads_of(version, runs, len(spreads) + 1)
    return postings, spreads


def spreads_of(version: int, runs: Sequence[Signed], first: int = 1) -> list[Spread]:
    """The rows that move money day by day, numbered from `first`."""
    return [
        Spread(version, number, *run, sign, *accounts.time_accounts(name), bill)
        for number, (run, sign, name, bill) in enumerate(runs, first)
    ]


_ENDS: dict[type[Event], Callable[..., bool]] = {
    e.Lapsed: lambda event: event.cause in ("expired", "carryover_limit"),
    e.LapseTakenBack: lambda event: event.origin != "extended",
    e.Forfeited: lambda event: event.cause == "ended",
    e.Cancelled: lambda event: event.cause != "dunning",
    e.Resumed: lambda _event: True,
}
"""Which events close the day before: a lapse, the end of a membership, the end of a pause."""
