"""The books follow the money: every view of a life, from the rows of its journal alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import fold
from memberledger.projections import revenue_of
from memberledger.projections.journal import (
    MemberJournal,
    Posting,
    Spread,
    balances_at,
    balances_through,
    book_of,
    classes_of,
    journal_of,
    roll_forward,
)
from memberledger.testing.lives import Life, play
from memberledger.testing.strategies import lives

FAR = date(2100, 1, 1)
PAIRS = (
    ("Assets:Receivable:Dues", "Assets:Receivable:Unearned"),
    ("Assets:Receivable:Disputed", "Assets:Processor:Clearing:Disputes"),
)


def days_to_look_at(events: list[Event], first: date, *, all_of_them: bool) -> list[date]:
    """Days from one on: of events and between them, near ones, and one far away."""
    near = [first + timedelta(days=n) for n in (0, 1, 8, 40)]
    if not all_of_them:
        return [*near, FAR]
    days = sorted({event.effective_on for event in events if event.effective_on >= first})
    between = [a + (b - a) / 2 for a, b in pairwise(days)]
    return sorted({*near, *days, *between, FAR})


def follows_the_money(events: list[Event]) -> None:
    """The rows of each event make the difference to the revenue, from its day on."""
    journal = MemberJournal()
    postings: list[Posting] = []
    spreads: list[Spread] = []
    latest = date.min
    for n, event in enumerate(events, 1):
        first = event.effective_on
        late, latest = first < latest, max(first, latest)
        lines, days = journal.apply(event, n)
        adds_up(lines, days)
        assert all(row.effective_on >= first for row in lines)
        assert all(spread.first_day >= first for spread in days)
        postings, spreads = postings + lines, spreads + days
        if (lines or late or n == len(events)) and (late or n % 4 == 0 or n == len(events)):
            for day in days_to_look_at(events, first, all_of_them=late or n == len(events)):
                until = [before for before in events[:n] if before.effective_on <= day]
                balances = balances_at(postings, spreads, day)
                assert classes_of(balances) == revenue_of(until, day), (n, event, day)


def adds_up(postings: list[Posting], spreads: list[Spread]) -> None:
    """The rows of one event: zero in all, for each of its dates, and for each pair."""
    days: Counter[date] = Counter()
    pairs: Counter[tuple[int, date]] = Counter()
    for row in postings:
        assert row.amount
        days[row.effective_on] += row.amount
        for i, pair in enumerate(PAIRS):
            if row.account in pair:
                pairs[i, row.effective_on] += row.amount
    assert not any(days.values()), postings
    assert not any(pairs.values()), postings
    assert [row.line for row in postings] == list(range(1, len(postings) + 1))
    assert [row.line for row in spreads] == list(range(1, len(spreads) + 1))


@given(lives())
def test_every_view_of_every_prefix_is_that_of_the_journal(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    follows_the_money(events)


@given(lives(wide=True))
def test_the_journal_knows_all_terms(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    follows_the_money(events)


@given(lives(wide=None))
def test_what_is_owed_is_what_the_bills_say(life: Life) -> None:
    with play(life) as table:
        events, s = table.events(), table.state()
    balances = balances_at(*journal_of(events), FAR)
    assert balances.get("Assets:Receivable:Dues", 0) == sum(b.owed for b in s.bills.values())


@given(lives(wide=None))
def test_a_lot_that_is_over_holds_nothing(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    postings, _ = journal_of(events)
    held: Counter[int] = Counter()
    for row in postings:
        if row.lot is not None and row.account.startswith("Liabilities:Deferred:"):
            held[row.lot] -= row.amount
    for lot in fold(events).lots.values():
        over = lot.free + lot.reserved == 0
        assert held[lot.id] == 0 or (held[lot.id] > 0 and not over), lot


@given(lives(wide=None))
def test_the_history_is_read_only_where_an_event_is_late(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    asked: list[int] = []
    known: list[Event] = []

    def history() -> list[Event]:
        asked.append(len(known))
        return list(known)

    journal = MemberJournal(history)
    postings: list[Posting] = []
    spreads: list[Spread] = []
    for n, event in enumerate(events, 1):
        one, other = journal.apply(event, n)
        postings, spreads = postings + one, spreads + other
        known.append(event)
    assert (postings, spreads) == journal_of(events)
    for n in asked:
        assert events[n].effective_on < max(event.effective_on for event in events[:n])


@given(lives(wide=None))
def test_accounting_dates_move_what_ends_to_the_day_before(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    postings, spreads = journal_of(events)
    for row in postings:
        assert (row.effective_on - row.booked_on).days in (0, 1)
    assert balances_through(postings, spreads, FAR) == balances_at(postings, spreads, FAR)


def month_ends(events: list[Event]) -> list[date]:
    """The last days of the months of a life, and of two months more."""
    month = min(event.effective_on for event in events).replace(day=1)
    last = max(event.effective_on for event in events) + timedelta(days=62)
    found = []
    while month <= last:
        month = (month + timedelta(days=31)).replace(day=1)
        found.append(month - timedelta(days=1))
    return found


@given(lives(wide=None))
def test_the_book_of_a_life_has_the_balances_of_its_months(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    rows = journal_of(events)
    ends = month_ends(events)
    book = book_of(events, *rows, through=ends[-1])
    sums: Counter[str] = Counter()
    for entry in book:
        assert sum(amount for _, amount in entry.lines) == 0
        assert len(dict(entry.lines)) == len(entry.lines)
    for before, end in pairwise([date.min, *ends]):
        for entry in book:
            if before < entry.on <= end:
                sums.update(dict(entry.lines))
        assert {account: n for account, n in sums.items() if n} == balances_through(*rows, end)


@given(lives(wide=None))
def test_what_is_deferred_moves_from_month_to_month_by_what_is_told(life: Life) -> None:
    with play(life) as table:
        events = table.events()
    rows = journal_of(events)
    closing = 0
    for before, end in pairwise([date(1999, 12, 31), *month_ends(events)]):
        moved = roll_forward(*rows, before + timedelta(days=1), end + timedelta(days=1))
        earned = moved.on_redemption + moved.over_time + moved.at_charge + moved.fees
        left = moved.opening + moved.collected - earned - moved.breakage
        assert moved.opening == closing
        closing = left + moved.reversed - moved.refunded + moved.transferred
        assert moved.closing == closing
        credit = balances_through(*rows, end).get("Liabilities:BillingCredit", 0)
        assert sum(each.closing for each in moved.by_account.values()) == closing + credit
        assert sum(each.breakage for each in moved.by_account.values()) == moved.breakage
        assert sum(each.earned for each in moved.by_account.values()) == earned
