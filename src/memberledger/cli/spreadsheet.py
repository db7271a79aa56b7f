"""Tables as CSV, for spreadsheets: RFC 4180 in UTF-8, a header first, one line for each row.

A cell that a spreadsheet would take for a formula is guarded: see `memberledger.exports.cells`. A
program that wants every value as it is takes `--json`.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from memberledger.cli.output import print_json
from memberledger.exports.cells import cell

__all__ = ["CSV", "print_csv", "told"]

CSV = "Print CSV, for a spreadsheet, instead of a table."


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
    writer.writerows([cell(_at(row, column)) for column in columns] for row in rows)


def _at(row: Mapping[str, Any], column: str) -> Any:
    value: Any = row
    for name in column.split("."):
        if value is None:
            return None
        value = value[name]
    return value
