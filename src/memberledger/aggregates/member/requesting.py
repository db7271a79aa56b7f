"""A request to leave: by the member, or a stop order that the card's bank passed on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.state import MemberState
from memberledger.aggregates.member.work import Work
from memberledger.policies import leaving

__all__ = ["request"]


def request(work: Work, day: date, origin: Literal["member", "stop_order"]) -> None:
    """Record a request to cancel; the clock, or `leaving`, brings the end on its day."""
    s = work.state
    terms = s.plan.cancellation
    work.record(
        e.CancellationRequested,
        day,
        ends_on=leaving.ends_on(terms, day, _boundary(s, day), s.schedule),
        at_period_end=terms.effective == "period_end",
        origin=origin,
        policy=leaving.POLICY,
    )


def _boundary(s: MemberState, day: date) -> date:
    """The end of the running period."""
    if s.next_n < 0:
        return s.anchor if s.first_on <= day else s.first_on
    return s.next_billing_on()
