"""The one way into the tables of a ledger file: the statements of a write, in its transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from memberledger.store.chain import genesis, link
from memberledger.store.errors import ClaimTaken, Conflict, MemberTaken
from memberledger.store.writes import Claim, Prepared

__all__ = ["HEAD", "STANDING", "claim_all", "index_all", "write"]

HEAD = """SELECT originator_version, digest FROM stored_events
WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1"""
_INSERT = """INSERT INTO stored_events (originator_id, originator_version, topic, state, digest)
VALUES (?, ?, ?, ?, ?)"""
_CLAIM = "INSERT INTO ledger_claims (practice, scope, key, value) VALUES (?, ?, ?, ?)"
STANDING = "SELECT value FROM ledger_claims WHERE practice = ? AND scope = ? AND key = ?"
_MEMBER = """INSERT INTO ledger_members (practice, member, stream, next_due) VALUES (?, ?, ?, ?)
ON CONFLICT (practice, member) DO UPDATE SET stream = excluded.stream, next_due = excluded.next_due
WHERE stream <> excluded.stream OR next_due IS NOT excluded.next_due"""


def write(db: sqlite3.Connection, writes: Sequence[Prepared]) -> list[int]:
    """The one way into the tables, inside the caller's transaction."""
    rows: list[tuple[str, int, str, bytes, bytes]] = []
    heads: dict[str, tuple[int, bytes]] = {}
    for each in writes:
        key = each.stream.hex
        head = heads.get(key) or db.execute(HEAD, (key,)).fetchone()
        version, digest = head or (0, genesis(each.stream))
        if version != each.expected:
            raise Conflict(each.stream, each.expected, version)
        for name, data in each.events:
            version += 1
            digest = link(digest, name, version, data)
            rows.append((key, version, name, data, digest))
        heads[key] = version, digest
    positions = _insert(db, rows)
    claim_all(db, [claim for each in writes for claim in each.claims])
    index_all(db, writes)
    return positions


def _insert(db: sqlite3.Connection, rows: list[tuple[str, int, str, bytes, bytes]]) -> list[int]:
    """Insert in order; within a transaction of the only writer, positions have no gaps."""
    if len(rows) == 1:
        return [db.execute(_INSERT, rows[0]).lastrowid or 0]
    if not rows:
        return []
    db.executemany(_INSERT, rows)
    last: int = db.execute("SELECT last_insert_rowid()").fetchone()[0]
    return list(range(last - len(rows) + 1, last + 1))


def claim_all(db: sqlite3.Connection, claims: Sequence[Claim]) -> None:
    """Claim each key, unless it stands for the same value; `ClaimTaken` for another."""
    rows = [(c.practice, c.scope, c.key, c.value) for c in claims]
    if not rows or db.executemany(_CLAIM, rows).rowcount == len(rows):
        return
    for claim in claims:
        standing = db.execute(STANDING, (claim.practice, claim.scope, claim.key)).fetchone()[0]
        if standing != claim.value:
            raise ClaimTaken(claim.practice, claim.scope, claim.key, standing, claim.value)


def index_all(db: sqlite3.Connection, writes: Sequence[Prepared]) -> None:
    """Set the row of each member that comes with one; `MemberTaken` for another stream."""
    for each in writes:
        if (index := each.index) is None:
            continue
        due = None if index.next_due is None else index.next_due.isoformat()
        try:
            db.execute(_MEMBER, (index.practice, index.member, each.stream.hex, due))
        except sqlite3.IntegrityError as error:
            raise MemberTaken(index.practice, index.member, each.stream) from error
