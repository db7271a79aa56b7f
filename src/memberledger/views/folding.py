"""A member's state with the rows of several views, folded together event by event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from uuid import UUID

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState, apply
from memberledger.projections.rows import Changes, MemberRows
from memberledger.views.catalogue import View

__all__ = ["Entry", "Failure", "Folds", "MemberFold"]

Entry = tuple[int, Event]
"""An event with its position."""

Failure = tuple[int, str]
"""The position of an event that a view could not take, and why."""

_KEPT_MAX = 5_000


class MemberFold:
    """One member, folded for some views. Raises nothing of a view: `failures` tells.

    Args:
        views: which rows to make.
        past: gives the member's events, oldest first; asked for when news is late.
    """

    def __init__(self, views: Sequence[View], past: Callable[[], Sequence[Event]]) -> None:
        self.state = MemberState()
        self.failures: dict[str, Failure] = {}
        self._past = past
        self._rows: dict[str, MemberRows] = {view.name: view.rows(self._before) for view in views}

    def apply(self, entries: Sequence[Entry]) -> None:
        """Take events, and make the rows that tell how things stand after them."""
        state, position = self.state, 0
        for position, event in entries:
            apply(state, event)
            for name, rows in self._rows.items():
                try:
                    rows.apply(state, event, position)
                except Exception as error:  # noqa: BLE001 - a view stops only itself
                    self._fail(name, position, error)
            if self.failures:
                self._drop_failed()
        for name, rows in self._rows.items():
            try:
                rows.finish(state)
            except Exception as error:  # noqa: BLE001 - as above
                self._fail(name, position, error)
        self._drop_failed()

    def take(self) -> dict[str, Changes]:
        """What changed in each view since this was last called."""
        return {name: rows.take() for name, rows in self._rows.items()}

    def _before(self) -> list[Event]:
        """The events before the one being applied."""
        return list(self._past()[: self.state.version - 1])

    def _fail(self, name: str, position: int, error: Exception) -> None:
        self.failures[name] = (position, f"{type(error).__name__}: {error}")

    def _drop_failed(self) -> None:
        for name in self.failures:
            self._rows.pop(name, None)


class Folds:
    """Members folded lately, so that the next event of one of them costs no replay.

    Args:
        read: gives a stream's events with their positions.
    """

    def __init__(self, read: Callable[[UUID], Sequence[Entry]]) -> None:
        self._read = read
        self._views: tuple[View, ...] = ()
        self._kept: OrderedDict[UUID, MemberFold] = OrderedDict()

    def of(self, stream: UUID, views: Sequence[View], version: int) -> MemberFold:
        """The fold of a member at a version, with nothing to tell yet."""
        if tuple(views) != self._views:
            self._views = tuple(views)
            self._kept.clear()
        fold = self._kept.get(stream)
        if fold is None or fold.state.version != version:
            fold = MemberFold(views, lambda: [event for _, event in self._read(stream)])
            if version:
                fold.apply(self._read(stream)[:version])
                fold.take()
        self._kept[stream] = fold
        self._kept.move_to_end(stream)
        if len(self._kept) > _KEPT_MAX:
            self._kept.popitem(last=False)
        return fold

    def forget(self) -> None:
        """Fold everybody anew when next asked."""
        self._kept.clear()
