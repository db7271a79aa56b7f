"""A ledger on the tests' PostgreSQL server, and somebody with a shell beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from tests.postgres_server import Server

from memberledger.store import Store
from memberledger.store.postgres.connection import Datastore

__all__ = ["datastore", "kill", "schema_of", "shell", "tampering"]


def schema_of(url: str) -> str:
    return url.rpartition("schema=")[2]


def datastore(store: Store) -> Datastore:
    found = store.application.log.datastore  # type: ignore[attr-defined]
    assert isinstance(found, Datastore)
    return found


@contextmanager
def shell(server: Server, url: str) -> Iterator[psycopg.Connection[Any]]:
    """The superuser, in the ledger's schema."""
    with server.connect(schema_of(url)) as db:
        yield db


@contextmanager
def tampering(server: Server, url: str) -> Iterator[psycopg.Connection[Any]]:
    """The superuser past the guards: triggers don't fire, and stand as they stood afterwards."""
    with shell(server, url) as db:
        db.execute("SET session_replication_role = replica")
        yield db


def kill(server: Server) -> int:
    """End every connection of the ledgers' own role, as a restart would; how many there were."""
    with server.connect() as db:
        ended = db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'spa'"
        ).fetchall()
    return len(ended)
