"""The journal as a person reads it: balanced entries by accounting date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import events as e
from memberledger.projections import accounts
from memberledger.projections.journal.rows import Posting, Spread

__all__ = ["Entry", "book_of"]

_Flow = tuple[str, str, int | None]
"""The accounts between which days move money, and whose bill it was."""

_DAY = timedelta(days=1)
_PAID = (e.Charged, e.CreditUsed, e.BillSettled, e.Granted)
_OVER = (e.Lapsed, e.Forfeited, e.Cancelled)
_BACK = (e.Refunded, e.DisputeLost, e.CreditGiven)
_PAIRS = {accounts.DUES, accounts.UNEARNED, accounts.DISPUTED, accounts.DISPUTES}
_TIMES = {
    accounts.time_accounts(name)[1]: accounts.time_accounts(name)[0]
    for name in ("Access", "Enrollment", "Freeze", "Annual")
}


class Entry(NamedTuple):
    """One balanced transaction.

    Attributes:
        on: the accounting date.
        text: what it is, in words.
        lines: (account, minor units), debits first; no account twice and nothing of 0.
        versions: the events it is made of; none for the revenue of days.
        effective_on: from which day on it counts in a view; None for the revenue of days.
        bills, lots, charges: what its lines are about, each once, where they are about one.
    """

    on: date
    text: str
    lines: tuple[tuple[str, int], ...]
    versions: tuple[int, ...] = ()
    effective_on: date | None = None
    bills: tuple[int, ...] = ()
    lots: tuple[int, ...] = ()
    charges: tuple[str, ...] = ()


class _Part(NamedTuple):
    """Rows that may stand in one entry with their neighbours of the same kind and date."""

    kind: str
    row: Posting


def book_of(
    events: Sequence[Event],
    postings: Iterable[Posting],
    spreads: Sequence[Spread],
    through: date,
    told: Iterable[date] = (),
) -> list[Entry]:
    """One member's entries up to the end of a day, in the order of their accounting dates.

    What pays a bill is one entry with what it pays for, and what ends together is one. Days are
    told where a month ends, where a layer of them is over, and before money is taken out of one.
    On one date events come first, then days, then what ended with that day.

    Args:
        events: the member's stream, the first of which has version 1.
        postings, spreads: its rows.
        through: the last accounting date.
        told: days besides, at whose end the revenue of days is told up to there.
    """
    rows = sorted(postings, key=lambda row: (row.effective_on, row.version))
    found: list[tuple[tuple[date, int], Entry]] = []
    for kind, members in _together(events, rows):
        entry = _entry(events, kind, members)
        if entry.lines and entry.on <= through:
            boundary = members[0].booked_on < members[0].effective_on
            found.append(((entry.on, 2 if boundary else 0), entry))
    if rows:
        days = _told_days(events, spreads, rows[0].booked_on, through, told)
        found += [((entry.on, 1), entry) for entry in _of_days(spreads, days)]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _together(
    events: Sequence[Event], rows: Iterable[Posting]
) -> Iterator[tuple[str, list[Posting]]]:
    """Rows by kind and date; a kind goes on as long as nothing else comes between."""
    groups: list[tuple[tuple[str, date, date], list[Posting]]] = []
    for part in _parts(events, rows):
        key = part.kind, part.row.effective_on, part.row.booked_on
        for known, members in groups[-3:]:
            if known == key:
                members.append(part.row)
                break
        else:
            groups.append((key, [part.row]))
    for (kind, _, _), members in groups:
        yield kind, members


def _parts(events: Sequence[Event], rows: Iterable[Posting]) -> Iterator[_Part]:
    for row in rows:
        event = events[row.version - 1]
        if row.account in _PAIRS:
            name = "paid" if isinstance(event, _PAID) else f"{row.version}"
            yield _Part(f"pair {name}", row)
        elif isinstance(event, _PAID):
            if isinstance(event, e.BillSettled) and row.account in _TIMES:
                yield _Part("paid", row._replace(account=_TIMES[row.account]))
                opposite = row._replace(account=_TIMES[row.account], amount=-row.amount)
                yield _Part("caught up", opposite)
                yield _Part("caught up", row)
            else:
                yield _Part("paid", row)
        elif isinstance(event, _OVER):
            yield _Part("over", row)
        else:
            yield _Part(f"{row.version}", row)


def _entry(events: Sequence[Event], kind: str, rows: list[Posting]) -> Entry:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.account] = sums.get(row.account, 0) + row.amount
    versions = tuple(dict.fromkeys(row.version for row in rows))
    return Entry(
        rows[0].booked_on,
        _text(events, kind, versions),
        _lines(sums),
        versions,
        rows[0].effective_on,
        tuple(dict.fromkeys(row.bill for row in rows if row.bill is not None)),
        tuple(dict.fromkeys(row.lot for row in rows if row.lot is not None)),
        tuple(dict.fromkeys(row.charge for row in rows if row.charge is not None)),
    )


def _lines(sums: dict[str, int]) -> tuple[tuple[str, int], ...]:
    kept = [(account, amount) for account, amount in sums.items() if amount]
    return tuple(sorted(kept, key=lambda line: line[1] < 0))


def _text(events: Sequence[Event], kind: str, versions: tuple[int, ...]) -> str:
    made = [events[version - 1] for version in versions]
    if kind == "caught up":
        return "Time revenue caught up at payment"
    if kind == "over":
        return "Lapsed or forfeited"
    charges = [event.charge for event in made if isinstance(event, e.Charged)]
    if kind == "pair paid":
        return f"Settles what was owed: {', '.join(charges) or 'billing credit'}"
    if kind == "paid":
        return f"Charged {', '.join(charges)}" if charges else "Billing credit used"
    words = type(made[0]).__name__
    charge = getattr(made[0], "charge", None)
    if kind.startswith("pair") and isinstance(made[0], e.DisputeLost):
        words = "DisputeLost, claim taken down"
    return f"{words} {charge}" if charge else words


def _told_days(
    events: Sequence[Event],
    spreads: Sequence[Spread],
    first: date,
    through: date,
    told: Iterable[date],
) -> list[date]:
    """The days on which the revenue of days is told."""
    month, ends = first, set(told)
    while month <= through:
        following = (month.replace(day=1) + 31 * _DAY).replace(day=1)
        ends.add(following - _DAY)
        month = following
    ended = {_way(spread) for spread in spreads if spread.sign < 0}
    for spread in spreads:
        if spread.sign > 0 and _way(spread) not in ended:
            ends.add(spread.last_day)
        elif spread.sign < 0 and isinstance(events[spread.version - 1], _BACK):
            ends.add(spread.first_day - _DAY)
    return sorted(day for day in ends if day <= through)


def _way(spread: Spread) -> tuple[object, ...]:
    """What a spread and the one that takes back its rest have in common."""
    return (*spread[4:6], spread.last_day, spread.debit, spread.credit, spread.bill)


def _of_days(spreads: Sequence[Spread], days: list[date]) -> Iterator[Entry]:
    told: dict[_Flow, int] = {}
    for day in days:
        now: dict[_Flow, int] = {}
        for spread in spreads:
            flow = spread.debit, spread.credit, spread.bill
            now[flow] = now.get(flow, 0) + spread.moved(day + _DAY)
        sums: dict[str, int] = {}
        bills: dict[int, None] = {}
        for flow, moved in now.items():
            debit, credit, bill = flow
            amount = moved - told.get(flow, 0)
            sums[debit] = sums.get(debit, 0) + amount
            sums[credit] = sums.get(credit, 0) - amount
            if amount and bill is not None:
                bills[bill] = None
        told = now
        if lines := _lines(sums):
            text = f"Time revenue, days over before {day + _DAY}"
            yield Entry(day, text, lines, bills=tuple(bills))
