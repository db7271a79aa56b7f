"""A day: each thing that falls due, in the one order there is."""

from __future__ import annotations

from datetime import date

from . import changing, chasing, collecting, giving, leaving, lots, pausing, using
from .member import Member

__all__ = ["day_passes"]


def day_passes(m: Member, on: date) -> None:
    """Pauses that end; lapses; rollover; changes and endings; dues; grants; dunning."""
    pausing.may_end(m, on)
    using.unused(m, on)
    lots.lapses(m, on)
    if m.status in ("active", "paused"):
        _membership(m, on)
    giving.give(m, on)
    chasing.steps(m, on)
    leaving.may_end(m, on)
    giving.give(m, on)
    chasing.steps(m, on)
    lots.over_already(m, on)
    using.appointments(m, on)


def _membership(m: Member, on: date) -> None:
    held = m.status == "paused" and m.pause is not None
    shifting = held and m.pause["terms"]["billing"] == "shift"  # type: ignore[index]
    frozen = held and m.pause["terms"]["expiry"] == "frozen"  # type: ignore[index]
    begins = on == m.next_start and not shifting
    ending = leaving.ends_today(m, on)
    if not ending and not (held and frozen):
        lots.carry_over(m, on, period_ends=begins and m.period is not None)
    if ending:
        leaving.may_end(m, on)
        return
    if begins:
        changing.takes_place(m, on)
    bills = len(m.bills)
    pausing.later_begins(m, on)
    if on == m.next_start and not (m.pause and m.pause["terms"]["billing"] == "shift"):
        collecting.period_begins(m, on)
    if len(m.bills) > bills:
        collecting.collect(m, on)
    giving.give(m, on)  # what waited is older than what this day's date brings
    giving.own_clocks(m, on)
