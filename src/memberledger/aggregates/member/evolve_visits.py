"""How visits that did not take place change the state."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.evolve_entitlements import close, unreserve
from memberledger.aggregates.member.parts import Missed
from memberledger.aggregates.member.state import MemberState

__all__: list[str] = []


def visit_missed(s: MemberState, event: e.VisitMissed) -> None:
    held = s.reservations[event.reservation]
    for lot_id, quantity in event.forfeited:
        lot = s.lots[lot_id]
        lot.forfeited += quantity
        if event.reserved:
            lot.reserved -= quantity
        close(s, lot)
    unreserve(s, event.released)
    held.open, held.takes, held.unused = False, (), ()
    s.open_reservations.pop(event.reservation, None)
    s.missed[event.reservation] = Missed(event.cause, event.forfeited, event.bill)


def miss_excused(s: MemberState, event: e.MissExcused) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.forfeited -= quantity
        close(s, lot)
    s.missed[event.reservation].excused_on = event.effective_on
