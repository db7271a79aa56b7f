"""What a view answers is what the events say when they are read again, wherever it is kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import given, settings
from tests.postgres_server import Server

from memberledger.ledger import Ledger
from memberledger.store import StoreDenied
from memberledger.testing.laws import LAWS
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

AS_THE_EVENTS_SAY = LAWS["every question is answered as the events say"]


@settings(max_examples=10, deadline=None)
@given(lives(wide=None))
def test_every_question_is_answered_as_the_events_say_on_a_server(
    postgres: Server, life: Life
) -> None:
    AS_THE_EVENTS_SAY.check_life(life, partial(Ledger.open, postgres.url()))


@given(lives(wide=None))
def test_a_past_window_is_the_same_from_the_table(life: Life) -> None:
    with play(life) as table:
        ledger, today = table.ledger, table.day()
        for back in (1, 30, 200):
            day = today - timedelta(days=back)
            first = day - timedelta(days=45)
            assert ledger.mrr(first, day) == ledger.mrr(first, day, known_on=today)
            assert ledger.rates(first, day) == ledger.rates(first, day, known_on=today)
            assert ledger.retention(day) == ledger.retention(day, known_on=today)


@given(lives(wide=None))
def test_where_nothing_can_be_written_the_events_are_read_again(life: Life) -> None:
    with play(life) as table:

        def denied(*_: Any, **__: Any) -> Any:
            raise StoreDenied("here", "it may only be read")

        object.__setattr__(table.ledger.views, "select", denied)
        AS_THE_EVENTS_SAY.check(table)
