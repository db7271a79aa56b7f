"""One stream as it is stored: what can be read of it, and what can't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.aggregates.practice import PRACTICE_EVENTS, PracticeOpened
from memberledger.store import (
    CorruptEvent,
    Linked,
    MemberIndex,
    Registry,
    UnknownEvent,
    is_unbroken,
)

__all__ = ["Flaw", "Numbered", "Story", "read_story"]

Row = tuple[int, int, str, bytes]
Numbered = tuple[int, Event]
"""An event with its version."""

_OF_PRACTICES = tuple(PRACTICE_EVENTS)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that is no event: where, and why."""

    position: int
    version: int
    name: str
    why: str


@dataclass
class Story:
    """A stream.

    Attributes:
        stream: its id.
        rows: (position, version, stored name, bytes), in order of version.
        events: what its rows say, up to the first that can't be read.
        flaws: the rows that can't be read.
        indexed: its row of the index of members, if it has one.
        is_moving: whether events came after the position up to which the log is checked.
        is_unbroken: whether its rows follow each other, each with the digest that it should have.
    """

    stream: UUID
    rows: Sequence[Row]
    events: list[Event]
    flaws: list[Flaw] = field(default_factory=list)
    indexed: MemberIndex | None = None
    is_moving: bool = False
    is_unbroken: bool = True

    @property
    def is_practice(self) -> bool:
        """Whether it is a practice's, by its first event."""
        return bool(self.events) and isinstance(self.events[0], _OF_PRACTICES)

    @property
    def practice(self) -> str:
        """The practice's reference, as its first event or the index has it."""
        return self.names[0]

    @property
    def names(self) -> tuple[str, str]:
        """The practice and the member; no member for a practice's own stream."""
        first = self.events[0] if self.events else None
        if isinstance(first, e.Enrolled):
            return first.practice, first.member
        if isinstance(first, PracticeOpened):
            return first.practice, ""
        if self.indexed is not None:
            return self.indexed.practice, self.indexed.member
        return "", ""

    @property
    def whose(self) -> str:
        """How a person would name it."""
        practice, member = self.names
        if member:
            return f"{practice}/{member}"
        return f"practice {practice}" if practice else f"stream {self.stream.hex}"

    @cached_property
    def by_kind(self) -> dict[type[Event], list[Numbered]]:
        """The events of each class, each with its version, oldest first."""
        found: dict[type[Event], list[Numbered]] = {}
        for numbered in enumerate(self.events, 1):
            kind = type(numbered[1])
            if kind in found:
                found[kind].append(numbered)
            else:
                found[kind] = [numbered]
        return found

    def position(self, version: int) -> int:
        """Where an event stands in the log; 0 for version 0."""
        return self.rows[version - 1][0] if 0 < version <= len(self.rows) else 0


def read_story(
    registry: Registry,
    stream: UUID,
    linked: Sequence[Linked],
    indexed: MemberIndex | None,
    last: int,
) -> Story:
    """Read a stream's rows, those up to a position; what can't be read is told, never raised."""
    until_then = [row for row in linked if row[0] <= last]
    rows = [row[:4] for row in until_then]
    flaws: list[Flaw] = []
    try:
        events = registry.parse_stream(stream, 0, rows)
    except Exception:  # noqa: BLE001 - a row may hold anything; it is looked at by itself below
        events, flaws = _one_by_one(registry, rows)
    is_moving = len(rows) < len(linked)
    unbroken = is_unbroken(stream, until_then)
    return Story(stream, rows, events, flaws, indexed, is_moving, unbroken)


def _one_by_one(registry: Registry, rows: Sequence[Row]) -> tuple[list[Event], list[Flaw]]:
    events: list[Event] = []
    flaws: list[Flaw] = []
    before: Any = 0
    for position, version, name, data in rows:
        event, why = _read(registry, name, data)
        if version != before + 1:
            why = why or f"version {before + 1} of its stream is missing before it"
        before = version
        if event is None or why:
            flaws.append(Flaw(position, version, str(name)[:80], why))
        elif not flaws:
            events.append(event)
    return events, flaws


def _read(registry: Registry, name: Any, data: Any) -> tuple[Event | None, str]:
    """The event of a row, or why there is none."""
    if not (isinstance(name, str) and isinstance(data, bytes)):
        return None, "its columns are not what a ledger writes"
    try:
        return registry.parse(name, data), ""
    except CorruptEvent as error:
        return None, error.why
    except UnknownEvent:
        return None, "no event has this name"
    except Exception as error:  # noqa: BLE001 - a row may hold anything
        return None, type(error).__name__
