"""Money by hand: `charge`, `card-updated`, `refund`, `dispute`, `dispute-closed`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.telling import tell

__all__ = ["register"]


def charge(
    desk: FrontDesk,
    member: o.Member,
    charge: Annotated[str, typer.Argument(help="The processor's id of it.", metavar="CHARGE")],
    amount: Annotated[str, typer.Argument(help="Money, such as 199.00.", metavar="AMOUNT")],
    declined: Annotated[
        str | None,
        typer.Option("--declined", help="It was declined, with this code.", metavar="CODE"),
    ] = None,
    charged_on: Annotated[
        date | None, o.date_option("--charged-on", help="The processor's day, if earlier.")
    ] = None,
) -> None:
    """Record a charge the processor took, or declined; the same charge again changes nothing.

    It pays the oldest bill owed; more than is owed becomes billing credit.
    """
    ledger = desk.ledger
    if declined is None:
        done = ledger.charge_succeeded(member, charge, amount, on=charged_on, **desk.who)
    else:
        done = ledger.charge_failed(member, charge, amount, declined, on=charged_on, **desk.who)
    tell(desk, done, owed=True)


def card_updated(desk: FrontDesk, member: o.Member) -> None:
    """Record that a member gave a new card."""
    tell(desk, desk.ledger.update_card(member, **desk.who), owed=True)


def refund(
    desk: FrontDesk,
    member: o.Member,
    charge: o.ChargeId = None,
    charged_on: o.ChargedOn = None,
    amount: o.Amount = None,
) -> None:
    """Record that money of a charge went back; all that is left, if no amount is named."""
    done = desk.ledger.refund(
        member, charge=charge, charged_on=charged_on, amount=amount, **desk.who
    )
    tell(desk, done)


def dispute(
    desk: FrontDesk, member: o.Member, charge: o.ChargeId = None, charged_on: o.ChargedOn = None
) -> None:
    """Record that the cardholder's bank disputes a charge; what it gave is frozen."""
    tell(desk, desk.ledger.dispute(member, charge=charge, charged_on=charged_on, **desk.who))


def dispute_closed(
    desk: FrontDesk,
    member: o.Member,
    outcome: Annotated[Literal["won", "lost"], typer.Argument(help="How it ended.")],
    charge: o.ChargeId = None,
    charged_on: o.ChargedOn = None,
) -> None:
    """Record how a dispute ended."""
    done = desk.ledger.close_dispute(
        member, outcome, charge=charge, charged_on=charged_on, **desk.who
    )
    tell(desk, done)


def register(app: typer.Typer) -> None:
    """Add the commands of money."""
    panel = "Money"
    app.command("charge", rich_help_panel=panel)(changes(charge, keyed=False))
    app.command("card-updated", rich_help_panel=panel)(changes(card_updated, cards=True))
    app.command("refund", rich_help_panel=panel)(changes(refund))
    app.command("dispute", rich_help_panel=panel)(changes(dispute))
    app.command("dispute-closed", rich_help_panel=panel)(changes(dispute_closed))
