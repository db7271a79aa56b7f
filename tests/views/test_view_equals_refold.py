"""Tables that grew event by event are the tables that are built from nothing."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.postgres_server import Server

from memberledger.aggregates.member import fold
from memberledger.ledger import Ledger
from memberledger.projections import movements_of
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives
from memberledger.views import Views

from .practice import begin_at_nothing, rows_of


def grown_then_rebuilt(ledger: Ledger, dice: random.Random) -> None:
    views = Views(ledger.views.store)
    begin_at_nothing(views)
    while any(s.position < views.store.last_position() for s in views.standings()):
        views.catch_up(batch=dice.choice([1, 2, 3, 5, 8, 1000]))
        if dice.random() < 0.3:
            views = Views(views.store)  # a worker that knows nothing takes over
    assert {standing.state for standing in views.standings()} == {"live"}
    grown = rows_of(ledger)
    views.rebuild()
    built = rows_of(ledger)
    for table, rows in grown.items():
        assert rows == built[table], table


@given(lives(wide=None), st.randoms(use_true_random=False))
def test_tables_grown_in_any_steps_equal_tables_built_anew(life: Life, dice: random.Random) -> None:
    with play(life) as table:
        grown_then_rebuilt(table.ledger, dice)


@given(lives(wide=None))
def test_the_tables_hold_every_lot_and_movement(life: Life) -> None:
    with play(life) as table:
        ledger = table.ledger
        ledger.views.catch_up()
        rows = rows_of(ledger)
        events = table.events()
        if not events:
            return
        state = fold(events)
        mine = [row[2:] for row in rows["view_lots"] if row[1] == state.member]
        assert sorted((row[0], row[5], row[6], row[12]) for row in mine) == [
            (lot.id, lot.quantity, lot.redeemed, lot.free) for lot in state.lots.values()
        ]
        free = {row[2]: row[4] for row in rows["view_balances"] if row[1] == state.member}
        card = ledger.member(state.member)
        assert {b: n for b, n in card.balance.items() if n} == {b: n for b, n in free.items() if n}
        moved = [row[2:5] for row in rows["view_mrr_movements"] if row[1] == state.member]
        assert sorted(moved) == sorted(
            (m.on.isoformat(), m.cause, m.amount) for m in movements_of(events)
        )


@settings(max_examples=10, deadline=None)
@given(lives(wide=None), st.randoms(use_true_random=False))
def test_on_a_server_too(postgres: Server, life: Life, dice: random.Random) -> None:
    with play(life, url=postgres.url()) as table:
        grown_then_rebuilt(table.ledger, dice)
