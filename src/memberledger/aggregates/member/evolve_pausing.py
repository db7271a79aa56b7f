"""How events of pauses change the state."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import Cadence, PauseSpell, PlannedPause
from memberledger.aggregates.member.state import MemberState

__all__: list[str] = []


def pause_scheduled(s: MemberState, event: e.PauseScheduled) -> None:
    s.planned_pause = PlannedPause(event.from_on, event.until, event.waived)


def scheduled_pause_gone(
    s: MemberState, _event: e.ScheduledPauseWithdrawn | e.ScheduledPauseDropped
) -> None:
    s.planned_pause = None


def paused(s: MemberState, event: e.Paused) -> None:
    s.status, s.planned_pause = "paused", None
    s.pause = PauseSpell(
        event.effective_on,
        event.until,
        event.ends_by,
        event.billing,
        event.expiry,
        extends=event.term is not None,
    )


def resumed(s: MemberState, event: e.Resumed) -> None:
    spell = s.pause
    if spell is not None:
        spell.end = event.effective_on
        s.pauses.append(spell)
    s.pause, s.status = None, "active"
    for lot, expires_on in event.expiries:
        s.lots[lot].expires_on = expires_on
    if spell is not None and spell.expiry == "frozen":
        _move_conversions(s, spell, event.effective_on)
    if event.period_ends_on is not None:
        _move_anchor(s, event)
    if event.ends_on is not None and s.ending is not None:
        s.ending.ends_on = event.ends_on
    if event.term_ends_on is not None:
        s.term_ends_on = event.term_ends_on
        if s.term_bill is not None:
            s.bills[s.term_bill].term_ends_on = event.term_ends_on


def _move_conversions(s: MemberState, spell: PauseSpell, day: date) -> None:
    """Lots that stood still become money as many days later."""
    for lot in s.open_lots.values():
        if lot.converts_on is not None:
            lot.converts_on += max(day - max(spell.start, lot.granted_on), timedelta())


def _move_anchor(s: MemberState, event: e.Resumed) -> None:
    """The running period's new end becomes the anchor; cadences inside a period move with it."""
    moved = event.period_ends_on
    assert moved is not None  # noqa: S101 - the caller's condition
    old_end = s.next_billing_on()
    for benefit in s.plan.with_lots:
        cadence = s.cadences.get(benefit.id)
        if cadence is None or benefit.cadence is None or benefit.on_calendar:
            continue
        nested = benefit.cadence.in_months <= s.plan.cycle.in_months
        if nested and benefit.cadence.after(cadence.base, cadence.k) >= old_end:
            s.cadences[benefit.id] = Cadence(moved, benefit.cadence, moved=True)
    s.anchor, s.anchor_day, s.next_n = moved, None, 0
    if s.period is not None:
        s.period.end = moved
        if s.period.bill is not None:
            s.bills[s.period.bill].end = moved
    elif s.first_on < moved:
        s.first_on = moved
