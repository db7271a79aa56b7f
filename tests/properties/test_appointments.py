"""An appointment lengthens nothing, takes what lives on its day, and ends with its day."""

from __future__ import annotations

from hypothesis import given

from memberledger.aggregates.member import MemberState, apply
from memberledger.aggregates.member import events as e
from memberledger.aggregates.member.eligibility import barred
from memberledger.testing.lives import Life, Table, at_table, play
from memberledger.testing.strategies import lives

_VISITS = e.Reserved | e.ReservationReleased | e.Redeemed | e.VisitMissed


@given(lives())
def test_no_visit_moves_an_expiry(life: Life) -> None:
    """Neither kept, moved, used, missed nor released: only a person extends a lot."""
    with play(life) as table:
        events = table.events()
    s = MemberState()
    for event in events:
        before = {lot.id: lot.expires_on for lot in s.lots.values()}
        apply(s, event)
        if isinstance(event, _VISITS):
            assert {lot.id: lot.expires_on for lot in s.lots.values()} == before, event


@given(lives())
def test_what_is_kept_lives_on_the_appointments_day(life: Life) -> None:
    """A frozen lot keeps what is left of its life, so its date may be past in a pause."""
    with play(life) as table:
        events = table.events()
    s = MemberState()
    for event in events:
        if isinstance(event, e.Reserved):
            for lot_id, quantity in event.takes:
                lot = s.lots[lot_id]
                frozen = s.frozen_from(lot) is not None
                assert frozen or lot.expires_on is None or event.for_on < lot.expires_on, event
                assert lot.disputed_on is None
                assert 0 < quantity <= lot.free
        apply(s, event)


def check_what_is_kept(table: Table) -> None:
    """In the morning, before anything is asked."""
    s, today = table.state(), table.day()
    for key, kept in s.open_reservations.items():
        assert kept.for_on >= today, (key, kept)
        if kept.for_on == today:
            assert barred(s, today, today, kept.benefit) is None, (key, kept)
            assert all(s.lots[lot].disputed_on is None for lot, _ in kept.takes), (key, kept)
    frozen = s.pause is not None and s.pause.expiry == "frozen"
    for lot in s.open_lots.values():
        if lot.expires_on is not None and lot.expires_on <= today and lot.disputed_on is None:
            assert frozen or lot.free == 0, lot


@given(lives())
def test_what_a_day_forbids_is_released_that_morning_and_what_is_over_lapses(life: Life) -> None:
    with at_table(life) as table:
        for asked in life.acts:
            table.wait(asked.after)
            table.ledger.advance()
            if asked.after and "ana" in table.members:
                check_what_is_kept(table)
            call = table.resolve(asked)
            if call is not None:
                table.ask(call)
