"""A member's state with the rows of several views, folded together event by event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MEMBER_EVENTS, MemberState, fold
from memberledger.projections.rows import Changes, MemberRows
from memberledger.views.catalogue import View

__all__ = ["Entry", "Failure", "Folds", "MemberFold"]

Entry = tuple[int, Event]
"""An event with its position."""

Failure = tuple[int, str]
"""The position of an event that a view could not take, and why."""

_KEPT_MAX = 5_000
_KEPT_EVENTS_MAX = 100_000
"""So many members are kept, and so many events in all: what a member takes grows with them."""


class MemberFold:
    """One member, folded for some views. Raises nothing of a view: `failures` tells.

    Args:
        views: which rows to make.
        past: gives the member's events, oldest first; asked for when news is late.
    """

    def __init__(self, views: Sequence[View], past: Callable[[], Sequence[Event]]) -> None:
        self.state = MemberState()
        self.failures: dict[str, Failure] = {}
        before = partial(
            _before, past, self.state
        )  # of the state, so that nothing goes in a circle
        self._names = [view.name for view in views]
        self._rows: list[MemberRows | None] = [view.rows(before) for view in views]
        self._heard = _heard(tuple(view.rows for view in views))

    def apply(self, entries: Sequence[Entry]) -> None:
        """Take events, and make the rows that tell how things stand after them."""
        state, position, heard, rows = self.state, 0, self._heard, self._rows
        for position, event in entries:
            try:
                fold((event,), state)
            except Exception as error:  # noqa: BLE001 - no view can go on with this member
                for place in range(len(rows)):
                    self._fail(place, position, error)
                return
            for place in heard[type(event)]:
                of_view = rows[place]
                if of_view is not None:
                    try:
                        of_view.apply(state, event, position)
                    except Exception as error:  # noqa: BLE001 - a view stops only itself
                        self._fail(place, position, error)
        for place, of_view in enumerate(rows):
            if of_view is not None:
                try:
                    of_view.finish(state)
                except Exception as error:  # noqa: BLE001 - as above
                    self._fail(place, position, error)

    def take(self) -> dict[str, Changes]:
        """What changed in each view since this was last called."""
        return {
            name: rows.take()
            for name, rows in zip(self._names, self._rows, strict=True)
            if rows is not None
        }

    def _fail(self, place: int, position: int, error: Exception) -> None:
        if self._rows[place] is not None:
            self._rows[place] = None
            self.failures[self._names[place]] = (position, f"{type(error).__name__}: {error}")


def _before(past: Callable[[], Sequence[Event]], state: MemberState) -> list[Event]:
    """The events before the one being applied."""
    return list(past()[: state.version - 1])


@lru_cache(maxsize=64)
def _heard(kinds: tuple[type[MemberRows], ...]) -> dict[type[Event], tuple[int, ...]]:
    """Which of some rows heed each kind of event, by their places."""
    return {
        event: tuple(
            place for place, rows in enumerate(kinds) if rows.heeds is None or event in rows.heeds
        )
        for event in MEMBER_EVENTS
    }


class Folds:
    """Members folded lately, so that the next event of one of them costs no replay.

    Args:
        read: gives a stream's events with their positions.
    """

    def __init__(self, read: Callable[[UUID], Sequence[Entry]]) -> None:
        self._read = read
        self._views: tuple[View, ...] = ()
        self._kept: OrderedDict[UUID, MemberFold] = OrderedDict()
        self._versions: dict[UUID, int] = {}
        self._events = 0

    def of(self, stream: UUID, views: Sequence[View], version: int) -> MemberFold:
        """The fold of a member at a version, with nothing to tell yet."""
        if tuple(views) != self._views:
            self._views = tuple(views)
            self.forget()
        fold = self._kept.get(stream)
        if fold is None or fold.state.version != version:
            fold = MemberFold(views, lambda: [event for _, event in self._read(stream)])
            if version:
                fold.apply(self._read(stream)[:version])
                fold.take()
        self._keep(stream, fold, version)
        return fold

    def _keep(self, stream: UUID, fold: MemberFold, version: int) -> None:
        """Keep it as the last, and let go of those that nothing was heard of for longest."""
        self._events += version - self._versions.get(stream, 0)
        self._kept[stream], self._versions[stream] = fold, version
        self._kept.move_to_end(stream)
        while len(self._kept) > _KEPT_MAX or (
            self._events > _KEPT_EVENTS_MAX and len(self._kept) > 1
        ):
            other, _ = self._kept.popitem(last=False)
            self._events -= self._versions.pop(other)

    def forget(self) -> None:
        """Fold everybody anew when next asked."""
        self._kept.clear()
        self._versions.clear()
        self._events = 0
