"""Time running out: unused reservations, expired lots, what a period's end does not carry over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from memberledger.aggregates.member import asking_own, clocks
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import coming_end, is_held, term_waits
from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import rollover

__all__ = [
    "cap_balance",
    "carry_over",
    "forfeit",
    "give_back",
    "lapse_expired",
    "promotional_first",
    "release_lots",
    "release_unused",
]


def release_unused(work: Work, day: date) -> None:
    """A reservation not used is released the day after its appointment."""
    for key, reservation in list(work.state.open_reservations.items()):
        if reservation.for_on < day:
            work.record(
                e.ReservationReleased,
                day,
                reservation=key,
                takes=reservation.takes,
                cause="unused",
            )


def promotional_first(lots: Iterable[Lot]) -> list[Lot]:
    """In the order in which a clawback takes them: what was not paid for, then the others."""
    return sorted(lots, key=lambda lot: not lot.promotional)


def release_lots(work: Work, day: date, lots: set[int], cause: str) -> None:
    """Release what is reserved of these lots."""
    for key, reservation in list(work.state.open_reservations.items()):
        takes = tuple((lot, quantity) for lot, quantity in reservation.takes if lot in lots)
        if takes:
            work.record(e.ReservationReleased, day, reservation=key, takes=takes, cause=cause)


def forfeit(work: Work, day: date, lots: list[Lot], cause: str) -> None:
    """Take what is free or reserved of these lots; what was not paid for goes first."""
    release_lots(work, day, {lot.id for lot in lots}, cause)
    takes = tuple((lot.id, lot.free) for lot in promotional_first(lots) if lot.free > 0)
    if takes:
        work.record(e.Forfeited, day, takes=takes, cause=cause)


def lapse_expired(work: Work, day: date) -> None:
    """Lots whose last day is over lapse, unless a pause or a dispute holds their clock."""
    s = work.state
    if s.pause is not None and s.pause.expiry == "frozen":
        return
    due: dict[date, list[Lot]] = {}
    for lot in s.open_lots.values():
        if lot.expires_on is not None and lot.expires_on <= day and lot.disputed_on is None:
            due.setdefault(max(lot.expires_on, lot.granted_on), []).append(lot)
    for lapsed_on in sorted(due):
        lots = due[lapsed_on]
        release_lots(work, lapsed_on, {lot.id for lot in lots}, "lapsed")
        takes = tuple((lot.id, lot.free) for lot in lots if lot.free > 0)
        if takes:
            work.record(e.Lapsed, lapsed_on, takes=takes, cause="expired")


def carry_over(work: Work, day: date) -> None:
    """At a period's end, or at the end of a cadence's stretch, apply the carry-over limits.

    What begins on that day, as units do that have just become money, is of the next one.
    """
    s = work.state
    if not s.is_member or (s.pause is not None and s.pause.expiry == "frozen"):
        return
    ends_on = coming_end(s)
    if ends_on is not None and ends_on <= day and not (is_held(s) or term_waits(s)):
        return
    shifting = s.pause is not None and s.pause.billing == "shift"
    boundary = s.period is not None and s.next_billing_on() == day and not shifting
    limits: dict[tuple[str, str], int] = {}
    own: dict[tuple[str, str, str], list[Lot]] = {}
    for lot in s.open_lots.values():
        if lot.carryover_limit is None and lot.rollover is None:
            continue
        if lot.disputed_on is not None:
            continue
        if not (_ends_stretch(s, lot, day, boundary) if lot.benefit in s.cadences else boundary):
            continue
        if lot.carryover_limit is not None:
            limits[lot.benefit, lot.plan] = lot.carryover_limit
        elif lot.start < day and lot.carried_on != day:
            own.setdefault((lot.benefit, lot.plan, repr(lot.rollover)), []).append(lot)
    for (benefit, plan), limit in limits.items():
        _cap(work, day, benefit, plan, limit, "carryover_limit")
    for lots in own.values():
        _carry_as_decided(work, day, lots)


def _carry_as_decided(work: Work, day: date, lots: list[Lot]) -> None:
    """What a policy of the host's own does not keep lapses; what is reserved stays."""
    policy = lots[0].rollover
    assert policy is not None  # noqa: S101 - the caller's condition
    drops = tuple(asking_own.gives_way(work, day, policy, lots))
    if drops:
        work.record(e.Lapsed, day, takes=drops, cause="carryover_limit", policy=policy.name)
    _record_carried(work, day, lots, policy.name)


def _ends_stretch(s: MemberState, lot: Lot, day: date, boundary: bool) -> bool:  # noqa: FBT001
    """Whether a stretch of a lot's clock ends; once the last one is over, a billing period."""
    clock, benefit = s.cadences[lot.benefit], s.plan.by_id[lot.benefit]
    if clocks.moves_with_the_period(s, benefit, day):
        return False
    ends = clock.step.after(clock.base, clock.k)
    if clocks.has_run_out(s, benefit):
        return boundary and ends <= day
    return (clock.k > 0 or clock.moved) and ends == day


def cap_balance(work: Work, day: date, benefit: str, plan: str, limit: int) -> None:
    """After a grant at most `limit` is held of what was granted under these terms."""
    _cap(work, day, benefit, plan, limit, "max_balance")


def _cap(work: Work, day: date, benefit: str, plan: str, limit: int, cause: str) -> None:
    lots = [
        lot
        for lot in work.state.open_lots.values()
        if lot.benefit == benefit
        and lot.plan == plan
        and not lot.is_adjustment
        and lot.giver is None
        and lot.disputed_on is None
        and not (cause == "carryover_limit" and lot.start >= day)
    ]
    drops = tuple(rollover.over_cap(lots, limit))
    if drops:
        work.record(e.Lapsed, day, takes=drops, cause=cause, policy=rollover.POLICY)
    if cause == "carryover_limit":
        _record_carried(work, day, lots, rollover.POLICY)


def _record_carried(work: Work, day: date, lots: list[Lot], policy: str) -> None:
    kept = tuple((lot.id, lot.free + lot.reserved) for lot in lots if lot.free + lot.reserved)
    if kept:
        work.record(e.RolledOver, day, benefit=lots[0].benefit, lots=kept, policy=policy)


def give_back(work: Work, day: date, takes: tuple[tuple[int, int], ...]) -> None:
    """What came back to a lot that is void or over goes the same way at once."""
    s = work.state
    for cause in ("ended", "refunded", "dunning"):
        void = tuple((lot, q) for lot, q in takes if s.lots[lot].void == cause)
        if void:
            work.record(e.Forfeited, day, takes=void, cause=cause)
    frozen = s.pause is not None and s.pause.expiry == "frozen"
    at = s.pause.start if s.pause is not None and frozen else day
    over = tuple((lot, q) for lot, q in takes if not s.lots[lot].void and _is_over(s.lots[lot], at))
    over = tuple((lot, min(q, s.lots[lot].free)) for lot, q in over if s.lots[lot].free > 0)
    if over:
        work.record(e.Lapsed, day, takes=over, cause="returned")


def _is_over(lot: Lot, day: date) -> bool:
    return lot.expires_on is not None and lot.expires_on <= day and lot.disputed_on is None
