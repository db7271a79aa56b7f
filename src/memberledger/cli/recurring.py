"""`memberledger mrr` and `retention`: recurring revenue, what moved it, and who stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.cli.words import plain
from memberledger.projections import Cohort, CohortMonth, Ratio
from memberledger.values import format_amount

__all__ = ["register"]

_WORDS = {
    "start": "a month, from members who pay",
    "new": "first dues of who never paid before",
    "reactivation": "back after an end or a suspension",
    "expansion": "to a dearer plan or price",
    "resumed": "back from a pause",
    "contraction": "to a cheaper plan or price",
    "churn": "ended or suspended",
    "paused": "in a pause, kept apart from churn",
    "end": "start + the first four - the last three",
    "pool_start": "paused members at the start",
    "pool_end": "paused members at the end",
}


_RATES = {
    "gross_churn": "a month: churn and contraction, of the start",
    "net_churn": "a month: less expansion and reactivation",
    "pause_rate": "a month: paused, of the start",
    "member_churn": "members of the start are lost",
}


def mrr(
    desk: FrontDesk,
    first: o.From = None,
    until: o.Until = None,
    known_on: o.KnownOn = None,
    paused: o.Paused = o.PausedWord.apart,
    margin: Annotated[
        int, typer.Option("--margin", help="Percent of revenue that is left, for a member's worth.")
    ] = 100,
) -> None:
    """Show monthly recurring revenue in a stretch of days, and every movement of it."""
    ledger = desk.ledger
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    figures = asdict(ledger.mrr(begins, last, known_on=known_on, paused=paused.switch))
    rates = ledger.rates(begins, last, known_on=known_on, paused=paused.switch)
    worth = ledger.lifetime_value(
        begins, last, margin=Ratio(margin, 100), known_on=known_on, paused=paused.switch
    )
    each = {
        "per_member": _money(rates.arpm, ledger.currency),
        "lifetime_value": _money(worth, ledger.currency),
    }
    shares = {name: getattr(rates, name) for name in _RATES}
    money = {name: format_amount(value, ledger.currency) for name, value in figures.items()}
    about = {"practice": ledger.practice, "currency": ledger.currency}
    facts = {**about, "from": begins, "until": last, **money, **_told(shares), **each}
    rates_of = [f"{name}.{part}" for name in _RATES for part in ("part", "whole", "percent")]
    if desk.told(facts, [*about, "from", "until", *money, *rates_of, *each], [facts]):
        return
    say(f"{ledger.practice} from {begins} until the start of {last}, in {ledger.currency} a month")
    say()
    rows = [(_title(name), money[name], words) for name, words in _WORDS.items()]
    print_table(["Movement", ">Amount", "What it is"], rows)
    say()
    rows = [
        (plain(name).capitalize(), _percent(ratio), _share(name, ratio, ledger.currency))
        for name, ratio in shares.items()
    ]
    print_table(["Rate", ">Percent", "What it is"], rows)
    if rates.arpm is not None:
        say()
        say(f"A member pays {each['per_member']} a month{_in_all(each, margin)}.")


def _money(amount: int | None, currency: str) -> str | None:
    return format_amount(amount, currency) if amount is not None else None


def _in_all(each: dict[str, str | None], margin: int) -> str:
    """What that comes to until they leave; nothing where nobody left."""
    if each["lifetime_value"] is None:
        return ""
    left = f", {margin} % of which is left" if margin != 100 else ""
    return f"; at this rate of leaving {each['lifetime_value']} in all{left}"


def retention(
    desk: FrontDesk,
    as_of: o.AsOf = None,
    known_on: o.KnownOn = None,
    paused: o.Paused = o.PausedWord.apart,
) -> None:
    """Show how many of each month's new members are still there, month by month."""
    cohorts = desk.ledger.retention(as_of, known_on=known_on, paused=paused.switch)
    currency = desk.ledger.currency
    found = [_cohort(cohort, currency) for cohort in cohorts]
    if desk.told({"currency": currency, "cohorts": found}, _MONTH, _months(found)):
        return
    longest = max((len(cohort.months) for cohort in cohorts), default=0)
    shown = [n for n in _SHOWN if n < longest]
    columns = [*(f">Month {n}" for n in shown), ">Latest"]
    for heading, first, share in (
        (">Members", lambda cohort: cohort.size, _stayed),
        (">A month", lambda cohort: format_amount(cohort.mrr, currency), _worth),
    ):
        rows = [
            (
                cohort.month.strftime("%Y-%m"),
                first(cohort),
                *(_at(cohort, n, share) for n in (*shown, len(cohort.months) - 1)),
            )
            for cohort in cohorts
        ]
        print_table(["Joined", heading, *columns], rows)
        say()
    say("Percent of a month's new members, and of what they paid a month, that is there")
    say(f"at the end of each month since. {_PAUSED[paused]}")


_PAUSED = {
    o.PausedWord.apart: "A paused member is there, and pays nothing.",
    o.PausedWord.counted: "A paused member is there, as if they paid.",
    o.PausedWord.left_out: "A paused member is not there until they resume.",
}


_SHOWN = (1, 2, 3, 6, 12)
"""The months that a table shows beside the latest one; --json has them all."""


def _at(cohort: Cohort, n: int, share: Callable[[Cohort, CohortMonth], Ratio]) -> str:
    return _percent(share(cohort, cohort.months[n])) if 0 <= n < len(cohort.months) else ""


def _stayed(cohort: Cohort, month: CohortMonth) -> Ratio:
    return Ratio(month.members, cohort.size)


def _worth(cohort: Cohort, month: CohortMonth) -> Ratio:
    return Ratio(month.mrr, cohort.mrr)


def _cohort(cohort: Cohort, currency: str) -> dict[str, Any]:
    return {
        "month": cohort.month,
        "size": cohort.size,
        "mrr": format_amount(cohort.mrr, currency),
        "months": [
            {
                "members": month.members,
                "survivors": month.survivors,
                "mrr": format_amount(month.mrr, currency),
                "paused": month.paused,
                "members_percent": _stayed(cohort, month).percent,
                "mrr_percent": _worth(cohort, month).percent,
            }
            for month in cohort.months
        ],
    }


_MONTH = (
    "month",
    "size",
    "mrr",
    "after",
    "stay.members",
    "stay.survivors",
    "stay.mrr",
    "stay.paused",
    "stay.members_percent",
    "stay.mrr_percent",
)


def _months(cohorts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A row for each month of each cohort, `after` so many; one without, where none is over."""
    for cohort in cohorts:
        for after, month in enumerate(cohort["months"]):
            yield {**cohort, "after": after, "stay": month}
        if not cohort["months"]:
            yield {**cohort, "after": None, "stay": None}


def _share(name: str, ratio: Ratio, currency: str) -> str:
    """The two numbers of a rate; those of revenue are money."""
    numbers = [str(n) for n in (ratio.part, ratio.whole)]
    if name != "member_churn":
        numbers = [format_amount(n, currency) for n in (ratio.part, ratio.whole)]
    return f"{numbers[0]} of {numbers[1]} {_RATES[name]}"


def _percent(ratio: Ratio) -> str:
    return f"{ratio.percent} %" if ratio.percent is not None else "-"


def _told(shares: dict[str, Ratio]) -> dict[str, Any]:
    return {
        name: {"part": ratio.part, "whole": ratio.whole, "percent": ratio.percent}
        for name, ratio in shares.items()
    }


def _title(name: str) -> str:
    return name.replace("_", " at its ").capitalize()


def register(app: typer.Typer) -> None:
    """Add the questions about recurring revenue."""
    app.command("mrr", rich_help_panel="Questions")(asks(mrr, table=True, views=True))
    app.command("retention", rich_help_panel="Questions")(asks(retention, table=True, views=True))
