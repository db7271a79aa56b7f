"""Where the money is: collected = recognised + deferred + refunded, whatever happened."""

from __future__ import annotations

from datetime import date, timedelta

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, fold
from memberledger.aggregates.member import events as e
from memberledger.projections.revenue import MemberRevenue, RevenueFigures, revenue_of
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.lives import Table

__all__ = ["FAR", "LAWS", "adds_up"]

FAR = date(2100, 1, 1)
"""A day after everything."""
GIVES_BACK = frozenset({"refund", "dispute", "dispute_closed", "no_show", "release_late"})
"""What gives money back; a visit's fee that was paid goes back when the visit is excused."""


def adds_up(figures: RevenueFigures) -> bool:
    """Whether what was collected is recognised, deferred or refunded, tax kept apart."""
    return figures.collected == figures.recognised + figures.deferred + figures.refunded


def _days_of_interest(events: list[Event]) -> list[date]:
    first, last = events[0].effective_on, max(event.effective_on for event in events)
    middle = first + (last - first) / 2
    return [first, middle, last, last + timedelta(days=1), FAR]


@law()
def what_is_collected_is_recognised_deferred_or_refunded(table: Table) -> None:
    """After every event of a member, and as of every day: collected = recognised + deferred +
    refunded, to the minor unit and with tax apart, and what is deferred is never below zero.
    """
    for member in table.members:
        events = table.events(member)
        money, days = MemberRevenue(), _days_of_interest(events)
        for n, event in enumerate(events, 1):
            money.apply(event)
            for day in (event.effective_on, *days):
                _check(
                    money.figures(day), member=member, event=n, kind=type(event).__name__, on=day
                )
        for n in {len(events), len(events) // 2 + 1, 1}:
            prefix = events[:n]
            day = prefix[-1].effective_on
            _check(revenue_of(prefix, day), member=member, event=n, on=day)


def _check(figures: RevenueFigures, **facts: object) -> None:
    require(adds_up(figures), "the figures do not add up", figures=figures, **facts)
    require(figures.deferred >= 0, "less than nothing is deferred", figures=figures, **facts)


@law()
def money_adds_up_as_of_every_past_day(table: Table) -> None:
    """The practice's revenue as of any past day adds up, and is the sum of what each member's
    events of that day and before give.
    """
    streams = [table.events(member) for member in table.members]
    for day in sorted({x.effective_on for events in streams for x in events}):
        if day > table.day():
            continue
        figures, total = table.ledger.revenue(as_of=day), RevenueFigures()
        for events in streams:
            total += revenue_of([x for x in events if x.effective_on <= day], day)
        same(total, figures, "the practice's revenue is not its members'", as_of=day)
        _check(figures, as_of=day)


@law(without=GIVES_BACK)
def breakage_is_part_of_what_was_recognised(table: Table) -> None:
    """Where nothing was given back, breakage is between nothing and what was recognised, nothing
    is refunded, and what was collected only grows.
    """
    for member in table.members:
        events = table.events(member)
        if any(isinstance(event, e.Refunded | e.Disputed | e.MissExcused) for event in events):
            continue
        money, before = MemberRevenue(), RevenueFigures()
        for n, event in enumerate(events, 1):
            money.apply(event)
            figures = money.figures(event.effective_on)
            facts = {"member": member, "event": n, "figures": figures}
            require(0 <= figures.breakage <= figures.recognised, "breakage is no part", **facts)
            require(figures.refunded == 0, "refunded, but nothing was given back", **facts)
            # tax leaves the figures once a bill is paid in full, and comes back with a credit
            grew = figures.collected + figures.tax >= before.collected + before.tax
            require(grew, "what was collected became less", before=before, **facts)
            before = figures
        for day in _days_of_interest(events):
            figures = money.figures(day)
            part = 0 <= figures.breakage <= figures.recognised
            require(part, "breakage is no part", member=member, on=day, figures=figures)


@law()
def once_all_is_over_nothing_stays_deferred(table: Table) -> None:
    """Once a membership and its lots are over, or no lot is open and no grant is to come, only
    billing credit and part payments are held: everything else is earned or given back.
    """
    for member in table.members:
        events, s = table.events(member), table.state(member)
        if s.open_lots:
            continue
        left = s.status == "cancelled"
        waits = any(isinstance(event, e.BillSettled) and event.shares for event in events)
        if left or (s.pause is None and not waits):
            held = revenue_of(events, FAR).deferred
            same(_still_held(s), held, "more or less is deferred than is held", member=member)


def _still_held(s: MemberState) -> int:
    """Billing credit, and what was paid for bills that are not paid in full."""
    unsettled = [bill for bill in s.bills.values() if bill.settled_on is None]
    return s.billing_credit + sum(bill.paid - bill.refunded for bill in unsettled)


@law()
def what_is_collected_is_what_the_charges_say(table: Table) -> None:
    """Collected and refunded, tax included, are the sums over the charges that were paid; no
    charge gives back more than it took.
    """
    for member in table.members:
        events = table.events(member)
        s, money = fold(events), MemberRevenue()
        for event in events:
            money.apply(event)
        figures = money.figures(FAR)
        paid = [charge for charge in s.charges.values() if charge.outcome == "paid"]
        for charge in paid:
            within = 0 <= charge.refunded <= charge.amount
            require(within, "a charge gave back more than it took", member=member, charge=charge)
        wanted = {
            "collected": sum(charge.amount for charge in paid),
            "refunded": sum(charge.refunded for charge in paid),
            "collected without tax": money.collected - money.taxes.collected,
            "refunded without tax": money.refunded - money.taxes.refunded,
            "tax": money.taxes.collected - money.taxes.refunded,
        }
        found = {
            "collected": money.collected,
            "refunded": money.refunded,
            "collected without tax": figures.collected,
            "refunded without tax": figures.refunded,
            "tax": figures.tax,
        }
        same(wanted, found, "the figures are not those of the charges", member=member)


LAWS = (
    what_is_collected_is_recognised_deferred_or_refunded,
    money_adds_up_as_of_every_past_day,
    breakage_is_part_of_what_was_recognised,
    once_all_is_over_nothing_stays_deferred,
    what_is_collected_is_what_the_charges_say,
)
