"""The lines of the books and the tables of the views, as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from pyarrow import parquet
from tests.postgres_server import Server
from tests.projections.six_months import played

from memberledger.errors import Refused
from memberledger.exports import (
    Flat,
    ParquetUnavailable,
    as_csv,
    books_of,
    lines_of,
    table_of,
    write_parquet,
)
from memberledger.ledger import Ledger
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives
from memberledger.views.catalogue import VIEWS

from .others import beancount_of, ends_of, ours_on, parse

TABLES = [rows.name for view in VIEWS.values() for rows in view.rows.tables]


def read(table: Flat) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(as_csv(table)))))


def as_parquet(table: Flat, decimals: int = 2) -> Any:
    out = io.BytesIO()
    count = write_parquet(table, out, decimals)
    found = parquet.read_table(pa.BufferReader(out.getvalue()))
    assert found.num_rows == count
    return found


def agrees(ledger: Ledger) -> None:
    """What the lines of the books add up to, by account and month."""
    rows = read(lines_of(books_of(ledger)))
    for day, balances in ours_on(ledger, ends_of(ledger)).items():
        sums: Counter[str] = Counter()
        for row in rows:
            if row["date"] <= str(day):
                sums[row["account"]] += parse(row["amount"], ledger.currency)
        assert {name: n for name, n in sums.items() if n} == balances, day


def test_a_line_says_where_it_belongs() -> None:
    with played() as ledger:
        rows = read(lines_of(books_of(ledger)))
    (line,) = [
        row
        for row in rows
        if row["text"] == "Charged ch_3" and row["account"] == "Liabilities:Tax:Collected"
    ]
    assert (line["practice"], line["member"], line["currency"]) == ("main", "ana", "USD")
    assert (line["date"], line["effective"], line["amount"]) == (
        "2026-02-13",
        "2026-02-13",
        "-14.93",
    )
    assert line["recorded_at"] == "2026-02-13T19:00:00+00:00"
    assert line["charge"] == "ch_3"


def test_each_entry_of_a_member_adds_up_to_nothing() -> None:
    with played() as ledger:
        rows = read(lines_of(books_of(ledger)))
        transactions = beancount_of(ledger).transactions
    sums: dict[int, Decimal] = {}
    for row in rows:
        sums[int(row["entry"])] = sums.get(int(row["entry"]), Decimal(0)) + Decimal(row["amount"])
    assert set(sums.values()) == {0}
    assert list(sums) == list(range(1, len(transactions) + 1))


@settings(max_examples=10)
@given(lives(wide=None, members=("ana", "bo")))
def test_the_lines_of_any_life_add_up(life: Life) -> None:
    with play(life) as table:
        agrees(table.ledger)


@settings(max_examples=4)
@given(lives(wide=None))
def test_on_a_server_too(postgres: Server, life: Life) -> None:
    with play(life, url=postgres.url()) as table:
        agrees(table.ledger)
        beancount_of(table.ledger)
        beancount_of(table.ledger, first=life.start, known_on=table.ledger.today())
        for name in TABLES:
            as_parquet(table_of(table.ledger, name), 3)


def test_a_window_begins_with_what_was_brought_forward() -> None:
    with played() as ledger:
        rows = read(lines_of(books_of(ledger, first=date(2026, 4, 1))))
    brought = [row for row in rows if row["entry"] == "0"]
    assert {row["date"] for row in brought} == {"2026-03-31"}
    assert {row["member"] for row in brought} == {""}
    assert sum(Decimal(row["amount"]) for row in brought) == 0
    assert min(row["date"] for row in rows if row["entry"] != "0") >= "2026-04-01"


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_views_has_its_rows(name: str) -> None:
    with played() as ledger:
        rows = read(table_of(ledger, name))
        again = as_parquet(table_of(ledger, name))
    assert again.num_rows == len(rows)
    assert {row["member"] for row in rows} <= {"ana"}
    if name != "delinquency":
        assert rows


def test_a_table_holds_what_a_question_answers() -> None:
    with played() as ledger:
        rows = read(table_of(ledger, "balances"))
        known = ledger.balances("ana")
    assert {row["benefit"]: int(row["free"]) for row in rows} == {
        benefit: row.free for benefit, row in known.items()
    }


def test_many_members_come_page_by_page() -> None:
    with Ledger.open("sqlite:///:memory:") as ledger:
        plan = {"id": "p", "price": "10.00", "cycle": "1 month"}
        ledger.open_practice("America/Denver", "USD", [plan])
        members = sorted(f"m{n}" for n in range(450))
        for member in members:
            ledger.enroll(member, "p")
        told: list[tuple[int, int]] = []
        rows = read(table_of(ledger, "roster", lambda done, of: told.append((done, of))))
    assert [row["member"] for row in rows] == members
    assert told == [(200, 450), (400, 450), (450, 450)]


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with played() as ledger, pytest.raises(Refused, match="roster") as refused:
        table_of(ledger, "rooster")
    assert refused.value.reason == "invalid"
    assert refused.value.known == sorted(TABLES)


def test_what_looks_like_a_formula_is_guarded_in_a_csv_and_whole_in_parquet() -> None:
    with Ledger.open("sqlite:///:memory:") as ledger:
        ledger.open_practice(
            "America/Denver", "USD", [{"id": "p", "price": "9.00", "cycle": "1 month"}]
        )
        ledger.enroll("=SUM(A1)", "p")
        ledger.charge_succeeded("=SUM(A1)", "@ch", "9.00")
        shown = {row["member"] for row in read(lines_of(books_of(ledger)))}
        kept = set(as_parquet(lines_of(books_of(ledger))).column("member").to_pylist())
    assert (shown, kept) == ({"'=SUM(A1)"}, {"=SUM(A1)"})


def test_parquet_has_days_instants_and_exact_amounts() -> None:
    with played() as ledger:
        found = as_parquet(lines_of(books_of(ledger)))
    assert found.schema.field("amount").type == pa.decimal128(38, 2)
    assert found.schema.field("date").type == pa.date32()
    assert found.schema.field("recorded_at").type == pa.timestamp("us", tz="UTC")
    (line,) = [
        row
        for row in found.to_pylist()
        if row["text"] == "Charged ch_3" and row["account"] == "Liabilities:Tax:Collected"
    ]
    assert (line["amount"], line["date"]) == (Decimal("-14.93"), date(2026, 2, 13))
    assert line["recorded_at"] == datetime(2026, 2, 13, 19, tzinfo=UTC)
    assert line["lot"] is None or isinstance(line["lot"], str)


def test_without_its_package_parquet_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        ParquetUnavailable, match=r"pip install 'memberledger\[parquet\]'"
    ) as missing:
        write_parquet(Flat((), iter(())), io.BytesIO())
    assert (missing.value.code, missing.value.extra) == ("parquet_unavailable", "parquet")
