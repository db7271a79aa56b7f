"""Kills a client at random points, again and again: `python -m tests.proofs.kills 667 1`.

The client asks, is acknowledged over a pipe, runs the clock and catches up the views; then it is
killed, and another asks again for what was not acknowledged. Three quarters of the kills are on a
file; the rest on a server, where as often the server cuts the client's connections. A third word:

    sqlite, postgres    all of them there
    planted             with a client that acknowledges before it commits: it must be found out
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ledger.race import somewhere
from tests.postgres_server import a_server
from tests.store.shell import kill as cut_all

from memberledger import Ledger, SetClock
from memberledger.ledger.ledger import registry
from memberledger.store import open_store

from .client import PHASES, Told, work
from .command import Asked, finish, say
from .judging import Watch, is_sound
from .practice import ZONE, cards, command, day

__all__ = ["Tally", "killed_after", "kills"]

_PRELOADED = ["__main__", "tests.proofs.client", "tests.proofs.warm"]
_LOOK_WHOLE = 50
"""After so many kills the chain, the audit and the views are looked at too."""


@dataclass
class Tally:
    """What was done and what was wrong.

    Attributes:
        hit: kills by where they hit.
        cut: how often the connections were cut.
        told: commands that were acknowledged.
        wrong: faults, each once.
    """

    hit: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    told: int = 0
    events: int = 0
    wrong: dict[str, int] = field(default_factory=dict)

    def add(self, faults: Iterator[str]) -> None:
        for fault in faults:
            self.wrong.setdefault(fault, self.hit.total())


def kills(
    count: int,
    seed: int,
    place: str,
    *,
    cut: Callable[[], object] | None = None,
    lies: bool = False,
) -> Tally:
    """Kill `count` clients of the ledger at a place.

    Args:
        count: how many.
        seed: of the moments and of the commands.
        place: an empty place.
        cut: cuts the connections of whoever is connected; done before every other kill.
        lies: whether the client acknowledges too early.
    """
    dice, tally, watch = random.Random(seed), Tally(), Watch()
    first = 0
    for number in range(count):
        client, ours, at = _begun(place, seed, first, lies=lies)
        heard = list(_live(client, ours, dice, cut if number % 2 else None, tally))
        tally.hit[PHASES[at.value]] += 1
        first = _note(heard, first, seed, watch, tally)
        if dice.random() < 0.5:  # else the next client is the first to open what the kill left
            with open_store(place, registry()) as store:
                tally.add(watch.read(store))
        if (number + 1) % _LOOK_WHOLE == 0 or number + 1 == count:
            with Ledger.open(place, clock=SetClock(ZONE, day(first)), cards=cards) as ledger:
                tally.add(watch.read(ledger._desk.store))
                tally.add(is_sound(ledger))
                tally.events = ledger.event_count
    return tally


def killed_after(answers: int, seed: int, path: Path) -> None:
    """A file, and what belongs to it, as a client left it that was killed after so many answers."""
    for name in ("", "-wal", "-shm"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    client, ours, _ = _begun(str(path), seed, 0)
    for _ in range(answers):
        ours.recv()
    client.kill()
    client.join()
    ours.close()


def _begun(place: str, seed: int, first: int, *, lies: bool = False) -> tuple[Any, Any, Any]:
    """A client in a process of its own, what it tells, and where it is."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    ours, theirs = context.Pipe(duplex=False)
    at = context.RawValue("b", 0)
    client = context.Process(
        target=work, args=(place, seed, first, theirs, at), kwargs={"lies": lies}, daemon=True
    )
    client.start()
    theirs.close()
    return client, ours, at


def _live(
    client: Any, ours: Any, dice: random.Random, cut: Callable[[], object] | None, tally: Tally
) -> Iterator[Told]:
    """Let a client live for a moment, and kill it; what it told."""
    if dice.random() < 0.8:
        ours.poll(30)  # it has opened the ledger and begins to tell
    if cut is not None:
        time.sleep(dice.uniform(0, 0.05))
        cut()
        tally.cut += 1
    time.sleep(dice.uniform(0, 0.1))
    if client.exitcode is not None:
        raise AssertionError(f"the client ended by itself: {client.exitcode}")
    client.kill()
    client.join()
    try:
        while True:
            yield ours.recv()
    except (EOFError, OSError):
        ours.close()


def _note(heard: list[Told], first: int, seed: int, watch: Watch, tally: Tally) -> int:
    """Note what was acknowledged; the first command that was not."""
    for number, word, said in heard:
        if number != first:
            tally.wrong.setdefault(f"{number} was told after {first - 1}", tally.hit.total())
        first = number + 1
        tally.told += 1
        fault = watch.acknowledged(command(seed, number).key, word, said)
        tally.add(iter([fault] if fault else []))
    return first


def report(where: str, tally: Tally) -> None:
    cuts = f", {tally.cut} times its connections were cut" if tally.cut else ""
    say(f"{where}: {tally.hit.total()} kills{cuts}")
    for phase in PHASES:
        say(f"  {tally.hit[phase]:5}  while {phase}")
    say(f"  {tally.told} commands acknowledged, {tally.events} events, {len(tally.wrong)} faults")
    for fault, kill in list(tally.wrong.items())[:5]:
        say(f"    after {kill} kills: {fault}")


def main(asked: Asked) -> int:
    share = {"sqlite": (1, 0), "postgres": (0, 1)}
    here, there = next((share[word] for word in asked.words if word in share), (3, 1))
    on_file = asked.count * here // (here + there)
    wrong = 0
    if on_file:
        with somewhere("sqlite") as place:
            tally = kills(on_file, asked.seed, place, lies=asked.planted)
        report("file", tally)
        wrong += len(tally.wrong)
    if asked.count - on_file:
        with a_server() as server:
            tally = kills(
                asked.count - on_file,
                asked.seed,
                server.url(),
                cut=lambda: cut_all(server),
                lies=asked.planted,
            )
        report("server", tally)
        wrong += len(tally.wrong)
    return finish(asked, wrong)


if __name__ == "__main__":
    sys.exit(main(Asked.of(sys.argv, 667)))
