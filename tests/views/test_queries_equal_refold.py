"""What a view answers is what the events say when they are read again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.postgres_server import Server

from memberledger.ledger import Ledger
from memberledger.store import StoreDenied
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

DAYS = st.integers(-400, 400)


def answers(ledger: Ledger, day: date, first: date, soon: date, **moment: Any) -> dict[str, Any]:
    """Every question that views answer; with `as_of` or `known_on` none of them is asked."""
    known = {"known_on": moment["known_on"]} if moment else {}
    told: dict[str, Any] = {
        "roster": ledger.roster(**moment),
        "owing": ledger.roster(standing="past_due", **moment),
        "paused": ledger.roster(status="paused", **moment),
        "flagged": ledger.roster(flagged=True, **moment),
        "losing": ledger.roster(expiring_by=soon, **moment),
        "all balances": ledger.all_balances(**moment),
        "expiring": ledger.expiring(soon, **moment),
        "delinquent": ledger.delinquent(**moment),
        "mrr": ledger.mrr(first, day, **known),
        "rates": ledger.rates(first, day, **known),
        "retention": ledger.retention(day, **known),
        "utilisation": ledger.utilisation(first, day, **known),
    }
    for member in ledger.members():
        told[f"balances of {member}"] = ledger.balances(member, **moment)
        told[f"lots of {member}"] = ledger.lots(member, **moment)
        told[f"movements of {member}"] = ledger.movements(member, **moment)
    for tier in sorted({row.tier or "" for row in told["roster"].values()}):
        told[f"tier {tier}"] = ledger.roster(tier=tier, **moment)
    return told


def compare(ledger: Ledger, today: date, span: int, soon: int) -> None:
    first = today - timedelta(days=abs(span))
    until = today + timedelta(days=soon)
    by_view = answers(ledger, today, first, until)
    by_refold = answers(ledger, today, first, until, as_of=today, known_on=today)
    for question, answer in by_refold.items():
        assert by_view[question] == answer, question


@given(lives(wide=None), DAYS, DAYS)
def test_every_question_is_answered_as_the_events_say(life: Life, span: int, soon: int) -> None:
    with play(life) as table:
        compare(table.ledger, table.day(), span, soon)


@settings(max_examples=10, deadline=None)
@given(lives(wide=None), DAYS, DAYS)
def test_on_a_server_too(postgres: Server, life: Life, span: int, soon: int) -> None:
    with play(life, url=postgres.url()) as table:
        compare(table.ledger, table.day(), span, soon)


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


@given(lives(wide=None), DAYS)
def test_the_agenda_has_those_whom_advance_touches(life: Life, ahead: int) -> None:
    with play(life) as table:
        ledger, desk = table.ledger, table.ledger._desk
        day = table.day() + timedelta(days=abs(ahead))
        due = ledger.agenda(day)
        assert due == sorted(due)
        assert all(each.due_on <= day for each in due)
        store = [member for member, _ in desk.store.due(ledger.practice, day, "", 500)]
        assert sorted(each.member for each in due) == store
        assert set(due) <= set(ledger.agenda())


@given(lives(wide=None))
def test_where_nothing_can_be_written_the_events_are_read_again(life: Life) -> None:
    with play(life) as table:
        ledger, today = table.ledger, table.day()

        def denied(*_: Any, **__: Any) -> Any:
            raise StoreDenied("here", "it may only be read")

        object.__setattr__(ledger.views, "select", denied)
        compare(ledger, today, 30, 30)
