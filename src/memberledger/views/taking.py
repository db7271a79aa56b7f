"""Taking events of the log: read in order of position, folded member by member for some views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

from memberledger.aggregates.practice import PRACTICE_EVENTS
from memberledger.errors import LedgerError
from memberledger.store import CorruptEvent, Store, StoreAway, UnknownEvent
from memberledger.store.resting import uncollected
from memberledger.views.catalogue import View
from memberledger.views.folding import Entry, Failure, Folds
from memberledger.views.writing import Found

__all__ = ["Taken", "Taker", "again_when_lost"]

_OF_PRACTICES = frozenset(PRACTICE_EVENTS)
_TRIES = 5

Answer = TypeVar("Answer")


class Taken(NamedTuple):
    """What became of some events.

    Attributes:
        reached: the last position taken.
        found: by view, what changed of each member.
        failures: by view, the first event it could not take.
        broken: why nothing was read after `reached`, if an event there can't be.
    """

    reached: int
    found: dict[str, Found]
    failures: dict[str, Failure]
    broken: LedgerError | None


class Taker:
    """Takes events for one worker, who keeps the members it folded lately.

    What was taken and could not be written needs no undoing: a member who is further than the
    events that come next is folded anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folds = Folds(store.entries)

    def take(self, views: Sequence[View], low: int, high: int) -> Taken:
        """Take the events in (low, high]."""
        with uncollected():
            return self._take(views, low, high)

    def forget(self) -> None:
        """Fold everybody anew when next asked."""
        self._folds.forget()

    def _take(self, views: Sequence[View], low: int, high: int) -> Taken:
        by_stream, reached, broken = self._read(low, high)
        found: dict[str, Found] = {view.name: [] for view in views}
        failures: dict[str, Failure] = {}
        for stream, (version, entries) in by_stream.items():
            fold = self._folds.of(stream, views, version - 1)
            fold.apply(entries)
            for name, failure in fold.failures.items():
                failures[name] = min(failure, failures.get(name, failure))
            for name, changes in fold.take().items():
                if changes:
                    found[name].append((fold.state.practice, fold.state.member, changes))
        return Taken(reached, found, failures, broken)

    def _read(
        self, low: int, high: int
    ) -> tuple[dict[UUID, tuple[int, list[Entry]]], int, LedgerError | None]:
        """By stream, the first version and the events; the last position; why no further."""
        found: dict[UUID, tuple[int, list[Entry]]] = {}
        parse, reached = self._store.registry.parse, low
        wanted = max(high - low, 1)
        for record in islice(self._store.records(low, wanted), wanted):
            if record.position > high:
                break
            try:
                event = parse(record.name, record.data, record.position)
            except (CorruptEvent, UnknownEvent) as error:
                return found, reached, error
            reached = record.position
            if type(event) not in _OF_PRACTICES:
                group = found.get(record.stream)
                if group is None:
                    group = found[record.stream] = (record.version, [])
                group[1].append((record.position, event))
        return found, high, None


def again_when_lost(step: Callable[[], Answer]) -> Answer:
    """Do a step again when the connection was lost in it: each begins by reading where it is.

    Raises:
        StoreAway: it was lost time and again, or there is no server.
    """
    for left in reversed(range(_TRIES)):
        try:
            return step()
        except StoreAway as away:
            if not (away.lost and left):
                raise
    raise AssertionError("the last try returns or raises")
