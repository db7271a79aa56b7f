"""How lots change: every movement is a counter of one lot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import (
    Bill,
    Cadence,
    Delayed,
    Lot,
    Redemption,
    Reservation,
)
from memberledger.aggregates.member.state import MemberState

__all__ = ["close", "unreserve"]


def granted(s: MemberState, event: e.Granted) -> None:
    bill = s.bills[event.bill] if event.bill is not None else None
    frozen = bill is not None and _is_disputed(s, bill)
    for grant in event.lots:
        lot = Lot(
            grant.lot,
            grant.benefit,
            grant.plan,
            grant.quantity,
            event.effective_on,
            grant.expires_on,
            grant.start,
            grant.end,
            grant.priority,
            event.bill,
            grant.carryover_limit,
            grant.max_balance,
            share=grant.share,
            promotional=bool(grant.promotional),
        )
        lot.converts_on = grant.converts_on
        if grant.rollover is not None:
            lot.rollover = grant.rollover
        s.lots[lot.id] = lot
        s.last_lot = lot.id
        close(s, lot)
        if frozen:
            lot.disputed_on = event.effective_on
        if bill is not None and (shares := bill.pool.get(grant.benefit)):
            shares.pop(0)
        if s.delayed or grant.benefit in s.cadences:
            _advance_cadence(s, grant)
    s.last_refill = max(s.last_refill or event.effective_on, event.effective_on)


def _is_disputed(s: MemberState, bill: Bill) -> bool:
    return any(s.charges[charge].dispute == "open" for charge in bill.funding)


def _advance_cadence(s: MemberState, grant: e.GrantedLot) -> None:
    """A stretch is granted once: from the waiting list, or because its day has come.

    What waits is taken off the list also where the plan it came due under was left meanwhile.
    """
    cadence = s.cadences.get(grant.benefit)
    if cadence is not None:
        _count(s, grant.plan, grant.benefit, grant.start)
    for i, waiting in enumerate(s.delayed):
        if waiting.benefit == grant.benefit and waiting.start == grant.start:
            del s.delayed[i]
            return
    if cadence is None:
        return
    step = s.plans[grant.plan].by_id[grant.benefit].cadence
    if step is not None and step.after(cadence.base, cadence.k) == grant.start:
        cadence.k += 1


def _count(s: MemberState, plan: str, benefit: str, start: date) -> None:
    """Remember which stretches were given or wait, for a benefit that comes only so many times."""
    terms = s.plans[plan].by_id.get(benefit)
    if terms is None or terms.every is None or terms.every.times is None:
        return
    given = s.stretches.setdefault(benefit, [])
    if start not in given:
        given.append(start)


def benefit_clock_started(s: MemberState, event: e.BenefitClockStarted) -> None:
    step = s.plan.by_id[event.benefit].cadence
    assert step is not None  # noqa: S101 - only benefits with a cadence have a clock
    s.cadences[event.benefit] = Cadence(event.base, step, since=event.effective_on)


def grant_delayed(s: MemberState, event: e.GrantDelayed) -> None:
    plan = s.plan_key
    for waiting in s.delayed:
        if waiting.benefit == event.benefit and waiting.start == event.start:
            s.delayed.remove(waiting)
            plan = waiting.plan
            break
    else:
        if event.benefit in s.cadences:
            s.cadences[event.benefit].k += 1
    if event.cause in ("unpaid", "paused"):
        waits = Delayed(event.benefit, event.start, event.end, event.cause, event.bill, plan)
        s.delayed.append(waits)
        _count(s, s.plan_key, event.benefit, event.start)


def close(s: MemberState, lot: Lot) -> None:
    """Keep the open lots few, those with units free or reserved, in the order of their numbers."""
    if lot.free > 0 or lot.reserved > 0:
        is_back = lot.id < s.last_lot and lot.id not in s.open_lots
        s.open_lots[lot.id] = lot
        if is_back:
            s.open_lots = dict(sorted(s.open_lots.items()))
    else:
        s.open_lots.pop(lot.id, None)


def _there(s: MemberState, takes: tuple[tuple[int, int], ...]) -> Iterator[tuple[Lot, int]]:
    """The lots and how much of each; what is told late may take of lots that came later.

    As of a day before those they are not there.
    """
    for lot_id, quantity in takes:
        if lot_id in s.lots:
            yield s.lots[lot_id], quantity


def lapsed(s: MemberState, event: e.Lapsed) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.lapsed += quantity
        lot.lapses = (*lot.lapses, (event.effective_on, quantity))
        close(s, lot)


def rolled_over(s: MemberState, event: e.RolledOver) -> None:
    for lot_id, _ in event.lots:
        lot = s.lots[lot_id]
        if lot.rollover is not None:
            lot.carried_on = event.effective_on


def lapse_taken_back(s: MemberState, event: e.LapseTakenBack) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        if event.origin == "forfeited":
            lot.forfeited -= quantity
            lot.ended -= quantity
        else:
            lot.lapsed -= quantity
            lot.lapses = (*lot.lapses, (event.effective_on, -quantity))
        close(s, lot)


def lot_extended(s: MemberState, event: e.LotExtended) -> None:
    for lot_id, expires_on in event.expiries:
        s.lots[lot_id].expires_on = expires_on


def forfeited(s: MemberState, event: e.Forfeited) -> None:
    for lot, quantity in _there(s, event.takes):
        lot.forfeited += quantity
        if event.cause in ("ended", "dunning"):
            lot.ended += quantity
            lot.ended_on = event.effective_on
        if event.cause == "dunning":
            lot.void = lot.void or "dunning"
        elif event.cause in ("refunded", "dispute_lost") and _is_void(s, lot):
            lot.void = lot.void or "refunded"
        close(s, lot)


def _is_void(s: MemberState, lot: Lot) -> bool:
    return lot.bill is not None and lot.bill in s.bills and s.bills[lot.bill].void


def adjusted(s: MemberState, event: e.Adjusted) -> None:
    if event.lot is not None:
        lot = Lot(
            event.lot,
            event.benefit,
            s.plan_key,
            event.quantity,
            event.effective_on,
            event.expires_on,
            event.effective_on,
            event.effective_on,
            event.priority,
            promotional=True,
        )
        s.lots[lot.id] = s.open_lots[lot.id] = lot
        s.last_lot = lot.id
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.forfeited += quantity
        close(s, lot)


_UNTOUCHED: dict[str, Any] = {
    "redeemed": 0,
    "reserved": 0,
    "lapsed": 0,
    "forfeited": 0,
    "converted": 0,
    "lapses": (),
    "ended": 0,
    "ended_on": None,
}


def lots_converted(s: MemberState, event: e.LotsConverted) -> None:
    for made in event.lots:
        old = s.lots[made.lot]
        new = replace(
            old,
            id=made.into,
            benefit=made.benefit,
            quantity=made.quantity,
            share=made.share,
            **_UNTOUCHED,
        )
        old.converted += made.quantity
        old.share -= made.share
        close(s, old)
        s.lots[new.id] = s.open_lots[new.id] = new
        s.last_lot = new.id


def unreserve(s: MemberState, takes: tuple[tuple[int, int], ...]) -> None:
    """What was kept for an appointment is free again, as (lot, how much)."""
    for lot_id, quantity in takes:
        lot = s.lots[lot_id]
        lot.reserved -= quantity
        close(s, lot)


def redeemed(s: MemberState, event: e.Redeemed) -> None:
    s.redeemed_count += 1
    # what was done before the appointment was made, and told since, is seen without it as of then
    reservation = s.reservations.get(event.redemption) if event.reserved else None
    for lot, quantity in _there(s, event.takes):
        lot.redeemed += quantity
        if reservation is not None:
            lot.reserved -= quantity
        close(s, lot)
    if reservation is not None:
        unreserve(s, event.released)
        reservation.open, reservation.takes = False, ()
        s.open_reservations.pop(event.redemption, None)
    s.redemptions[event.redemption] = Redemption(
        event.benefit, event.quantity, event.takes, event.effective_on
    )


def redemption_reversed(s: MemberState, event: e.RedemptionReversed) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.redeemed -= quantity
        close(s, lot)
    s.redemptions[event.redemption].reversed_on = event.effective_on


def reserved(s: MemberState, event: e.Reserved) -> None:
    for lot_id, quantity in event.takes:
        lot = s.lots[lot_id]
        lot.reserved += quantity
    reservation = Reservation(
        event.benefit,
        event.takes,
        event.for_on,
        at=event.at,
        service=event.service,
        by=event.by,
    )
    s.reservations[event.reservation] = reservation
    s.open_reservations[event.reservation] = reservation


def reservation_released(s: MemberState, event: e.ReservationReleased) -> None:
    reservation = s.reservations.get(event.reservation)
    if reservation is None:  # of an end told late, as of a day before the reservation was made
        return
    if event.cause == "unused":
        reservation.unused = event.takes
    back = dict(event.takes)
    unreserve(s, event.takes)
    reservation.takes = tuple(
        (lot, left) for lot, held in reservation.takes if (left := held - back.get(lot, 0))
    )
    if not reservation.takes:
        reservation.open = False
        s.open_reservations.pop(event.reservation, None)
