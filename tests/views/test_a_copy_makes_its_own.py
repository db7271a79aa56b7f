"""A copied ledger has no views until it is asked; then they are those of the source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.postgres_server import Server

from memberledger import copy_ledger
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards

from .practice import PLANS, rows_of


def test_views_are_made_anew_in_a_copy(shared_url: str, tmp_path: Path, postgres: Server) -> None:
    clock = SetClock("America/Denver", date(2026, 1, 10))
    target = str(tmp_path / "copy.db") if shared_url.endswith(".db") else postgres.url()
    with Ledger.open(shared_url, clock=clock, cards=SimulatedCards()) as source:
        source.open_practice("America/Denver", "USD", PLANS)
        for member in ("ana", "bo", "cleo"):
            source.enroll(member, "glow")
        clock.day = date(2026, 2, 12)
        source.advance()
        source.redeem("ana", "facial")
        source.views.catch_up()
        copy_ledger(shared_url, target)
        with Ledger.open(target, clock=clock, cards=SimulatedCards()) as copy:
            copy.views.catch_up()
            assert rows_of(copy) == rows_of(source)
            assert rows_of(copy)["view_roster"] != []
            # what comes later is taken by each on its own
            for ledger in (source, copy):
                ledger.redeem("bo", "facial", key="visit-1")
                ledger.views.catch_up()
            assert rows_of(copy) == rows_of(source)
