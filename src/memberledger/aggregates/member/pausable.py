"""Whether a membership may be paused, from which day, and by when the pause ends by itself."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member.coming import plan_at
from memberledger.aggregates.member.rows import paid_row
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, refuse
from memberledger.errors import Refused
from memberledger.policies import pausing
from memberledger.terms import Pause

__all__ = ["begins_on", "checked_end", "must_owe_nothing", "planned_pause_on"]


def begins_on(work: Work, terms: Pause, wanted: date | None) -> date:
    """The first day of a pause asked for today, with the plan's notice and start.

    Raises:
        Refused: `notice_too_short` for a day wanted before the notice is over.
    """
    s, today = work.state, work.today
    following = s.next_whole_on()
    told = pausing.notice_over_on(terms, today, s.schedule)
    if wanted is not None and wanted < told:
        earliest = pausing.first_day(terms, today, following, s.schedule)
        raise refuse(
            "notice_too_short",
            f"a pause is asked for {terms.notice} ahead; the first day it can have is {earliest}",
            possible=earliest,
            wanted=wanted,
        )
    return pausing.first_day(terms, today, following, s.schedule, wanted)


def must_owe_nothing(s: MemberState, waived: str | None) -> None:
    """A pause needs the dues paid, or a person who waives that; what is owed stays owed.

    Suspended and paused exclude each other, and nobody can waive that.

    Raises:
        Refused: `past_due`, `suspended`.
    """
    dues = sum(bill.owed for bill in s.owed_bills.values() if bill.kind in _BEFORE)
    if dues and waived is None:
        raise refuse("past_due", "dues are owed; collect them before the pause", owed=dues)
    if s.standing == "suspended":
        raise refuse("suspended", "a suspended membership can't be paused; collect what is owed")


def planned_pause_on(s: MemberState, day: date) -> bool:
    """Whether a day ahead lies in the pause that is planned, by the terms that will hold then."""
    planned = s.planned_pause
    if planned is None or day < planned.from_on:
        return False
    terms = plan_at(s, planned.from_on).pause
    if terms is None:
        return False
    try:
        ends_by = checked_end(s, terms, planned.from_on, planned.until)
    except Refused:  # what would refuse it on its day keeps it from beginning
        return False
    return ends_by is None or day < ends_by


def checked_end(
    s: MemberState, terms: Pause, day: date, until: date | None, *, owed_is_paid: bool = False
) -> date | None:
    """When a pause from `day` ends by itself; None for never.

    Asked for ahead, periods that will be over by its first day are taken as paid; so is what is
    owed now, where `owed_is_paid`.

    Raises:
        Refused: `too_soon`, `pause_limit`.
    """
    needed = terms.after_cycles
    if needed is not None:
        row = paid_row(s, day, owed_is_paid=owed_is_paid)
        row += s.schedule.until(s.next_whole_on(), day)
        if row < needed:
            raise refuse(
                "too_soon",
                f"a pause needs {needed} paid periods in a row; {row} will be over by {day}",
                needed=needed,
                paid=row,
            )
    if not terms.limits and terms.max_length is None:
        return until
    begun = [spell.start for spell in s.pauses]
    limit = pausing.limit_reached(terms, begun, day, s.spans_on(day))
    if limit is not None:
        raise refuse("pause_limit", f"the plan allows pauses {limit}, and they are used up")
    spells = [(spell.start, spell.end) for spell in s.pauses if spell.end is not None]
    latest = pausing.latest_end(terms, spells, day, s.spans_on, s.schedule, _period_starts(s))
    if latest is None:
        return until
    last, words = latest
    if last <= day:
        raise refuse("pause_limit", f"the plan allows pauses of {words}, and they are used up")
    if until is not None and until > last:
        raise refuse(
            "pause_limit",
            f"a pause lasts at most {words}: until {last}",
            latest=last,
            until=until,
        )
    return until or last


def _period_starts(s: MemberState) -> set[date]:
    """The first days of all whole periods there were at this practice, billed or not."""
    whole = (bill for bill in s.bills.values() if bill.n is not None and bill.n >= 0)
    return {*s.unbilled, *(bill.start for bill in whole if bill.start is not None)}


_BEFORE = ("dues", "annual_fee")
"""What must be paid before a pause."""
