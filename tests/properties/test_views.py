"""What a front desk reads: any past moment can be asked for, and what is announced comes."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis.strategies import integers

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
from memberledger.testing.lives import Life, Table, at_table, play
from memberledger.testing.strategies import lives


@given(lives())
def test_what_was_known_on_a_day_can_be_asked_for_ever_after(life: Life) -> None:
    seen: dict[date, tuple[MemberCard, RevenueFigures]] = {}
    with at_table(life, "daily") as table:
        for asked in life.acts:
            table.perform(asked)
            seen[table.day()] = table.ledger.member("ana"), table.ledger.revenue()
        table.wait(life.rest)
        for day, (card, revenue) in seen.items():
            assert table.ledger.member("ana", as_of=day, known_on=day) == card
            assert table.ledger.member("ana", known_on=day) == card
            assert table.ledger.revenue(as_of=day, known_on=day) == revenue


@given(lives())
def test_as_of_today_is_what_is_known_today(life: Life) -> None:
    with play(life) as table:
        assert table.ledger.member("ana", as_of=table.day()) == table.ledger.member("ana")
        assert table.ledger.revenue(as_of=table.day()) == table.ledger.revenue()


@given(lives(), integers(0, 90))
def test_a_history_known_on_a_day_is_one_that_never_got_what_came_later(
    life: Life, ago: int
) -> None:
    with play(life) as table:
        told, day = table.ledger.history_of("ana"), table.day(ago)
        local = zone(life.timezone)
        known = [e for e in told if e.event.recorded_at.astimezone(local).date() <= day]
        assert table.ledger.history_of("ana", as_of=table.day(), known_on=day) == known
        true = [e for e in told if e.event.effective_on <= day]
        assert table.ledger.history_of("ana", as_of=day) == true


@given(lives(wide=None))
def test_a_replay_stops_where_the_ledger_once_stood(life: Life) -> None:
    """The differences of the steps lead from nothing to what is there, and none is forgotten."""
    with play(life) as table:
        steps, events = list(table.ledger.steps("ana")), table.events()
        owed, paid = 0, 0
        for step in steps:
            assert step.card == member_card(fold(events[: step.entry.version]))
            money = {change.name: change for change in step.changed.money}
            owed = money["owed"].after if "owed" in money else owed
            paid = money["collected"].after if "collected" in money else paid
            assert step.card.owed == owed
        assert steps[-1].card == table.ledger.member("ana")
        assert paid == sum(e.amount for e in events if type(e).__name__ == "Charged")
        whole = table.ledger.difference("ana", 0)
        assert {b.benefit: b.after for b in whole.balances} == {
            benefit: free
            for benefit, free in steps[-1].card.balance.items()
            if free or steps[-1].card.reserved[benefit]
        }


def next_dues(table: Table, until: date) -> e.DuesBilled | None:
    """The next dues the clock bills by itself, up to a day."""
    known = len(table.events())
    table.wait((until - table.day()).days)
    billed = [event for event in table.events()[known:] if isinstance(event, e.DuesBilled)]
    return billed[0] if billed else None


@given(lives(without=frozenset({"card"})))
def test_the_next_charge_comes_on_its_day_and_with_its_amount(life: Life) -> None:
    """Nothing else happens and nothing is owed; a pause ends on the day it names."""
    with play(life) as table:
        card, s = table.ledger.member("ana"), table.state()
        open_ended = s.pause is not None and s.pause.until is None
        if card.owed or card.standing != "good" or open_ended:
            return
        announced = card.next_charge
        horizon = announced[0] if announced is not None else table.day() + timedelta(days=800)
        billed = next_dues(table, horizon)
        if announced is None:
            assert billed is None
            return
        assert billed is not None, announced
        assert billed.effective_on == announced[0]
        if life.manual:
            assert table.state().bills[billed.bill].owed == announced[1]
        else:
            asked = [event.amount for event in table.events() if pays(event, billed.bill)]
            assert sum(asked) == announced[1]


def pays(event: object, bill: int) -> bool:
    return isinstance(event, e.Charged) and any(number == bill for number, _ in event.bills)


@given(lives())
def test_movements_of_recurring_revenue_add_up_in_every_window(life: Life) -> None:
    with play(life) as table:
        moved = movements_of(table.events())
        days = sorted({movement.on for movement in moved} | {life.start})
    for day in days:
        until = day + timedelta(days=1)
        one = mrr_between(moved, day, until)
        came = one.start + one.new + one.reactivation + one.expansion + one.resumed
        assert one.end == came - one.contraction - one.churn - one.paused
        assert one.pool_end == one.pool_start + one.paused - one.resumed
        assert min(one.start, one.end, one.pool_start, one.pool_end) >= 0
        assert mrr_between(moved, until, until).start == one.end
