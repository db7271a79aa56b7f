"""Connections to a ledger file: made the same way each time, and checked to be so.

SQLite keeps most of its promises per connection, so each one is set up here and its settings are
read back. A transaction that writes says so at its beginning (BEGIN IMMEDIATE): one that reads
first and writes later can be refused halfway, and no timeout helps.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing.persistence import (
    ConnectionNotFromPoolError,
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
)
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from memberledger.store.errors import (
    StoreBusy,
    StoreClosed,
    StoreDenied,
    StoreError,
    StoreFailed,
    StoreUnreadable,
)
from memberledger.store.sqlite.schema import create, recognise

__all__ = ["Datastore", "failure"]

_WANTED = {"synchronous": 2, "foreign_keys": 1}
_STATEMENTS = 128  # eventsourcing passes True here, which is a cache of one statement
_RETRY_S = 0.01
_FOREIGN = (
    sqlite3.Error,
    UnicodeDecodeError,  # text in a damaged file
    ConnectionPoolClosedError,
    ConnectionNotFromPoolError,
    ConnectionUnavailableError,
)


def failure(path: str, error: Exception) -> StoreError:
    """Our error for one of SQLite's, by its result code rather than its words."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(path, str(error))
    unreadable = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN}
    if code in unreadable or isinstance(error, UnicodeDecodeError):
        return StoreUnreadable(path, str(error))
    if code == sqlite3.SQLITE_READONLY:
        return StoreDenied(path, f"{error}: it may be read, and not written")
    if isinstance(error, ConnectionPoolClosedError | ConnectionNotFromPoolError):
        return StoreClosed(path)
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return StoreClosed(path)
    if isinstance(error, ConnectionUnavailableError):
        return StoreBusy(path, str(error))
    return StoreFailed(path, str(error))


class Connection(SQLiteConnection):
    """A pooled connection; `raw` is Python's own, whose writing transactions begin as such."""

    def __init__(self, raw: sqlite3.Connection, max_age: float | None) -> None:
        super().__init__(raw, max_age)
        self.raw = raw

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A transaction for eventsourcing's own methods: immediate when it will write."""
        self.raw.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
        try:
            yield self.cursor()
            self.raw.execute("COMMIT" if commit else "ROLLBACK")
        except BaseException:
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
            raise


class Pool(SQLiteConnectionPool):
    """Makes the connections. Memory has one, shared by all threads: a second would be empty."""

    def __init__(self, db_name: str, path: str, lock_timeout_s: int, *, copying: bool) -> None:
        memory = self.detect_memory_mode(db_name)
        self.path = path
        self.lock_timeout_s = lock_timeout_s
        self.copying = copying
        super().__init__(
            db_name=db_name,
            lock_timeout=lock_timeout_s,
            pool_size=1 if memory else 8,
            max_overflow=0 if memory else 56,
            pool_timeout=lock_timeout_s,
        )

    def _create_connection(self) -> SQLiteConnection:
        """Open, recognise, set up and check, however many processes are doing the same.

        SQLite doesn't wait for its turn in every step of this (the change to WAL is one), so what
        is refused as busy is tried again until the time is up.
        """
        deadline = time.monotonic() + self.lock_timeout_s
        while True:
            raw: sqlite3.Connection | None = None
            try:
                raw = sqlite3.connect(
                    self.db_name,
                    uri=True,
                    check_same_thread=False,
                    isolation_level=None,
                    cached_statements=_STATEMENTS,
                    timeout=self.lock_timeout_s,
                )
                raw.row_factory = sqlite3.Row
                self._set_up(raw)
            except BaseException as error:
                if raw is not None:
                    raw.close()
                if not isinstance(error, sqlite3.Error | UnicodeDecodeError):
                    raise
                ours = failure(self.path, error)
                if not isinstance(ours, StoreBusy) or time.monotonic() > deadline:
                    raise ours from error
                time.sleep(_RETRY_S)
            else:
                return Connection(raw, self.max_age)

    def _set_up(self, raw: sqlite3.Connection) -> None:
        raw.execute("PRAGMA trusted_schema = OFF")
        raw.execute("BEGIN")  # one view of header and tables, while another process makes them
        known = recognise(raw, self.path, copying=self.copying)
        raw.execute("ROLLBACK")
        wanted = dict(_WANTED, busy_timeout=self.lock_timeout_s * 1000)
        for name, value in wanted.items():
            raw.execute(f"PRAGMA {name} = {value}")
            found = raw.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise StoreUnreadable(self.path, f"{name} stays {found}, {value} is needed")
        if not self.is_sqlite_memory_mode:
            mode = raw.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            if mode != "wal":
                raise StoreUnreadable(self.path, f"journal_mode stays {mode}, wal is needed")
        if not known:
            self._make(raw)

    def _make(self, raw: sqlite3.Connection) -> None:
        """Make the tables, unless another process did while we waited for the turn."""
        raw.execute("BEGIN IMMEDIATE")
        try:
            if not recognise(raw, self.path, copying=self.copying):
                create(raw)
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise


class Datastore(SQLiteDatastore):
    """The file and its connections, with errors of our own.

    Writers of this process queue for a lock of their own, not for the pool's: there, a reader
    would wait behind a writer that waits, though a file in WAL mode lets it read. They share one
    connection, kept for them; memory has only one for everybody.
    """

    def __init__(
        self, db_name: str, path: str, lock_timeout_s: int, *, copying: bool = False
    ) -> None:
        super().__init__(db_name)
        self.path = path
        self.lock_timeout_s = lock_timeout_s
        self.pool = Pool(db_name, path, lock_timeout_s, copying=copying)
        self._writing = threading.Lock()
        self._kept: Connection | None = None
        self._process = os.getpid()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one statement, or for several that need not agree."""
        try:
            connection = self._borrow()
            try:
                yield connection.raw
            finally:
                self.pool.put_connection(connection)
        except _FOREIGN as error:
            raise failure(self.path, error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start; whole or not at all."""
        self._own()
        if not self._writing.acquire(timeout=self.lock_timeout_s):
            raise StoreBusy(self.path, f"another thread wrote for {self.lock_timeout_s} s")
        try:
            connection = self._kept or self._borrow()
            if not self.pool.is_sqlite_memory_mode:
                self._kept = connection
            try:
                with connection.transaction(commit=True):
                    yield connection.raw
            finally:
                if self._kept is None:
                    self.pool.put_connection(connection)
        except _FOREIGN as error:
            raise failure(self.path, error) from error
        finally:
            self._writing.release()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """The same for the methods that eventsourcing brings."""
        with self.writing() if commit else self.reading() as raw:
            yield SQLiteCursor(raw.cursor())

    def _own(self) -> None:
        if os.getpid() != self._process:
            raise StoreClosed(self.path, "a store is not carried over a fork")

    def _borrow(self) -> Connection:
        self._own()
        connection = self.pool.get_connection()
        assert isinstance(connection, Connection)  # noqa: S101 - our pool makes no other
        return connection
