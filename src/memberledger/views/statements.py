"""Rows into tables: the statements of each table, and values as each database keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import SQLCompiler

from memberledger.projections.rows import Changes, RowsOf
from memberledger.store.beside import Beside, Session
from memberledger.views.tables import indexes_of, name_of, table_of

__all__ = [
    "Writer",
    "compiled",
    "create",
    "dialect_of",
    "drop",
    "from_database",
    "swap",
    "to_database",
]

Row = Sequence[Any]


class Writer:
    """Writes the rows of one table.

    Args:
        beside: the database.
        rows: which table.
        new: whether it is the one being built.
    """

    def __init__(self, beside: Beside, rows: RowsOf, *, new: bool = False) -> None:
        columns = ["practice", "member", *rows.row._fields]  # type: ignore[attr-defined]
        keys = columns[: 2 + rows.keys]
        rest = columns[2 + rows.keys :]
        table = beside.named(name_of(rows, beside=new))
        mark = beside.mark
        marks = ", ".join([mark] * len(columns))
        self._insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        given = ", ".join(f"{name} = excluded.{name}" for name in rest)
        self._upsert = f"{self._insert} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {given}"
        where = " AND ".join(f"{name} = {mark}" for name in keys)
        self._delete = f"DELETE FROM {table} WHERE {where}"  # noqa: S608
        self._ready = to_database(beside)

    def write(self, session: Session, found: Sequence[tuple[str, str, Changes]], name: str) -> None:
        """The changes of some members, (practice, member, changes) each."""
        there: list[Row] = []
        gone: list[Row] = []
        ready = self._ready
        for practice, member, changes in found:
            for key, row in changes.rows.get(name, {}).items():
                if row is None:
                    gone.append(ready((practice, member, *key)))
                else:
                    there.append(ready((practice, member, *row)))
        if gone:
            session.run_many(self._delete, gone)
        if there:
            session.run_many(self._upsert, there)

    def insert(self, session: Session, found: Sequence[tuple[str, str, Changes]], name: str) -> int:
        """The first rows of some members; how many they are."""
        ready = self._ready
        there = [
            ready((practice, member, *row))
            for practice, member, changes in found
            for row in changes.rows.get(name, {}).values()
            if row is not None
        ]
        if there:
            session.run_many(self._insert, there)
        return len(there)


def dialect_of(beside: Beside) -> Any:
    """SQLAlchemy's name for the database, with parameters by position."""
    if beside.dialect == "sqlite":
        return sqlite.dialect(paramstyle="qmark")
    return postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]


def create(session: Session, beside: Beside, table: Table) -> None:
    """Make a table where there is none; its indexes too, those it has."""
    session.run(str(compiled(CreateTable(table, if_not_exists=True), beside)))
    for index in table.indexes:
        session.run(str(compiled(CreateIndex(index, if_not_exists=True), beside)))


def drop(session: Session, beside: Beside, rows: RowsOf, *, new: bool) -> None:
    """Remove a table, if it is there."""
    session.run(f"DROP TABLE IF EXISTS {beside.named(name_of(rows, beside=new))}")


def swap(session: Session, beside: Beside, rows: RowsOf) -> None:
    """The table that was built takes the place of the one there is."""
    drop(session, beside, rows, new=False)
    old = beside.named(name_of(rows, beside=True))
    session.run(f'ALTER TABLE {old} RENAME TO "{name_of(rows)}"')
    for index in indexes_of(rows, table_of(rows, MetaData())):
        session.run(str(compiled(CreateIndex(index), beside)))


def compiled(statement: Any, beside: Beside, **options: Any) -> SQLCompiler:
    """A statement in the database's SQL, its tables in the ledger's schema."""
    if beside.schema is not None:
        options["schema_translate_map"] = {None: beside.schema}
        options["render_schema_translate"] = True
    done: SQLCompiler = statement.compile(dialect=dialect_of(beside), **options)
    return done


def to_database(beside: Beside) -> Callable[[Sequence[Any]], Row]:
    """Makes a row what the database takes: SQLite has no dates, so they are text there."""
    return _as_text if beside.dialect == "sqlite" else tuple


_PLAIN = frozenset({int, str, bool, type(None)})


def _as_text(row: Sequence[Any]) -> Row:
    return [value if type(value) in _PLAIN else _text(value) for value in row]


@lru_cache(maxsize=4096)
def _text(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]
    return value.isoformat()


def from_database(beside: Beside, kind: type) -> Callable[[Any], Any] | None:
    """Makes a stored value a Python one again; None where it is one already."""
    if kind is datetime:
        return _instant if beside.dialect == "sqlite" else lambda value: value.astimezone(UTC)
    if beside.dialect != "sqlite":
        return None
    return _FROM_TEXT.get(kind)


_FROM_TEXT: dict[type, Callable[[Any], Any]] = {date: date.fromisoformat, bool: bool}


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC)
