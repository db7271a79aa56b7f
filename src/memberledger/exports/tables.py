"""Flat tables: the lines of the books, or a table of a view; and any of them as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from memberledger.exports.books import BookEntry, Books, Tell
from memberledger.exports.cells import cell
from memberledger.ledger import Ledger
from memberledger.ledger.checking import invalid
from memberledger.values import format_amount

__all__ = ["Flat", "as_csv", "lines_of", "pages", "table_of"]

_PAGE = 200
_LINES: tuple[tuple[str, type], ...] = (
    ("practice", str),
    ("member", str),
    ("entry", int),
    ("date", date),
    ("text", str),
    ("account", str),
    ("amount", Decimal),
    ("currency", str),
    ("event", str),
    ("events", str),
    ("effective", date),
    ("recorded_at", datetime),
    ("bill", str),
    ("lot", str),
    ("charge", str),
)


@dataclass(frozen=True, slots=True)
class Flat:
    """A table with rows that come as they are asked for, once.

    Attributes:
        columns: each with the kind of its values: str, int, bool, date, datetime or Decimal.
        rows: a value for each column, None where there is none.
    """

    columns: tuple[tuple[str, type], ...]
    rows: Iterator[tuple[Any, ...]]


def lines_of(books: Books, tell: Tell | None = None) -> Flat:
    """Every line of every entry, debit positive, in major units with all decimals.

    What was brought forward is entry 0, of no member.

    Args:
        books: what to write.
        tell: told how many members are done.
    """
    return Flat(_LINES, _lines(books, tell))


def _lines(books: Books, tell: Tell | None) -> Iterator[tuple[Any, ...]]:
    text = "Balances brought forward"
    for account, amount in books.brought.items():
        money = Decimal(format_amount(amount, books.currency)), books.currency
        head = (books.practice, None, 0, books.brought_on, text)
        yield (*head, account, *money, *[None] * 7)
    for each in books.entries(tell):
        yield from _lines_of(books, each)


def _lines_of(books: Books, each: BookEntry) -> Iterator[tuple[Any, ...]]:
    entry = each.entry
    head = (books.practice, each.member, each.number, entry.on, entry.text)
    about = (
        _joined(each.events),
        _joined(entry.versions),
        entry.effective_on,
        each.recorded_at,
        _joined(entry.bills),
        _joined(entry.lots),
        _joined(entry.charges),
    )
    for account, amount in entry.lines:
        money = Decimal(format_amount(amount, books.currency))
        yield (*head, account, money, books.currency, *about)


def _joined(values: Iterable[Any]) -> str | None:
    return "; ".join(map(str, values)) or None


def table_of(ledger: Ledger, name: str, tell: Tell | None = None) -> Flat:
    """A table of a view as it is now; amounts in it are minor units.

    Args:
        ledger: open.
        name: such as `roster` or `journal`; another one's refusal lists them.
        tell: told how many members are done.

    Raises:
        Refused: `invalid`, there is no table of this name.
        ViewFailed: its view stopped at an event it could not take.
    """
    from memberledger.views.pages import TABLES, columns_of

    if name not in TABLES:
        known = sorted(TABLES)
        raise invalid(f"no table {name!r}; there are: {', '.join(known)}", known=known)
    return Flat(columns_of(name), _pages(ledger, name, tell))


def _pages(ledger: Ledger, name: str, tell: Tell | None) -> Iterator[tuple[Any, ...]]:
    from memberledger.views.pages import rows_of

    members = ledger.members()
    for n in range(0, len(members), _PAGE):
        page = members[n : n + _PAGE]
        yield from rows_of(ledger.views, ledger.practice, name, page)
        if tell is not None:
            tell(n + len(page), len(members))


def as_csv(table: Flat) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180): names first; text that looks like a formula is guarded.

    Args:
        table: what to write.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in table.columns])
    for row in table.rows:
        yield out.getvalue()
        out.seek(0)
        out.truncate()
        writer.writerow([cell(value) for value in row])
    yield out.getvalue()


def pages(rows: Iterable[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Rows by so many at a time."""
    page: list[tuple[Any, ...]] = []
    for row in rows:
        page.append(row)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
