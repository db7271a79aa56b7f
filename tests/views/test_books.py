"""The books have the figures of every day on a server too."""

from __future__ import annotations

from functools import partial

from hypothesis import given, settings
from tests.postgres_server import Server

from memberledger import Ledger
from memberledger.testing.laws import LAWS
from memberledger.testing.lives import Life
from memberledger.testing.strategies import lives


@settings(max_examples=8)
@given(lives(wide=None))
def test_the_books_have_the_figures_of_every_day_on_a_server(postgres: Server, life: Life) -> None:
    law = LAWS["the books have the figures of every day"]
    law.check_life(life, partial(Ledger.open, postgres.url()))
