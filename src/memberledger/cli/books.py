"""`memberledger accounts`, `journal`, `roll-forward`: the double-entry books."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_json, print_table, say
from memberledger.values import format_amount

__all__ = ["register"]

_WORDS = {
    "opening": "deferred at the beginning",
    "collected": "paid, net of tax",
    "on_redemption": "earned by use, net of reversals",
    "over_time": "earned by the days of access",
    "at_charge": "earned when it was paid",
    "fees": "earned at once or over days",
    "breakage": "lapsed and forfeited",
    "reversed": "earned before, and given back since",
    "refunded": "gone back, net of tax",
    "closing": "deferred at the end",
}
_LEAVES = frozenset({"on_redemption", "over_time", "at_charge", "fees", "breakage", "refunded"})


def accounts(desk: FrontDesk, as_of: o.AsOf = None, known_on: o.KnownOn = None) -> None:
    """Show the balance of every account at the start of a day; debits and credits are equal."""
    ledger = desk.ledger
    day = as_of or known_on or ledger.today()
    found = ledger.accounts(as_of=as_of, known_on=known_on)
    if desk.as_json:
        about = {"practice": ledger.practice, "currency": ledger.currency, "as_of": day}
        amounts = {name: format_amount(n, ledger.currency) for name, n in found.items()}
        print_json({**about, "accounts": amounts})
        return
    say(f"{ledger.practice} at the start of {day}, in {ledger.currency}")
    say()
    rows = [(name, *_sides(amount, ledger.currency)) for name, amount in found.items()]
    debits = sum(amount for amount in found.values() if amount > 0)
    total = format_amount(debits, ledger.currency)
    print_table(["Account", ">Debit", ">Credit"], [*rows, ("", total, total)])


def _sides(amount: int, currency: str) -> tuple[str, str]:
    shown = format_amount(abs(amount), currency)
    return (shown, "") if amount > 0 else ("", shown)


def journal(
    desk: FrontDesk,
    member: o.Member,
    through: Annotated[
        date | None, o.date_option("--through", help="The last day; today if left out.")
    ] = None,
) -> None:
    """Show a member's money as balanced entries, each with the events it is made of."""
    ledger = desk.ledger
    entries = ledger.journal(member, through=through)
    if desk.as_json:
        told = [
            {
                "date": entry.on,
                "text": entry.text,
                "events": list(entry.versions),
                "lines": [
                    {"account": account, "amount": format_amount(amount, ledger.currency)}
                    for account, amount in entry.lines
                ],
            }
            for entry in entries
        ]
        print_json({"member": member, "currency": ledger.currency, "entries": told})
        return
    rows: list[tuple[object, ...]] = []
    for entry in entries:
        events = ", ".join(f"#{version}" for version in entry.versions)
        rows.append((entry.on, entry.text, events, "", ""))
        for account, amount in entry.lines:
            rows.append(("", f"  {account}", "", *_sides(amount, ledger.currency)))
    print_table(["!Date", "What", "!Events", ">Debit", ">Credit"], rows)


def roll_forward(
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
    """Show how deferred revenue moved: opening, what came, what was earned or went, closing."""
    ledger = desk.ledger
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    found = ledger.roll_forward(begins, last, known_on=known_on)
    currency = ledger.currency
    if desk.as_json:
        figures = {name: format_amount(getattr(found, name), currency) for name in _WORDS}
        parts = {
            account: {name: format_amount(n, currency) for name, n in part._asdict().items()}
            for account, part in found.by_account.items()
        }
        about = {"practice": ledger.practice, "currency": currency, "from": begins, "until": last}
        print_json({**about, **figures, "accounts": parts})
        return
    say(f"{ledger.practice} from {begins} until the start of {last}, in {currency}")
    say()
    rows = []
    for name, words in _WORDS.items():
        amount = getattr(found, name) * (-1 if name in _LEAVES else 1)
        rows.append((name.capitalize().replace("_", " "), format_amount(amount, currency), words))
    print_table(["Deferred", ">Amount", "What it is"], rows)
    say()
    columns = ["Of it", ">Opening", ">Added", ">Earned", ">Breakage", ">Given back", ">Closing"]
    print_table(
        columns,
        [
            (account.rpartition(":")[2], *(format_amount(amount, currency) for amount in part))
            for account, part in found.by_account.items()
        ],
    )


def register(app: typer.Typer) -> None:
    """Add the questions to the books."""
    panel = "Questions"
    app.command("accounts", rich_help_panel=panel)(asks(accounts, views=True))
    app.command("journal", rich_help_panel=panel)(asks(journal))
    app.command("roll-forward", rich_help_panel=panel)(asks(roll_forward, views=True))
