"""`memberledger tiers`, `trend` and `margin`: who is on what, who comes, and what is left of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.errors import Refused
from memberledger.files import read_yaml
from memberledger.projections.metrics import PlanMargin
from memberledger.values import format_amount
from memberledger.values.dates import plus_months

__all__ = ["register"]


def tiers(
    desk: FrontDesk,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
    paused: o.Paused = o.PausedWord.apart,
) -> None:
    """Show how many members each tier has at the start of a day, and what they are worth."""
    ledger, currency = desk.ledger, desk.ledger.currency
    day = as_of or known_on or ledger.today()
    found = ledger.tiers(as_of, known_on=known_on, paused=paused.switch)
    told = [
        {
            "tier": each.tier,
            "members": each.members,
            "mrr": format_amount(each.mrr, currency),
            "paused": each.paused,
            "paused_mrr": format_amount(each.paused_mrr, currency),
            "plans": [{"plan": plan, "members": members} for plan, members in each.plans],
        }
        for each in found
    ]
    about = {"practice": ledger.practice, "currency": currency, "as_of": day}
    facts = {**about, "paused": paused.switch, "tiers": told}
    if desk.told(facts, ("tier", "members", "mrr", "paused", "paused_mrr"), told):
        return
    if not told:
        say(f"Nobody has paid dues before {day}.")
        return
    columns = ("tier", "members", "mrr", "paused", "paused_mrr")
    rows = [tuple(each[name] for name in columns) for each in told]
    total = sum(each.mrr for each in found), sum(each.paused_mrr for each in found)
    counts = sum(each.members for each in found), sum(each.paused for each in found)
    money = [format_amount(amount, currency) for amount in total]
    rows.append(("All", counts[0], money[0], counts[1], money[1]))
    print_table(["Tier", ">Members", ">A month", ">Paused", ">Paused, a month"], rows)
    say()
    say(f"At the start of {day}, in {currency}; {_PAUSED[paused]}")


_PAUSED = {
    o.PausedWord.apart: "paused members are apart.",
    o.PausedWord.counted: "paused members count as if they paid.",
    o.PausedWord.left_out: "paused members are left out.",
}


def trend(
    desk: FrontDesk,
    first: Annotated[
        date | None,
        o.date_option("--from", help="A day of the first month; twelve months if left out."),
    ] = None,
    until: o.Until = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show who joined, came back and left, month by month."""
    ledger = desk.ledger
    last = until or known_on or ledger.today()
    begins = first or plus_months(last.replace(day=1), -11)
    months = [
        {**asdict(month), "net": month.net}
        for month in ledger.trend(begins, last, known_on=known_on)
    ]
    columns = ("month", "enrolled", "back", "ended", "ended_by_dunning", "net", "members")
    facts = {"practice": ledger.practice, "until": last, "months": months}
    if desk.told(facts, columns, months):
        return
    rows = [
        (each["month"].strftime("%Y-%m"), *(each[name] for name in columns[1:])) for each in months
    ]
    heads = (">Joined", ">Came back", ">Ended", ">By dunning", ">Net", ">Members")
    print_table(["Month", *heads], rows)
    say()
    say(f"The last month is told up to the start of {last}.")


def margin(
    desk: FrontDesk,
    costs: Annotated[
        Path,
        typer.Option("--costs", help='A YAML file: `costs: {facial: "45.00"}`.', metavar="FILE"),
    ],
    first: o.From = None,
    until: o.Until = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show what each plan earned by the books, less what its services cost the practice."""
    ledger, currency = desk.ledger, desk.ledger.currency
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    read = read_yaml(costs)
    listed = read.get("costs") if isinstance(read, dict) else None
    if not isinstance(listed, dict) or not all(isinstance(v, str) for v in listed.values()):
        raise Refused(
            "invalid", f'{costs}: write `costs:` with one amount a service, such as facial: "45.00"'
        )
    found = ledger.margin(listed, begins, last, known_on=known_on)
    told = [_margin(each, currency) for each in found]
    about = {"practice": ledger.practice, "currency": currency, "from": begins, "until": last}
    columns = ("plan", "revenue", "cost", "margin", "percent", "uses", "without_cost")
    if desk.told({**about, "plans": told}, columns, told):
        return
    if not told:
        say("Nothing was earned and nothing used.")
        return
    say(f"Earned from {begins} until the start of {last}, in {currency}")
    say()
    rows = [
        (
            each["plan"] or "no plan",
            *(each[name] for name in ("revenue", "cost", "margin")),
            f"{each['percent']} %" if each["percent"] else "-",
            each["uses"],
        )
        for each in told
    ]
    print_table(["Plan", ">Earned", ">Cost", ">Margin", ">Percent", ">Uses"], rows)
    unknown = sum(each.without_cost for each in found)
    if unknown:
        say()
        say(f"{unknown} of the uses have no cost in {costs.name}, and count as free.")


def _margin(each: PlanMargin, currency: str) -> dict[str, Any]:
    return {
        "plan": each.plan,
        "revenue": format_amount(each.revenue, currency),
        "cost": format_amount(each.cost, currency),
        "margin": format_amount(each.margin.part, currency),
        "percent": each.margin.percent,
        "uses": each.uses,
        "without_cost": each.without_cost,
    }


def register(app: typer.Typer) -> None:
    """Add the questions about tiers, joiners and margins."""
    app.command("tiers", rich_help_panel="Questions")(asks(tiers, table=True, views=True))
    app.command("trend", rich_help_panel="Questions")(asks(trend, table=True, views=True))
    app.command("margin", rich_help_panel="Questions")(asks(margin, table=True))
