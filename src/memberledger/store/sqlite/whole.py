"""A whole ledger in one file, as a copy reads and writes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from memberledger.store.chain import Head, require_chained
from memberledger.store.copy_errors import CopyDiverged
from memberledger.store.errors import StoreUnreadable
from memberledger.store.sqlite.connection import Datastore
from memberledger.store.sqlite.log import FileLog
from memberledger.store.sqlite.schema import mark
from memberledger.store.sqlite.writing import HEAD, claim_all, index_all
from memberledger.store.whole import Extent, Indexed, Parcel, Whole
from memberledger.store.writes import Claim, MemberIndex, Prepared, StoredRecord

__all__ = ["WholeFile"]

_CLAIMS = """SELECT practice, scope, key, value FROM ledger_claims
WHERE (practice, scope, key) > (?, ?, ?) ORDER BY practice, scope, key LIMIT ?"""
_MEMBERS = """SELECT practice, member, stream, next_due FROM ledger_members
WHERE (practice, member) > (?, ?) ORDER BY practice, member LIMIT ?"""
_GIVEN = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'stored_events'"
_TAKE = """INSERT INTO stored_events
(position, originator_id, originator_version, topic, state, digest) VALUES (?, ?, ?, ?, ?, ?)"""


class WholeFile(Whole):
    """Everything in one file."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    @property
    def place(self) -> str:
        """The path."""
        return self._datastore.path

    def extent(self) -> Extent:
        """How far the log goes."""
        return Extent(*FileLog(self._datastore).extent())

    def claims(self, after: Sequence[str], limit: int) -> list[Claim]:
        """A page of the claims."""
        with self._datastore.reading() as db:
            cursor = db.cursor()
            cursor.row_factory = None
            claims = [Claim(*row) for row in cursor.execute(_CLAIMS, (*after, limit))]
        for claim in claims:
            if {*map(type, claim)} != {str}:
                raise self._broken("ledger_claims", claim)
        return claims

    def members(self, after: Sequence[str], limit: int) -> list[Indexed]:
        """A page of the index of members."""
        with self._datastore.reading() as db:
            rows = db.execute(_MEMBERS, (*after, limit)).fetchall()
        return [self._indexed(row) for row in rows]

    def mark(self, *, finished: bool) -> None:
        """Say in the header whether this is a ledger."""
        with self._datastore.writing() as db:
            mark(db, finished=finished)

    def take(self, last: int, parcel: Parcel) -> None:
        """Write a part of another ledger; see `Whole`."""
        with self._datastore.writing() as db:
            given: int = db.execute(_GIVEN).fetchone()[0]
            if given != last:
                raise CopyDiverged(self.place, min(given, last) + 1, "somebody else writes here")
            require_chained(parcel.records, _heads(db, parcel.records))
            db.executemany(_TAKE, [_row(record) for record in parcel.records])
            claim_all(db, parcel.claims)
            index_all(db, [Prepared(stream, 0, (), index) for stream, index in parcel.members])

    def _indexed(self, row: Sequence[Any]) -> Indexed:
        """The row of a member; SQLite keeps any type in any column, so each is looked at."""
        practice, member, stream, due = row
        try:
            next_due = None if due is None else date.fromisoformat(due)
            return UUID(hex=stream), MemberIndex(str(practice), str(member), next_due)
        except (ValueError, TypeError, AttributeError):
            raise self._broken("ledger_members", row) from None

    def _broken(self, table: str, row: Sequence[Any]) -> StoreUnreadable:
        names = ", ".join(str(cell) for cell in row[:-1])
        return StoreUnreadable(self.place, f"its table {table} has a row that is none: {names}")


def _heads(db: sqlite3.Connection, records: Sequence[StoredRecord]) -> dict[UUID, Head]:
    """The last event of each stream that has any."""
    found = {}
    for stream in {record.stream for record in records}:
        if head := db.execute(HEAD, (stream.hex,)).fetchone():
            found[stream] = (head[0], head[1])
    return found


def _row(r: StoredRecord) -> tuple[int, str, int, str, bytes, bytes]:
    return r.position, r.stream.hex, r.version, r.name, r.data, r.digest
