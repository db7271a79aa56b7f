"""`memberledger mirror`: the leaks in the exports a practice already has."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from memberledger.cli.loading import load_policies
from memberledger.cli.options import PoliciesAt
from memberledger.cli.output import JSON, console, print_json, printable
from memberledger.errors import LedgerError
from memberledger.integrations.mirror import Folder, Report, mirror, read_folder
from memberledger.policies.own import Policies
from memberledger.store import without_password
from memberledger.values import format_amount

__all__ = ["mirror_command"]

_WORDS = {
    "declined_not_recovered": "dues declined and never recovered",
    "not_billed": "dues that nobody charged",
    "billed_wrong_amount": "charged another amount than was due",
    "billed_after_cancellation": "charged after the membership ended",
    "billed_while_paused": "charged while paused",
    "billed_twice": "charged twice for the same dues",
    "unmatched_charge": "charges that fit nothing owed",
    "redeemed_twice": "the same visit redeemed twice",
    "redeemed_without_balance": "redeemed more than there was",
    "redemption_refused": "redemptions the rules refuse",
    "change_refused": "changes the rules refuse",
    "balance_disagrees": "balances that differ from the spreadsheet",
    "unknown_member": "rows of unknown members",
    "unknown_plan": "rows of unknown plans",
    "unreadable_row": "rows that can't be read",
}


def mirror_command(
    folder: Annotated[Path, typer.Argument(help="The folder of exports.")],
    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger", help="The ledger: a file or a URL; default <folder's name>.db, here."
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Look from this day; default the last date."),
    ] = None,
    policies: PoliciesAt = None,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit status 1 if anything was found.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List every finding, not the first of each kind.")
    ] = False,
) -> None:
    """Play a practice's exports into a ledger and report the leaks; nothing is switched on."""
    exports = read_folder(folder)
    place = _place(ledger or f"{folder.resolve().name}.db")
    day = as_of.date() if as_of else None
    report = _run(exports, place, day, load_policies(policies), quiet=as_json)
    if as_json:
        print_json(report.as_json())
    else:
        _show(report, without_password(str(place)), every=every)
    if strict and report.findings:
        raise typer.Exit(1)


def _place(ledger: str) -> Path | str:
    """The path of a file, or the address of a database."""
    if "://" in ledger and not ledger.startswith("sqlite:///"):
        return ledger
    path = Path(ledger.removeprefix("sqlite:///"))
    if not path.parent.is_dir():
        raise LedgerError(f"{path.parent}: no such folder for the ledger")
    return path


def _run(
    exports: Folder,
    place: Path | str,
    as_of: date | None,
    policies: Policies,
    *,
    quiet: bool,
) -> Report:
    if quiet or not console.is_terminal:
        return mirror(exports, place, as_of=as_of, policies=policies)
    columns = (TextColumn("Playing the exports"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TextColumn("members"), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        return mirror(
            exports,
            place,
            as_of=as_of,
            policies=policies,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _show(report: Report, shown: str, *, every: bool) -> None:
    console.print(
        f"[bold]{len(report.findings)} findings[/] among {report.members} members "
        f"as of {report.as_of}  ({report.events} events in {shown})",
        soft_wrap=True,
    )
    if not report.findings:
        console.print("The exports agree with what each member owed and was owed.")
        return
    console.print(_summary(report))
    calls = _to_call(report)
    if calls is not None:
        console.print(calls)
    console.print(_list(report, every=every))
    if not every:
        console.print("The first of each kind is shown; --all lists every finding.", style="dim")


def _summary(report: Report) -> Table:
    table = Table(title="What leaks", title_justify="left", box=None, pad_edge=False)
    table.add_column("how many", justify="right")
    table.add_column(f"at stake ({report.currency})", justify="right")
    table.add_column("what", overflow="fold")
    counts: dict[str, int] = {}
    for finding in report.findings:
        counts[finding.finding] = counts.get(finding.finding, 0) + 1
    stake = report.at_stake
    for kind in sorted(counts, key=lambda kind: (-stake.get(kind, 0), -counts[kind], kind)):
        money = format_amount(stake[kind], report.currency) if kind in stake else "-"
        table.add_row(str(counts[kind]), money, f"{_WORDS.get(kind, kind)}  [dim]{kind}[/]")
    return table


def _to_call(report: Report) -> Table | None:
    """Members whose dues were declined and not recovered, the largest sum first."""
    owed: dict[str, tuple[int, date]] = {}
    for finding in report.findings:
        if finding.finding == "declined_not_recovered" and finding.member and finding.date:
            amount, since = owed.get(finding.member, (0, finding.date))
            owed[finding.member] = (amount + (finding.amount or 0), min(since, finding.date))
    if not owed:
        return None
    table = Table(title="Who to call first", title_justify="left", box=None, pad_edge=False)
    table.add_column("member", overflow="fold")
    table.add_column(f"owes ({report.currency})", justify="right")
    table.add_column("since")
    ranked = sorted(owed.items(), key=lambda item: (-item[1][0], item[1][1], item[0]))
    for member, (amount, since) in ranked[:10]:
        table.add_row(Text(printable(member)), format_amount(amount, report.currency), str(since))
    return table


def _list(report: Report, *, every: bool) -> Table:
    table = Table(title="Findings", title_justify="left", box=None, pad_edge=False)
    for name in ("date", "member", "detail", "where"):
        table.add_column(name, overflow="fold")
    shown: set[str] = set()
    for finding in report.findings:
        if not every and finding.finding in shown:
            continue
        shown.add(finding.finding)
        table.add_row(
            str(finding.date or "-"),
            Text(printable(finding.member or "-")),
            Text.assemble((finding.finding, "dim"), "\n", printable(finding.detail)),
            Text(printable(finding.source)),
        )
    return table
