"""`memberledger amend`: new terms for a member, or for everybody on a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, changes
from memberledger.cli.output import print_json, say
from memberledger.cli.telling import tell

__all__ = ["register"]


def amend(
    desk: FrontDesk,
    member: Annotated[
        str, typer.Argument(help="The member's reference, or `all`.", metavar="MEMBER")
    ],
    from_on: Annotated[
        date, o.date_option("--from", help="From the first period start on or after this day.")
    ],
    plan: Annotated[str | None, typer.Option("--plan", help="The plan; needed for `all`.")] = None,
    version: Annotated[int | None, typer.Option("--version", help="A version on record.")] = None,
    price: Annotated[
        str | None, typer.Option("--price", help="Or the same terms at this price, as 219.00.")
    ] = None,
    notified: Annotated[
        date | None, o.date_option("--notified", help="The day the notice reached the member.")
    ] = None,
) -> None:
    """Bring a member, or everybody on a plan, to new terms with the notice that they need."""
    if member != "all":
        done = desk.ledger.amend(
            member,
            plan=plan,
            version=version,
            price=price,
            from_on=from_on,
            notified_on=notified,
            **desk.who,
        )
        tell(desk, done)
        return
    report = desk.ledger.amend_all(
        plan or "", version=version, price=price, from_on=from_on, notified_on=notified, **desk.who
    )
    refused = {name: refusal.reason for name, refusal in report.refused.items()}
    if desk.as_json:
        print_json({"plan_version": report.plan.version, "done": report.done, "refused": refused})
        return
    count = len(report.done)
    say(
        f"Version {report.plan.version} of {report.plan.title}: {count} member"
        f"{'' if count == 1 else 's'} will be on it."
    )
    for name, refusal in report.refused.items():
        say(f"  {name} stays on the terms agreed to: {refusal.reason}: {refusal.message}", "yellow")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("amend", rich_help_panel="Membership")(changes(amend))
