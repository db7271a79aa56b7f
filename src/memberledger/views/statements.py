"""What the database is told of whole tables, and values as each database keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Index, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import SQLCompiler

from memberledger.projections.rows import RowsOf
from memberledger.store.beside import Beside, Session
from memberledger.views.tables import indexes_of, name_of, table_of

__all__ = [
    "alone",
    "as_text",
    "compiled",
    "create",
    "dialect_of",
    "drop",
    "from_database",
    "index",
    "swap",
    "tables_there",
    "to_database",
]

Row = Sequence[Any]
_NONE = timedelta()


def dialect_of(beside: Beside) -> Any:
    """SQLAlchemy's name for the database, with parameters by position."""
    if beside.dialect == "sqlite":
        return sqlite.dialect(paramstyle="qmark")
    return postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]


def alone(session: Session, beside: Beside) -> None:
    """Wait until nobody else makes tables: of two who make one at once a server refuses one."""
    if beside.dialect == "postgresql":
        lock = "SELECT pg_advisory_xact_lock(hashtextextended('memberledger views ' || %s, 0))"
        session.run(lock, (beside.schema,))


def create(session: Session, beside: Beside, table: Table) -> None:
    """Make a table where there is none; its indexes too, those it has."""
    session.run(str(compiled(CreateTable(table, if_not_exists=True), beside)))
    for index in table.indexes:
        session.run(str(compiled(CreateIndex(index, if_not_exists=True), beside)))


def drop(session: Session, beside: Beside, rows: RowsOf, *, new: bool) -> None:
    """Remove a table, if it is there."""
    session.run(f"DROP TABLE IF EXISTS {beside.named(name_of(rows, beside=new))}")


def index(session: Session, beside: Beside, rows: RowsOf) -> None:
    """Index a table that was built, where an index can be renamed when the table is."""
    if beside.dialect == "postgresql":
        for each in indexes_of(rows, table_of(rows, MetaData(), beside=True)):
            beside_name = Index(f"{each.name}_new", *each.columns)
            session.run(str(compiled(CreateIndex(beside_name), beside)))
        session.run(f"ANALYZE {beside.named(name_of(rows, beside=True))}")


def swap(session: Session, beside: Beside, rows: RowsOf) -> None:
    """The table that was built takes the place of the one there is.

    On a server readers are not kept waiting for long, and never while we wait for one of them: one
    who joins tables may hold what we want and want what we hold.
    """
    if beside.dialect == "postgresql":
        session.run("SET LOCAL lock_timeout = '500ms'")
    drop(session, beside, rows, new=False)
    old = beside.named(name_of(rows, beside=True))
    session.run(f'ALTER TABLE {old} RENAME TO "{name_of(rows)}"')
    for each in indexes_of(rows, table_of(rows, MetaData())):
        if beside.dialect == "postgresql":
            name = beside.named(f"{each.name}_new")
            session.run(f'ALTER INDEX {name} RENAME TO "{each.name}"')
        else:
            session.run(str(compiled(CreateIndex(each), beside)))


def tables_there(session: Session, beside: Beside) -> set[str]:
    """The names of the tables there are in the ledger's schema, or file."""
    if beside.dialect == "sqlite":
        found = session.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        found = session.rows(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s", (beside.schema,)
        )
    return {name for (name,) in found}


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


def _as_text(row: Sequence[Any]) -> Row:
    return [as_text(value) if isinstance(value, date) else value for value in row]


def as_text(value: date) -> str:
    """A day or an instant as SQLite keeps it: "2026-01-31", "2026-01-31 17:00:00.000000" in UTC."""
    if type(value) is date:
        return value.isoformat()
    assert isinstance(value, datetime)  # noqa: S101 - there is no third kind
    text = value.isoformat(" ", "microseconds")
    if not text.endswith("+00:00"):
        text = value.astimezone(UTC).isoformat(" ", "microseconds")
    return text.removesuffix("+00:00")


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
