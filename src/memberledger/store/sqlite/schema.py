"""The tables of a ledger file, what guards them, and how a file is known to be one.

A file is a ledger when its header says so (application id and schema version) and its tables are
word for word these. Other tables may live beside them: a host application, or the views. Other
triggers may not hang on these: opening a file must never run what came with it.
"""

from __future__ import annotations

import sqlite3

from memberledger.store.copy_errors import UnfinishedCopy
from memberledger.store.errors import StoreNewer, StoreUnreadable

__all__ = ["APPLICATION_ID", "SCHEMA_VERSION", "create", "mark", "missing_guards", "recognise"]

APPLICATION_ID = 0x4D4C4447
"""The ASCII letters MLDG in the file's header."""

SCHEMA_VERSION = 1
_UNFINISHED = -SCHEMA_VERSION
"""Instead of the version, while the file is a copy that is not whole yet; no version opens it."""

_TABLES = {
    "stored_events": """CREATE TABLE stored_events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL CHECK (length(originator_id) = 32),
    originator_version INTEGER NOT NULL CHECK (originator_version >= 1),
    topic TEXT NOT NULL,
    state BLOB NOT NULL CHECK (typeof(state) = 'blob'),
    digest BLOB NOT NULL CHECK (typeof(digest) = 'blob' AND length(digest) = 32),
    UNIQUE (originator_id, originator_version)
)""",
    "stored_snapshots": """CREATE TABLE stored_snapshots (
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) WITHOUT ROWID""",
    "ledger_members": """CREATE TABLE ledger_members (
    practice TEXT NOT NULL,
    member TEXT NOT NULL,
    stream TEXT NOT NULL,
    next_due TEXT,
    PRIMARY KEY (practice, member)
) WITHOUT ROWID""",
    "ledger_claims": """CREATE TABLE ledger_claims (
    practice TEXT NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (practice, scope, key)
) WITHOUT ROWID""",
}

_INDEXES = {
    "ledger_members_due": """CREATE INDEX ledger_members_due
ON ledger_members (practice, next_due) WHERE next_due IS NOT NULL""",
}

# INSERT OR REPLACE deletes without firing a delete trigger, hence the two that look before an
# insert. A claim made again is passed over in silence; the writer then compares the values.
_GUARDS = {
    "stored_events_keep": """CREATE TRIGGER stored_events_keep BEFORE UPDATE ON stored_events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END""",
    "stored_events_stay": """CREATE TRIGGER stored_events_stay BEFORE DELETE ON stored_events
BEGIN SELECT RAISE(ABORT, 'an event is never removed'); END""",
    "stored_events_follow": """CREATE TRIGGER stored_events_follow BEFORE INSERT ON stored_events
WHEN EXISTS (SELECT 1 FROM stored_events WHERE position = NEW.position)
  OR NEW.originator_version <> 1 + coalesce((SELECT max(originator_version) FROM stored_events
     WHERE originator_id = NEW.originator_id), 0)
BEGIN SELECT RAISE(ABORT, 'an event follows the one before it'); END""",
    "ledger_claims_keep": """CREATE TRIGGER ledger_claims_keep BEFORE UPDATE ON ledger_claims
BEGIN SELECT RAISE(ABORT, 'a claim is never changed'); END""",
    "ledger_claims_stay": """CREATE TRIGGER ledger_claims_stay BEFORE DELETE ON ledger_claims
BEGIN SELECT RAISE(ABORT, 'a claim is never removed'); END""",
    "ledger_claims_once": """CREATE TRIGGER ledger_claims_once BEFORE INSERT ON ledger_claims
WHEN EXISTS (SELECT 1 FROM ledger_claims
     WHERE practice = NEW.practice AND scope = NEW.scope AND key = NEW.key)
BEGIN SELECT RAISE(IGNORE); END""",
    "ledger_members_stream": """CREATE TRIGGER ledger_members_stream BEFORE UPDATE ON ledger_members
WHEN NEW.stream <> OLD.stream OR NEW.practice <> OLD.practice OR NEW.member <> OLD.member
BEGIN SELECT RAISE(ABORT, 'a member keeps one stream'); END""",
}

_OBJECTS = "SELECT type, name, lower(tbl_name), sql FROM sqlite_master"


def create(db: sqlite3.Connection) -> None:
    """Make the tables and mark the file; inside the caller's transaction."""
    for statement in (*_TABLES.values(), *_INDEXES.values(), *_GUARDS.values()):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def mark(db: sqlite3.Connection, *, finished: bool) -> None:
    """Say whether the file is a ledger or an unfinished copy; inside the caller's transaction."""
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION if finished else _UNFINISHED}")


def recognise(db: sqlite3.Connection, path: str, *, copying: bool = False) -> bool:
    """Whether the file is a ledger; False when it is empty and may become one.

    Args:
        db: a connection.
        path: for the error.
        copying: whether an unfinished copy will do, since it is about to be finished.

    Raises:
        UnfinishedCopy: a copy was begun here and not finished.
        StoreNewer: a ledger of a newer schema.
        StoreUnreadable: another application's file, or a ledger whose tables were altered.
    """
    application = _pragma(db, "application_id")
    version = _pragma(db, "user_version")
    objects = db.execute(_OBJECTS).fetchall()
    if application == 0 and version == 0 and not objects:
        return False
    if application != APPLICATION_ID:
        raise StoreUnreadable(path, "it is an SQLite file of another application")
    if version > SCHEMA_VERSION:
        raise StoreNewer(path, version, SCHEMA_VERSION)
    if version == _UNFINISHED and not copying:
        raise UnfinishedCopy(path)
    if version not in (SCHEMA_VERSION, _UNFINISHED):
        raise StoreUnreadable(path, f"schema version {version} was never one of a ledger")
    tables = {name: statement for kind, name, _, statement in objects if kind == "table"}
    for name, statement in _TABLES.items():
        if tables.get(name) != statement:
            raise StoreUnreadable(path, f"its table {name} is missing or was altered")
    for kind, name, table, statement in objects:
        if kind == "trigger" and table in _TABLES and _GUARDS.get(name) != statement:
            raise StoreUnreadable(path, f"a trigger {name!r} that is not ours hangs on {table}")
    return True


def missing_guards(db: sqlite3.Connection) -> list[str]:
    """The guards that should be there and aren't."""
    found = dict(
        db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    )
    return [name for name, statement in _GUARDS.items() if found.get(name) != statement]


def _pragma(db: sqlite3.Connection, name: str) -> int:
    value: int = db.execute(f"PRAGMA {name}").fetchone()[0]
    return value
