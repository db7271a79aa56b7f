"""Reading the whole log of a file: by position to follow it, by stream to check it.

Both go in pages, each its own short read, so memory stays flat and no writer waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from memberledger.store.chain import ChainFault, walk
from memberledger.store.errors import CorruptEvent
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.schema import missing_guards
from memberledger.store.writes import StoredRecord

__all__ = ["faults", "records"]

_COLUMNS = "position, originator_id, originator_version, topic, state, digest"
_BY_POSITION = f"""SELECT {_COLUMNS} FROM stored_events
WHERE position > ? ORDER BY position LIMIT ?"""  # noqa: S608 - no value is put in
_BY_STREAM = f"""SELECT {_COLUMNS} FROM stored_events
WHERE (originator_id, originator_version) > (?, ?) AND position <= ?
ORDER BY originator_id, originator_version LIMIT ?"""  # noqa: S608 - no value is put in
_POSITIONS = "SELECT position FROM stored_events WHERE position > ? ORDER BY position LIMIT ?"
_EXTENT = """SELECT count(*), coalesce(max(position), 0),
coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'), 0) FROM stored_events"""
_BATCH = 1000


def records(store: Datastore, after: int, batch: int) -> Iterator[StoredRecord]:
    """The log by position, above `after`."""
    while True:
        with store.reading() as db:
            page = db.execute(_BY_POSITION, (after, batch)).fetchall()
        for row in page:
            record = _record(row)
            if record is None:
                raise CorruptEvent(str(row[3]), row[0], why="the row is no record")
            yield record
        if len(page) < batch:
            return
        after = page[-1][0]


def faults(store: Datastore) -> Iterator[ChainFault]:
    """The guards that are gone, the positions that are missing, then the faults of the chain."""
    with store.reading() as db:
        guards = missing_guards(db)
        total, last, given = db.execute(_EXTENT).fetchone()
    for name in guards:
        yield ChainFault(0, None, None, "guard", f"the trigger {name} is missing or was altered")
    ever = max(last, given)
    if total != ever:
        yield from _missing(store, ever)
    broken: list[ChainFault] = []
    yield from walk(_by_stream(store, last, broken))
    yield from broken


def _missing(store: Datastore, ever: int) -> Iterator[ChainFault]:
    """One fault for each run of positions that were given out and hold nothing now."""
    before = 0
    while True:
        with store.reading() as db:
            page = [row[0] for row in db.execute(_POSITIONS, (before, _BATCH))]
        for position in page or [ever + 1]:
            if position > before + 1:
                run = f"position {before + 1}"
                run = run if position == before + 2 else f"{run} to {position - 1}"
                yield ChainFault(before + 1, None, None, "position", f"{run} was given and is gone")
            before = position
        if not page:
            return


def _by_stream(store: Datastore, last: int, broken: list[ChainFault]) -> Iterator[StoredRecord]:
    """The log up to a position, by stream and version; rows that are no records go to `broken`."""
    key: Any = ("", 0)
    while True:
        with store.reading() as db:
            page = db.execute(_BY_STREAM, (*key, last, _BATCH)).fetchall()
        for row in page:
            record = _record(row)
            if record is None:
                broken.append(ChainFault(row[0], None, None, "record", "the row is no record"))
            else:
                yield record
        if len(page) < _BATCH:
            return
        key = page[-1][1:3]


def _record(row: Any) -> StoredRecord | None:
    """The row as a record, or None when its columns are not what a ledger writes."""
    position, stream, version, name, data, digest = row
    kinds = isinstance(version, int) and isinstance(name, str) and isinstance(stream, str)
    if not (kinds and isinstance(data, bytes) and isinstance(digest, bytes)):
        return None
    try:
        return StoredRecord(position, UUID(hex=stream), version, name, data, digest)
    except ValueError:
        return None
