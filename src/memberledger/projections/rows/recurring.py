"""Rows of recurring revenue: its movements by day and cause."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.projections.mrr import HEEDED, Movement, MrrWatch, movements_of
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = ["MrrRow", "MrrRows"]


class MrrRow(NamedTuple):
    """A change of a member's monthly recurring revenue, from the net change of a day.

    Attributes:
        effective_on: the local day.
        cause: `new`, `expansion`, `contraction`, `churn`, `reactivation`, `paused` or `resumed`.
        amount: minor units a month, never negative.
    """

    effective_on: date
    cause: str
    amount: int


class MrrRows(MemberRows):
    """The movements of one member; news of an earlier day may change those of the days after."""

    MOVEMENTS = RowsOf("mrr_movements", MrrRow, 2)
    tables = (MOVEMENTS,)
    heeds = frozenset(HEEDED)

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._watch = MrrWatch()
        self._rows: dict[tuple[date, str], MrrRow] = {}

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """The movements of the event's day."""
        if event.effective_on < self._watch.day:
            self._begin_anew([*self.history(), event])
            return
        before = self._watch.day, self._watch.moved
        self._watch.apply(event)
        if before != (self._watch.day, self._watch.moved):
            self._keep(self._watch.moved, self._watch.day)

    def finish(self, s: MemberState) -> None:
        """Nothing waits for the end."""

    def _begin_anew(self, events: list[Event]) -> None:
        ordered = sorted(events, key=lambda event: event.effective_on)
        self._keep(movements_of(ordered), date.min)
        self._watch = MrrWatch()
        for event in ordered:
            self._watch.apply(event)

    def _keep(self, movements: list[Movement], since: date) -> None:
        """Put the rows of the days from `since` on, and drop those that are no more."""
        now = {(m.on, str(m.cause)): MrrRow(m.on, m.cause, m.amount) for m in movements}
        for key in [key for key in self._rows if key[0] >= since and key not in now]:
            del self._rows[key]
            self.changes.drop(self.MOVEMENTS, key)
        for key, row in now.items():
            if self._rows.get(key) != row:
                self._rows[key] = row
                self.changes.put(self.MOVEMENTS, row)
