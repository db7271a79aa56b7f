"""How the command line speaks: tables for people, JSON for programs, errors in one line."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from memberledger.errors import LedgerError, Refused
from memberledger.exports.cells import printable

__all__ = [
    "JSON",
    "complain",
    "console",
    "print_json",
    "print_rows",
    "print_table",
    "printable",
    "say",
]

console = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)

JSON = "Print JSON instead of a table."


def print_json(value: Any) -> None:
    """Print plain JSON, dates as ISO 8601."""
    sys.stdout.write(json.dumps(value, indent=2, default=_plain, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    return str(value)


def say(line: str = "", style: str = "") -> None:
    """One line for people, as it is: no markup, no wrapping."""
    console.print(Text(printable(line), style), soft_wrap=True)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people; a column that starts with > is aligned right, with ! never wrapped.

    None is an empty cell, and a cell with several lines may wrap each of them.
    """
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for column in columns:
        table.add_column(
            column.lstrip(">!"),
            justify="right" if ">" in column[:2] else "left",
            no_wrap="!" in column[:2],
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console.print(table)


def print_rows(rows: Iterable[tuple[str, str]]) -> None:
    """Headings with the text that belongs to each, wrapped beside it."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for heading, text in rows:
        table.add_row(Text(printable(heading), "dim"), _cell(text))
    console.print(table)


def _cell(value: Any) -> Text:
    if value is None:
        return Text("")
    return Text("\n".join(printable(line) for line in str(value).split("\n")))


def complain(error: LedgerError) -> None:
    """One line on standard error: the code and what to do."""
    code = error.reason if isinstance(error, Refused) else error.code
    line = Text.assemble((code, "bold red"), ": ", printable(error.message))
    _errors.print(line, soft_wrap=True)
