"""Folding: events are facts, the state given is left alone, nothing unknown is read."""

from __future__ import annotations

import copy
import dataclasses
from datetime import UTC, date, datetime

import pytest

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import (
    MEMBER_EVENTS,
    MemberState,
    collecting,
    evolve,
    fold,
    leaving,
    pausing,
    redeeming,
    reserving,
    snapshot,
)
from memberledger.aggregates.member import events as e
from memberledger.aggregates.practice import state_of

from .spec import Card, day, enrolled, facial, plan


def rich_history() -> list[Event]:
    """A year with a decline, a pause, redemptions, a reversal, a reservation and an end."""
    card = Card()
    terms = plan(
        late_fee="10.00",
        pause={"billing": "shift"},
        dunning=[{"after": "2 days", "do": ["late_fee", "flag_chart", "suspend"]}],
        benefits=[
            facial(quantity=3, rollover={"carryover_limit": 2}),
            facial(id="peel", grants="2 weeks"),
        ],
        recognition={"method": "allocated", "access": "20.00"},
    )
    life = enrolled(terms, card=card).and_(lambda w: redeeming.redeem(w, "facial", 1, key="a"))
    life = life.and_(lambda w: redeeming.reverse(w, "a")).on("2026-01-20").and_(pausing.pause)
    life = life.on("2026-02-03").and_(pausing.resume)
    life = life.and_(lambda w: reserving.reserve(w, "facial", 1, key="b", for_on=day("2026-02-10")))
    card.code = "insufficient_funds"
    life = life.on("2026-03-20")
    card.code = None
    life = life.and_(collecting.replace_card).and_(lambda w: redeeming.adjust(w, "peel", 2))
    return life.and_(leaving.cancel).on("2026-07-01").events


def test_evolve_leaves_the_state_it_is_given_as_it_was() -> None:
    state = MemberState()
    for event in rich_history():
        before = copy.deepcopy(state)
        after = evolve(state, event)
        assert state == before, type(event).__name__
        assert after.version == state.version + 1
        state = after


def test_folding_at_once_and_one_by_one_give_the_same_state() -> None:
    events, state = rich_history(), MemberState()
    for event in events:
        state = evolve(state, event)
    assert fold(events) == state


def test_a_snapshot_anywhere_changes_nothing() -> None:
    events = rich_history()
    whole = snapshot.plain(fold(events))
    for cut in range(0, len(events), 7):
        kept = snapshot.load(snapshot.dump(fold(events[:cut])))
        assert kept is not None
        assert snapshot.plain(fold(events[cut:], kept)) == whole


def test_a_lot_that_is_open_again_is_where_it_was_as_after_a_snapshot() -> None:
    kept_on = plan(benefits=[facial(rollover={"carryover_limit": 2})])
    life = enrolled(kept_on).and_(redeeming.redeem, "facial", 1, key="a").on("2026-02-06")
    life = life.and_(redeeming.reverse, "a")
    state = snapshot.load(snapshot.dump(life.state))
    assert state is not None
    assert list(state.open_lots) == list(life.state.open_lots) == [1, 2]
    (carried,) = life.on("2026-03-05").of(e.RolledOver)[-1:]
    assert [lot for lot, *_ in carried.lots] == [1, 2]


def test_what_is_no_snapshot_is_none() -> None:
    assert snapshot.load(b"[]") is None
    assert snapshot.load(b"{") is None


class Strange(Event):
    """Not in the closed list."""


@pytest.mark.parametrize("fold_them", [fold, state_of])
def test_an_event_of_no_known_kind_is_not_passed_over(fold_them: object) -> None:
    strange = Strange(effective_on=date(2026, 1, 5), recorded_at=datetime(2026, 1, 5, tzinfo=UTC))
    with pytest.raises((KeyError, TypeError)):
        fold_them([strange])  # type: ignore[operator]


def test_every_kind_of_event_of_the_closed_list_is_folded() -> None:
    from memberledger.aggregates.member.evolve import _APPLY

    assert set(_APPLY) == set(MEMBER_EVENTS)
    assert len(MEMBER_EVENTS) == len({kind.__name__ for kind in MEMBER_EVENTS})
    parts = {"MEMBER_EVENTS", "GrantedLot", "ConvertedLot", "ConvertedUnits", "MovedUnits"}
    listed = set(e.__all__) - parts
    assert listed == {kind.__name__ for kind in MEMBER_EVENTS}


def test_events_cannot_be_changed() -> None:
    event = rich_history()[0]
    with pytest.raises(ValueError, match="frozen"):
        event.effective_on = date(2020, 1, 1)


def test_every_lot_adds_up_at_every_moment() -> None:
    state = MemberState()
    for event in rich_history():
        state = evolve(state, event)
        for lot in state.lots.values():
            parts = dataclasses.asdict(lot)
            assert min(parts[name] for name in ("redeemed", "reserved", "lapsed", "forfeited")) >= 0
            assert lot.free >= 0
