"""Decisions by people: an occasion that came, dues that are waived, a lot that lives longer."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.telling import tell

__all__ = ["register"]


def occasion(
    desk: FrontDesk,
    member: o.Member,
    name: Annotated[str, typer.Argument(help="The plan's word for it.", metavar="OCCASION")],
) -> None:
    """Tell that an occasion has come, such as birthday: what the plan gives on it is granted."""
    tell(desk, desk.ledger.occasion(member, name, **desk.who))


def waive(
    desk: FrontDesk,
    member: o.Member,
    period: Annotated[date, o.date_option("--period", help="A date in the period.")],
    no_grants: Annotated[
        bool, typer.Option("--no-grants", help="The period gives nothing, either.")
    ] = False,
) -> None:
    """Don't collect the dues of one period; they count as paid."""
    tell(desk, desk.ledger.waive(member, on=period, grants=not no_grants, **desk.who), owed=True)


def extend(
    desk: FrontDesk,
    member: o.Member,
    benefit: o.Benefit,
    granted_on: Annotated[date, o.date_option("--granted-on", help="The day of the grant.")],
    to: Annotated[date, o.date_option("--to", help="The first day it can no longer be used.")],
) -> None:
    """Let what was granted on a day live longer; what had lapsed of it is back."""
    done = desk.ledger.extend(member, benefit, granted_on=granted_on, to=to, **desk.who)
    tell(desk, done)


def register(app: typer.Typer) -> None:
    """Add the commands of people's decisions."""
    panel = "Decisions"
    for command in (occasion, waive, extend):
        app.command(command.__name__, rich_help_panel=panel)(changes(command))
