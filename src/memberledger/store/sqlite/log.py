"""The log of a ledger file, as `Log` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from memberledger.store.log import Log, Row
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.schema import missing_guards
from memberledger.store.writes import StoredRecord

__all__ = ["FileLog", "as_stream"]

_COLUMNS = "position, originator_id, originator_version, topic, state, digest"
_BY_POSITION = f"""SELECT {_COLUMNS} FROM stored_events
WHERE position > ? ORDER BY position LIMIT ?"""  # noqa: S608 - no value is put in
_BY_STREAM = f"""SELECT {_COLUMNS} FROM stored_events
WHERE (originator_id, originator_version) > (?, ?) AND position <= ?
ORDER BY originator_id, originator_version LIMIT ?"""  # noqa: S608 - no value is put in
_PLACES = """SELECT position, originator_id, originator_version FROM stored_events
WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"""
_POSITIONS = "SELECT position FROM stored_events WHERE position > ? ORDER BY position LIMIT ?"
_EXTENT = """SELECT count(*), coalesce(max(position), 0),
coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'), 0) FROM stored_events"""


class FileLog(Log):
    """The log of one file."""

    first_key = ("", 0)

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def by_position(self, after: int, limit: int) -> Sequence[Row]:
        """A page by position."""
        with self.datastore.reading() as db:
            return db.execute(_BY_POSITION, (after, limit)).fetchall()

    def by_stream(self, after: tuple[Any, int], last: int, limit: int) -> Sequence[Row]:
        """A page by stream and version."""
        with self.datastore.reading() as db:
            return db.execute(_BY_STREAM, (*after, last, limit)).fetchall()

    def positions(self, after: int, limit: int) -> list[int]:
        """A page of positions."""
        with self.datastore.reading() as db:
            return [row[0] for row in db.execute(_POSITIONS, (after, limit))]

    def places(self, after: int, last: int, limit: int) -> Sequence[tuple[int, Any, int]]:
        """A page of positions, each with its stream and version."""
        with self.datastore.reading() as db:
            cursor = db.cursor()
            cursor.row_factory = None  # plain tuples take half the time
            return cursor.execute(_PLACES, (after, last, limit)).fetchall()

    def stream(self, found: Any) -> UUID | None:
        """The id that a text gives, where it is written as a ledger writes it."""
        return as_stream(found)

    def extent(self) -> tuple[int, int, int]:
        """Rows, last position, last position ever given."""
        with self.datastore.reading() as db:
            total, last, given = db.execute(_EXTENT).fetchone()
        return total, last, given

    def missing_guards(self) -> list[str]:
        """The triggers that are gone."""
        with self.datastore.reading() as db:
            return missing_guards(db)

    def record(self, row: Row) -> StoredRecord | None:
        """The row as a record; SQLite keeps any type in any column, so each is looked at."""
        position, stream, version, name, data, digest = row
        kinds = isinstance(version, int) and isinstance(name, str) and isinstance(stream, str)
        if not (kinds and isinstance(data, bytes) and isinstance(digest, bytes)):
            return None
        try:
            return StoredRecord(position, _stream(stream), version, name, data, digest)
        except ValueError:
            return None


def as_stream(found: Any) -> UUID | None:
    """The id in a column of streams; None where it is not written as a ledger writes it."""
    try:
        stream = UUID(hex=found)
    except (AttributeError, TypeError, ValueError):
        return None
    return stream if stream.hex == found else None


@lru_cache(maxsize=10_000)  # the same streams come again and again
def _stream(text: str) -> UUID:
    return UUID(hex=text)
