"""The testing kit's PostgreSQL server, with what only our own tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from memberledger.testing.postgres import ENCODED, PASSWORD, USER, LocalServer, local_server

__all__ = ["ENCODED", "PASSWORD", "USER", "Server", "a_server"]


class Server(LocalServer):
    """A server whose rows can be looked at."""

    def rows(self, url: str) -> dict[str, list[Any]]:
        """Every row of a ledger's tables, with the transaction that wrote it."""
        with self.connect(url.rpartition("schema=")[2]) as db:
            found = {}
            for name in ("events", "snapshots"):
                found[f"stored_{name}"] = self._all(db, f"stored_{name}")
            for name in ("members", "claims", "log"):
                found[f"ledger_{name}"] = self._all(db, f"ledger_{name}")
        return found

    @staticmethod
    def _all(db: Any, table: str) -> list[Any]:
        query = f"SELECT xmin::text, * FROM {table} ORDER BY 2, 3".encode()
        rows: list[Any] = db.execute(query).fetchall()
        return rows


@contextmanager
def a_server() -> Iterator[Server]:
    """Make, start and, in the end, stop and remove a server."""
    with local_server(Server) as server:
        yield server
