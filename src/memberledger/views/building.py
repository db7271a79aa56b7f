"""Building views' tables from nothing, beside the ones there are, and putting them in place.

First members are taken in order, each with its whole history up to one position: a member is folded
once, however long ago its events were. Then the events recorded meanwhile are taken as in catching
up, so that tables put in place know no less than those they replace. Each step and how far it went
are one transaction: a build that was stopped goes on where it was, whoever finds it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sqlalchemy import MetaData

from memberledger.store import Store, StoreBusy, helpers
from memberledger.store.beside import RowRefused, Session
from memberledger.views.ahead import Ahead, Folders
from memberledger.views.catalogue import View
from memberledger.views.folded import Folded
from memberledger.views.folding import Failure
from memberledger.views.positions import Building, Positions, Standing
from memberledger.views.statements import create, drop, index, swap
from memberledger.views.tables import table_of
from memberledger.views.taking import Taker, again_when_lost
from memberledger.views.writing import Found, Writers

__all__ = ["Builder", "under_way"]

_FOLLOWED = 1_000
_ROUNDS = 20
"""After so many transactions of events recorded meanwhile, the tables are put in place as they are:
they may then know less than the old ones, by what was recorded in a moment."""


_PAUSE_S = 0.05
_PATIENCE_S = 30
"""How long readers of the old tables may keep the new ones from their place."""


def under_way(now: Mapping[str, Standing], known: Mapping[str, View]) -> list[list[View]]:
    """The groups of views that are being built and can be built on by who knows these views."""
    groups = {each.building.shape for each in now.values() if each.building is not None}
    found = []
    for group in sorted(groups):
        views = [known.get(part.partition(" ")[0]) for part in group.split(" + ")]
        sound = [view for view in views if view is not None]
        if _group_of(sound) == group and _together(now, sound) is not None:
            found.append(sound)
    return found


def _group_of(views: Sequence[View]) -> str:
    return " + ".join(f"{view.name} {view.shape}" for view in views)


def _together(now: Mapping[str, Standing], views: Sequence[View]) -> Building | None:
    """How far these views are, built together by whomever; None when they are not."""
    running = {now[view.name].building if view.name in now else None for view in views}
    one = running.pop()
    return one if not running and one is not None and one.shape == _group_of(views) else None


class Builder:
    """Builds some views together.

    Args:
        store: the ledger.
        views: which, one or more.
        known: every view there is, by name: builds of them by others are left to go on.

    Attributes:
        failures: the views that could not take an event, with where and why; they are left as they
            were, or have failed where nothing of their shape is in place. The others go on.
    """

    def __init__(self, store: Store, views: Sequence[View], known: Mapping[str, View]) -> None:
        self.failures: dict[str, Failure] = {}
        self._known = known
        self._store = store
        self._beside = store.beside
        self._positions = Positions(store.beside)
        self._taker = Taker(store)
        self._writers = Writers(store.beside, views, new=True)
        self._views = sorted(views, key=lambda view: view.name)
        self._rounds = 0
        self._patient_until: float | None = None

    def run(self, tell: Callable[[int, int], None] | None = None, *, processes: int = 1) -> None:
        """Build, and put in place; or return where one of them is being built in other company.

        Args:
            tell: called after each transaction with the events folded and about how many there are.
            processes: how many fold members; this one writes the rows.

        Raises:
            CorruptEvent, UnknownEvent: an event can't be read; nothing is put in place.
            HelperLost: one of several processes ended.
        """
        again_when_lost(self._begin)
        folded = 0
        with helpers(self._store, processes, Folders) as others:
            members = Ahead(self._store, others)
            while self._views:
                events = again_when_lost(partial(self._step, members))
                if events is None:
                    return
                folded += events
                if tell is not None:
                    tell(folded, max(folded, self._store.last_position()))

    def _begin(self) -> None:
        """Begin, unless one of these views is being built already."""
        target = self._store.last_position()
        with self._beside.writing() as session:
            for view in self._views:
                self._positions.add(session, view)
            now = self._positions.read(session, lock=True)
            if any(view in group for group in under_way(now, self._known) for view in self._views):
                return
            for view in self._views:
                for rows in view.rows.tables:
                    drop(session, self._beside, rows, new=True)
                    create(session, self._beside, table_of(rows, MetaData(), beside=True))
            fresh = Building(_group_of(self._views), target, ("", ""))
            self._positions.build(session, self._names, fresh)

    def _step(self, members: Ahead) -> int | None:
        """One transaction; the events in it, or None when it is over."""
        with self._beside.reading() as session:
            at = self._now(session, lock=False)
        if at is None:
            return None
        if at.done is None:
            return self._follow(at)
        folded = members.after(self._views, at.target, at.done)
        return self._close(at) if folded is None else self._take(at, folded, members)

    @property
    def _names(self) -> list[str]:
        return [view.name for view in self._views]

    def _now(self, session: Session, *, lock: bool) -> Building | None:
        return _together(self._positions.read(session, lock=lock), self._views)

    def _take(self, at: Building, folded: Folded, members: Ahead) -> int:
        """Take some members; how many events they have."""
        if folded.failures:
            self._give_up(at, folded.failures)
            return 0
        try:
            self._write(at, folded)
        except RowRefused as refused:
            assert at.done is not None  # noqa: S101 - members are still being taken
            half = self._store.index(at.done, folded.members // 2) if folded.members > 1 else ()
            fewer = members.some(half)
            if fewer is not None:
                return self._take(at, fewer, members)
            self._give_up(at, {refused.whose: (folded.position, refused.why)})
        return folded.events

    def _write(self, at: Building, folded: Folded) -> None:
        """Write the first rows of some members, unless another worker was first."""
        with self._beside.writing() as session:
            if self._now(session, lock=True) != at:
                return
            for view in self._views:
                self._writers.load(session, view, folded.rows[view.name])
            then = Building(at.shape, at.target, folded.done)
            self._positions.build(session, self._names, then)

    def _close(self, at: Building) -> int:
        """Everybody is there."""
        with self._beside.writing() as session:
            if self._now(session, lock=True) == at:
                for view in self._views:
                    for rows in view.rows.tables:
                        index(session, self._beside, rows)
                everybody = Building(at.shape, at.target, None)
                self._positions.build(session, self._names, everybody)
        return 0

    def _follow(self, at: Building) -> int:
        """Take what was recorded meanwhile, and put the tables in place once that is everything."""
        last, self._rounds = self._store.last_position(), self._rounds + 1
        taken = self._taker.take(self._views, at.target, min(last, at.target + _FOLLOWED))
        if taken.failures:
            self._taker.forget()
            self._give_up(at, taken.failures)
            return 0
        if taken.broken is not None:
            raise taken.broken
        try:
            self._write_news(at, taken.reached, taken.found, everything=taken.reached == last)
        except RowRefused as refused:
            self._taker.forget()
            self._give_up(at, {refused.whose: (taken.reached, refused.why)})
        except StoreBusy:
            if not self._waits_for_readers():
                raise
            return 0
        return taken.reached - at.target

    def _waits_for_readers(self) -> bool:
        """Wait a moment before another try; False when patience is at its end."""
        now = time.monotonic()
        self._patient_until = self._patient_until or now + _PATIENCE_S
        time.sleep(_PAUSE_S)
        return now < self._patient_until

    def _write_news(
        self, at: Building, reached: int, found: dict[str, Found], *, everything: bool
    ) -> None:
        with self._beside.writing() as session:
            now = self._positions.read(session, lock=True)
            if _together(now, self._views) != at:
                return
            for view in self._views:
                self._writers.write(session, view, found[view.name])
            known = max(now[name].position for name in self._names)
            if (everything and reached >= known) or self._rounds > _ROUNDS:
                self._put_in_place(session, reached)
            else:
                self._positions.build(session, self._names, Building(at.shape, reached, None))

    def _put_in_place(self, session: Session, reached: int) -> None:
        for view in self._views:
            for rows in view.rows.tables:
                swap(session, self._beside, rows)
            self._positions.live(session, view, reached)

    def _give_up(self, at: Building, failures: dict[str, Failure]) -> None:
        """Build on without the views that failed, unless another worker was first.

        What is in place of theirs stays; where nothing of their shape is, they have failed.
        """
        failed = [view for view in self._views if view.name in failures]
        rest = [view for view in self._views if view.name not in failures]
        with self._beside.writing() as session:
            now = self._positions.read(session, lock=True)
            if _together(now, self._views) != at:
                return
            self._positions.build(session, [view.name for view in failed], None)
            goes_on = Building(_group_of(rest), at.target, at.done)
            self._positions.build(session, [view.name for view in rest], goes_on)
            for view in failed:
                for rows in view.rows.tables:
                    drop(session, self._beside, rows, new=True)
                standing = now[view.name]
                if standing.state != "live" or standing.shape != view.shape:
                    self._positions.fail(session, view, *failures[view.name])
        self.failures.update(failures)
        self._views = rest
