"""What a front desk reads: any past moment can be asked for, and what is announced comes."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.member import events as e
from memberledger.aggregates.member import fold
from memberledger.ledger.clock import zone
from memberledger.projections import (
    MemberCard,
    RevenueFigures,
    member_card,
    movements_of,
    mrr_between,
)
from memberledger.testing.laws.law import again, chance, law, require, same
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


@law(lives=True)
def what_was_known_on_a_day_can_be_asked_for_ever_after(table: Table) -> None:
    """A member's card and the practice's revenue, as of a day and known on that day, are for ever
    what they were in that evening.
    """
    seen: dict[date, tuple[dict[str, MemberCard], RevenueFigures]] = {}
    with again(table, "daily") as daily:
        ledger = daily.ledger
        for asked in daily.life.acts:
            daily.perform(asked)
            cards = {member: ledger.member(member) for member in daily.members}
            seen[daily.day()] = cards, ledger.revenue()
        daily.wait(daily.life.rest)
        for day, (cards, revenue) in seen.items():
            for member, card in cards.items():
                where = {"member": member, "day": day}
                at = ledger.member(member, as_of=day, known_on=day)
                same(card, at, "as of and known on the day, it is another", **where)
                same(card, ledger.member(member, known_on=day), "known on the day", **where)
            at_day = ledger.revenue(as_of=day, known_on=day)
            same(revenue, at_day, "another revenue than on the day", day=day)


@law()
def as_of_today_is_what_is_known_today(table: Table) -> None:
    """Asked as of today, cards and revenue are what they are without a day."""
    ledger, today = table.ledger, table.day()
    for member in table.members:
        same(ledger.member(member), ledger.member(member, as_of=today), "today", member=member)
    same(ledger.revenue(), ledger.revenue(as_of=today), "the revenue of today")


@law()
def a_history_known_on_a_day_never_got_what_came_later(table: Table) -> None:
    """A history as known on a day has what was recorded by then, and as of a day what was true by
    then; nothing else is left out.
    """
    day, local = table.day(chance(table).randint(0, 90)), zone(table.life.timezone)
    for member in table.members:
        told = table.ledger.history_of(member)
        where = {"member": member, "day": day}
        known = [x for x in told if x.event.recorded_at.astimezone(local).date() <= day]
        came = table.ledger.history_of(member, as_of=table.day(), known_on=day)
        same(known, came, "not what was known", **where)
        true = [x for x in told if x.event.effective_on <= day]
        same(true, table.ledger.history_of(member, as_of=day), "not what was true", **where)


@law()
def a_replay_stops_where_the_ledger_once_stood(table: Table) -> None:
    """Each step of a replay shows the card of the events so far, and the differences of the steps
    lead from nothing to what is there.
    """
    ledger = table.ledger
    for member in table.members:
        steps, events = list(ledger.steps(member)), table.events(member)
        where = {"member": member}
        owed, paid = 0, 0
        for step in steps:
            version = step.entry.version
            card = member_card(fold(events[:version]))
            same(card, step.card, "a step shows another card", version=version, **where)
            money = {change.name: change for change in step.changed.money}
            owed = money["owed"].after if "owed" in money else owed
            paid = money["collected"].after if "collected" in money else paid
            same(step.card.owed, owed, "the steps lead to another debt", version=version, **where)
        same(ledger.member(member), steps[-1].card, "the last step is not today", **where)
        took = sum(event.amount for event in events if isinstance(event, e.Charged))
        same(took, paid, "the steps lead to another sum collected", **where)
        card = steps[-1].card
        wanted = {b: n for b, n in card.balance.items() if n or card.reserved[b]}
        found = {b.benefit: b.after for b in ledger.difference(member, 0).balances}
        same(wanted, found, "the difference from nothing is not what is there", **where)


@law(lives=True, without=frozenset({"card"}))
def the_next_charge_comes_as_announced(table: Table) -> None:
    """Where nothing is owed and nothing else happens, the next dues come on the day and with the
    amount that were announced; where none were, none come for 800 days.
    """
    table.play()
    for member in table.members:
        card, s = table.ledger.member(member), table.state(member)
        pause = s.pause or s.planned_pause
        open_ended = pause is not None and pause.until is None
        if card.owed or card.standing != "good" or open_ended:
            continue
        with again(table) as later:
            later.play()
            _check_announced(later, member, card.next_charge)


def _check_announced(table: Table, member: str, announced: tuple[date, int] | None) -> None:
    until = announced[0] if announced is not None else table.day() + timedelta(days=800)
    known = len(table.events(member))
    table.wait((until - table.day()).days)
    events = table.events(member)
    billed = [event for event in events[known:] if isinstance(event, e.DuesBilled)]
    where = {"member": member, "announced": announced}
    if announced is None:
        require(not billed, "dues that nobody announced", billed=billed, **where)
        return
    require(bool(billed), "the dues that were announced did not come", **where)
    first = billed[0]
    if table.life.manual:
        asked = table.state(member).bills[first.bill].owed
    else:
        paid = [x for x in events if isinstance(x, e.Charged)]
        asked = sum(x.amount for x in paid if any(bill == first.bill for bill, _ in x.bills))
    same(announced, (first.effective_on, asked), "other dues than announced", **where)


@law()
def movements_of_recurring_revenue_add_up_in_every_window(table: Table) -> None:
    """In the window of every day: MRR at its start + what came - what went = MRR at its end, the
    pool of the paused alike, none below zero, and one window ends where the next begins.
    """
    for member in table.members:
        moved = movements_of(table.events(member))
        for day in sorted({movement.on for movement in moved} | {table.life.start}):
            until = day + timedelta(days=1)
            one = mrr_between(moved, day, until)
            where = {"member": member, "day": day, "figures": one}
            came = one.start + one.new + one.reactivation + one.expansion + one.resumed
            went = one.contraction + one.churn + one.paused
            require(one.end == came - went, "movements do not add up", **where)
            pool = one.pool_start + one.paused - one.resumed
            require(one.pool_end == pool, "the pool of the paused does not add up", **where)
            least = min(one.start, one.end, one.pool_start, one.pool_end)
            require(least >= 0, "less than nothing", **where)
            following = mrr_between(moved, until, until).start
            same(one.end, following, "the next window begins elsewhere", **where)


LAWS = (
    what_was_known_on_a_day_can_be_asked_for_ever_after,
    as_of_today_is_what_is_known_today,
    a_history_known_on_a_day_never_got_what_came_later,
    a_replay_stops_where_the_ledger_once_stood,
    the_next_charge_comes_as_announced,
    movements_of_recurring_revenue_add_up_in_every_window,
)
