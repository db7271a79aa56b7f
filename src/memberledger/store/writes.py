"""What goes into a store and what comes out, as plain values that any database can keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from memberledger.aggregates.event import Event

__all__ = ["Append", "Claim", "MemberIndex", "Prepared", "StoredRecord"]


class Claim(NamedTuple):
    """A key spoken for once and for all: (practice, scope, key) stands for `value`.

    Idempotency keys, a processor's event ids, a charge's reference: whatever may happen once.
    """

    practice: str
    scope: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class MemberIndex:
    """The row that finds a member again: where the stream is and when something is next due.

    `next_due` is a local date of the practice; None when nothing will happen by itself.
    """

    practice: str
    member: str
    next_due: date | None


@dataclass(frozen=True, slots=True)
class Append:
    """One stream's part of a transaction.

    Attributes:
        stream: the stream's id.
        expected: the version that was read; 0 for a stream that doesn't exist yet.
        events: what to add, in order; may be empty when only the index or claims change.
        index: the member's row, replaced as a whole; None leaves it as it is.
        claims: keys that must be free, or stand for the same value already.
    """

    stream: UUID
    expected: int
    events: Sequence[Event]
    index: MemberIndex | None = None
    claims: Sequence[Claim] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An `Append` whose events are already (stored name, bytes): what a database is given."""

    stream: UUID
    expected: int
    events: Sequence[tuple[str, bytes]]
    index: MemberIndex | None = None
    claims: Sequence[Claim] = ()


class StoredRecord(NamedTuple):
    """One row of the log, exactly as stored.

    `position` counts from 1 over the whole ledger, `version` from 1 within the stream; `digest` is
    32 bytes and covers everything before it in the stream.
    """

    position: int
    stream: UUID
    version: int
    name: str
    data: bytes
    digest: bytes
