"""From enrolling to leaving: a membership's life at the front desk."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.output import say
from memberledger.cli.telling import tell
from memberledger.store import StoreUnreadable, Vault
from memberledger.values import format_amount

__all__ = ["register"]


def enroll(
    desk: FrontDesk,
    member: o.Member,
    plan: o.PlanId,
    anchor: Annotated[
        date | None, o.date_option("--anchor", help="The first billing date, if later.")
    ] = None,
    at: o.At = None,
    starts: Annotated[
        date | None, o.date_option("--starts", help="The first day of membership, if later.")
    ] = None,
    price: Annotated[
        str | None,
        typer.Option("--price", help="Dues agreed with this member; say --actor and --reason."),
    ] = None,
    waive: Annotated[
        str | None,
        typer.Option("--waive", help="Why the enrollment fee is waived.", metavar="WHY"),
    ] = None,
) -> None:
    """Enroll a member on a plan; its dues are owed until a charge pays them."""
    done = desk.ledger.enroll(
        member, plan, anchor=anchor, at=at, starts=starts, price=price, waive=waive, **desk.who
    )
    tell(desk, done, owed=True)


def change(
    desk: FrontDesk,
    member: o.Member,
    plan: o.PlanId,
    when: Annotated[
        Literal["now", "next_period"] | None,
        typer.Option("--when", help="When; as the plan says, if left out."),
    ] = None,
    from_on: Annotated[
        date | None,
        o.date_option("--from", help="At the first billing date on or after this day."),
    ] = None,
) -> None:
    """Move a member to another plan; asking for the plan they have calls a waiting move off."""
    done = desk.ledger.change_plan(member, plan, when=when, from_on=from_on, **desk.who)
    tell(desk, done, owed=True)


def pause(
    desk: FrontDesk,
    member: o.Member,
    until: Annotated[
        date | None, o.date_option("--until", help="The first day active again.")
    ] = None,
    from_on: Annotated[
        date | None, o.date_option("--from", help="The first day, if later than today.")
    ] = None,
    waive: Annotated[
        str | None,
        typer.Option("--waive", help="Why it may begin although dues are owed.", metavar="REASON"),
    ] = None,
) -> None:
    """Pause a membership from today, or from a later day."""
    done = desk.ledger.pause(member, until=until, from_on=from_on, waive=waive, **desk.who)
    tell(desk, done, owed=True)


def resume(desk: FrontDesk, member: o.Member) -> None:
    """End a pause today, or call off one that waits for its day."""
    tell(desk, desk.ledger.resume(member, **desk.who), owed=True)


def cancel(
    desk: FrontDesk,
    member: o.Member,
    waive: Annotated[
        str | None,
        typer.Option("--waive", help="Why the fee for leaving early is waived.", metavar="WHY"),
    ] = None,
    ends_on: Annotated[
        date | None,
        o.date_option("--ends-on", help="The first day that is over, if one was chosen."),
    ] = None,
) -> None:
    """Record that a member asks to leave; the plan's notice runs from today."""
    done = desk.ledger.cancel(member, waive=waive, ends_on=ends_on, **desk.who)
    tell(desk, done, owed=True)


def renew(desk: FrontDesk, member: o.Member) -> None:
    """Record that a member wants another term, where the plan's ends unless asked for."""
    tell(desk, desk.ledger.renew(member, **desk.who))


def erase(
    desk: FrontDesk,
    member: o.Member,
    vault: Annotated[
        Path | None, typer.Option("--vault", help="The file that holds the person's facts.")
    ] = None,
) -> None:
    """Erase what is kept about a person whose membership is over; what happened stays.

    In a mirror the vault alone forgets, and nothing is recorded.
    """
    if vault is not None and not vault.is_file():
        raise StoreUnreadable(str(vault), "there is no such file")
    with Vault(vault) if vault is not None else nullcontext() as opened:
        receipt = desk.ledger.erase(member, opened, **desk.who)
    if receipt.events or vault is None or desk.as_json:
        tell(desk, receipt)
    if desk.as_json:
        return
    if vault is not None:
        say(f"What {vault} kept about {member} is erased.")
    credit = desk.ledger.member(member).billing_credit
    if credit:
        amount = format_amount(credit, desk.ledger.currency)
        say(f"Billing credit of {amount} stays in the books; it was never paid back.", "yellow")


def reinstate(desk: FrontDesk, member: o.Member) -> None:
    """Take a request to leave back, before the end."""
    tell(desk, desk.ledger.reinstate(member, **desk.who))


def share(
    desk: FrontDesk,
    member: o.Member,
    person: Annotated[str, typer.Argument(help="The other person's reference.", metavar="PERSON")],
) -> None:
    """Let another person use what a member has."""
    tell(desk, desk.ledger.share(member, person, **desk.who))


def register(app: typer.Typer) -> None:
    """Add the commands of a membership's life."""
    panel = "Membership"
    app.command("enroll", rich_help_panel=panel)(changes(enroll, cards=True))
    app.command("change", rich_help_panel=panel)(changes(change, cards=True))
    for command in (pause, resume, cancel, renew, reinstate, share, erase):
        app.command(command.__name__, rich_help_panel=panel)(changes(command))
