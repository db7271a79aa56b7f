"""Putting a file, its connections and its recorders together as eventsourcing expects them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder
from eventsourcing.sqlite import SQLiteFactory
from eventsourcing.utils import Environment

from memberledger.store.application import LedgerApplication
from memberledger.store.errors import StoreUnreadable
from memberledger.store.registry import Registry
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.recorder import Recorder
from memberledger.store.sqlite.snapshots import Snapshots

__all__ = ["LOCK_TIMEOUT_S", "Factory", "sqlite_application"]

LOCK_TIMEOUT_S = 60
"""How long a writer waits for its turn, in seconds."""

_MEMORY = ":memory:"


class Factory(SQLiteFactory):
    """The ledger's recorders over one datastore."""

    def __init__(self, env: Environment, *, copying: bool = False) -> None:
        super().__init__(env)
        name = env[self.SQLITE_DBNAME]
        timeout_s = int(env[self.SQLITE_LOCK_TIMEOUT])
        self.datastore: Datastore = Datastore(name, env["LEDGER_PATH"], timeout_s, copying=copying)
        with self.datastore.reading():
            """A file that is no ledger, or can't be made one, is refused now and not later."""

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of events."""
        return Recorder(self.datastore)

    def aggregate_recorder(self, purpose: str = "snapshots") -> AggregateRecorder:
        """The recorder of snapshots, the only other one there is."""
        return Snapshots(self.datastore, f"stored_{purpose}")


def sqlite_application(
    path: str, registry: Registry, *, copying: bool = False
) -> LedgerApplication:
    """The application over a file (made when missing), or over `:memory:`.

    Args:
        path: of the file.
        registry: the events it knows.
        copying: whether an unfinished copy will do.

    Raises:
        StoreUnreadable: the directory is missing, the path is a directory, too long or no text a
            file can be named by, or what is there is no ledger.
    """
    name = _MEMORY if path == _MEMORY else _uri(path)
    settings = {
        "SQLITE_DBNAME": name,
        "SQLITE_LOCK_TIMEOUT": str(LOCK_TIMEOUT_S),
        "LEDGER_PATH": path,
    }
    return LedgerApplication(partial(Factory, copying=copying), registry, settings)


def _uri(path: str) -> str:
    """The path as SQLite is given it."""
    file = Path(path).absolute()
    try:
        if not file.parent.is_dir():
            raise StoreUnreadable(path, f"there is no directory {file.parent}")
        if file.is_dir():
            raise StoreUnreadable(path, "it is a directory")
        return file.as_uri()
    except OSError as error:
        raise StoreUnreadable(path, error.strerror or str(error)) from error
    except UnicodeEncodeError as error:
        raise StoreUnreadable(ascii(path), "it can't be the name of a file") from error
