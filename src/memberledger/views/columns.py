"""The columns of a view's table as queries name them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Table

from memberledger.projections.rows import RowsOf
from memberledger.views.tables import METADATA, name_of

__all__ = ["fields_of", "table"]


def table(rows: RowsOf) -> Table:
    """The table that holds some rows.

    >>> from memberledger.projections.rows import RosterRows
    >>> table(RosterRows.ROSTER).name
    'view_roster'
    """
    return METADATA.tables[name_of(rows)]


def fields_of(rows: RowsOf) -> list[Column[Any]]:
    """The columns that make one row, in its order: all but the practice and the member."""
    return [column for column in table(rows).c if column.name not in ("practice", "member")]
