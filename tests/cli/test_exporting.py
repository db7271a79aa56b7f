"""`memberledger export`: files and streams for other programs."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import Any

import pytest
from pyarrow import parquet
from tests.exports.others import bean_check


def test_the_books_go_to_a_file_or_to_standard_output(desk) -> None:
    desk.with_ana()
    said = desk.say("export", "beancount", "spa.beancount")
    text = (desk.folder / "spa.beancount").read_text("utf-8")
    assert said == f"Wrote spa.beancount: {len(text.encode()):,} bytes.\n"
    assert desk.say("export", "beancount") == text
    assert bean_check(text) == []
    assert '2026-01-15 * "ana" "Charged ch_1"' in text
    assert "commodity 1000.00 USD" in desk.say("export", "hledger")


def test_a_program_is_told_of_the_file(desk) -> None:
    desk.with_ana()
    told = desk.ask("export", "hledger", "spa.journal")
    size = (desk.folder / "spa.journal").stat().st_size
    assert told == {"file": "spa.journal", "bytes": size}
    assert desk.run("export", "hledger", "--json").exit_code == 2


def test_a_window_and_what_was_known(desk) -> None:
    desk.with_ana()
    found = desk.say("export", "beancount", "--from", "2026-02-01", "--through", "2026-02-10")
    assert '2026-01-31 * "Balances brought forward"' in found
    assert '"Charged ch_1"' not in found
    assert "2026-02-11 balance Assets:Processor:Clearing:Charges 178.00 ~ 0 USD" in found
    assert "balance" not in desk.say("export", "beancount", "--known-on", "2026-01-14")


@pytest.mark.parametrize("kind", ["beancount", "hledger", "csv", "jsonl", "parquet"])
def test_a_file_that_is_there_is_never_written_over(desk, kind: str) -> None:
    desk.with_ana()
    (desk.folder / "there").write_text("mine", "utf-8")
    assert desk.refused("export", kind, "there").code == "file_trouble"
    assert (desk.folder / "there").read_text("utf-8") == "mine"
    assert desk.refused("export", kind, "no/such/folder").code == "file_trouble"


def test_what_fails_halfway_leaves_no_file(desk) -> None:
    desk.with_ana()
    refused = desk.refused("export", "jsonl", "new.jsonl", "--after", "-1")
    assert refused.reason == "invalid"
    assert not (desk.folder / "new.jsonl").exists()


def test_lines_and_tables_as_csv(desk) -> None:
    desk.with_ana()
    rows = list(csv.DictReader(io.StringIO(desk.say("export", "csv"))))
    assert {"member", "account", "amount", "currency"} <= set(rows[0])
    (row,) = csv.DictReader(io.StringIO(desk.say("export", "csv", "--table", "roster")))
    assert row["member"] == "ana"
    assert desk.refused("export", "csv", "--table", "nothing").reason == "invalid"
    assert desk.run("export", "csv", "--table", "roster", "--from", "2026-01-01").exit_code == 2


def test_lines_and_tables_as_parquet(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.with_ana()
    told: dict[str, Any] = desk.ask("export", "parquet", "lines.parquet")
    assert told["rows"] == parquet.read_table(desk.folder / "lines.parquet").num_rows > 0
    assert desk.say("export", "parquet", "lots.parquet", "--table", "lots") == (
        "Wrote lots.parquet: 2 rows.\n"
    )
    assert desk.run("export", "parquet").exit_code == 2
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert desk.refused("export", "parquet", "more.parquet").code == "parquet_unavailable"
    assert not (desk.folder / "more.parquet").exists()


def test_events_a_line_each(desk) -> None:
    desk.with_ana()
    lines = [json.loads(line) for line in desk.say("export", "jsonl").splitlines()]
    assert {line["member"] for line in lines} == {None, "ana"}
    assert desk.say("export", "jsonl", "--after", str(lines[-1]["position"])) == ""


def test_there_must_be_a_ledger(desk) -> None:
    assert desk.refused("export", "beancount").code == "no_ledger"
