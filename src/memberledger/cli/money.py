"""`memberledger revenue` and `quote`: the practice's money, and what a member pays today."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.errors import Refused
from memberledger.policies.quoting import Item, Quote, QuoteLine
from memberledger.values import format_amount, parse_amount

__all__ = ["register"]

_ITEM = re.compile(r"([^=]+)=([0-9.]+)(?:x([0-9]{1,6}))?")

_FIGURES = {
    "collected": "money that cards paid",
    "recognised": "earned, breakage included",
    "breakage": "earned since it was never used",
    "deferred": "paid, not yet earned; billing credit included",
    "refunded": "gone back, disputes lost included",
}


def revenue(desk: FrontDesk, as_of: o.AsOf = None, known_on: o.KnownOn = None) -> None:
    """Show the practice's money at the start of a day, from what is recorded by then."""
    ledger = desk.ledger
    day = as_of or known_on or ledger.today()
    figures = asdict(ledger.revenue(as_of=as_of, known_on=known_on))
    money = {name: format_amount(value, ledger.currency) for name, value in figures.items()}
    facts = {"practice": ledger.practice, "currency": ledger.currency, "as_of": day, **money}
    if desk.told(facts, tuple(facts), [facts]):
        return
    say(f"{ledger.practice} at the start of {day}, in {ledger.currency}")
    say()
    rows = [(name.capitalize(), money[name], words) for name, words in _FIGURES.items()]
    print_table(["Figure", ">Amount", "What it is"], rows)
    say()
    say("collected = recognised + deferred + refunded")


def quote(
    desk: FrontDesk,
    member: o.Member,
    items: Annotated[
        list[str],
        typer.Argument(help="service=price, or service=pricexN for several.", metavar="ITEM..."),
    ],
    on_sale: Annotated[
        list[str] | None,
        typer.Option("--on-sale", help="A service whose price is a sale price.", metavar="SERVICE"),
    ] = None,
) -> None:
    """Say what a member pays for services today, such as `botox=12.00x20`; nothing is changed."""
    currency = desk.ledger.currency
    asked = [_item(text, currency) for text in items]
    sold = on_sale or []
    if unknown := set(sold) - {item.service for item in asked}:
        raise Refused("invalid", f"{min(unknown)} is on sale, but is no item; name it as one")
    found = desk.ledger.quote(
        member, [replace(item, on_sale=item.service in sold) for item in asked]
    )
    facts = _quote_json(found, currency)
    if desk.told({"member": member, "currency": currency, **facts}, _LINE, facts["lines"]):
        return
    rows = [_row(line, currency) for line in found.lines]
    print_table(["Service", ">Units", "Covered by", ">Each", "Lowered by", ">Due"], rows)
    say()
    for benefit, amount in found.credits:
        say(f"  {format_amount(amount, currency)} is paid by {benefit}")
    full = format_amount(found.full_price, currency)
    say(f"To pay: {format_amount(found.total, currency)} {currency} (without a membership {full})")
    for perk in found.perks:
        say(f"  {perk}")


_LINE = ("service", "quantity", "unit_price", "lowered_by", "due")
"""What `--csv` has of a quote: its lines."""


def _item(text: str, currency: str) -> Item:
    match = _ITEM.fullmatch(text)
    if match is None:
        raise Refused(
            "invalid",
            f"{text!r} is not an item; write facial=150.00, or botox=12.00x20",
            value=text,
        )
    try:
        return Item(match[1], parse_amount(match[2], currency), int(match[3] or 1))
    except ValueError as error:
        raise Refused("invalid", f"{text}: {error}", value=text) from None


def _row(line: QuoteLine, currency: str) -> tuple[object, ...]:
    covered = ", ".join(f"{units} {benefit}" for benefit, units in line.covered)
    each = format_amount(line.unit_price, currency)
    due = format_amount(line.due, currency)
    by = [", ".join(line.lowered_by)] if line.lowered_by else []
    by += [f"{part.units} with {', '.join(part.lowered_by)}" for part in line.metered]
    return line.service, line.quantity, covered, each, "; ".join(by), due


def _quote_json(found: Quote, currency: str) -> dict[str, Any]:
    return {
        "lines": [
            {
                "service": line.service,
                "quantity": line.quantity,
                "covered": [{"benefit": b, "units": units} for b, units in line.covered],
                "unit_price": format_amount(line.unit_price, currency),
                "lowered_by": list(line.lowered_by),
                "metered": [
                    {
                        "units": part.units,
                        "takes": list(part.takes),
                        "lowered_by": list(part.lowered_by),
                        "due": format_amount(part.due, currency),
                    }
                    for part in line.metered
                ],
                "due": format_amount(line.due, currency),
            }
            for line in found.lines
        ],
        "credits": [
            {"benefit": b, "amount": format_amount(amount, currency)} for b, amount in found.credits
        ],
        "total": format_amount(found.total, currency),
        "full_price": format_amount(found.full_price, currency),
        "perks": list(found.perks),
    }


def register(app: typer.Typer) -> None:
    """Add the questions about money."""
    panel = "Questions"
    app.command("revenue", rich_help_panel=panel)(asks(revenue, table=True))
    app.command("quote", rich_help_panel=panel)(asks(quote, table=True, ahead=True))
