"""The only clock: what falls due for one member, day by day, in one order.

Each day: pauses that end, lapses, rollover of the period that ended, scheduled changes and
endings, dues, the annual fee, each with what the card answers, grants, dunning steps,
appointments that can't be kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from memberledger.aggregates.member import (
    annual,
    appointments,
    banking,
    billing,
    changing,
    chasing,
    clocks,
    granting,
    lapsing,
    leaving,
    pausing,
    term,
)
from memberledger.aggregates.member.coming import is_held, running_term_end, term_waits
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Conduct, Work

__all__ = ["due_on", "next_due", "run_day", "run_until"]

_DAY = timedelta(days=1)


def run_until(work: Work, today: date) -> None:
    """Everything due up to and including the start of `today`, in order of its day.

    Any split gives the same events: a member with nothing due on a day has none made on it.
    """
    while (day := due_on(work)) is not None and day <= today:
        made = len(work.events)
        run_day(work, day)
        if len(work.events) == made:
            raise AssertionError(f"{work.state.member}: due on {day}, and nothing was done")


def run_day(work: Work, day: date) -> None:
    """One day's clock, in the order of the day."""
    pausing.end_if_due(work, day)
    lapsing.release_unused(work, day)
    banking.convert_due(work, day)
    lapsing.lapse_expired(work, day)
    lapsing.carry_over(work, day)
    changing.take_effect(work, day)
    term.end_of_term(work, day)
    leaving.end_if_due(work, day)
    pausing.begin_if_due(work, day)
    billing.bill_if_due(work, day)
    annual.bill_if_due(work, day)
    granting.grant_due(work, day)
    chasing.take_steps(work, day)
    appointments.release_forbidden(work, day)


def due_on(work: Work) -> date | None:
    """As `next_due`, found once for each version of the state."""
    if work.due is None or work.due[0] != work.state.version:
        work.due = (work.state.version, next_due(work.state, work.conduct))
    return work.due[1]


def next_due(s: MemberState, conduct: Conduct) -> date | None:
    """The next day on which something happens by itself; None if nothing ever will."""
    return min(_due_dates(s, conduct), default=None)


def _due_dates(s: MemberState, conduct: Conduct) -> Iterator[date]:
    frozen = s.pause is not None and s.pause.expiry == "frozen"
    for lot in s.open_lots.values():
        if lot.expires_on is not None and lot.disputed_on is None and not frozen:
            yield lot.expires_on
    for reservation in s.open_reservations.values():
        forbidden = appointments.forbidden(s, reservation) is not None
        yield reservation.for_on if forbidden else reservation.for_on + _DAY
    run = s.dunning
    if run is not None and conduct.chase:
        step_on = chasing.due_on(s, run)
        if step_on is not None:
            yield step_on
    if s.is_member:
        yield from _membership_dates(s)


def _membership_dates(s: MemberState) -> Iterator[date]:
    yield from banking.due_dates(s)
    shifting = s.pause is not None and s.pause.billing == "shift"
    if s.pause is not None and s.pause.ends_by is not None:
        yield s.pause.ends_by
    if s.planned_pause is not None:
        yield s.planned_pause.from_on
    if not shifting:
        yield s.first_on if s.next_n < 0 else s.next_billing_on()
    if s.ending is not None and not is_held(s):
        yield s.ending.ends_on
    if s.plan.annual_fee is not None and (fee_on := annual.next_on(s)) is not None:
        yield fee_on
    if s.plan.term is not None and s.plan.term.at_end != "month_to_month":
        ends = running_term_end(s)
        if ends is not None and not term_waits(s):
            yield ends
    for benefit in s.plan.with_lots:
        cadence = s.cadences.get(benefit.id)
        if (
            cadence is not None
            and not clocks.has_run_out(s, benefit)
            and not clocks.moves_with_the_period(s, benefit, cadence.due_on)
        ):
            yield cadence.due_on
