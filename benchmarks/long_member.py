"""A command on a member with 2,000 events; against the same on a member with 20."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.lives import START, World, copy_to, life, month
from benchmarks.timing import Figure, Rounds, alternate, timed
from memberledger.aggregates.event import Event
from memberledger.aggregates.member import fold, snapshot
from memberledger.values import stream_id

__all__ = ["run"]

_LONG, _SHORT = 2_000, 20
_EACH = 200
"""Commands to a round: as many as one snapshot serves, so that a round pays for its snapshot."""


def run(place: Path, *, quick: bool) -> list[Figure]:
    """Warm (the ledger stays open) and cold (just opened), on disk and, warm, in memory."""
    rounds = 4 if quick else 10
    lives_ = _histories()
    return [
        _warm(place / "long.db", lives_, rounds, "on disk"),
        _warm(None, lives_, rounds, "in memory"),
        _cold(place / "cold.db", lives_, 10 if quick else 30),
    ]


def _histories() -> tuple[list[Event], list[Event], date]:
    """One long life and one short one that are as old on the same day."""
    world = World.open()
    months, visits = 125, 12
    life(world, "long", months, visits)
    long_ = world.ledger.history("long")
    world.ledger.close()
    cut = next(i for i in range(_LONG, len(long_)) if _between_months(long_, i))
    day = long_[cut - 1].effective_on
    world = World.open(day=_months_before(day))
    life(world, "short", 1, 5)
    world.to(day)
    short = world.ledger.history("short")
    world.ledger.close()
    return long_[:cut], short, day


def _between_months(events: list[Event], i: int) -> bool:
    return events[i].key is not None and events[i].effective_on > events[i - 1].effective_on


def _months_before(day: date) -> date:
    """Billed on the same day of the month, two months before."""
    n = (day.year - START.year) * 12 + day.month - START.month
    return month(n - (2 if day.day >= START.day else 3))


def _fill(
    path: Path | None, histories: tuple[list[Event], list[Event], date], longs: int, shorts: int
) -> tuple[World, list[str], list[str]]:
    long_, short, day = histories
    world = World.open(path, day)
    names = [f"l{n:05d}" for n in range(longs)], [f"s{n:05d}" for n in range(shorts)]
    copy_to(world, [(name, long_) for name in names[0]] + [(name, short) for name in names[1]])
    return world, *names


def _warm(
    path: Path | None,
    histories: tuple[list[Event], list[Event], date],
    rounds: int,
    where: str,
) -> Figure:
    """Long members get 20 commands a round, short ones 5 and only once: they'd grow longer."""
    world, longs, shorts = _fill(path, histories, 10, (rounds + 1) * _EACH // 5)
    keys = iter(range(10**9))

    def commands(names: Sequence[str]) -> None:
        for name in names:
            world.ledger.redeem(name, "facial", key=f"measured-{next(keys)}")

    for name in (*longs, *shorts):
        world.ledger._desk.load(name)
    # Apart by a tenth of the way to the next snapshot, as members of a practice are.
    for n, name in enumerate(longs):
        commands([name] * (20 * n))
    fresh = iter(shorts)
    times = alternate(
        lambda: commands(longs * (_EACH // len(longs))),
        lambda: commands(list(islice(fresh, _EACH // 5)) * 5),
        rounds,
        waits=path is not None,
    )
    world.ledger.close()
    us, short_us = times.each(_EACH)
    detail = _detail(histories, us, short_us)
    what = f"a command on a long member to one on a short one, warm, {where}"
    return Figure("long-member", what, times.times_slower, 1.5, at_most=True, detail=detail)


def _cold(path: Path, histories: tuple[list[Event], list[Event], date], rounds: int) -> Figure:
    """Each time on a ledger just opened, after one command on some other member."""
    world, longs, shorts = _fill(path, histories, rounds, 2 * rounds + 1)
    desk = world.ledger._desk
    for name in longs:  # where a life led command by command would have left its last snapshot
        events = desk.store.read(stream_id(desk.practice, name))
        state = fold(events[: len(events) // 200 * 200])
        desk.store.save_snapshot(
            stream_id(desk.practice, name), state.version, snapshot.dump(state), snapshot.schema()
        )
    world.ledger.close()
    other = shorts.pop()

    def first_command(name: str, attempt: int) -> float:
        again = World.open(path, histories[2])
        again.ledger.redeem(other, "facial", key=f"other-{attempt}-{name}")
        took = timed(lambda: again.ledger.redeem(name, "facial", key="measured"))
        again.ledger.close()
        return took

    pairs = [(first_command(longs[n], n), first_command(shorts[n], n)) for n in range(rounds)]
    times = Rounds(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))
    us, short_us = times.each(1)
    detail = _detail(histories, us, short_us)
    what = "the same cold: the first command on the member after the ledger was opened"
    return Figure("long-member", what, times.times_slower, None, at_most=True, detail=detail)


def _detail(histories: tuple[list[Event], list[Event], date], us: float, short_us: float) -> str:
    long_, short, _ = histories
    return f"{len(long_):,} events: {us:.0f} us, {len(short)} events: {short_us:.0f} us"
