"""A commitment: asking for another one, and the day it ends."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import leaving
from memberledger.aggregates.member.coming import is_held, running_term_end, term_waits
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import leaving as policy

__all__ = ["end_of_term", "renew"]


def renew(work: Work) -> None:
    """Ask for another term; it begins when the running one ends.

    Raises:
        Refused: `invalid` where the plan's term does not wait for a request (`at_end: opt_in`),
            where none runs, or while a cancellation is pending; `cancelled`.
    """
    must_be_running(work)
    s = work.state
    if s.plan.term is None or s.plan.term.at_end != "opt_in":
        raise refuse(
            "invalid", f"the plan {s.plan.id} has no term that is renewed by asking (opt_in)"
        )
    if running_term_end(s) is None:
        raise refuse("invalid", "no term is running; there is nothing to renew")
    if s.ending is not None:
        raise refuse(
            "invalid",
            "the membership is ending; reinstate it before its term is renewed",
            ends_on=s.ending.ends_on,
        )
    if not s.renewal_asked:
        work.record(e.RenewalRequested, work.today)


def end_of_term(work: Work, day: date) -> None:
    """On a term's end, before dues: an equal one begins, the membership ends, or it goes on."""
    s = work.state
    term = s.plan.term
    if s.term_ends_on != day or term is None or term.at_end == "month_to_month":
        return
    if not s.is_member or term_waits(s) or _ends_as_asked(work, day):
        return
    happens = policy.at_term_end(s.plan, pending=s.ending is not None, opted_in=s.renewal_asked)
    if happens == "renew":
        ends_on = policy.next_term_end(s.plan, day, s.schedule)
        work.record(e.TermRenewed, day, ends_on=ends_on, policy=policy.POLICY)
    elif happens == "end":
        leaving.end(work, day, "term_over")
    else:
        work.record(e.TermEnded, day, policy=policy.POLICY)


def _ends_as_asked(work: Work, day: date) -> bool:
    """Whether a request ends the membership on this very day."""
    asked = work.state.ending
    return asked is not None and asked.ends_on <= day and not is_held(work.state)
