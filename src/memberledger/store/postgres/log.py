"""The log of a ledger in PostgreSQL, as `Log` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from memberledger.store.log import Log, Row
from memberledger.store.postgres.connection import Datastore
from memberledger.store.postgres.schema import missing_guards
from memberledger.store.writes import StoredRecord

__all__ = ["SchemaLog"]

_BY_POSITION = """SELECT position, originator_id, originator_version, topic, state, digest
FROM {schema}.stored_events WHERE position > %s ORDER BY position LIMIT %s"""
_BY_STREAM = """SELECT position, originator_id, originator_version, topic, state, digest
FROM {schema}.stored_events
WHERE (originator_id, originator_version) > (%s, %s) AND position <= %s
ORDER BY originator_id, originator_version LIMIT %s"""
_PLACES = """SELECT position, originator_id, originator_version FROM {schema}.stored_events
WHERE position > %s AND position <= %s ORDER BY position LIMIT %s"""
_POSITIONS = """SELECT position FROM {schema}.stored_events
WHERE position > %s ORDER BY position LIMIT %s"""
_EXTENT = """SELECT count(*), coalesce(max(position), 0),
coalesce((SELECT last_position FROM {schema}.ledger_log), 0) FROM {schema}.stored_events"""


class SchemaLog(Log):
    """The log of one schema."""

    first_key = (UUID(int=0), 0)

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def by_position(self, after: int, limit: int) -> Sequence[Row]:
        """A page by position."""
        return self.datastore.ask(_BY_POSITION, (after, limit))

    def by_stream(self, after: tuple[Any, int], last: int, limit: int) -> Sequence[Row]:
        """A page by stream and version."""
        return self.datastore.ask(_BY_STREAM, (*after, last, limit))

    def positions(self, after: int, limit: int) -> list[int]:
        """A page of positions."""
        return [row[0] for row in self.datastore.ask(_POSITIONS, (after, limit))]

    def places(self, after: int, last: int, limit: int) -> Sequence[tuple[int, Any, int]]:
        """A page of positions, each with its stream and version."""
        return self.datastore.ask(_PLACES, (after, last, limit))

    def stream(self, found: Any) -> UUID | None:
        """The id itself; somebody may have let it be empty."""
        return found if isinstance(found, UUID) else None

    def extent(self) -> tuple[int, int, int]:
        """Rows, last position, last position ever given."""
        total, last, given = self.datastore.ask(_EXTENT)[0]
        return total, last, given

    def missing_guards(self) -> list[str]:
        """The triggers that are gone, altered or switched off."""
        with self.datastore.reading() as cursor, cursor.connection.transaction():
            return missing_guards(cursor, self.datastore.schema)

    def record(self, row: Row) -> StoredRecord | None:
        """The row as a record; the columns have types, but somebody may have let them be empty."""
        return None if None in row else StoredRecord(*row)
