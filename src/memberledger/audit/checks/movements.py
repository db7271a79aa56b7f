"""What an event does to the units of a lot, reckoned from the event alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e

__all__ = ["MOVING", "Move", "moves_of"]

Move = tuple[int, str, int, int]
"""Lot, the benefit where the lot is new (else ""), change of what is free, of what is kept."""


def moves_of(event: Event) -> Iterator[Move]:
    """The movements of one event; none for events that move no units."""
    kind = _MOVES.get(type(event))
    return iter(()) if kind is None else kind(event)


def _out(event: Any) -> Iterator[Move]:
    for lot, units in event.takes:
        yield lot, "", -units, 0


def _back(event: Any) -> Iterator[Move]:
    for lot, units in event.takes:
        yield lot, "", units, 0


def _granted(event: e.Granted) -> Iterator[Move]:
    for lot in event.lots:
        yield lot.lot, lot.benefit, lot.quantity, 0


def _adjusted(event: e.Adjusted) -> Iterator[Move]:
    if event.lot is not None:
        yield event.lot, event.benefit, event.quantity, 0
    yield from _out(event)


def _converted(event: e.LotsConverted) -> Iterator[Move]:
    for lot in event.lots:
        yield lot.lot, "", -lot.quantity, 0
        yield lot.into, lot.benefit, lot.quantity, 0


def _became_money(event: e.UnitsConverted) -> Iterator[Move]:
    for part in event.lots:
        yield part.source, "", -part.units, 0
        yield part.lot, event.to, part.quantity, 0


def _given(event: e.UnitsGiven) -> Iterator[Move]:
    for part in event.moved:
        yield part.lot, "", -part.units, 0


def _received(event: e.UnitsReceived) -> Iterator[Move]:
    for part in event.moved:
        yield part.into, event.benefit, part.units, 0


def _redeemed(event: e.Redeemed) -> Iterator[Move]:
    for lot, units in event.takes:
        yield (lot, "", 0, -units) if event.reserved else (lot, "", -units, 0)
    for lot, units in event.released:
        yield lot, "", units, -units


def _reserved(event: e.Reserved) -> Iterator[Move]:
    for lot, units in event.takes:
        yield lot, "", -units, units


def _released(event: e.ReservationReleased) -> Iterator[Move]:
    for lot, units in event.takes:
        yield lot, "", units, -units


def _missed(event: e.VisitMissed) -> Iterator[Move]:
    for lot, units in event.forfeited:
        yield (lot, "", 0, -units) if event.reserved else (lot, "", -units, 0)
    for lot, units in event.released:
        yield lot, "", units, -units


_MOVES: dict[type[Event], Callable[[Any], Iterator[Move]]] = {
    e.Granted: _granted,
    e.Adjusted: _adjusted,
    e.LotsConverted: _converted,
    e.UnitsConverted: _became_money,
    e.UnitsGiven: _given,
    e.UnitsReceived: _received,
    e.UnitsReturned: _back,
    e.GiftsTakenBack: _out,
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _back,
    e.Reserved: _reserved,
    e.ReservationReleased: _released,
    e.VisitMissed: _missed,
    e.MissExcused: _back,
    e.Lapsed: _out,
    e.LapseTakenBack: _back,
    e.Forfeited: _out,
}

MOVING = tuple(_MOVES)
"""The events that move units."""
