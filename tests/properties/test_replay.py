"""Events are facts: a replay gives the state the ledger holds, from the start or a snapshot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from memberledger.aggregates.member import MEMBER_EVENTS, evolve, fold, snapshot
from memberledger.ledger.ledger import registry
from memberledger.testing.lives import Life, facts, play
from memberledger.testing.strategies import lives


@given(lives())
def test_a_replay_of_all_events_is_the_state_the_ledger_holds(life: Life) -> None:
    with play(life) as table:
        assert fold(table.events()) == table.state()


@given(lives(), st.data())
def test_a_replay_from_a_snapshot_is_a_replay_from_the_start(
    life: Life, data: st.DataObject
) -> None:
    with play(life) as table:
        events = table.events()
    version = data.draw(st.integers(0, len(events)), label="version")
    kept = snapshot.load(snapshot.dump(fold(events[:version])))
    assert kept is not None
    assert kept == fold(events[:version])
    again, whole = fold(events[version:], kept), fold(events)
    assert snapshot.plain(again) == snapshot.plain(whole)
    assert again == whole


@given(lives())
def test_a_ledger_that_restarts_after_every_command_makes_the_same_events(life: Life) -> None:
    with play(life) as steady, play(life, reloading=True) as restarted:
        assert facts(restarted.events()) == facts(steady.events())


@given(lives())
def test_evolving_leaves_the_state_before_as_it_was(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    for n in {len(events) - 1, len(events) // 2}:
        before = fold(events[:n])
        kept = snapshot.plain(before)
        after = evolve(before, events[n])
        assert snapshot.plain(before) == kept
        assert after == fold(events[: n + 1])


@given(lives())
def test_every_event_reads_back_as_it_was_written(life: Life) -> None:
    known = registry()
    with play(life) as table:
        for event in table.events():
            assert type(event) in MEMBER_EVENTS
            name, data = known.encode(event)
            again = known.parse(name, data)
            assert again == event
            assert known.dump(again) == data


@given(lives(members=("ana", "bea")))
def test_the_chain_of_digests_holds_after_any_life(life: Life) -> None:
    with play(life) as table:
        assert list(table.ledger._desk.store.verify_chain()) == []
        records = table.records()
        assert [record.position for record in records] == list(range(1, len(records) + 1))
