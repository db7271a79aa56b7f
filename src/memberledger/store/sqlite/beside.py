"""Tables beside a ledger in its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from memberledger.store.beside import Beside, RowRefused, Session
from memberledger.store.sqlite.connection import Datastore

__all__ = ["FileBeside"]

_AT_ONCE = 32
"""Rows in one statement: what a statement costs beside its rows is a third of it all."""

_REFUSED = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,  # a value of a kind that SQLite has not; from Python 3.12 on,
    sqlite3.ProgrammingError,  # this one says so, and also that a connection is closed
    sqlite3.DataError,
    OverflowError,
    UnicodeEncodeError,
)


class _FileSession(Session):
    def __init__(self, raw: sqlite3.Connection) -> None:
        self._cursor = raw.cursor()
        self._cursor.row_factory = None

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._cursor.execute(statement, parameters).fetchall()

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._cursor.execute(statement, parameters)

    def run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._refusing(self._cursor.executemany, statement, rows)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        one, each = f"({', '.join('?' * len(columns))})", len(columns)
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {one}"  # noqa: S608
        many, values = insert + f", {one}" * (_AT_ONCE - 1), chain.from_iterable(rows)
        while len(some := list(islice(values, _AT_ONCE * each))) == _AT_ONCE * each:
            self._refusing(self._cursor.execute, many, some)
        self.run_many(insert, zip(*[iter(some)] * each, strict=True))

    def _refusing(self, run: Callable[..., Any], statement: str, parameters: Any) -> None:
        try:
            run(statement, parameters)
        except _REFUSED as error:
            if "closed" in str(error):
                raise
            raise RowRefused(str(error)) from error


class FileBeside(Beside):
    """The database of one file; a transaction that writes keeps other writers waiting."""

    dialect = "sqlite"
    mark = "?"
    schema = None

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for queries."""
        with self._datastore.reading() as raw:
            yield _FileSession(raw)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction."""
        with self._datastore.writing() as raw:
            yield _FileSession(raw)
