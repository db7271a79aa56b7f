"""`memberledger mrr`: monthly recurring revenue, and what moved it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_json, print_table, say
from memberledger.values import format_amount

__all__ = ["register"]

_WORDS = {
    "start": "a month, from members who pay",
    "new": "first dues of who never paid before",
    "reactivation": "back after an end or a suspension",
    "expansion": "to a dearer plan or price",
    "resumed": "back from a pause",
    "contraction": "to a cheaper plan or price",
    "churn": "ended or suspended",
    "paused": "in a pause, kept apart from churn",
    "end": "start + the first four - the last three",
    "pool_start": "paused members at the start",
    "pool_end": "paused members at the end",
}


def mrr(
    desk: FrontDesk,
    first: Annotated[
        date | None,
        o.date_option("--from", help="The first day; the first of this month if left out."),
    ] = None,
    until: Annotated[
        date | None, o.date_option("--until", help="The first day after it; today if left out.")
    ] = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show monthly recurring revenue in a stretch of days, and every movement of it."""
    ledger = desk.ledger
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    figures = asdict(ledger.mrr(begins, last, known_on=known_on))
    money = {name: format_amount(value, ledger.currency) for name, value in figures.items()}
    if desk.as_json:
        about = {"practice": ledger.practice, "currency": ledger.currency}
        print_json({**about, "from": begins, "until": last, **money})
        return
    say(f"{ledger.practice} from {begins} until the start of {last}, in {ledger.currency} a month")
    say()
    rows = [(_title(name), money[name], words) for name, words in _WORDS.items()]
    print_table(["Movement", ">Amount", "What it is"], rows)


def _title(name: str) -> str:
    return name.replace("_", " at its ").capitalize()


def register(app: typer.Typer) -> None:
    """Add the question about recurring revenue."""
    app.command("mrr", rich_help_panel="Questions")(asks(mrr))
