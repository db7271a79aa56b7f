"""What a database must do so that a whole ledger can be copied out of it and into it.

Everything a ledger is: its log, its claims, its index of members. Snapshots are not part of it;
they are made again as they are needed. Reading goes in pages, each its own short read; writing in
parcels, each its own transaction.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from memberledger.store.writes import Claim, MemberIndex, StoredRecord

__all__ = ["Extent", "Indexed", "Parcel", "Whole"]

Indexed = tuple[UUID, MemberIndex]
"""A member's stream and its row of the index."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a log goes: how many events, the last position, the last position ever given."""

    total: int
    last: int
    given: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A part of a ledger, to be written in one transaction, byte for byte."""

    records: Sequence[StoredRecord] = ()
    claims: Sequence[Claim] = ()
    members: Sequence[Indexed] = ()


class Whole(ABC):
    """A whole ledger in one database."""

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it is, as it may be shown."""

    @abstractmethod
    def extent(self) -> Extent:
        """How far the log goes, as of one moment."""

    @abstractmethod
    def claims(self, after: Sequence[str], limit: int) -> list[Claim]:
        """A page of the claims above (practice, scope, key), by code point."""

    @abstractmethod
    def members(self, after: Sequence[str], limit: int) -> list[Indexed]:
        """A page of the index above (practice, member), by code point."""

    @abstractmethod
    def mark(self, *, finished: bool) -> None:
        """Say whether this is a ledger or an unfinished copy of one, which nobody can open."""

    @abstractmethod
    def take(self, last: int, parcel: Parcel) -> None:
        """Write a part of another ledger as it is there, whole or not at all.

        Args:
            last: the last position given here so far; the records come right after it.
            parcel: what to write; each record follows the one before it in its stream. A claim
                that stands is left as it is, and so is the stream of a member.

        Raises:
            CorruptEvent: a record is not what its digest says, or doesn't follow in its stream.
            CopyDiverged: somebody else wrote here.
            ClaimTaken, MemberTaken: as writing.
        """
