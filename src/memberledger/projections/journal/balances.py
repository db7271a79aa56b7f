"""Balances of the journal by account, at any day, and what class of money each account is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from memberledger.projections import accounts
from memberledger.projections.journal.rows import Posting, Spread
from memberledger.projections.revenue import RevenueFigures

__all__ = ["balances_at", "balances_through", "classes_of"]


def balances_at(
    postings: Iterable[Posting], spreads: Iterable[Spread], day: date
) -> dict[str, int]:
    """The view at the start of `day` with the events of that day, as `revenue` gives it.

    Returns:
        Account to minor units, debit positive; accounts at 0 are left out.
    """
    found: dict[str, int] = {}
    for row in postings:
        if row.effective_on <= day:
            found[row.account] = found.get(row.account, 0) + row.amount
    return _with_days(found, spreads, day)


def balances_through(
    postings: Iterable[Posting], spreads: Iterable[Spread], day: date
) -> dict[str, int]:
    """The books at the end of `day`, by accounting dates; else as `balances_at`."""
    found: dict[str, int] = {}
    for row in postings:
        if row.booked_on <= day:
            found[row.account] = found.get(row.account, 0) + row.amount
    return _with_days(found, spreads, day + timedelta(days=1))


def _with_days(found: dict[str, int], spreads: Iterable[Spread], day: date) -> dict[str, int]:
    for spread in spreads:
        moved = spread.moved(day)
        if moved:
            found[spread.debit] = found.get(spread.debit, 0) + moved
            found[spread.credit] = found.get(spread.credit, 0) - moved
    return {account: amount for account, amount in found.items() if amount}


def classes_of(balances: Mapping[str, int]) -> RevenueFigures:
    """The figures of revenue from the balances of accounts alone.

    Each account is of one class: what was charged and its tax, income, breakage in it, what is
    deferred or held as billing credit, what was refunded and its tax. Pairs that are always zero
    together are of none, and neither is `Liabilities:Transferred`: what one member gives another
    is deferred with the other.

    >>> classes_of({"Assets:Processor:Clearing:Charges": 500, "Income:Breakage": -500})
    RevenueFigures(collected=500, recognised=500, breakage=500, deferred=0, refunded=0, tax=0)
    """
    income = deferred = 0
    for account, amount in balances.items():
        if account.startswith("Income:"):
            income -= amount
        elif account.startswith("Liabilities:Deferred:") or account == accounts.CREDIT:
            deferred -= amount
    taxed = balances.get(accounts.TAX_COLLECTED, 0)
    untaxed = balances.get(accounts.TAX_REFUNDED, 0)
    return RevenueFigures(
        collected=balances.get(accounts.CHARGES, 0) + taxed,
        recognised=income,
        breakage=-balances.get(accounts.BREAKAGE, 0),
        deferred=deferred,
        refunded=-balances.get(accounts.REFUNDS, 0) - untaxed,
        tax=-taxed - untaxed,
    )
