"""Where the money is: collected = recognised + deferred + refunded, whatever happened."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

FAR = date(2100, 1, 1)


def days_of_interest(events: list[Event]) -> list[date]:
    first, last = events[0].effective_on, max(event.effective_on for event in events)
    middle = first + (last - first) / 2
    return [first, middle, last, last + timedelta(days=1), FAR]


def adds_up(figures: RevenueFigures) -> bool:
    return figures.collected == figures.recognised + figures.deferred + figures.refunded


@given(lives())
def test_the_money_collected_is_earned_or_deferred_or_refunded_after_every_event(
    life: Life,
) -> None:
    with play(life) as table:
        events = table.events()
    money, days = MemberRevenue(), days_of_interest(events)
    for n, event in enumerate(events, 1):
        money.apply(event)
        for day in (event.effective_on, *days):
            figures = money.figures(day)
            assert adds_up(figures), (n, event, day, figures)
            assert figures.deferred >= 0, (n, event, day, figures)
    for n in {len(events), len(events) // 2 + 1, 1}:
        prefix = events[:n]
        day = prefix[-1].effective_on
        assert adds_up(revenue_of(prefix, day))


@given(lives())
def test_the_money_adds_up_as_of_every_past_date(life: Life) -> None:
    with play(life) as table:
        streams = [table.events(member) for member in table.members]
        dates = sorted({x.effective_on for events in streams for x in events})
        for day in dates:
            if day > table.day():
                continue
            figures, total = table.ledger.revenue(as_of=day), RevenueFigures()
            for events in streams:
                total += revenue_of([x for x in events if x.effective_on <= day], day)
            assert figures == total
            assert adds_up(figures), (day, figures)
            assert figures.deferred >= 0, (day, figures)


_GIVES_BACK = frozenset({"refund", "dispute", "dispute_closed", "no_show", "release_late"})
"""A visit's fee that was paid goes back when the visit is excused."""


@given(lives(without=_GIVES_BACK))
def test_breakage_is_a_part_of_what_was_recognised_where_nothing_went_back(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    money, before = MemberRevenue(), RevenueFigures()
    for event in events:
        money.apply(event)
        figures = money.figures(event.effective_on)
        assert 0 <= figures.breakage <= figures.recognised, (event, figures)
        assert figures.refunded == 0
        # tax leaves the figures once a bill is paid in full, and comes back with a credit
        assert figures.collected + figures.tax >= before.collected + before.tax
        before = figures
    for day in days_of_interest(events):
        figures = money.figures(day)
        assert 0 <= figures.breakage <= figures.recognised, (day, figures)


def still_held(s: MemberState) -> int:
    """Billing credit, and what was paid for bills that are not paid in full."""
    unsettled = [bill for bill in s.bills.values() if bill.settled_on is None]
    return s.billing_credit + sum(bill.paid - bill.refunded for bill in unsettled)


@given(lives())
def test_once_membership_and_lots_are_over_nothing_is_deferred_but_credit(life: Life) -> None:
    with play(life) as table:
        events, s = table.events(), table.state()
    over = s.status == "cancelled" and not s.open_lots
    if over:
        assert revenue_of(events, FAR).deferred == still_held(s)


@given(lives())
def test_dues_earned_by_the_day_are_all_earned_once_their_days_are_over(life: Life) -> None:
    with play(life) as table:
        events, s = table.events(), table.state()
    if not s.open_lots and s.pause is None and not _has_waiting_grants(events):
        assert revenue_of(events, FAR).deferred == still_held(s)


def _has_waiting_grants(events: list[Event]) -> bool:
    """Whether money was set aside for grants, some of which may still come."""
    return any(isinstance(event, e.BillSettled) and event.shares for event in events)


@given(lives())
def test_what_is_collected_is_what_the_charges_say(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    s = fold(events)
    money = MemberRevenue()
    for event in events:
        money.apply(event)
    figures = money.figures(FAR)
    paid = [charge for charge in s.charges.values() if charge.outcome == "paid"]
    assert money.collected == figures.collected + money.taxes.collected
    assert money.refunded == figures.refunded + money.taxes.refunded
    assert money.collected == sum(charge.amount for charge in paid)
    assert money.refunded == sum(charge.refunded for charge in paid)
    assert figures.tax == money.taxes.collected - money.taxes.refunded
    assert all(0 <= charge.refunded <= charge.amount for charge in paid)
