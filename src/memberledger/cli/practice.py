"""`memberledger open`, `practices` and `plans`: the practices of a ledger and what they sell."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk
from memberledger.cli.loading import load_policies
from memberledger.cli.output import print_json, print_table, say
from memberledger.cli.place import Place, require_ledger
from memberledger.cli.spreadsheet import told
from memberledger.cli.words import benefit_in_words, plan_json, plan_row
from memberledger.files import read_yaml
from memberledger.ledger import Ledger, PracticeLine
from memberledger.scenarios.reading import read_practice
from memberledger.store import without_password

__all__ = ["plans", "practices", "register"]


def open_practice(
    file: Annotated[Path, typer.Argument(help="A file with `practice` and `plans`.")],
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    practice: o.PracticeName = "main",
    policies: o.PoliciesAt = None,
    as_json: o.Json = False,
) -> None:
    """Open a practice and put its plans on sale; the same file again changes nothing.

    The ledger is made where there is none. A plan's new terms need a new version, which reaches
    nobody who is enrolled already.
    """
    facts = read_practice(read_yaml(file), str(file))
    shown = without_password(ledger)
    with Ledger.open(ledger, practice, policies=load_policies(policies)) as opened:
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
        place = Place(ledger, practice, policies=policies)
        say(f"  {place.command('enroll', 'MEMBER', first)}")


def plans(desk: FrontDesk) -> None:
    """List the plans on sale, with their price and what they give."""
    currency = desk.ledger.currency
    rows = [
        {
            **plan_json(plan, currency),
            "gives": [benefit_in_words(benefit, currency) for benefit in plan.benefits],
        }
        for plan in desk.ledger.plans.values()
    ]
    if not desk.told(_plans_json(desk.ledger), _PLAN, rows):
        _print_plans(desk.ledger)


_PLAN = ("plan", "name", "version", "price", "cycle", "enrollment_fee", "gives")


def practices(
    ledger: o.LedgerAt = o.DEFAULT_LEDGER, *, as_json: o.Json = False, as_csv: o.Csv = False
) -> None:
    """List the practices that share the ledger: currency, time zone, and how many ever enrolled."""
    require_ledger(ledger, f"memberledger open FILE.yaml --ledger {without_password(ledger)}")
    with Ledger.open(ledger) as opened:
        rows = [asdict(line) for line in opened.practices()]
    columns = tuple(field.name for field in fields(PracticeLine))
    facts = {"ledger": without_password(ledger), "practices": rows}
    if told(facts, columns, rows, as_json=as_json, as_csv=as_csv):
        return
    if not rows:
        say("No practice was opened here yet.")
        return
    print_table(
        ["Practice", "Currency", "Time zone", "Rung", ">Members"],
        [tuple(row[name] for name in columns) for row in rows],
    )


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
    app.command("practices", rich_help_panel=panel)(practices)
