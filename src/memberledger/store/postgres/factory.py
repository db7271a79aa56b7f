"""Putting a schema, its connections and its recorders together as eventsourcing expects them."""

from __future__ import annotations

from functools import partial

import psycopg
from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment
from psycopg.rows import tuple_row

from memberledger.store.application import LedgerApplication
from memberledger.store.postgres.address import Address, read_address
from memberledger.store.postgres.connection import Datastore, connect, set_up
from memberledger.store.postgres.failures import failure
from memberledger.store.postgres.recorder import Recorder
from memberledger.store.postgres.schema import create, recognise
from memberledger.store.postgres.snapshots import Snapshots
from memberledger.store.registry import Registry

__all__ = ["LOCK_TIMEOUT_S", "Factory", "holds_ledger", "postgres_application"]

LOCK_TIMEOUT_S = 60
"""How long a writer waits for its turn, in seconds."""

_MAKING = "SELECT pg_advisory_xact_lock(hashtextextended('memberledger ' || %s, 0))"


class Factory(PostgresFactory):
    """The ledger's recorders over one datastore."""

    def __init__(self, address: Address, env: Environment, *, copying: bool = False) -> None:
        super().__init__(env)
        _ready(address, make=True, copying=copying)
        self.datastore: Datastore = Datastore(address, LOCK_TIMEOUT_S)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of events."""
        return Recorder(self.datastore)

    def aggregate_recorder(self, purpose: str = "snapshots") -> AggregateRecorder:
        """The recorder of snapshots, the only other one there is."""
        return Snapshots(self.datastore, events_table_name=f"stored_{purpose}")


def postgres_application(
    url: str, registry: Registry, *, copying: bool = False
) -> LedgerApplication:
    """The application over a schema, made when it is missing.

    Args:
        url: the address.
        registry: the events it knows.
        copying: whether an unfinished copy will do.

    Raises:
        StoreAddress: the address lacks something, or has an option nobody knows.
        StoreAway: there is no server, or it doesn't answer.
        StoreDenied: the login is refused, or it may not make the schema.
        StoreUnreadable: there is no such database, or the schema holds something else.
        StoreNewer: a newer version of this library made the ledger.
    """
    address = read_address(url)
    return LedgerApplication(
        partial(Factory, address, copying=copying), registry, _settings(address)
    )


def holds_ledger(url: str) -> bool:
    """Whether there is a ledger at an address; nothing is made. Raises as opening does."""
    return _ready(read_address(url), make=False)


def _ready(address: Address, *, make: bool, copying: bool = False) -> bool:
    """Whether the schema holds a ledger, made now where that is asked for.

    Of several processes that make it at once, one does while the others wait.
    """
    with connect(address) as connection:
        cursor = connection.cursor(row_factory=tuple_row)
        try:
            set_up(connection, LOCK_TIMEOUT_S)
            with connection.transaction():
                known = recognise(cursor, address.schema, address.shown, copying=copying)
            if make and not known:
                with connection.transaction():
                    cursor.execute(_MAKING, (address.schema,))
                    if not recognise(cursor, address.schema, address.shown, copying=copying):
                        create(cursor, address.schema)
        except psycopg.Error as error:
            raise failure(address, error) from error
    return known or make


def _settings(address: Address) -> dict[str, str]:
    """Every setting eventsourcing's factory reads; who logs in where is passed beside them."""
    return {
        "POSTGRES_DBNAME": address.parameters["dbname"],
        "POSTGRES_HOST": address.parameters["host"],
        "POSTGRES_PORT": address.parameters["port"],
        "POSTGRES_USER": address.parameters["user"],
        "POSTGRES_PASSWORD": "",
        "POSTGRES_GET_PASSWORD_TOPIC": "",
        "POSTGRES_CONNECT_TIMEOUT": "",
        "POSTGRES_CONN_MAX_AGE": "",
        "POSTGRES_PRE_PING": "n",
        "POSTGRES_MAX_WAITING": "",
        "POSTGRES_LOCK_TIMEOUT": str(LOCK_TIMEOUT_S),
        "POSTGRES_POOL_SIZE": "",
        "POSTGRES_MAX_OVERFLOW": "",
        "POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT": "",
        "POSTGRES_SCHEMA": address.schema,
        "POSTGRES_ENABLE_DB_FUNCTIONS": "n",
    }
