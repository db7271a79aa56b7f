"""Tables beside a ledger in its schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Cursor
from psycopg.rows import tuple_row

from memberledger.store.beside import Beside, RowRefused, Session
from memberledger.store.postgres.connection import Datastore

__all__ = ["SchemaBeside"]

_REFUSED = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.DatatypeMismatch,
    UnicodeEncodeError,
)


class _SchemaSession(Session):
    def __init__(self, cursor: Cursor[Any]) -> None:
        self._cursor = cursor

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._cursor.execute(statement.encode(), parameters).fetchall()

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._cursor.execute(statement.encode(), parameters)

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with _refusing():
            self._cursor.executemany(statement.encode(), list(rows))

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with _refusing(), self._cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def _refusing() -> Iterator[None]:
    """A row that does not fit is told from a database that fails."""
    try:
        yield
    except _REFUSED as error:
        raise RowRefused(str(error)) from error
    except psycopg.ProgrammingError as error:
        if error.sqlstate is None:  # the driver's own word: it can't write such a value
            raise RowRefused(str(error)) from error
        raise


class SchemaBeside(Beside):
    """The schema of a ledger; a transaction here keeps no writer of events waiting."""

    dialect = "postgresql"
    mark = "%s"

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self.schema = datastore.schema

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries."""
        with self._datastore.reading() as cursor:
            yield _SchemaSession(cursor)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction."""
        with self._datastore.get_connection() as connection, connection.transaction():
            yield _SchemaSession(connection.cursor(row_factory=tuple_row))
