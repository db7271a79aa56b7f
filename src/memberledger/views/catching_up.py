"""Catching up: events in order of position, a batch at a time, rows and position together.

A batch is folded outside any transaction and written in a short one, which first looks whether the
views are still where they were. Where another worker was first, what was folded is thrown away; so
several may work at once, and none skips an event or takes one twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.practice import PRACTICE_EVENTS
from memberledger.projections.rows import Changes
from memberledger.store import CorruptEvent, Store, StoredRecord, UnknownEvent
from memberledger.views.catalogue import View
from memberledger.views.folding import Entry, Failure, Folds
from memberledger.views.positions import Positions, Standing
from memberledger.views.statements import Writer

__all__ = ["CatchUp"]

_OF_PRACTICES = tuple(PRACTICE_EVENTS)

Found = list[tuple[str, str, Changes]]
"""(practice, member, what changed in one view)."""


class CatchUp:
    """Brings live views up to the last event.

    Args:
        store: the ledger.
        views: by name.
        tell: called after each batch with the position reached and the last one.
    """

    def __init__(self, store: Store, views: Sequence[View]) -> None:
        self._store = store
        self._views = {view.name: view for view in views}
        self._positions = Positions(store.beside)
        self._folds = Folds(store.entries)
        self._writers = {
            table.name: Writer(store.beside, table) for view in views for table in view.rows.tables
        }

    def run(self, batch: int, tell: Callable[[int, int], None] | None = None) -> None:
        """Take every event there is, `batch` at a time; views that failed stay where they are.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; the views stand before it.
        """
        while True:
            last = self._store.last_position()
            with self._store.beside.reading() as session:
                standings = self._positions.read(session)
            ready = [
                standing
                for name, standing in standings.items()
                if standing.state == "live" and name in self._views
            ]
            behind = [standing for standing in ready if standing.position < last]
            if not behind:
                return
            low = min(standing.position for standing in behind)
            ahead = [s.position for s in ready if s.position > low]
            together = [s.view for s in behind if s.position == low]
            reached = self._batch(together, low, min([*ahead, last, low + batch]))
            if tell is not None:
                tell(reached, last)

    def _batch(self, names: list[str], low: int, high: int) -> int:
        """Take the events in (low, high]; the position reached."""
        entries, reached, broken = self._read(low, high)
        found, failures = self._fold([self._views[name] for name in names], entries)
        written = self._write(names, low, reached, found, failures)
        if not written:
            self._folds.forget()
        elif broken is not None:
            raise broken
        return reached

    def _read(
        self, low: int, high: int
    ) -> tuple[list[tuple[StoredRecord, Event]], int, Exception | None]:
        """The events in (low, high], as far as they can be read, and why no further."""
        found: list[tuple[StoredRecord, Event]] = []
        parse, reached = self._store.registry.parse, low
        for record in self._store.records(low, max(high - low, 1)):
            if record.position > high:
                break
            try:
                found.append((record, parse(record.name, record.data, record.position)))
            except (CorruptEvent, UnknownEvent) as error:
                return found, reached, error
            reached = record.position
        return found, reached, None

    def _fold(
        self, views: list[View], entries: list[tuple[StoredRecord, Event]]
    ) -> tuple[dict[str, Found], dict[str, Failure]]:
        found: dict[str, Found] = {view.name: [] for view in views}
        failures: dict[str, Failure] = {}
        by_stream = sorted(entries, key=lambda each: (each[0].stream, each[0].version))
        for stream, group in groupby(by_stream, key=lambda each: each[0].stream):
            together = list(group)
            if isinstance(together[0][1], _OF_PRACTICES):
                continue
            self._fold_one(stream, views, together, found, failures)
        return found, failures

    def _fold_one(
        self,
        stream: UUID,
        views: list[View],
        together: list[tuple[StoredRecord, Event]],
        found: dict[str, Found],
        failures: dict[str, Failure],
    ) -> None:
        fold = self._folds.of(stream, views, together[0][0].version - 1)
        news: list[Entry] = [(record.position, event) for record, event in together]
        fold.apply(news)
        for name, failure in fold.failures.items():
            if name not in failures or failure[0] < failures[name][0]:
                failures[name] = failure
        for name, changes in fold.take().items():
            if changes.rows:
                found[name].append((fold.state.practice, fold.state.member, changes))

    def _write(
        self,
        names: list[str],
        low: int,
        reached: int,
        found: dict[str, Found],
        failures: dict[str, Failure],
    ) -> bool:
        """Write rows and positions, unless another worker was first."""
        sound = [name for name in names if name not in failures]
        with self._store.beside.writing() as session:
            now = self._positions.read(session, lock=True)
            if any(not _is_at(now.get(name), low) for name in names):
                return False
            for name in sound:
                for table in self._views[name].rows.tables:
                    self._writers[table.name].write(session, found[name], table.name)
            self._positions.move(session, sound, reached)
            for name, (position, why) in failures.items():
                self._positions.fail(session, name, position, why)
        if failures:
            self._folds.forget()
        return True


def _is_at(standing: Standing | None, position: int) -> bool:
    return standing is not None and standing.state == "live" and standing.position == position
