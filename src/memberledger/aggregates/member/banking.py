"""Units that become money in another benefit: when somebody asks, or as their period ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import lapsing
from memberledger.aggregates.member.eligibility import known, may_use, not_enough
from memberledger.aggregates.member.parts import Lot
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import changes, redemption, rollover
from memberledger.terms import Conversion

__all__ = ["convert", "convert_due", "due_dates"]

POLICY = "conversion/1"


def convert(work: Work, benefit: str, quantity: int) -> None:
    """Turn units into money, in burn order.

    Only lots whose own terms convert on request count, and only what is paid for.

    Raises:
        Refused: `cancelled`, `suspended`, `past_due`, `paused`, `unknown_benefit`,
            `not_convertible`, `insufficient_balance`.
    """
    must_be_running(work)
    s, today = work.state, work.today
    may_use(s, today, today, benefit)
    known(s, benefit)
    terms = [p.by_id[benefit].converts for p in s.plans.values() if benefit in p.by_id]
    if not any(each is not None and each.when == "on_request" for each in terms):
        raise refuse(
            "not_convertible", f"no terms turn {benefit} into money on request", benefit=benefit
        )
    pool = [
        lot
        for lot in s.open_lots.values()
        if lot.benefit == benefit and _converts(s, lot, "on_request") and _is_paid(s, lot)
    ]
    pool.sort(key=redemption.burn_order)
    takes = redemption.take(((lot.id, lot.usable) for lot in pool), quantity)
    if takes is None:
        raise not_enough(s, benefit, quantity, sum(lot.usable for lot in pool), today)
    _convert(work, today, takes, "on_request")


def convert_due(work: Work, day: date, *, capped: bool = True) -> None:
    """What is left of a lot whose period is over becomes money, before it could lapse.

    What a reversal gives back goes the same way, not `capped`: a reversal triggers no cap.
    """
    s = work.state
    due = [(lot.id, lot.free) for lot in _waiting(s) if (lot.converts_on or day) <= day]
    if due:
        _convert(work, max(day, s.latest_on), due, "period_end", capped=capped)


def due_dates(s: MemberState) -> Iterator[date]:
    """The days on which lots become money by themselves."""
    for lot in _waiting(s):
        if lot.converts_on is not None:
            yield lot.converts_on


def _waiting(s: MemberState) -> list[Lot]:
    """Lots with something left that become money by themselves, unless something holds them."""
    if not s.is_member or (s.pause is not None and s.pause.expiry == "frozen"):
        return []
    return [
        lot
        for lot in s.open_lots.values()
        if lot.converts_on is not None
        and lot.usable > 0
        and _is_paid(s, lot)
        and _converts(s, lot, "period_end")
    ]


def _is_paid(s: MemberState, lot: Lot) -> bool:
    """What was paid for; a unit that came from another member has its charge there."""
    if lot.giver is not None:
        return False
    return lot.bill is None or s.bills[lot.bill].settled_on is not None


def _converts(s: MemberState, lot: Lot, when: str) -> bool:
    terms = _terms(s, lot)
    return terms is not None and terms.when == when


def _terms(s: MemberState, lot: Lot) -> Conversion | None:
    """The rules the lot was granted under."""
    benefit = s.plans[lot.plan].by_id.get(lot.benefit)
    return benefit.converts if benefit is not None else None


def _convert(
    work: Work,
    day: date,
    takes: Iterable[tuple[int, int]],
    cause: Literal["on_request", "period_end"],
    *,
    capped: bool = True,
) -> None:
    """One event for what came from one benefit and becomes another."""
    s = work.state
    together: dict[tuple[str, str], list[tuple[Lot, int, Conversion]]] = {}
    for lot_id, units in takes:
        lot = s.lots[lot_id]
        terms = _terms(s, lot)
        if terms is not None:
            together.setdefault((lot.benefit, terms.to), []).append((lot, units, terms))
    for (benefit, to), parts in together.items():
        lots = tuple(
            _new_lot(s, day, s.last_lot + n, lot, units, terms)
            for n, (lot, units, terms) in enumerate(parts, 1)
        )
        work.record(
            e.UnitsConverted, day, benefit=benefit, to=to, lots=lots, cause=cause, policy=POLICY
        )
        for part in lots:
            if part.max_balance is not None and capped:
                plan = s.lots[part.lot].plan
                lapsing.cap_balance(work, day, to, plan, part.max_balance)


def _new_lot(
    s: MemberState, day: date, number: int, lot: Lot, units: int, terms: Conversion
) -> e.ConvertedUnits:
    """The money of some units, as if granted for the period that holds the day."""
    to = s.plans[lot.plan].by_id[terms.to]
    start, end = _period_at(s, day)
    limits = to.rollover
    return e.ConvertedUnits(
        source=lot.id,
        units=units,
        lot=number,
        quantity=units * terms.at,
        share=changes.share_used(lot.share, units, lot.quantity - lot.converted),
        start=start,
        end=end,
        expires_on=rollover.expiry(to, day, end, end, s.schedule, s.schedule),
        priority=to.priority,
        carryover_limit=limits.carryover_limit if limits else None,
        max_balance=limits.max_balance if limits else None,
        rollover=limits.own if limits else None,
    )


def _period_at(s: MemberState, day: date) -> tuple[date, date]:
    if s.period is not None and s.period.start <= day < s.period.end:
        return s.period.start, s.period.end
    n = s.schedule.index_at(day)
    return s.schedule.start(n), s.schedule.start(n + 1)
