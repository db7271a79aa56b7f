"""The options and arguments that commands share, each written once."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from memberledger.cli.output import JSON
from memberledger.cli.spreadsheet import CSV
from memberledger.projections.mrr import PausedAs

__all__ = [
    "DEFAULT_LEDGER",
    "ENVIRONMENT",
    "POLICIES",
    "Actor",
    "Amount",
    "AsOf",
    "At",
    "Benefit",
    "ChargeId",
    "ChargedOn",
    "Csv",
    "DemoCards",
    "From",
    "Json",
    "Key",
    "KeyArgument",
    "KnownOn",
    "LedgerAt",
    "Member",
    "On",
    "Paused",
    "PausedWord",
    "PlanId",
    "PoliciesAt",
    "PracticeName",
    "Quantity",
    "Reason",
    "Service",
    "Until",
]

DEFAULT_LEDGER = "memberledger.db"
ENVIRONMENT = "MEMBERLEDGER_LEDGER"
POLICIES = "MEMBERLEDGER_POLICIES"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date, such as 2026-01-31") from None


def date_option(*names: str, help: str) -> Any:  # noqa: A002 - Typer's own word
    """An option whose value is a local date of the practice."""
    return typer.Option(*names, help=help, parser=_date, metavar="DATE")


# Where

LedgerAt = Annotated[
    str,
    typer.Option(
        "--ledger", help="The ledger: a file or a URL.", envvar=ENVIRONMENT, metavar="WHERE"
    ),
]
PracticeName = Annotated[
    str, typer.Option("--practice", help="Whose memberships, where a ledger holds several.")
]
PoliciesAt = Annotated[
    str | None,
    typer.Option(
        "--policies",
        help="Policies of your own: a module and a name in it.",
        envvar=POLICIES,
        metavar="MODULE:NAME",
    ),
]
Json = Annotated[bool, typer.Option("--json", help=JSON)]
Csv = Annotated[bool, typer.Option("--csv", help=CSV)]

# Who, why, when

Key = Annotated[
    str | None,
    typer.Option("--key", help="Of the visit or request: the same key is never done twice."),
]
Actor = Annotated[str | None, typer.Option("--actor", help="Who asks: a reference, not a name.")]
At = Annotated[
    str | None,
    typer.Option("--at", help="The location; the home location if left out.", metavar="LOCATION"),
]
Reason = Annotated[str | None, typer.Option("--reason", help="Why: a code or a short text.")]
On = Annotated[
    date | None,
    date_option("--on", help="Do it as if it were noon of this day; not later than today."),
]
DemoCards = Annotated[
    bool,
    typer.Option(
        "--demo-cards",
        help="A demonstration: every card approves. No money moves, but payments are recorded.",
    ),
]

# Which moment

AsOf = Annotated[
    date | None, date_option("--as-of", help="What was true on this day; today if left out.")
]
KnownOn = Annotated[
    date | None, date_option("--known-on", help="Only what was recorded by the end of this day.")
]

From = Annotated[
    date | None,
    date_option("--from", help="The first day; the first of this month if left out."),
]
Until = Annotated[
    date | None, date_option("--until", help="The first day after it; today if left out.")
]


class PausedWord(StrEnum):
    """How paused members are told, as it is typed."""

    apart = "apart"
    counted = "counted"
    left_out = "left-out"

    @property
    def switch(self) -> PausedAs:
        """The same as the ledger takes it."""
        words: dict[str, PausedAs] = {"counted": "counted", "left-out": "left out"}
        return words.get(self.value, "apart")


Paused = Annotated[
    PausedWord,
    typer.Option("--paused", help="Paused members: apart, counted as if they paid, or left-out."),
]

# What

Member = Annotated[str, typer.Argument(help="The member's reference.", metavar="MEMBER")]
PlanId = Annotated[str, typer.Argument(help="A plan on sale; see `plans`.", metavar="PLAN")]
Benefit = Annotated[str, typer.Argument(help="The benefit's id.", metavar="BENEFIT")]
KeyArgument = Annotated[str, typer.Argument(help="The key it was done under.", metavar="KEY")]
Quantity = Annotated[
    int | None, typer.Option("--quantity", help="Units of a benefit that is counted.")
]
Amount = Annotated[
    str | None, typer.Option("--amount", help="Money, such as 20.00.", metavar="AMOUNT")
]
Service = Annotated[
    str | None, typer.Option("--service", help="The service it is for.", metavar="ID")
]
ChargeId = Annotated[
    str | None, typer.Option("--charge", help="The processor's id of the charge.", metavar="ID")
]
ChargedOn = Annotated[
    date | None, date_option("--charged-on", help="The charge of this day, instead of its id.")
]
