"""`advance` is the only clock, and any split of it gives the same events."""

from __future__ import annotations

from hypothesis import given

from memberledger.testing.lives import Life, facts, play
from memberledger.testing.strategies import lives


@given(lives())
def test_advancing_every_day_makes_the_events_of_one_jump(life: Life) -> None:
    with play(life, "daily") as daily, play(life, "jump") as jump:
        assert [o.word for o in daily.outcomes] == [o.word for o in jump.outcomes]
        assert facts(daily.events()) == facts(jump.events())


@given(lives())
def test_a_command_catches_up_what_the_clock_was_never_asked_for(life: Life) -> None:
    with play(life, "daily") as daily, play(life, "commands") as lazy:
        assert [o.word for o in daily.outcomes] == [o.word for o in lazy.outcomes]
        assert facts(daily.events()) == facts(lazy.events())


@given(lives())
def test_advancing_twice_to_the_same_day_changes_nothing(life: Life) -> None:
    with play(life) as table:
        before = table.records()
        table.ledger.advance()
        table.ledger.advance(member="ana")
        assert table.records() == before


@given(lives())
def test_the_dates_of_a_stream_never_lie_ahead_of_what_was_known(life: Life) -> None:
    with play(life) as table:
        for event in table.events():
            local = event.recorded_at.astimezone(table.clock.zone).date()
            assert event.effective_on <= local, event
