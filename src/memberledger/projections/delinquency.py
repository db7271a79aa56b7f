"""Who owes what, since when, why the card declined, and what is done next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.policies import dunning

__all__ = ["Decline", "Delinquent", "delinquent_of", "last_decline", "owing"]

Decline = e.ChargeFailed | None


@dataclass(frozen=True, slots=True)
class Delinquent:
    """A member who owes something; amounts are minor units of `currency`.

    Attributes:
        owed_since: the day the oldest of it was due.
        attempts: how often the card was asked for what is owed, and declined.
        declined_on, code: the last decline, as the processor said it; None where none was told.
        can_retry: whether the card may be asked again before it is replaced.
        next_step: the day of the next dunning step and its actions; None when no step is left.
    """

    member: str
    currency: str
    status: str
    standing: str
    plan: str
    owed: int
    owed_since: date
    attempts: int
    declined_on: date | None
    code: str | None
    can_retry: bool
    flagged: bool
    next_step: tuple[date, tuple[str, ...]] | None


def delinquent_of(s: MemberState, events: Iterable[Event]) -> Delinquent | None:
    """The member's row, or None where nothing is owed.

    Args:
        s: the folded state.
        events: the same member's events; the last decline among them is told.
    """
    return owing(s, last_decline(events))


def last_decline(events: Iterable[Event], last: e.ChargeFailed | None = None) -> Decline:
    """The latest decline among `last` and these events; of two on one day, the first told."""
    for event in events:
        if isinstance(event, e.ChargeFailed):
            last = event if last is None or event.effective_on > last.effective_on else last
    return last


def owing(s: MemberState, last: Decline) -> Delinquent | None:
    """The member's row, given the latest decline; None where nothing is owed."""
    if not s.owed_bills:
        return None
    return Delinquent(
        member=s.member,
        currency=s.currency,
        status=s.status,
        standing=s.standing,
        plan=s.plan.id,
        owed=s.owed,
        owed_since=min(bill.due_on for bill in s.owed_bills.values()),
        attempts=sum(len(bill.attempts) for bill in s.owed_bills.values()),
        declined_on=last.effective_on if last is not None else None,
        code=last.code if last is not None else None,
        can_retry=s.card == "usable",
        flagged=s.dunning is not None and s.dunning.flagged,
        next_step=_next_step(s),
    )


def _next_step(s: MemberState) -> tuple[date, tuple[str, ...]] | None:
    if s.dunning is None:
        return None
    planned = s.dunning.planned
    if planned is not None:
        return None if planned.on is None else (planned.on, planned.do)
    steps = s.plans[s.dunning.plan].dunning
    if s.dunning.next_step >= len(steps):
        return None
    step = steps[s.dunning.next_step]
    return dunning.step_on(step, s.dunning.started_on), step.do
