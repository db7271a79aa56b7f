"""Dues that were asked for in a window, and what became of them, from the tables of bills."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, or_, select

from memberledger.projections.metrics import MemberBills
from memberledger.projections.rows import BillEntryRow, BillRow, BillRows
from memberledger.views.columns import fields_of, table
from memberledger.views.views import Views

__all__ = ["attempted"]

_BILLS = table(BillRows.BILLS)
_ENTRIES = table(BillRows.ENTRIES)
_TRIED = (
    select(_ENTRIES.c.member, _ENTRIES.c.bill)
    .where(_ENTRIES.c.practice == bindparam("practice"))
    .where(_ENTRIES.c.effective_on >= bindparam("first"))
    .where(_ENTRIES.c.effective_on < bindparam("until"))
    .where(or_(_ENTRIES.c.what == "paid", _ENTRIES.c.what == "declined"))
    .distinct()
    .subquery()
)
_DUES = (
    select(_BILLS.c.member, *fields_of(BillRows.BILLS))
    .where(_BILLS.c.practice == bindparam("practice"), _BILLS.c.kind == "dues")
    .where(_BILLS.c.member == _TRIED.c.member, _BILLS.c.bill == _TRIED.c.bill)
    .order_by(_BILLS.c.member)
)
_ENTERED = (
    select(_ENTRIES.c.member, *fields_of(BillRows.ENTRIES))
    .where(_ENTRIES.c.practice == bindparam("practice"))
    .where(_ENTRIES.c.effective_on <= bindparam("day"))
    .where(_ENTRIES.c.member == _TRIED.c.member, _ENTRIES.c.bill == _TRIED.c.bill)
    .order_by(_ENTRIES.c.member)
)


def attempted(
    views: Views, practice: str, first: date, until: date, day: date
) -> list[MemberBills]:
    """The dues with an attempt in [first, until), and their entries up to the end of a day."""
    asked = {"practice": practice, "first": first, "until": until}
    found = views.select("bills", _ENTERED, **asked, day=day)
    entries = {
        member: [BillEntryRow(*row[1:]) for row in rows]
        for member, rows in groupby(found, key=lambda row: row[0])
    }
    return [
        MemberBills([BillRow(*row[1:]) for row in rows], entries.get(member, []))
        for member, rows in groupby(views.select("bills", _DUES, **asked), key=lambda row: row[0])
    ]
