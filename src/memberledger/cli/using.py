"""What members do with benefits: `redeem`, `reserve`, `release`, `reverse`, `adjust`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.card import measure
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.output import say
from memberledger.cli.telling import tell
from memberledger.errors import Refused
from memberledger.ledger import RedemptionReceipt
from memberledger.projections import MemberCard
from memberledger.values import format_amount

__all__ = ["register"]

By = Annotated[
    str | None,
    typer.Option("--by", help="Who shares it, or a guest.", metavar="PERSON"),
]


def redeem(
    desk: FrontDesk,
    member: o.Member,
    benefit: o.Benefit,
    quantity: o.Quantity = None,
    amount: o.Amount = None,
    performed: Annotated[
        date | None, o.date_option("--performed", help="The day it was done, if earlier.")
    ] = None,
    by: By = None,
    at: o.At = None,
    service: o.Service = None,
    price: Annotated[
        str | None,
        typer.Option(
            "--price",
            help="Of the service today, where a unit pays a part of it.",
            metavar="AMOUNT",
        ),
    ] = None,
) -> None:
    """Use a benefit: one unit, `--quantity` units, or an `--amount` of money.

    With the key of a reservation, what was reserved is used.
    """
    done = desk.ledger.redeem(
        member,
        benefit,
        quantity=quantity,
        amount=amount,
        performed_on=performed,
        by=by,
        at=at,
        service=service,
        price=price,
        **desk.who,
    )
    card = desk.ledger.member(member)
    tell(desk, done, facts=_json(done, card))
    if not desk.as_json:
        _say_lots(done, card)


def _say_lots(done: RedemptionReceipt, card: MemberCard) -> None:
    for use in done.lots:
        end = f"expires {use.expires_on}" if use.expires_on else "does not expire"
        taken = measure(card, done.benefit, use.quantity)
        say(f"  {taken} from lot {use.lot}, granted {use.granted_on}, {end}")
    if done.fee is not None:
        say(f"  To pay: a fee of {format_amount(done.fee, card.currency)}")
    elif done.value is not None and done.rest is not None:
        paid, rest = (format_amount(part, card.currency) for part in (done.value, done.rest))
        say(f"  It pays {paid} of {done.service}; to pay: {rest}")
    say(f"Left of {done.benefit}: {measure(card, done.benefit, done.left)}")


def _json(done: RedemptionReceipt, card: MemberCard) -> dict[str, Any]:
    def quantity(value: int) -> int | str:
        return measure(card, done.benefit, value) if done.benefit in card.money else value

    return {
        "redemption": done.redemption,
        "benefit": done.benefit,
        "quantity": quantity(done.quantity),
        "lots": [
            {
                "lot": use.lot,
                "quantity": quantity(use.quantity),
                "granted_on": use.granted_on,
                "expires_on": use.expires_on,
            }
            for use in done.lots
        ],
        "left": quantity(done.left),
        **_service_json(done, card.currency),
    }


def _service_json(done: RedemptionReceipt, currency: str) -> dict[str, str]:
    """The service, where one was named, and what is paid where it is not the benefit's own."""
    money = {"value": done.value, "rest": done.rest, "fee": done.fee}
    told = {n: format_amount(part, currency) for n, part in money.items() if part is not None}
    return {"service": done.service, **told} if done.service is not None else {}


def reserve(
    desk: FrontDesk,
    member: o.Member,
    benefit: o.Benefit,
    for_on: Annotated[date, o.date_option("--for", help="The day of the appointment.")],
    key: Annotated[str, typer.Option("--key", help="Of the appointment; redeem with the same.")],
    quantity: o.Quantity = None,
    amount: o.Amount = None,
    by: By = None,
    at: o.At = None,
    service: o.Service = None,
) -> None:
    """Keep a benefit for an appointment."""
    done = desk.ledger.reserve(
        member,
        benefit,
        for_on=for_on,
        key=key,
        quantity=quantity,
        amount=amount,
        by=by,
        at=at,
        service=service,
        **desk.who,
    )
    tell(desk, done)


Price = Annotated[
    str | None,
    typer.Option("--price", help="Of the visit, where the fee is a part of it.", metavar="AMOUNT"),
]


def release(
    desk: FrontDesk,
    member: o.Member,
    key: o.KeyArgument,
    *,
    late: Annotated[
        bool, typer.Option("--late", help="Too late for the practice: as the plan's terms say.")
    ] = False,
    price: Price = None,
) -> None:
    """Give a reservation back."""
    tell(desk, desk.ledger.release(member, key, late=late, price=price, **desk.who))


def no_show(desk: FrontDesk, member: o.Member, key: o.KeyArgument, price: Price = None) -> None:
    """Say that a member did not come to an appointment."""
    tell(desk, desk.ledger.no_show(member, key, price=price, **desk.who))


def reverse(desk: FrontDesk, member: o.Member, key: o.KeyArgument) -> None:
    """Undo a redemption, or a no-show."""
    tell(desk, desk.ledger.reverse(member, key, **desk.who))


def adjust(
    desk: FrontDesk,
    member: o.Member,
    benefit: o.Benefit,
    quantity: o.Quantity = None,
    amount: o.Amount = None,
    expires: Annotated[
        date | None,
        o.date_option("--expires", help="The first day what is given can no longer be used."),
    ] = None,
) -> None:
    """Correct a balance up or down, such as `--quantity -1` or `--amount 5.00`."""
    if quantity is None and amount is None:
        raise Refused("invalid", "say by how much: --quantity -1, or --amount 5.00")
    done = desk.ledger.adjust(
        member, benefit, quantity=quantity, amount=amount, expires_on=expires, **desk.who
    )
    tell(desk, done)


def transfer(
    desk: FrontDesk,
    member: o.Member,
    to: Annotated[str, typer.Argument(help="The member who receives.", metavar="TO")],
    benefit: o.Benefit,
    quantity: o.Quantity = None,
) -> None:
    """Give units of a benefit to another member, where the plan allows it."""
    units = 1 if quantity is None else quantity
    tell(desk, desk.ledger.transfer(member, to, benefit, quantity=units, **desk.who))


def convert(
    desk: FrontDesk, member: o.Member, benefit: o.Benefit, quantity: o.Quantity = None
) -> None:
    """Turn units of a benefit into money, where the plan allows it."""
    units = 1 if quantity is None else quantity
    tell(desk, desk.ledger.convert(member, benefit, quantity=units, **desk.who))


def register(app: typer.Typer) -> None:
    """Add the commands of the front desk."""
    panel = "Benefits"
    app.command("redeem", rich_help_panel=panel)(changes(redeem))
    app.command("reserve", rich_help_panel=panel)(changes(reserve, keyed=False))
    app.command("release", rich_help_panel=panel)(changes(release, keyed=False))
    app.command("no-show", rich_help_panel=panel)(changes(no_show, keyed=False))
    app.command("reverse", rich_help_panel=panel)(changes(reverse, keyed=False))
    app.command("transfer", rich_help_panel=panel)(changes(transfer))
    app.command("convert", rich_help_panel=panel)(changes(convert))
    app.command("adjust", rich_help_panel=panel)(changes(adjust))
