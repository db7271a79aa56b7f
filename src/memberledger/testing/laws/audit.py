"""An audit of the whole ledger finds nothing."""

from __future__ import annotations

from memberledger.audit.checks import run_checks
from memberledger.testing.laws.law import law, require
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law()
def an_audit_finds_nothing(table: Table) -> None:
    """Every check of `memberledger audit check` over the whole ledger finds nothing, and every
    score is full.
    """
    table.ledger.views.catch_up()
    report = run_checks(table.ledger._desk.store)
    require(report.findings == [], "an audit finds something", findings=report.findings)
    for name, score in report.scores.items():
        require(
            score.good == score.of, "a score is not full", score=name, good=score.good, of=score.of
        )


LAWS = (an_audit_finds_nothing,)
