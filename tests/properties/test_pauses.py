"""Pauses beside the other clocks: the commitment, and the chase of what is owed."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given

from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives


@given(lives())
def test_a_commitments_end_moves_by_what_was_paused_or_not_at_all(life: Life) -> None:
    with play(life) as table:
        s = MemberState()
        for event in table.events():
            before, spell, schedule = s.term_ends_on, s.pause, s.schedule if s.plan_key else None
            fold([event], s)
            if isinstance(event, e.Enrolled) or before == s.term_ends_on:
                continue
            if isinstance(event, e.Resumed):
                assert spell is not None
                assert spell.extends
                assert before is not None
                assert schedule is not None
                if spell.billing == "shift":
                    moved = before + timedelta(days=event.days)
                else:
                    assert spell.skipped > 0
                    whole = schedule.index_at(before) + spell.skipped
                    moved = schedule.start(whole)
                    if schedule.start(schedule.index_at(before)) != before:
                        moved = schedule.cycle.after(before, spell.skipped)
                assert s.term_ends_on == moved


@given(lives())
def test_nobody_is_paused_and_suspended_and_a_debt_needs_a_waiver(life: Life) -> None:
    with play(life) as table:
        s = MemberState()
        for event in table.events():
            if isinstance(event, e.Paused):
                dues = sum(bill.owed for bill in s.owed_bills.values() if bill.kind == "dues")
                assert not dues or event.waived
            fold([event], s)
            assert not (s.pause is not None and s.standing == "suspended")
            assert not (s.pause is not None and s.planned_pause is not None)


@given(lives())
def test_no_pause_outlives_the_end_that_was_told(life: Life) -> None:
    with play(life) as table:
        s = MemberState()
        for event in table.events():
            if s.pause is not None and s.pause.ends_by is not None:
                assert event.effective_on <= s.pause.ends_by
            fold([event], s)
