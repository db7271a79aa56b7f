"""Faults that are planted in a running program, for the controls of the proofs.

Each is a function that changes the program it is called in; `planted(name)` undoes it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from memberledger.aggregates.member import MemberState, Stamp, Work
from memberledger.ledger.clock import zone
from memberledger.ledger.desk import Desk
from memberledger.store import Conflict
from memberledger.store.sqlite.recorder import Recorder
from memberledger.store.writes import Prepared
from memberledger.views.catalogue import View
from memberledger.views.catching_up import CatchUp
from memberledger.views.taking import Taken

__all__ = ["PLANTS", "plant", "planted"]


def _position_outside(self: CatchUp, views: list[View], low: int, taken: Taken) -> None:
    """The position of the views moves in a transaction of its own, before their rows."""
    with self._store.beside.writing() as session:
        self._positions.move(session, sorted(view.name for view in views), taken.reached)
    with self._store.beside.writing() as session:
        for view in views:
            self._writers.write(session, view, taken.found[view.name])


def _position_of_the_log(self: CatchUp, views: list[View], low: int, taken: Taken) -> None:
    """The views are said to be where the log ends by now, not where their rows are."""
    time.sleep(0.2)  # long enough for somebody to write
    with self._store.beside.writing() as session:
        now = self._positions.read(session, lock=True)
        if any(not self._is_at(now.get(view.name), low) for view in views):
            return
        for view in views:
            self._writers.write(session, view, taken.found[view.name])
        last = self._store.last_position()
        self._positions.move(session, sorted(view.name for view in views), last)


_load = Desk.load


def _forgets_keys(self: Desk, member: str) -> MemberState:
    """The ledger knows no key it was given before."""
    state = _load(self, member)
    state.keys.clear()
    return state


def _without_versions(write: Callable[..., list[int]]) -> Callable[..., list[int]]:
    """Events go to the end of their stream, whatever was read before they were decided."""

    def append(self: Any, writes: Sequence[Prepared]) -> list[int]:
        while True:
            try:
                return write(self, writes)
            except Conflict as conflict:
                writes = [
                    Prepared(w.stream, conflict.found, w.events, w.index, w.claims)
                    if w.stream == conflict.stream
                    else w
                    for w in writes
                ]

    return append


def _believes_the_clock(self: Desk, state: MemberState) -> Work:
    """An event is recorded at whatever instant the clock shows."""
    now = self.clock()
    today = now.astimezone(zone(self.practice_state().timezone)).date()
    return Work(state, Stamp(now), today, self.conduct())


def _server_recorder() -> type:
    from memberledger.store.postgres.recorder import Recorder as Server

    return Server


PLANTS: dict[str, Callable[[], list[Any]]] = {
    "position outside": lambda: [patch.object(CatchUp, "_write", _position_outside)],
    "position of the log": lambda: [patch.object(CatchUp, "_write", _position_of_the_log)],
    "forgets keys": lambda: [patch.object(Desk, "load", _forgets_keys)],
    "no versions": lambda: [
        patch.object(kind, "write", _without_versions(kind.write))  # type: ignore[attr-defined]
        for kind in (Recorder, _server_recorder())
    ],
    "believes the clock": lambda: [patch.object(Desk, "work", _believes_the_clock)],
}


def plant(name: str) -> None:
    """Plant a fault for as long as this process lives."""
    for each in PLANTS[name]():
        each.start()


@contextmanager
def planted(name: str | None) -> Iterator[None]:
    """With a fault, or with none."""
    patches = PLANTS[name]() if name else []
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
