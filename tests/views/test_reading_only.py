"""A ledger that may only be read: a copy, a standby, a user without the right to write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from memberledger.ledger import Ledger
from memberledger.store import StoreDenied


def forbid_writing(ledger: Ledger) -> None:
    """The database itself refuses from now on."""
    beside = ledger.views.store.beside
    words = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET default_transaction_read_only = on",
    }
    with beside.reading() as session:
        session.run(words[beside.dialect])


def answers(ledger: Ledger, **moment: Any) -> list[Any]:
    soon = ledger.today() + timedelta(days=40)
    return [
        ledger.roster(**moment),
        ledger.roster(expiring_by=soon, **moment),
        ledger.balances("ana", **moment),
        ledger.all_balances(**moment),
        ledger.lots("ana", **moment),
        ledger.movements("ana", **moment),
        ledger.expiring(soon, **moment),
        ledger.delinquent(**moment),
    ]


@pytest.fixture(params=["sqlite-memory", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Where one connection serves every question, so that what is set on it holds."""
    if request.param == "postgres":
        found: str = request.getfixturevalue("postgres").url()
        return found
    return "sqlite:///:memory:"


def test_without_views_the_events_are_read_again(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    forbid_writing(ledger)
    today = ledger.today()
    assert answers(ledger) == answers(ledger, as_of=today)
    assert ledger.mrr(today) == ledger.mrr(today, known_on=today)
    assert ledger.utilisation(today) == ledger.utilisation(today, known_on=today)
    assert [each.member for each in ledger.agenda()] == ["ana"]
    assert {standing.state for standing in ledger.views.standings()} == {"new"}
    with pytest.raises(StoreDenied):
        ledger.views.catch_up()


def test_views_that_know_every_event_are_read(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    ledger.views.catch_up()
    beside = ledger.views.store.beside
    with beside.writing() as session:
        session.run(f"UPDATE {beside.named('view_balances')} SET free = 99")
    forbid_writing(ledger)
    assert ledger.balances("ana")["facial"].free == 99  # from the table, not from the events


def test_views_that_are_behind_are_not_believed(ledger: Ledger) -> None:
    ledger.enroll("ana", "glow")
    ledger.views.catch_up()
    ledger.enroll("bo", "glow")
    forbid_writing(ledger)
    assert list(ledger.roster()) == ["ana", "bo"]
