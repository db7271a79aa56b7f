"""The views of a ledger: kept up with its events, built anew, and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import RLock
from typing import Any

from sqlalchemy import Select

from memberledger.store import Store, StoreError
from memberledger.views.building import Builder
from memberledger.views.catalogue import VIEWS, View
from memberledger.views.catching_up import CatchUp
from memberledger.views.errors import ViewFailed, ViewUnknown
from memberledger.views.positions import Positions, Standing
from memberledger.views.selecting import Selector
from memberledger.views.statements import create
from memberledger.views.tables import POSITIONS

__all__ = ["Tell", "Views"]

Tell = Callable[[int, int], None]
"""Told how far it is: (done, of how many)."""

BATCH = 500
"""Events in one transaction of catching up, unless another number is asked for."""


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
        self._lock = RLock()
        self._is_ready = False
        self._seen: set[View] = set()

    def catch_up(self, batch: int = BATCH, tell: Tell | None = None) -> None:
        """Take every event that is new; views that are new are built from the whole history.

        Args:
            batch: events in one transaction, 1 or more.
            tell: told how far it is.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; the views stand before it.
            StoreError: the database failed; what was written is whole, and goes on next time.
        """
        if batch < 1:
            raise ValueError(f"a batch holds one event or more, not {batch}")
        with self._lock:
            self._build_new(tell)
            self._catch_up.run(batch, tell)

    def rebuild(self, names: Sequence[str] = (), tell: Tell | None = None) -> None:
        """Build views from nothing beside what there is, and swap; readers see old or new.

        Args:
            names: which views; all unless named.
            tell: told how far it is.

        Raises:
            ViewUnknown: there is no view of a name.
            ViewFailed: a view could not take an event; what was in place still is.
            CorruptEvent, UnknownEvent: an event can't be read; as above.
        """
        for name in names:
            self._require_known(name)
        with self._lock:
            self._prepare()
            wanted = [self._views[name] for name in names] or list(self._views.values())
            failures = Builder(self.store, wanted).run(tell)
            for name, (position, why) in failures.items():
                raise ViewFailed(name, position, why)
            self._catch_up.run(BATCH, tell)

    def standings(self) -> list[Standing]:
        """How far each view is, sorted by name."""
        with self._lock:
            self._prepare()
            with self.store.beside.reading() as session:
                found = self.positions.read(session)
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
        if self._seen.issuperset(views):
            is_fresh, found = self._selector.rows(views, query, values)
            if is_fresh:
                return found
        self._be_fresh(views)
        return self._selector.rows(views, query, values)[1]

    def ask(self, query: Select[Any], **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query on tables that are no view's, such as the ledger's own."""
        return self._selector.rows((), query, values)[1]

    def _asked(self, view: str | tuple[str, ...]) -> tuple[View, ...]:
        names = (view,) if isinstance(view, str) else view
        for name in names:
            self._require_known(name)
        return tuple(self._views[name] for name in names)

    def _be_fresh(self, views: tuple[View, ...]) -> None:
        """Catch up, unless the views know every event already."""
        if not (self._is_there() and self._selector.is_fresh(views)):
            self.catch_up()
            with self.store.beside.reading() as session:
                standings = self.positions.read(session)
            for standing in (standings[view.name] for view in views):
                if standing.state == "failed":
                    why = standing.failure or ""
                    raise ViewFailed(standing.view, standing.failed_at or 0, why)
        self._seen.update(views)

    def _is_there(self) -> bool:
        """Whether there is a table of positions; looked for, so that reading need not write."""
        if not self._is_ready:
            try:
                with self.store.beside.reading() as session:
                    self.positions.read(session)
            except StoreError:
                return False
            self._is_ready = True
        return True

    def _build_new(self, tell: Tell | None) -> None:
        """Build what has no tables yet, or tables of another shape."""
        self._prepare()
        with self.store.beside.reading() as session:
            standings = self.positions.read(session)
        wanted = [view for view in self._views.values() if _is_to_build(view, standings)]
        while wanted:
            failures = Builder(self.store, wanted).run(tell)
            if not failures:
                break
            wanted = [view for view in wanted if view.name not in failures]

    def _prepare(self) -> None:
        if not self._is_there():
            with self.store.beside.writing() as session:
                create(session, self.store.beside, POSITIONS)
            self._is_ready = True

    def _require_known(self, name: str) -> None:
        if name not in self._views:
            raise ViewUnknown(name, sorted(self._views))


def _is_to_build(view: View, standings: dict[str, Standing]) -> bool:
    standing = standings.get(view.name)
    if standing is None or standing.state == "new":
        return True
    return standing.shape != view.shape
