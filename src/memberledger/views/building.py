"""Building a view's tables from nothing, beside the ones there are, and putting them in place.

Members are taken in order, each with its whole history up to one position: a member is folded once,
however long ago its events were. Some members and how far it is are written in one transaction, so
a build that was stopped goes on where it was; of several that build, one goes on at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import MetaData

from memberledger.aggregates.event import Event
from memberledger.projections.rows import Changes
from memberledger.store import Store
from memberledger.store.beside import Session
from memberledger.views.catalogue import View
from memberledger.views.folding import Entry, Failure, MemberFold
from memberledger.views.positions import Building, Positions
from memberledger.views.statements import Writer, create, drop, swap
from memberledger.views.tables import table_of

__all__ = ["Builder"]

_PAGE = 200
_EVENTS = 5_000
"""A transaction holds the rows of about so many events."""

Found = list[tuple[str, str, Changes]]


class Builder:
    """Builds some views together.

    Args:
        store: the ledger.
        views: which.
    """

    def __init__(self, store: Store, views: Sequence[View]) -> None:
        self._store = store
        self._views = list(views)
        self._names = [view.name for view in views]
        self._shape = "+".join(f"{view.name} {view.shape}" for view in views)
        self._positions = Positions(store.beside)
        self._writers = {
            table.name: Writer(store.beside, table, new=True)
            for view in views
            for table in view.rows.tables
        }

    def run(self, tell: Callable[[int, int], None] | None = None) -> dict[str, Failure]:
        """Build, and put in place; views that could not take an event are told and left.

        Args:
            tell: called after each transaction with the events folded and about how many there are.

        Returns:
            The views that failed, with where and why; none of the others is in place then.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; nothing is put in place.
        """
        building: Building | None = self._begin()
        folded = 0
        while building is not None:
            page = self._store.index(building.done, _PAGE)
            if not page:
                if self._finish(building):
                    break
            else:
                found, failures, done, events = self._fold(page, building.target)
                if failures:
                    self._give_up(failures)
                    return failures
                if self._write(building, done, found):
                    folded += events
                    if tell is not None:
                        tell(min(folded, building.target), building.target)
            building = self._running()
        return {}

    def _begin(self) -> Building:
        """Go on where a build is, or begin one."""
        target = self._store.last_position()
        with self._store.beside.writing() as session:
            for view in self._views:
                self._positions.add(session, view)
            running = self._together(session)
            if running is not None:
                return running
            for view in self._views:
                for rows in view.rows.tables:
                    drop(session, self._store.beside, rows, new=True)
                    create(session, self._store.beside, table_of(rows, MetaData(), beside=True))
            fresh = Building(self._shape, target, ("", ""))
            self._positions.build(session, self._names, fresh)
            return fresh

    def _running(self) -> Building | None:
        """How far the build is, whoever brought it there; None when it is over."""
        with self._store.beside.reading() as session:
            return self._together(session, lock=False)

    def _together(self, session: Session, *, lock: bool = True) -> Building | None:
        """What all these views are building, if they are at it together."""
        now = self._positions.read(session, lock=lock)
        running = {now[name].building if name in now else None for name in self._names}
        one = running.pop()
        return one if not running and one is not None and one.shape == self._shape else None

    def _fold(
        self, page: Sequence[tuple[str, str, UUID]], target: int
    ) -> tuple[dict[str, Found], dict[str, Failure], tuple[str, str], int]:
        """Some members of a page: their rows, what failed, the last of them, their events."""
        found: dict[str, Found] = {name: [] for name in self._names}
        failures: dict[str, Failure] = {}
        done, events = ("", ""), 0
        for practice, member, stream in page:
            entries = [each for each in self._store.entries(stream) if each[0] <= target]
            fold = MemberFold(self._views, partial(_events_of, entries))
            fold.apply(entries)
            for name, failure in fold.failures.items():
                failures[name] = min(failure, failures.get(name, failure))
            for name, changes in fold.take().items():
                found[name].append((practice, member, changes))
            done, events = (practice, member), events + len(entries)
            if events >= _EVENTS:
                break
        return found, failures, done, events

    def _write(self, at: Building, done: tuple[str, str], found: dict[str, Found]) -> bool:
        """Write the rows of some members, unless another worker was first."""
        with self._store.beside.writing() as session:
            if self._together(session) != at:
                return False
            for view in self._views:
                for table in view.rows.tables:
                    self._writers[table.name].insert(session, found[view.name], table.name)
            self._positions.build(session, self._names, Building(at.shape, at.target, done))
        return True

    def _finish(self, at: Building) -> bool:
        """Put the tables in place, unless another worker was first."""
        with self._store.beside.writing() as session:
            if self._together(session) != at:
                return False
            for view in self._views:
                for rows in view.rows.tables:
                    swap(session, self._store.beside, rows)
                self._positions.live(session, view, at.target)
        return True

    def _give_up(self, failures: dict[str, Failure]) -> None:
        """Leave what is in place as it is; a view that has nothing in place has failed."""
        with self._store.beside.writing() as session:
            now = self._positions.read(session, lock=True)
            self._positions.build(session, self._names, None)
            for view in self._views:
                for rows in view.rows.tables:
                    drop(session, self._store.beside, rows, new=True)
            for name, (position, why) in failures.items():
                if now[name].state == "new":
                    self._positions.fail(session, name, position, why)


def _events_of(entries: Sequence[Entry]) -> list[Event]:
    return [event for _, event in entries]
