"""How units given and received change the state."""

from __future__ import annotations

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.evolve_entitlements import close
from memberledger.aggregates.member.parts import Gift, Lot
from memberledger.aggregates.member.state import MemberState, plan_key

__all__: list[str] = []


def units_given(s: MemberState, event: e.UnitsGiven) -> None:
    for part in event.moved:
        lot = s.lots[part.lot]
        lot.given += part.units
        close(s, lot)
        gift = Gift(event.to, event.benefit, event.effective_on, part.lot, part.into, part.units)
        s.gifts.append(gift)


def units_received(s: MemberState, event: e.UnitsReceived) -> None:
    for plan in event.plans:
        s.plans.setdefault(plan_key(plan), plan)
    for part in event.moved:
        lot = Lot(
            part.into,
            event.benefit,
            part.plan,
            part.units,
            event.effective_on,
            part.expires_on,
            part.start,
            part.end,
            part.priority,
            promotional=part.promotional,
            giver=event.giver,
        )
        s.lots[lot.id] = s.open_lots[lot.id] = lot
        s.last_lot = lot.id


def gifts_frozen(s: MemberState, event: e.GiftsFrozen) -> None:
    for lot_id in event.lots:
        s.lots[lot_id].disputed_on = event.effective_on


def gifts_thawed(s: MemberState, event: e.GiftsThawed) -> None:
    for lot_id in event.lots:
        s.lots[lot_id].disputed_on = None
    for lot_id, expires_on in event.expiries:
        s.lots[lot_id].expires_on = expires_on


def gifts_taken_back(s: MemberState, event: e.GiftsTakenBack) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.forfeited += quantity
        lot.void = "refunded"
        close(s, lot)


def units_returned(s: MemberState, event: e.UnitsReturned) -> None:
    back = dict(event.takes)
    for lot_id, quantity in back.items():
        lot = s.lots[lot_id]
        lot.given -= quantity
        close(s, lot)
    for gift in s.gifts:
        if gift.to == event.to and gift.lot in back:
            gift.over = True
