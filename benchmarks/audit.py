"""Checking a whole ledger, every check; against selecting its rows and validating them alone."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.floor import connect
from benchmarks.folding import fill_elsewhere, validate_all
from benchmarks.lives import World, month
from benchmarks.other_programs import seconds_of_others
from benchmarks.timing import Figure, alternate
from memberledger.audit import run_checks
from memberledger.ledger.ledger import registry

__all__ = ["run"]

_OF_THE_LOG = ("digests", "positions", "events")


def run(place: Path, *, quick: bool) -> list[Figure]:
    """All checks over 200,000 events; at least 0.4 of the floor's speed. No views are kept.

    The checks of the log alone are told beside it, and what other programs take for the journal.
    """
    path = place / "audit.db"
    events = fill_elsewhere(path, 20_000 if quick else 200_000)
    world, db = World.open(path), connect(path)
    store = world.ledger._desk.store
    assert run_checks(store).findings == []
    readers = {name: kind.model_validate_json for name, kind in registry()._types.items()}
    figures: list[Figure] = []
    seconds = []
    for names, processes, limit in (((), 2, 0.4), ((), 1, None), (_OF_THE_LOG, 1, None)):
        times = alternate(
            partial(run_checks, store, names, processes=processes),
            partial(validate_all, db, readers),
            3 if quick else 5,
            waits=processes > 1,  # else seconds of this process alone, which others do not stretch
        )
        us, floor_us = times.each(events)
        seconds.append(us * events / 1e6)
        by = "one process" if processes == 1 else f"{processes} processes"
        what = f"speed of {', '.join(names) or 'all checks'} by {by}, to reading and validating"
        detail = f"{events:,} events: {1e6 / us:,.0f} a second, pydantic {1e6 / floor_us:,.0f}"
        figures.append(
            Figure("audit", what, 1 / times.times_slower, limit, at_most=False, detail=detail)
        )
    world.clock.day = month(24)  # all lives are over, and all months
    for program, taken in seconds_of_others(world.ledger, place):
        what = f"speed of all checks by 2 processes, to {program} of the same journal"
        detail = f"{events:,} events: {seconds[0]:.1f} s, {program} {taken:.1f} s"
        ratio = taken / seconds[0]
        figures.append(Figure("audit", what, ratio, None, at_most=False, detail=detail))
    world.ledger.close()
    db.close()
    return figures
