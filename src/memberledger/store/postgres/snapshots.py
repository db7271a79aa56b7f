"""The recorder of snapshots: eventsourcing's snapshot table, with a seal that is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresAggregateRecorder

from memberledger.store.errors import Conflict
from memberledger.store.postgres.connection import Datastore
from memberledger.store.snapshots import SnapshotRecorder, seal, unseal

__all__ = ["Snapshots"]

_DIGEST = """SELECT digest FROM {schema}.stored_events
WHERE originator_id = %s AND originator_version = %s"""
_HEAD = """SELECT coalesce(max(originator_version), 0) FROM {schema}.stored_events
WHERE originator_id = %s"""
_SAVE = """WITH tidied AS (
    DELETE FROM {schema}.stored_snapshots WHERE originator_id = %s AND originator_version < %s
)
INSERT INTO {schema}.stored_snapshots (originator_id, originator_version, topic, state)
VALUES (%s, %s, %s, %s) ON CONFLICT (originator_id, originator_version)
DO UPDATE SET topic = excluded.topic, state = excluded.state RETURNING originator_version"""
_LOAD = """SELECT originator_version, kept.state, event.digest
FROM {schema}.stored_snapshots AS kept
JOIN {schema}.stored_events AS event USING (originator_id, originator_version)
WHERE originator_id = %s AND kept.topic = %s ORDER BY originator_version DESC LIMIT 1"""


_KEPT = "SELECT originator_id, originator_version, topic FROM {schema}.stored_snapshots"


class Snapshots(SnapshotRecorder, PostgresAggregateRecorder):
    """Snapshots of one schema, the newest of each stream."""

    datastore: Datastore

    def save(self, stream: UUID, version: int, state: bytes, schema: str) -> None:
        """Keep a sealed state; see `SnapshotRecorder`."""
        digest = self.datastore.ask(_DIGEST, (stream, version))
        if not digest:
            raise Conflict(stream, version, self.datastore.ask(_HEAD, (stream,))[0][0])
        self._keep(stream, version, schema, seal(stream, version, schema, digest[0][0], state))

    def load(self, stream: UUID, schema: str) -> tuple[int, bytes] | None:
        """The newest sealed state that fits; a version beyond the head joins nothing."""
        found = self.datastore.ask(_LOAD, (stream, schema))
        if not found:
            return None
        version, sealed, digest = found[0]
        state = unseal(stream, version, schema, digest, sealed)
        return None if state is None else (version, state)

    def kept(self) -> list[tuple[UUID, int, str]]:
        """Every state there is."""
        return self.datastore.ask(_KEPT)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        """Keep rows that eventsourcing made; without our seal, `load` passes them over."""
        for each in stored_events:
            stream = UUID(str(each.originator_id))
            self._keep(stream, each.originator_version, each.topic, each.state)

    def _keep(self, stream: UUID, version: int, schema: str, sealed: bytes) -> None:
        row = (stream, version, schema, sealed)
        self.datastore.ask(_SAVE, (stream, version, *row))
