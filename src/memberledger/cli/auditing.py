"""`memberledger audit check`: every figure of a ledger recomputed, and what does not agree."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from memberledger.audit import CHECKS, Report, run_checks
from memberledger.cli import options as o
from memberledger.cli.helping import Processes, how_many
from memberledger.cli.output import print_json, print_table, say
from memberledger.cli.place import require_ledger
from memberledger.cli.progress import bar
from memberledger.ledger.ledger import registry
from memberledger.store import open_store

__all__ = ["check_ledger"]

_SHOWN_OF_EACH = 20


def check_ledger(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which checks; all if none.")
    ] = None,
    *,
    ledger: o.LedgerAt = o.DEFAULT_LEDGER,
    as_json: o.Json = False,
    processes: Processes = None,
    as_list: Annotated[bool, typer.Option("--list", help="List the checks instead.")] = False,
) -> None:
    """Check the whole ledger, every practice in it: events, units, money, index, views.

    Nothing is changed. Exit status 1 when anything is found, 2 when the ledger can't be read.
    """
    if as_list:
        _list(as_json=as_json)
        return
    require_ledger(ledger)
    with open_store(ledger, registry()) as store, bar("Checking", "events", quiet=as_json) as tell:
        many = how_many(processes, store)
        report = run_checks(store, names or (), tell, processes=many)
    if as_json:
        print_json(report)
    else:
        _show(report)
    if report.findings:
        raise typer.Exit(1)


def _list(*, as_json: bool) -> None:
    if as_json:
        print_json({name: check.what() for name, check in CHECKS.items()})
    else:
        print_table(["!Check", "What it proves"], [(n, c.what()) for n, c in CHECKS.items()])


def _show(report: Report) -> None:
    say(
        f"{report.events:,} events of {report.streams:,} histories were checked, up to position "
        f"{report.position}: {', '.join(report.checked)}."
    )
    if report.scores:
        say()
        rows = [(name, f"{s.good:,} of {s.of:,}") for name, s in report.scores.items()]
        print_table(["!Score", ">!"], rows)
    say()
    if not report.findings:
        say("Nothing was found.")
        return
    _show_findings(report)


def _show_findings(report: Report) -> None:
    found = Counter(finding.rule for finding in report.findings)
    told: Counter[str] = Counter()
    rows = []
    for finding in report.findings:
        told[finding.rule] += 1
        if told[finding.rule] <= _SHOWN_OF_EACH:
            rows.append((finding.rule, finding.position or None, finding.message))
    print_table(["!Check", ">!Position", "Finding"], rows)
    say()
    say(", ".join(f"{count:,} of {rule}" for rule, count in found.items()) + ".")
    if any(count > _SHOWN_OF_EACH for count in found.values()):
        say(f"The first {_SHOWN_OF_EACH} of each are shown; --json gives all.")
    advice = {(finding.rule, finding.advice) for finding in report.findings}
    say()
    for rule, what in sorted(advice):
        say(f"What to do about {rule}: {what}.")
