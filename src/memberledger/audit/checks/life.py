"""One member's history, folded once for all checks that ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.audit.checks.story import Story
from memberledger.projections.journal import MemberJournal, Posting, Spread
from memberledger.projections.revenue import MemberRevenue

__all__ = ["FAR", "Books", "Life"]

FAR = date(2200, 1, 1)
"""A day on which every day that money is earned by is over."""


@dataclass(slots=True)
class Books:
    """What the journal makes of a history.

    Attributes:
        postings, spreads: all rows, in the order of their events.
        money: where the money is after the last event.
    """

    postings: list[Posting] = field(default_factory=list)
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

    def numbered(self) -> Iterator[tuple[int, Event]]:
        """Every event with its version."""
        return enumerate(self.story.events, 1)

    @cached_property
    def books(self) -> Books:
        """The member's journal, made anew from the events."""
        journal = MemberJournal()
        books = Books(money=journal.money)
        for version, event in self.numbered():
            lines, runs = journal.apply(event, version)
            books.postings += lines
            books.spreads += runs
        return books
