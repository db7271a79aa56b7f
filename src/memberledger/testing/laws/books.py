"""Months: what is booked, what moves from one to the next, and what a ledger answers of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from memberledger.aggregates.event import Event
from memberledger.projections.journal import (
    balances_at,
    balances_through,
    book_of,
    classes_of,
    journal_of,
    roll_forward,
)
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.laws.money import FAR
from memberledger.testing.lives import Table

__all__ = ["LAWS"]


def _month_ends(events: list[Event]) -> list[date]:
    """The last days of the months of a life, and of two months more."""
    month = min(event.effective_on for event in events).replace(day=1)
    last = max(event.effective_on for event in events) + timedelta(days=62)
    found = []
    while month <= last:
        month = (month + timedelta(days=31)).replace(day=1)
        found.append(month - timedelta(days=1))
    return found


@law()
def what_ends_is_booked_on_the_day_before(table: Table) -> None:
    """Accounting dates are the effective dates or, for what ends with a day, the day before; in
    the long run the balances are the same.
    """
    for member in table.members:
        postings, spreads = journal_of(table.events(member))
        for row in postings:
            near = (row.effective_on - row.booked_on).days in (0, 1)
            require(near, "booked on another day", member=member, row=row)
        through, at = (
            balances(postings, spreads, FAR) for balances in (balances_through, balances_at)
        )
        same(at, through, "the two kinds of dates end differently", member=member)


@law()
def the_book_of_a_life_has_the_balances_of_its_months(table: Table) -> None:
    """The entries of a book balance, name each account once, and add up to the balances at the
    end of every month.
    """
    for member in table.members:
        events = table.events(member)
        rows, ends = journal_of(events), _month_ends(events)
        book = book_of(events, *rows, through=ends[-1])
        sums: Counter[str] = Counter()
        for entry in book:
            balanced = sum(amount for _, amount in entry.lines) == 0
            once = len(dict(entry.lines)) == len(entry.lines)
            require(balanced and once, "an entry that does not balance", member=member, entry=entry)
        for before, end in pairwise([date.min, *ends]):
            for entry in book:
                if before < entry.on <= end:
                    sums.update(dict(entry.lines))
            left = {account: n for account, n in sums.items() if n}
            wanted = balances_through(*rows, end)
            same(wanted, left, "the entries give other balances", member=member, through=end)


@law()
def what_is_deferred_rolls_forward_from_month_to_month(table: Table) -> None:
    """Opening + collected - earned - breakage + reversed - refunded + transferred = closing, of
    each month, each closing is the next one's opening, and the parts by account add up.
    """
    for member in table.members:
        events = table.events(member)
        rows, closing = journal_of(events), 0
        for before, end in pairwise([date(1999, 12, 31), *_month_ends(events)]):
            moved = roll_forward(*rows, before + timedelta(days=1), end + timedelta(days=1))
            where = {"member": member, "month": end, "moved": moved}
            earned = moved.on_redemption + moved.over_time + moved.at_charge + moved.fees
            left = moved.opening + moved.collected - earned - moved.breakage
            require(moved.opening == closing, "it opens with another sum", closed=closing, **where)
            closing = left + moved.reversed - moved.refunded + moved.transferred
            require(moved.closing == closing, "it closes with another sum", adds=closing, **where)
            credit = balances_through(*rows, end).get("Liabilities:BillingCredit", 0)
            parts = moved.by_account.values()
            wanted = (closing + credit, moved.breakage, earned)
            sums = (
                sum(each.closing for each in parts),
                sum(each.breakage for each in parts),
                sum(each.earned for each in parts),
            )
            same(wanted, sums, "the accounts do not add up to the month", **where)


@law()
def the_books_have_the_figures_of_every_day(table: Table) -> None:
    """The practice's accounts balance as of every day, and give the revenue of that day; what was
    booked as known on a day is the revenue as known on it.
    """
    ledger = table.ledger
    for member in table.members:
        days = {
            event.effective_on + timedelta(days=n) for event in table.events(member) for n in (0, 1)
        }
        past = [day for day in sorted(days) if day <= table.day()]
        for day in [*past[-25:], table.day()]:
            balances = ledger.accounts(as_of=day)
            require(sum(balances.values()) == 0, "accounts that do not balance", as_of=day)
            figures = ledger.revenue(as_of=day)
            same(figures, classes_of(balances), "the accounts give other figures", as_of=day)
            known, booked = ledger.revenue(known_on=day), ledger.booked(known_on=day)
            same(known, booked, "booked otherwise than known", known_on=day)


@law()
def the_practices_months_follow_one_another(table: Table) -> None:
    """Of the whole practice too, what is deferred moves within a month by what is told, and each
    month begins with what the one before left.
    """
    ledger, before = table.ledger, None
    first = table.life.start.replace(day=1)
    while first <= table.day():
        until = min((first + timedelta(days=31)).replace(day=1), table.day())
        if until <= first:
            break
        month = ledger.roll_forward(first, until)
        earned = month.on_redemption + month.over_time + month.at_charge + month.fees
        left = month.opening + month.collected - earned - month.breakage
        closing = left + month.reversed - month.refunded + month.transferred
        same(closing, month.closing, "a month closes with another sum", month=first)
        if before is not None:
            same(before, month.opening, "a month opens with another sum", month=first)
        before, first = month.closing, until


LAWS = (
    what_ends_is_booked_on_the_day_before,
    the_book_of_a_life_has_the_balances_of_its_months,
    what_is_deferred_rolls_forward_from_month_to_month,
    the_books_have_the_figures_of_every_day,
    the_practices_months_follow_one_another,
)
