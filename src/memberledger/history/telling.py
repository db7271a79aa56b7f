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
    """One event of a history: its number in the stream, itself, and what it says."""

    version: int
    event: Event
    sentence: str


def entries(history: Iterable[Event]) -> list[Entry]:
    """A member's whole history, told."""
    events = list(history)
    names = names_of(events)
    return [Entry(n, event, sentence(event, names)) for n, event in enumerate(events, 1)]


def sentence(event: Event, names: Names) -> str:
    """What happened, in one sentence."""
    return SENTENCES[type(event)](event, names)
