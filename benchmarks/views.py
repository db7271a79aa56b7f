"""The views: taking a history to folding it, a balance to a raw query, a day among many members."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.floor import connect
from benchmarks.folding import fill_elsewhere, fold_all
from benchmarks.lives import PLANS, PRACTICE, START, World, copy_to, lives, month
from benchmarks.timing import Figure, Rounds, alternate, timed
from memberledger import Ledger, SetClock
from memberledger.scenarios import SimulatedCards

__all__ = ["run"]

_EACH = 200
_DUE = 100
_RAW = """SELECT benefit, kind, free, reserved, frozen, next_expiry_on, expiring
FROM {table} WHERE practice = {mark} AND member = {mark}"""


def run(place: Path, *, quick: bool) -> list[Figure]:
    """Taking at least 0.25 of folding, a balance at most 10x (a server: 3x), a day at most 2x."""
    return [
        *_taking(place, 20_000 if quick else 200_000, 2 if quick else 5),
        _balance_in_a_file(place, 5 if quick else 30),
        *_balance_on_a_server(5 if quick else 30),
        _day_among_many(place, 5_000 if quick else 50_000, 2 if quick else 5),
    ]


def _taking(place: Path, wanted: int, rounds: int) -> list[Figure]:
    """All views from nothing, rows written and durable, to folding every member alone."""
    path = place / "views.db"
    events = fill_elsewhere(path, wanted)
    world = World.open(path)
    figures = []
    for processes, limit in ((2, 0.25), (1, None)):
        build = partial(world.ledger.views.rebuild, processes=processes)
        times = alternate(build, lambda: fold_all(world), rounds)
        us, fold_us = times.each(events)
        detail = f"{events:,} events: {1e6 / us:,.0f} a second, folding alone {1e6 / fold_us:,.0f}"
        what = f"speed of taking every event into all views by {_by(processes)}, to folding alone"
        ratio = 1 / times.times_slower
        figures.append(Figure("views", what, ratio, limit, at_most=False, detail=detail))
    world.ledger.close()
    return figures


def _by(processes: int) -> str:
    return "one process" if processes == 1 else f"{processes} processes"


def _balance_in_a_file(place: Path, rounds: int) -> Figure:
    path = place / "balance.db"
    world, members = _some_members(path)
    db = connect(path)
    raw = partial(_raw_file, db, _RAW.format(table="view_balances", mark="?"))
    times = _balances(world.ledger, members, raw, rounds)
    world.ledger.close()
    db.close()
    return _balance_figure("in a file", times, 10)


def _balance_on_a_server(rounds: int) -> list[Figure]:
    """Nothing where the packages of a server are not installed."""
    try:
        from tests.postgres_server import a_server
    except ImportError:
        return []
    with a_server() as server:
        url = server.url("measured")
        world, members = _some_members(url)
        with server.connect("measured") as db:
            text = _RAW.format(table="view_balances", mark="%s").encode()
            times = _balances(
                world.ledger,
                members,
                lambda member: db.execute(text, (PRACTICE, member)).fetchall(),
                rounds,
            )
        world.ledger.close()
    return [_balance_figure("on a server", times, 3)]


def _some_members(place: Path | str) -> tuple[World, list[str]]:
    kept = lives(10, 6)
    clock = SetClock("America/Denver", START)
    world = World(Ledger.open(place, PRACTICE, clock=clock), clock, SimulatedCards())
    world.ledger.open_practice("America/Denver", "USD", PLANS)
    names = [f"m{n:04d}" for n in range(500)]
    copy_to(world, [(name, kept[n % len(kept)]) for n, name in enumerate(names)])
    world.ledger.views.catch_up()
    return world, names


def _balances(ledger: Ledger, members: list[str], raw: Callable[[str], Any], rounds: int) -> Rounds:
    ours, theirs = cycle(members), cycle(members)

    def asked() -> None:
        for member in islice(ours, _EACH):
            ledger.balances(member)

    def selected() -> None:
        for member in islice(theirs, _EACH):
            raw(member)

    return alternate(asked, selected, rounds)


def _raw_file(db: sqlite3.Connection, text: str, member: str) -> list[Any]:
    return db.execute(text, (PRACTICE, member)).fetchall()


def _balance_figure(where: str, times: Rounds, limit: float) -> Figure:
    us, raw_us = times.each(_EACH)
    what = f"a member's balances from the view, to a raw query by key, {where}"
    detail = f"{us:.0f} us, the raw query {raw_us:.0f} us"
    return Figure("views", what, times.times_slower, limit, at_most=True, detail=detail)


def _day_among_many(place: Path, many: int, rounds: int) -> Figure:
    """A hundred members are due on each of some days, and nobody else on any of them."""
    worlds = [_waiting(place / f"day-{n}.db", n, rounds) for n in (many, 1_000)]
    days = [month(1) + timedelta(days=n) for n in range(1 + rounds)]
    pairs = [[_one_day(world, day) for world in worlds] for day in days]
    for world in worlds:
        world.ledger.close()
    kept = pairs[1:]
    times = Rounds(tuple(a for a, _ in kept), tuple(b for _, b in kept))
    us, few_us = times.each(_DUE)
    what = f"a day with {_DUE} of {many:,} members due, to one with {_DUE} of 1,000"
    detail = f"a member's day takes {us:.0f} us, among 1,000 {few_us:.0f} us"
    return Figure("views", what, times.times_slower, 2, at_most=True, detail=detail)


def _one_day(world: World, day: date) -> float:
    world.clock.day = day
    before = world.ledger.event_count
    took = timed(world.ledger.advance)
    assert world.ledger.event_count >= before + _DUE
    return took


def _waiting(path: Path, members: int, rounds: int) -> World:
    """Groups of members who joined on days that follow each other, and the rest after them."""
    world = World.open(path)
    joined = [_joined(START + timedelta(days=n)) for n in range(1 + rounds)]
    kept = [(f"d{n}-{i:03d}", events) for n, events in enumerate(joined) for i in range(_DUE)]
    rest = _joined(START + timedelta(days=25))
    kept += [(f"m{n:06d}", rest) for n in range(members - len(kept))]
    copy_to(world, kept)
    return world


def _joined(day: date) -> list[Any]:
    model = World.open(day=day)
    model.ledger.enroll("model", "glow")
    history = model.ledger.history("model")
    model.ledger.close()
    return history
