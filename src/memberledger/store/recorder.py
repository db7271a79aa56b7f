"""What a database must do to hold a ledger: eventsourcing's recorder, and the few things it lacks.

The store above speaks only this, so a second database is a second implementation and the tests
of the contract are the same.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder

from memberledger.store.beside import Beside
from memberledger.store.chain import ChainFault, Linked
from memberledger.store.whole import Whole
from memberledger.store.writes import Prepared, StoredRecord

__all__ = ["LedgerRecorder", "Row"]

Row = tuple[int, int, str, bytes]
"""(position, version, stored name, bytes) of one event of a known stream."""


class LedgerRecorder(ApplicationRecorder):
    """An append-only log with a hash chain, a members index and claims, in one transaction."""

    @property
    @abstractmethod
    def beside(self) -> Beside:
        """The same database, for tables beside the ledger's."""

    @abstractmethod
    def last_position(self) -> int:
        """The position of the last event; 0 when there is none."""

    @abstractmethod
    def index(self, after: tuple[str, str], limit: int) -> list[tuple[str, str, UUID]]:
        """Members above (practice, member), of every practice, in that order by code point."""

    @abstractmethod
    def write(self, writes: Sequence[Prepared]) -> list[int]:
        """Write everything or nothing, durably; the positions of the events in order.

        Raises:
            Conflict: a stream is not at its expected version.
            ClaimTaken: a key stands for another value.
            MemberTaken: a member is indexed under another stream.
        """

    @abstractmethod
    def rows(self, stream: UUID, after: int) -> list[Row]:
        """The events of a stream with a version above `after`, in order."""

    @abstractmethod
    def linked(self, stream: UUID) -> list[Linked]:
        """All events of a stream with their digests, in order of version."""

    @abstractmethod
    def layout(self, last: int) -> dict[UUID, int] | None:
        """How many events each stream has up to a position, counted in order of position.

        None where a position or version is missing, or a row names no stream.
        """

    @abstractmethod
    def head(self, stream: UUID) -> int:
        """The version of a stream; 0 when it doesn't exist."""

    @abstractmethod
    def records(self, after: int, batch: int) -> Iterator[StoredRecord]:
        """The whole log by position, `batch` rows at a time.

        Raises:
            CorruptEvent: a row is no record at all.
        """

    @abstractmethod
    def count(self) -> int:
        """How many events there are."""

    @abstractmethod
    def faults(self) -> Iterator[ChainFault]:
        """Everything that is not as it was written: the chain's faults and the database's own."""

    @abstractmethod
    def missing_guards(self) -> list[str]:
        """The triggers that should forbid change and don't."""

    @abstractmethod
    def claim(self, practice: str, scope: str, key: str) -> str | None:
        """The value a key stands for, or None."""

    @abstractmethod
    def claims(self, practice: str, scope: str) -> dict[str, str]:
        """Every key of a scope with its value, sorted by key."""

    @abstractmethod
    def members(self, practice: str) -> list[tuple[str, UUID]]:
        """Every member with its stream, sorted by code point."""

    @abstractmethod
    def due(self, practice: str, as_of: date, after: str, limit: int) -> list[tuple[str, UUID]]:
        """Members above `after` with something due by `as_of`, sorted by code point."""

    @abstractmethod
    def whole(self) -> Whole:
        """Everything the database holds, to be copied out of it or into it."""
