"""Keeping units for an appointment, and giving them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import lapsing
from memberledger.aggregates.member.afterwards import usable_until
from memberledger.aggregates.member.coming import coming_end
from memberledger.aggregates.member.eligibility import (
    known,
    may_use,
    not_enough,
    person_may,
    shares_with,
)
from memberledger.aggregates.member.limits import within_limits
from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.places import place_of_use
from memberledger.aggregates.member.serving import Visit, pick
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import redemption

__all__ = ["release", "reserve"]

_NO_TIME = timedelta()


def reserve(
    work: Work,
    benefit: str,
    quantity: int,
    *,
    key: str,
    for_on: date,
    at: str | None = None,
    by: str | None = None,
    visit: Visit | None = None,
) -> None:
    """Keep units for an appointment: lots that will be live on its date.

    Who will come, `by`, is judged where that is said, and again when the units are redeemed; it
    need not be said again then. A service that the units only pay a part of has its price
    decided when they are redeemed.

    Raises:
        Refused: as `redeem`, judged on the appointment's day as it is foreseen; `invalid` for a
            date that is past.
    """
    s, today = work.state, work.today
    if for_on < today:
        raise refuse("invalid", f"an appointment on {for_on} is past", for_on=for_on)
    if key in s.redemptions:
        raise refuse("invalid", f"{key} is used already; give the appointment a key of its own")
    must_be_running(work)
    may_use(s, for_on, today, benefit)
    shares_with(s, by, for_on, benefit)
    known(s, benefit)
    if by is not None:
        person_may(s, by, for_on, benefit)
    place = place_of_use(s, benefit, at, today)
    ends_on = coming_end(s)
    within_limits(s, benefit, quantity, for_on)
    pool = [
        lot
        for lot in s.open_lots.values()
        if lot.benefit == benefit and _lives_on(work, lot, for_on, ends_on)
    ]
    pool.sort(key=redemption.burn_order)
    found = pick(s, benefit, [(lot, lot.usable) for lot in pool], quantity, visit)
    if found.takes is None:
        raise not_enough(s, benefit, quantity, found.free, for_on)
    work.record(
        e.Reserved,
        today,
        reservation=key,
        benefit=benefit,
        takes=tuple(found.takes),
        for_on=for_on,
        at=place,
        service=visit.service if visit is not None else None,
        by=by,
        policy=redemption.POLICY,
    )


def _lives_on(work: Work, lot: Lot, day: date, ends_on: date | None) -> bool:
    """Whether a lot will be live on a day; a pause that freezes it gives its days back.

    A pause whose end nobody knows is reckoned up to today: it may end tomorrow.
    """
    s = work.state
    frozen = s.frozen_from(lot)
    if frozen is not None and s.pause is not None and lot.expires_on is not None:
        thawed = min(day, s.pause.ends_by or work.today)
        lot = replace(lot, expires_on=lot.expires_on + max(thawed - frozen, _NO_TIME))
    until = usable_until(s, lot, ends_on)
    return until is None or until > day


def release(work: Work, key: str) -> None:
    """Give a reservation back; one that is no longer kept changes nothing.

    Raises:
        Refused: `invalid` for a key that was never reserved.
    """
    reservation = work.state.reservations.get(key)
    if reservation is None:
        raise refuse("invalid", f"nothing was ever reserved under {key}", key=key)
    if reservation.open:
        work.record(
            e.ReservationReleased,
            work.today,
            reservation=key,
            takes=reservation.takes,
            cause="asked",
        )
        lapsing.lapse_expired(work, work.today)
