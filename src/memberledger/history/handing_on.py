"""Sentences about units handed on."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.history.names import Names
from memberledger.history.table import Table

__all__ = ["HANDING_ON"]


def _converted(event: e.UnitsConverted, names: Names) -> str:
    units = names.quantity(event.benefit, sum(part.units for part in event.lots))
    money = names.quantity(event.to, sum(part.quantity for part in event.lots))
    end = ", as the period ended" if event.cause == "period_end" else ""
    return f"{units} became {money}{end}"


def _units_given(event: e.UnitsGiven, names: Names) -> str:
    return f"Gave {_units(event, names)} to {event.to}"


def _units_received(event: e.UnitsReceived, names: Names) -> str:
    return f"Received {_units(event, names)} from {event.giver}"


def _units(event: e.UnitsGiven | e.UnitsReceived, names: Names) -> str:
    return names.quantity(event.benefit, sum(part.units for part in event.moved))


def _gifts_frozen(event: e.GiftsFrozen, _names: Names) -> str:
    return f"What came from {event.giver} can't be used: its charge is disputed"


def _gifts_thawed(event: e.GiftsThawed, _names: Names) -> str:
    return f"What came from {event.giver} is free again: the dispute is over"


_GONE = {"refunded": "refunded", "dispute_lost": "lost in a dispute"}


def _gifts_taken_back(event: e.GiftsTakenBack, names: Names) -> str:
    back = names.takes([(n, q) for n, q in event.takes if q], event.effective_on)
    told = f"Went back to {event.giver}: {back}; its charge was {_GONE[event.cause]}"
    return f"{told}; {event.used} used already" if event.used else told


def _units_returned(event: e.UnitsReturned, names: Names) -> str:
    back = names.takes([(n, q) for n, q in event.takes if q], event.effective_on)
    told = f"Came back from {event.to}: {back}; the charge was {_GONE[event.cause]}"
    return f"{told}; {event.used} used by {event.to}" if event.used else told


HANDING_ON: Table = {
    e.UnitsConverted: _converted,
    e.UnitsGiven: _units_given,
    e.UnitsReceived: _units_received,
    e.GiftsFrozen: _gifts_frozen,
    e.GiftsThawed: _gifts_thawed,
    e.GiftsTakenBack: _gifts_taken_back,
    e.UnitsReturned: _units_returned,
}
