"""The streams of all scenarios have a journal and lots: whatever a plan can say, they follow."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests import own_policies

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.ledger import Ledger
from memberledger.projections import revenue_of
from memberledger.projections.journal import balances_at, classes_of, journal_of
from memberledger.projections.rows.entitlements import EntitlementRows, LotRow, lots_of
from memberledger.scenarios import play, read_scenario

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    [*(ROOT / "tests" / "scenarios").glob("*.yaml"), *(ROOT / "examples").rglob("*.scenario.yaml")]
)


def every_lot_that_changed_is_told(events: Sequence[Event]) -> None:
    """Rows of lots taken after each event are those of the state, closed lots included."""
    s, view = MemberState(), EntitlementRows(list)
    told: dict[int, LotRow] = {}
    for position, event in enumerate(events, 1):
        apply(s, event)
        if type(event) in EntitlementRows.heeds:
            view.apply(s, event, position)
        view.finish(s)
        told.update((row[0], LotRow(*row)) for row in view.take().there("lots"))
        assert [told[lot] for lot in sorted(told)] == lots_of(s), event


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_books_of_a_scenario_follow_its_money(file: Path, tmp_path: Path) -> None:
    url = str(tmp_path / "practice.db")
    play(read_scenario(file), url, own_policies.ALL)
    passed = 0
    with Ledger.open(url) as ledger:
        for member in ledger.members():
            events = ledger.history(member)
            every_lot_that_changed_is_told(events)
            rows = journal_of(events)
            for day in sorted({event.effective_on for event in events}):
                until = [event for event in events if event.effective_on <= day]
                balances = balances_at(*rows, day)
                assert sum(balances.values()) == 0
                assert classes_of(balances) == revenue_of(until, day), (member, day)
            passed += balances_at(*rows, day).get("Liabilities:Transferred", 0)
    assert passed == 0
