"""Visits that did not take place: the units are released or forfeited, and a fee may be owed."""

from __future__ import annotations

from memberledger.aggregates.member import banking, collecting, lapsing, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Missed, Reservation
from memberledger.aggregates.member.work import Work, refuse
from memberledger.policies import redemption, visits

__all__ = ["cancel_late", "excuse", "no_show"]

_Takes = tuple[tuple[int, int], ...]


def no_show(work: Work, key: str, price: int | None = None) -> None:
    """The member did not come to the appointment of `key`. Told late it is done today.

    What was reserved is forfeited or released, as the terms of the appointment's day say. Where the
    day is over and the units were released by the clock, what is still free of them is forfeited,
    or of the lots that were live on that day.

    Args:
        work: the decision.
        key: of the reservation.
        price: of the visit, minor units, where the fee is a part of it.

    Raises:
        Refused: `invalid` for a key that was never reserved, was used, given back or missed
            already, for an appointment still to come, for a price that is missing.
    """
    s = work.state
    held = _held(work, key)
    if not held.open and not held.unused:
        raise refuse("invalid", f"{key} is not kept any more; there is no visit to miss", key=key)
    if held.for_on > work.today:
        raise refuse("invalid", f"{key} is for {held.for_on}; release it, or wait for the day")
    plan = s.plan_on(held.for_on)
    benefit = plan.by_id.get(held.benefit) or s.terms_of(held.benefit)
    terms = visits.terms_of(plan, benefit, "no_show")
    takes = held.takes if held.open else _still_there(work, held)
    _miss(
        work, key, held, "no_show", terms.units == "forfeit", takes, visits.fee(terms, price), price
    )


def cancel_late(work: Work, key: str, price: int | None = None) -> None:
    """Release a reservation too late, as the host's clock judged; the terms of today hold.

    Raises:
        Refused: `invalid` as `no_show`; what is not kept any more can't be cancelled.
    """
    s = work.state
    held = _held(work, key)
    if not held.open:
        raise refuse("invalid", f"{key} is not kept any more; there is nothing to cancel", key=key)
    terms = visits.terms_of(s.plan, s.terms_of(held.benefit), "late_cancel")
    fee, forfeit = visits.fee(terms, price), terms.units == "forfeit"
    _miss(work, key, held, "late_cancel", forfeit, held.takes, fee, price)


def _held(work: Work, key: str) -> Reservation:
    held = work.state.reservations.get(key)
    if held is None:
        raise refuse("invalid", f"nothing was ever reserved under {key}", key=key)
    if key in work.state.missed:
        raise refuse("invalid", f"{key} was missed already", key=key)
    return held


def _still_there(work: Work, held: Reservation) -> _Takes:
    """What was kept and is free now; what was used of it since comes from other lots of the day.

    What has lapsed of it is gone already.
    """
    s, day = work.state, held.for_on
    kept = dict(held.unused)
    others = [
        lot
        for lot in s.open_lots.values()
        if lot.benefit == held.benefit and lot.granted_on <= day and lot.id not in kept
    ]
    others.sort(key=redemption.burn_order)
    pool = [*((n, s.lots[n].usable) for n in kept), *((lot.id, lot.usable) for lot in others)]
    wanted = sum(max(quantity - s.lots[n].lapsed_since(day), 0) for n, quantity in kept.items())
    return tuple(redemption.take(pool, min(wanted, sum(free for _, free in pool))) or ())


def _miss(
    work: Work,
    key: str,
    held: Reservation,
    cause: visits.Miss,
    forfeit: bool,  # noqa: FBT001 - what becomes of the units
    takes: _Takes,
    fee: int | None,
    price: int | None,
) -> None:
    if fee is None:
        raise refuse("invalid", "the fee is a part of the visit's price; give the price", key=key)
    s, day = work.state, work.today
    bill = s.last_bill + 1 if fee else None
    work.record(
        e.VisitMissed,
        day,
        reservation=key,
        cause=cause,
        benefit=held.benefit,
        forfeited=takes if forfeit else (),
        released=takes if held.open and not forfeit else (),
        reserved=held.open and forfeit,
        price=price,
        fee=fee,
        bill=bill,
        policy=visits.POLICY,
    )
    lapsing.lapse_expired(work, day)
    if bill is not None:
        kind = f"{cause}_fee"
        taxing.bill_fee(work, day, kind, fee, policy=visits.POLICY)
        collecting.collect_fee(work, day, s.bills[bill])


def excuse(work: Work, key: str, missed: Missed) -> None:
    """Undo a missed visit: forfeited units go back to their lots, an unpaid fee is given up.

    What is over goes the same way at once, as with a redemption reversed. A fee that was paid is
    given back by a refund.

    Raises:
        Refused: `already_reversed`.
    """
    s, day = work.state, work.today
    if missed.excused_on is not None:
        raise refuse("already_reversed", f"{key} was excused on {missed.excused_on}", key=key)
    work.record(e.MissExcused, day, reservation=key, takes=missed.takes)
    banking.convert_due(work, day, capped=False)
    lapsing.give_back(work, day, missed.takes)
    bill = s.owed_bills.get(missed.bill) if missed.bill is not None else None
    if bill is not None:
        work.record(e.WrittenOff, day, bills=((bill.id, bill.owed),))
