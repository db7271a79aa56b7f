"""Catching up: events in order of position, a batch at a time, rows and position together.

A batch is folded outside any transaction and written in a short one, which first looks whether the
views are still where they were. Where another worker was first, what was folded is thrown away; so
several may work at once, and none skips an event or takes one twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from memberledger.store import Store
from memberledger.store.beside import RowRefused
from memberledger.views.catalogue import View
from memberledger.views.folding import Failure
from memberledger.views.positions import Positions, Standing
from memberledger.views.taking import Taken, Taker, again_when_lost
from memberledger.views.writing import Writers

__all__ = ["CatchUp"]


class CatchUp:
    """Brings live views up to the last event.

    Args:
        store: the ledger.
        views: which.
    """

    def __init__(self, store: Store, views: Sequence[View]) -> None:
        self._store = store
        self._views = {view.name: view for view in views}
        self._positions = Positions(store.beside)
        self._taker = Taker(store)
        self._writers = Writers(store.beside, views)

    def run(self, batch: int, tell: Callable[[int, int], None] | None = None) -> None:
        """Take every event there was at the call, `batch` at a time; failed views stay behind.

        Args:
            batch: events in one transaction, 1 or more.
            tell: called after each batch with the position reached and the last one.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; the views stand before it.
        """
        until = self._store.last_position()
        while (reached := again_when_lost(partial(self._step, until, batch))) is not None:
            if tell is not None:
                tell(reached, until)

    def _step(self, until: int, batch: int) -> int | None:
        """Take one batch for the views that are furthest behind; None when none is."""
        with self._store.beside.reading() as session:
            ready = [each for each in self._positions.read(session).values() if self._is_ours(each)]
        behind = [standing for standing in ready if standing.position < until]
        if not behind:
            return None
        low = min(standing.position for standing in behind)
        ahead = [standing.position for standing in ready if standing.position > low]
        together = [self._views[s.view] for s in behind if s.position == low]
        return self._take(together, low, min([*ahead, until, low + batch]))

    def _is_ours(self, standing: Standing) -> bool:
        view = self._views.get(standing.view)
        return view is not None and standing.state == "live" and standing.shape == view.shape

    def _take(self, views: list[View], low: int, high: int) -> int:
        """Take the events in (low, high]; the position reached.

        Where a view can't take one of them, the others before it are taken first, and then that one
        by itself: so the rows of a view that failed are as of the event before.
        """
        taken = self._taker.take(views, low, high)
        if taken.failures:
            self._taker.forget()
            first = min(position for position, _ in taken.failures.values())
            if high > max(low + 1, first - 1):
                return self._take(views, low, max(low + 1, first - 1))
        try:
            self._write(views, low, taken)
        except RowRefused as refused:
            self._taker.forget()
            if high > low + 1:
                return self._take(views, low, (low + high) // 2)
            taken.failures[refused.whose] = (high, refused.why)
            self._write(views, low, taken)
        if taken.broken is not None:
            raise taken.broken
        return taken.reached

    def _write(self, views: list[View], low: int, taken: Taken) -> None:
        """Write rows and positions, unless another worker was first."""
        failures: dict[str, Failure] = taken.failures
        sound = [view for view in views if view.name not in failures]
        with self._store.beside.writing() as session:
            now = self._positions.read(session, lock=True)
            if any(not self._is_at(now.get(view.name), low) for view in views):
                return
            for view in sound:
                self._writers.write(session, view, taken.found[view.name])
            self._positions.move(session, sorted(view.name for view in sound), taken.reached)
            for name, (position, why) in sorted(failures.items()):
                self._positions.fail(session, self._views[name], position, why)

    def _is_at(self, standing: Standing | None, position: int) -> bool:
        return standing is not None and self._is_ours(standing) and standing.position == position
