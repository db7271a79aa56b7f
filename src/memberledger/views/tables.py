"""The tables of the views, for this library and for the host application that joins them.

Each column is a field of the row it holds (`memberledger.projections.rows`), after the practice and
the member it belongs to. Money is minor units, days are local dates of the practice, instants UTC.
One definition serves SQLite and PostgreSQL; text is compared by code point on both.

>>> sorted(METADATA.tables["view_balances"].primary_key.columns.keys())
['benefit', 'member', 'practice']
"""

from __future__ import annotations

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from memberledger.projections.rows import RowsOf
from memberledger.views.catalogue import VIEWS

__all__ = ["METADATA", "POSITIONS", "indexes_of", "name_of", "table_of"]

_BY_CODE_POINT = Text().with_variant(Text(collation="C"), "postgresql")
_TYPES: dict[type, Any] = {
    bool: Boolean(),
    int: BigInteger(),
    str: _BY_CODE_POINT,
    date: Date(),
    datetime: DateTime(timezone=True),
}
_INDEXES = {
    "roster": (("practice", "tier"), ("practice", "standing")),
    "lots": (("practice", "expires_on"),),
    "redemptions": (("practice", "performed_on"),),
    "delinquency": (("practice", "owed_since"),),
    "bill_entries": (("practice", "effective_on"),),
    "agreements": (("practice", "effective_on"),),
}

METADATA = MetaData()
"""Every table of the views, by the name it has in the database."""

POSITIONS = Table(
    "view_positions",
    METADATA,
    Column("view", _BY_CODE_POINT, primary_key=True),
    Column("shape", _BY_CODE_POINT, nullable=False, comment="which rows its tables hold"),
    Column("position", BigInteger, nullable=False, comment="the last event its rows know"),
    Column("state", _BY_CODE_POINT, nullable=False, comment="new, live or failed"),
    Column("failed_at", BigInteger, comment="the event it could not take"),
    Column("failure", _BY_CODE_POINT),
    Column("build_shape", _BY_CODE_POINT, comment="of the tables being built beside"),
    Column("build_target", BigInteger, comment="the last event they will know"),
    Column("build_practice", _BY_CODE_POINT, comment="the last member they hold"),
    Column("build_member", _BY_CODE_POINT),
    sqlite_with_rowid=False,
    comment="How far each view is; its rows and this row change in one transaction.",
)


def name_of(rows: RowsOf, *, beside: bool = False) -> str:
    """A table's name in the database; `beside` while it is built to take the other's place.

    >>> from memberledger.projections.rows import RosterRows
    >>> name_of(RosterRows.ROSTER), name_of(RosterRows.ROSTER, beside=True)
    ('view_roster', 'view_roster_new')
    """
    return f"view_{rows.name}_new" if beside else f"view_{rows.name}"


def table_of(rows: RowsOf, metadata: MetaData, *, beside: bool = False) -> Table:
    """The table of some rows, without its indexes."""
    hints = get_type_hints(rows.row)
    columns = [Column(name, *_type(hint)) for name, hint in hints.items()]
    for column, hint in zip(columns, hints.values(), strict=True):
        column.nullable = NoneType in get_args(hint)
    keys = ("practice", "member", *list(hints)[: rows.keys])
    return Table(
        name_of(rows, beside=beside),
        metadata,
        Column("practice", _BY_CODE_POINT, nullable=False),
        Column("member", _BY_CODE_POINT, nullable=False),
        *columns,
        PrimaryKeyConstraint(*keys),
        sqlite_with_rowid=False,
        comment=" ".join((rows.row.__doc__ or "").partition("Attributes:")[0].split()),
    )


def indexes_of(rows: RowsOf, table: Table) -> list[Index]:
    """The indexes of a table beside its key; made once its rows are there."""
    return [
        Index(f"{name_of(rows)}_{columns[-1]}", *(table.c[name] for name in columns))
        for columns in _INDEXES.get(rows.name, ())
    ]


def _type(hint: Any) -> tuple[Any]:
    if get_origin(hint) is UnionType:
        hint = next(part for part in get_args(hint) if part is not NoneType)
    return (_TYPES[hint],)


for _view in VIEWS.values():
    for _rows in _view.rows.tables:
        indexes_of(_rows, table_of(_rows, METADATA))
