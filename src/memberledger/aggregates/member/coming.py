"""The end that is coming: the one asked for, or the one that the term brings by itself."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.member.state import MemberState
from memberledger.policies import billing, changes, leaving, pausing, price_change
from memberledger.terms import Plan
from memberledger.values import Schedule

__all__ = [
    "coming_end",
    "is_held",
    "moved_end",
    "moved_last_term",
    "plan_at",
    "running_term_end",
    "term_end_ahead",
    "term_over_on",
    "term_waits",
    "terms_from",
]


def coming_end(s: MemberState) -> date | None:
    """The first day the membership will be over, as things stand; whichever end comes first."""
    asked = s.ending.ends_on if s.ending is not None else None
    if s.term_ends_on is None:
        return asked
    over = term_over_on(s)
    return over if asked is None or (over is not None and over < asked) else asked


def is_held(s: MemberState) -> bool:
    """Whether a pause keeps the end that was asked for from coming.

    One at a period's end waits for the period that a shift pause moves; one at the end of the
    running term, or of one that would follow it, for the term that a pause extends.
    """
    if s.ending is None or s.pause is None:
        return False
    over = s.term_ends_on
    if s.ending.at_term_end and over is not None and s.ending.ends_on >= over:
        return term_waits(s)
    return s.pause.billing == "shift" and s.ending.at_period_end


def term_waits(s: MemberState) -> bool:
    """Whether the term's end is still to move, by the pause that runs."""
    spell, ends = s.pause, s.term_ends_on
    if spell is None or not spell.extends or ends is None or ends <= spell.start:
        return False
    return spell.billing == "shift" or spell.skipped > 0


def term_over_on(s: MemberState) -> date | None:
    """The day the running term ends the membership by itself; None where it does not."""
    day = running_term_end(s)
    if day is None:
        return None
    plan = plan_at(s, day)
    if plan is s.waiting_plan and changes.rules_of(s.plan, plan).term == "restart":
        return None
    happens = leaving.at_term_end(plan, pending=s.ending is not None, opted_in=s.renewal_asked)
    return day if happens == "end" else None


def running_term_end(s: MemberState) -> date | None:
    """The running term's end; None where there is no term, or the day is past."""
    day = s.term_ends_on
    if not s.is_member or day is None:
        return None
    return day if day >= s.latest_on or term_waits(s) else None


def term_end_ahead(s: MemberState, day: date) -> date | None:
    """The running term's end as it will be after the pause that extends it, if one does.

    Of a pause without `until`, as if it ended on the day.
    """
    ends, spell = running_term_end(s), s.pause
    if ends is None or spell is None or not term_waits(s):
        return ends
    days, skipped = spell.moves(max(spell.until or day, day))
    return pausing.moved_term_end(ends, days=days, skipped=skipped, schedule=s.schedule)


def moved_end(s: MemberState, days: timedelta) -> date:
    """The period's end asked for, after a pause that moves the periods by so many days.

    The same number of periods ahead, counted from the moved end of the running one.
    """
    assert s.ending is not None  # noqa: S101 - the caller's condition
    boundary = s.next_billing_on()
    if s.ending.ends_on <= boundary:
        return s.ending.ends_on + days
    ahead = s.schedule.until(boundary, s.ending.ends_on)
    return s.plan.cycle.after(boundary + days, ahead)


def moved_last_term(s: MemberState, term_ends_on: date, later: Schedule) -> date | None:
    """The term's end asked for, after a pause that extends the running one; None where it stands.

    The same number of terms ahead, counted from the moved end of the running one.

    Args:
        term_ends_on: that moved end.
        later: the schedule of the periods after the pause.
    """
    assert s.ending is not None  # noqa: S101 - the caller's condition
    old, moved = s.term_ends_on, term_ends_on
    while old is not None and old < s.ending.ends_on and s.plan.term is not None:
        old = leaving.next_term_end(s.plan, old, s.schedule)
        moved = leaving.next_term_end(s.plan, moved, later)
    return moved if old == s.ending.ends_on else None


def plan_at(s: MemberState, day: date) -> Plan:
    """The terms that will be in force on a day, as things stand."""
    if s.next_n >= 0 and s.waiting_plan is not None:
        begins = s.next_billing_on()
        if s.waiting_from is not None:
            begins = s.schedule.first_start_on_or_after(max(begins, s.waiting_from))
        if begins <= day:
            return s.waiting_plan
    if s.amendment is not None and s.amendment[1] <= day:
        return s.amendment[0]
    return s.plan


def terms_from(s: MemberState, plan: Plan, schedule: Schedule, day: date) -> tuple[Plan, Schedule]:
    """The terms and the schedule from a billing date on: a waiting change, then an amendment.

    An amendment that comes first leaves the change waiting; a change drops the amendment.
    """
    waits = s.waiting_plan
    if day < s.anchor or plan is waits:
        return plan, schedule
    if waits is not None and (s.waiting_from is None or s.waiting_from <= day):
        made = billing.schedule_after_change(plan, s.anchor_day, waits, day)
        return waits, made or schedule
    if s.amendment is not None and plan is s.plan and s.amendment[1] <= day:
        new = s.amendment[0]
        if not price_change.waits_for_term(plan, new, s.term_ends_on, day):
            return new, schedule
    return plan, schedule
