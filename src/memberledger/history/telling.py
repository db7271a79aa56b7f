"""Every kind of event has its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from memberledger.aggregates.event import Event
from memberledger.history.collecting import COLLECTING
from memberledger.history.entitlements import ENTITLEMENTS
from memberledger.history.handing_on import HANDING_ON
from memberledger.history.membership import MEMBERSHIP
from memberledger.history.money_back import MONEY_BACK
from memberledger.history.names import Names, names_of
from memberledger.history.table import Table
from memberledger.history.visits import VISITS

__all__ = ["SENTENCES", "Entry", "entries", "sentence"]

SENTENCES: Table = {
    **MEMBERSHIP,
    **COLLECTING,
    **ENTITLEMENTS,
    **MONEY_BACK,
    **VISITS,
    **HANDING_ON,
}
"""A function of the event and the stream's names, by the event's class."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a history.

    Attributes:
        version: its number in the member's stream, counted from 1.
        event: itself, with both its dates, who asked and why.
        sentence: what it says.
        position: its place in the whole ledger; 0 where it was not read from one.
    """

    version: int
    event: Event
    sentence: str
    position: int = 0


def entries(history: Iterable[Event], positions: Iterable[int] = ()) -> list[Entry]:
    """A member's whole history, told.

    Args:
        history: the events, oldest first.
        positions: of each of them in the ledger.
    """
    events = list(history)
    names, places = names_of(events), dict(enumerate(positions, 1))
    return [
        Entry(n, event, sentence(event, names), places.get(n, 0))
        for n, event in enumerate(events, 1)
    ]


def sentence(event: Event, names: Names) -> str:
    """What happened, in one sentence."""
    return SENTENCES[type(event)](event, names)
