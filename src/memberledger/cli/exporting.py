"""`memberledger export beancount`, `hledger`, `csv`, `parquet`, `jsonl`: for other programs."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.filing import new_file
from memberledger.cli.output import print_json, say
from memberledger.cli.progress import bar
from memberledger.exports import (
    Books,
    Flat,
    as_beancount,
    as_csv,
    as_hledger,
    as_jsonl,
    books_of,
    lines_of,
    table_of,
    write_parquet,
)
from memberledger.exports.books import Tell
from memberledger.values.currency import exponent

__all__ = ["register"]

Out = Annotated[
    Path | None,
    typer.Argument(help="The file to write; standard output if left out.", metavar="OUT"),
]
First = Annotated[
    date | None,
    o.date_option("--from", help="The first accounting date; the balances before are one entry."),
]
Through = Annotated[
    date | None, o.date_option("--through", help="The last accounting date; today if left out.")
]
TableName = Annotated[
    str | None,
    typer.Option("--table", help="A table of the views, such as roster, instead of the books."),
]


Written = Callable[[Books, Tell | None], Iterable[str]]
"""A journal of the books, in pieces of text."""


def _journal(written: Written, says: str) -> Callable[..., None]:
    """The command that writes the books as a journal of one kind, with its help."""

    def journal(
        desk: FrontDesk,
        out: Out = None,
        first: First = None,
        through: Through = None,
        known_on: o.KnownOn = None,
    ) -> None:
        window = _window(first, through, known_on)
        desk.bring_up()
        books = books_of(desk.ledger, **window)
        with bar("Exporting", "members") as tell:
            _write(desk, out, written(books, tell))

    journal.__doc__ = says
    return journal


beancount = _journal(
    as_beancount,
    "Write the books as a beancount file; `bean-check` finds our balances of every month.",
)
hledger = _journal(
    as_hledger, "Write the books as an hledger journal; hledger finds our balances of every month."
)


def as_table(
    desk: FrontDesk,
    out: Out = None,
    table: TableName = None,
    first: First = None,
    through: Through = None,
    known_on: o.KnownOn = None,
) -> None:
    """Write the lines of the books, or a table of the views, as CSV."""
    window = _window(first, through, known_on)
    desk.bring_up()
    with bar("Exporting", "members") as tell:
        _write(desk, out, as_csv(_flat(desk, table, window, tell)))


def parquet(
    desk: FrontDesk,
    out: Annotated[Path, typer.Argument(help="The file to write.", metavar="OUT")],
    table: TableName = None,
    first: First = None,
    through: Through = None,
    known_on: o.KnownOn = None,
) -> None:
    """Write the lines of the books, or a table of the views, as Parquet (the extra `parquet`)."""
    window = _window(first, through, known_on)
    desk.bring_up()
    with bar("Exporting", "members") as tell:
        flat = _flat(desk, table, window, tell)
        with new_file(out) as file:
            count = write_parquet(flat, file, exponent(desk.ledger.currency))
    if desk.as_json:
        print_json({"file": str(out), "rows": count})
    else:
        say(f"Wrote {out}: {count:,} rows.")


def jsonl(
    desk: FrontDesk,
    out: Out = None,
    after: Annotated[
        int,
        typer.Option("--after", help="Only events above this position.", metavar="POSITION"),
    ] = 0,
    known_on: o.KnownOn = None,
) -> None:
    """Write every event as it is stored, one JSON object a line, in the order recorded."""
    with bar("Exporting", "events") as tell:
        _write(desk, out, as_jsonl(desk.ledger, after=after, known_on=known_on, tell=tell))


def _window(
    first: date | None, through: date | None, known_on: date | None
) -> dict[str, date | None]:
    return {"first": first, "through": through, "known_on": known_on}


def _flat(
    desk: FrontDesk, table: str | None, window: dict[str, date | None], tell: Tell | None
) -> Flat:
    if table is None:
        return lines_of(books_of(desk.ledger, **window), tell)
    if any(day is not None for day in window.values()):
        message = "--from, --through and --known-on are of the books; a table is as it is now"
        raise typer.BadParameter(message)
    return table_of(desk.ledger, table, tell)


def _write(desk: FrontDesk, out: Path | None, pieces: Iterable[str]) -> None:
    """Write text to a new file and say so, or print it."""
    if out is None:
        if desk.as_json:
            raise typer.BadParameter("--json tells of a file: name one")
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        for piece in pieces:
            sys.stdout.write(piece)
        return
    size = 0
    with new_file(out) as file:
        for piece in pieces:
            size += file.write(piece.encode("utf-8", "replace"))
    if desk.as_json:
        print_json({"file": str(out), "bytes": size})
    else:
        say(f"Wrote {out}: {size:,} bytes.")


def register(app: typer.Typer) -> None:
    """Add the group `export`."""
    export = typer.Typer(no_args_is_help=True, help="Write the ledger for other programs.")
    export.command("beancount")(asks(beancount))
    export.command("hledger")(asks(hledger))
    export.command("csv")(asks(as_table))
    export.command("parquet")(asks(parquet))
    export.command("jsonl")(asks(jsonl))
    app.add_typer(export, name="export", rich_help_panel="Questions")
