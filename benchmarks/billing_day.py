"""A day on which everybody is billed; against inserting the same rows in bulk."""

from __future__ import annotations

import json
from functools import partial
from itertools import groupby
from pathlib import Path

from benchmarks.floor import Floor, Row, connect, event_rows
from benchmarks.lives import START, World, copy_to, month
from benchmarks.timing import Figure, Rounds, timed
from memberledger.ledger.advancing import BATCH

__all__ = ["run"]

_AFTER = "SELECT coalesce(max(position), 0) FROM stored_events"


def run(place: Path, *, quick: bool) -> list[Figure]:
    """Dues, charge, settling, grants and lapses of 10,000 members; at most 12x."""
    members, rounds = (1_000, 2) if quick else (10_000, 4)
    path = place / "billing.db"
    world = World.open(path)
    _settle_in(world, members)
    floor = Floor(place / "billing-floor.db")
    warm, detail = _days(world, path, floor, members, range(2, 2 + rounds + 1))
    world.ledger.close()
    what = f"billing {members:,} members in a day, to inserting the same rows in bulk"
    figures = [Figure("billing-day", what, warm.times_slower, 12, at_most=True, detail=detail)]

    slow = []
    for n in range(3 + rounds, 3 + rounds + (1 if quick else 2)):
        again = World.open(path, month(n - 1))
        slow.append(_days(again, path, floor, members, [n], warm_up=0)[0])
        again.ledger.close()
    cold = Rounds(tuple(r.ledger[0] for r in slow), tuple(r.floor[0] for r in slow))
    what = "the same, the ledger just opened: every member is read from disk first"
    detail = _detail(cold, members)
    figures.append(
        Figure("billing-day", what, cold.times_slower, None, at_most=True, detail=detail)
    )
    floor.close()
    return figures


def _settle_in(world: World, members: int) -> None:
    """Everybody joins on one day and has lived a month; none of it is measured."""
    model = World.open()
    model.ledger.enroll("model", "glow")
    model.to(month(1))
    history = model.ledger.history("model")
    model.ledger.close()
    copy_to(world, [(f"m{n:06d}", history) for n in range(members)])
    world.clock.day = month(1)
    for name in world.ledger.members():
        world.ledger._desk.load(name)


def _days(
    world: World,
    path: Path,
    floor: Floor,
    members: int,
    months: range | list[int],
    warm_up: int = 1,
) -> tuple[Rounds, str]:
    """One billing day after another, each followed by the floor's copy of it."""
    times = []
    for n in months:
        before = event_rows_end(path)
        world.clock.day = month(n, START)
        took = timed(world.ledger.advance)
        batches = _batches(path, before)
        times.append((took, timed(partial(floor.insert_many, batches))))
    kept = times[warm_up:]
    rounds = Rounds(tuple(a for a, _ in kept), tuple(b for _, b in kept))
    return rounds, _detail(rounds, members)


def _detail(rounds: Rounds, members: int) -> str:
    us, floor_us = rounds.each(members)
    return f"a member's day takes {us:.0f} us, its rows in bulk {floor_us:.0f} us"


def event_rows_end(path: Path) -> int:
    db = connect(path)
    last: int = db.execute(_AFTER).fetchone()[0]
    db.close()
    return last


def _batches(path: Path, after: int) -> list[tuple[list[Row], list[Row], list[Row]]]:
    """All rows the day wrote, in as many transactions: events, claims, members' index rows."""
    db = connect(path)
    index = {row[2]: row for row in db.execute("SELECT * FROM ledger_members")}
    claims = {row[2]: row for row in db.execute("SELECT * FROM ledger_claims")}
    db.close()
    streams = [list(rows) for _, rows in groupby(event_rows(path, after), key=lambda row: row[1])]
    batches = []
    for first in range(0, len(streams), BATCH):
        some = streams[first : first + BATCH]
        members = [index[rows[0][1]] for rows in some]
        events = [row for rows in some for row in rows]
        charges = [json.loads(row[4])["charge"] for row in events if row[3] == "Charged.v1"]
        batches.append((events, [claims[charge] for charge in charges], members))
    return batches
