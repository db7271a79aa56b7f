"""One member's history, folded once for all checks that ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, TypeVar

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.audit.checks.movements import MOVING, Move, moves_of
from memberledger.audit.checks.story import Story
from memberledger.projections.holdings import Line
from memberledger.projections.journal import MemberJournal, Spread, spreads_of
from memberledger.projections.revenue import MemberRevenue, RevenueFigures

__all__ = ["FAR", "Books", "Life"]

FAR = date(2200, 1, 1)
"""A day on which every day that money is earned by is over."""

E = TypeVar("E", bound=Event)
_version = itemgetter(0)


@dataclass
class Books:
    """What the journal makes of a history.

    Attributes:
        changes: (version, from which day on, lines), of each event that changes balances.
        spreads: money that moves day by day, in the order of the events.
        money: where the money is after the last event.
    """

    changes: list[tuple[int, date, list[Line]]] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)
    money: MemberRevenue = field(default_factory=MemberRevenue)


class Life:
    """A member's history that can be folded.

    Attributes:
        story: the stream.
        state: after its last event.
    """

    def __init__(self, story: Story, state: MemberState) -> None:
        self.story = story
        self.state = state

    @property
    def events(self) -> list[Event]:
        """Every event, oldest first; the first has version 1."""
        return self.story.events

    def of(self, *kinds: type[E]) -> list[tuple[int, E]]:
        """The events of some classes, each with its version, oldest first."""
        by_kind = self.story.by_kind
        found: list[Any] = []
        for kind in kinds:
            found += by_kind.get(kind, ())
        found.sort(key=_version)
        return found

    @cached_property
    def moves(self) -> list[tuple[int, Move]]:
        """What each event moves of the units of lots, with its version."""
        return [(version, move) for version, event in self.of(*MOVING) for move in moves_of(event)]

    @cached_property
    def figures(self) -> list[RevenueFigures]:
        """The figures on the day of the last event, and those once all days are over."""
        return self.books.money.figures_at((self.state.latest_on, FAR))

    @cached_property
    def books(self) -> Books:
        """The member's journal, made anew from the events."""
        journal = MemberJournal()
        books = Books(money=journal.money)
        for version, event in enumerate(self.story.events, 1):
            for day, _, lines, runs in journal.changes(event):
                if lines:
                    books.changes.append((version, day, lines))
                if runs:
                    books.spreads += spreads_of(version, runs)
        return books
