"""Figures: the views give what the events give, and the parts add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

from memberledger.ledger import Ledger
from memberledger.projections.journal import balances_through, journal_of
from memberledger.projections.mrr import PausedAs
from memberledger.testing.laws.law import chance, law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law()
def figures_from_views_are_those_from_events(table: Table) -> None:
    """Tiers, retention, recovery, breakage, utilisation, trend, MRR and rates are the same read
    from the views and worked out from the events that are known today.
    """
    ledger, today, dice = table.ledger, table.day(), chance(table)
    span = (today - table.life.start).days
    days = sorted(table.life.start + timedelta(days=dice.randint(0, span)) for _ in range(3))
    first, until, as_of = days
    paused: PausedAs = dice.choice(get_args(PausedAs))
    for moment in (None, as_of):
        by_view: dict[str, Any] = {
            "tiers": ledger.tiers(moment, paused=paused),
            "retention": ledger.retention(moment, paused=paused),
            "recovery": ledger.recovery(first, until, as_of=moment),
            "breakage": ledger.breakage(first, until, as_of=moment),
            "utilisation": ledger.utilisation(first, until, as_of=moment),
        }
        day = moment or today
        by_events: dict[str, Any] = {
            "tiers": ledger.tiers(day, known_on=today, paused=paused),
            "retention": ledger.retention(day, known_on=today, paused=paused),
            "recovery": ledger.recovery(first, until, as_of=day, known_on=today),
            "breakage": ledger.breakage(first, until, as_of=day, known_on=today),
            "utilisation": ledger.utilisation(first, until, as_of=day, known_on=today),
        }
        where = {"from": first, "until": until, "as of": moment}
        same(by_events, by_view, "a view gives another figure", **where)
    for name in ("trend", "mrr", "rates"):
        ask = getattr(ledger, name)
        known, viewed = ask(first, until, known_on=today), ask(first, until)
        same(known, viewed, f"the views give another {name}", first=first, until=until)


@law()
def the_parts_of_a_figure_add_up(table: Table) -> None:
    """Months add up to who is there, tiers to the MRR, windows of recovery to the whole, and what
    was recovered is a part of what failed.
    """
    ledger, today, first = table.ledger, table.day(), table.life.start
    middle = first + (today - first) // 2
    months = ledger.trend(first, today)
    members = months[-1].members if months else 0
    same(sum(month.net for month in months), members, "the months do not add up")
    tiers, mrr = ledger.tiers(), ledger.mrr(first)
    sums = (sum(tier.mrr for tier in tiers), sum(tier.paused_mrr for tier in tiers))
    same((mrr.end, mrr.pool_end), sums, "the tiers do not add up to the MRR")
    whole = ledger.recovery(first, today)
    parts = [ledger.recovery(first, middle, as_of=today), ledger.recovery(middle, today)]
    for name in ("failed", "failed_count", "recovered", "recovered_count"):
        ratios, one = [getattr(part, name) for part in parts], getattr(whole, name)
        sums = (sum(ratio.part for ratio in ratios), sum(ratio.whole for ratio in ratios))
        same((one.part, one.whole), sums, f"two windows of {name} do not add up", split=middle)
    for ratio in (whole.recovered, whole.failed):
        require(0 <= ratio.part <= ratio.whole, "more than the whole", ratio=ratio)
    for cohort in ledger.breakage().cohorts:
        part = cohort.broken is None or 0 <= cohort.broken.part <= cohort.broken.whole
        require(part, "more broke than was there", cohort=cohort)


@law()
def the_margins_of_all_plans_add_up_to_the_books(table: Table) -> None:
    """The revenue by plan, over all time, is the income in the books of all members."""
    ledger, today = table.ledger, table.day()
    told = ledger.margin({"facial": 1_000}, date(2000, 1, 1), today)
    income = 0
    for member in table.members:
        books = balances_through(*journal_of(table.events(member)), today - timedelta(days=1))
        income -= sum(n for name, n in books.items() if name.startswith("Income:"))
    same(income, sum(plan.revenue for plan in told), "the plans do not add up to the books")
    require(all(plan.cost >= 0 for plan in told), "a cost below zero", margins=told)


@law()
def every_question_is_answered_as_the_events_say(table: Table) -> None:
    """Rosters, balances, lots, movements and what is delinquent or expiring are the same from the
    views, which are kept, and from the events, which are read again.
    """
    today, dice = table.day(), chance(table)
    first, soon = today - timedelta(days=dice.randint(0, 400)), today + timedelta(days=30)
    by_view = _answers(table.ledger, today, first, soon)
    by_events = _answers(table.ledger, today, first, soon, as_of=today, known_on=today)
    for question, answer in by_events.items():
        same(answer, by_view[question], "a view answers otherwise", question=question, since=first)


def _answers(ledger: Ledger, day: date, first: date, soon: date, **moment: Any) -> dict[str, Any]:
    """Every question that views answer; with `as_of` or `known_on` none of them is asked."""
    known: dict[str, Any] = {"known_on": moment["known_on"]} if moment else {}
    told: dict[str, Any] = {
        "roster": ledger.roster(**moment),
        "owing": ledger.roster(standing="past_due", **moment),
        "paused": ledger.roster(status="paused", **moment),
        "flagged": ledger.roster(flagged=True, **moment),
        "losing": ledger.roster(expiring_by=soon, **moment),
        "all balances": ledger.all_balances(**moment),
        "expiring": ledger.expiring(soon, **moment),
        "delinquent": ledger.delinquent(**moment),
        "mrr": ledger.mrr(first, day, **known),
        "rates": ledger.rates(first, day, **known),
        "retention": ledger.retention(day, **known),
        "utilisation": ledger.utilisation(first, day, **known),
    }
    for member in ledger.members():
        told[f"balances of {member}"] = ledger.balances(member, **moment)
        told[f"lots of {member}"] = ledger.lots(member, **moment)
        told[f"movements of {member}"] = ledger.movements(member, **moment)
    for tier in sorted({row.tier or "" for row in told["roster"].values()}):
        told[f"tier {tier}"] = ledger.roster(tier=tier, **moment)
    return told


@law()
def the_agenda_has_those_whom_the_clock_will_touch(table: Table) -> None:
    """Who is on the agenda up to a day is whom `advance` to that day touches, each once and on
    the day that falls due first.
    """
    ledger = table.ledger
    desk = ledger._desk
    day = table.day() + timedelta(days=chance(table).randint(0, 400))
    due = ledger.agenda(day)
    same(sorted(due), due, "an agenda out of order", until=day)
    require(all(each.due_on <= day for each in due), "due after the day", until=day, agenda=due)
    store = [member for member, _ in desk.store.due(ledger.practice, day, "", 500)]
    same(store, sorted(each.member for each in due), "others are on the agenda", until=day)
    require(set(due) <= set(ledger.agenda()), "not on the whole agenda", until=day)


LAWS = (
    figures_from_views_are_those_from_events,
    the_parts_of_a_figure_add_up,
    the_margins_of_all_plans_add_up_to_the_books,
    every_question_is_answered_as_the_events_say,
    the_agenda_has_those_whom_the_clock_will_touch,
)
