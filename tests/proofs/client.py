"""A client in a process of its own: asks command after command and tells what it was told.

It says where it is in a byte it shares with whoever kills it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from memberledger import Ledger, SetClock
from memberledger.store import Append, StoreAway, StoreBusy, StoreUncertain

from .practice import A_DAY, PLANS, ZONE, ask, cards, command, day, digest

__all__ = ["PHASES", "Told", "work"]

PHASES = (
    "opening the ledger",
    "deciding, or telling",
    "writing a command",
    "done and not yet told",
    "running the clock",
    "catching up the views",
)
OPENING, DECIDING, WRITING, UNTOLD, CLOCK, VIEWS = range(len(PHASES))
Told = tuple[int, str, str]
"""A command's number, `done` or the code of its refusal, the digest of its events."""


def work(place: str, seed: int, first: int, told: Connection, at: Any, *, lies: bool) -> None:
    """Ask from command `first` on until killed, or until nobody listens.

    Args:
        place: the ledger's address.
        seed: of the commands.
        first: the first that was not acknowledged.
        told: takes a `Told` for each answer.
        at: a shared number, the phase.
        lies: whether commands are acknowledged before they are committed; the planted fault.
    """
    clock = SetClock(ZONE, day(first))
    with Ledger.open(place, clock=clock, cards=cards) as ledger:
        ledger.open_practice(ZONE, "USD", PLANS)
        number, early = first, set[int]()
        append = ledger._desk.store.append

        def watched(writes: Sequence[Append]) -> list[int]:
            before, at.value = at.value, WRITING
            if lies and before == DECIDING:
                early.add(number)
                told.send((number, "done", ""))
            positions = append(writes)
            at.value = UNTOLD if before == DECIDING else before
            return positions

        ledger._desk.store.append = watched  # type: ignore[method-assign]
        while True:
            clock.day = day(number)
            if number % A_DAY == 0:
                _do(ledger.advance, at, CLOCK)
            at.value = DECIDING
            word, events, _ = _persist(partial(ask, ledger, command(seed, number)))
            if number not in early:
                told.send((number, word, digest(events)))
            if number % 16 == 0:
                _do(lambda: ledger.views.catch_up(10), at, VIEWS)
            number += 1


def _do(what: Callable[[], object], at: Any, phase: int) -> None:
    at.value = phase
    _persist(what)


def _persist(what: Callable[[], Any]) -> Any:
    """Do it again while its connection is lost: nobody was told anything yet."""
    for left in reversed(range(30)):
        try:
            return what()
        except (StoreAway, StoreUncertain, StoreBusy):
            if not left:
                raise
    return None
