"""The views of a ledger: kept up with its events, built anew, and asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from threading import RLock
from typing import Any, TypeVar

from sqlalchemy import Select

from memberledger.store import Store, StoreDenied, StoreFailed, StoreUnreadable
from memberledger.store.resting import uncollected
from memberledger.views.building import Builder, under_way
from memberledger.views.catalogue import VIEWS, View
from memberledger.views.catching_up import CatchUp
from memberledger.views.errors import ViewFailed, ViewUnknown
from memberledger.views.folding import Failure
from memberledger.views.positions import Positions, Standing
from memberledger.views.preparing import prepare
from memberledger.views.selecting import Selector
from memberledger.views.taking import again_when_lost

__all__ = ["Tell", "Views"]

Tell = Callable[[int, int], None]
"""Told how far it is: (done, of how many)."""

BATCH = 500
"""Events in one transaction of catching up, unless another number is asked for."""

Answer = TypeVar("Answer")


class Views:
    """Tables beside a ledger, in its own database, for every practice in it.

    Nobody has to keep them up: a question first takes the events that are new. Safe to use from
    several threads; several processes may work on one ledger.

    Args:
        store: the ledger.
        views: which; all there are, unless a program has its own.
    """

    def __init__(self, store: Store, views: Iterable[View] = VIEWS.values()) -> None:
        self.store = store
        self._views = {view.name: view for view in views}
        self.positions = Positions(store.beside)
        self._catch_up = CatchUp(store, list(self._views.values()))
        self._selector = Selector(store.beside)
        self._locks = RLock(), RLock()
        self._process = os.getpid()
        self._is_ready = False
        self._seen: set[View] = set()

    def catch_up(self, batch: int = BATCH, tell: Tell | None = None, *, processes: int = 1) -> None:
        """Take every event that is new; views that are new are built from the whole history.

        Args:
            batch: events in one transaction, 1 or more.
            tell: told how far it is.
            processes: how many build what is new; see `rebuild`.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; the views stand before it.
            StoreError: the database failed; what was written is whole, and goes on next time.
        """
        if batch < 1:
            raise ValueError(f"a batch holds one event or more, not {batch}")
        _require_some(processes)

        def work() -> None:
            self._build_new(tell, processes)
            with self._turn(0):
                self._catch_up.run(batch, tell)

        self._with_tables(work)

    def rebuild(
        self, names: Sequence[str] = (), tell: Tell | None = None, *, processes: int = 1
    ) -> None:
        """Build views from nothing beside what there is, and swap; readers see old or new.

        Args:
            names: which views; all unless named.
            tell: told how far it is.
            processes: how many fold members, 1 or more, while this one writes. More than one starts
                Python anew for each, as `multiprocessing` does, so a program's own start belongs
                under `if __name__ == "__main__":`. A ledger in memory is built by one.

        Raises:
            ViewUnknown: there is no view of a name.
            ViewFailed: a view could not take an event; what was in place still is.
            CorruptEvent, UnknownEvent: an event can't be read; as above.
        """
        for name in names:
            self._require_known(name)
        _require_some(processes)
        wanted = [self._views[name] for name in sorted(set(names) or self._views)]
        with self._turn(1):
            self._prepare()
            failures = self._build(wanted, tell, processes)
        self.catch_up(tell=tell)
        for name, (position, why) in sorted(failures.items()):
            raise ViewFailed(name, position, why)

    def standings(self) -> list[Standing]:
        """How far each view is, sorted by name."""
        found: dict[str, Standing] = {}
        with suppress(StoreDenied):  # where nothing may be written, there may be nothing yet
            self._prepare()
            found = self._read()
        missing = [Standing(v.name, v.shape, 0, "new") for v in self._views.values()]
        return [found.get(each.view, each) for each in sorted(missing, key=lambda s: s.view)]

    def select(
        self, view: str | tuple[str, ...], query: Select[Any], **values: Any
    ) -> list[tuple[Any, ...]]:
        """The rows of a query on a view's tables, with everything recorded so far in them.

        Args:
            view: the view whose tables it reads, or several.
            query: of `METADATA`'s tables, with a parameter for each of `values`. Make it once and
                ask it often: it is compiled once.
            values: days, references and numbers.

        Raises:
            ViewFailed: a view stopped at an event it could not take.
            ViewUnknown: there is no such view.
            StoreDenied: the views are behind, and the database may only be read.
        """
        views = self._asked(view)

        def work() -> list[tuple[Any, ...]]:
            if self._seen.issuperset(views):
                is_fresh, found = self._selector.rows(views, query, values)
                if is_fresh:
                    return found
            self._be_fresh(views)
            return self._selector.rows(views, query, values)[1]

        return self._with_tables(lambda: again_when_lost(work))

    def ask(self, query: Select[Any], **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query on tables that are no view's, such as the ledger's own."""
        return again_when_lost(lambda: self._selector.rows((), query, values)[1])

    def _asked(self, view: str | tuple[str, ...]) -> tuple[View, ...]:
        names = (view,) if isinstance(view, str) else view
        for name in names:
            self._require_known(name)
        return tuple(self._views[name] for name in names)

    def _be_fresh(self, views: tuple[View, ...]) -> None:
        """Catch up, unless the views know every event already."""
        self._prepare()
        if not self._selector.is_fresh(views):
            self.catch_up()
            standings = self._read()
            for standing in (standings[view.name] for view in views):
                if standing.state == "failed":
                    why = standing.failure or ""
                    raise ViewFailed(standing.view, standing.failed_at or 0, why)
        self._seen.update(views)

    def _build_new(self, tell: Tell | None, processes: int) -> None:
        """Build what has no tables yet, or tables of another shape."""
        self._prepare()
        if self._to_build():
            with self._turn(1):
                while wanted := self._to_build():
                    self._build(wanted, tell, processes)

    def _to_build(self) -> list[View]:
        standings = self._read()
        return [view for view in self._views.values() if _is_to_build(view, standings)]

    def _build(
        self, wanted: Sequence[View], tell: Tell | None, processes: int
    ) -> dict[str, Failure]:
        """Build some views, once what others began to build of them is done; those that failed."""
        names = {view.name for view in wanted}
        while True:
            groups = under_way(self._read(), self._views)
            together = next((g for g in groups if names & {view.name for view in g}), wanted)
            builder = Builder(self.store, together, self._views)
            with uncollected():
                builder.run(tell, processes=processes)
            if together is wanted or names <= {view.name for view in together}:
                return {name: why for name, why in builder.failures.items() if name in names}

    def _read(self) -> dict[str, Standing]:
        with self.store.beside.reading() as session:
            return self.positions.read(session)

    def _prepare(self) -> None:
        if not self._is_ready:
            again_when_lost(lambda: prepare(self.store.beside, list(self._views.values())))
            self._is_ready = True

    def _with_tables(self, work: Callable[[], Answer]) -> Answer:
        """Do it again where it failed because somebody removed tables: they are built anew."""
        try:
            return work()
        except (StoreFailed, StoreUnreadable):
            if not prepare(self.store.beside, list(self._views.values())):
                raise
            self._seen.clear()
            return work()

    def _turn(self, which: int) -> RLock:
        """One thread catches up at a time (0), and one builds (1)."""
        if os.getpid() != self._process:  # what another thread held at a fork is never let go
            self._locks, self._process = (RLock(), RLock()), os.getpid()
        return self._locks[which]

    def _require_known(self, name: str) -> None:
        if name not in self._views:
            raise ViewUnknown(name, sorted(self._views))


def _is_to_build(view: View, standings: dict[str, Standing]) -> bool:
    standing = standings.get(view.name)
    if standing is None or standing.state == "new":
        return True
    return standing.shape != view.shape


def _require_some(processes: int) -> None:
    if processes < 1:
        raise ValueError(f"one process or more builds views, not {processes}")
