"""Amending: a new version of a member's own plan, with the notice that it needs."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import billing, places, price_change
from memberledger.terms import Plan
from memberledger.values import Cycles, span_after

__all__ = ["amend", "must_have_list_price"]


def amend(
    work: Work,
    plan: Plan,
    from_on: date,
    notified_on: date | None,
    list_price: int | None = None,
) -> date:
    """Move a member to a new version of the plan, by a recorded amendment with its notice.

    It holds from the first period start on or after `from_on`; a dearer price waits for the end
    of the term. Returns that date. It replaces an amendment that waits, whichever comes first.

    Args:
        plan: the new terms.
        from_on: the earliest day.
        notified_on: the day the notice reached the member.
        list_price: what is on sale, minor units, where the terms are at another price, agreed with
            this member.

    Raises:
        Refused: `invalid`, `notice_too_short`, `notice_too_early`.
    """
    must_be_running(work)
    s = work.state
    if plan.id != s.plan.id or plan.version == s.plan.version:
        raise refuse("invalid", "an amendment is another version of the member's own plan")
    if billing.schedule_after_change(s.plan, s.anchor_day, plan, work.today) is not None:
        raise refuse("invalid", "other billing dates are a change of plan, not an amendment")
    plan = places.terms_at(plan, s.home)
    earliest = max(from_on, work.today)
    if plan.price > s.plan.price and s.term_ends_on is not None:
        earliest = _after_the_term(s, max(earliest, s.next_billing_on()))
    takes_effect = s.schedule.first_start_on_or_after(max(earliest, s.next_billing_on()))
    problem = None
    for promised in (s.plan.price_change, plan.price_change):
        problem = problem or price_change.problem_with_notice(
            promised, s.state, notified_on, takes_effect, s.schedule
        )
    if problem is not None:
        code, possible = problem
        when = f"; {possible} would do" if possible else "; send the notice first"
        raise refuse(
            code,
            f"the notice of {notified_on} does not fit a change on {takes_effect}{when}",
            notified_on=notified_on,
            takes_effect=takes_effect,
            possible=possible,
        )
    work.record(
        e.AmendmentRecorded,
        work.today,
        plan=plan,
        from_on=takes_effect,
        notified_on=notified_on,
        state=s.state,
        list_price=list_price,
        policy=price_change.POLICY,
    )
    return takes_effect


def _after_the_term(s: MemberState, day: date) -> date:
    """The first term's end on or after a day, counting terms that will renew by then."""
    ends = s.term_ends_on
    assert ends is not None  # noqa: S101 - the caller's condition
    term = s.plan.term
    if term is None or term.at_end != "renew":
        return max(ends, day)
    while ends < day:
        ends = span_after(Cycles(term.cycles), ends, s.schedule)
    return ends


def must_have_list_price(work: Work) -> None:
    """New terms for everybody leave out who has agreed a price, or will have by an amendment.

    Raises:
        Refused: `agreed_price`.
    """
    if work.state.agreed_price or work.state.amendment_list_price is not None:
        raise refuse(
            "agreed_price",
            f"a price of their own was agreed with {work.state.member}; amend them by name",
        )
