"""`memberledger roster`, `balances`, `expiring`, `agenda`: everybody at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.cli.words import plain
from memberledger.projections.rows import BalanceRow, Expiring, RosterRow
from memberledger.values import format_amount
from memberledger.views.agenda import Due

__all__ = ["register"]

_ROSTER = ("member", *RosterRow._fields)
_BALANCES = ("member", *BalanceRow._fields)
_AMOUNTS = ("monthly_price", "next_charge_amount", "owed", "billing_credit")
_QUANTITIES = ("free", "reserved", "frozen", "expiring", "quantity")


def roster(
    desk: FrontDesk,
    tier: Annotated[str | None, typer.Option("--tier", help="Only this tier.")] = None,
    status: Annotated[
        Literal["active", "paused", "cancelled"] | None,
        typer.Option("--status", help="Only this status."),
    ] = None,
    standing: Annotated[
        Literal["good", "past_due", "suspended"] | None,
        typer.Option("--standing", help="Only this standing."),
    ] = None,
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Only charts that dunning flagged.")
    ] = False,
    expiring: Annotated[
        int | None,
        typer.Option(
            "--expiring",
            help="Only who loses something within so many days.",
            metavar="DAYS",
            min=0,
            max=36_500,
        ),
    ] = None,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
) -> None:
    """List members at a glance: tier, standing, balances, owed, next charge, when it ends.

    `--json` and `--csv` have all that is known of each: the rollover rule in words, the last
    refill, pauses, references.
    """
    ledger = desk.ledger
    day = as_of or known_on or ledger.today()
    rows = ledger.roster(
        tier=tier,
        status=status,
        standing=standing,
        flagged=True if flagged else None,
        expiring_by=None if expiring is None else day + timedelta(days=expiring),
        as_of=as_of,
        known_on=known_on,
    )
    facts = {"practice": ledger.practice, "currency": ledger.currency}
    told = [_member(member, row) for member, row in rows.items()]
    if desk.told({**facts, "members": told}, _ROSTER, told):
        return
    if not rows:
        say("No member is like that.")
        return
    columns = ["Member", "Tier", "Standing", "Balances", ">Owed", "!Next charge", "!Ends"]
    print_table(columns, [_line(member, row) for member, row in rows.items()])
    say()
    say(f"{len(rows)} member{'' if len(rows) == 1 else 's'}")


def _member(member: str, row: RosterRow) -> dict[str, Any]:
    facts = {"member": member, **row._asdict()}
    for name in _AMOUNTS:
        if facts[name] is not None:
            facts[name] = format_amount(facts[name], row.currency)
    return facts


def _line(member: str, row: RosterRow) -> tuple[object, ...]:
    states = [] if row.status == "active" else [plain(row.status)]
    if row.standing != "good" or not states:
        states.append(plain(row.standing))
    charge = None
    if row.next_charge_on is not None:
        amount = format_amount(row.next_charge_amount or 0, row.currency)
        charge = f"{row.next_charge_on}\n{amount}"
    return (
        member,
        row.tier,
        ", ".join(states) + (" !" if row.flagged else ""),
        row.balances.replace(", ", "\n"),
        format_amount(row.owed, row.currency),
        charge,
        row.cancels_on,
    )


def balances(
    desk: FrontDesk,
    member: Annotated[
        str | None, typer.Argument(help="One member; everybody if left out.", metavar="[MEMBER]")
    ] = None,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show what members have of each benefit: free, reserved, frozen, and what goes next."""
    ledger = desk.ledger
    if member is None:
        found = ledger.all_balances(as_of=as_of, known_on=known_on)
    else:
        found = {member: ledger.balances(member, as_of=as_of, known_on=known_on)}
    facts = {"practice": ledger.practice, "currency": ledger.currency}
    told = [
        _measured({"member": name, **row._asdict()}, ledger.currency)
        for name, rows in found.items()
        for row in rows.values()
    ]
    if desk.told({**facts, "balances": told}, _BALANCES, told):
        return
    if not told:
        say("Nothing was granted yet.")
        return
    columns = ["Member", "Benefit", ">Free", ">Reserved", ">Frozen", "Next to go"]
    print_table(columns, _balance_lines(told))


def _balance_lines(told: list[dict[str, Any]]) -> Iterator[tuple[object, ...]]:
    last = None
    for row in told:
        end = row["next_expiry_on"]
        yield (
            row["member"] if row["member"] != last else "",
            row["benefit"],
            row["free"],
            _some(row["reserved"]),
            _some(row["frozen"]),
            f"{row['expiring']} on {end}" if end is not None else "",
        )
        last = row["member"]


def _some(quantity: int | str) -> int | str:
    """Nothing is an empty cell, so that what there is stands out."""
    return quantity if str(quantity).strip("0.") else ""


def _measured(row: dict[str, Any], currency: str) -> dict[str, Any]:
    """The row with money as text, where it is money."""
    if row["kind"] != "value_credit":
        return row
    return {
        name: format_amount(value, currency) if name in _QUANTITIES else value
        for name, value in row.items()
    }


def expiring(
    desk: FrontDesk,
    within: Annotated[
        int, typer.Option("--within", help="Days from today.", metavar="DAYS", min=0, max=36_500)
    ] = 30,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
) -> None:
    """List who loses what by when, the first to go first; a date is the first day without it."""
    ledger = desk.ledger
    until = (as_of or known_on or ledger.today()) + timedelta(days=within)
    found = ledger.expiring(until, as_of=as_of, known_on=known_on)
    facts = {"practice": ledger.practice, "currency": ledger.currency, "until": until}
    told = [_measured(each._asdict(), ledger.currency) for each in found]
    if desk.told({**facts, "expiring": told}, Expiring._fields, told):
        return
    if not told:
        say(f"Nothing has its last day by {until}.")
        return
    rows = [(r["expires_on"], r["member"], r["benefit"], r["quantity"]) for r in told]
    print_table(["!Gone on", "Member", "Benefit", ">How much"], rows)


def agenda(
    desk: FrontDesk,
    until: Annotated[
        date | None, o.date_option("--until", help="Only what is due by this day.")
    ] = None,
) -> None:
    """List each member's next day with something due; `advance` touches only these members."""
    ledger = desk.ledger
    found = ledger.agenda(until)
    facts = {"practice": ledger.practice, "until": until}
    told = [each._asdict() for each in found]
    if desk.told({**facts, "agenda": told}, Due._fields, told):
        return
    if not found:
        say("Nothing is due." if until is None else f"Nothing is due by {until}.")
        return
    print_table(["!Due on", "Member"], found)
    today = ledger.today()
    late = sum(each.due_on <= today for each in found)
    if late:
        say()
        say(f"{late} of {len(found)} are due by today ({today}). To do it:")
        say(f"  {desk.place.command('advance')}")


def register(app: typer.Typer) -> None:
    """Add the questions about everybody."""
    for command in (roster, balances, expiring):
        asked = asks(command, table=True, views=True)
        app.command(command.__name__, rich_help_panel="Questions")(asked)
    app.command("agenda", rich_help_panel="Questions")(asks(agenda, table=True))
