"""From an address to an open store."""

from __future__ import annotations

import os

from memberledger.store.errors import StoreAddress
from memberledger.store.registry import Registry
from memberledger.store.sqlite import sqlite_application
from memberledger.store.store import Store

__all__ = ["open_store"]

_SQLITE = "sqlite:///"


def open_store(url: str | os.PathLike[str], registry: Registry) -> Store:
    """Open a ledger, making a new one where there is none.

    Args:
        url: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///:memory:` (kept in this
            store alone, gone when it closes), or a plain path. Taken as written: no % decoding,
            no `~`, no options after `?`.
        registry: the event types this ledger knows.

    Raises:
        StoreAddress: the address is of another kind.
        StoreUnreadable: the directory is missing, or the file is not a ledger.
        StoreNewer: the ledger was written by a newer version of this library.
    """
    address = os.fspath(url)
    path = address.removeprefix(_SQLITE)
    if not path or "\0" in path:
        raise StoreAddress(address, "it names no file")
    if path == address and (kind := _scheme(address)):
        raise StoreAddress(address, f"{kind!r} is no kind of store known here")
    if path != address and "?" in path:
        raise StoreAddress(address, "options after ? are not known")
    return Store(sqlite_application(path, registry), registry)


def _scheme(address: str) -> str:
    """What stands before `:/` or `://`, else nothing; a path may hold a colon later on."""
    head, colon, rest = address.partition(":")
    return head if colon and rest.startswith("/") and head.replace("+", "").isalnum() else ""
