"""Reading a whole ledger back: rows, checks and fold; against rows and pydantic alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.floor import connect
from benchmarks.lives import PRACTICE, World, copy_to, lives
from benchmarks.timing import Figure, alternate
from memberledger.aggregates.member import MemberState, fold
from memberledger.ledger.ledger import registry

__all__ = ["fill_elsewhere", "fold_all", "run", "validate_all"]

_TEMPLATES = 40
_MONTHS = 12


def run(place: Path, *, quick: bool) -> list[Figure]:
    """Member by member, 200,000 events; at least 0.6 of the floor's speed."""
    path = place / "folding.db"
    events = fill_elsewhere(path, 20_000 if quick else 200_000)
    world, db = World.open(path), connect(path)
    kinds = registry()._types
    floors = (
        ("pydantic alone", 0.6, {name: kind.model_validate_json for name, kind in kinds.items()}),
        (
            "its core validator called directly",
            None,
            {name: kind.__pydantic_validator__.validate_json for name, kind in kinds.items()},
        ),
    )
    figures = []
    for name, limit, readers in floors:
        times = alternate(
            lambda: fold_all(world),
            partial(validate_all, db, readers),
            3 if quick else 7,
            waits=False,
        )
        us, floor_us = times.each(events)
        detail = f"{events:,} events: {1e6 / us:,.0f} a second, {name} {1e6 / floor_us:,.0f}"
        what = f"speed of reading and folding, to {name}"
        ratio = 1 / times.times_slower
        figures.append(Figure("folding", what, ratio, limit, at_most=False, detail=detail))
    world.ledger.close()
    db.close()
    return figures


def validate_all(db: sqlite3.Connection, readers: dict[str, Any]) -> None:
    """Select the same rows and make objects of them; nothing else is looked at."""
    for name, data in db.execute("SELECT topic, state FROM stored_events ORDER BY position"):
        readers[name](data)


def fill_elsewhere(path: Path, events: int) -> int:
    """Fill a file in a process of its own: who reads a ledger has not just written all of it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(fill, path, events).result()


def fill(path: Path, events: int) -> int:
    """Lives of a year until there are about `events`; how many there are."""
    templates = lives(_TEMPLATES, _MONTHS)
    mean = sum(len(each) for each in templates) / len(templates)
    count = round(events / mean)
    kept = [(f"m{n:06d}", templates[n % len(templates)]) for n in range(count)]
    world = World.open(path)
    made = copy_to(world, kept)
    world.ledger.close()
    return made


def fold_all(world: World) -> MemberState:
    """Every member's state, one after the other; none is kept but the last."""
    store, state = world.ledger._desk.store, MemberState()
    for _, stream in store.members(PRACTICE):
        state = fold(store.read(stream))
    return state
