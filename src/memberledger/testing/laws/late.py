"""Late facts are honoured: what was done on the 8th and told on the 12th counts on the 8th."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from memberledger.testing.laws.law import again, chance, law, require, same
from memberledger.testing.lives import Act, Life, Table

__all__ = ["LAWS", "News", "deliver", "ends_alike_in_any_order", "ends_as_on_its_day"]


def ends_as_on_its_day(table: Table, visit: dict[str, Any], late: int, later: int = 0) -> None:
    """After the table's life a visit is told on its day and, beside it, so many days late.

    Args:
        table: on which nothing was asked.
        visit: benefit, quantity and key, as `redeem` is asked.
        late: days after which it is told; nothing else happens in them.
        later: days that pass after both are told.

    Raises:
        LawBroken: the two end with other balances, debts, or lots taken.
    """
    with again(table) as told_late:
        table.play()
        if table.perform(Act(0, "redeem", visit)).word != "done":
            return
        table.wait(late + later)
        told_late.play()
        told_late.wait(late)
        word = told_late.perform(Act(0, "redeem", {**visit, "ago": late})).word
        where = {"visit": visit, "days late": late}
        require(word == "done", "told late, it is refused", code=word, **where)
        told_late.wait(later)
        same(_left(table), _left(told_late), "told late, it ends otherwise", **where)


def _left(table: Table) -> dict[str, Any]:
    card = table.ledger.member("ana")
    return {
        "balance": card.balance,
        "reserved": card.reserved,
        "owed": card.owed,
        "taken from": card.redeemed_from,
    }


@law(lives=True, without=frozenset({"cancel", "reserve"}))
def a_visit_told_late_ends_as_one_told_on_its_day(table: Table) -> None:
    """A visit uses the lots of the day it was done, whenever it is told: with nothing else in
    between, balances, debts and the lots taken end as if it had been told on its day. Units that
    the clock made money of meanwhile are gone, so plans that do that are left out.
    """
    dice = chance(table)
    benefits = table.life.plans[0].get("benefits", [])
    menu = [b["id"] for b in benefits if b["kind"] in ("service_credit", "value_credit")]
    if not menu or any(b.get("converts", {}).get("when") == "period_end" for b in benefits):
        return
    benefit = dice.choice(menu)
    amounts = (1, 999, 5_000) if benefit in table.money else (1, 1, 2, 3)
    visit = {"benefit": benefit, "quantity": dice.choice(amounts), "key": "visit"}
    ends_as_on_its_day(table, visit, dice.choice((10, 1, 35, 3, 70)), dice.choice((0, 20)))


@dataclass(frozen=True)
class News:
    """What a processor tells of a charge: `code` where it declined; `ago` days ago."""

    charge: str
    amount: int
    ago: int
    code: str | None = None


def deliver(table: Table, news: Iterable[News]) -> None:
    """Tell the ledger each of them, in this order."""
    for told in news:
        on = table.day(told.ago)
        if told.code is None:
            table.ledger.charge_succeeded("ana", told.charge, told.amount, on=on)
        else:
            table.ledger.charge_failed("ana", told.charge, told.amount, told.code, on=on)


def ends_alike_in_any_order(table: Table, news: list[News], mixed: list[News]) -> None:
    """The table's life, then the news; beside it the same news in another order, with doubles.

    Args:
        table: on which nothing was asked.
        news: in the order in which they happened.
        mixed: the same in any order, each once or more.

    Raises:
        LawBroken: the two end with other charges, debts, credit or balances, or news that is
            delivered a second time changes something.
    """
    with again(table) as other:
        table.play()
        deliver(table, news)
        other.play()
        deliver(other, mixed)
        same(_money(table), _money(other), "in another order it ends otherwise", told=mixed)
    before = table.records()
    deliver(table, news)
    require(table.records() == before, "told again, something changed", told=news)


def _money(table: Table) -> dict[str, Any]:
    card = table.ledger.member("ana")
    return {
        "owed": card.owed,
        "standing": card.standing,
        "flagged": card.flagged,
        "billing credit": card.billing_credit,
        "charges": sorted((c.charge, c.amount, c.outcome) for c in card.charges),
        "balance": card.balance,
    }


def _calm(life: Life, wait: int) -> Life:
    """A life that only joins and waits; a chase takes no step that is a fact of its own."""
    steps = [{"after": "0 days", "do": ["notify_email", "flag_chart"]}]
    plans = tuple({**plan, "dunning": steps} for plan in life.plans)
    return replace(life, plans=plans, acts=(*life.acts[:1], Act(wait, "wait")), manual=True, rest=0)


@law(lives=True)
def what_is_told_twice_and_out_of_order_ends_the_same(table: Table) -> None:
    """A processor's news of successes and declines ends in the same money and the same lots in
    any order and however often it is delivered.
    """
    dice = chance(table)
    news: list[News] = []
    for n in range(dice.randint(1, 4)):
        told = News(f"c{n}", dice.choice((19_900, 5_000, 100, 30_000)), dice.randint(0, 2))
        outcome = dice.choice(("succeeded", "failed", "failed then succeeded"))
        if outcome != "succeeded":
            news.append(replace(told, code="insufficient_funds"))
        if outcome != "failed":
            news.append(told)
    mixed = news + dice.choices(news, k=dice.randint(0, 3))
    dice.shuffle(mixed)
    with again(table, life=_calm(table.life, dice.choice((0, 3, 33, 65)))) as calm:
        ends_alike_in_any_order(calm, news, mixed)


LAWS = (
    a_visit_told_late_ends_as_one_told_on_its_day,
    what_is_told_twice_and_out_of_order_ends_the_same,
)
