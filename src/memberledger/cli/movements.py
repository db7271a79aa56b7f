"""`memberledger movements`: why a balance is what it is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.projections import EntitlementMovement
from memberledger.values import format_amount

__all__ = ["register"]


def movements(
    desk: FrontDesk,
    member: o.Member,
    benefit: Annotated[
        str | None, typer.Argument(help="One benefit; all if left out.", metavar="[BENEFIT]")
    ] = None,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
) -> None:
    """Tell every change of a member's balances, and the event that made each."""
    moved = desk.ledger.movements(member, benefit, as_of=as_of, known_on=known_on)
    money = desk.ledger.member(member).money
    currency = desk.ledger.currency

    def shown(movement: EntitlementMovement, quantity: int) -> str:
        return format_amount(quantity, currency) if movement.benefit in money else str(quantity)

    told = [_json(m, shown) for m in moved]
    if desk.told({"member": member, "movements": told}, _COLUMNS, told):
        return
    if not moved:
        say("Nothing was granted yet.")
        return
    rows = [
        (m.version, m.on, m.benefit, m.lot, m.kind, shown(m, m.quantity), shown(m, m.balance))
        for m in moved
    ]
    columns = [">#", "!Day", "Benefit", ">Lot", "What", ">How much", ">Balance"]
    print_table(columns, rows)
    say()
    say(f"# is the event in `{desk.place.command('history', member)}`")


def _json(movement: EntitlementMovement, shown: Any) -> dict[str, Any]:
    plain = movement._asdict()
    return plain | {
        name: shown(movement, plain[name]) for name in ("quantity", "change", "balance")
    }


_COLUMNS = EntitlementMovement._fields


def register(app: typer.Typer) -> None:
    """Add the question about a balance."""
    app.command("movements", rich_help_panel="Questions")(asks(movements, table=True, views=True))
