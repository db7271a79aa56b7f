"""Tables whose members were folded by several processes hold what one process makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.views import Views
from memberledger.views import ahead as ahead_module

from .practice import PLANS, rows_of


@pytest.fixture
def ledger(shared_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A practice whose members have paid and come for a while, two on a page."""
    monkeypatch.setattr(ahead_module, "_FIRST", 2)
    monkeypatch.setattr(ahead_module, "_MOST", 2)
    clock = SetClock("America/Denver", date(2026, 1, 10))
    with Ledger.open(shared_url, clock=clock, cards=SimulatedCards()) as opened:
        opened.open_practice("America/Denver", "USD", PLANS)
        for number in range(9):
            opened.enroll(f"m{number}", "glow")
        clock.day = date(2026, 2, 11)
        opened.advance()
        for number in range(0, 9, 2):
            opened.redeem(f"m{number}", "facial", key=f"visit {number}")
        yield opened


def test_rows_are_those_of_one_process(ledger: Ledger) -> None:
    views, told = ledger.views, list[int]()
    views.catch_up(processes=2, tell=lambda done, _: told.append(done))
    several = rows_of(ledger)
    assert {each.state for each in views.standings()} == {"live"}
    assert len(told) > 4
    views.rebuild()
    assert rows_of(ledger) == several


def test_what_another_worker_wrote_meanwhile_is_not_written_twice(ledger: Ledger) -> None:
    """Two build the same tables, each with helpers; every page is written by one of them."""
    other = Views(ledger.views.store)
    asked = iter(range(3))

    def go_on(_: int, __: int) -> None:
        if next(asked, None) == 1:
            other.catch_up()

    ledger.views.catch_up(processes=2, tell=go_on)
    several = rows_of(ledger)
    ledger.views.rebuild()
    assert rows_of(ledger) == several


def test_fewer_than_one_can_build_nothing(ledger: Ledger) -> None:
    for build in (ledger.views.rebuild, ledger.views.catch_up):
        with pytest.raises(ValueError, match="one process or more builds views, not 0"):
            build(processes=0)
