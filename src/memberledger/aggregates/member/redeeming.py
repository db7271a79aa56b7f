"""Using benefits: redeem, reverse, adjust. One facial is redeemed once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from operator import itemgetter
from typing import Literal

from memberledger.aggregates.member import banking, lapsing, visits
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.eligibility import (
    known,
    may_use,
    not_enough,
    person_may,
    shares_with,
)
from memberledger.aggregates.member.limits import within_limits
from memberledger.aggregates.member.parts import Lot, Reservation
from memberledger.aggregates.member.places import place_of_use
from memberledger.aggregates.member.serving import Pick, Visit, facts_of, pick
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import redemption
from memberledger.terms import Benefit

__all__ = ["adjust", "redeem", "reverse"]

_Takes = tuple[tuple[int, int], ...]
_Origin = Literal["lapsed", "forfeited"]


def redeem(
    work: Work,
    benefit: str,
    quantity: int,
    *,
    key: str | None = None,
    performed_on: date | None = None,
    by: str | None = None,
    at: str | None = None,
    visit: Visit | None = None,
) -> None:
    """Use a benefit; with the key of a reservation, use what it keeps.

    A late report is judged on the day performed: lots live then, with what is free now or has
    lapsed since.

    Args:
        quantity: units, or minor units of a value credit.
        performed_on: the day it was done; today if left out.
        by: another person the member shares with, or a guest; of a reservation, who was named
            for it, if left out.
        at: the location; where it was reserved for, or the home location, if left out.
        visit: the service it is used for, where that is said.

    Raises:
        Refused: in the order `invalid`, `cancelled`, `suspended`, `past_due`, `paused`,
            `in_notice`, `not_shared`, `unknown_benefit`, `not_eligible`,
            `wrong_location`, `limit_reached`, `insufficient_balance`.
    """
    s, day = work.state, performed_on or work.today
    held = s.open_reservations.get(key) if key is not None else None
    if held is not None:
        _fits(held, benefit, quantity)
        by = by if by is not None else held.by
    may_use(s, day, work.today, benefit)
    shares_with(s, by, day, benefit)
    known(s, benefit)
    person_may(s, by, day, benefit)
    place = place_of_use(s, benefit, at or (held.at if held is not None else None), day)
    within_limits(s, benefit, quantity, day, key)
    name = key if key is not None else f"#{s.redeemed_count + 1}"
    if held is not None and key is not None:
        _use_reservation(work, key, held, quantity, day, by, place, visit)
        return
    takes, found = _find(work, benefit, quantity, day, visit)
    if day != work.today:
        _take_back(work, takes, day)
    work.record(
        e.Redeemed,
        day,
        redemption=name,
        benefit=benefit,
        quantity=quantity,
        takes=takes,
        by=by,
        left=_free(s, benefit, work.today) - _free_in(s, takes, work.today),
        at=place,
        policy=redemption.POLICY,
        **facts_of(visit, quantity, found.instead),
    )


def _free(s: MemberState, benefit: str, today: date) -> int:
    """What of a benefit is free to use."""
    lots = (lot for lot in s.open_lots.values() if lot.benefit == benefit)
    return sum(lot.usable for lot in lots if _live(s, lot, today))


def _free_in(s: MemberState, takes: _Takes, today: date) -> int:
    """How much of these takes counts as free today."""
    return sum(quantity for lot, quantity in takes if _live(s, s.lots[lot], today))


def _fits(held: Reservation, benefit: str, quantity: int) -> None:
    kept = sum(q for _, q in held.takes)
    if held.benefit != benefit:
        raise refuse("invalid", f"the reservation is for {held.benefit}, not {benefit}")
    if quantity > kept:
        raise refuse(
            "invalid", "more than was reserved; release it and reserve anew", reserved=kept
        )


def _find(
    work: Work, benefit: str, quantity: int, day: date, visit: Visit | None = None
) -> tuple[_Takes, Pick]:
    """Which lots a use takes, in burn order.

    Raises:
        Refused: `not_eligible`; `insufficient_balance`, with what could be used on the day.
    """
    s = work.state
    if day == work.today:
        pool = [
            (lot, lot.usable)
            for lot in s.open_lots.values()
            if lot.benefit == benefit and _live(s, lot, day)
        ]
    else:
        pool = [
            (lot, lot.usable + lot.lapsed_since(day) + _ended_since(lot, day))
            for lot in s.lots.values()
            if lot.benefit == benefit and lot.disputed_on is None and _live(s, lot, day)
        ]
    pool.sort(key=lambda item: redemption.burn_order(item[0]))
    found = pick(s, benefit, pool, quantity, visit)
    if found.takes is None:
        raise not_enough(s, benefit, quantity, found.free, day)
    return tuple(found.takes), found


def _live(s: MemberState, lot: Lot, day: date) -> bool:
    if lot.granted_on > day:
        return False
    frozen = s.frozen_from(lot)
    if frozen is not None and frozen <= day:
        day = frozen
    return lot.expires_on is None or day < lot.expires_on


def _ended_since(lot: Lot, day: date) -> int:
    """What an end of the membership forfeited after `day`."""
    return lot.ended if lot.ended_on is not None and lot.ended_on > day else 0


def _take_back(work: Work, takes: _Takes, day: date) -> None:
    """What a late report takes from a lot is first what has gone since: it was used by then.

    So a visit told late ends as one told on its day: what went first is taken back first, on the
    day it went.
    """
    for lot_id, quantity in takes:
        left = quantity
        for on, gone, origin in _gone_since(work.state.lots[lot_id], day):
            back = min(left, gone)
            if back > 0:
                work.record(e.LapseTakenBack, on, takes=((lot_id, back),), origin=origin)
                left -= back


def _gone_since(lot: Lot, day: date) -> list[tuple[date, int, _Origin]]:
    """What lapsed after `day`, and what an end forfeited, and neither was taken back, by date."""
    lapsed: Counter[date] = Counter()
    for on, quantity in lot.lapses:
        lapsed[on] += quantity if on > day else 0
    gone: list[tuple[date, int, _Origin]] = []
    room = lot.lapsed_since(day)
    for on in sorted(lapsed):
        part = min(lapsed[on], room)
        if part > 0:
            gone.append((on, part, "lapsed"))
            room -= part
    if lot.ended_on is not None:
        gone.append((lot.ended_on, _ended_since(lot, day), "forfeited"))
    return sorted(gone, key=itemgetter(0))


def _use_reservation(
    work: Work,
    key: str,
    held: Reservation,
    quantity: int,
    day: date,
    by: str | None,
    at: str | None,
    visit: Visit | None,
) -> None:
    s = work.state
    if any(s.lots[lot].disputed_on is not None for lot, _ in held.takes):
        raise not_enough(s, held.benefit, quantity, 0, day)
    kept = [(s.lots[lot], q) for lot, q in held.takes if s.lots[lot].granted_on <= day]
    found = pick(s, held.benefit, kept, quantity, visit)
    takes = found.takes
    if takes is None:
        raise not_enough(s, held.benefit, quantity, found.free, day)
    used = dict(takes)
    released = tuple((lot, q - used.get(lot, 0)) for lot, q in held.takes if q > used.get(lot, 0))
    work.record(
        e.Redeemed,
        day,
        redemption=key,
        benefit=held.benefit,
        quantity=quantity,
        takes=tuple(takes),
        by=by,
        reserved=True,
        released=released,
        left=_free(s, held.benefit, work.today) + sum(q for _, q in released),
        at=at,
        policy=redemption.POLICY,
        **facts_of(visit, quantity, found.instead),
    )
    if released:
        lapsing.lapse_expired(work, work.today)


def reverse(work: Work, key: str) -> None:
    """Undo a redemption or a missed visit: the units go back, and what is over goes the same way.

    Raises:
        Refused: `invalid` for an unknown key, `already_reversed`.
    """
    s = work.state
    done, missed = s.redemptions.get(key), s.missed.get(key)
    if done is None and missed is not None:
        visits.excuse(work, key, missed)
        return
    if done is None:
        raise refuse("invalid", f"nothing was ever redeemed under {key}", key=key)
    if done.reversed_on is not None:
        raise refuse("already_reversed", f"{key} was reversed on {done.reversed_on}", key=key)
    work.record(e.RedemptionReversed, work.today, redemption=key, takes=done.takes)
    banking.convert_due(work, work.today, capped=False)
    lapsing.give_back(work, work.today, done.takes)


def adjust(work: Work, benefit: str, quantity: int, expires_on: date | None = None) -> None:
    """Correct a balance: up makes a promotional lot, down takes in burn order.

    Args:
        benefit: its id.
        quantity: signed units, or minor units of a value credit.
        expires_on: the first day on which what is given can no longer be used; never, if left out.

    Raises:
        Refused: `invalid` for an expiry that is over or of a correction down, `unknown_benefit`,
            `insufficient_balance`.
    """
    s, today = work.state, work.today
    if expires_on is not None and (quantity < 0 or expires_on <= today):
        raise refuse("invalid", "only what is given expires, and on a later day than today")
    must_be_running(work)
    known(s, benefit)
    if quantity > 0:
        terms: Benefit | None = s.plan.by_id.get(benefit)
        work.record(
            e.Adjusted,
            today,
            benefit=benefit,
            quantity=quantity,
            lot=s.last_lot + 1,
            priority=terms.priority if terms else 0,
            expires_on=expires_on,
        )
        return
    takes, _ = _find(work, benefit, -quantity, today)
    work.record(e.Adjusted, today, benefit=benefit, quantity=quantity, takes=takes)
