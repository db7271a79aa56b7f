"""A process of its own: `python -m tests.views.worker ADDRESS VERB BATCH SECONDS [FAULT]`.

Verbs: `follow` catches up, `rebuild` builds, `ask` asks who is there, `write` enrolls members who
come; each again and again, for so many seconds. It prints how often.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

from sqlalchemy import func, select

from memberledger.ledger import Ledger
from memberledger.ledger.clock import SetClock
from memberledger.scenarios.cards import SimulatedCards
from memberledger.views import METADATA

__all__ = ["is_ready", "start", "told"]

ROOT = Path(__file__).parent.parent.parent
ROSTER = METADATA.tables["view_roster"]
HOW_MANY = select(func.count()).select_from(ROSTER)


def start(
    url: str, verb: str, batch: int = 500, seconds: float = 60, fault: str | None = None
) -> subprocess.Popen[str]:
    """Another process that works on a ledger, with a fault of `tests.proofs.planted` if need be."""
    command = [sys.executable, "-m", "tests.views.worker", url, verb, str(batch), str(seconds)]
    command += [fault] if fault else []
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    return subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def is_ready(worker: subprocess.Popen[str]) -> bool:
    """Wait until it is about to begin; False when it ended before."""
    assert worker.stdout is not None
    return worker.stdout.readline() == "ready\n"


def told(worker: subprocess.Popen[str]) -> tuple[str, str]:
    """What it says from now on until its end, and what went wrong."""
    assert worker.stdout is not None
    assert worker.stderr is not None
    with worker:
        return worker.stdout.read(), worker.stderr.read()


def main(url: str, verb: str, batch: int, seconds: float) -> None:
    """Work until the time is over."""
    clock = SetClock("America/Denver", date(2026, 3, 12))
    with Ledger.open(url, clock=clock, cards=SimulatedCards()) as ledger:
        work: dict[str, Callable[[], object]] = {
            "follow": lambda: ledger.views.catch_up(batch),
            "rebuild": ledger.views.rebuild,
            "ask": lambda: ledger.views.select("roster", HOW_MANY),
            "write": lambda: write(ledger, next(numbers)),
        }
        numbers, done = count(1), 0
        print("ready", flush=True)  # noqa: T201
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            work[verb]()
            done += 1
        print(done)  # noqa: T201


def write(ledger: Ledger, number: int) -> None:
    """Enroll a member who comes at once, and use what everybody shares."""
    name = f"{os.getpid()}-{number:05d}"
    ledger.enroll(name, "glow")
    ledger.redeem(name, "facial", key=f"{name} came")
    ledger.redeem(f"shared-{number % 10}", "bank", amount="0.01", key=f"{name} bought")
    if ledger.views.select("roster", select(ROSTER.c.status).where(ROSTER.c.member == name)) == []:
        raise AssertionError(f"{name} was enrolled and is not on the roster")


if __name__ == "__main__":
    if sys.argv[5:]:
        from tests.proofs.planted import plant

        plant(sys.argv[5])
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
