"""Units that are used, lapse, are given away or become others, with their money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.holdings import Holdings
from memberledger.projections.layers import LotMoney, Piece

__all__ = ["POSTINGS"]


def _adjusted(m: Holdings, event: e.Adjusted) -> None:
    if event.lot is not None:
        m.put_lot(event.lot, LotMoney(None, [Piece(0, event.quantity)], event.benefit))
    for lot, quantity in event.takes:
        m.lot(lot).break_(quantity)


def _redeemed(m: Holdings, event: e.Redeemed) -> None:
    for lot, quantity in event.takes:
        if lot in m.lots:  # told late, it may take of a lot that came later
            m.lot(lot).use(quantity)


def _reversed(m: Holdings, event: e.RedemptionReversed) -> None:
    for lot, quantity in event.takes:
        m.lot(lot).use(-quantity)


def _missed(m: Holdings, event: e.VisitMissed) -> None:
    """What a missed visit forfeits is earned as a fee for it, and is no breakage."""
    for lot, quantity in event.forfeited:
        m.lot(lot).miss(quantity)


def _excused(m: Holdings, event: e.MissExcused) -> None:
    for lot, quantity in event.takes:
        m.lot(lot).miss(-quantity)


def _broken(m: Holdings, event: e.Lapsed | e.Forfeited) -> None:
    refunded = isinstance(event, e.Forfeited) and event.cause == "refunded"
    for lot, quantity in event.takes:
        if lot not in m.lots:  # of an end told late: the lot came later
            continue
        if refunded:
            m.lot(lot).leave(quantity)
        else:
            m.lot(lot).break_(quantity)


def _taken_back(m: Holdings, event: e.LapseTakenBack) -> None:
    for lot, quantity in event.takes:
        m.lot(lot).break_(-quantity)


def _converted(m: Holdings, event: e.LotsConverted) -> None:
    for made in event.lots:
        m.became[made.lot] = (*m.became.get(made.lot, ()), made.into)
        taken = m.lot(made.lot).take_out(made.quantity)
        m.put_lot(made.into, LotMoney(taken.bill, taken.pieces, made.benefit))


def _units_converted(m: Holdings, event: e.UnitsConverted) -> None:
    """Units leave with their money, which their new lot keeps."""
    for part in event.lots:
        taken = m.lot(part.source).take_out(part.units)
        money = sum(piece.total for piece in taken.pieces)
        m.put_lot(part.lot, LotMoney(taken.bill, [Piece(money, part.quantity)], event.to))


def _leave(m: Holdings, number: int, units: int, money: int) -> None:
    """Unused units leave for another member with the money that was recorded for them."""
    lot = m.lot(number)
    taken = lot.take_out(units)
    rest = sum(piece.total for piece in taken.pieces) - money
    if rest:
        lot.pieces[0].total += rest
    m.post(accounts.TRANSFERRED, -money, lot.bill, number)


def _given(m: Holdings, event: e.UnitsGiven) -> None:
    m.gave = event.benefit
    for part in event.moved:
        _leave(m, part.lot, part.units, part.money)


def _received(m: Holdings, event: e.UnitsReceived) -> None:
    for part in event.moved:
        m.put_lot(part.into, LotMoney(None, [Piece(part.money, part.units)], event.benefit))
        m.post(accounts.TRANSFERRED, part.money, None, part.into)


def _gifts_taken_back(m: Holdings, event: e.GiftsTakenBack) -> None:
    for (lot, units), (_, money) in zip(event.takes, event.money, strict=True):
        _leave(m, lot, units, money)


def _returned(m: Holdings, event: e.UnitsReturned) -> None:
    for (number, units), (_, money) in zip(event.takes, event.money, strict=True):
        if units or money:
            lot = m.lot(number)
            lot.pieces.append(Piece(money, units))
            m.post(accounts.TRANSFERRED, money, lot.bill, number)


POSTINGS: dict[type[Event], Callable[[Holdings, Any], None]] = {
    e.Adjusted: _adjusted,
    e.LotsConverted: _converted,
    e.Redeemed: _redeemed,
    e.RedemptionReversed: _reversed,
    e.UnitsConverted: _units_converted,
    e.UnitsGiven: _given,
    e.UnitsReceived: _received,
    e.GiftsTakenBack: _gifts_taken_back,
    e.UnitsReturned: _returned,
    e.VisitMissed: _missed,
    e.MissExcused: _excused,
    e.Lapsed: _broken,
    e.Forfeited: _broken,
    e.LapseTakenBack: _taken_back,
}
