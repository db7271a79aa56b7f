"""A ledger worth copying, and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from memberledger.store import Append, Claim, MemberIndex, Store, copy_ledger, open_store

from .facts import enrolled, granted, redeemed, registry, stream_named

__all__ = ["JUNE_1", "PAIRS", "Place", "add", "everything", "fill", "kept_snapshot", "stop_after"]

Place = Callable[[str], str]
PAIRS = ["file-to-server", "server-to-file", "file-to-file", "server-to-server"]
JUNE_1 = date(2026, 6, 1)


def fill(url: str) -> None:
    """23 events of seven members of two practices, all interleaved; keys and dates of each."""
    with open_store(url, registry()) as store:
        for n in range(7):
            practice = ("hill", "lake")[n % 2]
            add(store, practice, f"member-{n}", due=date(2026, 5, 1 + n) if n % 3 else None)
        for n in range(7):
            stream = stream_named(f"member-{n}")
            store.append([Append(stream, 2, [redeemed()])])
        store.append([Append(stream_named("member-3"), 3, [redeemed(), granted(2, 1)])])
        store.save_snapshot(stream_named("member-3"), 4, b"a state", "state/1")


def add(store: Store, practice: str, name: str, due: date | None) -> None:
    stream = stream_named(name)
    index = MemberIndex(practice, name, due)
    claims = [Claim(practice, "charge", f"ch-{name}", name), Claim(practice, "request", "é 1", "x")]
    store.append([Append(stream, 0, [enrolled(), granted(1)], index, claims)])


def everything(url: str) -> tuple[list[Any], list[Any], list[Any]]:
    with open_store(url, registry()) as store:
        whole = store.whole()
        records = list(store.records())
        return records, whole.claims(("", "", ""), 100), whole.members(("", ""), 100)


def kept_snapshot(url: str) -> object:
    with open_store(url, registry()) as store:
        return store.load_snapshot(stream_named("member-3"), "state/1")


def stop_after(source: str, target: str, parcels: int) -> None:
    class Stopped(Exception):
        pass

    def progress(there: int, _of: int) -> None:
        if there == 4 * parcels:
            raise Stopped

    with pytest.raises(Stopped):
        copy_ledger(source, target, batch=4, progress=progress)
