"""Whatever happens at a front desk, an audit finds nothing, and every score is full."""

from __future__ import annotations

from hypothesis import given

from memberledger.audit.checks import run_checks
from memberledger.testing.lives import Life, Table, play
from memberledger.testing.strategies import lives


def nothing_is_found(table: Table) -> None:
    table.ledger.views.catch_up()
    report = run_checks(table.ledger._desk.store)
    assert report.findings == []
    assert all(score.good == score.of for score in report.scores.values()), report.scores


@given(lives(wide=None))
def test_an_audit_of_any_life_finds_nothing(life: Life) -> None:
    with play(life) as table:
        nothing_is_found(table)
