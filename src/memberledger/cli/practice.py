"""`memberledger open` and `plans`: a practice and what it sells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk
from memberledger.cli.output import print_json, print_table, say
from memberledger.cli.place import Place
from memberledger.cli.words import plan_json, plan_row
from memberledger.files import read_yaml
from memberledger.ledger import Ledger
from memberledger.scenarios.reading import read_practice
from memberledger.store import without_password

__all__ = ["plans", "register"]


def open_practice(
    file: Annotated[Path, typer.Argument(help="A file with `practice` and `plans`.")],
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    practice: o.PracticeName = "main",
    as_json: o.Json = False,
) -> None:
    """Open a practice and put its plans on sale; the same file again changes nothing.

    The ledger is made where there is none. A plan's new terms need a new version, which reaches
    nobody who is enrolled already.
    """
    facts = read_practice(read_yaml(file), str(file))
    shown = without_password(ledger)
    with Ledger.open(ledger, practice) as opened:
        before = opened.event_count
        opened.open_practice(
            facts.timezone,
            facts.currency,
            facts.plans,
            locations=facts.locations,
            catalogue=facts.catalogue,
        )
        changed = opened.event_count > before
        if as_json:
            print_json({"ledger": shown, "changed": changed, **_plans_json(opened)})
            return
        word = "is open in" if changed else "was open already in"
        say(f"The practice {practice} {word} {shown} ({opened.timezone}, {opened.currency}).")
        say()
        _print_plans(opened)
        first = next(iter(opened.plans))
        say()
        say("To enroll a member:")
        say(f"  {Place(ledger, practice).command('enroll', 'MEMBER', first)}")


def plans(desk: FrontDesk) -> None:
    """List the plans on sale, with their price and what they give."""
    if desk.as_json:
        print_json(_plans_json(desk.ledger))
    else:
        _print_plans(desk.ledger)


def _plans_json(ledger: Ledger) -> dict[str, object]:
    currency = ledger.currency
    return {
        "practice": ledger.practice,
        "timezone": ledger.timezone,
        "currency": currency,
        "plans": [plan_json(plan, currency) for plan in ledger.plans.values()],
    }


def _print_plans(ledger: Ledger) -> None:
    rows = [plan_row(plan, ledger.currency) for plan in ledger.plans.values()]
    print_table(["Plan", ">Price", "Cycle", "Benefits"], rows)


def register(app: typer.Typer) -> None:
    """Add the commands of a practice."""
    panel = "The practice"
    app.command("open", rich_help_panel=panel)(open_practice)
