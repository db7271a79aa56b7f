"""The books are the figures: at every day, as known on every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from tests.postgres_server import Server

from memberledger.projections.journal import classes_of
from memberledger.testing.lives import Life, Table, play
from memberledger.testing.strategies import lives


def days_of(table: Table) -> list[date]:
    """Days on which something happened, the day after each, and today."""
    days = {event.effective_on + timedelta(days=n) for event in table.events() for n in (0, 1)}
    past = [day for day in sorted(days) if day <= table.day()]
    return [*past[-25:], table.day()]


def agree(table: Table) -> None:
    ledger = table.ledger
    for day in days_of(table):
        balances = ledger.accounts(as_of=day)
        assert sum(balances.values()) == 0
        assert classes_of(balances) == ledger.revenue(as_of=day)
        assert ledger.booked(known_on=day) == ledger.revenue(known_on=day)


@given(lives(wide=None))
def test_the_books_have_the_figures_of_every_day(life: Life) -> None:
    with play(life) as table:
        agree(table)


@settings(max_examples=8)
@given(lives(wide=None))
def test_on_a_server_too(postgres: Server, life: Life) -> None:
    with play(life, url=postgres.url()) as table:
        agree(table)


@given(lives(wide=None))
def test_what_is_deferred_rolls_forward_month_by_month(life: Life) -> None:
    with play(life) as table:
        ledger, before = table.ledger, None
        first = life.start.replace(day=1)
        while first <= table.day():
            until = min((first + timedelta(days=31)).replace(day=1), table.day())
            if until <= first:
                break
            month = ledger.roll_forward(first, until)
            assert month.closing == (
                month.opening
                + month.collected
                - month.on_redemption
                - month.over_time
                - month.at_charge
                - month.fees
                - month.breakage
                + month.reversed
                - month.refunded
                + month.transferred
            )
            assert before is None or before == month.opening
            before, first = month.closing, until
