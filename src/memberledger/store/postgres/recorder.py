"""The recorder of events: eventsourcing's PostgreSQL recorder with a chain, an index and claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder

from memberledger.store.beside import Beside
from memberledger.store.chain import ChainFault, Linked
from memberledger.store.errors import Conflict, StoreAway, StoreUncertain
from memberledger.store.postgres.beside import SchemaBeside
from memberledger.store.postgres.connection import Datastore
from memberledger.store.postgres.log import SchemaLog
from memberledger.store.postgres.whole import WholeSchema
from memberledger.store.postgres.writing import landed, write
from memberledger.store.recorder import LedgerRecorder, Row
from memberledger.store.whole import Whole
from memberledger.store.writes import Prepared, StoredRecord

__all__ = ["Recorder"]

_ROWS = """SELECT position, originator_version, topic, state FROM {schema}.stored_events
WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version"""
_LINKED = """SELECT position, originator_version, topic, state, digest
FROM {schema}.stored_events WHERE originator_id = %s ORDER BY originator_version"""
_HEAD = """SELECT coalesce(max(originator_version), 0) FROM {schema}.stored_events
WHERE originator_id = %s"""
_COUNT = "SELECT count(*) FROM {schema}.stored_events"
_CLAIM = """SELECT value FROM {schema}.ledger_claims
WHERE practice = %s AND scope = %s AND key = %s"""
_CLAIMS = """SELECT key, value FROM {schema}.ledger_claims
WHERE practice = %s AND scope = %s ORDER BY key"""
_MEMBERS = "SELECT member, stream FROM {schema}.ledger_members WHERE practice = %s ORDER BY member"
_DUE = """SELECT member, stream FROM {schema}.ledger_members
WHERE practice = %s AND next_due <= %s AND member > %s ORDER BY member LIMIT %s"""
_LAST_POSITION = "SELECT coalesce(max(position), 0) FROM {schema}.stored_events"
_INDEX = """SELECT practice, member, stream FROM {schema}.ledger_members
WHERE (practice, member) > (%s, %s) ORDER BY practice, member LIMIT %s"""
_LAST = "SELECT max(position) FROM {schema}.stored_events"
_NOTIFICATIONS = """SELECT originator_id, originator_version, topic, state, position
FROM {schema}.stored_events WHERE position >= %s AND position <= %s
AND (%s::text[] = '{{}}' OR topic = ANY(%s)) ORDER BY position LIMIT %s"""
_END = 2**63 - 1
_TRIES = 3


class Recorder(LedgerRecorder, PostgresApplicationRecorder):
    """Events, members and claims of one schema."""

    datastore: Datastore

    def write(self, writes: Sequence[Prepared]) -> list[int]:
        """Write everything in one transaction; see `LedgerRecorder`.

        A connection that is lost is replaced and the write tried again: versions let it in once
        only. Where it was lost while committing, the log itself tells whether the first try stands.
        """
        events = sum(len(each.events) for each in writes)
        uncertain: StoreUncertain | None = None
        for left in reversed(range(_TRIES)):
            try:
                with self.datastore.writing(events) as turn:
                    return write(self.datastore, turn, writes)
            except Conflict:
                stands = self._stands(writes, uncertain)
                if stands is None:
                    raise
                return stands
            except StoreUncertain as error:
                uncertain = error
            except StoreAway as away:
                if uncertain is None and not (away.lost and left):
                    raise
                if not away.lost:
                    break
        assert uncertain is not None  # noqa: S101 - what else ends the loop is raised above
        raise uncertain

    def _stands(
        self, writes: Sequence[Prepared], uncertain: StoreUncertain | None
    ) -> list[int] | None:
        """The positions of a try that was lost while committing, if it is what now conflicts."""
        if uncertain is None:
            return None
        try:
            return landed(self.datastore, writes)
        except StoreAway as away:
            raise uncertain from away

    @property
    def beside(self) -> Beside:
        """The schema, for tables beside the ledger's."""
        return SchemaBeside(self.datastore)

    def last_position(self) -> int:
        """The position of the last event."""
        last: int = self.datastore.ask(_LAST_POSITION)[0][0]
        return last

    def index(self, after: tuple[str, str], limit: int) -> list[tuple[str, str, UUID]]:
        """A page of the members of every practice."""
        return self.datastore.ask(_INDEX, (*after, limit))

    def rows(self, stream: UUID, after: int) -> list[Row]:
        """The events of a stream above a version."""
        return self.datastore.ask(_ROWS, (stream, after))

    def linked(self, stream: UUID) -> list[Linked]:
        """The events of a stream with their digests."""
        return self.datastore.ask(_LINKED, (stream,))

    def layout(self, last: int) -> dict[UUID, int] | None:
        """How many events each stream has."""
        return SchemaLog(self.datastore).layout(last)

    def head(self, stream: UUID) -> int:
        """The version of a stream, 0 for none."""
        version: int = self.datastore.ask(_HEAD, (stream,))[0][0]
        return version

    def records(self, after: int, batch: int) -> Iterator[StoredRecord]:
        """The log by position."""
        return SchemaLog(self.datastore).records(after, batch)

    def count(self) -> int:
        """The number of events."""
        total: int = self.datastore.ask(_COUNT)[0][0]
        return total

    def faults(self) -> Iterator[ChainFault]:
        """What is not as it was written."""
        return SchemaLog(self.datastore).faults()

    def missing_guards(self) -> list[str]:
        """The triggers that are gone or altered."""
        return SchemaLog(self.datastore).missing_guards()

    def claim(self, practice: str, scope: str, key: str) -> str | None:
        """The value of a claim."""
        found = self.datastore.ask(_CLAIM, (practice, scope, key))
        return found[0][0] if found else None

    def claims(self, practice: str, scope: str) -> dict[str, str]:
        """The claims of a scope."""
        return dict(self.datastore.ask(_CLAIMS, (practice, scope)))

    def members(self, practice: str) -> list[tuple[str, UUID]]:
        """The members of a practice."""
        return self.datastore.ask(_MEMBERS, (practice,))

    def due(self, practice: str, as_of: date, after: str, limit: int) -> list[tuple[str, UUID]]:
        """A page of the members with something due."""
        return self.datastore.ask(_DUE, (practice, as_of, after, limit))

    def whole(self) -> Whole:
        """Everything in the schema."""
        return WholeSchema(self.datastore)

    # What eventsourcing itself calls: the same table, so the same rules.

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Write rows that eventsourcing made, each a write of its own stream."""
        return self.write(
            [
                Prepared(UUID(str(e.originator_id)), e.originator_version - 1, [(e.topic, e.state)])
                for e in stored_events
            ]
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Notifications by position; eventsourcing's own asks for a column of another name."""
        first = (start or 0) if inclusive_of_start else (start or 0) + 1
        names = list(topics)
        last = _END if stop is None else stop
        rows = self.datastore.ask(_NOTIFICATIONS, (first, last, names, names, limit))
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position, None for an empty log."""
        last: int | None = self.datastore.ask(_LAST)[0][0]
        return last

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Not offered: nothing is notified, so that a commit waits for its own ledger only."""
        raise NotImplementedError("follow the log with records(after=...)")
