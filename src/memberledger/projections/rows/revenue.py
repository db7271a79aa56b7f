"""Rows of the journal: the lines of events, and the money that moves day by day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.journal import MemberJournal, Posting, Spread
from memberledger.projections.posting import POSTINGS, SIDE_POSTINGS
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = ["JournalRow", "RevenueRows", "SpreadRow", "posting_of", "spread_of"]


class JournalRow(NamedTuple):
    """One line of one event; the lines of an event add up to 0.

    Attributes:
        version: of the event in the member's stream, counted from 1.
        line: tells apart the lines of one event, counted from 1.
        position: of the event in the ledger.
        event: its name, such as `Redeemed`.
        recorded_at: when it was known.
        effective_on: it counts in the figures of a day from this one on.
        booked_on: its accounting date: what ends on a day belongs to the day before.
        account: whose balance it changes.
        amount: minor units, debit positive.
        bill: the number of the bill it is about, if it is about one.
        lot: the number of the lot it is about, if it is about one.
        charge: the processor's id of the charge it is about, if it is about one.
    """

    version: int
    line: int
    position: int
    event: str
    recorded_at: datetime
    effective_on: date
    booked_on: date
    account: str
    amount: int
    bill: int | None
    lot: int | None
    charge: str | None


class SpreadRow(NamedTuple):
    """Money that moves from `debit` to `credit` over `days` days, from `first_day` on.

    Once u of its days are over it has moved `sign` x (C(offset + u) - C(offset)), with C(u) =
    `total` x u / `quantity`, half up: (2 x total x u + quantity) // (2 x quantity).

    Attributes:
        version: of the event in the member's stream, counted from 1.
        line: tells apart the lines of one event, counted from 1.
        position: of the event in the ledger.
        event: its name, such as `DuesBilled`.
        recorded_at: when it was known.
        first_day: the first of its days; what it moves on a day counts once that day is over.
        first_number: the first day as a number that counts days, for reckoning in SQL: 2026-01-01
            is 739617.
        days: how many.
        total: minor units over `quantity` days.
        quantity: the days of the whole of which this is a part.
        offset_days: how many of the whole's days are before its first.
        sign: 1, or -1 where it takes an earlier one back.
        debit: the account it moves from.
        credit: the account it moves to.
        bill: the number of the bill it is about, if it is about one.
    """

    version: int
    line: int
    position: int
    event: str
    recorded_at: datetime
    first_day: date
    first_number: int
    days: int
    total: int
    quantity: int
    offset_days: int
    sign: int
    debit: str
    credit: str
    bill: int | None


class RevenueRows(MemberRows):
    """The journal of one member; rows are only ever added."""

    JOURNAL = RowsOf("journal", JournalRow, 2)
    SPREADS = RowsOf("spreads", SpreadRow, 2)
    tables = (JOURNAL, SPREADS)
    heeds = frozenset({*POSTINGS, *SIDE_POSTINGS, e.CancellationRequested, e.Cancelled})

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._journal = MemberJournal(history)

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """The event's lines."""
        changed = self._journal.changes(event)
        if not changed:
            return
        version, head = s.version, (position, type(event).__name__, event.recorded_at)
        lines: list[tuple[Any, ...]] = []
        runs: list[tuple[Any, ...]] = []
        for day, booked, posted, spread in changed:
            of_day = (*head, day, booked)
            for line in posted:
                lines.append((version, len(lines) + 1, *of_day, *line))
            for run, sign, layer, bill in spread:
                flow = accounts.time_accounts(layer)
                of_run = (version, len(runs) + 1, *head, run[0], run[0].toordinal(), *run[1:])
                runs.append((*of_run, sign, *flow, bill))
        if lines:
            self.changes.add(self.JOURNAL, lines)
        if runs:
            self.changes.add(self.SPREADS, runs)

    def finish(self, s: MemberState) -> None:
        """Nothing waits for the end."""


def posting_of(row: JournalRow) -> Posting:
    """The journal's line as its projection made it.

    >>> day, at = date(2026, 1, 1), datetime(2026, 1, 1)
    >>> posting_of(JournalRow(3, 1, 9, "Charged", at, day, day, "Cash", 100, 1, None, "ch_1"))[:2]
    (3, 1)
    """
    return Posting(row.version, row.line, *row[5:])


def spread_of(row: SpreadRow) -> Spread:
    """The spread as its projection made it."""
    return Spread(row.version, row.line, row.first_day, *row[7:])
