"""A small ledger with a history, and a vandal who can write its file."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.ledger.ledger import registry
from memberledger.scenarios.cards import SimulatedCards
from memberledger.store import Store, genesis, link, open_store

__all__ = [
    "DAMAGES",
    "PLANS",
    "broken",
    "damaged",
    "edit",
    "fill",
    "opened",
    "rechain",
]

PLANS = [
    {
        "id": "glow",
        "price": "199.00",
        "cycle": "1 month",
        "benefits": [{"id": "facial", "kind": "service_credit", "quantity": 1}],
    }
]


def fill(path: Path, members: int = 4, months: int = 3) -> None:
    """Members who pay and use what they have, for some months."""
    clock, cards = SetClock("America/Denver", date(2026, 1, 5)), SimulatedCards()
    with Ledger.open(path, clock=clock, cards=cards) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        for number in range(members):
            ledger.enroll(f"m{number}", "glow")
        for month in range(months):
            clock.day = date(2026, 2 + month, 6)
            ledger.advance()
            for number in range(members):
                if (number + month) % 2:
                    ledger.redeem(f"m{number}", "facial", key=f"visit-{month}-{number}")


def opened(path: Path) -> Store:
    """The store of a file."""
    return open_store(path, registry())


def damaged(path: Path, copy: Path, kind: str, dice: random.Random) -> None:
    """A copy of a ledger, damaged in one way by somebody with a shell and time."""
    broken(path, copy, lambda db: DAMAGES[kind](db, dice))


def broken(path: Path, copy: Path, change: Callable[[sqlite3.Connection], None]) -> None:
    """A copy of a ledger that somebody changed without its guards, and put them back."""
    for name in ("", "-wal", "-shm"):
        copy.with_name(copy.name + name).unlink(missing_ok=True)
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as db:
        guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"DROP TRIGGER {name}")
        change(db)
        for _, sql in guards:
            db.execute(sql)
    db.close()


Row = tuple[int, str, int, str, bytes]


def _rows(db: sqlite3.Connection) -> list[Row]:
    return db.execute(
        """SELECT position, originator_id, originator_version, topic, state
        FROM stored_events ORDER BY position"""
    ).fetchall()


def _pick(db: sqlite3.Connection, dice: random.Random, topic: str | None = None) -> Row:
    return dice.choice([row for row in _rows(db) if topic in (None, row[3])])


def edit(
    db: sqlite3.Connection, topic: str, change: Callable[[dict[str, Any]], None], which: int = 0
) -> None:
    """Change what an event says, with fresh digests for everything."""
    row = [row for row in _rows(db) if row[3] == topic][which]
    facts = json.loads(row[4])
    change(facts)
    state = json.dumps(facts, separators=(",", ":")).encode()
    db.execute("UPDATE stored_events SET state = ? WHERE position = ?", (state, row[0]))
    rechain(db)


def rechain(db: sqlite3.Connection) -> None:
    """Fresh digests for everything, so that the chain in the file is sound."""
    heads: dict[str, tuple[int, bytes]] = {}
    for position, stream, version, topic, state in _rows(db):
        _, before = heads.get(stream) or (0, genesis(UUID(hex=stream)))
        digest = link(before, topic, version, state)
        db.execute("UPDATE stored_events SET digest = ? WHERE position = ?", (digest, position))
        heads[stream] = version, digest


def _flip_bit(db: sqlite3.Connection, dice: random.Random) -> None:
    row = _pick(db, dice)
    data = bytearray(row[4])
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    db.execute("UPDATE stored_events SET state = ? WHERE position = ?", (bytes(data), row[0]))


def _flip_digest(db: sqlite3.Connection, dice: random.Random) -> None:
    row = _pick(db, dice)
    db.execute(
        "UPDATE stored_events SET digest = ? WHERE position = ?", (dice.randbytes(32), row[0])
    )


def _edit_amount(db: sqlite3.Connection, dice: random.Random) -> None:
    row = _pick(db, dice, "Charged.v1")
    facts = json.loads(row[4])
    facts["amount"] += dice.choice([-100, 1, 5000])
    state = json.dumps(facts, separators=(",", ":")).encode()
    db.execute("UPDATE stored_events SET state = ? WHERE position = ?", (state, row[0]))


def _edit_and_rechain(db: sqlite3.Connection, dice: random.Random) -> None:
    _edit_amount(db, dice)
    rechain(db)


def _swap(db: sqlite3.Connection, dice: random.Random) -> None:
    rows = _rows(db)
    one = dice.choice(rows)
    other = dice.choice([row for row in rows if row[3:] != one[3:]])
    for a, b in ((one, other), (other, one)):
        db.execute(
            "UPDATE stored_events SET topic = ?, state = ? WHERE position = ?", (*b[3:], a[0])
        )


def _swap_and_rechain(db: sqlite3.Connection, dice: random.Random) -> None:
    _swap(db, dice)
    rechain(db)


def _delete(db: sqlite3.Connection, dice: random.Random) -> None:
    db.execute("DELETE FROM stored_events WHERE position = ?", (_pick(db, dice)[0],))


def _delete_and_close_up(db: sqlite3.Connection, dice: random.Random) -> None:
    """One event gone, the versions, positions and digests after it as if it had never been."""
    row = _pick(db, dice)
    db.execute("DELETE FROM stored_events WHERE position = ?", (row[0],))
    for position, stream, version, *_ in _rows(db):
        if stream == row[1] and version > row[2]:
            db.execute(
                "UPDATE stored_events SET originator_version = ? WHERE position = ?",
                (version - 1, position),
            )
    _close_positions(db)
    rechain(db)


def _close_positions(db: sqlite3.Connection) -> None:
    for place, row in enumerate(_rows(db), 1):
        db.execute("UPDATE stored_events SET position = ? WHERE position = ?", (place, row[0]))
    db.execute("UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM stored_events)")


def _remove_stream(db: sqlite3.Connection, dice: random.Random) -> None:
    stream = _pick(db, dice)[1]
    db.execute("DELETE FROM stored_events WHERE originator_id = ?", (stream,))
    _close_positions(db)


def _duplicate(db: sqlite3.Connection, dice: random.Random) -> None:
    """An event told twice in its place, everything after it moved up, with a sound chain."""
    row = _pick(db, dice)
    _make_room(db, row[0] + 1)
    for position, stream, version, *_ in reversed(_rows(db)):
        if stream == row[1] and version > row[2]:
            db.execute(
                "UPDATE stored_events SET originator_version = ? WHERE position = ?",
                (version + 1, position),
            )
    db.execute(
        "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, zeroblob(32))",
        (row[0] + 1, row[1], row[2] + 1, *row[3:]),
    )
    rechain(db)


def _make_room(db: sqlite3.Connection, first: int) -> None:
    for position, *_ in reversed(_rows(db)):
        if position >= first:
            db.execute(
                "UPDATE stored_events SET position = ? WHERE position = ?", (position + 1, position)
            )


def _insert_stream(db: sqlite3.Connection, dice: random.Random) -> None:
    """Somebody who never enrolled, before the others."""
    row = _pick(db, dice, "Enrolled.v1")
    stream = UUID(bytes=dice.randbytes(16)).hex
    _make_room(db, 1)
    db.execute("INSERT INTO stored_events VALUES (1, ?, 1, ?, ?, zeroblob(32))", (stream, *row[3:]))
    rechain(db)


def _reorder(db: sqlite3.Connection, dice: random.Random) -> None:
    """Two neighbours of different streams change places; each stream is as it was."""
    rows = _rows(db)
    pairs = [(a, b) for a, b in pairwise(rows) if a[1] != b[1]]
    one, other = dice.choice(pairs)
    db.execute("UPDATE stored_events SET position = -1 WHERE position = ?", (one[0],))
    db.execute("UPDATE stored_events SET position = ? WHERE position = ?", (one[0], other[0]))
    db.execute("UPDATE stored_events SET position = ? WHERE position = -1", (other[0],))


def _cut_tail(db: sqlite3.Connection, dice: random.Random) -> None:
    last = max(row[0] for row in _rows(db))
    db.execute("DELETE FROM stored_events WHERE position > ?", (last - dice.randint(1, 5),))
    db.execute("UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM stored_events)")


def _relabel(db: sqlite3.Connection, dice: random.Random) -> None:
    """One member's history under another's name."""
    streams = sorted({row[1] for row in _rows(db)})
    one, other = dice.sample(streams, 2)
    spare = "f" * 32
    for a, b in ((one, spare), (other, one), (spare, other)):
        db.execute("UPDATE stored_events SET originator_id = ? WHERE originator_id = ?", (b, a))
    rechain(db)


DAMAGES: dict[str, Callable[[sqlite3.Connection, random.Random], None]] = {
    "a flipped bit": _flip_bit,
    "another digest": _flip_digest,
    "an edited amount": _edit_amount,
    "an edited amount with fresh digests": _edit_and_rechain,
    "two events swapped": _swap,
    "two events swapped with fresh digests": _swap_and_rechain,
    "an event deleted": _delete,
    "an event deleted and closed up": _delete_and_close_up,
    "a history removed": _remove_stream,
    "an event doubled": _duplicate,
    "a history inserted": _insert_stream,
    "two neighbours reordered": _reorder,
    "a cut tail": _cut_tail,
    "two histories exchanged": _relabel,
}
"""Ways to damage a ledger, by name."""

NEEDS_A_SEAL = frozenset(
    {
        "an edited amount with fresh digests",
        "two events swapped with fresh digests",
        "an event deleted and closed up",
        "a history removed",
        "an event doubled",
        "a history inserted",
        "two neighbours reordered",
        "a cut tail",
        "two histories exchanged",
    }
)
"""Those that the chain inside the file does not show."""
