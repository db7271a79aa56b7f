"""The same checks of a ledger in PostgreSQL."""

from __future__ import annotations

from tests.postgres_server import Server

from memberledger.audit import run_checks
from memberledger.ledger.ledger import registry
from memberledger.store import open_store

from .busy import fill_busy


def test_a_ledger_on_a_server_is_checked_like_a_file(postgres: Server) -> None:
    url = postgres.url()
    fill_busy(url)
    with open_store(url, registry()) as store:
        report = run_checks(store)
        assert report.findings == []
        assert all(score.good == score.of > 0 for score in report.scores.values())
        beside = store.beside
        with beside.writing() as session:
            session.run(f"UPDATE {beside.named('view_balances')} SET free = free + 1")
            session.run(f"UPDATE {beside.named('ledger_members')} SET next_due = NULL")
            session.run(f"UPDATE {beside.named('stored_snapshots')} SET state = ''")
        rules = {finding.rule for finding in run_checks(store).findings}
        assert rules == {"views", "index", "snapshots"}
