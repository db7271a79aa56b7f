"""Leaving: a request is always taken; the fee is computed beside it, never a reason to refuse."""

from __future__ import annotations

from datetime import date
from typing import Literal

from memberledger.aggregates.member import collecting, lapsing, pausing, requesting, taxing
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.work import Work, must_be_running, refuse
from memberledger.policies import leaving
from memberledger.terms import UsableFor

__all__ = ["cancel", "end", "end_if_due", "reinstate"]


def cancel(work: Work) -> None:
    """Ask to leave, today.

    Raises:
        Refused: `invalid` when the membership is ending already.
    """
    must_be_running(work)
    if work.state.ending is not None:
        raise refuse(
            "invalid",
            "the membership is ending already; reinstate it before asking anew",
            ends_on=work.state.ending.ends_on,
        )
    requesting.request(work, work.today, "member")
    end_if_due(work, work.today)


def reinstate(work: Work) -> None:
    """Take the request back.

    Raises:
        Refused: `invalid` when the membership is not ending.
    """
    must_be_running(work)
    if work.state.ending is None:
        raise refuse("invalid", "the membership is not ending; there is nothing to take back")
    work.record(e.CancellationWithdrawn, work.today)


def end_if_due(work: Work, day: date) -> None:
    """End the membership on its day; an end at a period's end does not come in a shift pause."""
    s = work.state
    if s.ending is None or s.ending.ends_on > day or not s.is_member:
        return
    if s.pause is not None and s.pause.billing == "shift" and s.ending.at_period_end:
        return
    end(work, day, "requested")


def end(work: Work, day: date, cause: Literal["requested", "dunning"]) -> None:
    """The membership is over: pause, lots, fee, in this order."""
    s = work.state
    with_fee = s.ending is not None
    fee = 0
    if with_fee:
        fee = leaving.early_termination_fee(s.plan, day, s.term_ends_on, s.schedule)
    if s.pause is not None:
        pausing.end(work, day)
    after = s.plan.cancellation.after_end
    word = "usable_for" if isinstance(after, UsableFor) else after
    expiries = []
    for lot in s.open_lots.values():
        until = leaving.kept_until(after, day, lot.expires_on, s.schedule)
        if until is not None and until != lot.expires_on:
            expiries.append((lot.id, until))
    work.record(
        e.Cancelled,
        day,
        cause=cause,
        after_end=word,
        expiries=tuple(expiries),
        usable_until=leaving.kept_until(after, day, None, s.schedule),
        policy=leaving.POLICY,
    )
    if word == "forfeit":
        _forfeit(work, day)
    if fee:
        taxing.bill_fee(work, day, "early_termination_fee", fee, policy=leaving.POLICY)
        collecting.collect(work, day)


def _forfeit(work: Work, day: date) -> None:
    lots = lapsing.promotional_first(work.state.open_lots.values())
    lapsing.release_lots(work, day, {lot.id for lot in lots}, "ended")
    takes = tuple((lot.id, lot.free) for lot in lots if lot.free > 0)
    if takes:
        work.record(e.Forfeited, day, takes=takes, cause="ended")
