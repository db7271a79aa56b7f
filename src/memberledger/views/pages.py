"""Whole tables of the views, a page of members at a time, for who carries them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from memberledger.views.catalogue import VIEWS
from memberledger.views.columns import table
from memberledger.views.views import Views

__all__ = ["TABLES", "columns_of", "rows_of"]

TABLES = {rows.name: view.name for view in VIEWS.values() for rows in view.rows.tables}
"""Every table of a view with the view it belongs to."""

_TABLES: dict[str, Table] = {
    rows.name: table(rows) for view in VIEWS.values() for rows in view.rows.tables
}
_PAGES: dict[str, Select[Any]] = {
    name: select(each)
    .where(
        each.c.practice == bindparam("practice"),
        each.c.member >= bindparam("first"),
        each.c.member <= bindparam("last"),
    )
    .order_by(*each.primary_key.columns)
    for name, each in _TABLES.items()
}


def columns_of(name: str) -> tuple[tuple[str, type], ...]:
    """The columns of a table with the kind of value in each: str, int, bool, date or datetime.

    >>> columns_of("balances")[:3]
    (('practice', <class 'str'>), ('member', <class 'str'>), ('benefit', <class 'str'>))
    """
    return tuple((column.name, column.type.python_type) for column in _TABLES[name].columns)


def rows_of(
    views: Views, practice: str, name: str, members: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """The rows of some members, in order of the table's key.

    Args:
        views: the ledger's.
        practice: whose.
        name: of the table.
        members: neighbours, sorted as the ledger sorts them.
    """
    if members:
        facts = {"practice": practice, "first": members[0], "last": members[-1]}
        yield from views.select(TABLES[name], _PAGES[name], **facts)
