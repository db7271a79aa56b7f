"""Every number that is shown can be explained, and the explanation adds up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from memberledger.errors import Refused
from memberledger.explaining import Explanation, Part
from memberledger.ledger import Ledger
from memberledger.projections import MemberCard
from memberledger.projections.journal import balances_through, journal_of
from memberledger.testing.laws.law import again, chance, law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]

_MOMENTS = 6
"""After how many acts of a life everything is explained, to be asked again later."""


def _months(table: Table, member: str) -> list[date]:
    """The first days of the months of a life."""
    month = min(event.effective_on for event in table.events(member)).replace(day=1)
    found = []
    while month <= table.day():
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _links(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _links(part.parts)


def _stands_on_events(found: Explanation, **where: Any) -> None:
    """It adds up, and whatever is not a sum of parts names the event it comes from."""
    require(found.adds_up, "an explanation that does not add up", found=found, **where)
    for link in _links(found.parts):
        grounded = bool(link.parts) or link.entry is not None
        require(grounded, "a part that names no event", part=link, **where)
        known = link.rule is None or not link.rule.says.startswith("a policy that")
        require(known, "a rule that nobody can name", part=link, **where)


def _explained(
    ledger: Ledger, card: MemberCard, member: str, moment: dict[str, date]
) -> Iterator[tuple[str, Any, Explanation]]:
    """Every figure of a card with its explanation."""
    for benefit, free in card.balance.items():
        yield f"balance of {benefit}", free, ledger.explain_balance(member, benefit, **moment)
    for line in card.charges:
        found = ledger.explain_charge(member, line.charge, **moment)
        yield f"charge {line.charge}", line.amount, found
    yield "owed", card.owed, ledger.explain_owed(member, **moment)
    yield "billing credit", card.billing_credit, ledger.explain_credit(member, **moment)
    yield "standing", card.standing, ledger.explain_standing(member, **moment)
    coming = card.next_charge[1] if card.next_charge is not None else "none"
    yield "next charge", coming, ledger.explain_next_charge(member, **moment)


@law()
def every_figure_of_a_card_is_explained(table: Table) -> None:
    """Every balance, charge, debt, credit, standing and next charge, today, as of a past day and as
    known on one, has an explanation that adds up to it and stands on events.
    """
    day = table.day(chance(table).randint(0, 90))
    for moment in ({}, {"as_of": day}, {"known_on": day}):
        for member in table.members:
            try:
                card = table.ledger.member(member, **moment)
            except Refused:
                continue
            for figure, shown, found in _explained(table.ledger, card, member, moment):
                where = {"member": member, "figure": figure, "moment": moment}
                _stands_on_events(found, **where)
                same(shown, found.figure, "the explanation is of another figure", **where)


@law(lives=True)
def an_explanation_as_known_on_a_day_is_the_one_given_then(table: Table) -> None:
    """Asked for as known on a past day, an explanation is the one that was given on that day."""
    seen: dict[date, tuple[dict[str, list[Explanation]], Explanation]] = {}
    with again(table, "daily") as daily:
        ledger = daily.ledger

        def told(**moment: date) -> dict[str, list[Explanation]]:
            given = {}
            for member in daily.members:
                try:
                    card = ledger.member(member, **moment)
                except Refused:
                    continue
                given[member] = [found for _, _, found in _explained(ledger, card, member, moment)]
            return given

        acts = daily.life.acts
        moments = chance(table).sample(range(len(acts)), min(len(acts), _MOMENTS))
        for number, asked in enumerate(acts):
            daily.perform(asked)
            seen.pop(daily.day(), None)  # of a day on which more was asked, the last word counts
            if number in moments:
                seen[daily.day()] = told(), ledger.explain_revenue(daily.day())
        daily.wait(daily.life.rest)
        for day, (given, revenue) in seen.items():
            same(given, told(as_of=day, known_on=day), "another explanation", day=day)
            now = ledger.explain_revenue(day, known_on=day)
            same(revenue, now, "another explanation of the revenue", day=day)


@law()
def what_is_billed_is_what_its_formula_gives(table: Table) -> None:
    """The formulas of bills are worked out from what is recorded, and none gives another figure
    than was billed.
    """
    for member in table.members:
        for line in table.ledger.member(member).charges:
            found = table.ledger.explain_charge(member, line.charge)
            for link in _links(found.parts):
                where = {"member": member, "charge": line.charge, "part": link}
                agrees = not any("would be" in text for text in link.arithmetic)
                require(agrees, "its formula gives another figure", **where)
                formula = link.says.startswith(("dues for", "change from", "tax"))
                shown = bool(link.arithmetic) or not formula or "tax on" in link.says
                require(shown, "a bill without its formula", **where)


@law()
def the_revenue_of_every_month_is_explained_to_the_cent(table: Table) -> None:
    """The revenue of each month is explained, of the practice and of each member, and the members'
    add up to the practice's.
    """
    ledger = table.ledger
    months = sorted({month for member in table.members for month in _months(table, member)})
    for month in months:
        until = min((month + timedelta(days=31)).replace(day=1), table.day())
        found = ledger.explain_revenue(month)
        _stands_on_events(found, month=month)
        moved = ledger.roll_forward(month, until)
        earned = moved.on_redemption + moved.over_time + moved.at_charge + moved.fees
        recognised = earned + moved.breakage - moved.reversed
        same(recognised, found.figure, "another revenue is explained", month=month)
        told = sum(int(ledger.explain_revenue(month, member).figure) for member in table.members)
        same(found.figure, told, "the members' revenue is another", month=month)


@law()
def what_is_deferred_is_explained_to_the_cent(table: Table) -> None:
    """What is deferred, today, as of a past day or as known on one, is explained, of the practice
    and of each member, and the members' add up to the practice's.
    """
    ledger, day = table.ledger, table.day(chance(table).randint(0, 90))
    moments: tuple[dict[str, Any], ...] = ({}, {"as_of": day}, {"known_on": day})
    moment = chance(table).choice(moments)
    found = ledger.explain_deferred(**moment)
    _stands_on_events(found, moment=moment)
    shown = ledger.revenue(**moment).deferred
    same(shown, found.figure, "another amount is explained", moment=moment)
    told = 0
    for member in table.members:
        try:
            own = ledger.explain_deferred(member, **moment)
        except Refused:
            continue
        told += int(own.figure)
    same(found.figure, told, "the members' is another amount", moment=moment)


@law()
def recurring_revenue_at_a_months_end_is_explained(table: Table) -> None:
    """Recurring revenue at the end of a month is that of the members who count, each at the price
    of the terms agreed.
    """
    ledger = table.ledger
    months = sorted({month for member in table.members for month in _months(table, member)})
    month = chance(table).choice(months)
    until = min((month + timedelta(days=31)).replace(day=1), table.day())
    found = ledger.explain_mrr(month)
    _stands_on_events(found, month=month)
    same(ledger.mrr(month, until).end, found.figure, "another figure", month=month)
    agrees = not any("would be" in text for part in found.parts for text in part.arithmetic)
    require(agrees, "a price that gives another figure", month=month, found=found)


@law()
def each_account_of_income_is_explained_by_itself(table: Table) -> None:
    """The parts of a month's explanation are the movements of the accounts of income."""
    for member in table.members:
        rows = journal_of(table.events(member))
        for month in _months(table, member):
            until = min((month + timedelta(days=31)).replace(day=1), table.day())
            found = table.ledger.explain_revenue(month, member)
            before = balances_through(*rows, month - timedelta(days=1))
            after = balances_through(*rows, until - timedelta(days=1))
            moved = {
                account: before.get(account, 0) - after.get(account, 0)
                for account in {*before, *after}
                if account.startswith("Income:")
            }
            wanted = {account: amount for account, amount in moved.items() if amount}
            told = {part.says: part.amount for part in found.parts if part.amount}
            same(wanted, told, "an account is explained otherwise", member=member, month=month)


LAWS = (
    every_figure_of_a_card_is_explained,
    an_explanation_as_known_on_a_day_is_the_one_given_then,
    what_is_billed_is_what_its_formula_gives,
    the_revenue_of_every_month_is_explained_to_the_cent,
    what_is_deferred_is_explained_to_the_cent,
    recurring_revenue_at_a_months_end_is_explained,
    each_account_of_income_is_explained_by_itself,
)
