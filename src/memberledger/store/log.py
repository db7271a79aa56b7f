"""Reading a whole log: by position to follow it, by stream to check it; any database's.

Both go in pages, each its own short read, so memory stays flat and no writer waits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from memberledger.store.chain import ChainFault, walk
from memberledger.store.errors import CorruptEvent
from memberledger.store.writes import StoredRecord

__all__ = ["Log", "Row"]

_BATCH = 1000
_MANY = 10_000

Row = Sequence[Any]
"""(position, stream, version, stored name, bytes, digest), as the database has them."""


class Log(ABC):
    """The log of one database: a few queries below, and what they are read for here."""

    first_key: tuple[Any, int]
    """A stream and version in the database's own form, before every other."""

    @abstractmethod
    def by_position(self, after: int, limit: int) -> Sequence[Row]:
        """A page of the log in order of position."""

    @abstractmethod
    def by_stream(self, after: tuple[Any, int], last: int, limit: int) -> Sequence[Row]:
        """A page of the log up to position `last`, in order of stream and version."""

    @abstractmethod
    def positions(self, after: int, limit: int) -> list[int]:
        """A page of the positions that hold something, in order."""

    @abstractmethod
    def places(self, after: int, last: int, limit: int) -> Sequence[tuple[int, Any, int]]:
        """A page of (position, stream as the database has it, version), in order of position."""

    @abstractmethod
    def stream(self, found: Any) -> UUID | None:
        """A stream as the database has it, as its id; None when that is not how one is written."""

    @abstractmethod
    def extent(self) -> tuple[int, int, int]:
        """How many rows there are, the last position, and the last position ever given."""

    @abstractmethod
    def missing_guards(self) -> list[str]:
        """The triggers that should forbid change and don't."""

    @abstractmethod
    def record(self, row: Row) -> StoredRecord | None:
        """The row as a record, or None when its columns are not what a ledger writes."""

    def records(self, after: int, batch: int) -> Iterator[StoredRecord]:
        """The log by position, above `after`."""
        while True:
            page = self.by_position(after, batch)
            for row in page:
                record = self.record(row)
                if record is None:
                    raise CorruptEvent(str(row[3])[:80], row[0], why="the row is no record")
                if record.position <= after:
                    raise CorruptEvent(record.name, after, why="the rows are out of order")
                after = record.position
                yield record
            if len(page) < batch:
                return

    def layout(self, last: int) -> dict[UUID, int] | None:
        """How many rows each stream has up to a position, counted in order of position.

        None where a position or a version is missing, or a row names no stream: a walk tells which.
        """
        found: dict[Any, int] = {}
        after = 0
        while after < last:
            page = self.places(after, last, _MANY)
            for position, stream, version in page:
                after += 1
                if position != after or version != found.get(stream, 0) + 1:
                    return None
                found[stream] = version
            if not page:
                return None
        layout: dict[UUID, int] = {}
        for written, rows in found.items():
            stream = self.stream(written)
            if stream is None or type(rows) is not int:
                return None
            layout[stream] = rows
        return layout

    def faults(self) -> Iterator[ChainFault]:
        """The guards that are gone, the positions that are missing, the faults of the chain."""
        guards = self.missing_guards()
        total, last, given = self.extent()
        for name in guards:
            message = f"the trigger {name} is missing or was altered"
            yield ChainFault(0, None, None, "guard", message)
        ever = max(last, given)
        if total != ever:
            yield from self._missing(ever)
        broken: list[ChainFault] = []
        yield from walk(self._streams(last, broken))
        yield from broken

    def _missing(self, ever: int) -> Iterator[ChainFault]:
        """One fault for each run of positions that were given out and hold nothing now."""
        before = 0
        while True:
            page = self.positions(before, _BATCH)
            for position in page or [ever + 1]:
                if position <= before:
                    yield ChainFault(position, None, None, "position", "it is out of order")
                    return
                if position > before + 1:
                    run = f"position {before + 1}"
                    run = run if position == before + 2 else f"{run} to {position - 1}"
                    message = f"{run} was given and is gone"
                    yield ChainFault(before + 1, None, None, "position", message)
                before = position
            if not page:
                return

    def _streams(self, last: int, broken: list[ChainFault]) -> Iterator[StoredRecord]:
        """The log by stream and version; rows that are no records go to `broken`."""
        key = self.first_key
        while True:
            page = self.by_stream(key, last, _BATCH)
            for row in page:
                record = self.record(row)
                if record is None:
                    broken.append(ChainFault(row[0], None, None, "record", "the row is no record"))
                else:
                    yield record
            before, key = key, (page[-1][1], page[-1][2]) if page else key
            if len(page) < _BATCH:
                return
            if not _follows(before, key):
                broken.append(ChainFault(page[-1][0], None, None, "record", "it is out of order"))
                return


def _follows(before: tuple[Any, int], key: tuple[Any, int]) -> bool:
    """Whether a page ends after the one before it; in a damaged file, a key may be anything."""
    try:
        return before < key
    except TypeError:
        return False
