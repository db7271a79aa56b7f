"""Connections to a ledger's server: pooled, set up the same way, replaced when they are lost.

A transaction that writes takes its lock at its beginning, by moving the ledger's one counter of
positions: writers follow one another, so positions are given in the order of commits and without
gaps, and a reader that has seen a position has seen all before it.
"""

from __future__ import annotations

import os
import selectors
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, LiteralString

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool, PoolTimeout

from memberledger.store.errors import (
    StoreAway,
    StoreBusy,
    StoreClosed,
    StoreUncertain,
    StoreUnreadable,
)
from memberledger.store.postgres.address import Address
from memberledger.store.postgres.failures import failure, login_failure

__all__ = ["Datastore", "Turn", "connect", "set_up"]

POOL_MAX = 8
"""Connections one open ledger has at most; all are closed after five minutes without use."""

POOL_TIMEOUT_S = 10
"""How long to wait for a connection, such as while the server restarts."""

_IDLE_S = 300
_STUCK_S = 30
"""How long a transaction may stand still and hold others, such as in a process that was stopped."""

_SET_UP = """SELECT set_config('search_path', '', false),
set_config('default_transaction_isolation', 'read committed', false),
set_config('default_transaction_read_only', 'off', false),
set_config('lock_timeout', %s, false),
set_config('idle_in_transaction_session_timeout', %s, false),
set_config('synchronous_commit', CASE current_setting('synchronous_commit')
    WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""
_BEGIN: LiteralString = """BEGIN;
UPDATE {schema}.ledger_log SET last_position = last_position + {events} RETURNING last_position"""


_Waiting: type[selectors.BaseSelector] = getattr(
    selectors, "PollSelector", selectors.SelectSelector
)
"""The cheapest to make of those that take any number of files; it is made at each question."""


class Turn:
    """A writer's turn: a cursor inside the transaction, and the last position given before it."""

    def __init__(self, cursor: Cursor[Any], last_position: int) -> None:
        self.cursor = cursor
        self.last_position = last_position


def connect(address: Address) -> Connection[DictRow]:
    """A connection of one's own, outside any pool; in autocommit.

    Raises:
        StoreAway: there is no server, or it doesn't answer.
        StoreDenied: the login is refused.
        StoreUnreadable: the server has no such database.
        StoreBusy: the server has no connection to spare.
        StoreAddress: a parameter makes no sense.
    """
    try:
        return psycopg.connect(**address.parameters, autocommit=True, row_factory=dict_row)
    except psycopg.Error as error:
        raise login_failure(address, error) from error


def set_up(connection: Connection[Any], lock_timeout_s: int) -> None:
    """Settle what a transaction promises, whatever the server, the role or a variable says."""
    connection.execute(_SET_UP, (f"{lock_timeout_s}s", f"{_STUCK_S}s"))


class Datastore(PostgresDatastore):
    """The schema and the connections to it, with errors of our own.

    Writers of this process queue for a lock of their own: each would otherwise keep a connection
    while it waits for the server's lock, and leave none to readers.
    """

    pool: Any  # eventsourcing's is a pool with dynamic passwords; ours is psycopg's plain one

    def __init__(self, address: Address, lock_timeout_s: int) -> None:
        super().__init__("", "", "", "", "", schema=address.schema, lock_timeout=lock_timeout_s)
        self.address = address
        self.pool = _pool(address, lock_timeout_s)
        self._lock_timeout_s = lock_timeout_s
        self._statements: dict[str, bytes] = {}
        self._writing = threading.Lock()
        self._process = os.getpid()

    def sql(self, statement: LiteralString) -> bytes:
        """A statement with the schema's name where it says `{schema}`."""
        query = self._statements.get(statement)
        if query is None:
            query = SQL(statement).format(schema=Identifier(self.schema)).as_bytes(None)
            self._statements[statement] = query
        return query

    def ask(self, statement: LiteralString, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of one query, asked again on another connection if the first is lost."""
        query = self.sql(statement)
        try:
            with self.reading() as cursor:
                return cursor.execute(query, parameters).fetchall()
        except StoreAway as away:
            if not away.lost:
                raise
            with self.reading() as cursor:
                return cursor.execute(query, parameters).fetchall()

    @contextmanager
    def reading(self) -> Iterator[Cursor[Any]]:
        """A cursor outside a transaction; rows are tuples."""
        with self.get_connection() as connection:
            yield connection.cursor(binary=True, row_factory=tuple_row)

    @contextmanager
    def writing(self, events: int = 0) -> Iterator[Turn]:
        """A transaction that holds the write lock from its start; whole or not at all.

        Args:
            events: how many positions it needs.

        Raises:
            StoreBusy: others wrote for too long.
            StoreAway: the connection was lost before the end; nothing was written.
            StoreUncertain: it was lost while committing.
        """
        self._own()
        if not self._writing.acquire(timeout=self._lock_timeout_s):
            raise StoreBusy(
                self.address.shown, f"another thread wrote for {self._lock_timeout_s} s"
            )
        try:
            with self.get_connection() as connection:
                cursor = connection.cursor(binary=True, row_factory=tuple_row)
                yield Turn(cursor, self._begin(connection, events) - events)
                self._commit(connection)
        finally:
            self._writing.release()

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """A connection for the methods that eventsourcing brings, and for those above."""
        self._own()
        try:
            connection = self._borrow()
            try:
                yield connection
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            finally:
                self.pool.putconn(connection)
        except psycopg.Error as error:
            raise failure(self.address, error) from error

    def register_type_adapters(self) -> None:
        """Nothing: the library's composite types are not used."""

    def close(self) -> None:
        """Close every connection."""
        pool = getattr(self, "pool", None)
        if pool is not None and os.getpid() == getattr(self, "_process", 0):
            pool.close()

    def _begin(self, connection: Connection[DictRow], events: int) -> int:
        """Begin, and wait for the turn, in one message; the last position of this turn."""
        cursor = connection.cursor(row_factory=tuple_row)
        cursor.execute(SQL(_BEGIN).format(schema=Identifier(self.schema), events=events))
        cursor.nextset()
        found = cursor.fetchone()
        if found is None:
            raise StoreUnreadable(self.address.shown, "its table ledger_log was emptied")
        last: int = found[0]
        return last

    def _commit(self, connection: Connection[DictRow]) -> None:
        try:
            connection.commit()
        except psycopg.Error as error:
            ours = failure(self.address, error)
            if isinstance(ours, StoreAway):
                raise StoreUncertain(self.address.shown, ours.why) from error
            raise ours from error

    def _borrow(self) -> Connection[DictRow]:
        """A connection that is there, as far as can be told without asking the server."""
        try:
            while True:
                connection: Connection[DictRow] = self.pool.getconn()
                if _is_there(connection):
                    return connection
                connection.close()
                self.pool.putconn(connection)
        except PoolTimeout:
            connect(self.address).close()  # tells why, if the server is what is missing
            raise

    def _own(self) -> None:
        if os.getpid() != self._process:
            raise StoreClosed(self.address.shown, "a store is not carried over a fork")


def _pool(address: Address, lock_timeout_s: int) -> ConnectionPool[Connection[DictRow]]:
    """Connections made when they are needed."""
    return ConnectionPool(
        connection_class=Connection[DictRow],
        kwargs={**address.parameters, "autocommit": True, "row_factory": dict_row},
        min_size=0,
        max_size=POOL_MAX,
        max_idle=_IDLE_S,
        timeout=POOL_TIMEOUT_S,
        reconnect_timeout=POOL_TIMEOUT_S,
        configure=partial(set_up, lock_timeout_s=lock_timeout_s),
        num_workers=1,
        open=True,
    )


def _is_there(connection: Connection[Any]) -> bool:
    """Whether the server has not closed a connection that was idle.

    It says so before it closes, and says nothing else meanwhile, so what can be read is a reason to
    ask; to ask each time would be another journey there and back.
    """
    try:
        with _Waiting() as waiting:
            waiting.register(connection.fileno(), selectors.EVENT_READ)
            if waiting.select(0):
                connection.execute("")
    except psycopg.Error:
        return False
    return True
