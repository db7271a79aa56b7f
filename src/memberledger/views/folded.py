"""Members folded from nothing, as rows that are ready for the tables being built."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.store import Store
from memberledger.store.resting import uncollected
from memberledger.views.catalogue import View
from memberledger.views.folding import Entry, Failure, MemberFold
from memberledger.views.writing import Found, Ready, Writers

__all__ = ["EVENTS", "Folded", "Folder", "Member"]

EVENTS = 5_000
"""A transaction holds the rows of about so many events."""

Member = tuple[str, str, UUID]
"""Practice, member, stream."""


class Folded(NamedTuple):
    """Some members, one after the other in the order of the index, until it was enough.

    Attributes:
        done: the last of them.
        members, events: how many that was.
        position: where the last of the events stands.
        rows: by view, those of each of its tables.
        failures: by view, the first event it could not take.
    """

    done: tuple[str, str]
    members: int
    events: int
    position: int
    rows: dict[str, list[Ready]]
    failures: dict[str, Failure]


class Folder:
    """Folds members for some views.

    Args:
        store: the ledger.
        views: which rows to make.
        target: the last position that counts.
    """

    def __init__(self, store: Store, views: Sequence[View], target: int) -> None:
        self._store = store
        self._views = views
        self._target = target
        self._writers = Writers(store.beside, views, new=True)

    def fold(self, members: Sequence[Member]) -> Folded:
        """Some of these members, from the first on."""
        with uncollected():
            return self._fold(members)

    def _fold(self, members: Sequence[Member]) -> Folded:
        found: dict[str, Found] = {view.name: [] for view in self._views}
        failures: dict[str, Failure] = {}
        done, count, events, position = ("", ""), 0, 0, 0
        for practice, member, stream in members:
            done, count = (practice, member), count + 1
            entries = [each for each in self._store.entries(stream) if each[0] <= self._target]
            if entries:
                fold = MemberFold(self._views, partial(_events_of, entries))
                fold.apply(entries)
                for name, failure in fold.failures.items():
                    failures[name] = min(failure, failures.get(name, failure))
                for name, changes in fold.take().items():
                    found[name].append((practice, member, changes))
                events, position = events + len(entries), entries[-1][0]
            if events >= EVENTS:
                break
        rows = {view.name: self._writers.ready(view, found[view.name]) for view in self._views}
        return Folded(done, count, events, position, rows, failures)


def _events_of(entries: Sequence[Entry]) -> list[Event]:
    return [event for _, event in entries]
