"""Rows and position are one thing: both are written, or neither is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from memberledger.ledger import Ledger
from memberledger.views import Views
from memberledger.views.taking import Taken, Taker
from memberledger.views.writing import Writers

from .practice import begin_at_nothing, rows_of


def positions(views: Views) -> set[int]:
    return {standing.position for standing in views.standings()}


@pytest.fixture
def lived(tmp_path: Path, clock: Any) -> Ledger:
    """Two members, one of whom came once; nothing is in the tables yet."""
    from .practice import PLANS

    ledger = Ledger.open(f"{tmp_path / 'a.db'}", clock=clock)
    ledger.open_practice("America/Denver", "USD", PLANS)
    for name in ("ana", "bo"):
        ledger.enroll(name, "glow")
        ledger.charge_succeeded(name, f"ch_{name}", "199.00")
    ledger.redeem("ana", "facial", key="v-1")
    begin_at_nothing(ledger.views)
    return ledger


def test_rows_that_can_not_be_written_leave_the_position_where_it_was(
    lived: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    views = lived.views
    with monkeypatch.context() as patch:
        patch.setattr(Writers, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            views.catch_up()
    assert positions(views) == {0}
    views.catch_up()
    grown = rows_of(lived)
    views.rebuild()
    assert rows_of(lived) == grown


def test_what_was_folded_is_thrown_away_where_another_worker_was_first(
    lived: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = Views(lived.views.store), Views(lived.views.store)
    take = Taker.take
    overtaken: list[bool] = []

    def be_overtaken(taker: Taker, *which: Any) -> Taken:
        taken = take(taker, *which)
        if not overtaken:
            overtaken.append(True)
            quick.catch_up()
        return taken

    monkeypatch.setattr(Taker, "take", be_overtaken)
    stood: list[set[int]] = []
    slow.catch_up(batch=1, tell=lambda _reached, _last: stood.append(positions(slow)))
    assert overtaken
    assert stood == [{lived.event_count}]
