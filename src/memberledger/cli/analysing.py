"""`memberledger recovery` and `breakage`: dues that failed and came back, grants never used."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from memberledger.cli import options as o
from memberledger.cli.desk import FrontDesk, asks
from memberledger.cli.output import print_table, say
from memberledger.projections import Ratio
from memberledger.projections.metrics import BreakageCohort
from memberledger.values import format_amount

__all__ = ["register"]


def recovery(
    desk: FrontDesk,
    first: o.From = None,
    until: o.Until = None,
    as_of: Annotated[
        date | None, o.date_option("--as-of", help="Payments up to this day; today if left out.")
    ] = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show how many dues fail at the first attempt, and how much of them is recovered."""
    ledger, currency = desk.ledger, desk.ledger.currency
    day = as_of or known_on or ledger.today()
    last = until or known_on or ledger.today()
    begins = first or last.replace(day=1)
    found = ledger.recovery(begins, last, as_of=as_of, known_on=known_on)
    months = [
        {
            "month": each.month,
            "failed": format_amount(each.recovered.whole, currency),
            "recovered": format_amount(each.recovered.part, currency),
            "percent": each.recovered.percent,
            "age": each.age,
        }
        for each in found.months
    ]
    facts = {
        "practice": ledger.practice,
        "currency": currency,
        "from": begins,
        "until": last,
        "as_of": day,
        "first_attempts": _money(found.failed, currency, "failed", "attempted"),
        "first_attempts_count": _plain(found.failed_count, "failed", "attempted"),
        "recovery": _money(found.recovered, currency, "recovered", "failed"),
        "recovery_count": _plain(found.recovered_count, "recovered", "failed"),
        "days_to_recover": list(found.days),
        "median_days": found.median_days,
        "months": months,
    }
    if desk.told(facts, ("month", "failed", "recovered", "percent", "age"), months):
        return
    say(f"Dues first asked for from {begins} until the start of {last}, in {currency}")
    say()
    rows = [
        ("Failed at first", *_shown(found.failed, currency), _of(found.failed_count)),
        ("Recovered since", *_shown(found.recovered, currency), _of(found.recovered_count)),
    ]
    print_table(["What", ">Percent", ">Amount", ">Of", ">Bills"], rows)
    if not found.months:
        return
    say()
    if found.median_days is not None:
        say(f"Half of what was recovered in full came within {found.median_days} days.")
        say()
    table = [
        (
            month.month.strftime("%Y-%m"),
            format_amount(month.recovered.whole, currency),
            format_amount(month.recovered.part, currency),
            _percent(month.recovered),
            month.age,
        )
        for month in found.months
    ]
    print_table(["Due in", ">Failed", ">Recovered", ">Percent", ">Days old"], table)


def breakage(
    desk: FrontDesk,
    first: Annotated[
        date | None, o.date_option("--from", help="Grants from this day on; all if left out.")
    ] = None,
    until: o.Until = None,
    as_of: Annotated[
        date | None, o.date_option("--as-of", help="Lots as on this day; today if left out.")
    ] = None,
    known_on: o.KnownOn = None,
) -> None:
    """Show how much of what was granted was never used, per benefit and month of grant."""
    ledger, currency = desk.ledger, desk.ledger.currency
    found = ledger.breakage(first, until, as_of=as_of, known_on=known_on)
    cohorts = [_cohort(each, currency) for each in found.cohorts]
    rates = {
        benefit: {"measure": measure, **_measured(measure, ratio, currency)}
        for benefit, (measure, ratio) in found.benefits.items()
    }
    facts = {"currency": currency, "benefits": rates, "cohorts": cohorts}
    if desk.told(facts, _COHORT, cohorts):
        return
    if not cohorts:
        say("Nothing was granted that was paid for.")
        return
    rows = [
        (
            each["benefit"],
            each["month"].strftime("%Y-%m"),
            each["lots"],
            each["open"] or "",
            each["broken"],
            each["granted"],
            f"{each['percent']} %" if each["percent"] else "",
        )
        for each in cohorts
    ]
    print_table(["Benefit", "Granted in", ">Lots", ">Open", ">Broken", ">Of", ">Rate"], rows)
    say()
    for benefit, rate in rates.items():
        says = f"{rate['percent']} % of its {rate['measure']} was never used"
        say(f"{benefit}: {says}, in the months with no lot open")


_COHORT = ("benefit", "month", "lots", "open", "measure", "broken", "granted", "percent")


def _cohort(cohort: BreakageCohort, currency: str) -> dict[str, Any]:
    told = {
        "benefit": cohort.benefit,
        "month": cohort.month,
        "lots": cohort.lots,
        "open": cohort.open,
        "measure": cohort.measure,
    }
    if cohort.broken is None:
        return {**told, "broken": None, "granted": None, "percent": None}
    return {**told, **_measured(cohort.measure, cohort.broken, currency)}


def _measured(measure: str, ratio: Ratio, currency: str) -> dict[str, Any]:
    if measure == "value":
        return _money(ratio, currency, "broken", "granted")
    return _plain(ratio, "broken", "granted")


def _money(ratio: Ratio, currency: str, part: str, whole: str) -> dict[str, Any]:
    return {
        part: format_amount(ratio.part, currency),
        whole: format_amount(ratio.whole, currency),
        "percent": ratio.percent,
    }


def _plain(ratio: Ratio, part: str, whole: str) -> dict[str, Any]:
    return {part: ratio.part, whole: ratio.whole, "percent": ratio.percent}


def _shown(ratio: Ratio, currency: str) -> tuple[str, str, str]:
    amounts = (format_amount(n, currency) for n in (ratio.part, ratio.whole))
    part, whole = amounts
    return _percent(ratio), part, whole


def _of(ratio: Ratio) -> str:
    return f"{ratio.part} of {ratio.whole}"


def _percent(ratio: Ratio) -> str:
    return f"{ratio.percent} %" if ratio.percent is not None else "-"


def register(app: typer.Typer) -> None:
    """Add the questions about failed dues and unused grants."""
    app.command("recovery", rich_help_panel="Questions")(asks(recovery, table=True, views=True))
    app.command("breakage", rich_help_panel="Questions")(asks(breakage, table=True, views=True))
