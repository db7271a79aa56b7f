"""`memberledger delinquent` and `utilisation`: who owes what and why, and how much is used."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.cli.words import plain
from memberledger.projections import Delinquent
from memberledger.values import format_amount

__all__ = ["register"]


def delinquent(desk: FrontDesk, as_of: o.AsOf = None, known_on: o.KnownOn = None) -> None:
    """List who owes what, since when, why the card declined, and what is done next."""
    rows = desk.ledger.delinquent(as_of, known_on=known_on)
    told = [_json(row) for row in rows]
    if desk.told({"currency": desk.ledger.currency, "delinquent": told}, _OWING, told):
        return
    if not rows:
        say("Nobody owes anything.")
        return
    columns = ["Member", "Plan", "Standing", ">Owed", "!Since", ">Tries", "Why", "Next"]
    print_table(columns, [_row(row) for row in rows])
    total = sum(row.owed for row in rows)
    say()
    say(f"{format_amount(total, desk.ledger.currency)} {desk.ledger.currency} is owed in all")


_OWING = (
    "member",
    "plan",
    "status",
    "standing",
    "flagged",
    "owed",
    "owed_since",
    "attempts",
    "declined_on",
    "code",
    "can_retry",
    "next_step.on",
    "next_step.do",
)


def _row(row: Delinquent) -> tuple[object, ...]:
    why = plain(row.code) if row.code else "no decline was told"
    if not row.can_retry:
        why += "; needs a new card"
    step = row.next_step
    return (
        row.member,
        row.plan,
        plain(row.standing) + (" !" if row.flagged else ""),
        format_amount(row.owed, row.currency),
        row.owed_since,
        row.attempts,
        why,
        f"{step[0]} {', '.join(plain(action) for action in step[1])}" if step else "no step left",
    )


def _json(row: Delinquent) -> dict[str, Any]:
    step = row.next_step
    return {
        "member": row.member,
        "plan": row.plan,
        "status": row.status,
        "standing": row.standing,
        "flagged": row.flagged,
        "owed": format_amount(row.owed, row.currency),
        "owed_since": row.owed_since,
        "attempts": row.attempts,
        "declined_on": row.declined_on,
        "code": row.code,
        "can_retry": row.can_retry,
        "next_step": {"on": step[0], "do": list(step[1])} if step else None,
    }


def utilisation(
    desk: FrontDesk,
    first: o.From = None,
    until: o.Until = None,
    as_of: Annotated[
        date | None, o.date_option("--as-of", help="Uses up to this day; today if left out.")
    ] = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show how much of what was granted in a stretch of days is used, per benefit."""
    ledger = desk.ledger
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    usage = ledger.utilisation(begins, last, as_of=as_of, known_on=known_on)
    told = {
        name: {"redeemed": ratio.part, "granted": ratio.whole, "percent": ratio.percent}
        for name, ratio in usage.benefits.items()
    }
    engaged = {"members": usage.engagement.part, "of": usage.engagement.whole}
    about = {"practice": ledger.practice, "from": begins, "until": last}
    engagement = {**engaged, "percent": usage.engagement.percent}
    facts = {**about, "benefits": told, "engagement": engagement}
    used = [{"benefit": name, **ratio} for name, ratio in told.items()]
    if desk.told(facts, ("benefit", "redeemed", "granted", "percent"), used):
        return
    say(f"Granted from {begins} until the start of {last}")
    say()
    rows = [
        (name, each["redeemed"], each["granted"], f"{each['percent'] or '-'} %")
        for name, each in told.items()
    ]
    print_table(["Benefit", ">Redeemed", ">Granted", ">Used"], rows)
    say()
    say(f"{usage.engagement.part} of {usage.engagement.whole} members used something.")


def register(app: typer.Typer) -> None:
    """Add the questions of an owner."""
    app.command("delinquent", rich_help_panel="Questions")(asks(delinquent, table=True, views=True))
    app.command("utilisation", rich_help_panel="Questions")(
        asks(utilisation, table=True, views=True)
    )
