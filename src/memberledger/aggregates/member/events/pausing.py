"""Pauses: asked for ahead, begun, over."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.event import Event

__all__ = [
    "PauseScheduled",
    "Paused",
    "Resumed",
    "ScheduledPauseDropped",
    "ScheduledPauseWithdrawn",
]


class Paused(Event):
    """A pause began.

    Attributes:
        until: the first day active again, where the member named one.
        ends_by: the day it ends by itself: `until`, or where the plan's longest pause ends.
        billing, expiry: the rules it runs under.
        term: whether the term's end moves by what is paused; None where it stands.
        waived: why it may begin although dues are owed; None where nothing was.
    """

    until: date | None = None
    ends_by: date | None = None
    billing: Literal["skip", "shift"]
    expiry: Literal["frozen", "running"]
    term: Literal["extended"] | None = None
    waived: str | None = None


class PauseScheduled(Event):
    """A pause was asked for that begins on a later day; it replaces one that waits.

    Attributes:
        from_on: its first day.
        until: the first day active again, where the member named one.
        waived: why it may begin although dues are owed; None where nothing was waived.
    """

    from_on: date
    until: date | None = None
    waived: str | None = None


class ScheduledPauseWithdrawn(Event):
    """The pause that waits for its day is no longer wanted."""


class ScheduledPauseDropped(Event):
    """The day of a scheduled pause came, and it did not begin: the code of what was in its way."""

    cause: str


class Resumed(Event):
    """A pause ended.

    Attributes:
        days: how many days were paused.
        expiries: (lot, its new expiry) of the lots that stood still.
        period_ends_on: the running period's new end, which is the new anchor (`shift`).
        ends_on: the moved end of a membership that is ending at a period's end.
        term_ends_on: the moved end of the commitment, where a pause extends it.
    """

    days: int
    expiries: tuple[tuple[int, date], ...] = ()
    period_ends_on: date | None = None
    ends_on: date | None = None
    term_ends_on: date | None = None
