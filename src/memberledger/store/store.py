"""The store: streams of events, a members index and claims, in transactions that are whole.

It adds to the database what every database needs here: events are encoded by the closed registry
before a transaction begins, and validated, without gaps, whenever they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.closing import Closes
from memberledger.store.application import LedgerApplication
from memberledger.store.beside import Beside
from memberledger.store.chain import ChainFault, Linked
from memberledger.store.recorder import Row
from memberledger.store.registry import Registry
from memberledger.store.whole import Whole
from memberledger.store.writes import Append, Claim, MemberIndex, Prepared, StoredRecord

__all__ = ["Address", "Append", "Claim", "MemberIndex", "Store", "StoredRecord"]

_PAGE = 500

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ledger is and which events it knows: enough to open it in another process.

    The address may hold a password, so it is not shown.
    """

    url: str = field(repr=False)
    registry: Registry


class Store(Closes):
    """An open ledger. Safe to use from several threads; each process opens its own.

    Made by `open_store`. Besides the errors each method names, any of them may raise
    `StoreClosed`, `StoreBusy` (another writer held on too long), `StoreUnreadable` (the database is
    damaged) or `StoreFailed` (it refused, or the disk is full).

    Attributes:
        address: where another process can open it; None for a ledger in memory.
    """

    def __init__(
        self, application: LedgerApplication, registry: Registry, url: str | None = None
    ) -> None:
        self.application = application
        self.registry = registry
        self.address = Address(url, registry) if url is not None else None
        self._log = application.log
        self._snapshots = application.shortcuts

    def read(self, stream: UUID, after: int = 0) -> list[Event]:
        """The events of a stream in order, those with a version above `after`.

        Returns:
            An empty list when the stream doesn't exist or has nothing newer.

        Raises:
            UnknownEvent: a stored name is not registered.
            CorruptEvent: an event is damaged, or a version is missing.
        """
        return self.registry.parse_stream(stream, after, self._log.rows(stream, after))

    def entries(self, stream: UUID, after: int = 0) -> list[tuple[int, Event]]:
        """As `read`, each event with its position in the ledger."""
        rows = self._log.rows(stream, after)
        events = self.registry.parse_stream(stream, after, rows)
        return [(row[0], event) for row, event in zip(rows, events, strict=True)]

    def version(self, stream: UUID) -> int:
        """How many events a stream has; 0 when it doesn't exist."""
        return self._log.head(stream)

    def append(self, writes: Sequence[Append]) -> list[int]:
        """Write all of it in one durable transaction, or nothing.

        A stream may come twice; the second expects the version the first leaves.

        Returns:
            The position of every event, in the order given.

        Raises:
            Conflict: a stream is not at its `expected` version.
            ClaimTaken: a key stands for another value. (The same value is fine.)
            MemberTaken: a member is indexed under another stream.
            UnknownEvent: an event's class is not registered.
            UnwritableEvent: an event would not read back as it is.
        """
        encode = self.registry.encode
        prepared = [
            Prepared(w.stream, w.expected, [encode(e) for e in w.events], w.index, w.claims)
            for w in writes
        ]
        return self._log.write(prepared) if prepared else []

    def claim(self, practice: str, scope: str, key: str) -> str | None:
        """The value a key stands for, or None when it is free."""
        return self._log.claim(practice, scope, key)

    def claims(self, practice: str, scope: str) -> dict[str, str]:
        """Every key of a scope with the value it stands for, sorted by key."""
        return self._log.claims(practice, scope)

    def members(self, practice: str) -> list[tuple[str, UUID]]:
        """Every member of a practice with its stream, sorted by member (by code point)."""
        return self._log.members(practice)

    def due(
        self, practice: str, as_of: date, after: str = "", limit: int = 500
    ) -> list[tuple[str, UUID]]:
        """Members with something due on or before `as_of`, a page at a time.

        Args:
            practice: whose members.
            as_of: a local date of the practice.
            after: the last member of the page before; "" for the first page.
            limit: how many at most, 1 or more.

        Returns:
            (member, stream), sorted by member; shorter than `limit` on the last page.
        """
        if limit < 1:
            raise ValueError(f"a page holds one member or more, not {limit}")
        return self._log.due(practice, as_of, after, limit)

    def save_snapshot(self, stream: UUID, version: int, state: bytes, schema: str) -> None:
        """Keep the state a stream had at a version, so that replay can begin there.

        Args:
            stream: whose state.
            version: the event it stands at, 1 or more.
            state: any bytes.
            schema: the name of the state's shape; change it whenever the shape or `evolve` does.

        Raises:
            Conflict: the stream has no event of that version.
        """
        self._snapshots.save(stream, version, state, schema)

    def load_snapshot(self, stream: UUID, schema: str) -> tuple[int, bytes] | None:
        """The newest kept state of this shape as (version, state).

        None when there is none, or when it is damaged or doesn't fit the events as they are now: a
        snapshot is never believed over the log.
        """
        return self._snapshots.load(stream, schema)

    def snapshots(self) -> list[tuple[UUID, int, str]]:
        """(stream, version, schema) of every state that is kept, believed or not."""
        return self._snapshots.kept()

    def records(self, after: int = 0, batch: int = 1000) -> Iterator[StoredRecord]:
        """The whole log in order of position, those above `after`, `batch` rows at a time.

        Rows come as stored, not validated as events; new ones appear while iterating.

        Raises:
            CorruptEvent: a row is no record at all.
        """
        if batch < 1:
            raise ValueError(f"a batch holds one record or more, not {batch}")
        return self._log.records(after, batch)

    def stored(self, stream: UUID) -> list[Row]:
        """A stream's rows as stored, in order: (position, version, stored name, bytes)."""
        return self._log.rows(stream, 0)

    def linked(self, stream: UUID) -> list[Linked]:
        """A stream's rows as stored, each with its digest after the bytes."""
        return self._log.linked(stream)

    def layout(self, last: int) -> dict[UUID, int] | None:
        """How many events each stream has up to a position, counted by a walk over the positions.

        None where a position or version is missing or a row names no stream: `records` tells which.
        """
        return self._log.layout(last)

    @property
    def beside(self) -> Beside:
        """The same database, for tables that others keep beside the ledger's."""
        return self._log.beside

    def last_position(self) -> int:
        """The position of the last event; 0 when there is none."""
        return self._log.last_position()

    def index(
        self, after: tuple[str, str] = ("", ""), limit: int = 500
    ) -> list[tuple[str, str, UUID]]:
        """The members of every practice, a page at a time.

        Args:
            after: the last (practice, member) of the page before.
            limit: how many at most.

        Returns:
            (practice, member, stream), sorted by code point; shorter than `limit` at the end.
        """
        return self._log.index(after, limit)

    def find(self, kind: type[E]) -> Iterator[E]:
        """Every event of a kind, in order of position; a walk over the whole log.

        Raises:
            UnknownEvent, CorruptEvent: as `read`.
        """
        names = [name for name in self.registry.names if name.split(".v")[0] == kind.__name__]
        after = 0
        while page := self._log.select_notifications(
            after, _PAGE, topics=names, inclusive_of_start=False
        ):
            for row in page:
                event = self.registry.parse(row.topic, row.state, row.id)
                if isinstance(event, kind):
                    yield event
            after = page[-1].id

    def record_count(self) -> int:
        """How many events the ledger holds."""
        return self._log.count()

    def verify_chain(self) -> Iterator[ChainFault]:
        """Everything in the log that is not as it was written; nothing when all is well.

        Walks every record as of the call, in order of stream, in flat memory.
        """
        return self._log.faults()

    def missing_guards(self) -> list[str]:
        """The triggers that should forbid change of the log, and are gone or altered."""
        return self._log.missing_guards()

    def whole(self) -> Whole:
        """Everything the ledger holds, to be copied out of it or into it."""
        return self._log.whole()

    def close(self) -> None:
        """Close every connection; closing twice is fine."""
        self.application.close()
