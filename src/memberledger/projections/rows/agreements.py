"""Rows of agreements: which terms a member was on since when, and when each membership ended."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from memberledger.aggregates.event import Event
from memberledger.aggregates.member import MemberState
from memberledger.aggregates.member import events as e
from memberledger.projections.mrr import mrr_of
from memberledger.projections.rows.changes import MemberRows, RowsOf

__all__ = ["AgreementRow", "AgreementRows"]


class AgreementRow(NamedTuple):
    """Terms that hold from a day on, or the end of a membership; rows are only ever added.

    Attributes:
        version: of the event in its member's stream.
        effective_on: the day from which they hold; the first day it is over.
        cause: `enrolled`, `upgraded`, `downgraded`, `switched`, `amended` or `ended`.
        why: of an end, `requested`, `dunning` or `term_over`; None for the others.
        enrollment: 1 the first time, counts up when a member comes back.
        plan: its id; on an end that of the terms that ended, as the columns after it.
        plan_version: its version.
        tier: of the plan; the plan's id where it names none.
        monthly_price: the plan's price a month, minor units.
    """

    version: int
    effective_on: date
    cause: str
    why: str | None
    enrollment: int
    plan: str
    plan_version: int
    tier: str
    monthly_price: int


_CAUSES: dict[type[Any], str] = {
    e.Enrolled: "enrolled",
    e.Upgraded: "upgraded",
    e.Downgraded: "downgraded",
    e.PlanSwitched: "switched",
    e.TermsAmended: "amended",
    e.Cancelled: "ended",
}


class AgreementRows(MemberRows):
    """One row for each change of terms; none is ever changed."""

    AGREEMENTS = RowsOf("agreements", AgreementRow, 1)
    tables = (AGREEMENTS,)
    heeds = frozenset(_CAUSES)

    def apply(self, s: MemberState, event: Event, position: int) -> None:
        """The row of the event."""
        plan = s.plan
        self.changes.put(
            self.AGREEMENTS,
            AgreementRow(
                s.version,
                event.effective_on,
                _CAUSES[type(event)],
                event.cause if isinstance(event, e.Cancelled) else None,
                s.enrollment,
                plan.id,
                plan.version,
                plan.tier_id,
                mrr_of(plan),
            ),
        )

    def finish(self, s: MemberState) -> None:
        """Nothing waits for the end."""
