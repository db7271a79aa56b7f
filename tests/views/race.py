"""Workers and writers on one ledger at once: `python -m tests.views.race SECONDS`.

Two catch up in batches of their own, four write and look whether they see it, one rebuilds and one
asks. In the end every event was applied once, and nobody met an error.
"""

from __future__ import annotations

import sys
from datetime import date

from tests.postgres_server import a_server

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.views import Views

from . import worker
from .practice import PLANS, rows_of

__all__ = ["race"]

CREW = [("follow", 7), ("follow", 100), *[("write", 0)] * 4, ("rebuild", 0), ("ask", 0)]


def race(url: str, seconds: float, fault: str | None = None) -> dict[str, int]:
    """Run it; how often each kind of work was done, and how many events there are.

    Args:
        url: an empty place.
        seconds: for how long.
        fault: planted in each process, of `tests.proofs.planted`; nobody builds then, since that
            mends what the fault did.

    Raises:
        AssertionError: somebody met an error, or the tables are not what they should be.
    """
    clock = SetClock("America/Denver", date(2026, 3, 12))
    with Ledger.open(url, clock=clock, cards=SimulatedCards()) as ledger:
        ledger.open_practice("America/Denver", "USD", PLANS)
        for number in range(10):
            ledger.enroll(f"shared-{number}", "glow")
        crew = [
            (verb, worker.start(url, verb, batch, seconds, fault))
            for verb, batch in CREW
            if not (fault and verb == "rebuild")
        ]
        done: dict[str, int] = {}
        errors = []
        for _, each in crew:
            worker.is_ready(each)
        for verb, each in crew:
            said, error = worker.told(each)
            errors.append(error)
            done[verb] = done.get(verb, 0) + (int(said) if not error else 0)
        assert errors == [""] * len(crew), "\n".join(errors)
        views = Views(ledger.views.store)
        views.catch_up()
        last = ledger.views.store.last_position()
        assert {(s.state, s.position) for s in views.standings()} == {("live", last)}
        grown = rows_of(ledger)
        assert len(grown["view_roster"]) == len(ledger.members())
        views.rebuild()
        assert rows_of(ledger) == grown
    return {**done, "events": last}


if __name__ == "__main__":
    with a_server() as server:
        print(race(server.url(), float(sys.argv[1])))  # noqa: T201
