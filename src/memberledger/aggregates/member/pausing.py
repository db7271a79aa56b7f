"""Pausing: the billing dates move or are skipped, and frozen lots lose no time."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import billing, collecting, granting
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import moved_end, moved_last_term
from memberledger.aggregates.member.parts import PauseSpell
from memberledger.aggregates.member.pausable import begins_on, checked_end, must_owe_nothing
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.errors import Refused
from memberledger.policies import pausing
from memberledger.terms import Pause
from memberledger.values import Schedule

__all__ = ["begin_if_due", "end", "end_if_due", "frozen_days", "pause", "resume"]


def pause(
    work: Work,
    until: date | None = None,
    from_on: date | None = None,
    waived: str | None = None,
) -> None:
    """Pause from today, or from the first day that is wanted and the plan allows.

    A pause with a later first day waits for it, and takes the place of one that waits.

    Args:
        until: the first day active again.
        from_on: the first day; default as soon as the plan allows.
        waived: why the pause may begin although dues are owed; they stay owed.

    Raises:
        Refused: `invalid`, `suspended`, `past_due`, `paused`, `pause_limit`, `pause_not_allowed`,
            `too_soon`, `notice_too_short`.
    """
    s, today = work.state, work.today
    if until is not None and until <= max(today, from_on or today):
        raise refuse("invalid", "a pause ends on a later day; give `until` after its first day")
    if from_on is not None and from_on < today:
        raise refuse("invalid", "a pause begins today or later; give `from` from today on")
    must_be_running(work)
    must_owe_nothing(s, waived)
    if s.pause is not None:
        raise refuse("paused", "the membership is paused already; resume it first")
    terms = _terms(s)
    day = begins_on(work, terms, from_on)
    if s.member_since is not None and day < s.member_since:
        raise refuse(
            "too_soon",
            f"the membership starts on {s.member_since}; a pause begins then at the earliest",
            earliest=s.member_since,
        )
    if until is not None and until <= day:
        raise refuse("invalid", f"the pause begins on {day}; give `until` after that day")
    ends_by = checked_end(s, terms, day, until)
    if day > today:
        work.record(
            e.PauseScheduled, today, from_on=day, until=until, waived=waived, policy=pausing.POLICY
        )
        return
    _begin(work, today, terms, until, ends_by, waived)


def _terms(s: MemberState) -> Pause:
    if s.plan.pause is None:
        raise refuse("pause_not_allowed", f"the plan {s.plan.id} can't be paused")
    return s.plan.pause


def _begin(
    work: Work,
    day: date,
    terms: Pause,
    until: date | None,
    ends_by: date | None,
    waived: str | None,
) -> None:
    work.record(
        e.Paused,
        day,
        until=until,
        ends_by=ends_by,
        billing=terms.billing,
        expiry=terms.expiry,
        term=terms.term if terms.term == "extended" else None,
        waived=waived,
        policy=pausing.POLICY,
    )
    if terms.fee_amount:
        billing.pause_fee(work, day)
        collecting.collect(work, day)


def begin_if_due(work: Work, day: date) -> None:
    """Begin the pause that waits for this day, under the terms that hold today.

    What would refuse it today keeps it from beginning, and is recorded; it is not tried again.
    """
    s = work.state
    planned = s.planned_pause
    if planned is None or planned.from_on > day or not s.is_member:
        return
    try:
        must_owe_nothing(s, planned.waived)
        terms = _terms(s)
        ends_by = checked_end(s, terms, day, planned.until)
    except Refused as refusal:
        work.record(e.ScheduledPauseDropped, day, cause=refusal.reason, policy=pausing.POLICY)
        return
    _begin(work, day, terms, planned.until, ends_by, planned.waived)


def resume(work: Work) -> None:
    """End the pause today, or call off the one that waits for its day.

    Raises:
        Refused: `invalid` when there is neither.
    """
    must_be_running(work)
    if work.state.pause is None and work.state.planned_pause is not None:
        work.record(e.ScheduledPauseWithdrawn, work.today)
        return
    if work.state.pause is None:
        raise refuse("invalid", "the membership is not paused")
    end(work, work.today)
    if work.state.next_n < 0 or work.state.next_billing_on() > work.today:
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
        for lot in s.lots.values():
            if lot.expires_on is None or (lot.void is not None and lot.id not in s.open_lots):
                continue
            stopped = lot.disputed_on is not None and lot.disputed_on < lot.expires_on
            if lot.expires_on > spell.start or stopped:
                moved = lot.expires_on + (day - max(spell.start, lot.granted_on))
                if moved != lot.expires_on:
                    expiries.append((lot.id, moved))
    period_ends_on = ends_on = None
    if spell.billing == "shift" and days:
        period_ends_on = s.next_whole_on() + days
        if s.ending is not None and s.ending.at_period_end:
            ends_on = moved_end(s, days)
    term_ends_on = _moved_term(s, spell, day)
    if term_ends_on is not None and s.ending is not None and s.ending.at_term_end:
        later = s.schedule if period_ends_on is None else Schedule(period_ends_on, s.plan.cycle)
        ends_on = moved_last_term(s, term_ends_on, later)
    work.record(
        e.Resumed,
        day,
        days=days.days,
        expiries=tuple(expiries),
        period_ends_on=period_ends_on,
        ends_on=ends_on,
        term_ends_on=term_ends_on,
        policy=pausing.POLICY,
    )
    run = s.dunning
    if run is not None and run.suspend_waits and s.plans[run.plan].retries == "ledger":
        work.record(e.Suspended, day)


def _moved_term(s: MemberState, spell: PauseSpell, day: date) -> date | None:
    """The term's new end after this pause; None where it stands."""
    if not spell.extends or s.term_ends_on is None or s.term_ends_on <= spell.start:
        return None
    days, skipped = spell.moves(day)
    if not days and not skipped:
        return None
    return pausing.moved_term_end(s.term_ends_on, days=days, skipped=skipped, schedule=s.schedule)


def frozen_days(s: MemberState, start: date, end: date) -> int:
    """How many days of [start, end) frozen pauses give back: those over, and the running one."""
    spells = [*s.pauses, s.pause] if s.pause is not None else s.pauses
    return sum(
        max((min(spell.end or end, end) - max(spell.start, start)).days, 0)
        for spell in spells
        if spell.expiry == "frozen"
    )
