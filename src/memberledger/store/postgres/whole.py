"""A whole ledger in one schema, as a copy reads and writes it."""

from __future__ import annotations

from collections.abc import Sequence

from memberledger.store.copy_errors import CopyDiverged
from memberledger.store.postgres.connection import Datastore
from memberledger.store.postgres.log import SchemaLog
from memberledger.store.postgres.schema import FINISHED, UNFINISHED
from memberledger.store.postgres.writing import take
from memberledger.store.whole import Extent, Indexed, Parcel, Whole
from memberledger.store.writes import Claim, MemberIndex

__all__ = ["WholeSchema"]

_CLAIMS = """SELECT practice, scope, key, value FROM {schema}.ledger_claims
WHERE (practice, scope, key) > (%s, %s, %s) ORDER BY practice, scope, key LIMIT %s"""
_MEMBERS = """SELECT stream, practice, member, next_due FROM {schema}.ledger_members
WHERE (practice, member) > (%s, %s) ORDER BY practice, member LIMIT %s"""
_MARK = "UPDATE {schema}.ledger_log SET schema_version = %s"


class WholeSchema(Whole):
    """Everything in one schema."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    @property
    def place(self) -> str:
        """The address, without the password."""
        return self._datastore.address.shown

    def extent(self) -> Extent:
        """How far the log goes."""
        return Extent(*SchemaLog(self._datastore).extent())

    def claims(self, after: Sequence[str], limit: int) -> list[Claim]:
        """A page of the claims."""
        return [Claim(*row) for row in self._datastore.ask(_CLAIMS, (*after, limit))]

    def members(self, after: Sequence[str], limit: int) -> list[Indexed]:
        """A page of the index of members."""
        rows = self._datastore.ask(_MEMBERS, (*after, limit))
        return [(stream, MemberIndex(*index)) for stream, *index in rows]

    def mark(self, *, finished: bool) -> None:
        """Say in the ledger's one row whether this is a ledger."""
        with self._datastore.writing() as turn:
            version = FINISHED if finished else UNFINISHED
            turn.cursor.execute(self._datastore.sql(_MARK), (version,))

    def take(self, last: int, parcel: Parcel) -> None:
        """Write a part of another ledger; see `Whole`."""
        with self._datastore.writing(len(parcel.records)) as turn:
            if turn.last_position != last:
                first = min(turn.last_position, last) + 1
                raise CopyDiverged(self.place, first, "somebody else writes here")
            take(self._datastore, turn, parcel)
