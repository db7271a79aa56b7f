"""The books: balances of accounts at any day, as known on any day, and the lines behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, cast, func, select

from memberledger.projections.journal import Posting, Spread
from memberledger.projections.rows.revenue import (
    JournalRow,
    RevenueRows,
    SpreadRow,
    posting_of,
    spread_of,
)
from memberledger.views.tables import METADATA, name_of
from memberledger.views.views import Views

__all__ = ["MOVED", "balances", "members_rows", "whole", "with_days"]

_JOURNAL = METADATA.tables[name_of(RevenueRows.JOURNAL)]
_SPREADS = METADATA.tables[name_of(RevenueRows.SPREADS)]
_EVER = datetime.max.replace(tzinfo=UTC)


def whole(column: Any) -> Any:
    """A sum as a whole number; PostgreSQL would make it a decimal."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _curve(days: Any) -> Any:
    """What has moved of a layer after so many days of it, half up, in whole numbers."""
    spread = _SPREADS.c
    return (2 * spread.total * days + spread.quantity) // (2 * spread.quantity)


_OVER = bindparam("number", type_=BigInteger) - _SPREADS.c.first_number
_RUN = case((_SPREADS.c.days > _OVER, _OVER), else_=_SPREADS.c.days)
MOVED = _SPREADS.c.sign * (_curve(_SPREADS.c.offset_days + _RUN) - _curve(_SPREADS.c.offset_days))
_OF_EVENTS = (
    select(_JOURNAL.c.account, whole(_JOURNAL.c.amount))
    .where(
        _JOURNAL.c.practice == bindparam("practice"),
        _JOURNAL.c.effective_on <= bindparam("day"),
        _JOURNAL.c.recorded_at < bindparam("before"),
    )
    .group_by(_JOURNAL.c.account)
)
_OF_DAYS = (
    select(_SPREADS.c.debit, _SPREADS.c.credit, whole(MOVED))
    .where(
        _SPREADS.c.practice == bindparam("practice"),
        _SPREADS.c.first_number < bindparam("number", type_=BigInteger),
        _SPREADS.c.recorded_at < bindparam("before"),
    )
    .group_by(_SPREADS.c.debit, _SPREADS.c.credit)
)
_ROWS = {
    table: select(table)
    .where(table.c.practice == bindparam("practice"), table.c.recorded_at < bindparam("before"))
    .order_by(table.c.member, table.c.version, table.c.line)
    for table in (_JOURNAL, _SPREADS)
}


def balances(views: Views, practice: str, day: date, before: datetime = _EVER) -> dict[str, int]:
    """The balance of every account at the start of a day, with that day's events.

    Args:
        views: the ledger's.
        practice: whose books.
        day: a local date of the practice.
        before: only what was recorded before this instant.

    Returns:
        Account to minor units, debit positive; accounts at 0 are left out.
    """
    facts = {"practice": practice, "before": before}
    found = dict(views.select("revenue", _OF_EVENTS, day=day, **facts))
    return with_days(found, views.select("revenue", _OF_DAYS, number=day.toordinal(), **facts))


def with_days(
    of_events: Mapping[str, int], of_days: Iterable[tuple[str, str, int]]
) -> dict[str, int]:
    """Balances of what events moved and days did, (debit, credit, amount); none of 0, sorted."""
    found = dict(of_events)
    for debit, credit, moved in of_days:
        found[debit] = found.get(debit, 0) + moved
        found[credit] = found.get(credit, 0) - moved
    return {account: amount for account, amount in sorted(found.items()) if amount}


def members_rows(
    views: Views, practice: str, before: datetime = _EVER
) -> Iterator[tuple[str, list[Posting], list[Spread]]]:
    """Each member's lines and spreads, in order of member, version and line."""
    facts = {"practice": practice, "before": before}
    lines: dict[str, list[Posting]] = {}
    for member, rows in groupby(views.select("revenue", _ROWS[_JOURNAL], **facts), _member):
        lines[member] = [posting_of(JournalRow(*row[2:])) for row in rows]
    runs: dict[str, list[Spread]] = {}
    for member, rows in groupby(views.select("revenue", _ROWS[_SPREADS], **facts), _member):
        runs[member] = [spread_of(SpreadRow(*row[2:])) for row in rows]
    for member in sorted(lines.keys() | runs.keys()):
        yield member, lines.get(member, []), runs.get(member, [])


def _member(row: tuple[Any, ...]) -> str:
    member: str = row[1]
    return member
