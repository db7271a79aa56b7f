"""hledger accepts the same books, and adds up what the ledger says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from tests.projections.six_months import played

from memberledger.exports import as_hledger, books_of
from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

from .others import ends_of, hledger_balances, needs_hledger, ours, ours_on, run_hledger
from .test_beancount import NASTY

pytestmark = needs_hledger


def written(ledger: Ledger, folder: Path, **window: Any) -> Path:
    file = folder / "books.journal"
    file.write_text("".join(as_hledger(books_of(ledger, **window))), encoding="utf-8")
    checked = run_hledger(file, "check", "--strict")
    assert checked.returncode == 0, checked.stderr
    return file


def agrees(ledger: Ledger, folder: Path) -> None:
    file = written(ledger, folder)
    said = hledger_balances(file, ledger.currency)
    for day, balances in ours_on(ledger, ends_of(ledger)).items():
        assert said.get(f"{day:%Y-%m}", {}) == balances, day


def test_six_months_add_up(tmp_path: Path) -> None:
    with played() as ledger:
        agrees(ledger, tmp_path)
        shown = run_hledger(
            tmp_path / "books.journal", "print", "tag:member=^ana$", "tag:charge=ch_3"
        )
        assert "ana | Charged ch_3" in shown.stdout
        assert "recorded_at: 2026-02-13T19:00:00+00:00" in shown.stdout


@settings(max_examples=8)
@given(lives(wide=None, members=("ana", "bo")))
def test_any_life_adds_up(life: Life) -> None:
    with play(life) as table, TemporaryDirectory() as folder:
        agrees(table.ledger, Path(folder))


def test_a_window_begins_with_what_was_brought_forward(tmp_path: Path) -> None:
    with played() as ledger:
        file = written(ledger, tmp_path, first=date(2026, 3, 15), through=date(2026, 5, 10))
        found = hledger_balances(file, "USD")
        assert found["2026-05"] == ours(ledger, date(2026, 5, 10))


def test_a_minor_unit_too_much_is_an_error(tmp_path: Path) -> None:
    with played() as ledger:
        file = written(ledger, tmp_path)
    text = file.read_text("utf-8")
    assert "0.00 USD = -10.00 USD" in text
    file.write_text(text.replace("0.00 USD = -10.00 USD", "0.00 USD = -10.01 USD"), "utf-8")
    assert run_hledger(file, "check").returncode != 0


MORE = ("a, date:2030-01-01", "x [2026-99-99]", "(code) *! ; | note", "100% of %41", "account Evil")


@pytest.mark.parametrize("member", [*NASTY, *MORE])
def test_a_members_reference_is_text_and_nothing_else(member: str, tmp_path: Path) -> None:
    clock = SetClock("Asia/Kuwait", date(2026, 1, 10))
    with Ledger.open("sqlite:///:memory:", clock=clock) as ledger:
        ledger.open_practice(
            "Asia/Kuwait", "KWD", [{"id": "p", "price": "12.345", "cycle": "1 month"}]
        )
        ledger.enroll(member, "p")
        ledger.charge_succeeded(member, member, "12.345")
        agrees(ledger, tmp_path)
    file = tmp_path / "books.journal"
    for tag in ("member", "charge"):
        said = run_hledger(file, "tags", tag, "--values").stdout.splitlines()
        assert [unquote(value) for value in said] == [member]
    accounts = run_hledger(file, "accounts").stdout
    assert "Evil" not in accounts
    lines = run_hledger(file, "register", "-O", "csv").stdout.splitlines()[1:]
    assert lines
    assert all(line.split(",")[1].startswith('"2026-01-') for line in lines)


@pytest.mark.parametrize(
    ("currency", "price"), [("JPY", "15000"), ("KWD", "1.234"), ("USD", "0.10")]
)
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, price: str, tmp_path: Path
) -> None:
    clock = SetClock("Asia/Tokyo", date(2026, 1, 10))
    with Ledger.open("sqlite:///:memory:", clock=clock) as ledger:
        ledger.open_practice(
            "Asia/Tokyo", currency, [{"id": "p", "price": price, "cycle": "1 month"}]
        )
        ledger.enroll("ana", "p")
        ledger.charge_succeeded("ana", "ch", price)
        agrees(ledger, tmp_path)
    said = run_hledger(tmp_path / "books.journal", "print").stdout
    assert "Assets:Processor:Clearing:Charges" in said
    assert f"{price} {currency}" in said.replace("15000. JPY", "15000 JPY")
