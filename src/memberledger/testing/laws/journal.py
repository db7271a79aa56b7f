"""The books follow the money: every figure of a life, from the rows of its journal alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import fold
from memberledger.projections import revenue_of
from memberledger.projections.journal import (
    MemberJournal,
    Posting,
    Spread,
    balances_at,
    classes_of,
    journal_of,
)
from memberledger.testing.laws.law import law, require, same
from memberledger.testing.laws.money import FAR
from memberledger.testing.lives import Table

__all__ = ["LAWS"]

PAIRS = (
    ("Assets:Receivable:Dues", "Assets:Receivable:Unearned"),
    ("Assets:Receivable:Disputed", "Assets:Processor:Clearing:Disputes"),
)
"""Accounts that only move together."""


def _days_to_look_at(events: list[Event], first: date, *, all_of_them: bool) -> list[date]:
    """Days from one on: of events and between them, near ones, and one far away."""
    near = [first + timedelta(days=n) for n in (0, 1, 8, 40)]
    if not all_of_them:
        return [*near, FAR]
    days = sorted({event.effective_on for event in events if event.effective_on >= first})
    between = [a + (b - a) / 2 for a, b in pairwise(days)]
    return sorted({*near, *days, *between, FAR})


@law()
def the_books_follow_the_money(table: Table) -> None:
    """After every event and as of every day from its own on, the balances of the journal are the
    figures of the revenue; the rows of each event add up to zero, by themselves, on each of their
    days and over each pair of accounts that move together.
    """
    for member in table.members:
        _follow(table.events(member), member)


def _follow(events: list[Event], member: str) -> None:
    journal = MemberJournal()
    postings: list[Posting] = []
    spreads: list[Spread] = []
    latest = date.min
    for n, event in enumerate(events, 1):
        first = event.effective_on
        late, latest = first < latest, max(first, latest)
        lines, days = journal.apply(event, n)
        where = {"member": member, "event": n, "kind": type(event).__name__}
        _check_rows(lines, days, first, where)
        postings, spreads = postings + lines, spreads + days
        last = n == len(events)
        if (lines or late or last) and (late or n % 4 == 0 or last):
            for day in _days_to_look_at(events, first, all_of_them=late or last):
                until = [before for before in events[:n] if before.effective_on <= day]
                booked = classes_of(balances_at(postings, spreads, day))
                same(revenue_of(until, day), booked, "other figures", on=day, **where)


def _check_rows(
    postings: list[Posting], spreads: list[Spread], first: date, where: dict[str, object]
) -> None:
    """The rows of one event: zero in all, for each of its dates, and for each pair."""
    days: Counter[date] = Counter()
    pairs: Counter[tuple[int, date]] = Counter()
    for row in postings:
        require(row.amount != 0, "a row of nothing", row=row, **where)
        require(row.effective_on >= first, "a row before its event", row=row, **where)
        days[row.effective_on] += row.amount
        for i, pair in enumerate(PAIRS):
            if row.account in pair:
                pairs[i, row.effective_on] += row.amount
    for spread in spreads:
        require(spread.first_day >= first, "a spread before its event", row=spread, **where)
    balanced = not any(days.values()) and not any(pairs.values())
    require(balanced, "rows that do not add up to zero", rows=postings, **where)
    for rows in (postings, spreads):
        lines = [row.line for row in rows]
        same(list(range(1, len(lines) + 1)), lines, "lines that are not counted through", **where)


@law()
def what_is_owed_is_what_the_bills_say(table: Table) -> None:
    """The account of dues receivable is the sum of what each bill still asks for."""
    for member in table.members:
        owed = sum(bill.owed for bill in table.state(member).bills.values())
        balances = balances_at(*journal_of(table.events(member)), FAR)
        booked = balances.get("Assets:Receivable:Dues", 0)
        same(owed, booked, "the books say another debt than the bills", member=member)


@law()
def a_lot_that_is_over_holds_no_money(table: Table) -> None:
    """No lot with nothing left holds deferred revenue, and none holds less than nothing."""
    for member in table.members:
        events = table.events(member)
        postings, _ = journal_of(events)
        held: Counter[int] = Counter()
        for row in postings:
            if row.lot is not None and row.account.startswith("Liabilities:Deferred:"):
                held[row.lot] -= row.amount
        for lot in fold(events).lots.values():
            over = lot.free + lot.reserved == 0
            right = held[lot.id] == 0 or (held[lot.id] > 0 and not over)
            require(
                right, "a lot holds what it must not", member=member, lot=lot, held=held[lot.id]
            )


@law()
def history_is_read_only_for_late_events(table: Table) -> None:
    """The journal that is kept event by event is the one of the whole history, and the history is
    read again only where an event is dated before one that was there.
    """
    for member in table.members:
        events = table.events(member)
        asked: list[int] = []
        known: list[Event] = []

        def history(asked: list[int] = asked, known: list[Event] = known) -> list[Event]:
            asked.append(len(known))
            return list(known)

        journal = MemberJournal(history)
        postings: list[Posting] = []
        spreads: list[Spread] = []
        for n, event in enumerate(events, 1):
            one, other = journal.apply(event, n)
            postings, spreads = postings + one, spreads + other
            known.append(event)
        same(journal_of(events), (postings, spreads), "kept, it is another journal", member=member)
        for n in asked:
            late = events[n].effective_on < max(event.effective_on for event in events[:n])
            require(late, "the history was read for an event in time", member=member, event=n + 1)


LAWS = (
    the_books_follow_the_money,
    what_is_owed_is_what_the_bills_say,
    a_lot_that_is_over_holds_no_money,
    history_is_read_only_for_late_events,
)
