"""What a vandal can do that no chain and no seal speaks of, and to the bytes of the file itself."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from memberledger.aggregates.member import fold, snapshot
from memberledger.ledger import Ledger
from memberledger.values import stream_id

from .ledgers import rechain

__all__ = ["BESIDE", "flipped", "keep_beside"]


def keep_beside(path: Path) -> None:
    """Views of a ledger, and a snapshot of one member."""
    with Ledger.open(path) as ledger:
        ledger.views.catch_up()
        store, stream = ledger._desk.store, stream_id("main", "m1")
        state = fold(store.read(stream)[:7])
        store.save_snapshot(stream, 7, snapshot.dump(state), snapshot.schema())


def flipped(path: Path, copy: Path, dice: random.Random) -> None:
    """A copy of a file in which one to eight bytes are others."""
    for name in ("", "-wal", "-shm"):
        copy.with_name(copy.name + name).unlink(missing_ok=True)
    shutil.copy(path, copy)
    data = bytearray(copy.read_bytes())
    for _ in range(dice.randint(1, 8)):
        data[dice.randrange(len(data))] ^= dice.randint(1, 255)
    copy.write_bytes(data)


def _doubled(db: sqlite3.Connection, dice: random.Random) -> None:
    """The last event of a history once more at the end, with sound digests."""
    heads = db.execute(
        """SELECT originator_id, max(originator_version), topic, state FROM stored_events
        GROUP BY originator_id"""
    ).fetchall()
    stream, version, topic, state = dice.choice(heads)
    db.execute(
        """INSERT INTO stored_events (originator_id, originator_version, topic, state, digest)
        VALUES (?, ?, ?, ?, zeroblob(32))""",
        (stream, version + 1, topic, state),
    )
    rechain(db)


def _one(table: str, change: str) -> Callable[[sqlite3.Connection, random.Random], None]:
    """A change of one row; `{}` is where it is."""

    def run(db: sqlite3.Connection, dice: random.Random) -> None:
        keys = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[5]]
        rows = db.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
        where = " AND ".join(f"{key} = ?" for key in keys)
        db.execute(change.format(where), dice.choice(rows))

    return run


BESIDE: dict[str, Callable[[sqlite3.Connection, random.Random], None]] = {
    "an event doubled at the end": _doubled,
    "a snapshot changed": _one(
        "stored_snapshots", "UPDATE stored_snapshots SET state = zeroblob(100) WHERE {}"
    ),
    "a snapshot of another version": _one(
        "stored_snapshots",
        "UPDATE stored_snapshots SET originator_version = originator_version - 1 WHERE {}",
    ),
    "a row of a view changed": _one(
        "view_lots", "UPDATE view_lots SET quantity = quantity + 1 WHERE {}"
    ),
    "a row of a view removed": _one("view_journal", "DELETE FROM view_journal WHERE {}"),
    "a row of a view of nobody": _one(
        "view_balances", "UPDATE view_balances SET member = 'nobody' WHERE {}"
    ),
    "a claim removed": _one("ledger_claims", "DELETE FROM ledger_claims WHERE {}"),
    "a claim of another member": _one(
        "ledger_claims", "UPDATE ledger_claims SET value = 'nobody' WHERE {}"
    ),
    "another day for the clock": _one(
        "ledger_members", "UPDATE ledger_members SET next_due = '2030-01-01' WHERE {}"
    ),
    "a member removed from the index": _one(
        "ledger_members", "DELETE FROM ledger_members WHERE {}"
    ),
    "a member of another name": _one(
        "ledger_members", "UPDATE ledger_members SET member = 'nobody' WHERE {}"
    ),
}
"""Ways to damage what lies beside the events, by name; the last event told twice, too."""
