"""The books at the ends of days, by accounting dates, as of one moment of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select

from memberledger.projections.rows import RevenueRows
from memberledger.views.books import MOVED, whole, with_days
from memberledger.views.columns import table
from memberledger.views.views import Views

__all__ = ["Known", "closings", "first_days"]

_JOURNAL, _SPREADS = table(RevenueRows.JOURNAL).c, table(RevenueRows.SPREADS).c


def _known(columns: Any) -> tuple[Any, ...]:
    """What of a table is the practice's and was known."""
    return (
        columns.practice == bindparam("practice"),
        columns.recorded_at < bindparam("before"),
        columns.position <= bindparam("position", type_=BigInteger),
    )


_LINES = (*_known(_JOURNAL), _JOURNAL.booked_on <= bindparam("day"))
_RUNS = (*_known(_SPREADS), _SPREADS.first_number < bindparam("number", type_=BigInteger))
_BY_DATE = (
    select(_JOURNAL.account, _JOURNAL.booked_on, whole(_JOURNAL.amount))
    .where(*_LINES)
    .group_by(_JOURNAL.account, _JOURNAL.booked_on)
    .order_by(_JOURNAL.booked_on)
)
_OF_DAYS = (
    select(_SPREADS.debit, _SPREADS.credit, whole(MOVED))
    .where(*_RUNS)
    .group_by(_SPREADS.debit, _SPREADS.credit)
)
_FIRST_LINES = (
    select(_JOURNAL.account, func.min(_JOURNAL.booked_on)).where(*_LINES).group_by(_JOURNAL.account)
)
_FIRST_RUNS = (
    select(_SPREADS.debit, _SPREADS.credit, func.min(_SPREADS.first_day))
    .where(*_RUNS)
    .group_by(_SPREADS.debit, _SPREADS.credit)
)


@dataclass(frozen=True, slots=True)
class Known:
    """Whose books, and which events of them are known.

    Attributes:
        practice: whose.
        position: of the last event.
        before: the instant before which it must be recorded.
    """

    practice: str
    position: int
    before: datetime


def first_days(views: Views, known: Known, through: date) -> dict[str, date]:
    """The first accounting date of every account that moved by the end of a day, sorted."""
    facts = asdict(known)
    found: dict[str, date] = dict(views.select("revenue", _FIRST_LINES, day=through, **facts))
    number = through.toordinal() + 1
    for debit, credit, day in views.select("revenue", _FIRST_RUNS, number=number, **facts):
        for account in (debit, credit):
            found[account] = min(day, found.get(account, day))
    return dict(sorted(found.items()))


def closings(
    views: Views, known: Known, days: Sequence[date]
) -> Iterator[tuple[date, dict[str, int]]]:
    """The balances of all accounts at the end of each day, as `balances_through` gives them.

    Args:
        views: the ledger's.
        known: whose, and what of it.
        days: local dates of the practice, in their order.

    Returns:
        Each day with its balances: minor units, debit positive, none of 0, sorted by account.
    """
    facts, sums = asdict(known), dict[str, int]()
    waiting = iter(views.select("revenue", _BY_DATE, day=max(days), **facts) if days else [])
    line = next(waiting, None)
    for day in days:
        while line is not None and line[1] <= day:
            sums[line[0]] = sums.get(line[0], 0) + line[2]
            line = next(waiting, None)
        number = day.toordinal() + 1
        yield day, with_days(sums, views.select("revenue", _OF_DAYS, number=number, **facts))
