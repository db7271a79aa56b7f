"""Pauses beside the other clocks: the commitment, and the chase of what is owed."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.parts import PauseSpell
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Table
from memberledger.values import Schedule

__all__ = ["LAWS"]


@law()
def a_commitment_moves_by_what_was_paused_or_not_at_all(table: Table) -> None:
    """The end of a commitment stays where it is, unless its plan extends it by pauses; then it
    moves by the days paused, or by the periods skipped.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            before, spell, schedule = s.term_ends_on, s.pause, s.schedule if s.plan_key else None
            fold([event], s)
            if not isinstance(event, e.Resumed) or before == s.term_ends_on:
                continue
            where = {"member": member, "event": n}
            known = spell is not None and before is not None and schedule is not None
            require(known, "a commitment moved where none was paused", **where)
            if spell is None or before is None or schedule is None:
                continue
            require(spell.extends, "a commitment moved that pauses do not extend", **where)
            moved = _moved_end(before, spell, schedule, event.days)
            same(moved, s.term_ends_on, "a commitment moved to another day", **where)


def _moved_end(before: date, spell: PauseSpell, schedule: Schedule, days: int) -> date:
    if spell.billing == "shift":
        return before + timedelta(days=days)
    require(spell.skipped > 0, "a commitment moved though no period was skipped", ended=before)
    index = schedule.index_at(before)
    if schedule.start(index) != before:
        return schedule.cycle.after(before, spell.skipped)
    return schedule.start(index + spell.skipped)


@law()
def nobody_is_paused_and_suspended(table: Table) -> None:
    """Nobody is paused and suspended at once, nor paused with another pause planned, and whoever
    owes dues is paused only by a waiver.
    """
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            where = {"member": member, "event": n}
            if isinstance(event, e.Paused):
                dues = sum(bill.owed for bill in s.owed_bills.values() if bill.kind == "dues")
                waived = not dues or bool(event.waived)
                require(waived, "paused with dues owed and no waiver", owed=dues, **where)
            fold([event], s)
            if s.pause is not None:
                require(s.standing != "suspended", "paused and suspended", **where)
                require(s.planned_pause is None, "paused, with a pause planned", **where)


@law()
def no_pause_outlives_the_end_that_was_told(table: Table) -> None:
    """Nothing happens to a paused member after the day by which the pause was to end."""
    for member in table.members:
        s = MemberState()
        for n, event in enumerate(table.events(member), 1):
            if s.pause is not None and s.pause.ends_by is not None:
                in_time = event.effective_on <= s.pause.ends_by
                where = {"member": member, "event": n, "ends by": s.pause.ends_by}
                require(in_time, "a pause lasts too long", found=event, **where)
            fold([event], s)


LAWS = (
    a_commitment_moves_by_what_was_paused_or_not_at_all,
    nobody_is_paused_and_suspended,
    no_pause_outlives_the_end_that_was_told,
)
