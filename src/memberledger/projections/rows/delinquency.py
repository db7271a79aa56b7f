"""The row of a member who owes something."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.projections.delinquency import Decline, last_decline, owing
from memberledger.projections.rows.changes import History, MemberRows, RowsOf

__all__ = ["DelinquencyRow", "DelinquencyRows"]


class DelinquencyRow(NamedTuple):
    """A member who owes something; there is a row for nobody else.

    Attributes:
        currency: ISO 4217; amounts are its minor units.
        status: `active`, `paused` or `cancelled`.
        standing: `good`, `past_due` or `suspended`.
        plan: its id.
        owed: of all bills.
        owed_since: the day the oldest of it was due.
        attempts: how often the card was asked for what is owed, and declined.
        declined_on: the day of the last decline; None where none was told.
        code: why, as the processor said it.
        can_retry: whether the card may be asked again before it is replaced.
        flagged: whether dunning flagged the chart.
        next_step_on: the day of the next step of dunning; None where none is left.
        next_step: its actions, "retry, notify_email".
    """

    currency: str
    status: str
    standing: str
    plan: str
    owed: int
    owed_since: date
    attempts: int
    declined_on: date | None
    code: str | None
    can_retry: bool
    flagged: bool
    next_step_on: date | None
    next_step: str | None


class DelinquencyRows(MemberRows):
    """One row while a member owes something, none otherwise."""

    DELINQUENCY = RowsOf("delinquency", DelinquencyRow, 0)
    tables = (DELINQUENCY,)
    heeds = frozenset({e.ChargeFailed})

    def __init__(self, history: History) -> None:
        super().__init__(history)
        self._last: Decline = None
        self._row: DelinquencyRow | None = None

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """Declines are told by their events alone."""
        self._last = last_decline((event,), self._last)

    def finish(self, s: MemberState) -> None:
        """The row as it is now, or no more."""
        row = _row(s, self._last)
        if row == self._row:
            return
        self._row = row
        if row is None:
            self.changes.drop(self.DELINQUENCY, ())
        else:
            self.changes.put(self.DELINQUENCY, row)


def _row(s: MemberState, last: Decline) -> DelinquencyRow | None:
    found = owing(s, last)
    if found is None:
        return None
    step = found.next_step
    return DelinquencyRow(
        found.currency,
        found.status,
        found.standing,
        found.plan,
        found.owed,
        found.owed_since,
        found.attempts,
        found.declined_on,
        found.code,
        found.can_retry,
        found.flagged,
        step[0] if step is not None else None,
        ", ".join(step[1]) if step is not None else None,
    )
