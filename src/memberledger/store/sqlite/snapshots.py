"""The recorder of snapshots: eventsourcing's snapshot table, with a seal that is checked."""

from __future__ import annotations

from uuid import UUID

from eventsourcing.sqlite import SQLiteAggregateRecorder

from memberledger.store.errors import Conflict
from memberledger.store.snapshots import SnapshotRecorder, seal, unseal
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.log import as_stream

__all__ = ["Snapshots"]

_DIGEST = "SELECT digest FROM stored_events WHERE originator_id = ? AND originator_version = ?"
_HEAD = "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?"
_SAVE = "INSERT OR REPLACE INTO stored_snapshots VALUES (?, ?, ?, ?)"
_TIDY = "DELETE FROM stored_snapshots WHERE originator_id = ? AND originator_version < ?"
_LOAD = """SELECT originator_version, kept.state, event.digest
FROM stored_snapshots AS kept JOIN stored_events AS event USING (originator_id, originator_version)
WHERE originator_id = ? AND kept.topic = ? ORDER BY originator_version DESC LIMIT 1"""


_KEPT = "SELECT originator_id, originator_version, topic FROM stored_snapshots"


class Snapshots(SnapshotRecorder, SQLiteAggregateRecorder):
    """Snapshots of one file, the newest of each stream."""

    datastore: Datastore

    def save(self, stream: UUID, version: int, state: bytes, schema: str) -> None:
        """Keep a sealed state; see `SnapshotRecorder`."""
        with self.datastore.writing() as db:
            digest = db.execute(_DIGEST, (stream.hex, version)).fetchone()
            if digest is None:
                found = db.execute(_HEAD, (stream.hex,)).fetchone()[0]
                raise Conflict(stream, version, found)
            sealed = seal(stream, version, schema, digest[0], state)
            db.execute(_SAVE, (stream.hex, version, schema, sealed))
            db.execute(_TIDY, (stream.hex, version))

    def load(self, stream: UUID, schema: str) -> tuple[int, bytes] | None:
        """The newest sealed state that fits; a version beyond the head joins nothing."""
        with self.datastore.reading() as db:
            found = db.execute(_LOAD, (stream.hex, schema)).fetchone()
        if found is None or not isinstance(found[1], bytes):
            return None
        state = unseal(stream, found[0], schema, found[2], found[1])
        return None if state is None else (found[0], state)

    def kept(self) -> list[tuple[UUID, int, str]]:
        """Every state there is; a row of no stream, which nobody finds, is passed over."""
        with self.datastore.reading() as db:
            rows = db.execute(_KEPT).fetchall()
        return [
            (stream, version, schema)
            for written, version, schema in rows
            if (stream := as_stream(written)) is not None
        ]
