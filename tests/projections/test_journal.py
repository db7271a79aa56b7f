"""The journal of six months, line by line, and what late news and other terms post."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest

from memberledger.aggregates.event import Event
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
from memberledger.values import parse_amount

from .six_months import events as six_months
from .six_months_books import BALANCES, ENTRIES, FIGURES, ROLL_FORWARD

MONTHS = tuple(date(2026, month, 1) for month in range(1, 8))
Rows = tuple[list[Posting], list[Spread]]


@pytest.fixture(scope="module")
def stream() -> list[Event]:
    return six_months()


@pytest.fixture(scope="module")
def rows(stream: list[Event]) -> Rows:
    return journal_of(stream)


def minor(text: str) -> int:
    amount = parse_amount(text.removeprefix("-"), "USD")
    return -amount if text.startswith("-") else amount


def written_entries() -> Counter[tuple[date, frozenset[tuple[str, int]]]]:
    found: list[tuple[date, list[tuple[str, int]]]] = []
    for line in ENTRIES.splitlines():
        if line.startswith(" "):
            account, amount = line.split()
            found[-1][1].append((account, minor(amount)))
        else:
            found.append((date.fromisoformat(line[:10]), []))
    return Counter((on, frozenset(lines)) for on, lines in found)


def table(text: str) -> dict[str, list[int]]:
    return {
        name: [minor(amount) for amount in amounts]
        for name, *amounts in (line.split() for line in text.splitlines())
    }


def test_six_months_have_the_entries_worked_out_by_hand(stream: list[Event], rows: Rows) -> None:
    book = book_of(stream, *rows, through=date(2026, 6, 30))
    assert Counter((entry.on, frozenset(entry.lines)) for entry in book) == written_entries()


def test_the_entries_come_by_date_and_each_balances(stream: list[Event], rows: Rows) -> None:
    book = book_of(stream, *rows, through=date(2026, 6, 30))
    assert [entry.on for entry in book] == sorted(entry.on for entry in book)
    assert all(sum(amount for _, amount in entry.lines) == 0 for entry in book)
    on_the_tenth = [entry.text for entry in book if entry.on == date(2026, 3, 9)]
    assert on_the_tenth == [
        "Time revenue, days over before 2026-03-10",
        "Lapsed or forfeited",
        "LapseTakenBack",
    ]


def test_the_balances_at_the_end_of_each_month(rows: Rows) -> None:
    for i, month in enumerate(MONTHS[1:]):
        ends = {name: amounts[i] for name, amounts in table(BALANCES).items() if amounts[i]}
        assert balances_through(*rows, month - timedelta(days=1)) == ends


def test_the_figures_of_each_month_from_the_balances_alone(rows: Rows) -> None:
    for i, month in enumerate(MONTHS[1:]):
        figures = classes_of(balances_through(*rows, month - timedelta(days=1)))
        for name, amounts in table(FIGURES).items():
            assert getattr(figures, name) == amounts[i], (name, month)
        assert figures.collected == figures.recognised + figures.deferred + figures.refunded


def test_the_roll_forward_of_each_month(rows: Rows) -> None:
    for i in range(6):
        moved = roll_forward(*rows, MONTHS[i], MONTHS[i + 1])
        for name, amounts in table(ROLL_FORWARD).items():
            assert getattr(moved, name) == amounts[i], (name, MONTHS[i])
        assert moved.at_charge == moved.transferred == 0


def test_the_roll_forward_of_an_account(rows: Rows) -> None:
    """May: 70.00 of credit lapsed or used or given back, 40.41 came; 46.66 of botox lapsed."""
    may = roll_forward(*rows, MONTHS[4], MONTHS[5]).by_account
    credit = may["Liabilities:Deferred:Credit"]
    # 39.80 + 40.41 - 17.04 used - 39.80 lapsed - 6.34 refunded
    assert credit == (3_980, 4_041, 1_704, 3_980, 634, 1_703)
    # 46.66 + 96.97 - 46.66 lapsed - 15.22 refunded
    assert may["Liabilities:Deferred:Botox-Units"] == (4_666, 9_697, 0, 4_666, 1_522, 8_175)
    assert sum(account.closing for account in may.values()) == 22_977


def test_the_accounts_of_a_roll_forward_add_up_to_the_whole(rows: Rows) -> None:
    whole = roll_forward(*rows, MONTHS[0], MONTHS[6])
    # a late fee of 10.00 passes through what is part paid
    earned = whole.on_redemption + whole.over_time + whole.fees
    assert sum(each.earned for each in whole.by_account.values()) == earned
    assert sum(each.breakage for each in whole.by_account.values()) == whole.breakage
    assert all(each.closing == 0 for each in whole.by_account.values())


def test_every_view_is_that_of_the_revenue(stream: list[Event], rows: Rows) -> None:
    for n in range(1, len(stream) + 1):
        known = [row for row in rows[0] if row.version <= n]
        days = [spread for spread in rows[1] if spread.version <= n]
        for week in range(26):
            day = date(2026, 1, 10) + timedelta(days=7 * week)
            until = [event for event in stream[:n] if event.effective_on <= day]
            assert classes_of(balances_at(known, days, day)) == revenue_of(until, day), (n, day)


def test_rows_are_only_added(stream: list[Event], rows: Rows) -> None:
    journal = MemberJournal()
    for version, event in enumerate(stream, 1):
        lines, days = journal.apply(event, version)
        assert lines == [row for row in rows[0] if row.version == version]
        assert days == [spread for spread in rows[1] if spread.version == version]


def test_a_journal_goes_on_from_any_event(stream: list[Event], rows: Rows) -> None:
    for n in range(len(stream)):
        journal = MemberJournal(partial(list, stream[:n]))
        journal.catch_up(stream[:n])
        lines, days = journal.apply(stream[n], n + 1)
        assert lines == [row for row in rows[0] if row.version == n + 1]
        assert days == [spread for spread in rows[1] if spread.version == n + 1]


def test_a_use_told_late_is_posted_on_its_day_and_its_lapse_on_the_day_before(rows: Rows) -> None:
    late = [row[2:6] for row in rows[0] if row.version in (23, 24)]
    assert late == [
        (date(2026, 3, 10), date(2026, 3, 9), "Liabilities:Deferred:Credit", -1_194),
        (date(2026, 3, 10), date(2026, 3, 9), "Income:Breakage", 1_194),
        (date(2026, 3, 8), date(2026, 3, 8), "Liabilities:Deferred:Credit", 1_194),
        (date(2026, 3, 8), date(2026, 3, 8), "Income:Dues:Credit", -1_194),
    ]


def test_a_pause_takes_its_days_back_and_they_come_again_after_it(rows: Rows) -> None:
    paused, resumed = (s for s in rows[1] if s.version in (40, 41))
    assert (paused.first_day, paused.days, paused.sign) == (date(2026, 5, 2), 8, -1)
    assert (resumed.first_day, resumed.days, resumed.sign) == (date(2026, 5, 12), 8, 1)
    assert paused.offset == resumed.offset == 22
    assert resumed.last_day == date(2026, 5, 19)
