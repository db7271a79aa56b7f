"""From an address to an open store."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from memberledger.store.address import POSTGRES, scheme, without_password
from memberledger.store.errors import ExtraMissing, StoreAddress
from memberledger.store.registry import Registry
from memberledger.store.sqlite import sqlite_application
from memberledger.store.store import Store

__all__ = ["holds_ledger", "open_store", "require_two_places"]

_SQLITE = "sqlite:///"


def open_store(url: str | os.PathLike[str], registry: Registry, *, copying: bool = False) -> Store:
    """Open a ledger, making a new one where there is none.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` (kept in this
            store alone, gone when it closes), or a plain path. Taken as written: no % decoding,
            no `~`, no options after `?`. Or `postgresql://user:password@host:port/database`, with
            `?schema=name` for another schema than `memberledger`.
        registry: the event types this ledger knows.
        copying: whether an unfinished copy will do; only for who is about to finish it.

    Raises:
        StoreAddress: the address is of another kind.
        ExtraMissing: PostgreSQL's packages are not installed.
        StoreUnreadable: the directory or the database is missing, or what is there is no ledger.
        UnfinishedCopy: a copy of a ledger was begun there and not finished.
        StoreNewer: the ledger was written by a newer version of this library.
        StoreAway, StoreDenied: the server can't be reached, or refuses the login.
    """
    address = os.fspath(url)
    if scheme(address) in POSTGRES:
        _require_psycopg(address)
        from memberledger.store.postgres import postgres_application

        return Store(postgres_application(address, registry, copying=copying), registry, address)
    path = _path(address)
    application = sqlite_application(path, registry, copying=copying)
    elsewhere = None if path == ":memory:" else str(Path(path).absolute())
    return Store(application, registry, elsewhere)


def holds_ledger(url: str | os.PathLike[str]) -> bool:
    """Whether something is kept at an address already; nothing is made, and a file is not read.

    Raises:
        StoreAddress, ExtraMissing, StoreAway, StoreDenied, StoreUnreadable, StoreNewer: as opening.
    """
    address = os.fspath(url)
    if scheme(address) in POSTGRES:
        _require_psycopg(address)
        from memberledger.store import postgres

        return postgres.holds_ledger(address)
    file = Path(_path(address))
    try:
        return file.exists() and not (file.is_file() and file.stat().st_size == 0)
    except OSError:
        return True  # something is there that opening will complain about


def require_two_places(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """See that a ledger can be copied from one address to the other.

    Raises:
        StoreAddress: both name the same place, or the target would be gone with the copy's end.
    """
    first, second = os.fspath(source), os.fspath(target)
    shown = without_password(second)
    if second.removeprefix(_SQLITE) == ":memory:":
        raise StoreAddress(shown, "what is copied to memory is gone when the copy is done")
    same = without_password(first) == shown
    if not {scheme(first), scheme(second)} & POSTGRES:
        files = Path(_path(first)), Path(_path(second))
        same = all(file.exists() for file in files) and files[0].samefile(files[1])
    if same:
        raise StoreAddress(shown, "it is the very ledger that is to be copied")


def _path(address: str) -> str:
    """The path of an SQLite address."""
    path = address.removeprefix(_SQLITE)
    if not path or "\0" in path:
        raise StoreAddress(address, "it names no file")
    if path == address and (kind := scheme(address)):
        raise StoreAddress(address, f"{kind!r} is no kind of store known here")
    if path != address and "?" in path:
        raise StoreAddress(address, "options after ? are not known")
    return path


def _require_psycopg(address: str) -> None:
    try:
        import_module("psycopg")
        import_module("psycopg_pool")
    except ImportError as error:
        why = f"PostgreSQL needs psycopg ({error})"
        raise ExtraMissing(without_password(address), "postgres", why) from error
