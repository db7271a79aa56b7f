"""The floor: the same rows in tables of the same shape, by `sqlite3` alone, as durable."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["EVENT", "Floor", "event_rows"]

EVENT = "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?)"
_READ = """SELECT position, originator_id, originator_version, topic, state, digest
FROM stored_events WHERE position > ? ORDER BY position"""
_TABLES = """
CREATE TABLE stored_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL,
    digest BLOB NOT NULL, UNIQUE (originator_id, originator_version));
CREATE TABLE ledger_members (
    practice TEXT NOT NULL, member TEXT NOT NULL, stream TEXT NOT NULL, next_due TEXT,
    PRIMARY KEY (practice, member)) WITHOUT ROWID;
CREATE INDEX due ON ledger_members (practice, next_due) WHERE next_due IS NOT NULL;
CREATE TABLE ledger_claims (
    practice TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (practice, scope, key)) WITHOUT ROWID;
"""
Row = tuple[Any, ...]


def connect(path: Path) -> sqlite3.Connection:
    """A connection as the ledger sets one up."""
    db = sqlite3.connect(path, isolation_level=None, cached_statements=128)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "journal_mode = WAL"):
        db.execute(f"PRAGMA {pragma}")
    return db


def event_rows(path: Path, after: int = 0) -> list[Row]:
    """A ledger's event rows above a position, as they are stored."""
    db = connect(path)
    try:
        return db.execute(_READ, (after,)).fetchall()
    finally:
        db.close()


class Floor:
    """A file with tables of a ledger's shape: no triggers, no chain to compute, no checks."""

    def __init__(self, path: Path) -> None:
        self.db = connect(path)
        self.db.executescript(_TABLES)

    def insert_one(self, row: Row) -> None:
        """One event in one durable transaction."""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        db.execute(EVENT, row)
        db.execute("COMMIT")

    def insert_many(self, batches: Iterable[tuple[list[Row], list[Row], list[Row]]]) -> None:
        """Batches of (events, claims, members), each in one durable transaction."""
        db = self.db
        for events, claims, members in batches:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(EVENT, events)
            db.executemany("INSERT INTO ledger_claims VALUES (?, ?, ?, ?)", claims)
            db.executemany("INSERT OR REPLACE INTO ledger_members VALUES (?, ?, ?, ?)", members)
            db.execute("COMMIT")

    def close(self) -> None:
        self.db.close()
