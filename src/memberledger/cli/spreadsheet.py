"""Tables as CSV, for spreadsheets: RFC 4180 in UTF-8, a header first, one line for each row.

Whoever writes to a ledger chooses the text in it, and a spreadsheet takes a cell that begins with
`=`, `+`, `-` or `@` for a formula. So text like that gets a `'` in front, which spreadsheets read
as "this is text". Plain numbers, negative ones too, stay numbers. A program that wants every value
as it is takes `--json`.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import typer

from memberledger.cli.output import print_json, printable

__all__ = ["CSV", "print_csv", "told"]

CSV = "Print CSV, for a spreadsheet, instead of a table."

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - wide ones count too
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def told(
    facts: Mapping[str, Any],
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    as_json: bool,
    as_csv: bool,
) -> bool:
    """Print `facts` as JSON or a table as CSV, if one of them was asked for; whether it was."""
    if as_json and as_csv:
        raise typer.BadParameter("take --json or --csv, not both")
    if as_json:
        print_json(facts)
    elif as_csv:
        print_csv(columns, rows)
    return as_json or as_csv


def print_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows of plain data.

    Args:
        columns: what to print, in order; `next_charge.date` is the `date` within `next_charge`.
        rows: as `--json` has them. None is an empty cell, and a list is joined by `; `.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(_at(row, column)) for column in columns] for row in rows)


def _at(row: Mapping[str, Any], column: str) -> Any:
    value: Any = row
    for name in column.split("."):
        if value is None:
            return None
        value = value[name]
    return value


def _cell(value: Any) -> str:
    """The text of a cell, guarded."""
    text = printable(_text(value))
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value)
    return str(value)
