"""A request to leave: by the member, or a stop order that the card's bank passed on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.coming import running_term_end, term_end_ahead, term_over_on
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import leaving
from memberledger.policies.leaving import RequestedEnd

__all__ = ["end_by_the_terms", "latest_end", "request"]


def end_by_the_terms(s: MemberState, day: date) -> RequestedEnd:
    """When a request made on a day ends the membership; no later than its term does by itself."""
    renews = leaving.at_term_end(s.plan, pending=False, opted_in=s.renewal_asked) == "renew"
    ahead = term_end_ahead(s, day)
    found = leaving.requested_end(s.plan, day, _boundary(s, day), s.schedule, ahead, renews=renews)
    if found.at == "term" and ahead is not None:
        found = RequestedEnd(_as_it_stands(s, ahead, found.on), "term")
    over, latest = term_over_on(s), latest_end(s, day)
    return (
        found
        if over is None or latest is None or found.on <= latest
        else RequestedEnd(over, "term")
    )


def latest_end(s: MemberState, day: date) -> date | None:
    """The day on which the term ends the membership by itself, after a pause that extends it."""
    return term_end_ahead(s, day) if term_over_on(s) is not None else None


def _as_it_stands(s: MemberState, ahead: date, found: date) -> date:
    """A term's end as it is before the running pause has moved it; the end of the pause moves it.

    Args:
        ahead: the running term's end after the pause.
        found: that day, or the end of a term that would follow.
    """
    ends = running_term_end(s)
    while ends is not None and ahead < found:
        ahead = leaving.next_term_end(s.plan, ahead, s.schedule)
        ends = leaving.next_term_end(s.plan, ends, s.schedule)
    return ends or found


def request(
    work: Work,
    day: date,
    origin: Literal["member", "stop_order"],
    *,
    ends_on: date | None = None,
    waived: str | None = None,
) -> None:
    """Record a request to cancel; the clock, or `leaving`, brings the end on its day.

    Args:
        ends_on: a day that was chosen; default the day the terms give.
        waived: why the early-termination fee is waived.
    """
    end = end_by_the_terms(work.state, day)
    if ends_on is not None and ends_on != end.on:
        end = RequestedEnd(ends_on, "date")
    work.record(
        e.CancellationRequested,
        day,
        ends_on=end.on,
        at_period_end=end.at == "period",
        origin=origin,
        at_term_end=True if end.at == "term" else None,
        waived=waived,
        policy=leaving.POLICY,
    )


def _boundary(s: MemberState, day: date) -> date:
    """The end of the running period."""
    if s.next_n < 0:
        return s.anchor if s.first_on <= day else s.first_on
    return s.next_billing_on()
