"""What beancount and hledger make of a file, and what the ledger itself says."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core import data
from beancount.ops.summarize import balance_by_account

from memberledger.exports import as_beancount, books_of
from memberledger.exports.books import months_ends
from memberledger.ledger import Ledger
from memberledger.projections.journal import balances_through, journal_of
from memberledger.values import parse_amount

__all__ = [
    "Bean",
    "bean_check",
    "beancount_of",
    "ends_of",
    "hledger_balances",
    "needs_hledger",
    "ours",
    "ours_on",
    "parse",
    "run_hledger",
]

DAY = timedelta(days=1)
HLEDGER = shutil.which("hledger")
needs_hledger = pytest.mark.skipif(HLEDGER is None, reason="hledger is not installed here")


def ours(ledger: Ledger, day: date) -> dict[str, int]:
    """The books at the end of a day, from every member's events."""
    return ours_on(ledger, [day])[day]


def ours_on(ledger: Ledger, days: list[date]) -> dict[date, dict[str, int]]:
    """The books at the ends of days."""
    found: dict[date, Counter[str]] = {day: Counter() for day in days}
    for member in ledger.members():
        rows = journal_of(ledger.history(member))
        for day, sums in found.items():
            sums.update(balances_through(*rows, day))
    return {day: {name: n for name, n in sums.items() if n} for day, sums in found.items()}


def ends_of(ledger: Ledger) -> list[date]:
    """Every month's end since the first event, and today."""
    days = [e.effective_on for member in ledger.members() for e in ledger.history(member)]
    return months_ends(min(days), ledger.today()) if days else [ledger.today()]


class Bean:
    """A file as beancount reads it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.entries, self.errors, self.options = loader.load_string(text)

    def of(self, kind: type[Any]) -> list[Any]:
        return [entry for entry in self.entries if isinstance(entry, kind)]

    @property
    def transactions(self) -> list[Any]:
        return self.of(data.Transaction)

    def balances(self, day: date, currency: str) -> dict[str, int]:
        """What beancount says the accounts hold at the end of a day."""
        found, _ = balance_by_account(self.entries, day + DAY)
        return {
            account: minor
            for account, inventory in found.items()
            if (minor := parse(str(inventory.get_currency_units(currency).number), currency))
        }


def bean_check(text: str) -> list[str]:
    """The errors that beancount finds in a file."""
    return [str(error.message) for error in Bean(text).errors]


def beancount_of(ledger: Ledger, **window: Any) -> Bean:
    """The whole export, which beancount accepts."""
    found = Bean("".join(as_beancount(books_of(ledger, **window))))
    assert [error.message for error in found.errors] == []
    return found


def run_hledger(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert HLEDGER is not None
    return subprocess.run(
        [HLEDGER, "-f", str(file), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"LANG": "C.UTF-8"},
        timeout=60,
    )


def hledger_balances(file: Path, currency: str) -> dict[str, dict[str, int]]:
    """What hledger says the accounts hold at the end of each month, such as 2026-01."""
    said = run_hledger(file, "balance", "--monthly", "--historical", "--flat", "-NE", "-O", "csv")
    assert said.returncode == 0, said.stderr
    header, *rows = csv.reader(io.StringIO(said.stdout))
    found: dict[str, dict[str, int]] = {}
    for column, month in enumerate(header[1:], 1):
        amounts = {row[0]: row[column].removesuffix(f" {currency}") for row in rows}
        found[month[:7]] = {
            account: minor for account, text in amounts.items() if (minor := parse(text, currency))
        }
    return found


def parse(text: str, currency: str) -> int:
    """Minor units of a number as beancount or hledger shows it."""
    return parse_amount(text.removesuffix("."), currency)
