"""A redemption on disk: load, decide, append, commit; against one insert in a transaction."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from benchmarks.floor import Floor, event_rows
from benchmarks.lives import World
from benchmarks.timing import Figure, alternate

__all__ = ["run"]

_EACH = 50
_MEMBERS = 100


def run(place: Path, *, quick: bool) -> list[Figure]:
    """`ledger.redeem` with a key, one durable transaction each; at most 4x."""
    rounds = 8 if quick else 40
    path = place / "redemption.db"
    world, floor = World.open(path), Floor(place / "redemption-floor.db")
    members = [f"m{n:04d}" for n in range(_MEMBERS)]
    for member in members:
        world.ledger.enroll(member, "often")
    visits = iter(range(10**9))

    def ledger() -> None:
        for visit in islice(visits, _EACH):
            world.ledger.redeem(members[visit % _MEMBERS], "facial", key=f"visit-{visit}")

    # The floor inserts the bytes of redemptions like these: a first run in another file.
    rows = iter(_rows(place, (rounds + 2) * _EACH))

    def raw() -> None:
        for row in islice(rows, _EACH):
            floor.insert_one(row)

    times = alternate(ledger, raw, rounds)
    world.ledger.close()
    floor.close()
    us, floor_us = times.each(_EACH)
    detail = f"a redemption takes {us:.0f} us, the bare transaction {floor_us:.0f} us"
    what = "redemption, durable, to a bare transaction"
    return [Figure("redemption", what, times.times_slower, 4, at_most=True, detail=detail)]


def _rows(place: Path, count: int) -> list[tuple[object, ...]]:
    path = place / "redemption-rows.db"
    world = World.open(path)
    for n in range(_MEMBERS):
        world.ledger.enroll(f"m{n:04d}", "often")
    before = world.ledger.event_count
    for visit in range(count):
        world.ledger.redeem(f"m{visit % _MEMBERS:04d}", "facial", key=f"visit-{visit}")
    world.ledger.close()
    return event_rows(path, before)
