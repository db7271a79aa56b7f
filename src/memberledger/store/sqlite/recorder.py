"""The recorder of events: eventsourcing's SQLite recorder with a chain, an index and claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from memberledger.store.beside import Beside
from memberledger.store.chain import ChainFault, Linked
from memberledger.store.recorder import LedgerRecorder, Row
from memberledger.store.sqlite.beside import FileBeside
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.log import FileLog
from memberledger.store.sqlite.whole import WholeFile
from memberledger.store.sqlite.writing import HEAD, STANDING, write
from memberledger.store.whole import Whole
from memberledger.store.writes import Prepared, StoredRecord

__all__ = ["Recorder"]

_ROWS = """SELECT position, originator_version, topic, state FROM stored_events
WHERE originator_id = ? AND originator_version > ? ORDER BY originator_version"""
_LINKED = """SELECT position, originator_version, topic, state, digest FROM stored_events
WHERE originator_id = ? ORDER BY originator_version"""
# The index is named because SQLite would walk every member, and on most days few have anything due.
_DUE = """SELECT member, stream FROM ledger_members INDEXED BY ledger_members_due
WHERE practice = ? AND next_due <= ? AND member > ? ORDER BY member LIMIT ?"""
_LAST_POSITION = "SELECT coalesce(max(position), 0) FROM stored_events"
_INDEX = """SELECT practice, member, stream FROM ledger_members
WHERE (practice, member) > (?, ?) ORDER BY practice, member LIMIT ?"""
_NOTIFICATIONS = """SELECT position, originator_id, originator_version, topic, state
FROM stored_events WHERE position >= ? AND position <= ? AND {topics} ORDER BY position LIMIT ?"""
_LAST = 2**63 - 1


class Recorder(LedgerRecorder, SQLiteApplicationRecorder):
    """Events, members and claims of one file."""

    datastore: Datastore

    def write(self, writes: Sequence[Prepared]) -> list[int]:
        """Write everything in one transaction; see `LedgerRecorder`."""
        with self.datastore.writing() as db:
            return write(db, writes)

    @property
    def beside(self) -> Beside:
        """The file, for tables beside the ledger's."""
        return FileBeside(self.datastore)

    def last_position(self) -> int:
        """The position of the last event."""
        with self.datastore.reading() as db:
            last: int = db.execute(_LAST_POSITION).fetchone()[0]
        return last

    def index(self, after: tuple[str, str], limit: int) -> list[tuple[str, str, UUID]]:
        """A page of the members of every practice."""
        with self.datastore.reading() as db:
            found = db.execute(_INDEX, (*after, limit)).fetchall()
        return [(practice, member, UUID(hex=stream)) for practice, member, stream in found]

    def rows(self, stream: UUID, after: int) -> list[Row]:
        """The events of a stream above a version."""
        with self.datastore.reading() as db:
            cursor = db.cursor()
            cursor.row_factory = None  # plain tuples: a sqlite3.Row takes twice as long to unpack
            return cursor.execute(_ROWS, (stream.hex, after)).fetchall()

    def linked(self, stream: UUID) -> list[Linked]:
        """The events of a stream with their digests."""
        with self.datastore.reading() as db:
            cursor = db.cursor()
            cursor.row_factory = None
            return cursor.execute(_LINKED, (stream.hex,)).fetchall()

    def layout(self, last: int) -> dict[UUID, int] | None:
        """How many events each stream has."""
        return FileLog(self.datastore).layout(last)

    def head(self, stream: UUID) -> int:
        """The version of a stream, 0 for none."""
        with self.datastore.reading() as db:
            found = db.execute(HEAD, (stream.hex,)).fetchone()
        return found[0] if found else 0

    def records(self, after: int, batch: int) -> Iterator[StoredRecord]:
        """The log by position."""
        return FileLog(self.datastore).records(after, batch)

    def count(self) -> int:
        """The number of events."""
        with self.datastore.reading() as db:
            total: int = db.execute("SELECT count(*) FROM stored_events").fetchone()[0]
        return total

    def faults(self) -> Iterator[ChainFault]:
        """What is not as it was written."""
        return FileLog(self.datastore).faults()

    def missing_guards(self) -> list[str]:
        """The triggers that are gone or altered."""
        return FileLog(self.datastore).missing_guards()

    def claim(self, practice: str, scope: str, key: str) -> str | None:
        """The value of a claim."""
        with self.datastore.reading() as db:
            found = db.execute(STANDING, (practice, scope, key)).fetchone()
        return found[0] if found else None

    def claims(self, practice: str, scope: str) -> dict[str, str]:
        """The claims of a scope."""
        query = "SELECT key, value FROM ledger_claims WHERE practice = ? AND scope = ? ORDER BY key"
        with self.datastore.reading() as db:
            return dict(db.execute(query, (practice, scope)).fetchall())

    def members(self, practice: str) -> list[tuple[str, UUID]]:
        """The members of a practice."""
        query = "SELECT member, stream FROM ledger_members WHERE practice = ? ORDER BY member"
        with self.datastore.reading() as db:
            found = db.execute(query, (practice,)).fetchall()
        return [(member, UUID(hex=stream)) for member, stream in found]

    def due(self, practice: str, as_of: date, after: str, limit: int) -> list[tuple[str, UUID]]:
        """A page of the members with something due."""
        with self.datastore.reading() as db:
            found = db.execute(_DUE, (practice, as_of.isoformat(), after, limit)).fetchall()
        return [(member, UUID(hex=stream)) for member, stream in found]

    def whole(self) -> Whole:
        """Everything in the file."""
        return WholeFile(self.datastore)

    # What eventsourcing itself calls: the same table, so the same rules.

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> Sequence[int]:
        writes = [
            Prepared(UUID(str(e.originator_id)), e.originator_version - 1, [(e.topic, e.state)])
            for e in stored_events
        ]
        return write(c.sqlite_cursor.connection, writes)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Notifications by position; eventsourcing's own asks for a rowid this table names."""
        first = (start or 0) if inclusive_of_start else (start or 0) + 1
        names = f"topic IN ({','.join('?' * len(topics))})" if topics else "1"
        query = _NOTIFICATIONS.format(topics=names)
        with self.datastore.reading() as db:
            found = db.execute(
                query, (first, _LAST if stop is None else stop, *topics, limit)
            ).fetchall()
        return [Notification(UUID(hex=row[1]), row[2], row[3], row[4], row[0]) for row in found]
