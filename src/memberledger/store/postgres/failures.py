"""Our error for one of PostgreSQL's, by its SQLSTATE rather than its words."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import Ping
from psycopg_pool import PoolClosed, PoolTimeout

from memberledger.store.errors import (
    StoreAddress,
    StoreAway,
    StoreBusy,
    StoreClosed,
    StoreDenied,
    StoreError,
    StoreFailed,
    StoreUnreadable,
)
from memberledger.store.postgres.address import Address

__all__ = ["failure", "login_failure"]

_BUSY = frozenset(
    {
        "40001",  # serialization_failure
        "40P01",  # deadlock_detected
        "53300",  # too_many_connections
        "55P03",  # lock_not_available: our own lock_timeout
        "57014",  # query_canceled: a statement_timeout of the server
    }
)
_AWAY = frozenset(
    {
        "25P03",  # idle_in_transaction_session_timeout
        "25P04",  # transaction_timeout
        "57P01",  # admin_shutdown, and pg_terminate_backend
        "57P02",  # crash_shutdown
        "57P03",  # cannot_connect_now
        "57P05",  # idle_session_timeout
    }
)
_DENIED = frozenset(
    {
        "28000",  # invalid_authorization_specification
        "28P01",  # invalid_password
        "42501",  # insufficient_privilege
        "25006",  # read_only_sql_transaction: a standby, or a role that may only read
    }
)
_UNREADABLE = frozenset(
    {
        "3D000",  # no such database
        "3F000",  # no such schema
        "42P01",  # no such table
        "42703",  # no such column
        "XX001",  # data_corrupted
        "XX002",  # index_corrupted
    }
)
_CONNECTION = "08"  # the class of connection exceptions
_PING_TIMEOUT_S = 2
_FULL = ("too many", "connection slots")


def failure(address: Address, error: psycopg.Error) -> StoreError:
    """Our error for what went wrong on a connection or in the pool."""
    place, why = address.shown, _words(error)
    state = error.sqlstate or ""
    if isinstance(error, PoolClosed):
        return StoreClosed(place)
    if isinstance(error, PoolTimeout) or state in _BUSY:
        return StoreBusy(place, why)
    broken = isinstance(error, psycopg.OperationalError) and not state
    if broken or state in _AWAY or state.startswith(_CONNECTION):
        return StoreAway(place, why, lost=True)
    if state in _DENIED:
        return StoreDenied(place, why)
    if state in _UNREADABLE:
        return StoreUnreadable(place, why)
    return StoreFailed(place, why)


def login_failure(address: Address, error: psycopg.Error) -> StoreError:
    """Our error for a connection that could not be made.

    libpq keeps the SQLSTATE of a refused login to itself, and the words may be of any language. So
    the server is asked whether it is there (that needs no login), and whether it has the database.
    """
    place, why = address.shown, _words(error)
    asked = make_conninfo(**{**address.parameters, "connect_timeout": _PING_TIMEOUT_S})
    ping = psycopg.pq.PGconn.ping(asked.encode())
    if ping == Ping.NO_ATTEMPT or isinstance(error, psycopg.ProgrammingError):
        return StoreAddress(place, why)
    if ping != Ping.OK:
        return StoreAway(place, why)
    if any(words in why for words in _FULL):
        return StoreBusy(place, why)
    if _lacks_database(address):
        name = address.parameters["dbname"]
        return StoreUnreadable(place, f"the server has no database {name!r}; create it first")
    return StoreDenied(place, why)


def _lacks_database(address: Address) -> bool:
    """Whether the server, asked through its own database, lets us in and knows of no such name."""
    try:
        with psycopg.connect(**{**address.parameters, "dbname": "postgres"}) as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(known, (address.parameters["dbname"],)).fetchone() is None
    except psycopg.Error:
        return False


def _words(error: psycopg.Error) -> str:
    """The first line of the server's message."""
    return (error.diag.message_primary or str(error) or type(error).__name__).partition("\n")[0]
