"""Every number that a view shows can be explained, and the explanation adds up to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given
from hypothesis.strategies import integers

from memberledger.errors import Refused
from memberledger.explaining import Explanation, Part
from memberledger.projections.journal import balances_through, journal_of
from memberledger.testing.lives import Life, Table, at_table, play
from memberledger.testing.strategies import lives


def months(table: Table) -> list[date]:
    """The first days of the months of a life."""
    month = min(event.effective_on for event in table.events()).replace(day=1)
    found = []
    while month <= table.day():
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def links(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from links(part.parts)


def stands_on_events(found: Explanation) -> None:
    """It adds up, and whatever is not a sum of parts names the event it comes from."""
    assert found.adds_up, found
    for link in links(found.parts):
        assert link.parts or link.entry is not None, link
        assert link.rule is None or not link.rule.says.startswith("a policy that"), link.rule


@given(lives(wide=None), integers(0, 90))
def test_every_figure_of_a_card_has_an_explanation_that_adds_up_to_it(life: Life, ago: int) -> None:
    with play(life) as table:
        for moment in ({}, {"as_of": table.day(ago)}, {"known_on": table.day(ago)}):
            for member in table.members:
                try:
                    card = table.ledger.member(member, **moment)
                except Refused:
                    continue
                for benefit, free in card.balance.items():
                    found = table.ledger.explain_balance(member, benefit, **moment)
                    stands_on_events(found)
                    assert found.figure == free
                for line in card.charges:
                    found = table.ledger.explain_charge(member, line.charge, **moment)
                    stands_on_events(found)
                    assert found.figure == line.amount
                owed = table.ledger.explain_owed(member, **moment)
                stands_on_events(owed)
                assert owed.figure == card.owed
                credit = table.ledger.explain_credit(member, **moment)
                stands_on_events(credit)
                assert credit.figure == card.billing_credit
                standing = table.ledger.explain_standing(member, **moment)
                stands_on_events(standing)
                assert standing.figure == card.standing


def explained(table: Table, **moment: date) -> list[Explanation]:
    ledger = table.ledger
    card = ledger.member("ana", **moment)
    return [
        *(ledger.explain_balance("ana", benefit, **moment) for benefit in card.balance),
        *(ledger.explain_charge("ana", line.charge, **moment) for line in card.charges),
        ledger.explain_owed("ana", **moment),
        ledger.explain_credit("ana", **moment),
        ledger.explain_standing("ana", **moment),
    ]


@given(lives())
def test_an_explanation_as_known_on_a_day_is_the_one_that_was_given_then(life: Life) -> None:
    seen: dict[date, tuple[list[Explanation], Explanation]] = {}
    with at_table(life, "daily") as table:
        for asked in life.acts:
            table.perform(asked)
            day = table.day()
            seen[day] = explained(table), table.ledger.explain_revenue(day)
        table.wait(life.rest)
        for day, (told, revenue) in seen.items():
            assert explained(table, as_of=day, known_on=day) == told
            assert table.ledger.explain_revenue(day, known_on=day) == revenue


@given(lives(wide=None))
def test_what_is_billed_is_what_its_formula_gives(life: Life) -> None:
    """The formulas are worked out from what is recorded, and none gives another figure."""
    with play(life) as table:
        for line in table.ledger.member("ana").charges:
            found = table.ledger.explain_charge("ana", line.charge)
            for link in links(found.parts):
                assert not any("would be" in text for text in link.arithmetic), link
                formula = link.says.startswith(("dues for", "change from", "tax"))
                assert link.arithmetic or not formula or "tax on" in link.says, link


@given(lives(wide=None))
def test_the_revenue_of_every_month_is_explained_to_the_cent(life: Life) -> None:
    with play(life) as table:
        for month in months(table):
            until = min((month + timedelta(days=31)).replace(day=1), table.day())
            found = table.ledger.explain_revenue(month)
            stands_on_events(found)
            moved = table.ledger.roll_forward(month, until)
            earned = moved.on_redemption + moved.over_time + moved.at_charge + moved.fees
            assert found.figure == earned + moved.breakage - moved.reversed
            told = sum(
                int(table.ledger.explain_revenue(month, member).figure) for member in table.members
            )
            assert told == found.figure


@given(lives(wide=None))
def test_each_account_of_income_is_explained_by_itself(life: Life) -> None:
    with play(life) as table:
        rows = journal_of(table.events())
        for month in months(table):
            until = min((month + timedelta(days=31)).replace(day=1), table.day())
            found = table.ledger.explain_revenue(month, "ana")
            before = balances_through(*rows, month - timedelta(days=1))
            after = balances_through(*rows, until - timedelta(days=1))
            wanted = {
                account: before.get(account, 0) - after.get(account, 0)
                for account in {*before, *after}
                if account.startswith("Income:")
            }
            told = {part.says: part.amount for part in found.parts if part.amount}
            assert told == {account: amount for account, amount in wanted.items() if amount}
