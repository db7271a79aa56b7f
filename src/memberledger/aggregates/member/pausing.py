"""Pausing: the billing dates move or are skipped, and frozen lots lose no time."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.member import billing, collecting, granting
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import pausing

__all__ = ["end", "end_if_due", "frozen_days", "pause", "resume"]


def pause(work: Work, until: date | None = None) -> None:
    """Pause from today, `until` the first day active again.

    Raises:
        Refused: `invalid`, `past_due`, `paused`, `pause_limit`, `pause_not_allowed`.
    """
    s, today = work.state, work.today
    if until is not None and until <= today:
        raise refuse("invalid", "a pause ends on a later day; give `until` after today")
    must_be_running(work)
    dues = sum(bill.owed for bill in s.owed_bills.values() if bill.kind == "dues")
    if dues:
        raise refuse("past_due", "dues are owed; collect them before the pause", owed=dues)
    if s.pause is not None:
        raise refuse("paused", "the membership is paused already; resume it first")
    terms = s.plan.pause
    if terms is None:
        raise refuse("pause_not_allowed", f"the plan {s.plan.id} can't be paused")
    begun = [spell.start for spell in s.pauses]
    limit = pausing.limit_reached(terms, begun, today, s.spans_on(today))
    if limit is not None:
        raise refuse("pause_limit", f"the plan allows pauses {limit}, and they are used up")
    longest = pausing.longest_end(terms, today, s.schedule)
    if until is not None and longest is not None and until > longest:
        raise refuse(
            "pause_limit", f"a pause lasts at most {terms.max_length}", latest=longest, until=until
        )
    work.record(
        e.Paused,
        today,
        until=until,
        ends_by=until or longest,
        billing=terms.billing,
        expiry=terms.expiry,
        policy=pausing.POLICY,
    )
    if terms.fee_amount:
        billing.pause_fee(work, today)
        collecting.collect(work, today)


def resume(work: Work) -> None:
    """End the pause today.

    Raises:
        Refused: `invalid` when not paused.
    """
    must_be_running(work)
    if work.state.pause is None:
        raise refuse("invalid", "the membership is not paused")
    end(work, work.today)
    granting.grant_due(work, work.today)


def end_if_due(work: Work, day: date) -> None:
    """End the pause on its day."""
    pause = work.state.pause
    if pause is not None and pause.ends_by is not None and pause.ends_by <= day:
        end(work, day)


def end(work: Work, day: date) -> None:
    """End the running pause: frozen lots and a shifted period move by the days paused."""
    s = work.state
    spell = s.pause
    assert spell is not None  # noqa: S101 - the callers' condition
    days = day - spell.start
    expiries = []
    if spell.expiry == "frozen":
        for lot in s.open_lots.values():
            if lot.expires_on is not None and lot.expires_on > spell.start:
                moved = lot.expires_on + (day - max(spell.start, lot.granted_on))
                if moved != lot.expires_on:
                    expiries.append((lot.id, moved))
    period_ends_on = ends_on = None
    if spell.billing == "shift" and days:
        period_ends_on = (s.anchor if s.next_n < 0 else s.next_billing_on()) + days
        if s.ending is not None and s.ending.at_period_end:
            ends_on = _moved_end(s, days)
    work.record(
        e.Resumed,
        day,
        days=days.days,
        expiries=tuple(expiries),
        period_ends_on=period_ends_on,
        ends_on=ends_on,
        policy=pausing.POLICY,
    )
    run = s.dunning
    if run is not None and run.suspend_waits and s.plans[run.plan].retries == "ledger":
        work.record(e.Suspended, day)


def _moved_end(s: MemberState, days: timedelta) -> date:
    """The same number of periods ahead, counted from the moved end of the running one."""
    assert s.ending is not None  # noqa: S101 - the caller's condition
    boundary = s.next_billing_on()
    if s.ending.ends_on <= boundary:
        return s.ending.ends_on + days
    ahead = s.schedule.until(boundary, s.ending.ends_on)
    return s.plan.cycle.after(boundary + days, ahead)


def frozen_days(s: MemberState, start: date, end: date) -> int:
    """How many days of [start, end) finished frozen pauses have already given back."""
    return sum(
        max((min(spell.end, end) - max(spell.start, start)).days, 0)
        for spell in s.pauses
        if spell.expiry == "frozen" and spell.end is not None
    )
