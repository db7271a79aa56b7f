"""New terms of the plan a member is on."""

from __future__ import annotations

from datetime import date

from memberledger.aggregates.event import Event
from memberledger.terms import Plan

__all__ = ["AmendmentRecorded", "TermsAmended"]


class AmendmentRecorded(Event):
    """New terms of the same plan will hold from the first period on or after `from_on`."""

    plan: Plan
    from_on: date
    notified_on: date | None = None
    state: str | None = None


class TermsAmended(Event):
    """The amended terms hold from this period on."""

    plan: Plan
    left: str
